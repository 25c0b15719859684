"""A few rounds of the bench of the servers, which `python -m tests.soak servers` plays by the hundred."""

import pytest

from tests.soak import servers_mailbox as box
from tests.soak import servers_post as post
from tests.soak.servers import mailbox_rounds, post_rounds
from tests.support.dovecot import dovecot_or_skip


@pytest.fixture(autouse=True)
def _dovecot():
    dovecot_or_skip()


def test_a_mailboxs_server_at_fault_loses_nothing_and_doubles_nothing():
    played = mailbox_rounds(2, 1, print, (box.uids_given_anew, box.refuses_everything))
    assert [one.wrong for one in played if one.wrong] == []


def test_a_server_of_outgoing_mail_at_fault_loses_nothing_and_doubles_nothing():
    played = post_rounds(2, 1, print, (post.closes_after_the_message_that_it_kept, post.refuses_one_reader))
    assert [one.wrong for one in played if one.wrong] == []
