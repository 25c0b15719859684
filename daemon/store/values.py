"""What the store hands out and takes: frozen values, no rows. Texts, names and addresses never show in a repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from daemon.process.case import Case
from daemon.process.letters import Facts

Body = Mapping[str, Any]  # JSON with datetimes


class InboxState(StrEnum):
    NEW = "new"  # on disk, not yet read
    DONE = "done"
    ASIDE = "aside"  # could not be read; a person looks
    OFFERED = "offered"  # a person's own mail that looks like a report; they are asked
    WANTED = "wanted"  # they took it: the door hands it over again, and then it is stored
    LEFT = "left"  # a person's own mail that is none of our business


class Known(StrEnum):
    NEW = "new"
    KNOWN = "known"


class LetterState(StrEnum):
    PENDING = "pending"
    DRAFT = "draft"  # waits for an administrator
    SENDING = "sending"  # on the wire; after a crash nobody knows
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


ENDED = (LetterState.SENT, LetterState.FAILED, LetterState.DROPPED)


@dataclass(frozen=True, slots=True)
class Arrival:
    id: str
    short: str
    is_new: Known
    state: InboxState


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """`raw` and `note` are empty where only hashes are kept. `note` is what a door knows beside the bytes."""

    id: str
    short: str
    channel: str
    received_at: datetime
    state: InboxState
    case_id: str | None
    reason: str
    attempts: int
    raw: bytes = field(repr=False)
    note: str = field(repr=False)
    sender: str = ""  # the hash of whoever sent it directly


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as it was read; `version` is what makes a save fail if somebody else saved in between."""

    id: str
    case: Case
    version: int


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody is reached, or only called. `channel`: "email", "slack" (an id) or "handle" (a name as written).
    `source` is "profile" for an address that only their profile in Slack names: they may be written to there, and a
    mail from there proves nothing (design 8).
    """

    channel: str
    address: str = field(repr=False)
    lookup: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """`channel`, `address` and `lookup` are the way that was known first; it is the first of `ways` too."""

    id: str
    case_id: str
    code: str
    role: str
    lookup: str
    channel: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class CaseOf:
    """A case in which somebody plays a role."""

    case_id: str
    code: str
    role: str
    party_id: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """`reading` is the Reading as plain values; `attachments` one mapping each (name, type, size, sha256)."""

    case_id: str
    at: datetime
    text: str = field(repr=False)
    inbox_id: str | None = None
    party_id: str | None = None
    subject: str = field(default="", repr=False)
    reading: Body = field(default_factory=dict, repr=False)
    attachments: tuple[Body, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    id: str
    case_id: str
    inbox_id: str | None
    party_id: str | None
    at: datetime
    text: str = field(repr=False)
    subject: str = field(repr=False)
    reading: Body = field(repr=False)
    attachments: tuple[Body, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the history, opened."""

    case_id: str
    seq: int
    at: datetime
    kind: str
    actor: str = field(repr=False)
    body: Body = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What `audit` says: `row` is the id (or number) of the row that is wrong."""

    table: str
    row: str
    problem: str


@dataclass(frozen=True, slots=True)
class Head:
    """The seal over all history: how many entries, and the value that only they give."""

    count: int
    value: str


@dataclass(frozen=True, slots=True)
class KeptMark:
    """Something in a letter that its reader did not write, and whether a person confirmed it (design 7.3). `kind` and
    `identity` are fixed phrases; one with an identity is not confirmed but allowed, by whoever it is.
    """

    kind: str
    key: str = field(repr=False)
    text: str = field(repr=False)
    identity: str = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """`code` is the code that this reader knows the case by. Without a case it is sealed under the letters' own key.
    `head_start` is how much sooner than others that wait it is taken.
    """

    name: str
    to_kind: str
    channel: str
    address: str = field(repr=False)
    created_at: datetime
    not_before: datetime
    case_id: str | None = None
    recipient: str = field(default="", repr=False)
    facts: Facts = field(default_factory=dict, repr=False)
    words: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    code: str = ""
    message_id: str = field(default="", repr=False)
    in_reply_to: str = field(default="", repr=False)
    state: LetterState = LetterState.PENDING
    marks: tuple[KeptMark, ...] = field(default=(), repr=False)
    head_start: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class LetterBody:
    """What is sealed in a letter. `text` is what left, once it is rendered (`letters.keep_text`)."""

    channel: str
    address: str = field(repr=False)
    recipient: str = field(repr=False)
    facts: Facts = field(repr=False)
    words: str = field(repr=False)
    text: str = field(repr=False)
    code: str
    message_id: str = field(repr=False)
    in_reply_to: str = field(repr=False)
    marks: tuple[KeptMark, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter without its content; `problem` is a fixed word. `lookup` is the hash of its reader."""

    id: str
    short: str
    case_id: str | None
    name: str
    to_kind: str
    lookup: str
    state: LetterState
    created_at: datetime
    not_before: datetime
    next_try: datetime | None
    attempts: int
    sending_since: datetime | None
    sent_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class Away:
    admin: str = field(repr=False)
    until: datetime
    deputy: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account in Slack. `handle` is its account name without the at sign, `name` and `display` what it calls itself,
    which proves nothing; `closed` that Slack says it is deactivated; `administrator` whose it is and `configured` by
    which name, as the configuration has them. `email` is the address that was known first, since they got a part in a
    case; `moved_to` another one that their profile names since: an owner of the workspace can write it there.
    """

    id: str = field(repr=False)
    handle: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    display: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    closed: bool = False
    bot: bool = False
    administrator: str = field(default="", repr=False)
    configured: str = field(default="", repr=False)
    moved_to: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """An administrator's command that waits for `confirm`."""

    id: str
    expires_at: datetime
    body: Body = field(repr=False)
