"""What an administrator owes, at a glance: the oldest promise first, no name and no text. Empty when nothing is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from daemon.process.audience import Roster, permitted
from daemon.process.case import Case, Track
from daemon.process.owed import due, owes


@dataclass(frozen=True, slots=True)
class Line:
    """One open debt, as a fixed phrase. `due` is None where no date was given to anybody."""

    code: str
    track: Track
    urgent: bool
    owed: str
    since: datetime
    due: datetime | None


def digest(cases: Iterable[Case], roster: Roster, name: str) -> tuple[Line, ...]:
    """What `name` may see of what is owed, in the order in which it is due."""
    seen = [case for case in cases if any(member.name == name for member in permitted(case, roster))]
    lines = [_line(case) for case in seen if case.debt]
    return tuple(sorted(lines, key=lambda line: (not line.urgent, line.due or line.since)))


def _line(case: Case) -> Line:
    return Line(
        code=case.code,
        track=case.track,
        urgent=case.urgent,
        owed=owes(case),
        since=case.owed_since or case.opened_at,
        due=due(case),
    )
