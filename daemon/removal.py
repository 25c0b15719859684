"""The loop that removes from the mailbox what was purged here. A server that cannot be asked now is asked tomorrow."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from daemon.alive import Pulse

log = structlog.get_logger("conductd.service")

BEAT = 10.0  # seconds between two ticks while there is nothing to do
LONGEST = 600.0  # seconds that a server may take before the loop counts as dead

Remove = Callable[[], tuple[int, str]]  # how many copies went, and what stood in the way


class Removal:
    """`remove` blocks, so it has a thread of its own; `due` is set when something was purged."""

    def __init__(self, pulse: Pulse, remove: Remove) -> None:
        self._pulse = pulse
        self._remove = remove
        self.due = asyncio.Event()

    async def loop(self) -> None:
        while True:
            self._pulse.tick("copies")
            await self._waited()
            if self.due.is_set():
                self.due.clear()
                await self._pulse.during("copies", self._removed(), LONGEST)

    async def _waited(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT):
                await self.due.wait()

    async def _removed(self) -> None:
        try:
            count, trouble = await asyncio.to_thread(self._remove)
        except Exception:
            log.exception("copies of purged messages were not removed")
            return
        if count or trouble:
            log.info("copies of purged messages", removed=count, reason=trouble)
