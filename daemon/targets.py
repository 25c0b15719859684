"""Whom it was done to goes along where a case goes on in another one, or a complaint is opened from it (P2): their word
about sharing is their own, and none of theirs is a yes in a case in which nobody has asked them.
"""

from datetime import datetime

from daemon.corridor import Corridor
from daemon.process.case import Consent, Role
from daemon.process.events import ConsentRecorded, Event
from daemon.process.events_parties import PartyNamed
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party

NARROWER = frozenset({Consent.REFUSED, Consent.CONDITIONAL})
SAID_THERE = "said in the case that this one goes on from"


def carry_targets(unit: Unit, corridor: Corridor, kept: Kept, into: str, by: str, now: datetime) -> None:
    """Each target of the one is a target of the other, with their no; what they allowed was for the first alone."""
    other = unit.cases.by_code(into, corridor.house.terms)
    targets = {each.code: each.privacy.value for each in kept.case.parties if each.role is Role.TARGET}
    for person in unit.parties.of(kept.id):
        if other and person.code in targets:
            events = _events(_taken_along(unit, other, person, now), targets[person.code], by)
            other = corridor.walk(unit, other, events, now, by).kept


def _taken_along(unit: Unit, other: Kept, person: Party, now: datetime) -> Party:
    theirs = unit.parties.add(other.id, str(Role.TARGET), person.channel, person.address, person.name, now)
    for way in person.ways:
        theirs = unit.parties.add_way(theirs, way.channel, way.address, now)
    return theirs


def _events(theirs: Party, said: Consent, by: str) -> tuple[Event, ...]:
    named = PartyNamed(by, theirs.code, Role.TARGET)
    if said not in NARROWER:
        return (named,)
    return (named, ConsentRecorded(by, said, SAID_THERE, theirs.code))
