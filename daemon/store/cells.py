"""Sealed cells: which key opens which, and how a value becomes bytes. A cell opens only in its own row and column."""

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from daemon import secrets
from daemon.rows import IncidentCase, table
from daemon.secrets import Vault
from daemon.store.errors import KeyGone
from daemon.store.values import Body

CASES = table(IncidentCase)
KEY_OF = select(CASES.c.wrapped_key).where(CASES.c.id == bindparam("case"))
MOMENT = "@moment"
HANDLE = "handle"
KEPT_WHEN_PURGED = frozenset({"incident_case", "inbox"})  # their rows stay, empty
Written = tuple[str, str]  # a table's name, and the id of its row


def place(where: Table, column: str, row: str) -> bytes:
    return f"{where.name}/{column}/{row}".encode()


def folded_handle(written: str) -> str:
    """A name as two people may write it. It proves nothing, so it needs none of the caution of `secrets.normalised`."""
    folded = unicodedata.normalize("NFC", written).casefold()
    return " ".join(folded.split()).removeprefix("@")


def packed(value: Body) -> bytes:
    return json.dumps(dict(value), default=_plain, separators=(",", ":")).encode()


def unpacked(data: bytes) -> dict[str, Any]:
    opened = json.loads(data, object_hook=_restored)
    return dict(opened)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return {MOMENT: value.isoformat()}
        case Mapping():
            return dict(value)
        case set() | frozenset():
            return sorted(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in a sealed cell")


def _restored(found: dict[str, Any]) -> Any:
    return datetime.fromisoformat(found[MOMENT]) if found.keys() == {MOMENT} else found


class Cells:
    """The keys as one transaction needs them. Case keys are remembered for its length only: a purge must be final."""

    def __init__(self, connection: Connection, vault: Vault, roots: Mapping[str, bytes]) -> None:
        self._connection = connection
        self._vault = vault
        self._roots = roots
        self._of_cases: dict[str, bytes | None] = {}
        self.written: dict[Written, str] = {}  # the case of each row that this transaction wrote; empty for none

    def root(self, name: str) -> bytes:
        return self._roots[name]

    def wrapped_case_key(self, case_id: str) -> bytes:
        """A fresh key for a new case, wrapped by the daemon's."""
        self._of_cases[case_id] = key = secrets.fresh_key()
        return self._vault.wrap(key, place(CASES, "wrapped_key", case_id))

    def of_case(self, case_id: str) -> bytes:
        """Raises `KeyGone` for a purged case."""
        if case_id not in self._of_cases:
            self.learn(case_id, self._connection.execute(KEY_OF, {"case": case_id}).scalar())
        key = self._of_cases[case_id]
        if key is None:
            raise KeyGone
        return key

    def learn(self, case_id: str, wrapped: bytes | None) -> None:
        """Takes a case's key from a row that was read anyway."""
        if case_id not in self._of_cases:
            about = place(CASES, "wrapped_key", case_id)
            self._of_cases[case_id] = self._vault.unwrap(wrapped, about) if wrapped else None

    def forget(self, case_id: str) -> None:
        """A case that was purged in this transaction has no key any more; what is left of it is told of outside it."""
        self._of_cases[case_id] = None
        theirs = [each for each, case in self.written.items() if case == case_id]
        for each in theirs:
            del self.written[each]
            if each[0] in KEPT_WHEN_PURGED:
                self.written[each] = ""

    def wrote(self, where: Table, row: str, case_id: str | None) -> None:
        """To be told of in the history before the transaction ends (`attesting.py`)."""
        self.written[where.name, row] = case_id or ""

    def for_case_or(self, root: str, case_id: str | None) -> bytes:
        return self.of_case(case_id) if case_id else self.root(root)

    def wrap(self, key: bytes, about: bytes) -> bytes:
        return self._vault.wrap(key, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        return self._vault.unwrap(wrapped, about)

    def lookup(self, channel: str, address: str) -> str:
        found = folded_handle(address) if channel == HANDLE else address
        return secrets.lookup(self.root("people"), channel, found)

    def hashed(self, purpose: str, *parts: bytes) -> str:
        return secrets.keyed(self.root("people"), purpose.encode(), *parts).hex()[: secrets.LOOKUP_DIGITS]


def seal_body(key: bytes, value: Body, about: bytes) -> bytes:
    return secrets.seal(key, packed(value), about)


def open_body(key: bytes, sealed: bytes, about: bytes) -> dict[str, Any]:
    return unpacked(secrets.unseal(key, sealed, about))
