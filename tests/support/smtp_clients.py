"""What the tests of the LMTP and SMTP door share: an open door and clients that speak to it. The clients block."""

import contextlib
import re
import smtplib
import socket

from daemon.channels.smtp import Door, Settings, Speaks
from tests.support.doors import Behind

RAW = b"From: a@example.net\r\nSubject: hello\r\n\r\nText.\r\n"


@contextlib.asynccontextmanager
async def opened(behind: Behind, speaks=Speaks.LMTP, accepts=lambda _: True, **changes):
    door = Door(Settings(speaks=speaks, port=0, **changes), behind.receive, accepts)
    await door.start()
    try:
        yield door
    finally:
        await door.stop()


def client(door: Door, speaks=Speaks.LMTP) -> smtplib.SMTP:
    kind = smtplib.LMTP if speaks is Speaks.LMTP else smtplib.SMTP
    return kind("127.0.0.1", door.port, local_hostname="client.example.net", timeout=10)


def send(door: Door, raw: bytes = RAW, speaks=Speaks.LMTP, recipients=("admin@example.org",), sender="a@example.net"):
    with client(door, speaks) as wire:
        return wire.sendmail(sender, list(recipients), raw)


class Talk:
    """A client of bytes: for what smtplib would not send."""

    def __init__(self, door: Door) -> None:
        self.socket = socket.create_connection(("127.0.0.1", door.port), 10)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        self.answer()
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def say(self, line: bytes) -> str:
        self.socket.sendall(line + b"\r\n")
        return self.answer()

    def answer(self) -> str:
        while True:
            line = self.file.readline().decode()
            if line[3:4] != "-":
                return line.strip()

    def until_data(self) -> None:
        assert self.say(b"LHLO client.example.net").startswith("250")
        assert self.say(b"MAIL FROM:<a@example.net>").startswith("250")
        assert self.say(b"RCPT TO:<admin@example.org>").startswith("250")
        assert self.say(b"DATA").startswith("354")


def without_trace(raw: bytes) -> bytes:
    return re.sub(rb"\A(?:(?:Return-Path|Delivered-To|Received):[^\r\n]*\r\n(?:\t[^\r\n]*\r\n)*)+", b"", raw)
