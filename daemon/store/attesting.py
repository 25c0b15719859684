"""What the history knows of the rows beside it: which there are, and their digests as they last stood.

A row of the chain carries the digests of what its transaction wrote, sealed with it; whoever has not the keys can take
a row away, or put an old one back, but not what the chain says of it. Rows that were last written before digests were
kept are known to nobody and are believed as they are. Reads only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, case, select

from daemon import rows
from daemon.rows import EPOCH, MICROSECOND, table
from daemon.secrets import KeyProblem, Tampered
from daemon.store.cells import Cells, Written, open_body, place
from daemon.store.errors import KeyGone
from daemon.store.values import ENDED, Finding

HISTORY, HEADS, CASES = table(rows.History), table(rows.Head), table(rows.IncidentCase)
ATTESTS = "attests"  # in the sealed body of a row of the history, beside what happened
GONE = ""  # the digest of a row that was deleted as it should be
DIGITS = 32
AT_ONCE = 500  # SQLite's oldest limit of bound values is 999
REMOVED, CHANGED, BACK = "was removed", "is not as it was written last", "was deleted and is back"

# A digest is over these columns in this order for ever: other columns need another name than `ATTESTS`. Left out is
# what changes without being worth a row: attempts, claims, keys that are wrapped anew, how far a letter is on its way.
FACES: Mapping[str, tuple[str, ...]] = {
    "incident_case": ("code", "track", "stage", "closed_at", "due_at", "state"),
    "party": ("case_id", "role", "code", "lookup", "contact"),
    "way": ("case_id", "party_id", "lookup", "contact"),
    "message": ("case_id", "inbox_id", "party_id", "at", "body"),
    "inbox": ("case_id", "state", "reason", "origin_hash", "content_hash", "raw", "note"),
    "letter": ("case_id", "name", "to_kind", "lookup", "by_hand", "body", "message_id", "in_reply_to", "state"),
    "away": ("lookup", "body"),
    "account": ("lookup", "handle", "body"),
    "cursor": ("value",),
}
ROWS: Mapping[str, Table] = {name: each for name, each in rows.Row.metadata.tables.items() if name in FACES}
Digests = dict[str, str]  # of `table/id`


def digests(connection: Connection, written: Iterable[Written]) -> Digests:
    """Of these rows as they are now; `GONE` for those that are not there."""
    by_table: dict[str, list[str]] = {}
    for name, row in written:
        by_table.setdefault(name, []).append(row)
    found = {f"{name}/{row}": GONE for name, ids in by_table.items() for row in ids}
    for name, ids in by_table.items():
        for some in (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)):
            for present in connection.execute(_among(name), {"ids": some}):
                found[f"{name}/{present[0]}"] = _digest(name, present)
    return found


def misfits(connection: Connection, cells: Cells) -> Iterator[Finding]:
    """Rows that are not there, or not as the history knows them."""
    known, gone = _known(connection, cells), _cases_gone(connection)
    for name in FACES:
        for row in connection.execution_options(yield_per=AT_ONCE).execute(_query(name)):
            expected = known.pop(f"{name}/{row[0]}", None)
            if expected == GONE:
                yield Finding(name, row[0], BACK)
            elif expected is not None and expected != _digest(name, row) and _case_of(name, row) not in gone:
                yield Finding(name, row[0], CHANGED)
    for key, expected in known.items():
        if expected != GONE:
            name, _, missed = key.partition("/")
            yield Finding(name, missed, REMOVED)
    yield from (Finding("incident_case", case_id, REMOVED) for case_id in sorted(gone))


def _case_of(name: str, row: Sequence[Any]) -> str | None:
    """Of a message whose case was removed: what that case's chain said of it last does not open."""
    return row[1] if name == "inbox" else None


def _cases_gone(connection: Connection) -> frozenset[str]:
    """Without its row nothing of a case opens, as if it were purged; a purge leaves the row."""
    query = select(HISTORY.c.case_id).distinct().where(HISTORY.c.case_id != "")
    found = connection.execute(query.where(HISTORY.c.case_id.not_in(select(CASES.c.id)))).scalars()
    return frozenset(found)


def _known(connection: Connection, cells: Cells) -> Digests:
    """The newest digest of each row that the history knows."""
    same = (HISTORY.c.case_id == HEADS.c.case_id) & (HISTORY.c.seq == HEADS.c.seq)
    query = select(HISTORY.c.id, HISTORY.c.case_id, HISTORY.c.body).join_from(HEADS, HISTORY, same)
    found: Digests = {}
    for row in connection.execute(query.order_by(HEADS.c.n)):
        found |= _attested(cells, row)
    return found


def _attested(cells: Cells, row: Any) -> Digests:
    """Nothing where the row does not open: that is told elsewhere."""
    if not row.body:
        return {}
    try:
        key = cells.for_case_or("history", row.case_id)
        opened = open_body(key, row.body, place(HISTORY, "body", row.id))
    except (Tampered, KeyProblem, KeyGone):
        return {}
    return dict(opened.get(ATTESTS, {}))


def _id(name: str) -> Any:
    """The cursors have a name for one."""
    return ROWS[name].primary_key.columns[0]


@cache
def _among(name: str) -> Any:
    return _query(name).where(_id(name).in_(bindparam("ids", expanding=True)))


def _query(name: str) -> Any:
    return select(_id(name), *(_told(name, column) for column in FACES[name]))


def _told(name: str, column: str) -> Any:
    """Of a letter whether, and how, it has ended: one that is made to wait again would be sent."""
    found = ROWS[name].c[column]
    return case((found.in_(ENDED), found), else_="") if (name, column) == ("letter", "state") else found


def _digest(name: str, row: Sequence[Any]) -> str:
    whole = hashlib.sha256(name.encode())
    for value in row:
        part = _bytes(value)
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()[:DIGITS]


def _bytes(value: object) -> bytes:
    match value:
        case None:
            return b"none"
        case bytes():
            return b"bytes " + hashlib.sha256(value).digest()
        case datetime():
            return b"at %d" % ((value - EPOCH) // MICROSECOND)
        case _:
            return f"text {value}".encode("utf-8", "surrogatepass")
