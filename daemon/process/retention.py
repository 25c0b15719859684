"""How long a closed case is kept, and why one stays longer. Derived from its state: nothing here warns or purges."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from daemon.process.case import Case, Track

WARNED_BEFORE = timedelta(days=14)  # administrators hear of it so long before, whatever the clock did meanwhile


class Keeps(StrEnum):
    """Why a case is not purged, in the words that administrators read."""

    OPEN = "it is open"
    HELD = "it is held: hold CODE off ends that"
    SUSPENSION = "a suspension stands, and can be appealed"
    APPEAL = "an appeal beside it is open"
    JOINED = "the case that it goes on in is open"
    COMPLAINT = "the complaint that was opened from it is kept, and goes on under its consent"
    OWED = "something is owed: show CODE tells what"
    LETTER = "a letter of it has not left"


def keeps(case: Case, neighbours: Iterable[Case]) -> Keeps | None:
    """What stands in the way of a purge; `neighbours` are the cases that it names. None where nothing does."""
    if case.stage.is_open:
        return Keeps.OPEN
    if case.held:
        return Keeps.HELD
    if any(each.in_force for each in case.suspensions):
        return Keeps.SUSPENSION
    beside = tuple(neighbours)
    if any(each.track is Track.APPEAL and each.stage.is_open for each in beside):
        return Keeps.APPEAL
    if any(each.code == case.merged_into and each.stage.is_open for each in beside):
        return Keeps.JOINED
    if any(_against_one_in_force(case, each) for each in beside):
        return Keeps.SUSPENSION
    if any(each.code in case.complaints and _is_needed(each) for each in beside):
        return Keeps.COMPLAINT
    return Keeps.OWED if case.debt else None


def _is_needed(complaint: Case) -> bool:
    """Whose reporter it protects stands in the concern alone."""
    return complaint.stage.is_open or complaint.held or any(each.in_force for each in complaint.suspensions)


def _against_one_in_force(case: Case, complaint: Case) -> bool:
    """Whoever decides a second appeal reads how the first one was decided."""
    appeal = case.appeal
    return (
        appeal is not None
        and appeal.complaint == complaint.code
        and any(each.account == appeal.account and each.in_force for each in complaint.suspensions)
    )


def named(case: Case) -> tuple[str, ...]:
    """The codes of the cases beside which it is looked at."""
    complaint = case.appeal.complaint if case.appeal else ""
    every = (*case.appeals, *case.related, *case.complaints, case.merged_into, complaint)
    return tuple(dict.fromkeys(each for each in every if each))


def warning_due(case: Case) -> datetime | None:
    """When the administrators are to be told that it will be purged; None for an open case."""
    return case.closed_at + case.terms.retain_closed_for - WARNED_BEFORE if case.closed_at else None


def was_warned(case: Case) -> bool:
    """Since it last ended: a case that was opened again is warned of anew."""
    return bool(case.closed_at and case.purge_warned_at and case.purge_warned_at >= case.closed_at)


def purge_due(case: Case, given_at: datetime) -> datetime | None:
    """Never earlier than fourteen days after the warning was really given; None for an open case."""
    if case.closed_at is None:
        return None
    return max(case.closed_at + case.terms.retain_closed_for, given_at + WARNED_BEFORE)
