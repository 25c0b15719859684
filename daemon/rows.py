"""The tables. A row is not a value of the domain: nothing here validates, and nobody above the store sees one.

Ids are made in the process (`new_id`), so that a cell can be sealed for its place before it is inserted, and so that
several daemons never wait for each other's counters. Columns of bytes are sealed (daemon/secrets.py) unless said so.
"""

import secrets
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SCHEMA = "0004"  # the newest revision of daemon/migrations; a test compares
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# alembic's batch mode can only change what has a name
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """Microseconds since 1970 as an integer: the same on every database, ordered, and never without its zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  SQLAlchemy's
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        return None if value is None else EPOCH + value * MICROSECOND


_made = count()


def new_id(at: datetime) -> str:
    """32 hex digits in the layout of UUID version 7 (RFC 9562, 5.7 and 6.2): milliseconds, then a counter of this
    process, so that what is written at the same moment keeps its order, then 42 random bits against other processes.
    """
    milliseconds = max((at - EPOCH) // timedelta(milliseconds=1), 0)
    counted = next(_made) & 0xFFFF_FFFF
    high = milliseconds << 16 | 0x7 << 12 | counted >> 20
    low = 0b10 << 62 | (counted & 0xF_FFFF) << 42 | secrets.randbits(42)
    return f"{high << 64 | low:032x}"


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model: statements on it cost half of what a session's do. Those that are asked often are made
    once, with bound names, where they are imported: making one takes five times as long as asking it.
    """
    return model.metadata.tables[str(model.__tablename__)]


class Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def _id() -> Any:
    return Field(primary_key=True, max_length=32)


def _moment() -> Any:
    return Field(sa_type=Moment)


def _maybe_moment() -> Any:
    return Field(default=None, sa_type=Moment)


class Keyring(Row, table=True):
    """Root secrets, wrapped by the daemon's key."""

    id: str = _id()
    name: str = Field(unique=True)
    wrapped: bytes


class IncidentCase(Row, table=True):
    """`due_at` is the case's next deadline. A purged case keeps its row without `wrapped_key`."""

    __tablename__ = "incident_case"

    id: str = _id()
    code: str = Field(unique=True)
    track: str
    stage: str
    opened_at: datetime = _moment()
    closed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    due_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    wrapped_key: bytes | None = None
    state: bytes
    version: int
    claimed_by: str | None = None
    claimed_until: datetime | None = _maybe_moment()


class Inbox(Row, table=True):
    """A message as it came. `raw` has a key of its own, wrapped by the daemon's key until the message belongs to a
    case (`key_of_case`) and by that case's key from then on. The same bytes by a second door are a row without both.
    `sender` is the hash of whoever sent it directly, `ready_at` until when it waits for more of them, `part_of` the
    message that it goes along with.
    """

    __table_args__ = (Index("ix_inbox_state_received_at", "state", "received_at"),)

    id: str = _id()
    short: str = Field(unique=True)
    channel: str
    origin_hash: str | None = Field(default=None, unique=True)
    content_hash: str | None = Field(default=None, unique=True)
    received_at: datetime = _moment()
    state: str
    reason: str = ""
    raw: bytes | None = None
    note: bytes | None = None
    wrapped_key: bytes | None = None
    key_of_case: str | None = Field(default=None, foreign_key="incident_case.id")
    case_id: str | None = Field(default=None, foreign_key="incident_case.id", index=True)
    attempts: int = 0
    size: int | None = None
    sender: str | None = Field(default=None, index=True)
    ready_at: datetime | None = _maybe_moment()
    part_of: str | None = Field(default=None, index=True)
    claimed_by: str | None = None
    claimed_until: datetime | None = _maybe_moment()


class Party(Row, table=True):
    """Somebody's role in a case. The reporter's code is the case's; everybody else has one of their own."""

    id: str = _id()
    case_id: str = Field(foreign_key="incident_case.id", index=True)
    role: str
    lookup: str = Field(index=True)
    code: str = Field(unique=True)
    contact: bytes
    added_at: datetime = _moment()


class Way(Row, table=True):
    """A further way to reach a party than the one that its own row holds."""

    __table_args__ = (UniqueConstraint("party_id", "lookup"),)

    id: str = _id()
    party_id: str = Field(foreign_key="party.id")
    case_id: str = Field(foreign_key="incident_case.id", index=True)
    lookup: str = Field(index=True)
    contact: bytes
    added_at: datetime = _moment()


class Message(Row, table=True):
    id: str = _id()
    case_id: str = Field(foreign_key="incident_case.id", index=True)
    inbox_id: str | None = Field(default=None, foreign_key="inbox.id")
    party_id: str | None = Field(default=None, foreign_key="party.id")
    at: datetime = _moment()
    body: bytes


class History(Row, table=True):
    """One chain a case; `case_id` is empty for what concerns no case. No foreign key: it outlives what it tells of.
    Of a purged case the bodies are empty, and their hashes hold the chain together.
    """

    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: str = _id()
    case_id: str
    seq: int
    at: datetime = _moment()
    kind: str
    body: bytes
    body_hash: str | None = None
    previous: str
    digest: str


class Head(Row, table=True):
    """The seal over all chains: one row for each row of the history, in the order in which they were written."""

    n: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = _moment()
    case_id: str
    seq: int
    digest: str
    previous: str
    value: str


class Letter(Row, table=True):
    """The outbox. A pending letter is due from `next_try` on."""

    __table_args__ = (
        Index("ix_letter_state_next_try", "state", "next_try"),
        Index("ix_letter_lookup_created_at", "lookup", "created_at"),
    )

    id: str = _id()
    short: str = Field(unique=True)
    case_id: str | None = Field(default=None, foreign_key="incident_case.id", index=True)
    name: str
    to_kind: str
    lookup: str
    by_hand: bool
    body: bytes
    message_id_hash: str | None = Field(default=None, unique=True)
    message_id: bytes | None = None
    in_reply_to: bytes | None = None
    state: str
    created_at: datetime = _moment()
    not_before: datetime = _moment()
    next_try: datetime | None = _maybe_moment()
    attempts: int = 0
    sending_since: datetime | None = _maybe_moment()
    sent_at: datetime | None = _maybe_moment()
    problem: str = ""
    claimed_by: str | None = None
    claimed_until: datetime | None = _maybe_moment()


class Away(Row, table=True):
    id: str = _id()
    lookup: str = Field(unique=True)
    body: bytes


class PendingCommand(Row, table=True):
    """An administrator's command that was read back and waits for `confirm`."""

    __tablename__ = "pending_command"

    id: str = _id()
    lookup: str = Field(index=True)
    body: bytes
    expires_at: datetime = _moment()


class Account(Row, table=True):
    """An account in Slack that wrote to us or that somebody named: who they are is sealed under the roster's key."""

    id: str = _id()
    lookup: str = Field(unique=True)
    handle: str = Field(index=True)
    body: bytes


class Cursor(Row, table=True):
    """How far a door has read. The name is hashed, for it may hold an account; the value is the server's number."""

    name: str = Field(primary_key=True)
    value: str


class Meta(Row, table=True):
    name: str = Field(primary_key=True)
    value: str
