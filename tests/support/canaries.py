"""Markers that no text has by itself, and how to find them again in whatever dress they come.

A canary stands for one confidential string: who wrote it, in which cases it stands, and for whom an administrator wrote
it on purpose. Who may have it is `canaries_known.py`'s to say, from the rules of the process; nothing here asks the
code under test.
"""

import base64
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum, auto
from hashlib import sha256

PREFIX = "qxzvjkwq"
LETTERS = 6
SHAPE = re.compile(rf"{PREFIX}[a-z]{{{LETTERS}}}")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
WRAPS = (b"=\r\n", b"=\n", b"\r", b"\n")  # quoted-printable and base64 break long lines
PLAYED: Counter[str] = Counter()  # what the table of `make soak-process` shows
SEEN: Counter[str] = Counter()  # where the machine has been


class Kind(StrEnum):
    TEXT = auto()
    SUBJECT = auto()
    NAME = auto()
    ADDRESS = auto()
    FILE = auto()
    LINK = auto()
    MESSAGE_ID = auto()
    REASONS = auto()  # an appeal's
    WORDS = auto()  # an administrator's
    ERROR = auto()  # what a server or a library said


class For(StrEnum):
    """For whom an administrator put words into a letter."""

    REPORTER = auto()
    PARTY = auto()
    CONSULTED = auto()
    APPELLANT = auto()
    CHANNEL = auto()  # the rules channel: its drafts go to the member and the reporter, its text to who posts it


@dataclass(frozen=True, slots=True)
class Purpose:
    """`case` is the code of the case, `party` that of a party; `letter` the number of the one letter that it is for."""

    reader: For
    case: str
    party: str = ""
    letter: str = ""


@dataclass(slots=True)
class Canary:
    text: str
    kind: Kind
    author: str
    cases: set[str] = field(default_factory=set)
    purposes: list[Purpose] = field(default_factory=list)


class Leak(AssertionError):
    """Somebody saw what they may not have."""


class Mint:
    """Every canary of one history; the same history mints the same ones."""

    def __init__(self) -> None:
        self.known: dict[str, Canary] = {}

    def new(self, kind: Kind, author: str, *cases: str) -> Canary:
        digest = sha256(f"{len(self.known)} {kind}".encode()).digest()
        text = PREFIX + "".join(chr(ord("a") + byte % 26) for byte in digest[:LETTERS])
        made = self.known[text] = Canary(text, kind, author, set(cases))
        PLAYED["canaries"] += 1
        return made

    def address(self, domain: str = "people.example") -> str:
        """Its owner is its author."""
        made = self.new(Kind.ADDRESS, "")
        made.author = f"{made.text}@{domain}"
        return made.author

    def found(self, text: str) -> list[Canary]:
        PLAYED["bytes searched"] += len(text)
        plain = unicodedata.normalize("NFKC", text).translate(INVISIBLE).casefold()
        return [self.known[each] for each in dict.fromkeys(SHAPE.findall(plain)) if each in self.known]


def _base64_cores(word: bytes) -> list[bytes]:
    """What base64 makes of `word` wherever it begins, without the characters that depend on its neighbours."""
    cores = []
    for shift in range(3):
        start, end = -(-shift * 8 // 6), (shift + len(word)) * 8 // 6
        cores.append(base64.b64encode(b"\0" * shift + word + b"\0" * 3)[start:end])
    return cores


def _needles() -> dict[str, tuple[bytes, ...]]:
    """By encoding; in lower case, and base64 as it is."""
    plain, wide = PREFIX.encode(), PREFIX.encode("utf-16-le")
    return {
        "utf-8": (plain,),
        "utf-16": (wide, PREFIX.encode("utf-16-be")),
        "hex": (plain.hex().encode(), wide.hex().encode()),
        "base64": tuple(core for word in (plain, PREFIX.capitalize().encode(), wide) for core in _base64_cores(word)),
    }


NEEDLES = _needles()


def dresses(data: bytes) -> list[str]:
    """The encodings in which any canary stands in these bytes: folded lines are joined, and letters have no case."""
    PLAYED["bytes searched"] += len(data)
    joined = data
    for wrap in WRAPS:
        joined = joined.replace(wrap, b"")
    heaps = {"base64": (data, joined)}
    folded = (data.lower(), joined.lower())
    return [
        name
        for name, needles in NEEDLES.items()
        if any(needle in heap for needle in needles for heap in heaps.get(name, folded))
    ]
