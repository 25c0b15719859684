"""Every event has its phrase in the timeline, and every phrase stands for something that is recorded."""

from pathlib import Path
from typing import get_args

import daemon
from daemon.phrases import HAPPENED, happened
from daemon.process.case import Track
from daemon.process.events import ClockEvent, Event

EVENTS = {event.__name__ for event in (*get_args(Event), *get_args(ClockEvent))}
SOURCES = [path.read_text(encoding="utf-8") for path in Path(daemon.__file__).parent.rglob("*.py")]


def test_every_event_has_its_phrase():
    assert HAPPENED.keys() >= EVENTS
    assert {"PartyNamed", "AppealReceived", "SuspensionDue", "PageDue"} <= EVENTS  # the unions in the union too


def test_every_phrase_stands_for_something_that_is_recorded():
    others = HAPPENED.keys() - EVENTS
    assert {"LetterSentAnotherWay", "OwnMailKept"} <= others
    assert {name for name in others if "".join(SOURCES).count(f'"{name}"') < 2} == set()


def test_no_two_kinds_of_row_have_one_phrase():
    assert len(set(HAPPENED.values())) == len(HAPPENED)


def test_the_author_of_an_appeal_is_not_called_a_reporter():
    assert happened("Withdrew", Track.COMPLAINT) == "the reporter withdrew"
    assert happened("Withdrew", Track.APPEAL) == "the appellant withdrew"
