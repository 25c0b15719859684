"""The root secrets, wrapped by the daemon's key. They are made with the database and never change with that key; only
the secret that proves letters is followed by a younger one, and believed until its last token has expired.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Table, bindparam, delete, func, insert, select, update

from daemon import secrets
from daemon.rows import EPOCH, Inbox, IncidentCase, Keyring, Meta, new_id, table
from daemon.secrets import KeyProblem, Tampered, Vault
from daemon.store.cells import place

TOKEN = "token-"  # noqa: S105  the beginning of a name
FIRST_TOKEN, LAST_TOKEN = 1, 255  # a token has one byte for the number of its secret
NAMED = ("people", "chain", "letters", "history", "roster")
PURPOSES = (*NAMED, f"{TOKEN}{FIRST_TOKEN}")
IN_USE = "keys"  # in `meta`: the current daemon key and token secret, so that who runs already notices a new one
KEYS, META = table(Keyring), table(Meta)
KEPT = select(META.c.value).where(META.c.name == bindparam("kept"))
Roots = Mapping[str, bytes]
WRAPPED: tuple[tuple[Table, Column[bytes]], ...] = (
    (KEYS, KEYS.c.wrapped),
    (table(IncidentCase), table(IncidentCase).c.wrapped_key),
    (table(Inbox), table(Inbox).c.wrapped_key),
)


def make_roots(connection: Connection, vault: Vault, now: datetime) -> None:
    for name in PURPOSES:
        row = new_id(now)
        wrapped = vault.wrap(secrets.fresh_key(), place(KEYS, "wrapped", row))
        connection.execute(insert(KEYS), {"id": row, "name": name, "wrapped": wrapped})


def load_roots(connection: Connection, vault: Vault) -> Roots:
    """Raises `KeyProblem` where the key file is not the one that this database was made with."""
    rows = connection.execute(select(KEYS.c.id, KEYS.c.name, KEYS.c.wrapped)).all()
    opened = {row.name: _tried(vault, row.id, row.wrapped) for row in rows}
    damaged = sorted(name for name, root in opened.items() if root is None)
    if damaged and len(damaged) == len(opened):
        name = secrets.key_id_of(rows[0].wrapped)
        raise KeyProblem(
            f"the key {name} of the key file does not open this database: put back the key file that belongs to it"
        )
    if damaged:
        raise KeyProblem(f"the keyring was changed: {', '.join(damaged)} does not open; restore a backup")
    missing = set(NAMED) - opened.keys() | (set() if tokens_of(opened) else {f"{TOKEN}{FIRST_TOKEN}"})
    if missing:
        raise KeyProblem(f"the database has lost its keyring ({', '.join(sorted(missing))}): restore a backup")
    return {name: root for name, root in opened.items() if root is not None}


def _tried(vault: Vault, row: str, wrapped: bytes) -> bytes | None:
    try:
        return vault.unwrap(wrapped, place(KEYS, "wrapped", row))
    except Tampered:
        return None


def tokens_of(roots: Mapping[str, bytes | None]) -> dict[int, bytes]:
    """The secrets that prove letters, by their number."""
    return {int(name.removeprefix(TOKEN)): root for name, root in roots.items() if root and name.startswith(TOKEN)}


def keep_secret(connection: Connection, vault: Vault, name: str, secret: str, now: datetime) -> None:
    """A secret that was given to us and must outlive a restart, such as a token that replaced the configured one."""
    row = new_id(now)
    wrapped = vault.wrap(secret.encode(), place(KEYS, "wrapped", row))
    connection.execute(delete(KEYS).where(KEYS.c.name == name))
    connection.execute(insert(KEYS), {"id": row, "name": name, "wrapped": wrapped})


def kept_secret(connection: Connection, vault: Vault, name: str) -> str:
    """Empty where none is kept."""
    row = connection.execute(select(KEYS.c.id, KEYS.c.wrapped).where(KEYS.c.name == name)).one_or_none()
    return vault.unwrap(row.wrapped, place(KEYS, "wrapped", row.id)).decode() if row else ""


def rewrap(connection: Connection, vault: Vault, at_most: int = -1) -> int:
    """Brings keys that an older daemon key wraps under the current one; how many. Call again until there is none."""
    done = 0
    for where, column in WRAPPED:
        if 0 <= at_most <= done:
            break
        query = select(where.c.id, column).where(column.is_not(None), _head(column, vault.current) != _head_of(vault))
        if "key_of_case" in where.c:
            query = query.where(where.c.key_of_case.is_(None))
        found = connection.execute(query.limit(at_most - done if at_most >= 0 else None)).all()
        for row, wrapped in found:
            about = place(where, column.name, row)
            renewed = vault.wrap(_unwrapped(vault, wrapped, about), about)
            connection.execute(update(where).where(where.c.id == row).values({column.name: renewed}))
        done += len(found)
    return done


def _unwrapped(vault: Vault, wrapped: bytes, about: bytes) -> bytes:
    try:
        return vault.unwrap(wrapped, about)
    except Tampered:
        raise KeyProblem(
            f"{about.decode()} was changed and does not open, so it cannot be brought under another key: see "
            "`conductd audit`; restore a backup. Both keys stay in the key file"
        ) from None


def _head(column: Column[bytes], name: str) -> Any:
    """Where the id of the key stands in what it wrapped."""
    return func.substr(column, 1, 1 + len(name))


def _head_of(vault: Vault) -> bytes:
    return bytes([len(vault.current)]) + vault.current.encode()


def wrapped_by(connection: Connection) -> dict[str, int]:
    """How many keys each daemon key wraps, by its id; an id that is damaged is left empty."""
    counted: dict[str, int] = {}
    for where, column in WRAPPED:
        query = select(column).where(column.is_not(None))
        if "key_of_case" in where.c:
            query = query.where(where.c.key_of_case.is_(None))
        for (wrapped,) in connection.execute(query):
            name = secrets.key_id_of(wrapped)
            counted[name] = counted.get(name, 0) + 1
    return counted


# --- the secret that proves letters


@dataclass(frozen=True, slots=True)
class TokenSecret:
    """`believed_until` is when the last token that it made has expired; None for the one that makes them."""

    number: int
    made_at: datetime
    believed_until: datetime | None


def token_secrets(connection: Connection, lives: timedelta) -> list[TokenSecret]:
    """The oldest first. Each was used until the next one was made."""
    rows = connection.execute(select(KEYS.c.id, KEYS.c.name).where(KEYS.c.name.startswith(TOKEN))).all()
    found = sorted((int(row.name.removeprefix(TOKEN)), _made_at(row.id)) for row in rows)
    nexts = [made + lives for _, made in found[1:]]
    return [TokenSecret(*each, until) for each, until in zip(found, [*nexts, None], strict=True)]


def _made_at(row: str) -> datetime:
    """An id tells when it was made (`new_id`)."""
    return EPOCH + timedelta(milliseconds=int(row[:12], 16))


def new_token_secret(connection: Connection, vault: Vault, now: datetime) -> int:
    """Its number."""
    names = connection.execute(select(KEYS.c.name).where(KEYS.c.name.startswith(TOKEN))).scalars()
    number = max(int(name.removeprefix(TOKEN)) for name in names) + 1
    if number > LAST_TOKEN:
        raise KeyProblem("the secret that proves letters was rotated 254 times; there is no number left for another")
    row = new_id(now)
    wrapped = vault.wrap(secrets.fresh_key(), place(KEYS, "wrapped", row))
    connection.execute(insert(KEYS), {"id": row, "name": f"{TOKEN}{number}", "wrapped": wrapped})
    return number


def drop_token_secrets(connection: Connection, lives: timedelta, now: datetime) -> list[int]:
    """Those whose last token has expired; their numbers."""
    day = timedelta(days=1)  # a token is good through the whole of its last day
    over = [each.number for each in token_secrets(connection, lives) if _is_over(each, now - day)]
    for number in over:
        connection.execute(delete(KEYS).where(KEYS.c.name == f"{TOKEN}{number}"))
    return over


def _is_over(each: TokenSecret, at: datetime) -> bool:
    return each.believed_until is not None and each.believed_until < at


# --- which of them are in use


def in_use(connection: Connection) -> str:
    """Empty until keys were rotated for the first time."""
    return connection.execute(KEPT, {"kept": IN_USE}).scalar() or ""


def say_in_use(connection: Connection, vault: Vault) -> None:
    """To every process that has the database open: in the transaction after which nothing may be wrapped as before."""
    names = connection.execute(select(KEYS.c.name).where(KEYS.c.name.startswith(TOKEN))).scalars()
    value = " ".join([vault.current, *sorted(names)])
    connection.execute(delete(META).where(META.c.name == IN_USE))
    connection.execute(insert(META), {"name": IN_USE, "value": value})
