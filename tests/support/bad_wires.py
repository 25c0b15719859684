"""Wires between a daemon and its real servers, in a thread of their own, each of which can go wrong at a named point:

    with Wires() as wires:
        wire = wires.to(server.port)                     # the daemon connects to wire.port
        wire.goes_wrong(Fault(Play.RST, SELECT))         # what the client says; the command is not passed on
        wire.goes_wrong(Fault(Play.HOLE, DOT, Point.ANSWER))   # it is passed on, and its answer is not
        wire.is_mended()

A fault without a pattern strikes every connection at once, and each new one. A connection that fell into a hole stays
dead after the fault, as behind a router that forgot it, unless the fault `resumes`. Nothing is changed on the way:
bytes pass whole, in part, slowly or not at all.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

HOST = "127.0.0.1"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, zero seconds: close() sends RST
REMEMBERED = 64  # bytes of what was said before, so that a pattern may lie across two pieces
DRIP_EVERY = 0.25
NO_TLS = b"HTTP/1.1 400 Bad Request\r\nServer: a captive portal\r\n\r\n<html>please log in</html>\r\n"


class Play(StrEnum):
    FIN = "FIN"
    RST = "RST"
    HOLE = "black hole"
    CUT = "cut after some bytes"
    DRIP = "slow drip"
    REFUSED = "refused"
    GARBAGE = "garbage for a handshake"
    CERTIFICATE = "a certificate that is not to be trusted"
    STALL = "a handshake that stalls"


class Point(StrEnum):
    """Of the moment that a fault's pattern names."""

    BEFORE = "before it is done"  # what was said is not passed on
    ANSWER = "its answer lost"  # it is passed on, and what comes back is not
    SAID = "said by the server"  # the pattern is in what the server says


@dataclass(frozen=True, slots=True)
class Fault:
    """`after` so many further bytes pass first; `tls` is what a bad certificate is presented with."""

    play: Play
    when: bytes = b""
    point: Point = Point.BEFORE
    after: int = 0
    resumes: bool = False
    tls: ssl.SSLContext | None = None


@dataclass(slots=True, eq=False)
class Line:
    """One connection through a wire. `left` counts down the bytes that still pass in the direction that was struck."""

    client: asyncio.StreamReader
    answers: asyncio.StreamWriter
    server: asyncio.StreamReader | None = None
    commands: asyncio.StreamWriter | None = None
    flows: asyncio.Event = field(default_factory=asyncio.Event)
    struck: Fault | None = None
    over: bool = False

    def end(self, play: Play) -> None:
        """FIN or RST towards the client; the server sees its side closed."""
        self.over = True
        if play is not Play.FIN:
            _reset(self.answers)
        else:
            self.answers.close()
        if self.commands is not None:
            self.commands.close()


class Wire:
    """All but `goes_wrong`, `is_mended` and `cut` runs in the thread of the wires."""

    def __init__(self, wires: "Wires", target: int) -> None:
        self._wires, self._target = wires, target
        self._fault: Fault | None = None
        self._lines: list[Line] = []
        self._server: asyncio.Server | None = None
        self.struck = 0
        self.connections = 0
        self.port = 0

    def goes_wrong(self, fault: Fault) -> None:
        self._wires.wait(self._begin(fault))

    def is_mended(self) -> None:
        self._wires.wait(self._mend())

    def cut(self) -> None:
        """Every connection ends with an RST; the next ones are as the fault has them."""
        self._wires.wait(self._cut())

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connected, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._cut()

    async def _cut(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            line.end(Play.RST)
            line.flows.set()

    async def _begin(self, fault: Fault) -> None:
        self.struck, self._fault = 0, fault
        if fault.play is Play.REFUSED:
            self.struck += 1
            await self.close()
        elif not fault.when:
            for line in list(self._lines):
                self._strike(line, fault)

    async def _mend(self) -> None:
        fault, self._fault = self._fault, None
        if self._server is None:
            await self.open()
        for line in self._lines:
            if line.struck and (line.struck.play is Play.DRIP or line.struck.resumes):
                line.struck = None
                line.flows.set()
        if fault and not fault.resumes:
            self._lines = [line for line in self._lines if not line.over]

    def _strike(self, line: Line, fault: Fault) -> None:
        self.struck += 1
        line.struck = fault
        match fault.play:
            case Play.FIN | Play.RST:
                line.end(fault.play)
            case Play.CUT:
                line.end(Play.RST)
            case Play.HOLE | Play.STALL:
                line.flows.clear()
            case _:
                pass

    async def _connected(self, client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        self.connections += 1
        line = Line(client, answers)
        line.flows.set()
        self._lines.append(line)
        with contextlib.suppress(OSError, ssl.SSLError):
            await self._greeted(line)

    async def _greeted(self, line: Line) -> None:
        fault = self._fault
        if fault and not fault.when:
            if fault.play in {Play.GARBAGE, Play.CERTIFICATE}:
                await self._mishandle(line, fault)
                return
            if fault.play is not Play.CUT:
                self._strike(line, fault)
        await line.flows.wait()
        if line.over:
            return
        line.server, line.commands = await asyncio.open_connection(HOST, self._target)
        if line.over:
            line.commands.close()
            return
        if fault and not fault.when and fault.play is Play.CUT and self._fault is fault:
            self._wires.keep(self._allow(line, line.server, line.answers, fault))
            self._wires.keep(self._pump_up(line))
            return
        self._wires.keep(self._pump_up(line))
        self._wires.keep(self._pump_down(line))

    async def _mishandle(self, line: Line, fault: Fault, first: bytes = b"") -> None:
        """In place of the server, from the first byte of its TLS on."""
        self.struck += 1
        line.struck = fault
        line.answers.write(first)
        if fault.play is Play.CERTIFICATE:
            assert fault.tls
            try:
                await line.answers.start_tls(fault.tls, ssl_handshake_timeout=10)
                await line.client.read()
            finally:
                line.end(Play.RST)
            return
        line.answers.write(NO_TLS if fault.play is Play.GARBAGE else b"")
        await line.client.read()
        line.end(Play.FIN)

    async def _pump_up(self, line: Line) -> None:
        """What the client says; the patterns of BEFORE and ANSWER are looked for here."""
        assert line.commands
        said = b""
        with contextlib.suppress(OSError, ssl.SSLError):
            while piece := await line.client.read(65_536):
                said = said[-REMEMBERED:] + piece
                fault = self._fault
                if self._is_hit(line, fault, said) and fault:
                    if b"STARTTLS" in fault.when:
                        await self._mishandle(line, fault, _agreed(said))
                        return
                    await self._struck_in(line, fault, piece)
                    said = b""
                    if line.over:
                        break
                await self._pass(line, line.commands, piece)
        self._hang_up(line)

    def _is_hit(self, line: Line, fault: Fault | None, said: bytes) -> bool:
        if fault is None or not fault.when or fault.point is Point.SAID or line.struck:
            return False
        return re.search(fault.when, said) is not None

    async def _struck_in(self, line: Line, fault: Fault, piece: bytes) -> None:
        if fault.point is Point.ANSWER:
            self.struck += 1
            line.struck = fault
            return
        if fault.play is Play.CUT:
            assert line.commands
            line.commands.write(piece[: fault.after])
            with contextlib.suppress(OSError):
                await line.commands.drain()
            await asyncio.sleep(0.05)
        self._strike(line, fault)

    async def _pump_down(self, line: Line) -> None:
        """What the server says. A line that was struck at an answer ends here, as its play has it."""
        assert line.server
        said = b""
        with contextlib.suppress(OSError, ssl.SSLError):
            while piece := await line.server.read(65_536):
                said = said[-REMEMBERED:] + piece
                fault = self._fault
                heard = fault and fault.point is Point.SAID and not line.struck
                if fault and heard and re.search(fault.when, said):
                    self.struck += 1
                    line.struck = fault
                if line.struck and line.struck.when and line.struck.point is not Point.BEFORE:
                    await self._end_in_answer(line, line.struck, piece)
                else:
                    await self._pass(line, line.answers, piece)
        self._hang_up(line)

    async def _end_in_answer(self, line: Line, fault: Fault, piece: bytes) -> None:
        if fault.play is Play.DRIP:
            await self._pass(line, line.answers, piece)
            return
        line.answers.write(piece[: fault.after])
        with contextlib.suppress(OSError):
            await line.answers.drain()
        await asyncio.sleep(0.02)
        match fault.play:
            case Play.HOLE | Play.STALL:
                line.flows.clear()
                await line.flows.wait()
                line.answers.write(piece[fault.after :])
            case _:
                line.end(Play.FIN if fault.play is Play.FIN else Play.RST)

    async def _allow(self, line: Line, source: asyncio.StreamReader, sink: asyncio.StreamWriter, fault: Fault) -> None:
        """So many bytes of what the server says from the very beginning, and then the end."""
        left = fault.after
        with contextlib.suppress(OSError, ssl.SSLError):
            while left > 0 and (piece := await source.read(left)):
                sink.write(piece)
                await sink.drain()
                left -= len(piece)
            await asyncio.sleep(0.02)
        self._strike(line, fault)

    async def _pass(self, line: Line, sink: asyncio.StreamWriter, piece: bytes) -> None:
        await line.flows.wait()
        if line.struck and line.struck.play is Play.DRIP:
            for number in range(len(piece)):
                sink.write(piece[number : number + 1])
                await sink.drain()
                if not (line.struck and line.struck.play is Play.DRIP):
                    sink.write(piece[number + 1 :])
                    break
                await asyncio.sleep(DRIP_EVERY)
        else:
            sink.write(piece)
        await sink.drain()

    def _hang_up(self, line: Line) -> None:
        """One side closed. Behind a hole the other one never hears of it."""
        if not line.flows.is_set():
            return
        for writer in (line.answers, line.commands):
            if writer is not None:
                writer.close()
        if line in self._lines:
            self._lines.remove(line)


class Wires:
    """The thread, and all wires in it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda *_: None)  # refused handshakes are what this is about
        self._thread = threading.Thread(target=self._loop.run_forever, name="wires", daemon=True)
        self._wires: list[Wire] = []
        self._pumps: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def to(self, port: int) -> Wire:
        wire = Wire(self, port)
        self._wires.append(wire)
        self.wait(wire.open())
        return wire

    def wait(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def do(self, act: Callable[[], Any]) -> Any:
        async def acted() -> Any:
            return act()

        return self.wait(acted())

    def keep(self, pump: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(pump)
        self._pumps.add(task)
        task.add_done_callback(self._pumps.discard)

    async def _close(self) -> None:
        for wire in self._wires:
            await wire.close()
        await asyncio.sleep(0.02)  # until what was just being opened is closed too
        tasks = [task for task in asyncio.all_tasks(self._loop) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)


def _agreed(said: bytes) -> bytes:
    """The server's yes to STARTTLS, in IMAP and in SMTP."""
    tag, _, _ = said.rpartition(b"\r\n")[0].rpartition(b"\r\n")[2].partition(b" ")
    return b"220 go ahead\r\n" if tag.upper() == b"STARTTLS" else tag + b" OK go ahead\r\n"


def _reset(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    if writer.transport is not None:
        writer.transport.abort()
