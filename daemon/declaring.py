"""A new administrator says with whom they have a conflict, before they see a case that has ended (P14).

Runs inside one transaction. What it answers says nothing of whether there is such a case.
"""

from collections.abc import Iterable
from datetime import datetime

from daemon.corridor import Corridor
from daemon.house import House
from daemon.post import About
from daemon.process.events import NotAllowed
from daemon.process.events_audience import ConflictDeclared
from daemon.process.letters import Letter, LetterName, To
from daemon.store.newcomers import declared, in_conflict, is_marked, keep_conflict, mark, met, strangers, undeclared
from daemon.store.unit import Unit
from daemon.store.values import Kept
from daemon.whois import Way, ways_meant
from parsers.commands import Command

STANDS = "it stands; closed cases are shown to you now, but for those in which you have a conflict"
FIRST = (
    "You are new here: no closed case is shown to you before you say with whom you have a conflict. "
    "conductd declare none, or: conductd declare WHO..."
)


def meet(unit: Unit, corridor: Corridor, now: datetime) -> None:
    """Notes who administers now. Whoever is new to a database that has had cases is told how to declare, once."""
    names = tuple(each.name for each in corridor.house.administrators)
    new = strangers(unit.cursors, names)
    had_cases = is_marked(unit.cursors) and unit.history.head().count > 0
    for name in new:
        if had_cases:
            met(unit.cursors, name, now)
            how = Letter(name=LetterName.DECLARE, to=To.ONE_ADMINISTRATOR, who=name, facts={"at": now})
            corridor.post.write(unit, About(), (how,), now)
        else:
            declared(unit.cursors, name)
    if not is_marked(unit.cursors):
        mark(unit.cursors)


def is_to_meet(unit: Unit, corridor: Corridor) -> bool:
    names = tuple(each.name for each in corridor.house.administrators)
    return not is_marked(unit.cursors) or bool(strangers(unit.cursors, names))


def is_undeclared(unit: Unit, name: str) -> bool:
    return name in undeclared(unit.cursors, (name,))


def declare(unit: Unit, corridor: Corridor, by: str, command: Command, now: datetime) -> str:
    """Every case with one of them takes them off, open and closed ones."""
    for who in command.who:
        for way in _person(unit, corridor, who):
            keep_conflict(unit.cursors, by, unit.lookup(way.channel, way.address))
            for kept in _cases_with(unit, corridor, way):
                if by not in kept.case.off:
                    corridor.walk(unit, kept, (ConflictDeclared(by),), now, by)
    declared(unit.cursors, by)
    unit.history.record(None, now, "ConflictsDeclared", by, {})
    count = len(command.who)  # who they are stands in no subject of a mail
    return f"{STANDS}: {count} {'person' if count == 1 else 'people'}" if count else STANDS


def conflicted(unit: Unit, house: House, ways: Iterable[Way]) -> frozenset[str]:
    """The administrators who declared a conflict with any of these people, who come up in a case only now."""
    names = [each.name for each in house.administrators]
    return in_conflict(unit.cursors, names, (unit.lookup(way.channel, way.address) for way in ways))


def _person(unit: Unit, corridor: Corridor, who: str) -> tuple[Way, ...]:
    ways = ways_meant(unit, who, corridor.house.prefix)
    if ways[0].channel == "code":
        raise NotAllowed("name people, by a mail address or an account: a code says nothing here", "P14")
    return ways


def _cases_with(unit: Unit, corridor: Corridor, way: Way) -> list[Kept]:
    ids = {each.case_id: None for each in unit.parties.cases_of(way.channel, way.address)}
    terms = corridor.house.terms
    return [kept for case_id in ids if (kept := unit.cases.by_id(case_id, terms)) and kept.case.stage != "merged"]
