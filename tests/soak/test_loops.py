"""A few rounds of the bench of loops and floods; `python -m tests.soak loops` plays all of them."""

import pytest

from tests.soak import loops_between
from tests.soak.loops import MOST
from tests.soak.loops_between import RELATED, SERVERS

STRIPPED = {server.name: server for server in SERVERS}


@pytest.mark.parametrize(
    ("server", "start", "related"),
    [
        ("hides both, strips all, no thread", "a complaint", RELATED[1]),
        ("strips the marks", "thanks", RELATED[0]),
    ],
)
def test_two_conductds_that_mail_each_other_have_done_so_after_two_mails(server, start, related):
    found = loops_between.play(STRIPPED[server], start, related)
    assert (len(found.letters) <= MOST, found.lost, found.complaints) == (True, 0, 0), found
