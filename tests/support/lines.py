"""A `Wire` for tests that have no event loop of their own: it runs in a thread.

with Line(server.port) as line: ...      # connect to line.port; line.freeze(), line.thaw(), line.cut()
"""

import asyncio
import threading
from typing import Self

from tests.support.imap_faults import Wire


class Line:
    def __init__(self, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="line", daemon=True)
        self._wire = Wire(port)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._wire.__aenter__(), self._loop).result(10)
        self.port = self._wire.port
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._wire.__aexit__(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def freeze(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._loop.call_soon_threadsafe(self._wire.freeze)

    def thaw(self) -> None:
        self._loop.call_soon_threadsafe(self._wire.thaw)

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._wire.cut)
