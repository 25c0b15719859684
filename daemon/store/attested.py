"""Which cells may be empty: only those of which the history says so. Whoever has not the chain's key cannot write that
row, so a cell that was merely emptied is one that was removed. Reads only.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from daemon import rows
from daemon.rows import table
from daemon.secrets import KeyProblem, Tampered
from daemon.store.cells import Cells, open_body, place
from daemon.store.errors import KeyGone

HISTORY = table(rows.History)
PURGED = "Purged"  # the kinds of the rows that say so
ERASED, FORGOTTEN = "PersonErased", "Forgotten"
EMPTIED = "emptied"  # in their bodies: the ids of the messages


@dataclass(frozen=True, slots=True)
class Attested:
    """The ids of cases that were purged, and of messages whose bytes were."""

    cases: frozenset[str]
    messages: frozenset[str]


def attested(connection: Connection, cells: Cells) -> Attested:
    cases = connection.execute(select(HISTORY.c.case_id).where(HISTORY.c.kind == PURGED)).scalars()
    query = select(HISTORY.c.id, HISTORY.c.case_id, HISTORY.c.body).where(HISTORY.c.kind.in_((ERASED, FORGOTTEN)))
    emptied = {each for row in connection.execute(query).all() for each in _emptied(cells, row)}
    return Attested(frozenset(cases), frozenset(emptied))


def _emptied(cells: Cells, row: Any) -> list[str]:
    """None where the row does not open: that is told elsewhere."""
    try:
        key = cells.for_case_or("history", row.case_id)
        opened = open_body(key, row.body, place(HISTORY, "body", row.id))
    except (Tampered, KeyProblem, KeyGone):
        return []
    return [str(each) for each in opened["body"].get(EMPTIED, ())]
