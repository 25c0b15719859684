"""What an administrator owes on a case, derived from its stage and never set by hand."""

from dataclasses import replace
from datetime import datetime

from daemon.process.case import Case, Debt, Stage, Suspension, Told, Track
from daemon.process.records import Access

SAME_DEBT = frozenset({Debt.DATE, Debt.READING_DATE, Debt.NEW_DATE})
OWED = {
    Stage.NEEDS_ANSWER: Debt.ANSWER,
    Stage.UNMATCHED: Debt.LINK,
    Stage.UNCONFIRMED: Debt.CONFIRMING,
    Stage.CONSIDERED: Debt.DECISION,
    Stage.OVERTURNED: Debt.CONTEXT,
    Stage.WITHDRAWN: Debt.LAST_LOOK,
}
RESTING = frozenset({Stage.READ, Stage.EARLY, Stage.CLOSED, Stage.MERGED})
LATE = {Track.QUESTION: Debt.ANSWER, Track.APPEAL: Debt.DECISION}
AFTER_WORDS = {Told.UNREACHABLE: Debt.OTHER_WAY, Told.TOLD: Debt.PARTIES}
OWN_CLOCK = frozenset({Debt.REVIEW, Debt.ACCESS, Debt.WARNING_ELSEWHERE})
UNPROMISED = frozenset({Debt.NEXT_WORD, Debt.READING})


def debt(case: Case) -> Debt | None:
    """None where nothing is owed."""
    if case.stage in OWED:
        return OWED[case.stage]
    concern = case.track is Track.CONCERN
    match case.stage:
        case Stage.NEEDS_DATE:
            return Debt.READING_DATE if concern else Debt.DATE
        case Stage.PROMISED:
            return Debt.READING if concern else Debt.NEXT_WORD
        case Stage.LATE:
            return LATE.get(case.track, Debt.NEW_DATE)
        case Stage.RESOLVED:
            return AFTER_WORDS.get(case.told) if case.told else None
        case _:
            return _at_rest(case)


def _at_rest(case: Case) -> Debt | None:
    """Where the stage itself owes nothing."""
    if case.talk and case.stage in {Stage.READ, Stage.CLOSED}:
        return Debt.CONVERSATION
    if case.unread_since and case.stage in RESTING:
        return Debt.LOOK
    return next(iter(duties(case)), None)


def duties(case: Case) -> tuple[Debt, ...]:
    """What is owed under the suspensions of a case besides, the most pressing first. They have clocks of their own."""
    standing = [each for each in case.suspensions if each.in_force]
    found = []
    if any(each.warning is Told.UNREACHABLE for each in standing):
        found.append(Debt.WARNING_ELSEWHERE)
    if any(_to_do(each) for each in standing):
        found.append(Debt.ACCESS)
    if any(not each.is_settled for each in standing):
        found.append(Debt.REVIEW)
    return tuple(found)


def _to_do(record: Suspension) -> bool:
    """Whether somebody has to click in Slack, and say so."""
    return record.access is Access.TO_RETURN or (record.access is Access.TO_REMOVE and record.returns_at is None)


def owes(case: Case) -> str:
    """The debt as notices say it. Who would rather talk is owed that besides (P2)."""
    talk = (Debt.CONVERSATION,) if case.talk else ()
    every = dict.fromkeys(each for each in (debt(case), *talk, *duties(case)) if each)
    return ", and ".join(every) or "nothing"


def chased(case: Case) -> bool:
    """Whether reminders go out for the debt: a promise has its own warning instead."""
    if case.debt is Debt.DECISION:
        return case.stage is Stage.LATE
    return case.debt is not None and case.debt not in UNPROMISED | OWN_CLOCK


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
