"""A wire before a real IMAP server that can answer in its place, and say what happens before a command gets there.

It runs in a thread of its own, as the sink does:

    with MoodyWire(server.port, mood) as wire:
        ...                                 # connect to 127.0.0.1, wire.port

`mood` gets each command without its tag ("UID MOVE 7 Cases", "IDLE"), "CONNECT" before the first, and may wait: each
connection has a thread for it. What it gives decides. A command that is answered here never reaches the server.
"""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from typing import Self

HOST = "127.0.0.1"


class Act(Enum):
    PASS = auto()
    CLOSE = auto()
    PASS_AND_CLOSE = auto()  # the server does it, and nobody hears that it did


Mood = Callable[[str], "Act | str"]
"""Gives an Act, or what is answered: "NO [INUSE] later" under the command's tag, "* BYE going" and then closed."""


class MoodyWire:
    def __init__(self, port: int, mood: Mood = lambda _: Act.PASS) -> None:
        self._target, self.mood = port, mood
        self.port, self.connections = 0, 0
        self.commands: Counter[str] = Counter()
        self._longest = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="moody wire", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the wire did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def longest(self) -> int:
        """Bytes of the longest line that a client said."""
        return self._longest

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(lambda *_: None)
        server = await asyncio.start_server(self._connected, HOST, 0, limit=1 << 24)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:  # type: ignore[arg-type]
            task.cancel()

    async def _connected(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self.connections += 1
        said = await asyncio.to_thread(self.mood, "CONNECT")
        with contextlib.suppress(ConnectionError):
            if isinstance(said, str):
                answers.write(f"{said}\r\n".encode())
            elif said is Act.PASS:
                await self._between(client, answers)
        await self._closed(answers)

    async def _between(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        server, commands = await asyncio.open_connection(HOST, self._target)
        back = asyncio.create_task(self._pump(server, answers))
        forth = asyncio.create_task(self._attend(client, commands, answers))
        try:
            await asyncio.wait([back, forth], return_when=asyncio.FIRST_COMPLETED)
        finally:
            back.cancel()
            forth.cancel()
            await self._closed(commands)

    @staticmethod
    async def _closed(writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    @staticmethod
    async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await source.read(65_536):
                sink.write(piece)
                await sink.drain()

    async def _attend(
        self, client: asyncio.StreamReader, commands: asyncio.StreamWriter, answers: asyncio.StreamWriter
    ) -> None:
        while line := await client.readline():
            self._longest = max(self._longest, len(line))
            tag, command = _read(line)
            self.commands[_name(command)] += 1
            said = await asyncio.to_thread(self.mood, command) if command else Act.PASS
            if said is Act.CLOSE:
                return
            if isinstance(said, str):
                answers.write(said.encode() + b"\r\n" if said.startswith("*") else f"{tag} {said}\r\n".encode())
                await answers.drain()
                if said.startswith("* BYE"):
                    return
                continue
            commands.write(line)
            await commands.drain()
            if said is Act.PASS_AND_CLOSE:
                await asyncio.sleep(0.2)  # until the server has done it
                return


def _read(line: bytes) -> tuple[str, str]:
    """Tag and command; no command where a line only goes on (DONE, a literal, an answer to a challenge)."""
    tag, _, command = line.decode("latin-1").strip().partition(" ")
    return tag, command


def _name(command: str) -> str:
    """Such as UID MOVE, SELECT or IDLE; empty for no command."""
    words = command.upper().split()
    return " ".join(words[: 2 if words[:1] == ["UID"] else 1])
