"""The headers of a mail -> words, addresses, identifiers, a date. Never raises, never guesses an identity.

Addresses are read here and not by `email.utils`: that one reads `admin@example.org <evil@x>` and
`alice@example.org]@evil.com` as the trusted address, and takes seconds for some thousand addresses.
"""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as Part
from email.utils import parsedate_to_datetime

from parsers.charsets import clean, clean_line, decode
from parsers.mime import LIMITS, from_base64, unfolded

LONGEST_VALUE = 8_000
LONGEST_SUBJECT = 1_000
LONGEST_FROM = 2_000
MOST_HEADERS = 500
MOST_IDS = 50

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,8000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,50}(?==\?)")
_TRUSTWORTHY = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(?:\.[\w-]+)*\Z")
_LONGEST_ADDRESS = 320  # RFC 3696: 64 octets, the @, 255
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[()<>,:;]|\\.|[^"()<>,:;\\]+', re.DOTALL)
_ID_IN_BRACKETS = re.compile(r"<([^<>]{1,998})>")
_UPPER_TO_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Address:
    """`address` is empty where the text has none that every reader of mail would read alike."""

    name: str = field(repr=False)
    address: str = field(repr=False)


def all_headers(part: Part) -> tuple[tuple[str, str], ...]:
    """Lower-case name and unfolded raw value of each, control characters out, bounded in number and length."""
    items = list(part.raw_items())[:MOST_HEADERS]
    return tuple(
        (clean_line(unfolded(name), 100).casefold(), clean(unfolded(value)[:LONGEST_VALUE])) for name, value in items
    )


def words(value: str, limit: int = LONGEST_SUBJECT) -> str:
    """A header's text with its encoded words (RFC 2047) decoded, on one line."""
    joined = _BETWEEN_WORDS.sub(r"\1", value[: 8 * limit])
    return clean_line("".join(_decoded(joined)), limit)


def _decoded(value: str) -> Iterator[str]:
    """Neighbours in one charset are decoded together: senders cut characters in two, which RFC 2047 forbids."""
    held, charset, end = b"", "", 0
    for found in _ENCODED_WORD.finditer(value):
        between, name = value[end : found.start()], found[1].partition("*")[0]
        if held and (between or name.casefold() != charset.casefold()):
            yield decode(held, charset)
            held = b""
        yield between
        held, charset, end = held + _bytes_of(found[2], found[3]), name, found.end()
    yield decode(held, charset) if held else ""
    yield value[end:]


def _bytes_of(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return from_base64(data) if encoding in "bB" else a2b_qp(data, header=True)


def lower(address: str) -> str:
    """ASCII letters only: str.lower() would turn the Kelvin sign into a k, and a stranger into somebody known."""
    return address.translate(_UPPER_TO_LOWER)


def mailboxes(value: str) -> list[Address]:
    """Each mailbox of an address header (RFC 5322 3.4), groups opened; linear, at most LIMITS.addresses."""
    found, open_one, depth = [], _Unfinished(), 0
    for piece in _TOKEN.findall(value[: LIMITS.header_size]):
        if piece == "(" or depth:  # a comment, which may hold others
            depth += {"(": 1, ")": -1}.get(piece, 0)
        elif piece in {",", ";"} and not open_one.inside:
            found.append(open_one.mailbox())
            open_one = _Unfinished()
        else:
            open_one.take(piece)
    found.append(open_one.mailbox())
    return [one for one in found if one.name or one.address][: LIMITS.addresses]


@dataclass(slots=True)
class _Unfinished:
    """A mailbox that is being read, piece by piece."""

    display: list[str] = field(default_factory=list, repr=False)
    angle: list[str] = field(default_factory=list, repr=False)
    bracketed: bool = False
    inside: bool = False

    def take(self, piece: str) -> None:
        if piece == "<" and not self.bracketed:
            self.inside = self.bracketed = True
        elif piece == ">" and self.inside:
            self.inside = False
        elif self.inside:
            self.angle.append(piece)
        elif piece == ":" and not self.bracketed:
            self.display.clear()  # a group's name stood there
        else:
            self.display.append(piece)

    def mailbox(self) -> Address:
        display = "".join(self.display)[:LONGEST_FROM].strip()
        if not self.bracketed:
            return Address("", _one_address(display))
        address = _one_address("".join(self.angle).strip()) if not self.inside else ""
        unquoted = "".join(piece for piece in self.display if not piece.startswith('"')).strip()
        if "@" in unquoted and lower(unquoted) != address:
            address = ""  # some readers take the first address, some the one in brackets
        name = words(display.removeprefix('"').removesuffix('"'), 200)
        return Address("" if "@" in name and lower(name) != address else name, address)


def _one_address(text: str) -> str:
    return lower(text) if len(text) <= _LONGEST_ADDRESS and _TRUSTWORTHY.match(text) else ""


def sender(part: Part) -> Address:
    """Whom the mail claims to be from: one From header with one mailbox, or nobody."""
    values = _values(part, "from")
    if len(values) != 1 or len(values[0]) > LONGEST_FROM:
        return Address("", "")
    found = mailboxes(values[0])
    if len(found) != 1 or not _reads_alike(_TOKEN.findall(values[0])):
        return Address("", "")
    return found[0]


def _reads_alike(pieces: list[str]) -> bool:
    """Nothing from which another reader takes another address: an open comment or one with brackets, a second pair of
    brackets, a group. A colon in a name is one only beside brackets, and where no address stands before it.
    """
    depth, marks, around = 0, [], ""
    for piece in pieces:
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth < 0 or (depth and piece in {"<", ">"}):
            return False
        if not depth and piece in {"<", ">", ";", ":"}:
            marks.append(piece)
        elif not depth and marks[-1:] != ["<"] and not piece.startswith('"'):
            around += piece
    brackets = [mark for mark in marks if mark != ":"]
    if ":" in marks and ("@" in around or not brackets):
        return False
    return depth == 0 and brackets in ([], ["<", ">"])


def recipients(part: Part) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    found = [one.address for name in names for value in _values(part, name) for one in mailboxes(value)]
    return tuple(dict.fromkeys(address for address in found if address))[: LIMITS.addresses]


def _values(part: Part, name: str) -> list[str]:
    return [unfolded(value) for key, value in part.raw_items() if key.casefold() == name]


def subject(part: Part) -> str:
    return words(next(iter(_values(part, "subject")), ""))


def identifiers(part: Part, name: str) -> tuple[str, ...]:
    """Message-IDs without brackets, each once, the last MOST_IDS; white space in one is a client's folding."""
    text = " ".join(_values(part, name))[-64_000:]
    found = _ID_IN_BRACKETS.findall(text) or [word for word in text.split() if "@" in word]
    ids = [clean("".join(one.split()))[:998].strip("<>") for one in found[-4 * MOST_IDS :]]
    return tuple(dict.fromkeys(one for one in ids if one))[-MOST_IDS:]


_LEAP_SECOND = re.compile(r"(?<=:[0-5][0-9]):60\b")  # RFC 5322 3.3 has it, and datetime does not


def date(part: Part) -> datetime | None:
    """The Date header as an aware time, or None where it is missing, broken or from another age."""
    text = next(iter(_values(part, "date")), "")[:100]
    try:
        found = parsedate_to_datetime(_LEAP_SECOND.sub(":59", text))
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware if 1980 < aware.astimezone(UTC).year < 2200 else None  # noqa: PLR2004  mail's own age
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
