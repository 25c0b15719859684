"""Open cases in lines for a letter: code, kind, stage, age, what is owed. Never a name of a member, never a text."""

from collections.abc import Iterable
from datetime import datetime

import humanize

from daemon.house import House
from daemon.process.audience import Member
from daemon.process.case import Case
from daemon.process.digest import Line, digest
from daemon.process.owed import due
from parsers.when import say


def listing(cases: Iterable[Case], by: str, house: House, now: datetime) -> tuple[str, ...]:
    """One line a case that this administrator may know of."""
    seen = [case for case in cases if by not in case.off]
    return tuple(_line(case, house, now) for case in sorted(seen, key=lambda case: case.opened_at))


def _line(case: Case, house: House, now: datetime) -> str:
    age = humanize.naturaldelta(now - case.opened_at)
    by_when = due(case)
    owed = f"owed: {case.debt}" if case.debt else "nothing owed"
    until = f", by {say(by_when, house.zone)}" if by_when and case.debt else ""
    return f"{case.code} {case.track}, {case.stage}, {age} old; {owed}{until}"


def digest_lines(cases: Iterable[Case], by: str, house: House) -> tuple[str, ...]:
    """What is owed, the oldest promise first; empty where nothing is."""
    members = tuple(Member(each.name) for each in house.administrators)
    return tuple(_owed(line, house) for line in digest(cases, members, by))


def _owed(line: Line, house: House) -> str:
    when = f"by {say(line.due, house.zone)}" if line.due else f"since {say(line.since, house.zone)}"
    danger = "DANGER " if line.urgent else ""
    return f"{danger}{line.code} {line.track}: {line.owed}, {when}"
