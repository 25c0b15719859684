"""When the clock next has something to say about a case. Derived from its state, never commanded: where nothing is owed
there is no deadline, and a closed case has one only while later words of its reporter wait for a look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from daemon.process.case import Case, Promise, Quiet, Stage
from daemon.process.events import ClockEvent, EscalationDue, PromiseMissed, ReminderDue, WarningDue
from daemon.process.owed import chased

PROMISING = frozenset({Stage.NEEDS_DATE, Stage.PROMISED, Stage.NEEDS_ANSWER})


@dataclass(frozen=True, slots=True)
class Deadline:
    at: datetime
    event: ClockEvent


def deadlines(case: Case) -> tuple[Deadline, ...]:
    """Every deadline of the case, the next one first; the quiet hours are already in the times."""
    return tuple(sorted((*_promise(case), *_chase(case)), key=lambda deadline: deadline.at))


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
