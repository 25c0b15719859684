"""The LMTP and SMTP door, inside the daemon's own loop. It takes mail in, relays nothing, and imports nothing of ours.

250 is said only after `receive` has returned, which means that the bytes are on disk. What cannot be stored is
answered with 451, so that the sender's server keeps it and tries again. aiosmtpd's own reading of DATA is not used:
it keeps an object a line (10 MB of empty lines were 851 MB) and lets one line grow without end. Meant for an MTA on
this machine, so no TLS and no AUTH.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from daemon.channels.smtp_settings import Settings, Speaks
from daemon.channels.smtp_trace import finished, host, trace_of
from daemon.steps import Step, at

log = logging.getLogger("conductd.smtp")

_END: Final = b"\r\n.\r\n"
_LONGEST_ADDRESS = 320
_MOST_RECIPIENTS = 20
_FINISH_WITHIN = 5.0
_LEAVE_WITHIN = 1.0
_STORE_LATER = "451 4.3.0 cannot be stored now, try again later"
_TOO_LARGE = "552 5.3.4 message too large"
_TOO_MUCH_AT_ONCE = "452 4.3.1 too much mail at once, try again later"
_ENOUGH = "421 4.7.0 too many commands without a message, try again later"
_BUSY = "421 4.3.2 too many connections, try again later"
_OTHERS_WAIT = "421 4.3.2 others wait, try again later"


class Receive(Protocol):
    def __call__(self, channel: str, raw: bytes, origin: str, note: str) -> Awaitable[str]:
        """Returns once the bytes are on disk; raises where they could not be stored."""


class Door:
    """`start` listens, `stop` finishes what is being stored and hangs up.

    `accepts` says of an address whether it is ours; without it every recipient is. The raw bytes that `receive` gets
    begin with this door's own Return-Path, Delivered-To and Received lines.
    """

    def __init__(
        self, settings: Settings, receive: Receive, accepts: Callable[[str], bool] = lambda _address: True
    ) -> None:
        self.settings = settings
        self.held = 0
        self._receive, self._accepts = receive, accepts
        self._sessions: set[_Smtp] = set()
        self._storing: set[asyncio.Future[str]] = set()
        self._server: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def port(self) -> int:
        """The port listened on, also where port 0 was asked for."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else self.settings.port

    async def start(self) -> None:
        """Raises OSError where the address is taken or not this machine's."""
        # aiosmtpd's warnings quote what a client sent, and below them whole mails.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self.settings.host, self.settings.port)

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        if self._storing:
            await asyncio.wait(self._storing, timeout=_FINISH_WITHIN)
            await asyncio.sleep(0)  # lets the sessions say 250 before they are closed
        for session in list(self._sessions):
            session.hang_up("421 4.3.2 closing")
        await self._leave()
        await self._server.wait_closed()
        self._server = None

    async def _leave(self) -> None:
        """A client that does not read keeps its connection open until it is torn down."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._empty.wait(), _LEAVE_WITHIN)
        for session in list(self._sessions):
            session.tear_down()

    def _protocol(self) -> asyncio.BaseProtocol:
        if len(self._sessions) >= self.settings.most_connections and not self._made_room():
            return _Busy()
        return (_Lmtp if self.settings.speaks is Speaks.LMTP else _Smtp)(self)

    def _made_room(self) -> bool:
        """Fifty clients that say nothing, or a byte now and then, must not shut the door before the others."""
        until = asyncio.get_running_loop().time() - self.settings.spared_for
        waiting = (each for each in self._sessions if not each.storing and each.since < until)
        longest = min(waiting, key=lambda each: each.since, default=None)
        if longest is None:
            return False
        longest.hang_up(_OTHERS_WAIT)
        self._sessions.discard(longest)
        return True

    def opened(self, session: "_Smtp") -> None:
        """Counted once more: those that came in one turn of the loop were let in before the first was there."""
        if len(self._sessions) >= self.settings.most_connections and not self._made_room():
            session.hang_up(_BUSY)
        self._sessions.add(session)
        self._empty.clear()

    def closed(self, session: "_Smtp") -> None:
        self._sessions.discard(session)
        if not self._sessions:
            self._empty.set()

    async def handle_RCPT(  # noqa: N802  aiosmtpd's hook: its name and its arguments
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        # An LMTP client awaits a reply for each recipient after DATA (RFC 2033, 4.2); aiosmtpd gives one.
        most = 1 if self.settings.speaks is Speaks.LMTP else _MOST_RECIPIENTS
        if len(envelope.rcpt_tos) >= most:
            return "452 4.5.3 too many recipients, send the others separately"
        if not self._accepts(address):
            return "550 5.1.1 no such recipient here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def take(self, raw: bytes) -> str:
        """Stores one mail and says with which line it is answered.

        A client that goes away cancels whoever awaits this; what is being stored is stored nevertheless.
        """
        at(Step.MAIL_RECEIVED)
        storing = asyncio.ensure_future(self._receive(self.settings.speaks.value, raw, "", ""))
        self._storing.add(storing)
        storing.add_done_callback(self._stored)
        try:
            await asyncio.shield(storing)
        except Exception:  # noqa: BLE001  whatever it was: not on disk, so not accepted; `_stored` has logged it
            return _STORE_LATER
        at(Step.MAIL_STORED)
        return "250 2.0.0 OK, it is stored"

    def _stored(self, storing: asyncio.Future[str]) -> None:
        self._storing.discard(storing)
        if storing.cancelled():
            log.error("listener: storing a message was cancelled")
        elif (error := storing.exception()) is not None:
            why = getattr(error, "word", type(error).__name__)
            log.error("listener: a message could not be stored (%s)", why)


class _Smtp(SMTP):
    """One session. What it may hold of a message is counted before it is kept."""

    def __init__(self, door: Door) -> None:
        settings = door.settings
        super().__init__(
            door,
            data_size_limit=settings.max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="conductd",
            timeout=settings.command_within,
            loop=asyncio.get_running_loop(),
        )
        self._door = door
        self._ends: asyncio.TimerHandle | None = None
        self._gone: asyncio.TimerHandle | None = None
        self._errors = self._replies = 0
        self.since = self.loop.time()
        self.storing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._door.opened(self)
        self._ends = self.loop.call_later(self._door.settings.session_within, self.hang_up, "421 4.4.2 too long")
        assert self._handler_coroutine is not None  # noqa: S101  for the type checker: made by connection_made
        self._handler_coroutine.add_done_callback(_look_at)

    def connection_lost(self, error: Exception | None) -> None:
        self._door.closed(self)
        for timer in (self._ends, self._gone):
            if timer is not None:
                timer.cancel()
        super().connection_lost(error)

    def hang_up(self, line: str) -> None:
        """A client that reads nothing would keep a closing connection, and its place here, for ever."""
        transport = self.transport
        if not isinstance(transport, asyncio.Transport):
            return
        if not transport.is_closing():
            transport.write(f"{line}\r\n".encode("ascii"))
            transport.close()
        self._gone = self._gone or self.loop.call_later(_LEAVE_WITHIN, self.tear_down)

    def _timeout_cb(self) -> None:
        """aiosmtpd's, which only closes."""
        self.hang_up("421 4.4.2 nothing came")

    async def push(self, status: str | bytes) -> None:
        """Every reply passes here: they are counted, and whoever asks much at once lets others in between."""
        line = status.encode() if isinstance(status, str) else status
        limits = self._door.settings
        self._replies += 1
        self._errors += line.startswith(b"5")
        if self._errors > limits.most_errors or self._replies > limits.most_commands:
            self.hang_up(_ENOUGH)
            raise asyncio.CancelledError  # how aiosmtpd ends a session whose client is gone
        await super().push(line)
        await asyncio.sleep(0)

    def tear_down(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def handle_exception(self, error: Exception) -> str:
        """Without this aiosmtpd answers a permanent 500 with the exception's text, and stays inside the envelope."""
        log.error("listener: a session met %s", type(error).__name__)
        self._errors += 1
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        return _STORE_LATER

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """What the library's reader of addresses raises on is the client's mistake ("MAIL FROM:<"), not a fault."""
        try:
            found: tuple[str | None, str | None] = super()._getaddr(arg)
        except Exception:  # noqa: BLE001  an IndexError, an UnboundLocalError: no fixed set
            return None, None
        return found

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  aiosmtpd finds a command's method by this name
        if await self.check_helo_needed():
            return
        assert self.envelope is not None  # noqa: S101  for the type checker: made by connection_made
        assert self.session is not None  # noqa: S101  as above
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif arg:
            await self.push("501 5.5.4 Syntax: DATA")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self._data(self.session, self.envelope)
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            await self.push(answer)

    async def _data(self, session: Session, envelope: Envelope) -> str:
        body = bytearray()
        try:
            answer = await self._read_into(body)
            return answer or await self._hand_over(body, _trace(self._door.settings, session, envelope))
        finally:
            self._door.held -= len(body)

    async def _hand_over(self, body: bytearray, trace: bytes) -> str:
        """Of a large message one copy is kept while it is stored."""
        size, raw = len(body), finished(body, trace)
        body.clear()
        self.storing = True
        try:
            answer = await self._door.take(raw)
            self._errors = self._replies = 0
            return answer
        finally:
            self.storing = False
            self._door.held -= size

    async def _read_into(self, body: bytearray) -> str:
        """Up to and with the closing dot. Returns "" or, after the same reading without keeping, the refusal."""
        limit, refusal, passed = self._door.settings.max_bytes, "", 0
        # The empty line that makes a dot at the very beginning an end like any other (RFC 5321, 4.1.1.4).
        self._reader._buffer[:0] = b"\r\n"  # type: ignore[attr-defined]  # noqa: SLF001  as aiosmtpd itself does
        ended = False
        while not ended:
            piece, ended = await self._piece()
            passed += len(piece)
            refusal = refusal or self._refusal(passed)
            if passed > 2 * limit + len(_END):
                self.hang_up(_TOO_LARGE)
                raise asyncio.CancelledError  # how aiosmtpd ends a session whose client is gone
            if refusal:
                self._door.held -= len(body)
                body.clear()
            else:
                body += piece
                self._door.held += len(piece)
        return refusal

    def _refusal(self, passed: int) -> str:
        limit = self._door.settings.max_bytes
        if passed > limit + len(_END):
            return _TOO_LARGE
        return _TOO_MUCH_AT_ONCE if self._door.held > limit + len(_END) else ""

    async def _piece(self) -> tuple[bytes, bool]:
        """What has come so far, without cutting through a closing dot; and whether it ends with that."""
        try:
            return await self._reader.readuntil(_END), True
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.readexactly(overrun.consumed), False


class _Lmtp(_Smtp, LMTP):
    pass


class _Busy(asyncio.Protocol):
    """For connections beyond the limit: they hold nothing and are told to come again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(f"{_BUSY}\r\n".encode("ascii"))
            transport.close()


def _look_at(task: asyncio.Task[Any]) -> None:
    """A connection that was reset ends its task with an exception, which asyncio else reports as forgotten."""
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()


def _trace(settings: Settings, session: Session, envelope: Envelope) -> bytes:
    sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
    peer = session.peer[0] if isinstance(session.peer, tuple) else "unknown"
    spoken = "LMTP" if settings.speaks is Speaks.LMTP else ("ESMTP" if session.extended_smtp else "SMTP")
    came = f"from {host(session.host_name)} ([{peer}])"
    return trace_of(sender, envelope.rcpt_tos, came, f"by {settings.hostname} (conductd) with {spoken}")
