"""One line of work for each DM: what arrives is handed over in the order of its writing, by one worker.

Nothing is acknowledged from here. Who put something in waits for what became of it; what could not be stored raises
there, and comes again with a sweep.
"""

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from daemon.channels.slack_events import Found

log = logging.getLogger("conductd.slack")

MOST_WAITING = 2000

Receive = Callable[[Found], Awaitable[str]]


class Full(Exception):
    """Too much waits already. What is not taken is not acknowledged, and Slack and the sweep bring it again."""


@dataclass(slots=True)
class _Line:
    waiting: list[tuple[tuple[int, int], int, Found, asyncio.Future[str]]] = field(default_factory=list)
    worker: asyncio.Task[None] | None = None


class Lines:
    """`put` returns when the house has it, or raises what the house raised. `close` lets what runs come to its end."""

    def __init__(self, receive: Receive, gather: float) -> None:
        self._receive, self._gather = receive, gather
        self._lines: dict[str, _Line] = {}
        self._count = self._settled = 0
        self._closed = False

    async def put(self, found: Found) -> str:
        """What has been put in stays in, also where its caller goes away: it may be half on disk."""
        if self._closed or self._count - self._settled >= MOST_WAITING:
            raise Full
        line = self._lines.setdefault(found.channel, _Line())
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(line.waiting, (found.order, self._count, found, future))
        if line.worker is None:
            line.worker = asyncio.create_task(self._work(found.channel, line), name="slack line")
        return await future

    async def close(self, within: float) -> None:
        """Takes nothing more; what waits is handed over as long as there is time."""
        self._closed = True
        workers = [line.worker for line in self._lines.values() if line.worker]
        if workers:
            await asyncio.wait(workers, timeout=within)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, channel: str, line: _Line) -> None:
        await asyncio.sleep(0 if self._closed else self._gather)
        try:
            while line.waiting:
                *_, found, future = heapq.heappop(line.waiting)
                await self._hand_over(found, future)
        finally:
            self._drop(channel, line)

    async def _hand_over(self, found: Found, future: asyncio.Future[str]) -> None:
        try:
            verdict = await self._receive(found)
        except Exception as error:  # noqa: BLE001  it goes up to whoever put this in
            why = getattr(error, "word", type(error).__name__)
            log.error("slack: a message could not be stored: %s", why)  # noqa: TRY400  no text
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(verdict)
        finally:
            self._settled += 1
            future.cancel()

    def _drop(self, channel: str, line: _Line) -> None:
        for *_, future in line.waiting:
            future.cancel()
            self._settled += 1
        del self._lines[channel]
