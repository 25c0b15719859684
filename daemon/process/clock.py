"""What follows from the clock and from the fate of letters (P4, P7)."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from daemon.process.case import Case, Debt, Promise, Stage, Suspension, Told, Track
from daemon.process.decision import Decision, change, in_waking_hours, to_administrators, to_reporter
from daemon.process.events import (
    DebtEvent,
    EscalationDue,
    LetterFailed,
    PromiseMissed,
    ReminderDue,
    ResolutionFailed,
    ResolutionLeft,
    ResolutionUndone,
    WarningDue,
    WorldEvent,
)
from daemon.process.joins import unanswered
from daemon.process.letters import Letter, LetterName, To
from daemon.process.owed import debt, due, owes

NOTHING = "the reporter hears nothing until then; the next reminder comes to you"


def follow_world(case: Case, event: WorldEvent, now: datetime) -> Decision:
    """`case` is already in its next stage."""
    match event:
        case WarningDue() | PromiseMissed() | ReminderDue() | EscalationDue():
            return in_waking_hours(_rings(case, event, now))
        case ResolutionLeft() | ResolutionUndone() | ResolutionFailed():
            return _resolution(case, event, now)
        case LetterFailed():
            return _failed(case, event)
        case _:
            assert_never(event)


def _rings(case: Case, event: DebtEvent, now: datetime) -> Decision:
    match event:
        case WarningDue():
            return _warn(case, now)
        case PromiseMissed():
            return _missed(case, now)
        case ReminderDue():
            return _remind(case, now)
        case EscalationDue():
            return _escalate(case, now)
        case _:
            assert_never(event)


def _resolution(case: Case, event: ResolutionLeft | ResolutionUndone | ResolutionFailed, now: datetime) -> Decision:
    """P7. A case that went on meanwhile (withdrawn, reopened, closed for another reason) stays where it is."""
    match event, case.stage:
        case ResolutionLeft(), Stage.CLOSED if case.told in {Told.ON_ITS_WAY, Told.UNREACHABLE}:
            if unanswered(case) or any(each.in_force and not each.is_settled for each in case.suspensions):
                return Decision(change(case, stage=Stage.RESOLVED, told=Told.TOLD, resolution_sent_at=now))
            talk = case.talk and case.unread_since is not None  # asked for since the words were written
            return Decision(change(case, told=Told.TOLD, resolution_sent_at=now, promise=None, talk=talk))
        case ResolutionUndone(), Stage.NEEDS_DATE if case.told:
            return Decision(_undone(case))
        case ResolutionFailed(), Stage.RESOLVED if case.told is None:
            return Decision(change(case, stage=Stage.CLOSED))
        case ResolutionFailed(), Stage.RESOLVED if case.told is Told.UNREACHABLE and case.closed_at:
            return Decision(change(case, stage=Stage.CLOSED))
        case ResolutionFailed(), Stage.RESOLVED:
            unreachable = change(case, told=Told.UNREACHABLE, resolution_sent_at=None)
            return Decision(unreachable, _undelivered(unreachable, LetterName.RESOLUTION, event.short, event.reason))
        case _:
            return Decision(case)


def _undone(case: Case) -> Case:
    """As before the words were written: an administrator's date that was given still stands."""
    given = case.promise is not None and case.promise.by
    stage = Stage.PROMISED if given else case.stage
    return change(case, stage=stage, told=None, resolution_sent_at=None)


def _failed(case: Case, event: LetterFailed) -> Decision:
    """An answer that came back is no answer: the question is open again (P12)."""
    open_again = case.track is Track.QUESTION and case.stage is Stage.CLOSED and event.letter == LetterName.REPLY
    failed = change(case, stage=Stage.NEEDS_ANSWER) if open_again else case
    return Decision(failed, _undelivered(failed, event.letter, event.short, event.reason))


def _warn(case: Case, now: datetime) -> Decision:
    """P4: before a promise is missed its administrator is warned. One that is past already has nothing to warn of."""
    if case.promise is None:
        return Decision(case)
    warned = change(case, promise=_warned(case.promise, now))
    if now >= case.promise.due:
        return Decision(warned)
    letters = to_administrators(warned, LetterName.WARNING, To.RESPONSIBLE, due=case.promise.due)
    return Decision(warned, letters)


def _warned(promise: Promise, now: datetime) -> Promise:
    return Promise(promise.due, promise.made_at, promise.by, promise.resolved_by, now)


def _missed(case: Case, now: datetime) -> Decision:
    """P4: the reporter is told once that it is late; whoever owes the new date is told that they were."""
    promised = case.promise.due if case.promise else now
    given = case.promise is not None and case.promise.by
    since = case if not given else change(case, debt=None)  # what was promised is owed since that date, not before
    late = change(since, promise=None, reminders=case.reminders + 1, reminded_at=now)
    told = to_reporter(late, LetterName.LATE, promised=promised, new_date=None)
    heard = "the reporter was told that it is late" if told else NOTHING
    return Decision(late, (*told, *_reminder(late, promised, heard)))


def _remind(case: Case, now: datetime) -> Decision:
    reminded = change(case, reminders=case.reminders + 1, reminded_at=now)
    reminded = change(reminded, suspensions=tuple(_reviewed_too(each, now) for each in case.suspensions))
    return Decision(reminded, _reminder(reminded, case.owed_since or now, NOTHING))


def _reviewed_too(record: Suspension, now: datetime) -> Suspension:
    """The reminder names an overdue review as well: it needs none of its own that day."""
    overdue = record.in_force and not record.is_settled and now >= record.review_at
    return replace(record, reminded_at=now) if overdue else record


def _reminder(case: Case, since: datetime, consequence: str) -> tuple[Letter, ...]:
    """Danger is everybody's until one of them says 'I am on it'."""
    return to_administrators(
        case,
        LetterName.REMINDER,
        To.EVERY_ADMINISTRATOR if case.urgent and not case.on_it else To.RESPONSIBLE,
        owed=owes(case),
        since=since,
        due=due(case),
        next=consequence,
    )


def _escalate(case: Case, now: datetime) -> Decision:
    """To every permitted administrator, absent ones too."""
    letters = to_administrators(
        case,
        LetterName.ESCALATION,
        To.EVERY_ADMINISTRATOR,
        owed=owes(case),
        since=case.owed_since or now,
        reminders=case.reminders,
        step=_step(case),
    )
    return Decision(change(case, escalated_at=now), letters)


STEP = {
    Debt.DATE: "estimate {code} WHEN",
    Debt.READING_DATE: "estimate {code} WHEN",
    Debt.NEW_DATE: "estimate {code} WHEN",
    Debt.ANSWER: "reply {code} words",
    Debt.CONVERSATION: "answered {code} how",
    Debt.LAST_LOOK: "close {code}",
    Debt.OTHER_WAY: "close {code}",
    Debt.PARTIES: "tell WHO words, or tell WHO nothing because words; then close {code}",
    Debt.LINK: "link {code} WHO",
    Debt.CONFIRMING: "link {code} WHO, or close {code}",
    Debt.DECISION: "uphold {code} words, or overturn {code} words",
    Debt.CONTEXT: "publish {code}, then published {code}",
}


def _step(case: Case) -> str:
    """The one step that ends it."""
    owed = debt(case)
    return STEP[owed].format(code=case.code) if owed in STEP else f"show {case.code}"


def _undelivered(case: Case, letter: str, short: str, reason: str) -> tuple[Letter, ...]:
    """P7: nobody else is told in the reporter's place."""
    return to_administrators(case, LetterName.UNDELIVERED, To.RESPONSIBLE, letter=letter, short=short, reason=reason)
