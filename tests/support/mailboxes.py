"""What the tests of the IMAP door share: a mail, the door's settings for a test server, and an open door."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from daemon.channels.imap import Door
from daemon.channels.imap_session import Token
from daemon.channels.imap_settings import Settings, Tls
from tests.support.doors import Behind
from tests.support.dovecot import Dovecot

DONE, ASIDE = "Cases", "Set aside"


def mail(subject: str, body: str = "Hello.") -> bytes:
    return f"From: a@example.net\r\nTo: admin@example.org\r\nSubject: {subject}\r\n\r\n{body}\r\n".encode()


def settings(server: Dovecot, **changes: Any) -> Settings:
    plain = {"host": server.host, "port": server.port, "tls": Tls.NONE, "user": "admin", "password": server.password}
    return Settings(**{**plain, **changes})


def secured(server: Dovecot, tls: Tls, **changes: Any) -> Settings:
    return settings(server, **{"tls": tls, "port": server.tls_port if tls is Tls.IMPLICIT else server.port, **changes})


@contextlib.asynccontextmanager
async def opened(chosen: Settings, behind: Behind, token: Token | None = None) -> AsyncIterator[Door]:
    door = Door(chosen, receive=behind.receive, known=behind.known, state=behind.state, tick=behind.tick, token=token)
    door.on_removal = behind.removals.append
    await door.start()
    try:
        yield door
    finally:
        await door.stop()
    await door.wait()
