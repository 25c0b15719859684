"""Everything that happened, as a keyed chain: one chain a case over the digests of what is sealed, and one over all.

The digests need no case key, so a purged case breaks nothing; they need the chain's key, so a thief cannot mend them.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from daemon import rows
from daemon.rows import EPOCH, MICROSECOND, new_id, table
from daemon.secrets import keyed
from daemon.store.attesting import ATTESTS, Digests, digests
from daemon.store.cells import Cells, Written, open_body, place, seal_body
from daemon.store.values import Body, Entry, Head

HISTORY, HEADS = table(rows.History), table(rows.Head)
ADD, ADD_HEAD = insert(HISTORY), insert(HEADS)
OF_CASE = (
    select(HISTORY)
    .where(HISTORY.c.case_id == bindparam("case"), HISTORY.c.kind != bindparam("but"))
    .order_by(HISTORY.c.seq)
)
END_OF = (
    select(HISTORY.c.seq, HISTORY.c.digest)
    .where(HISTORY.c.case_id == bindparam("case"))
    .order_by(HISTORY.c.seq.desc())
    .limit(1)
)
LAST_HEAD = select(HEADS.c.n, HEADS.c.value, HEADS.c.at).order_by(HEADS.c.n.desc()).limit(1)
NO_CASE = ""
HASH = re.compile(r"[0-9a-f]{64}")


ATTESTED = "Attested"  # the kind of a row that tells only what was written, where nothing happened beside it


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of this transaction that is not written yet: the last of its case tells what was written besides."""

    id: str
    case: str
    at: datetime
    kind: str
    key: bytes = field(repr=False)
    said: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the chains ended, and what waited."""

    ends: dict[str, tuple[int, str]]
    head: Head | None
    waiting: tuple[Waiting, ...]
    written: dict[Written, str]


class History:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells
        self._ends: dict[str, tuple[int, str]] = {}
        self._head: Head | None = None
        self._waiting: list[Waiting] = []

    def mark(self) -> Mark:
        """Where the chains end now, for `back_to` after a savepoint was taken back."""
        return Mark(dict(self._ends), self._head, tuple(self._waiting), dict(self._cells.written))

    def back_to(self, mark: Mark) -> None:
        self._ends, self._head = dict(mark.ends), mark.head
        self._waiting, self._cells.written = list(mark.waiting), dict(mark.written)

    def record(self, case_id: str | None, at: datetime, kind: str, actor: str, body: Body) -> None:
        """`kind` is a fixed word and stands in the clear; `case_id` is None for what concerns no case."""
        key = self._cells.for_case_or("history", case_id)
        said = {"actor": actor, "body": dict(body)}
        self._waiting.append(Waiting(new_id(at), case_id or NO_CASE, at, kind, key, said))

    def write(self) -> None:
        """What waits is written now; for whoever reads it, or empties it, before the transaction ends."""
        waiting, self._waiting = self._waiting, []
        last = {each.case: each.id for each in waiting}
        for each in waiting:
            self._write(each, self._digests(each.case) if last[each.case] == each.id else {})

    def finish(self) -> Head | None:
        """Tells of everything that was written, in a row of its own only where the case has none; the new end."""
        told = {each.case for each in self._waiting}
        for case in sorted(set(self._cells.written.values()) - told):
            at = max((each.at for each in self._waiting), default=None) or last_at(self._connection)
            self.record(case or None, at, ATTESTED, "", {})
        self.write()
        return self._head

    def of(self, case_id: str | None) -> list[Entry]:
        self.write()
        found = self._connection.execute(OF_CASE, {"case": case_id or NO_CASE, "but": ATTESTED})
        return [self._opened(row) for row in found]

    def head(self) -> Head:
        self.write()
        return self._end_of_all()

    def newest_at(self) -> datetime:
        """When something was recorded last, by the clock of then."""
        self.write()
        return last_at(self._connection)

    def _end_of_all(self) -> Head:
        return self._head or last_head(self._connection)

    def _digests(self, case: str) -> Digests:
        """Of what was written to the case so far; it is told of once."""
        written = [each for each, whose in self._cells.written.items() if whose == case]
        for each in written:
            del self._cells.written[each]
        return digests(self._connection, written) if written else {}

    def _write(self, each: Waiting, attested: Digests) -> None:
        seq, previous = self._end(each.case)
        body = {**each.said, ATTESTS: attested} if attested else each.said
        sealed = seal_body(each.key, body, place(HISTORY, "body", each.id))
        values = {"id": each.id, "case_id": each.case, "seq": seq + 1, "at": each.at, "kind": each.kind, "body": sealed}
        digest = entry_digest(self._cells.root("chain"), values, previous)
        self._connection.execute(ADD, {**values, "previous": previous, "digest": digest})
        self._ends[each.case] = (seq + 1, digest)
        self._add_head({"at": each.at, "case_id": each.case, "seq": seq + 1, "digest": digest})

    def _end(self, case: str) -> tuple[int, str]:
        if case not in self._ends:
            row = self._connection.execute(END_OF, {"case": case}).one_or_none()
            self._ends[case] = (row.seq, row.digest) if row else (0, "")
        return self._ends[case]

    def _add_head(self, values: dict[str, Any]) -> None:
        last = self._end_of_all()
        sealed = {"n": last.count + 1, **values}
        value = head_value(self._cells.root("chain"), sealed, last.value)
        self._connection.execute(ADD_HEAD, {**sealed, "previous": last.value, "value": value})
        self._head = Head(last.count + 1, value)

    def _opened(self, row: Row[Any]) -> Entry:
        key = self._cells.for_case_or("history", row.case_id)
        opened = open_body(key, row.body, place(HISTORY, "body", row.id))
        return Entry(row.case_id, row.seq, row.at, row.kind, opened["actor"], opened["body"])


def last_head(connection: Connection) -> Head:
    row = connection.execute(LAST_HEAD).one_or_none()
    return Head(row.n, row.value) if row else Head(0, "")


def last_at(connection: Connection) -> datetime:
    """When something happened last; the beginning of time in a new database."""
    row = connection.execute(LAST_HEAD).one_or_none()
    return row.at if row else EPOCH


def head_at(connection: Connection, n: int) -> Head:
    """The seal as it stood after the entry `n`; an empty value where there is no such row."""
    value = connection.execute(select(HEADS.c.value).where(HEADS.c.n == n)).scalar()
    return Head(n, value or "")


def entry_digest(key: bytes, values: Any, previous: str) -> str:
    """Over the whole row; the sealed body by its hash, which a purge leaves in its place."""
    plain = f"{values['id']} {values['case_id']} {values['seq']} {_microseconds(values['at'])}"
    body = _hash_left(values) or hashlib.sha256(values["body"]).digest()
    return keyed(key, b"entry", plain.encode(), values["kind"].encode(), body, previous.encode()).hex()


def _hash_left(values: Any) -> bytes:
    """Of a body that was purged; empty where there is none, or it is no hash."""
    left = values.get("body_hash") or "" if not values["body"] else ""
    return bytes.fromhex(left) if HASH.fullmatch(left) else b""


def head_value(key: bytes, values: Any, previous: str) -> str:
    plain = f"{values['n']} {values['case_id']} {values['seq']} {_microseconds(values['at'])} {values['digest']}"
    return keyed(key, b"head", plain.encode(), previous.encode()).hex()


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
