"""A few rounds of the bench of the servers, which `python -m tests.soak servers` plays by the hundred."""

import pytest

from tests.soak import servers_mailbox as box
from tests.soak.servers import mailbox_rounds
from tests.support.dovecot import dovecot_or_skip

FEW = (box.restarted_at_a_stage, box.uids_given_anew, box.refuses_everything)


@pytest.fixture(autouse=True)
def _dovecot():
    dovecot_or_skip()


def test_a_mailboxs_server_at_fault_loses_nothing_and_doubles_nothing():
    played = mailbox_rounds(len(FEW), 1, print, FEW)
    assert [one.wrong for one in played if one.wrong] == []
