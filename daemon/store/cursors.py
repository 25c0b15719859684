"""How far each door has read. Set it only in a transaction that has what was read, or after one."""

from sqlalchemy import Connection, delete, insert, select

from daemon import rows
from daemon.rows import table
from daemon.store.cells import Cells

CURSORS = table(rows.Cursor)


class Cursors:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def get(self, name: str) -> str | None:
        return self._connection.execute(select(CURSORS.c.value).where(CURSORS.c.name == self._hash(name))).scalar()

    def set(self, name: str, value: str) -> None:
        """`value` stands in the clear: a server's number, nothing that a person wrote."""
        self._connection.execute(delete(CURSORS).where(CURSORS.c.name == self._hash(name)))
        self._connection.execute(insert(CURSORS), {"name": self._hash(name), "value": value})

    def _hash(self, name: str) -> str:
        return self._cells.hashed("cursor", name.encode("utf-8", "surrogatepass"))
