"""Every event has its phrase in the timeline, and every phrase stands for something that is recorded."""

from pathlib import Path
from typing import get_args

import daemon
from daemon.desk_views import HAPPENED
from daemon.process.events import AdministratorEvent, MemberEvent, WorldEvent

EVENTS = {event.__name__ for union in (MemberEvent, AdministratorEvent, WorldEvent) for event in get_args(union)}


def test_every_event_has_its_phrase():
    assert HAPPENED.keys() >= EVENTS


def test_every_phrase_stands_for_something_that_is_recorded():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(daemon.__file__).parent.glob("*.py"))
    others = HAPPENED.keys() - EVENTS
    assert {name for name in others if source.count(f'"{name}"') < 2} == set()
