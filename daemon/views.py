"""What the command line shows: values that the desk fills in and the tables print.

Values only. Nothing here reads a store, a clock or a configuration, and what a person wrote or is called never shows
in a repr. Every datetime is aware; `as_json` gives what `--json` prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class NotOpen(Exception):
    """The desk cannot be opened: no such database, no key, nobody to act as; `remedy` says what to do."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


def plain(value: object) -> Json:
    """`value` in JSON's own types: datetimes in ISO 8601, enums by value, dataclasses as objects."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


class View:
    """A value with a JSON form."""

    __slots__ = ()

    def as_json(self) -> Json:
        return plain(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine(View):
    """One case in one line. `kind` is complaint, concern, undecided or question; `owed` is a fixed phrase."""

    code: str
    kind: str
    stage: str
    opened_at: datetime
    owed: str = ""
    since: datetime | None = None
    due: datetime | None = None
    urgent: bool = False
    assigned: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(View):
    """One person of a case. `ways` are their addresses; `consent` and `told` are fixed phrases."""

    role: str
    name: str = field(default="", repr=False)
    ways: tuple[str, ...] = field(default=(), repr=False)
    consent: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(View):
    """One row of the timeline. `what` is a fixed phrase, `say` may hold an administrator's words (a note)."""

    at: datetime
    what: str
    who: str = field(default="", repr=False)
    say: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText(View):
    """A message that came in. `number` is what `accept` and `discard` take; `standing` is how sure its sender is."""

    number: str
    at: datetime
    channel: str
    standing: str = ""
    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine(View):
    """A letter that goes out. `number` is what `release`, `undo`, `resend` and `drop` take; `why` explains a stop."""

    number: str
    name: str
    state: str
    at: datetime
    to: str = field(default="", repr=False)
    why: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(View):
    """One case with all that the asking administrator may see."""

    line: CaseLine
    zone: str
    closed_at: datetime | None = None
    privacy: str = ""
    missing: tuple[str, ...] = ()
    hoped_for: datetime | None = None
    related: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    timeline: tuple[Moment, ...] = ()
    messages: tuple[MessageText, ...] = ()
    letters: tuple[LetterLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(View):
    """One place where all words were found; `where` is a fixed phrase such as message or note."""

    code: str
    at: datetime
    where: str
    excerpt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(View):
    name: str = field(repr=False)
    until: datetime
    deputy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(View):
    """What is owed next, the oldest promise first. `waiting` letters wait for a person, `set_aside` messages too."""

    made_at: datetime
    zone: str
    owed: tuple[CaseLine, ...] = ()
    waiting: int = 0
    set_aside: int = 0
    away: tuple[Absence, ...] = ()
    chain_head: str = ""
    chain_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(View):
    """Something wrong with the history: where, which row, and how, in fixed words. No finding: it is whole."""

    where: str
    row: str
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(View):
    """A command understood and not yet carried out: `read_back` is asked first, where it is not empty."""

    read_back: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(View):
    lines: tuple[str, ...] = field(default=(), repr=False)


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Row(View):
    """One thing that `check` tried: what, how it went, and what to do about it."""

    what: str
    ok: State
    say: str
