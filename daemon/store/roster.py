"""Who among the administrators is away, and which of their commands wait for `confirm`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from daemon import rows
from daemon.rows import new_id, table
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import Away, Body, Pending

AWAY, COMMANDS = table(rows.Away), table(rows.PendingCommand)
EVERY_AWAY = select(AWAY).order_by(AWAY.c.id)
WAITING = (
    select(COMMANDS)
    .where(COMMANDS.c.lookup == bindparam("whose"), COMMANDS.c.expires_at > bindparam("at"))
    .order_by(COMMANDS.c.id.desc())
)
ADMINISTRATOR = "administrator"  # the channel under which a name is hashed


class Roster:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def set_away(self, admin: str, until: datetime, deputy: str, now: datetime) -> None:
        self.back(admin)
        row = new_id(now)
        body = {"admin": admin, "until": until, "deputy": deputy}
        sealed = seal_body(self._cells.root("roster"), body, place(AWAY, "body", row))
        self._connection.execute(insert(AWAY), {"id": row, "lookup": self._hash(admin), "body": sealed})
        self._cells.wrote(AWAY, row, None)

    def back(self, admin: str) -> None:
        gone = delete(AWAY).where(AWAY.c.lookup == self._hash(admin)).returning(AWAY.c.id)
        for row in self._connection.execute(gone).scalars().all():
            self._cells.wrote(AWAY, row, None)

    def away(self, now: datetime) -> list[Away]:
        """Those whose absence has not ended by itself."""
        found = [self._opened(row.id, row.body) for row in self._connection.execute(EVERY_AWAY)]
        return [away for away in found if away.until > now]

    def _hash(self, admin: str) -> str:
        return self._cells.lookup(ADMINISTRATOR, admin)

    def _opened(self, row: str, body: bytes) -> Away:
        opened = open_body(self._cells.root("roster"), body, place(AWAY, "body", row))
        return Away(opened["admin"], opened["until"], opened["deputy"])


class Commands:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def keep(self, admin: str, body: Body, expires_at: datetime, now: datetime) -> str:
        """Its id: the read-back that names it makes clear which of several is confirmed."""
        self._connection.execute(delete(COMMANDS).where(COMMANDS.c.expires_at <= now))
        row = new_id(now)
        values = {
            "id": row,
            "lookup": self._cells.lookup(ADMINISTRATOR, admin),
            "body": seal_body(self._cells.root("roster"), body, place(COMMANDS, "body", row)),
            "expires_at": expires_at,
        }
        self._connection.execute(insert(COMMANDS), values)
        return row

    def waiting(self, admin: str, now: datetime) -> list[Pending]:
        """The newest first."""
        mine = {"whose": self._cells.lookup(ADMINISTRATOR, admin), "at": now}
        found = self._connection.execute(WAITING, mine)
        return [Pending(row.id, row.expires_at, self._opened(row.id, row.body)) for row in found]

    def take(self, command: str, admin: str, now: datetime) -> Mapping[str, Any] | None:
        """The command, once; None where it expired, was taken, or is somebody else's."""
        found = next((pending for pending in self.waiting(admin, now) if pending.id == command), None)
        if found is None:
            return None
        self._connection.execute(delete(COMMANDS).where(COMMANDS.c.id == command))
        return found.body

    def _opened(self, row: str, body: bytes) -> dict[str, Any]:
        return open_body(self._cells.root("roster"), body, place(COMMANDS, "body", row))
