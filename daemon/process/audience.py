"""Who a letter to administrators goes to: the roster, the case's own limits (P14), and who is away (P4)."""

from dataclasses import dataclass, field
from datetime import datetime

from daemon.process.case import Case
from daemon.process.letters import To


@dataclass(frozen=True, slots=True)
class Member:
    """One administrator; away until `away_until`, with a deputy perhaps."""

    name: str = field(repr=False)
    away_until: datetime | None = None
    deputy: str = field(default="", repr=False)

    def is_away(self, now: datetime) -> bool:
        return self.away_until is not None and now < self.away_until


Roster = tuple[Member, ...]
FOR_ADMINISTRATORS = frozenset({To.RESPONSIBLE, To.ADMINISTRATORS, To.EVERY_ADMINISTRATOR})


def permitted(case: Case, roster: Roster) -> Roster:
    """Off means off: whoever's conduct is reported is nobody's recipient."""
    return tuple(member for member in roster if not case.hides_from(member.name))


def recipients(to: To, case: Case, roster: Roster, now: datetime) -> tuple[str, ...]:
    """Names, in the roster's order. Empty only where nobody may know: then the outside contact learns that a case
    waits, and nothing else. ValueError for a letter that is not for administrators as such: it must never reach them.
    """
    if to not in FOR_ADMINISTRATORS:
        raise ValueError(f"a letter to {to} is not for administrators")
    allowed = permitted(case, roster)
    if to is To.EVERY_ADMINISTRATOR:
        return _names(allowed)
    present = tuple(member for member in allowed if not member.is_away(now)) or allowed
    if to is To.RESPONSIBLE:
        return _responsible(case, allowed, present, now)
    return _names(present)


def _responsible(case: Case, allowed: Roster, present: Roster, now: datetime) -> tuple[str, ...]:
    """The assigned one, or whoever gave the promise that runs; their deputy while away; else everybody there."""
    name = case.assigned or (case.promise.by if case.promise else "")
    assigned = next((member for member in allowed if member.name == name), None)
    if assigned is None:
        return _names(present)
    if not assigned.is_away(now):
        return (assigned.name,)
    deputies = tuple(member for member in present if member.name == assigned.deputy)
    return _names(deputies or present)


def _names(members: Roster) -> tuple[str, ...]:
    return tuple(member.name for member in members)
