"""A wire between a client and a real server that can be cut, go silent, or change what the server says."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Self

HOST = "127.0.0.1"


class Wire:
    """`async with Wire(port) as wire`: connect to `wire.port`. `alter` gets each piece that the server sends."""

    def __init__(self, port: int, alter: Callable[[bytes], bytes] = lambda piece: piece) -> None:
        self._target, self.alter = port, alter
        self.connections = 0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: list[asyncio.StreamWriter] = []
        self._pumps: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, HOST, 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        self.cut()

    def freeze(self) -> None:
        """A black hole: connections stay open, new ones are accepted, and nothing passes."""
        self._flowing.clear()

    def thaw(self) -> None:
        self._flowing.set()

    def cut(self) -> None:
        """The server's FIN, without a BYE."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def _connected(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(answers)
        await self._flowing.wait()
        server, commands = await asyncio.open_connection(HOST, self._target)
        self._writers.append(commands)
        self._pumps += [
            asyncio.create_task(self._pump(client, commands, lambda piece: piece)),
            asyncio.create_task(self._pump(server, answers, lambda piece: self.alter(piece))),  # noqa: PLW0108  read anew
        ]

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, alter: Callable[[bytes], bytes]
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await source.read(65_536):
                await self._flowing.wait()
                sink.write(alter(piece))
                await sink.drain()
        sink.close()
