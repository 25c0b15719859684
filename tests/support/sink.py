"""A real SMTP server on the loopback that keeps what it is given. It runs in a thread of its own, so tests of one
loop, of several processes and of none can use it:

    with Sink() as sink:
        ...                                 # send to 127.0.0.1, sink.port
        mail = sink.wait(1)[0]              # in a coroutine: (await sink.until(1))[0]

`sink.refuse["dana@example.org"] = "550 5.1.1 nobody here"` answers RCPT; `sink.answer = "451 4.3.0 later"` answers
the message; `sink.after_data` closes instead of answering.
"""

import asyncio
import base64
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from enum import Enum, auto
from functools import cached_property

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from notifiers.plain import unfolded


class AfterData(Enum):
    ANSWER = auto()
    KEEP_AND_CLOSE = auto()  # it arrived, and the client is never told
    LOSE_AND_CLOSE = auto()  # it did not arrive, and the client cannot know
    SAY_NOTHING = auto()  # the connection stays open and silent


@dataclass(frozen=True)
class Received:
    """One message as it came: `sender` and `recipients` are the envelope's. `user` is who was logged in."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    user: str = ""
    tls: bool = False
    hello: str = ""
    options: tuple[str, ...] = ()

    # read once: a test that waits for a letter looks at every letter twenty times a second
    @cached_property
    def message(self):
        return message_from_bytes(self.data, policy=default)

    @cached_property
    def text(self):
        """Unfolded as RFC 3676 says, so that a sentence can be looked for whole."""
        return unfolded(self.message.get_content().replace("\r\n", "\n"))


@dataclass
class _Rules:
    sink: "Sink"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        refusal = self.sink.refuse.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        if self.sink.wants_login and not session.authenticated:
            return "530 5.7.0 log in first"
        if self.sink.refuse_sender:
            return self.sink.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        then = self.sink.after_data
        if then is AfterData.SAY_NOTHING:
            await asyncio.sleep(60)
        if then is not AfterData.LOSE_AND_CLOSE and self.sink.answer.startswith("2"):
            self.sink.keep(_received(server, session, envelope))
        if then is not AfterData.ANSWER:
            server.transport.abort()
        return self.sink.answer

    async def auth_XOAUTH2(self, server, args):  # noqa: N802  aiosmtpd's name
        user, token = _bearer(args[1])
        if self.sink.tokens.get(user) == token:
            return AuthResult(success=True, auth_data=LoginPassword(user.encode(), b""))
        return AuthResult(success=False, handled=False)


def _bearer(encoded):
    """User and access token of XOAUTH2's initial response."""
    user, bearer, *_ = base64.b64decode(encoded).decode().split("\x01")
    return user.removeprefix("user="), bearer.removeprefix("auth=Bearer ")


def _received(server, session, envelope):
    login = session.auth_data.login.decode() if session.authenticated else ""
    return Received(
        sender=envelope.mail_from,
        recipients=tuple(envelope.rcpt_tos),
        data=envelope.content,
        user=login,
        tls=server.transport.get_extra_info("sslcontext") is not None,
        hello=session.host_name,
        options=tuple(envelope.mail_options),
    )


@dataclass
class Sink:
    """`accounts` are user and password, `tokens` user and access token; where there is one, a login is demanded.
    `tls` is a server's SSLContext, spoken from the first byte, or after STARTTLS where `starttls` is set.
    """

    tls: object = None
    starttls: bool = False
    accounts: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_sender: str = ""
    answer: str = "250 2.0.0 kept"
    after_data: AfterData = AfterData.ANSWER
    port: int = 0
    connections: int = 0

    def __post_init__(self):
        self._received = []
        self._protocols = []
        self._arrived = threading.Condition()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="sink", daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10), "the sink did not start"
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def wants_login(self):
        return bool(self.accounts or self.tokens)

    @property
    def messages(self):
        with self._arrived:
            return tuple(self._received)

    def keep(self, received):
        with self._arrived:
            self._received.append(received)
            self._arrived.notify_all()

    def wait(self, count, seconds=10.0):
        """The messages, once there are `count` of them; fails the test otherwise."""
        end = time.monotonic() + seconds
        with self._arrived:
            while len(self._received) < count:
                came = self._arrived.wait(max(0, end - time.monotonic()))
                assert came, f"{len(self._received)} of {count} messages came"
            return tuple(self._received)

    async def until(self, count, seconds=10.0):
        return await asyncio.to_thread(self.wait, count, seconds)

    def clear(self):
        with self._arrived:
            self._received.clear()

    async def _serve(self):
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        implicit = None if self.starttls else self.tls
        self._server = await self._loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=implicit)
        self.port = self._server.sockets[0].getsockname()[1]
        self._loop.set_exception_handler(lambda *_: None)  # a client's refused handshake is what some tests are about
        self._ready.set()
        async with self._server:
            await self._stop.wait()
            await self._hang_up()

    async def _hang_up(self):
        """On whoever is still there: a client that was killed, or one that keeps its connection."""
        for protocol in self._protocols:
            if protocol.transport is not None:
                protocol.transport.abort()
        await asyncio.sleep(0.01)  # until asyncio has closed the sockets

    def _protocol(self):
        self.connections += 1
        protocol = SMTP(
            _Rules(self),
            hostname="sink.example",
            tls_context=self.tls if self.starttls else None,
            require_starttls=self.starttls,
            auth_require_tls=False,
            authenticator=self._knows,
            auth_exclude_mechanism=() if self.wants_login else ("LOGIN", "PLAIN", "XOAUTH2"),
            loop=self._loop,
        )
        self._protocols.append(protocol)
        return protocol

    def _knows(self, server, session, envelope, mechanism, credentials):
        known = self.accounts.get(credentials.login.decode())
        good = known is not None and known.encode() == credentials.password
        return AuthResult(success=good, handled=False, auth_data=credentials if good else None)
