"""Everything that happened, as a keyed chain: one chain a case over the digests of what is sealed, and one over all.

The digests need no case key, so a purged case breaks nothing; they need the chain's key, so a thief cannot mend them.
"""

import hashlib
import re
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from daemon import rows
from daemon.rows import EPOCH, MICROSECOND, new_id, table
from daemon.secrets import keyed
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import Body, Entry, Head

HISTORY, HEADS = table(rows.History), table(rows.Head)
NO_CASE = ""
HASH = re.compile(r"[0-9a-f]{64}")


Mark = tuple[dict[str, tuple[int, str]], Head | None]


class History:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells
        self._ends: dict[str, tuple[int, str]] = {}
        self._head: Head | None = None

    @property
    def grew(self) -> bool:
        return self._head is not None

    def mark(self) -> Mark:
        """Where the chains end now, for `back_to` after a savepoint was taken back."""
        return dict(self._ends), self._head

    def back_to(self, mark: Mark) -> None:
        self._ends, self._head = dict(mark[0]), mark[1]

    def record(self, case_id: str | None, at: datetime, kind: str, actor: str, body: Body) -> None:
        """`kind` is a fixed word and stands in the clear; `case_id` is None for what concerns no case."""
        row, case = new_id(at), case_id or NO_CASE
        seq, previous = self._end(case)
        sealed = seal_body(
            self._cells.for_case_or("history", case_id),
            {"actor": actor, "body": dict(body)},
            place(HISTORY, "body", row),
        )
        values = {"id": row, "case_id": case, "seq": seq + 1, "at": at, "kind": kind, "body": sealed}
        digest = entry_digest(self._cells.root("chain"), values, previous)
        self._connection.execute(insert(HISTORY), {**values, "previous": previous, "digest": digest})
        self._ends[case] = (seq + 1, digest)
        self._add_head({"at": at, "case_id": case, "seq": seq + 1, "digest": digest})

    def of(self, case_id: str | None) -> list[Entry]:
        query = select(HISTORY).where(HISTORY.c.case_id == (case_id or NO_CASE)).order_by(HISTORY.c.seq)
        return [self._opened(row) for row in self._connection.execute(query)]

    def head(self) -> Head:
        return self._head or last_head(self._connection)

    def _end(self, case: str) -> tuple[int, str]:
        if case not in self._ends:
            query = select(HISTORY.c.seq, HISTORY.c.digest).where(HISTORY.c.case_id == case)
            row = self._connection.execute(query.order_by(HISTORY.c.seq.desc()).limit(1)).one_or_none()
            self._ends[case] = (row.seq, row.digest) if row else (0, "")
        return self._ends[case]

    def _add_head(self, values: dict[str, Any]) -> None:
        last = self.head()
        sealed = {"n": last.count + 1, **values}
        value = head_value(self._cells.root("chain"), sealed, last.value)
        self._connection.execute(insert(HEADS), {**sealed, "previous": last.value, "value": value})
        self._head = Head(last.count + 1, value)

    def _opened(self, row: Row[Any]) -> Entry:
        key = self._cells.for_case_or("history", row.case_id)
        opened = open_body(key, row.body, place(HISTORY, "body", row.id))
        return Entry(row.case_id, row.seq, row.at, row.kind, opened["actor"], opened["body"])


def last_head(connection: Connection) -> Head:
    query = select(HEADS.c.n, HEADS.c.value).order_by(HEADS.c.n.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return Head(row.n, row.value) if row else Head(0, "")


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
