"""What the command line shows: values that the desk fills in and the tables print.

Values only. Nothing here reads a store, a clock or a configuration, and what a person wrote or is called never shows
in a repr. Every datetime is aware; `as_json` gives what `--json` prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
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
    """`value` in JSON's own types: dates and times in ISO 8601, enums by value, dataclasses as objects."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, date):  # a datetime is one too
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
    """One case in one line. `kind` is complaint, concern, undecided, question or appeal; `owed` is a fixed phrase. An
    appeal that is kept counts from `opens_at`.
    """

    code: str
    kind: str
    stage: str
    opened_at: datetime
    owed: str = ""
    since: datetime | None = None
    due: datetime | None = None
    opens_at: datetime | None = None
    urgent: bool = False
    assigned: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(View):
    """A case in which a person has a part, and which."""

    code: str
    kind: str
    role: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(View):
    """One person of a case. `code` is what commands take for WHO; `ways` are how they are reached, a mail address, a
    Slack id or only a name; `consent` and `told` are fixed phrases; `spared_at` is when it was recorded why they are
    told nothing, `heard_at` when they first wrote. `elsewhere` are their other cases.
    """

    role: str
    code: str = ""
    name: str = field(default="", repr=False)
    ways: tuple[str, ...] = field(default=(), repr=False)
    consent: str = ""
    told: str = ""
    spared_at: datetime | None = None
    heard_at: datetime | None = None
    elsewhere: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension(View):
    """One suspended account, by its party's code. `access` is what is true in Slack, as far as anybody said so;
    `reporter` what became of the letter that tells them from when access returns, empty where none is owed.
    """

    account: str
    role: str
    since: datetime
    by: str = field(repr=False)
    ground: str
    review_at: datetime
    appeal_from: datetime
    kept_until: datetime | None = None
    returns_at: datetime | None = None
    ended_at: datetime | None = None
    access: str = ""
    reporter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(View):
    """The text for the rules channel. `member` and `reporter` are what became of their copies."""

    wording: str
    by: str = field(repr=False)
    text: str = field(default="", repr=False)
    member: str = ""
    reporter: str = ""
    not_before: datetime | None = None
    handed_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(View):
    """What an appeal is about: the suspension of the party `account` in the case `complaint`. `deciders` are who may
    decide it, while nobody has.
    """

    sender: str
    complaint: str = ""
    account: str = ""
    suspended_at: datetime | None = None
    suspended_by: str = field(default="", repr=False)
    opens_at: datetime | None = None
    reasons: str = ""
    deciders: tuple[str, ...] = field(default=(), repr=False)
    outcome: str = ""
    decided_by: str = field(default="", repr=False)
    decided_at: datetime | None = None
    context: Context | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(View):
    """One row of the ledger: what somebody said about one item and one audience. `value`, `item` and `to` are fixed
    phrases; `source` is how we know, perhaps in an administrator's words. What is not confirmed opens nothing.
    """

    who: str
    role: str
    value: str
    confirmed: bool
    item: str
    to: str
    at: datetime
    source: str = field(default="", repr=False)
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted(View):
    """Somebody who was asked; without a reply they have not answered yet."""

    who: str
    role: str
    reply: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(View):
    """The text that those involved are asked about (P9); `waiting` are asked after those in `asked`. `result` is yes or
    no once it is over.
    """

    by: str = field(repr=False)
    text: str = field(repr=False)
    until: datetime
    asked: tuple[Consulted, ...] = ()
    waiting: tuple[Consulted, ...] = ()
    ended_at: datetime | None = None
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(View):
    """One row of the timeline. `what` is a fixed phrase, `say` may hold an administrator's words (a note)."""

    at: datetime
    what: str
    who: str = field(default="", repr=False)
    say: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText(View):
    """A message that came in. `number` is what `accept` and `discard` take; `standing` is how sure its sender is,
    `role` who they are in the case.
    """

    number: str
    at: datetime
    channel: str
    standing: str = ""
    role: str = ""
    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    attachments: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine(View):
    """A letter that goes out. `number` is what `release`, `undo`, `resend` and `drop` take; `why` explains a stop;
    `reader` is who that is in the case, or administrator; `marks` of its words wait to be confirmed.
    """

    number: str
    name: str
    state: str
    at: datetime
    reader: str = ""
    to: str = field(default="", repr=False)
    why: str = ""
    marks: int = 0
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(View):
    """One case with all that the asking administrator may see. `asked_for` is the party whose code was given instead
    of the case's; `finding` the outcome in a word, for the administrators alone; `retaliation_with` are the cases that
    raised that flag; `off` the administrators who may not know of it, `unsure` those of them who are only held, `parts`
    those who are a target or a witness.
    """

    line: CaseLine
    zone: str
    asked_for: str = ""
    closed_at: datetime | None = None
    privacy: str = ""
    missing: tuple[str, ...] = ()
    hoped_for: datetime | None = None
    on_it: str = field(default="", repr=False)
    finding: str = ""
    held: bool = False
    retaliation: bool = False
    retaliation_with: tuple[str, ...] = ()
    merged_into: str = ""
    off: tuple[str, ...] = field(default=(), repr=False)
    unsure: tuple[str, ...] = field(default=(), repr=False)
    parts: tuple[str, ...] = field(default=(), repr=False)
    related: tuple[str, ...] = ()
    appeals: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    appeal: Appeal | None = None
    consultation: Consultation | None = None
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
