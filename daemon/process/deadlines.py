"""When the clock next has something to say about a case. Derived from its state, never commanded: where nothing is owed
there is no deadline, and a closed case has one only while later words of its reporter wait for a look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from daemon.process.case import Case, Promise, Quiet, Stage, Suspension, Told, Track
from daemon.process.events import ClockEvent, EscalationDue, PromiseMissed, ReminderDue, WarningDue
from daemon.process.events_audience import OutsideDue
from daemon.process.events_parties import ConsultationEnded, PageDue
from daemon.process.events_suspensions import AppealOpens, SuspensionDue
from daemon.process.judges import is_sealed
from daemon.process.owed import chased
from daemon.process.records import Access

PROMISING = frozenset({Stage.NEEDS_DATE, Stage.PROMISED, Stage.NEEDS_ANSWER, Stage.CONSIDERED})
QUIET_STAGES = frozenset({Stage.NEW, Stage.RESOLVED, Stage.WITHDRAWN, Stage.CLOSED, Stage.MERGED})
PAGE_EVERY = timedelta(hours=1)
OUTSIDE_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Deadline:
    at: datetime
    event: ClockEvent


def deadlines(case: Case) -> tuple[Deadline, ...]:
    """Every deadline of the case, the next one first; the quiet hours are already in the times."""
    owed = () if is_silent(case) else (*_promise(case), *_chase(case), *_page(case))
    every = (*owed, *_outside(case), *_suspensions(case), *_opening(case), *_consultation(case))
    return tuple(sorted(every, key=lambda deadline: deadline.at))


def next_deadline(case: Case) -> Deadline | None:
    return next(iter(deadlines(case)), None)


def _promise(case: Case) -> tuple[Deadline, ...]:
    promise = case.promise
    if promise is None or case.stage not in PROMISING:
        return ()
    missed = Deadline(_after_quiet(case, promise.due), PromiseMissed())
    if promise.warned_at is not None:
        return (missed,)
    return (Deadline(_warning(case, promise), WarningDue()), missed)


def _warning(case: Case, promise: Promise) -> datetime:
    """`late_warning` before the promise; half its length before a shorter one. Never put off beyond the promise."""
    ahead = promise.due - min(case.terms.late_warning, (promise.due - promise.made_at) / 2)
    before = _shifted(case, ahead, quiet_start)
    return before if before >= promise.made_at else min(_after_quiet(case, ahead), promise.due)


def _chase(case: Case) -> tuple[Deadline, ...]:
    if not chased(case) or case.owed_since is None:
        return ()
    running = case.promise if case.stage in PROMISING else None
    if running and running.by:  # an administrator's date stands: a question promised for next week is not overdue today
        return ()
    found = []
    if running is None:
        last = case.reminded_at or case.owed_since
        found.append(Deadline(_after_quiet(case, last + case.terms.remind_every), ReminderDue()))
    if case.escalated_at is None:
        at = case.owed_since + case.terms.escalate_after
        found.append(Deadline(_after_quiet(case, at), EscalationDue()))
    return tuple(found)


def _suspensions(case: Case) -> tuple[Deadline, ...]:
    """Suspensions have clocks of their own, also where their complaint is closed (P6)."""
    dues = ((each, suspension_due(each, case)) for each in case.suspensions)
    return tuple(Deadline(at, SuspensionDue(each.account)) for each, at in dues if at)


def suspension_due(record: Suspension, case: Case) -> datetime | None:
    """When something is next due under it; None while it waits for a letter to leave, and once it has ended."""
    terms, last = case.terms, record.reminded_at
    if record.ended_at:
        return None
    if record.returns_at:
        if record.access is Access.TO_RETURN or record.warning is Told.UNREACHABLE:
            return _after_quiet(case, (last or record.returns_at) + terms.remind_every)
        return record.returns_at if record.warning is Told.TOLD else None
    found = []
    if record.kept_until:
        ends = record.kept_until - terms.return_notice
        found.append(quiet_start(terms.quiet, ends) if terms.quiet else ends)
    else:
        review = (
            max(record.review_at, last + terms.remind_every) if last and last >= record.review_at else record.review_at
        )
        found.append(_after_quiet(case, review))
    if record.access is Access.TO_REMOVE:
        found.append(_after_quiet(case, (last or record.since) + terms.remind_every))
    return min(found)


def _opening(case: Case) -> tuple[Deadline, ...]:
    """P10: an early appeal opens by itself, at the second; the night is not waited for."""
    if case.stage is not Stage.EARLY or case.appeal is None or case.appeal.opens_at is None:
        return ()
    return (Deadline(case.appeal.opens_at, AppealOpens()),)


def _consultation(case: Case) -> tuple[Deadline, ...]:
    if case.consultation is None or case.consultation.ended_at:
        return ()
    return (Deadline(case.consultation.until, ConsultationEnded()),)


def _page(case: Case) -> tuple[Deadline, ...]:
    """Danger pages through quiet hours until somebody is on it, or the case has ended."""
    if not case.urgent or case.on_it or case.stage in QUIET_STAGES:
        return ()
    return (Deadline((case.paged_at or case.opened_at) + PAGE_EVERY, PageDue()),)


def is_silent(case: Case) -> bool:
    """Nobody can owe a date on a report that nobody may know of, and none is promised. Of an appeal one was."""
    return is_sealed(case) and case.track is not Track.APPEAL


def _outside(case: Case) -> tuple[Deadline, ...]:
    """P14: until the author of a sealed case has chosen, the outside contact hears once a week that something waits."""
    if (
        not is_sealed(case)
        or case.release
        or not case.terms.outside
        or case.stage in {Stage.NEW, Stage.WITHDRAWN, Stage.CLOSED, Stage.MERGED}
    ):
        return ()
    last = case.outside_at or case.sealed_at or case.opened_at
    return (Deadline(_after_quiet(case, last + OUTSIDE_EVERY), OutsideDue()),)


def _after_quiet(case: Case, at: datetime) -> datetime:
    return _shifted(case, at, quiet_end)


def _shifted(case: Case, at: datetime, to: Callable[[Quiet, datetime], datetime]) -> datetime:
    """Danger does not wait for the morning."""
    if case.terms.quiet is None or case.urgent:
        return at
    return to(case.terms.quiet, at)


def quiet_end(quiet: Quiet, at: datetime) -> datetime:
    """`at`, or the end of the quiet hours that it falls into."""
    hours = _hours(quiet, at)
    return at if hours is None else hours[1]


def quiet_start(quiet: Quiet, at: datetime) -> datetime:
    """`at`, or the last moment before the quiet hours that it falls into."""
    hours = _hours(quiet, at)
    return at if hours is None else hours[0] - timedelta(seconds=1)


def _hours(quiet: Quiet, at: datetime) -> tuple[datetime, datetime] | None:
    """The quiet hours around `at`; computed in local time, so that a DST night keeps its clock times, and compared in
    UTC: two times of one zone are compared by their clock faces, which is wrong twice a year.
    """
    local = at.astimezone(quiet.zone)
    for day in (local.date() - timedelta(days=1), local.date()):
        start = datetime.combine(day, quiet.start, quiet.zone)
        end_day = day if quiet.end >= quiet.start else day + timedelta(days=1)
        end = datetime.combine(end_day, quiet.end, quiet.zone)
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if start <= at < end:
            return start, end
    return None
