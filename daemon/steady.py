"""Whether the clock can be believed: it is compared with what the database saw last and with the machine's seconds.

A clock that is wrong writes letters early or late, which can be said. What it destroys, and whom it lets back in, no
later correction brings back: both wait until the clock has gone on without a leap.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog

from daemon.corridor import Actor
from daemon.store.errors import StoreProblem
from daemon.store.unit import Unit

log = structlog.get_logger("conductd.clock")

RELEASED = datetime(2025, 1, 1, tzinfo=UTC)  # no clock that is right shows an earlier time
TOLERANCE = timedelta(minutes=10)  # what a time server, or a person, sets right in passing
FARTHEST = timedelta(days=90)  # who was away for longer starts by hand
LEAP = timedelta(days=2)  # a daemon that was off over a night, or a holiday's day, has not leapt
DESTROYS_AFTER = timedelta(days=1)
LETS_IN_AFTER = timedelta(hours=1)
READ_BACK = timedelta(days=1)
SEEN_EVERY = timedelta(hours=1)
SEEN = "the clock, and since when it goes on without a leap"  # the cursor
SET_BY = timedelta(seconds=2)  # less than that is drift, or a busy machine
BETWEEN = 0.1  # seconds between two readings that belong together
REMEDY = "set it right, and keep it so by NTP; only if it is right now, start once with: conductd run --clock-is-right"


class WrongClock(StoreProblem):
    """Nothing was done."""


class Belief(StrEnum):
    """Who says that the clock is right."""

    COMPARED = "it is compared with the newest row"
    GIVEN = "the operator says so"


@dataclass(frozen=True, slots=True)
class Seen:
    """When a running daemon saw the clock last, and since when it has gone on without a leap."""

    last: datetime
    since: datetime


def seen(unit: Unit) -> Seen | None:
    last, _, since = (unit.cursors.get(SEEN) or "").partition(" ")
    return Seen(datetime.fromisoformat(last), datetime.fromisoformat(since)) if since else None


def is_to_be_seen(unit: Unit, now: datetime) -> bool:
    found = seen(unit)
    return found is None or not timedelta() <= now - found.last < SEEN_EVERY


def see(unit: Unit, now: datetime) -> None:
    """Once an hour, before anything else is done that time has brought."""
    before = seen(unit)
    leapt = before is None or _has_leapt(before, now)
    if before and leapt:
        log.warning("the clock has leapt: what destroys waits a day", seconds=int((now - before.last).total_seconds()))
    since = now if before is None or leapt else before.since
    unit.cursors.set(SEEN, f"{now.isoformat()} {since.isoformat()}")


def may_destroy(unit: Unit, now: datetime) -> bool:
    return _goes_on(unit, now, DESTROYS_AFTER)


def may_let_in(unit: Unit, now: datetime) -> bool:
    return _goes_on(unit, now, LETS_IN_AFTER)


def _goes_on(unit: Unit, now: datetime, enough: timedelta) -> bool:
    found = seen(unit)
    return found is not None and not _has_leapt(found, now) and now - found.since >= enough


def _has_leapt(before: Seen, now: datetime) -> bool:
    return not -TOLERANCE <= now - before.last <= LEAP


# --- at the start


def refuse_years_behind(now: datetime) -> None:
    """Before a database is made: every mail of the last years would be new to it."""
    if now < RELEASED:
        raise WrongClock(f"the clock shows {_said(now)}, which is years behind: set it, and keep it right by NTP")


def believe(unit: Unit, now: datetime, made_at: datetime, belief: Belief) -> None:
    """Raises WrongClock where the clock is behind the newest row, or far beyond it."""
    found = seen(unit)
    newest = max(unit.history.newest_at(), made_at, *((found.last,) if found else ()))
    if belief is Belief.GIVEN:
        unit.history.record(None, now, "ClockBelieved", Actor.CLOCK, {"newest": newest})
        unit.cursors.set(SEEN, f"{now.isoformat()} {now.isoformat()}")
    elif newest - now > TOLERANCE:
        raise WrongClock(f"the clock is {_span(newest - now)} behind the newest row, of {_said(newest)}: {REMEDY}")
    elif now - newest > FARTHEST:
        raise WrongClock(f"the clock is {_span(now - newest)} beyond the newest row, of {_said(newest)}: {REMEDY}")


def refuse_before_the_beginning(now: datetime, made_at: datetime) -> None:
    """The doors leave alone what is a day older than the database: made under a clock that was ahead, they would leave
    all mail alone until that day, and nobody would know.
    """
    if made_at - now > READ_BACK:
        raise WrongClock(f"the clock was set back to {_said(now)}, before this database was made: {REMEDY}")


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    for length, word in ((1440, "days"), (60, "hours")):
        if minutes >= 2 * length:
            return f"{minutes // length} {word}"
    return f"{minutes} minutes"


# --- while it runs


class Steps:
    """Notices that the clock was set: it went another way than the machine's seconds, which nobody sets. After a sleep
    of the machine it was too: those seconds stood still.
    """

    def __init__(self, clock: Callable[[], datetime], seconds: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seconds = seconds
        self._last = self._read()
        self._step = timedelta()

    def take(self) -> timedelta:
        """By how much since it was last taken; whoever fails on it gives it back."""
        (before, ticked), self._last = self._last, self._read()
        moved = (self._last[0] - before) - timedelta(seconds=self._last[1] - ticked)
        step = self._step + moved if abs(moved) >= SET_BY else self._step
        self._step = timedelta()
        return step

    def give_back(self, step: timedelta) -> None:
        self._step += step

    def _read(self) -> tuple[datetime, float]:
        """Both at one moment: a process that was stopped between the two would take that for a step."""
        while True:
            began, at, ended = self._seconds(), self._clock(), self._seconds()
            if ended - began < BETWEEN:
                return at, ended
