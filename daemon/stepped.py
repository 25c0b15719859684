"""What waits for a time of day goes on waiting for as long as it was meant to when the clock is set.

Only what waits for seconds or minutes: a promised date, an appeal's day and the end of quiet hours stay where they are.
"""

from datetime import datetime, timedelta

from daemon.corridor import Actor
from daemon.house import House
from daemon.process.case import Quiet
from daemon.process.deadlines import quiet_end
from daemon.steady import SEEN, TOLERANCE
from daemon.store.unit import Unit
from daemon.store.values import LetterRow, LetterState

LONGEST_WAIT = timedelta(minutes=75)  # until a letter is tried again, with its jitter
GATHERED_WITHIN = timedelta(minutes=10)
MOMENT = timedelta(seconds=1)


def follow_step(unit: Unit, house: House, step: timedelta, now: datetime) -> None:
    """The clock was set by `step` and shows `now`. How long a letter is in doubt is counted in seconds that passed: its
    evidence comes no sooner because a clock was set.
    """
    for row in unit.letters.in_flight():
        if row.sending_since:
            unit.letters.move(row.id, {"sending_since": min(row.sending_since + step, now)})
    if step >= timedelta():
        return
    for row in unit.letters.in_state(LetterState.PENDING):
        if row.next_try and row.next_try > now and not _waits_for_morning(row, house.terms.quiet):
            unit.letters.move(row.id, {"next_try": max(row.next_try + step, now)})
    _gather(unit, house, now)
    if -step > TOLERANCE:
        unit.history.record(None, now, "ClockSetBack", Actor.CLOCK, {"seconds": int(-step.total_seconds())})
        unit.cursors.set(SEEN, f"{now.isoformat()} {now.isoformat()}")


def wait_no_longer(unit: Unit, house: House, now: datetime) -> None:
    """At the start, for what was written under a clock that was ahead of this one."""
    for row in unit.letters.in_flight():
        if row.sending_since and row.sending_since > now:
            unit.letters.move(row.id, {"sending_since": now})
    for row in unit.letters.in_state(LetterState.PENDING):
        sooner = _sooner(row, house, now)
        if sooner:
            unit.letters.move(row.id, {"next_try": sooner})
    _gather(unit, house, now)


def _sooner(row: LetterRow, house: House, now: datetime) -> datetime | None:
    if row.next_try is None or row.next_try <= now or _waits_for_morning(row, house.terms.quiet):
        return None
    if row.created_at > now:
        return max(row.next_try - (row.created_at - now), now)
    return now if row.attempts and row.next_try > now + max(LONGEST_WAIT, house.undo) else None


def _waits_for_morning(row: LetterRow, quiet: Quiet | None) -> bool:
    at = row.next_try
    return quiet is not None and at is not None and quiet_end(quiet, at - MOMENT) == at


def _gather(unit: Unit, house: House, now: datetime) -> None:
    unit.inbox.wait_no_longer(now + max(house.settle, GATHERED_WITHIN), now)
