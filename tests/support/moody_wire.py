"""A wire before a real IMAP server that can answer in its place, and say what happens before a command gets there.

It runs in a thread of its own, as the sink does:

    with MoodyWire(server.port, mood) as wire:
        ...                                 # connect to 127.0.0.1, wire.port

`mood` gets each command without its tag ("UID MOVE 7 Cases", "IDLE"), "CONNECT" before the first, and may wait: each
connection has a thread for it. What it gives decides. A command that is answered here never reaches the server.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from typing import Self

from tests.support.in_a_thread import HOST, InAThread


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
        self._server = InAThread(self._connected)

    def __enter__(self) -> Self:
        self.port = self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def longest(self) -> int:
        """Bytes of the longest line that a client said."""
        return self._longest

    async def _connected(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self.connections += 1
        said = await asyncio.to_thread(self.mood, "CONNECT")
        with contextlib.suppress(ConnectionError):
            if isinstance(said, str):
                answers.write(f"{said}\r\n".encode())
            elif said is Act.PASS:
                await self._between(client, answers)

    async def _between(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        server, commands = await asyncio.open_connection(HOST, self._target)
        self._server.leave_none_open(commands)
        back = asyncio.create_task(self._pump(server, answers))
        forth = asyncio.create_task(self._attend(client, commands, answers))
        try:
            await asyncio.wait([back, forth], return_when=asyncio.FIRST_COMPLETED)
        finally:
            back.cancel()
            forth.cancel()
            commands.close()

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
