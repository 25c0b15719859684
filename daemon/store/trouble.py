"""What SQLite says when the disk is full, broken, read-only or somebody else's, in words that tell what to do.

Only its numbers are looked at (sqlite.org/rescode.html): a driver's own text may quote what stands in the database.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from daemon.store.errors import Damaged, StoreProblem, Unavailable

PRIMARY = 0xFF  # the lower byte of an extended result code
FULL, FAILS, HELD = "the disk is full", "the disk answers with errors", "another program holds the database"
UNWRITABLE, CLOSED, NO_MEMORY = "the database cannot be written", "the database cannot be opened", "no memory is left"
WORDS = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILS,
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_PROTOCOL: HELD,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_PERM: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_NOMEM: NO_MEMORY,
}
REMEDIES = {
    FULL: "make room on it",
    FAILS: "look at df, for it may be full, and at the kernel's log (dmesg)",
    HELD: "wait until it is done, or end it",
    UNWRITABLE: (
        "its disk is mounted read-only, or it or its folder belongs to another user than the one that conductd runs as"
    ),
    CLOSED: "look at its folder, its rights and the files beside it",
    NO_MEMORY: "give the machine more, or end something else",
}
REMEDY = (
    "stop the daemon, keep a copy of the file and of those beside it (-wal, -shm), and restore the last backup; "
    "until then `conductd cases` and `conductd show` read what can be read, and `conductd audit` says what cannot"
)

DAMAGED = {
    sqlite3.SQLITE_CORRUPT: "the database is damaged",
    sqlite3.SQLITE_NOTADB: "[database] url names a file that is not a database, or whose first page is damaged. If so",
}


@contextmanager
def told(before: str = "") -> Iterator[None]:
    """What statements meet becomes `Unavailable` or `Damaged`, with `before` before it; a fault of ours stays one."""
    try:
        yield
    except DBAPIError as problem:
        found = trouble(problem, before)
        if found is None:
            raise
        raise found from problem


def trouble(problem: Exception, before: str = "") -> StoreProblem | None:
    """None for what is no fault of the disk's: a wrong statement, a broken constraint. Where SQLite has rolled back by
    itself a savepoint is missed afterwards, and the disk's error stands before that.
    """
    code, seen = _code(problem), problem.__context__
    while code == sqlite3.SQLITE_ERROR and seen:
        code, seen = _code(seen) or code, seen.__context__
    if code in DAMAGED:
        return damaged(code)
    return unavailable(WORDS[code], before) if code in WORDS else None


def unavailable(word: str, before: str = "") -> Unavailable:
    return Unavailable(f"{before}{word}: {REMEDIES[word]}", word)


def damaged(code: int = sqlite3.SQLITE_CORRUPT) -> Damaged:
    return Damaged(f"{DAMAGED[code]}: {REMEDY}")


def _code(problem: BaseException) -> int:
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    code: int = getattr(original, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & PRIMARY
