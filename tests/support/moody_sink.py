"""An SMTP server of few words that does what it is told at each stage, counts who comes, and keeps what it takes.

    with MoodySink(mood) as sink:
        ...                                 # send to 127.0.0.1, sink.port

`mood` gets the stage and the command's line and gives an answer ("450 4.2.0 later"), an Act, or None for the usual. It
speaks no TLS and knows no login. What a client may not do (eight bits or a size that were not offered, more than one
command at a time) is noted in `offences`.
"""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Self

from tests.support.in_a_thread import InAThread
from tests.support.sink import Received

ADDRESS = re.compile(r"<([^>]*)>")
LONGEST_LINE = 1000  # RFC 5321 4.5.3.1.6, with its CRLF


class Stage(StrEnum):
    CONNECT = "connect"
    HELLO = "hello"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"
    RSET = "rset"


class Act(Enum):
    CLOSE = auto()  # without an answer, and without keeping what came
    KEEP_AND_CLOSE = auto()


Mood = Callable[[Stage, str], "str | Act | None"]
VERBS = {"EHLO": Stage.HELLO, "HELO": Stage.HELLO, "MAIL": Stage.MAIL, "RCPT": Stage.RCPT, "RSET": Stage.RSET}


class Gone(Exception):
    pass


@dataclass
class Visit:
    """One connection. `sender` and `recipients` are those of the transaction that is open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    recipients: list[str] = field(default_factory=list)

    async def says(self, answer: str) -> None:
        self.writer.write(f"{answer}\r\n".encode())
        await self.writer.drain()


@dataclass
class MoodySink:
    mood: Mood = lambda _stage, _line: None
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8")
    size: int = 0
    port: int = 0
    stages: Counter[Stage] = field(default_factory=Counter)
    messages: list[Received] = field(default_factory=list)
    kept: Callable[[Received], object] = lambda _received: None
    offences: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = InAThread(self._connected)
        self.port = self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = Visit(reader, writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, Gone):
            await self._attend(visit)

    async def _attend(self, visit: Visit) -> None:
        if not await self._greets(visit):
            return
        while line := (await visit.reader.readline()).decode("latin-1").strip():
            verb = line.split(maxsplit=1)[0].upper()
            if verb == "QUIT":
                await visit.says("221 2.0.0 bye")
                return
            if verb == "DATA":
                await self._data(visit)
            elif verb in VERBS:
                await self._answers(visit, VERBS[verb], line)
            else:
                await visit.says("500 5.5.1 what")

    async def _greets(self, visit: Visit) -> bool:
        said = self._asked(Stage.CONNECT, "")
        await visit.says(said or "220 sink.example ready")
        return not said

    def _asked(self, stage: Stage, line: str) -> str | None:
        """What is answered instead of the usual. Raises Gone where nothing is."""
        self.stages[stage] += 1
        said = self.mood(stage, line)
        if isinstance(said, Act):
            raise Gone
        return said

    async def _answers(self, visit: Visit, stage: Stage, line: str) -> None:
        self._note_haste(visit)
        said = self._asked(stage, line)
        if said is None:
            self._follows(visit, stage, line)
        await visit.says(said or (self._offered() if line.upper().startswith("EHLO") else "250 2.0.0 OK"))
        if said and said.startswith("421"):
            raise Gone

    def _follows(self, visit: Visit, stage: Stage, line: str) -> None:
        address = (ADDRESS.findall(line) or [""])[0]
        if stage is Stage.MAIL:
            visit.sender = address
        if stage is Stage.RCPT:
            visit.recipients.append(address)
        else:
            visit.recipients.clear()

    def _offered(self) -> str:
        words = ["sink.example", *self.offers, *([f"SIZE {self.size}"] if self.size else [])]
        return "\r\n".join(f"250{'-' if word is not words[-1] else ' '}{word}" for word in words)

    async def _data(self, visit: Visit) -> None:
        self._note_haste(visit)
        said = self._asked(Stage.DATA, "DATA")
        if said or not visit.recipients:
            await visit.says(said or "503 5.5.1 nobody to send it to")
            return
        await visit.says("354 go on")
        raw = (await visit.reader.readuntil(b"\r\n.\r\n"))[: -len(b".\r\n")].replace(b"\r\n..", b"\r\n.")
        self._note_form(raw)
        await self._dot(visit, raw)
        visit.recipients.clear()

    async def _dot(self, visit: Visit, raw: bytes) -> None:
        self.stages[Stage.DOT] += 1
        said = self.mood(Stage.DOT, visit.recipients[0])
        if said is None and self.size and len(raw) > self.size:
            said = "552 5.3.4 too large"
        if said in {None, Act.KEEP_AND_CLOSE}:
            received = Received(visit.sender, tuple(visit.recipients), raw)
            self.messages.append(received)
            await asyncio.to_thread(self.kept, received)
        if isinstance(said, Act):
            raise Gone
        await visit.says(said or "250 2.0.0 kept")
        if said and said.startswith("421"):
            raise Gone

    def _note_haste(self, visit: Visit) -> None:
        if "PIPELINING" not in self.offers and visit.reader._buffer:  # type: ignore[attr-defined]
            self.offences.append("commands before the answer to the one before")

    def _note_form(self, raw: bytes) -> None:
        if "8BITMIME" not in self.offers and not raw.isascii():
            self.offences.append("eight bits")
        if max(map(len, raw.split(b"\n"))) >= LONGEST_LINE:
            self.offences.append("a line that is too long")
