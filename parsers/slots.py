"""The parts of an administrator's command, and what reads each: the bricks of the table in `parsers.commands`.

A part that is not there is None, never an exception, and nothing here decides what a command does or may do.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

LONGEST_NAME: Final = 80
NOTHING: Final = "nothing"  # the field of a `tell` that tells nothing
OFF: Final = "off"

DASH: Final = "[-\u2010-\u2015\u2212]"  # telephones "correct" hyphens

CODE_END: Final = r"(?=[\])]?[:,.;]*(?:\s|$)|[\])]?:)[\])]?[:,.;]*\s*"
BARE_CODE: Final = re.compile(rf"[\[(#]?([a-z0-9]{{4,6}}){CODE_END}", re.IGNORECASE | re.ASCII)
# Without the prefix a code must look like one: where it may be left out, ordinary words stand in its place.
MIXED: Final = re.compile(r"(?=[0-9]*[A-Z])(?=[A-Z]*[0-9])[A-Z0-9]+", re.IGNORECASE | re.ASCII)
CAPITALS: Final = re.compile(r"[A-HJKMNP-Z]{5}")
CLOCK: Final = re.compile(
    r"[0-9]+(?:am|pm|st|nd|rd|th|s|secs?|m|mins?|h|hrs?|hours?|d|days?|w|wks?|weeks?)", re.IGNORECASE | re.ASCII
)
STOP: Final = re.compile(r"\b(?:resolved|deputy)\b", re.IGNORECASE | re.ASCII)
COLON: Final = re.compile(r":(?![0-9])")  # 17:00 has one inside
BECAUSE: Final = re.compile(r"\bbecause\b[:,;.]{0,5}\s*", re.IGNORECASE | re.ASCII)


class Verb(StrEnum):
    ESTIMATE = "estimate"
    ANSWERED = "answered"
    REPLY = "reply"
    ASK = "ask"
    NOTE = "note"
    PARTY = "party"
    CONSENT = "consent"
    CORRECT = "correct"
    TELL = "tell"
    CONSULT = "consult"
    SUSPEND = "suspend"
    KEEP = "keep"
    LIFT = "lift"
    RESOLVE = "resolve"
    CLOSE = "close"
    COMPLAIN = "complain"
    WITHDRAWN = "withdrawn"
    REOPEN = "reopen"
    MERGE = "merge"
    RELATE = "relate"
    HOLD = "hold"
    LINK = "link"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    PUBLISH = "publish"
    PUBLISHED = "published"
    ASSIGN = "assign"
    MINE = "mine"
    RECUSE = "recuse"
    DECLARE = "declare"
    AWAY = "away"
    BACK = "back"
    ACCEPT = "accept"
    DISCARD = "discard"
    RESEND = "resend"
    DROP = "drop"
    RELEASE = "release"
    UNDO = "undo"
    CONFIRM = "confirm"
    LIST = "list"
    SHOW = "show"
    DIGEST = "digest"
    STATS = "stats"
    HELP = "help"


class Correctable(StrEnum):
    """The FIELD of `correct`: what a reading can have got wrong."""

    PATH = "path"
    KIND = "kind"
    NATURE = "nature"
    INVOLVED = "involved"
    MATERIAL = "material"
    PRIVACY = "privacy"
    DANGER = "danger"
    OUTCOME = "outcome"


class Role(StrEnum):
    """What `party` says that a person is in the case; it stands in Command.field."""

    REPORTER = "reporter"
    TARGET = "target"
    RESPONDENT = "respondent"
    WITNESS = "witness"


class Granting(StrEnum):
    """What a person said to sharing, as `consent` records it; it stands in Command.field."""

    GRANTED = "granted"
    REFUSED = "refused"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before reading: the community's prefix, the case that is answered about (or ""), and the verbs
    that may be said here.
    """

    code_prefix: str
    default_code: str = ""
    verbs: frozenset[Verb] = frozenset(Verb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`code` and `other` are whole and upper case; `code` is what was written, a case's or a party's. `when` and
    `resolved_when` are words for `parsers.when`. `who` are people as they were written, or their codes; it is empty
    where `code` has to say whom. `name` is an administrator, `letter` the id of a letter or message, `field` a
    Correctable, a Granting, a Role, NOTHING, OFF, the number of a mark or the verb that help is wanted on. `item` and
    `to` are how far a consent goes. `unread` are further lines that this command has no place for: none was obeyed.
    """

    verb: Verb
    code: str = ""
    other: str = ""
    when: str = dataclasses.field(default="", repr=False)
    resolved_when: str = dataclasses.field(default="", repr=False)
    words: str = dataclasses.field(default="", repr=False)
    who: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    name: str = dataclasses.field(default="", repr=False)
    letter: str = ""
    field: str = ""
    item: str = ""
    to: str = dataclasses.field(default="", repr=False)
    unread: str = dataclasses.field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """What is still to be read (the rest of the first line, the lines below it), and what was."""

    line: str = dataclasses.field(repr=False)
    below: str = dataclasses.field(repr=False)
    known: Known
    command: Command

    def take(self, line: str, **read: Any) -> "Scan":
        return replace(self, line=line.lstrip(), command=replace(self.command, **read))


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of a command: how a form shows it, and what reads it; None where it is not there and must be."""

    shown: str
    read: Callable[[Scan], Scan | None]


def code_at_start(line: str, known: Known) -> tuple[str, str] | None:
    """A case code that `line` begins with, whole, and what follows it."""
    whole = whole_code_at_start(line, known)
    if whole is not None:
        return whole
    short = BARE_CODE.match(line)
    if short is None or not _looks_like_a_code(short.group(1)):
        return None
    return _whole_code(short.group(1), known), line[short.end() :]


def whole_code_at_start(line: str, known: Known) -> tuple[str, str] | None:
    """The same where only a code with its prefix will do."""
    prefix = re.escape(known.code_prefix)
    whole = re.match(rf"[\[(#]?{prefix}({DASH}?) ?([a-z0-9]{{4,6}}){CODE_END}", line, re.IGNORECASE | re.ASCII)
    if whole is None or not (whole.group(1) or _looks_like_a_code(whole.group(2))):
        return None
    return _whole_code(whole.group(2), known), line[whole.end() :]


def _looks_like_a_code(word: str) -> bool:
    return bool((MIXED.fullmatch(word) and not CLOCK.fullmatch(word)) or CAPITALS.fullmatch(word))


def _whole_code(code: str, known: Known) -> str:
    return f"{known.code_prefix}-{code}".upper()


def read_code(scan: Scan) -> Scan | None:
    found = code_at_start(scan.line, scan.known)
    if found is not None:
        return scan.take(found[1], code=found[0])
    default = scan.known.default_code.upper()
    return scan.take(scan.line, code=default) if default else None


def read_only_code(scan: Scan) -> Scan | None:
    """Where nothing may follow, four to six letters can be nothing but a code: 'show kwxyz'."""
    found = BARE_CODE.fullmatch(scan.line)
    if found is not None:
        return scan.take("", code=_whole_code(found.group(1), scan.known))
    return read_code(scan)


def read_other(scan: Scan) -> Scan | None:
    """The second code of a command: nothing else can stand there."""
    bare = BARE_CODE.fullmatch(scan.line)
    if bare is not None:
        return scan.take("", other=_whole_code(bare.group(1), scan.known))
    found = code_at_start(scan.line, scan.known)
    return scan.take(found[1], other=found[0]) if found else None


def read_related(scan: Scan) -> Scan | None:
    """In an answer one code is enough: it is the other one's, and the first is the case that is answered about."""
    default = answered_about(scan)
    return scan.take("", code=default, other=scan.command.code) if default else read_other(scan)


def answered_about(scan: Scan) -> str:
    """The case that is answered about, where one code was written, not its own, and nothing after it; else ""."""
    default = scan.known.default_code.upper()
    return default if not scan.line.strip(" .!") and scan.command.code != default else ""


def read_when(scan: Scan) -> Scan | None:
    return _when(scan, STOP)


def read_when_before_because(scan: Scan) -> Scan | None:
    return _when(scan, BECAUSE)


def _when(scan: Scan, ending: re.Pattern[str]) -> Scan | None:
    """Up to a colon, a word that ends it, or the line's end."""
    stop = ending.search(scan.line)
    end = stop.start() if stop else len(scan.line)
    words = scan.line[:end].strip(" \t,;:")
    if not words or COLON.search(words):
        return None
    return scan.take(scan.line[end:], when=words)


def onto_next_line(scan: Scan) -> Scan:
    """Mail clients break a long line anywhere: where the line has ended, what must follow may stand on the next."""
    if scan.line or not scan.below:
        return scan
    line, _, below = scan.below.partition("\n")
    return replace(scan, line=re.sub(r"\s", " ", line.strip()), below=below.lstrip("\n"))


def literal(word: str) -> Slot:
    def read(scan: Scan) -> Scan | None:
        scan = onto_next_line(scan)
        first, rest = token(scan.line)
        return scan.take(rest) if first == word else None

    return Slot(word, read)


def read_resolved(scan: Scan) -> Scan | None:
    first, rest = token(scan.line)
    if not first:
        return scan
    words = rest.strip(" \t,;:")
    return scan.take("", resolved_when=words) if first == "resolved" and words and not COLON.search(words) else None


def read_deputy(scan: Scan) -> Scan | None:
    first, rest = token(scan.line)
    if not first:
        return scan
    return read_admin(scan.take(rest)) if first == "deputy" else None


def read_admin(scan: Scan) -> Scan | None:
    name = scan.line.strip(" \t.,;:")
    return scan.take("", name=name) if name and len(name) <= LONGEST_NAME else None


def read_any_admin(scan: Scan) -> Scan | None:
    return read_admin(scan) if scan.line else scan


def read_any_words(scan: Scan) -> Scan | None:
    return replace(scan.take("", words=f"{scan.line}\n{scan.below}".strip()), below="")


def read_words(scan: Scan) -> Scan | None:
    return read_any_words(scan) if scan.line or scan.below else None


def read_because(scan: Scan) -> Scan | None:
    scan = onto_next_line(scan)
    found = BECAUSE.match(scan.line)
    return read_words(scan.take(scan.line[found.end() :])) if found else None


def read_telling(scan: Scan) -> Scan | None:
    """Words, none (the fixed text), or why nothing is told (P7). `nothing` alone is neither a text nor a reason."""
    first, rest = token(scan.line)
    if first != NOTHING or (rest and not BECAUSE.match(rest)):
        return read_any_words(scan)
    return read_because(scan.take(rest, field=NOTHING))


def read_any_off(scan: Scan) -> Scan | None:
    first, rest = token(scan.line)
    if not first:
        return scan
    return scan.take(rest, field=OFF) if first == OFF else None


def one_of(shown: str, words: type[StrEnum]) -> Slot:
    def read(scan: Scan) -> Scan | None:
        first, rest = token(scan.line)
        return scan.take(rest, field=first) if first in set(words) else None

    return Slot(shown, read)


def read_any_verb(scan: Scan) -> Scan | None:
    first, rest = token(scan.line)
    if not first:
        return scan
    return scan.take(rest, field=first) if first in set(Verb) else None


def identifier(shown: str, mark: str) -> Slot:
    form = re.compile(rf"[\[(]?{mark}{DASH}([a-z0-9]{{4,6}}){CODE_END}", re.IGNORECASE | re.ASCII)

    def read(scan: Scan) -> Scan | None:
        found = form.match(scan.line)
        return scan.take(scan.line[found.end() :], letter=f"{mark}-{found.group(1).upper()}") if found else None

    return Slot(shown, read)


def token(line: str) -> tuple[str, str]:
    """The next word in lower case, without what punctuates it, and the rest."""
    first, _, rest = line.partition(" ")
    return first.strip(":,;.").lower(), rest.lstrip()
