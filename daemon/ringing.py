"""What time has brought: a look at the clock and at closed cases, digests, deadlines; then the alarm is set anew.

Deadlines are rows (design 9.8): whoever calls `ring` may call it too often, and at any time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from daemon.config_model import Config
from daemon.corridor import Corridor
from daemon.digests import digest_is_due, write_due_digests
from daemon.retention import retain, retention_is_due
from daemon.schedule import Schedule
from daemon.steady import is_to_be_seen, see
from daemon.store.engine import Scrubbed
from daemon.store.errors import Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit

log = structlog.get_logger("conductd.service")

SOON = timedelta(seconds=1)
DUE_AT_ONCE = 50
PUT_OFF = timedelta(hours=1)  # for a case that we fail on, so that it does not stand before the others


@dataclass(frozen=True, slots=True)
class Owed:
    """The hour's look at the clock, the day's at closed cases, a deadline or a digest; and when the next one comes."""

    clock: bool
    retention: bool
    now: bool
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rung:
    """How many deadlines were met, and whether closed cases were looked at."""

    due: int
    retained: bool


class Ringing:
    def __init__(self, config: Config, store: Store, corridor: Corridor, schedule: Schedule) -> None:
        self._zone = config.community.timezone
        self._digest = config.process.digest
        self._store = store
        self._corridor = corridor
        self._schedule = schedule
        self.unscrubbed = False

    async def ring(self, at: datetime) -> Rung:
        owed = await self._store.look(lambda unit: self._owed(unit, at))
        retained = owed.retention
        if owed.clock:
            await self._store.run(lambda unit: see(unit, at))
        if self.unscrubbed:
            await self.scrub()
        if retained:
            await self._retain(at)
            owed = await self._store.look(lambda unit: self._owed(unit, at))
        due = await self._store.run(lambda unit: self._due(unit, at)) if owed.now else 0
        next_at = await self._store.look(_next_at) if owed.now else owed.next_at
        # what is overdue is being worked at: an alarm in the past would ring without a pause until it is done
        self._schedule.alarm(next_at if next_at is None or next_at > at else at + SOON)
        return Rung(due, retained)

    async def scrub(self) -> None:
        """Until it is done: while somebody reads, or the disk is full, what was purged stands in the database's log."""
        waits = await self._store.scrub() is Scrubbed.WAITS
        if waits and not self.unscrubbed:
            log.warning("what was purged still stands in the database's log: somebody reads it, or the disk is full")
        self.unscrubbed = waits

    def _owed(self, unit: Unit, at: datetime) -> Owed:
        """In one look: most turns find nothing to do."""
        digest = digest_is_due(unit, self._zone, self._digest, at)
        return Owed(
            clock=is_to_be_seen(unit, at),
            retention=retention_is_due(unit, self._zone, at),
            now=digest or bool(unit.cases.due(at, 1)),
            next_at=_next_at(unit),
        )

    async def _retain(self, at: datetime) -> None:
        """Closed cases grow old once a day. What was purged leaves the database's log before anything else is done."""
        if await self._store.run(lambda unit: retain(unit, self._corridor, at)):
            await self.scrub()

    def _due(self, unit: Unit, at: datetime) -> int:
        """Each case in a savepoint of its own: one that we fail on takes no other with it."""
        write_due_digests(unit, self._corridor, self._digest, at)
        due = unit.cases.due(at, DUE_AT_ONCE)
        for case_id in due:
            try:
                with unit.savepoint():
                    self._corridor.ring_by_id(unit, case_id, at)
            except Unavailable:
                raise
            except Exception:
                log.exception("deadline not met")
                unit.cases.put_off(case_id, at + PUT_OFF)
        return len(due)


def _next_at(unit: Unit) -> datetime | None:
    times = [at for at in (unit.cases.next_due(), unit.letters.next_at(), unit.inbox.next_at()) if at]
    return min(times, default=None)
