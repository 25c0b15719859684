"""A server of the tests' own that runs in a thread with a loop, and leaves no socket behind when it ends."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

HOST = "127.0.0.1"
LIMIT = 1 << 26
Attend = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class InAThread:
    """`start` gives the port; `attend` has a connection for itself, which is closed after it."""

    def __init__(self, attend: Attend) -> None:
        self._attend = attend
        self._open: set[asyncio.StreamWriter] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="a test's server", daemon=True)
        self.port = 0

    def start(self) -> int:
        self._thread.start()
        assert self._ready.wait(10), "the test's server did not start"
        return self.port

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def leave_none_open(self, writer: asyncio.StreamWriter) -> None:
        """One that `attend` opened itself."""
        self._open.add(writer)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda *_: None)  # a client that is killed is what these tests are about
        server = await asyncio.start_server(self._connected, HOST, 0, limit=LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()
            for writer in self._open:
                writer.transport.abort()
            await asyncio.sleep(0.01)  # until asyncio has closed the sockets

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._attend(reader, writer)
        finally:
            writer.close()
