"""Open cases in lines for a letter: code, kind, stage, age, what is owed. Never a name of a member, never a text."""

from collections.abc import Iterable
from datetime import datetime

import humanize

from daemon.house import House
from daemon.phrases import of_track
from daemon.process.audience import Member
from daemon.process.case import Case, Stage
from daemon.process.digest import Line, digest
from daemon.process.owed import due, owes
from parsers.when import say

NOTHING = "nothing"


def owed(case: Case) -> str:
    """Everything that an administrator owes on it, its suspensions too; empty where nothing is owed."""
    everything = owes(case)
    return "" if everything == NOTHING else of_track(everything, case.track)


def by_when(case: Case) -> datetime | None:
    """The nearest of the dates that stand: the one that was given, and the reviews of its suspensions."""
    reviews = (each.review_at for each in case.suspensions if each.in_force and not each.is_settled)
    return min(filter(None, (due(case), *reviews)), default=None)


def listing(cases: Iterable[Case], by: str, house: House, now: datetime) -> tuple[str, ...]:
    """One line a case that this administrator may know of."""
    seen = [case for case in cases if not case.hides_from(by)]
    return tuple(_line(case, house, now) for case in sorted(seen, key=lambda case: case.opened_at))


def _line(case: Case, house: House, now: datetime) -> str:
    age = humanize.naturaldelta(now - case.opened_at)
    return f"{case.code} {case.track}, {case.stage}, {age} old; {_debt(case, house)}"


def _debt(case: Case, house: House) -> str:
    """What is owed and by when; of an appeal that is kept, when it opens by itself (P10)."""
    if case.appeal and case.stage is Stage.EARLY and case.appeal.opens_at:
        opens = f"opens by itself {say(case.appeal.opens_at, house.zone)}"
        return f"{opens}; owed: {owed(case)}" if owed(case) else opens
    if not owed(case):
        return "nothing owed"
    date = by_when(case)
    return f"owed: {owed(case)}{f', by {say(date, house.zone)}' if date else ''}"


def digest_lines(cases: Iterable[Case], by: str, house: House) -> tuple[str, ...]:
    """What is owed, the oldest promise first; empty where nothing is."""
    members = tuple(Member(each.name) for each in house.administrators)
    known = {case.code: case for case in cases}
    return tuple(_owed(line, known[line.code], house) for line in digest(known.values(), members, by))


def _owed(line: Line, case: Case, house: House) -> str:
    date = by_when(case)
    when = f"by {say(date, house.zone)}" if date else f"since {say(line.since, house.zone)}"
    danger = "DANGER " if line.urgent else ""
    return f"{danger}{line.code} {line.track}: {of_track(line.owed, line.track)}, {when}"
