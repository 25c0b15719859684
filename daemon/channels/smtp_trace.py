"""What the listener writes above a message, and the message without what was only there for the wire.

A client's words are cut and cannot end a line of ours.
"""

import email.utils
import re
from collections.abc import Sequence

_LONGEST_ADDRESS = 320
_NOT_IN_A_HOST = re.compile(r"[^A-Za-z0-9.:_\[\]-]")
_NOT_IN_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f<>\u2028\u2029\ud800-\udfff]")


def is_host(name: str) -> bool:
    return bool(name) and not _NOT_IN_A_HOST.search(name)


def host(said: object) -> str:
    return _NOT_IN_A_HOST.sub("?", str(said))[:255]


def trace_of(sender: str, recipients: Sequence[str], came: str, taken: str) -> bytes:
    """RFC 5321, 4.4: where it came from and for whom."""
    lines = [
        f"Return-Path: <{_address(sender)}>",
        *(f"Delivered-To: {_address(recipient)}" for recipient in recipients),
        f"Received: {came}",
        f"\t{taken};",
        f"\t{email.utils.formatdate(localtime=False)}",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _address(address: str) -> str:
    return _NOT_IN_AN_ADDRESS.sub("?", address)[:_LONGEST_ADDRESS]


def finished(body: bytearray, trace: bytes) -> bytes:
    """The message with its trace; `body` is changed in place, for a copy at each step would be five times its size.

    RFC 5321, 4.5.2: one dot goes from the beginning of each line. `body` begins with an empty line of ours and ends
    with the closing dot.
    """
    del body[-len(b".\r\n") :]
    if b"\r\n." in body:
        body[:] = body.replace(b"\r\n.", b"\r\n")
    body[: len(b"\r\n")] = trace
    return bytes(body)
