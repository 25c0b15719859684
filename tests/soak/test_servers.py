"""A few rounds of the bench of the servers, which `python -m tests.soak servers` plays by the hundred."""

from collections import Counter
from random import Random
from types import SimpleNamespace

import pytest

from tests.soak import servers_mailbox as box
from tests.soak import servers_post as post
from tests.soak.servers import Played, mailbox_rounds, post_rounds, row
from tests.soak.servers_town import Lost, Town, once
from tests.support.dovecot import dovecot_or_skip


@pytest.fixture
def _dovecot():
    dovecot_or_skip()


@pytest.mark.usefixtures("_dovecot")
def test_a_mailboxs_server_at_fault_loses_nothing_and_doubles_nothing():
    played = mailbox_rounds(2, 1, print, (box.uids_given_anew, box.refuses_everything))
    assert [one.wrong for one in played if one.wrong] == []


@pytest.mark.usefixtures("_dovecot")
def test_a_server_of_outgoing_mail_at_fault_loses_nothing_and_doubles_nothing():
    played = post_rounds(2, 1, print, (post.closes_after_the_message_that_it_kept, post.refuses_one_reader))
    assert [one.wrong for one in played if one.wrong] == []


def a_town(given_up=0):
    """Nobody wrote, nothing left, and so many letters were given up."""
    daemon = SimpleNamespace(look=lambda _: given_up)
    town = Town(None, "", SimpleNamespace(mood=None), SimpleNamespace(messages=[]), daemon, Random(1))  # noqa: S311  a seed
    town.sent, town.delivered = set, Counter
    return town


def test_a_fault_counts_when_it_strikes_and_not_before():
    town = a_town()
    once(town, "UID MOVE", lambda: None)
    town.wire.mood("IDLE")
    assert town.notes["met"] == 0
    town.wire.mood("UID MOVE 7 Cases")
    town.wire.mood("UID MOVE 8 Cases")
    assert town.notes["met"] == 1


def told(*notes, recovered=1.0):
    return row("servers", [Played("a fault", 1, 2, recovered, each) for each in notes], 1)


def test_a_fault_that_was_not_met_is_not_survived():
    assert told(*[{"met": 1}] * 9, {"met": 0}).met
    few = told(*[{"met": 1}] * 8, *[{"met": 0}] * 2)
    assert not few.met
    assert few.done.startswith("8 faults of 1 kinds, 2 more not met")


def test_where_nothing_was_timed_nothing_is_said_to_have_been_well_in_time():
    assert "timed in 0 of 3" in told({}, {}, {}, recovered=None).figure
    assert not told({}, {}, {}, recovered=None).met
    assert told({}, {}, {}).met
    assert not told({}, {}, {}, recovered=61.0).met


def test_a_letter_that_was_given_up_is_lost_unless_the_fault_refuses_it_for_good():
    town = a_town(given_up=2)
    with pytest.raises(Lost, match="2 letters more were given up"):
        town._settle_letters()
    town.failing = 2
    town._settle_letters()
