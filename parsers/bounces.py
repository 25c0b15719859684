"""Whose mail came back, which letter it was, and whether for good.

flufl.bounce knows the formats; here stands what it does not say: the identifiers of the returned letter, and that a
warning is no failure. Never answers the question whether a mail is a bounce: `parsers.automatic` does.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Part
from enum import StrEnum

from flufl.bounce import all_failures

from parsers.charsets import decode
from parsers.headers import identifiers, lower, mailboxes
from parsers.message import Message, Unreadable
from parsers.mime import children, content, declared, parse, raw_value

MOST = 50
_ENOUGH = 256 * 1024  # bytes; a report stands at the top, the returned mail below it

_MESSAGE_ID = re.compile(r"(?im)^[ \t>]{0,4}message-id:\s{0,4}<([^<>\s]{1,500})>")
_WARNING = re.compile(
    r"\b(?:delayed|delay|warning|still (?:trying|being retried)|not yet been delivered|verzögert|retard[ée]|"
    r"retrasad[oa]|atrasad[oa]|vertraagd|ritardat[oa])\b",
    re.IGNORECASE,
)


class Failure(StrEnum):
    PERMANENT = "permanent"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Bounce:
    """`addresses` are those that could not be reached, lower-case; none where the mail tells of no bounce, and then
    `permanent` says nothing. `message_ids` are the returned letter's and those that the report answers.
    """

    addresses: tuple[str, ...] = field(default=(), repr=False)
    message_ids: tuple[str, ...] = field(default=(), repr=False)
    permanent: Failure = Failure.TEMPORARY


def read_bounce(raw: bytes, message: Message) -> Bounce:
    """What the report `raw` tells; never raises."""
    try:
        tree = parse(raw[:_ENOUGH])
    except Unreadable:
        return Bounce()
    parts = list(_all(tree))
    delayed, failed = _by_library(tree)
    told = dict(_delivery_status(parts))
    for address, action in told.items():
        (failed if action == "failed" else delayed).add(address)
    if not any(action == "failed" for action in told.values()) and _WARNING.search(message.subject):
        delayed, failed = delayed | failed, set()
    addresses = tuple(sorted(failed or delayed))[:MOST]
    if not addresses:
        return Bounce()
    return Bounce(addresses, _returned(parts, message), Failure.PERMANENT if failed else Failure.TEMPORARY)


def _all(part: Part) -> Iterator[Part]:
    yield part
    for child in children(part):
        yield from _all(child)


def _by_library(tree: Part) -> tuple[set[str], set[str]]:
    logging.getLogger("flufl.bounce").disabled = True  # it logs its errors with what it was reading
    try:
        delayed, failed = all_failures(tree)
    except Exception:  # noqa: BLE001  seventeen detectors, each with its own way to stumble over hand-made mail
        return set(), set()
    return set(_addresses(delayed)), set(_addresses(failed))


def _addresses(found: frozenset[bytes]) -> Iterator[str]:
    texts = (decode(one) if isinstance(one, bytes) else str(one) for one in found)
    return (one.address for text in texts for one in mailboxes(text[:400]) if one.address)


def _delivery_status(parts: list[Part]) -> Iterator[tuple[str, str]]:
    """Address and action of each recipient that a delivery status names (RFC 3464 2.3)."""
    for part in parts:
        action = raw_value(part, "action").strip().casefold()
        _, _, address = raw_value(part, "final-recipient").partition(";")
        if action in {"failed", "delayed"}:
            yield from ((lower(one.address), action) for one in mailboxes(address[:400]) if one.address)


def _returned(parts: list[Part], message: Message) -> tuple[str, ...]:
    below = [found for part in parts[1:] for found in identifiers(part, "message-id")]
    originals = [found for part in parts for found in identifiers(part, "original-message-id")]
    written = [found for part in parts if _is_text(part) for found in _MESSAGE_ID.findall(decode(content(part)))]
    answered = [*message.in_reply_to, *message.references]
    return tuple(dict.fromkeys([*below, *originals, *written, *answered]))[:MOST]


def _is_text(part: Part) -> bool:
    return declared(part)[0] in {"text/plain", "text/rfc822-headers"}
