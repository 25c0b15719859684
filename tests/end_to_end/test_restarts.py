"""Stopped or killed at some point and started again: nothing is lost, nothing comes twice (design 9)."""

import time
from datetime import timedelta

import pytest

from daemon.clock import now
from daemon.config import load
from daemon.desk import Desk
from daemon.process.case import Stage
from daemon.store import InboxState, LetterState
from tests.end_to_end.cast import Place, composed
from tests.support.daemon import HOUSE, STOPS_WITHIN, Daemon, eventually, mailbox, outgoing

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
RESOLUTION = "We read the three threads and spoke with the person, who was told what is expected of everybody here."
LATE = "We missed that."


@pytest.fixture
def own(dovecot, new_user, hops, sink, tmp_path):
    """A daemon and a mailbox of the test's own; it is not running yet."""
    user = new_user()
    daemon = Daemon(tmp_path, HOUSE, mailbox(dovecot, user, hops), outgoing(sink.port))
    yield Place(dovecot, user, sink, daemon)
    if daemon.is_alive:
        daemon.kill()
    daemon.close()
    assert daemon.complaints() == []


def acknowledged(place, address):
    person = place.person(address)
    person.writes(COMPLAINT)
    return person, person.gets("We take it as a formal complaint")


def another_word(place, address):
    """Whoever writes now is answered: all that was due before has been read and sent."""
    return acknowledged(place, address)[1]


def commanded(place, text):
    """An administrator's command, as the command line carries it out, but without the start of a process."""
    with Desk(load(place.daemon.config, {}), "", "a test") as desk:
        return desk.command(text).lines


def promised(place, code, seconds):
    due = now() + timedelta(seconds=seconds)
    commanded(place, f"estimate {code} {due:%Y-%m-%dT%H:%M:%SZ}")
    return due


def pass_by(due):
    """The gap itself, not a wait for anything."""
    time.sleep(max(0.0, (due - now()).total_seconds() + 0.5))


def test_a_stop_takes_under_ten_seconds_and_a_deadline_in_the_gap_is_met_once(own):
    own.daemon.start()
    reporter, letter = acknowledged(own, "uma@example.net")
    due = promised(own, letter.code, 5)
    reporter.gets("Robin Example writes to you again by", letter.code)
    assert own.daemon.stop() < STOPS_WITHIN
    pass_by(due)
    assert reporter.letters(LATE) == []
    own.daemon.start()
    reporter.gets(LATE, letter.code)
    own.daemon.stop()
    own.daemon.start()
    another_word(own, "vic@example.net")
    assert own.daemon.case(letter.code).stage is Stage.LATE
    assert len(reporter.letters(LATE)) == 1
    assert len(own.administrator.letters("a new date is owed", letter.code)) == 1


def test_after_a_kill_a_deadline_in_the_gap_is_met_once(own):
    own.daemon.start()
    reporter, letter = acknowledged(own, "wes@example.net")
    own.daemon.kill()
    pass_by(promised(own, letter.code, 1))
    own.daemon.start()
    reporter.gets(LATE, letter.code)
    another_word(own, "xia@example.net")
    assert own.daemon.case(letter.code).stage is Stage.LATE
    assert len(reporter.letters(LATE)) == 1


def test_what_was_written_while_nobody_ran_goes_its_way_on_start_unless_it_was_taken_back(own):
    own.daemon.start()
    yan, letter = acknowledged(own, "yan@example.net")
    zoe, other = acknowledged(own, "zoe@example.net")
    own.daemon.stop()
    commanded(own, f"resolve {letter.code} {RESOLUTION}")
    waiting = next(line for line in commanded(own, f"resolve {other.code} {RESOLUTION}") if " leaves " in line)
    commanded(own, f"undo {waiting.split()[0]}")
    xan = own.person("xan@example.net")
    xan.writes(COMPLAINT)
    own.daemon.start()
    xan.gets("We take it as a formal complaint")
    yan.gets(RESOLUTION, letter.code)
    another_word(own, "abe@example.net")
    assert zoe.letters(RESOLUTION) == []
    assert own.daemon.case(other.code).stage is Stage.NEEDS_DATE
    eventually(lambda: own.daemon.case(letter.code).stage is Stage.CLOSED, "the resolution closed the case")


@pytest.mark.parametrize("letters", [0, 3])
def test_killed_while_mail_comes_in_it_goes_on_where_it_was(own, letters):
    """Wherever the kill falls, each mail is one case, and no letter leaves twice under two names."""
    people = [f"p{number}@example.net" for number in range(5)]
    own.daemon.start()
    for address in people:
        own.server.append(own.user, composed(address, COMPLAINT).as_bytes())
    own.sink.wait(letters, 30)
    own.daemon.kill()
    own.daemon.start()
    eventually(lambda: all_read(own, people), "every mail became a case")
    eventually(lambda: settled(own), "every letter left, but one that the kill met on the wire")
    assert [len(own.daemon.cases_of(address)) for address in people] == [1] * len(people)
    names = [str(each.message["Message-ID"]) for each in own.sink.messages]
    assert len(names) == len(set(names))
    assert own.daemon.look(lambda unit: unit.verify()) == []


def all_read(place, people):
    return all(place.daemon.cases_of(address) for address in people) and not place.server.folder(place.user)


def settled(place):
    """A letter that the kill met on the wire waits two minutes for evidence (design 9.4); there is one at most."""
    waiting = place.daemon.look(lambda unit: unit.letters.in_state(LetterState.PENDING))
    on_the_wire = place.daemon.look(lambda unit: unit.letters.in_state(LetterState.SENDING))
    unread = place.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW))
    return not waiting and not unread and len(on_the_wire) <= 1
