"""The root secrets, wrapped by the daemon's key. They are made with the database and never change with that key."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Column, Connection, Table, delete, insert, select, update

from daemon import secrets
from daemon.rows import Inbox, IncidentCase, Keyring, new_id, table
from daemon.secrets import KeyProblem, Tampered, Vault
from daemon.store.cells import place

TOKEN_KEY = 1
PURPOSES = ("people", "chain", "letters", "history", "roster", f"token-{TOKEN_KEY}")
KEYS = table(Keyring)
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
    roots = {row.name: _opened(vault, row.id, row.wrapped) for row in rows}
    if missing := set(PURPOSES) - roots.keys():
        raise KeyProblem(f"the database has lost its keyring ({', '.join(sorted(missing))}): restore a backup")
    return roots


def _opened(vault: Vault, row: str, wrapped: bytes) -> bytes:
    try:
        return vault.unwrap(wrapped, place(KEYS, "wrapped", row))
    except Tampered:
        name = secrets.key_id_of(wrapped)
        raise KeyProblem(
            f"the key {name} of the key file does not open this database: put back the key file that belongs to it"
        ) from None


def keep_secret(connection: Connection, vault: Vault, name: str, secret: str, now: datetime) -> None:
    """A secret that was given to us and must outlive a restart, such as a token that replaced the configured one."""
    row = new_id(now)
    wrapped = vault.wrap(secret.encode(), place(KEYS, "wrapped", row))
    connection.execute(delete(KEYS).where(KEYS.c.name == name))
    connection.execute(insert(KEYS), {"id": row, "name": name, "wrapped": wrapped})


def kept_secret(connection: Connection, vault: Vault, name: str) -> str:
    """Empty where none is kept."""
    row = connection.execute(select(KEYS.c.id, KEYS.c.wrapped).where(KEYS.c.name == name)).one_or_none()
    return _opened(vault, row.id, row.wrapped).decode() if row else ""


def rewrap(connection: Connection, vault: Vault) -> int:
    """Brings every key that an older daemon key wraps under the current one; how many there were."""
    done = 0
    for where, column, row, wrapped in _under_older_keys(connection, vault):
        about = place(where, column.name, row)
        renewed = vault.wrap(vault.unwrap(wrapped, about), about)
        connection.execute(update(where).where(where.c.id == row).values({column.name: renewed}))
        done += 1
    return done


def _under_older_keys(connection: Connection, vault: Vault) -> Iterator[tuple[Table, Column[bytes], str, bytes]]:
    for where, column in WRAPPED:
        query = select(where.c.id, column).where(column.is_not(None))
        if "key_of_case" in where.c:
            query = query.where(where.c.key_of_case.is_(None))
        for row, wrapped in connection.execute(query).all():
            if secrets.key_id_of(wrapped) != vault.current:
                yield where, column, row, wrapped
