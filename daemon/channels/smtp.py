"""The LMTP and SMTP door, inside the daemon's own loop. It takes mail in, relays nothing, and imports nothing of ours.

250 is said only after `receive` has returned, which means that the bytes are on disk. What cannot be stored is
answered with 451, so that the sender's server keeps it and tries again. aiosmtpd's own reading of DATA is not used:
it keeps an object a line (10 MB of empty lines were 851 MB) and lets one line grow without end. Meant for an MTA on
this machine, so no TLS and no AUTH.
"""

import asyncio
import contextlib
import email.utils
import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

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
# What a header line of ours may hold of a client's words.
_NOT_IN_A_HOST = re.compile(r"[^A-Za-z0-9.:_\[\]-]")
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f<>\u2028\u2029\ud800-\udfff]")


class Speaks(StrEnum):
    LMTP = "lmtp"
    SMTP = "smtp"


class Receive(Protocol):
    def __call__(self, channel: str, raw: bytes, origin: str, note: str) -> Awaitable[str]:
        """Returns once the bytes are on disk; raises where they could not be stored."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Durations in seconds, sizes in bytes. Port 0 is any free one. Raises ValueError for an open address."""

    speaks: Speaks = Speaks.LMTP
    host: str = "127.0.0.1"
    port: int = 8025
    trusted_network: bool = False
    max_bytes: int = 25 * 1024 * 1024
    most_connections: int = 50
    command_within: float = 300.0
    session_within: float = 900.0
    hostname: str = "localhost"

    def __post_init__(self) -> None:
        try:
            loopback = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            raise ValueError("listener.bind: an IP address and a port, such as 127.0.0.1:8025") from None
        if not loopback and not self.trusted_network:
            raise ValueError("listener.bind: only 127.0.0.1 or ::1; this door knows no passwords")
        if _NOT_IN_A_HOST.search(self.hostname) or not self.hostname:
            raise ValueError("listener: the host's name has letters, digits, dots and hyphens")


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
        if len(self._sessions) >= self.settings.most_connections:
            return _Busy()
        return (_Lmtp if self.settings.speaks is Speaks.LMTP else _Smtp)(self)

    def opened(self, session: "_Smtp") -> None:
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

    async def take(self, session: Session, envelope: Envelope, content: bytes) -> str:
        """Stores one mail and says with which line it is answered.

        A client that goes away cancels whoever awaits this; what is being stored is stored nevertheless.
        """
        at(Step.MAIL_RECEIVED)
        raw = _trace(self.settings, session, envelope) + content
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
            log.error("listener: a message could not be stored (%s)", type(error).__name__)


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

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._door.opened(self)
        self._ends = self.loop.call_later(self._door.settings.session_within, self.hang_up, "421 4.4.2 too long")
        assert self._handler_coroutine is not None  # noqa: S101  for the type checker: made by connection_made
        self._handler_coroutine.add_done_callback(_look_at)

    def connection_lost(self, error: Exception | None) -> None:
        self._door.closed(self)
        if self._ends is not None:
            self._ends.cancel()
        super().connection_lost(error)

    def hang_up(self, line: str) -> None:
        transport = self.transport
        if isinstance(transport, asyncio.Transport) and not transport.is_closing():
            transport.write(f"{line}\r\n".encode("ascii"))
            transport.close()

    def tear_down(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def handle_exception(self, error: Exception) -> str:
        """Without this aiosmtpd answers a permanent 500 with the exception's text, and stays inside the envelope."""
        log.error("listener: a session met %s", type(error).__name__)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        return _STORE_LATER

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
            return answer or await self._door.take(session, envelope, _without_stuffing(body))
        finally:
            self._door.held -= len(body)

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
        return _TOO_MUCH_AT_ONCE if self._door.held > 4 * limit else ""

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
            transport.write(b"421 4.3.2 too many connections, try again later\r\n")
            transport.close()


def _look_at(task: asyncio.Task[Any]) -> None:
    """A connection that was reset ends its task with an exception, which asyncio else reports as forgotten."""
    with contextlib.suppress(asyncio.CancelledError):
        task.exception()


def _without_stuffing(body: bytearray) -> bytes:
    """RFC 5321, 4.5.2: one dot goes from the beginning of each line. `body` begins with an empty line of ours."""
    return bytes(body[: -len(b".\r\n")]).replace(b"\r\n.", b"\r\n")[len(b"\r\n") :]


def _trace(settings: Settings, session: Session, envelope: Envelope) -> bytes:
    """RFC 5321, 4.4: where it came from and for whom. A client's words are cut and cannot end a line."""
    sender = "" if envelope.mail_from in {None, "<>"} else _address(str(envelope.mail_from))
    recipients = [_address(recipient) for recipient in envelope.rcpt_tos]
    peer = session.peer[0] if isinstance(session.peer, tuple) else "unknown"
    greeted = _NOT_IN_A_HOST.sub("?", str(session.host_name))[:255]
    spoken = "LMTP" if settings.speaks is Speaks.LMTP else ("ESMTP" if session.extended_smtp else "SMTP")
    lines = [
        f"Return-Path: <{sender}>",
        *(f"Delivered-To: {recipient}" for recipient in recipients),
        f"Received: from {greeted} ([{peer}])",
        f"\tby {settings.hostname} (conductd) with {spoken};",
        f"\t{email.utils.formatdate(localtime=False)}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _address(address: str) -> str:
    return _NOT_IN_AN_ADDRESS.sub("?", address)[:_LONGEST_ADDRESS]
