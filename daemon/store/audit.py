"""Verifies the database: both chains, every sealed cell, and that the columns in the clear agree with what is sealed.

Reads only. What it says names table and row and repeats nothing of the content.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from daemon import rows, secrets
from daemon.process.case import Terms
from daemon.rows import table
from daemon.secrets import KeyProblem, Tampered
from daemon.store.attested import attested
from daemon.store.attesting import misfits
from daemon.store.cases import loaded, searched
from daemon.store.cells import Cells, open_body, place
from daemon.store.errors import KeyGone
from daemon.store.history import HEADS, HISTORY, entry_digest, head_value
from daemon.store.inbox import raw_key
from daemon.store.values import Finding, InboxState

CASES, INBOX, LETTERS = table(rows.IncidentCase), table(rows.Inbox), table(rows.Letter)
MESSAGES, PARTIES, WAYS = table(rows.Message), table(rows.Party), table(rows.Way)
AT_ONCE = 1000
STORED = (InboxState.NEW, InboxState.DONE, InboxState.ASIDE)
REMOVED, CHANGED = "was removed", "was changed"


def verify(connection: Connection, cells: Cells) -> list[Finding]:
    checks: tuple[Callable[[Connection, Cells], Iterator[Finding]], ...] = (
        _entries,
        _heads,
        _unsealed_entries,
        _removed,
        _cases,
        _people,
        _letters,
        _sealed_cells,
    )
    found = [finding for check in checks for finding in check(connection, cells)]
    told = {(each.table, each.row) for each in found}
    return [*found, *(each for each in misfits(connection, cells) if (each.table, each.row) not in told)]


def _entries(connection: Connection, cells: Cells) -> Iterator[Finding]:
    """Each case's chain: no number left out, each row as it was written, each on top of the one before."""
    case, seq, previous = None, 0, ""
    for row in _rows(connection, select(HISTORY).order_by(HISTORY.c.case_id, HISTORY.c.seq)):
        if row.case_id != case:
            case, seq, previous = row.case_id, 0, ""
        for missing in range(seq + 1, row.seq):
            yield Finding("history", f"{missing} of case {case or 'none'}", REMOVED)
        if entry_digest(cells.root("chain"), row._mapping, row.previous) != row.digest:  # noqa: SLF001  public name
            yield Finding("history", row.id, CHANGED)
        elif row.seq == seq + 1 and row.previous != previous:
            yield Finding("history", row.id, "does not follow the row before it")
        seq, previous = row.seq, row.digest


def _heads(connection: Connection, cells: Cells) -> Iterator[Finding]:
    """The chain over all, and that each of its rows has the entry that it seals."""
    same = (HISTORY.c.case_id == HEADS.c.case_id) & (HISTORY.c.seq == HEADS.c.seq)
    query = select(HEADS, HISTORY.c.digest.label("sealed")).join_from(HEADS, HISTORY, same, isouter=True)
    n, previous = 0, ""
    for row in _rows(connection, query.order_by(HEADS.c.n)):
        for missing in range(n + 1, row.n):
            yield Finding("head", str(missing), REMOVED)
        if head_value(cells.root("chain"), row._mapping, row.previous) != row.value:  # noqa: SLF001  public name
            yield Finding("head", str(row.n), CHANGED)
        elif row.n == n + 1 and row.previous != previous:
            yield Finding("head", str(row.n), "does not follow the row before it")
        if row.sealed is None:
            yield Finding("history", f"{row.seq} of case {row.case_id or 'none'}", REMOVED)
        elif row.sealed != row.digest:
            yield Finding("history", f"{row.seq} of case {row.case_id or 'none'}", "is not the row that was sealed")
        n, previous = row.n, row.value


def _unsealed_entries(connection: Connection, _cells: Cells) -> Iterator[Finding]:
    same = (HISTORY.c.case_id == HEADS.c.case_id) & (HISTORY.c.seq == HEADS.c.seq)
    query = select(HISTORY.c.id).join_from(HISTORY, HEADS, same, isouter=True).where(HEADS.c.n.is_(None))
    for row in _rows(connection, query):
        yield Finding("history", row.id, "is not in the head chain")


def _removed(connection: Connection, cells: Cells) -> Iterator[Finding]:
    """What is empty without a row of the history that says why."""
    gone = attested(connection, cells)
    bodies = select(HISTORY.c.id, HISTORY.c.case_id).where(func.length(HISTORY.c.body) == 0)
    for row in _rows(connection, bodies):
        if row.case_id not in gone.cases:
            yield Finding("history", row.id, f"body {REMOVED}")
    for row in _rows(connection, select(CASES.c.id).where(CASES.c.wrapped_key.is_(None))):
        if row.id not in gone.cases:
            yield Finding("incident_case", row.id, f"wrapped_key {REMOVED}")
    # only hashes are kept of a second copy, and of a person's own mail; no case has those
    stored = INBOX.c.content_hash.is_not(None) & INBOX.c.state.in_(STORED)
    of_case = INBOX.c.id.in_(select(MESSAGES.c.inbox_id).where(MESSAGES.c.inbox_id.is_not(None)))
    bytes_gone = select(INBOX.c.id, INBOX.c.case_id).where(INBOX.c.raw.is_(None), stored | of_case)
    for row in _rows(connection, bytes_gone):
        if row.case_id not in gone.cases and row.id not in gone.messages:
            yield Finding("inbox", row.id, f"raw {REMOVED}")


def _cases(connection: Connection, cells: Cells) -> Iterator[Finding]:
    for row in _rows(connection, select(CASES).where(CASES.c.wrapped_key.is_not(None))):
        try:
            opened = secrets.unseal(cells.of_case(row.id), row.state, place(CASES, "state", row.id))
        except (Tampered, KeyProblem):
            continue  # told among the sealed cells
        case = loaded(opened, Terms())
        clear = {"code": case.code, **searched(case)}
        if any(row._mapping[name] != value for name, value in clear.items()):  # noqa: SLF001  public name
            yield Finding("incident_case", row.id, "its columns in the clear differ from its sealed state")


def _people(connection: Connection, cells: Cells) -> Iterator[Finding]:
    """A lookup that is not its address's makes one person of two; a way under another party leads to somebody else."""
    for where in (PARTIES, WAYS):
        for row in _rows(connection, select(where)):
            try:
                contact = open_body(cells.of_case(row.case_id), row.contact, place(where, "contact", row.id))
            except (Tampered, KeyProblem, KeyGone):
                continue  # told among the sealed cells
            if cells.lookup(contact["channel"], contact["address"]) != row.lookup:
                yield Finding(where.name, row.id, "its lookup is not that of its address")
            if where is WAYS and contact["party"] != row.party_id:
                yield Finding(where.name, row.id, "was moved to another party")


def _letters(connection: Connection, cells: Cells) -> Iterator[Finding]:
    torn = LETTERS.c.message_id.is_(None) != LETTERS.c.message_id_hash.is_(None)
    for row in _rows(connection, select(LETTERS.c.id).where(torn)):
        yield Finding("letter", row.id, "has lost its Message-ID")
    for row in _rows(connection, select(LETTERS)):
        yield from (Finding("letter", row.id, f"{name} {REMOVED}") for name in _missed(cells, row))


def _missed(cells: Cells, row: Row[Any]) -> list[str]:
    """The cells that its body says it has; the letters of earlier versions say nothing."""
    try:
        key = cells.for_case_or("letters", row.case_id)
        body = open_body(key, row.body, place(LETTERS, "body", row.id))
    except (Tampered, KeyProblem, KeyGone):
        return []  # told among the sealed cells
    return [name for name in body.get("cells", ()) if row._mapping[name] is None]  # noqa: SLF001  public name


@dataclass(frozen=True, slots=True)
class _Sealed:
    table: Table
    column: str
    key: Callable[[Cells, Row[Any]], bytes | None]


def _of_case(cells: Cells, row: Row[Any]) -> bytes:
    return cells.of_case(row.case_id)


def _of_itself(cells: Cells, row: Row[Any]) -> bytes:
    return cells.of_case(row.id)


def _of_case_or(root: str) -> Callable[[Cells, Row[Any]], bytes]:
    return lambda cells, row: cells.for_case_or(root, row.case_id)


def _of_roster(cells: Cells, _row: Row[Any]) -> bytes:
    return cells.root("roster")


SEALED = (
    _Sealed(CASES, "state", _of_itself),
    _Sealed(PARTIES, "contact", _of_case),
    _Sealed(WAYS, "contact", _of_case),
    _Sealed(table(rows.Message), "body", _of_case),
    _Sealed(HISTORY, "body", _of_case_or("history")),
    _Sealed(LETTERS, "body", _of_case_or("letters")),
    _Sealed(LETTERS, "message_id", _of_case_or("letters")),
    _Sealed(LETTERS, "in_reply_to", _of_case_or("letters")),
    _Sealed(INBOX, "raw", raw_key),
    _Sealed(INBOX, "note", raw_key),
    _Sealed(table(rows.Away), "body", _of_roster),
    _Sealed(table(rows.Account), "body", _of_roster),
    _Sealed(table(rows.PendingCommand), "body", _of_roster),
)


def _sealed_cells(connection: Connection, cells: Cells) -> Iterator[Finding]:
    for sealed in SEALED:
        for row in _rows(connection, select(sealed.table)):
            if problem := _problem(cells, sealed, row):
                yield Finding(sealed.table.name, row.id, f"{sealed.column} {problem}")


def _problem(cells: Cells, sealed: _Sealed, row: Row[Any]) -> str:
    """What a purged case leaves behind cannot be opened, and is not wrong."""
    cell = row._mapping[sealed.column]  # noqa: SLF001  public name
    try:
        key = sealed.key(cells, row)
        if cell is None:
            return REMOVED if key is not None and sealed.key is raw_key else ""
        if key is None:
            return "has lost its key"
        secrets.unseal(key, cell, place(sealed.table, sealed.column, row.id))
    except (Tampered, KeyProblem):
        return "does not open"
    except KeyGone:
        return ""
    return ""


def _rows(connection: Connection, query: Any) -> Iterator[Row[Any]]:
    yield from connection.execution_options(yield_per=AT_ONCE).execute(query)
