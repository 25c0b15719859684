"""Letters that only wait for a server that could not be reached go as soon as it can be: somebody knocks now and then.

Each letter waits longer after each attempt, up to an hour; without a knock a server that is back would stay idle so
long. A knock is no attempt: it counts against no letter, and says nothing of one.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from daemon.house import EMAIL, SLACK
from daemon.store.store import Store
from daemon.store.unit import Unit
from notifiers.sending import Problem

log = structlog.get_logger("conductd.outbox")

KNOCK_EVERY = timedelta(seconds=25)
KNOCK_WITHIN = 10.0  # seconds
MOST_IN_VAIN = 7  # doublings: a server that opens and then takes nothing is left in peace for an hour at last
# What a knock meets too. A refused login is not among it: who knocks too often is locked out.
UNREACHED = {
    EMAIL: frozenset(
        {
            Problem.UNREACHABLE,
            Problem.SILENT,
            Problem.LOST,
            Problem.NO_TLS,
            Problem.NO_STARTTLS,
            Problem.CERTIFICATE,
            Problem.GARBLED,
        }
    ),
    SLACK: frozenset({Problem.SLACK_UNREACHABLE}),
}


class Answering(Protocol):
    async def answers(self) -> bool:
        """Whether the other side can be reached now."""


class Knocking:
    def __init__(self, store: Store, doors: Mapping[str, Answering]) -> None:
        self._store = store
        self._doors = doors
        self._next_at: dict[str, datetime] = {}
        self._in_vain: dict[str, int] = {}

    def arrived(self, channel: str) -> None:
        """A letter went through."""
        self._in_vain.pop(channel, None)

    async def work(self, now: datetime) -> int:
        """How many letters need not wait any longer."""
        count = 0
        for channel, problems in UNREACHED.items():
            if channel in self._doors and now >= self._next_at.get(channel, now):
                count += await self._knock(channel, problems, now)
        return count

    async def _knock(self, channel: str, problems: frozenset[Problem], now: datetime) -> int:
        if not await self._store.look(lambda unit: unit.letters.put_off(problems, now)):
            return 0
        tries = self._in_vain.get(channel, 0)
        self._next_at[channel] = now + KNOCK_EVERY * 2**tries
        if not await self._answers(channel):
            return 0
        self._in_vain[channel] = min(tries + 1, MOST_IN_VAIN)
        return await self._store.run(lambda unit: _hastened(unit, problems, now))

    async def _answers(self, channel: str) -> bool:
        """Not for long: letters of other channels wait behind it."""
        try:
            async with asyncio.timeout(KNOCK_WITHIN):
                return await self._doors[channel].answers()
        except TimeoutError:
            return False


def _hastened(unit: Unit, problems: frozenset[Problem], now: datetime) -> int:
    count = unit.letters.hasten(problems, now)
    log.info("letters need not wait any longer", count=count)
    return count
