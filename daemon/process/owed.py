"""What an administrator owes on a case, derived from its stage and never set by hand."""

from dataclasses import replace
from datetime import datetime

from daemon.process.case import Case, Debt, Stage, Told, Track

SAME_DEBT = frozenset({Debt.DATE, Debt.READING_DATE, Debt.NEW_DATE})
UNPROMISED = frozenset({Debt.NEXT_WORD, Debt.READING})


def debt(case: Case) -> Debt | None:
    """None where nothing is owed."""
    concern = case.track is Track.CONCERN
    match case.stage:
        case Stage.NEEDS_DATE:
            return Debt.READING_DATE if concern else Debt.DATE
        case Stage.PROMISED:
            return Debt.READING if concern else Debt.NEXT_WORD
        case Stage.LATE:
            return Debt.ANSWER if case.track is Track.QUESTION else Debt.NEW_DATE
        case Stage.NEEDS_ANSWER:
            return Debt.ANSWER
        case Stage.WITHDRAWN:
            return Debt.LAST_LOOK
        case Stage.RESOLVED if case.told is Told.UNREACHABLE:
            return Debt.OTHER_WAY
        case Stage.READ | Stage.CLOSED if case.talk:
            return Debt.CONVERSATION
        case Stage.READ | Stage.CLOSED if case.unread_since:
            return Debt.LOOK
        case _:
            return None


def owes(case: Case) -> str:
    """The debt as notices say it. Who would rather talk is owed that besides (P2)."""
    owed = debt(case)
    if owed is None:
        return "nothing"
    return f"{owed}, and {Debt.CONVERSATION}" if case.talk and owed is not Debt.CONVERSATION else str(owed)


def chased(case: Case) -> bool:
    """Whether reminders go out for the debt: a promise has its own warning instead."""
    return case.debt is not None and case.debt not in UNPROMISED


def due(case: Case) -> datetime | None:
    """By when it is owed, where a date was given to anybody."""
    if case.promise is None or case.stage in {Stage.LATE, Stage.WITHDRAWN, Stage.RESOLVED, Stage.READ, Stage.CLOSED}:
        return None
    return case.promise.due


def settle(case: Case, now: datetime) -> Case:
    """The case with its debt derived anew. A date that is still owed stays owed since it first was."""
    owes = debt(case)
    if owes is case.debt:
        return case
    if owes in SAME_DEBT and case.debt in SAME_DEBT:
        return replace(case, debt=owes)
    since = None if owes is None else now
    return replace(case, debt=owes, owed_since=since, reminders=0, reminded_at=None, escalated_at=None)
