"""What one member does in Slack is done in that order, and no member can do more at once than we bear."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

log = structlog.get_logger("conductd.slack")

T = TypeVar("T")
MOST_OF_ONE = 16
MOST = 256


class Busy(Exception):
    """Somebody does more at once than is waited for: it was not done, and may be tried again."""


@dataclass(slots=True)
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Lanes:
    def __init__(self, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._lanes: dict[str, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    async def through(self, member: str, work: Callable[[], Awaitable[T]]) -> T:
        """After everything that this member did before. Raises Busy."""
        lane = self._lanes.setdefault(member, _Lane())
        if lane.waiting >= self._most_of_one or len(self._lanes) > self._most:
            self._leave(member, lane)
            raise Busy
        lane.waiting += 1
        try:
            async with lane.turn:  # first come, first served
                return await work()
        finally:
            lane.waiting -= 1
            self._leave(member, lane)

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Beside the acknowledgement, which does not wait for it. What is too much is left undone."""
        if self._is_closed or len(self._tasks) >= self._most:
            work.close()
            log.warning("slack: more at once than is borne, left undone")
            return
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await self.quiet()

    def _leave(self, member: str, lane: _Lane) -> None:
        if not lane.waiting:
            self._lanes.pop(member, None)


async def _quietly(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001  what somebody looks at must not end the daemon; its text may hold theirs
        log.warning("slack: something was not shown", error=type(error).__name__)
