"""Which administrators are known to the database, and which have not declared their conflicts yet (P14).

An administrator who appears in the configuration of a database that has had cases is new. Their names stand here as
keyed hashes only. A database from before this was kept has no mark: whoever it finds then is no newcomer.
"""

from collections.abc import Iterable
from datetime import datetime

from daemon.store.cursors import Cursors

MARK = "administrators"
KNOWN = "known"


def _of(name: str) -> str:
    return f"administrator {name}"


def undeclared(cursors: Cursors, names: Iterable[str]) -> frozenset[str]:
    """Nobody, before the first `meet`."""
    every = {_of(name): name for name in names}
    found = cursors.among([MARK, *every])
    if MARK not in found:
        return frozenset()
    return frozenset(name for cursor, name in every.items() if found.get(cursor) != KNOWN)


def strangers(cursors: Cursors, names: Iterable[str]) -> tuple[str, ...]:
    """Those whom the database has never met."""
    every = {_of(name): name for name in names}
    found = cursors.among([MARK, *every])
    return tuple(name for cursor, name in every.items() if cursor not in found)


def is_marked(cursors: Cursors) -> bool:
    return cursors.get(MARK) is not None


def mark(cursors: Cursors) -> None:
    cursors.set_for_good(MARK, KNOWN)


def met(cursors: Cursors, name: str, now: datetime) -> None:
    """Since when they are there; nothing is declared by that."""
    cursors.set_for_good(_of(name), now.isoformat())


def declared(cursors: Cursors, name: str) -> None:
    cursors.set_for_good(_of(name), KNOWN)


def keep_conflict(cursors: Cursors, name: str, lookup: str) -> None:
    """With somebody, by the keyed hash of a way to reach them: for cases that come later."""
    cursors.set_for_good(_conflict(name, lookup), KNOWN)


def in_conflict(cursors: Cursors, names: Iterable[str], lookups: Iterable[str]) -> frozenset[str]:
    """Of these administrators those who declared a conflict with any of these people."""
    every = {_conflict(name, lookup): name for lookup in set(lookups) for name in names}
    return frozenset(every[cursor] for cursor in cursors.among(list(every))) if every else frozenset()


def _conflict(name: str, lookup: str) -> str:
    return f"conflict {lookup} {name}"
