"""The store: rows and transactions. `Store.run` takes a function of a `Unit`; what it wrote is on disk, or nothing is.

Nobody outside this package sees a row or a connection; a text is decrypted only where somebody asks for it.
"""

from daemon.store.errors import Conflict, Damaged, KeyGone, RolledBack, SchemaTooNew, StoreProblem, Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import (
    Arrival,
    Away,
    Body,
    CaseOf,
    Entry,
    Finding,
    Head,
    InboxMessage,
    InboxState,
    Kept,
    KeptMessage,
    Known,
    LetterBody,
    LetterRow,
    LetterState,
    NewLetter,
    NewMessage,
    Party,
    Pending,
    Way,
)

__all__ = [
    "Arrival",
    "Away",
    "Body",
    "CaseOf",
    "Conflict",
    "Damaged",
    "Entry",
    "Finding",
    "Head",
    "InboxMessage",
    "InboxState",
    "Kept",
    "KeptMessage",
    "KeyGone",
    "Known",
    "LetterBody",
    "LetterRow",
    "LetterState",
    "NewLetter",
    "NewMessage",
    "Party",
    "Pending",
    "RolledBack",
    "SchemaTooNew",
    "Store",
    "StoreProblem",
    "Unavailable",
    "Unit",
    "Way",
]
