"""How far each door has read. Set it only in a transaction that has what was read, or after one."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from daemon import rows
from daemon.rows import table
from daemon.store.cells import Cells

CURSORS = table(rows.Cursor)
VALUE_OF = select(CURSORS.c.value).where(CURSORS.c.name == bindparam("cursor"))
AMONG = select(CURSORS.c.name, CURSORS.c.value).where(CURSORS.c.name.in_(bindparam("cursors", expanding=True)))
OUT, NEW = delete(CURSORS).where(CURSORS.c.name == bindparam("cursor")), insert(CURSORS)


class Cursors:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def get(self, name: str) -> str | None:
        found: str | None = self._connection.execute(VALUE_OF, {"cursor": self._hash(name)}).scalar()
        return found

    def among(self, names: Iterable[str]) -> dict[str, str]:
        """Those of these names that are set, with their values, in one query."""
        hashes = {self._hash(name): name for name in names}
        return {hashes[row.name]: row.value for row in self._connection.execute(AMONG, {"cursors": list(hashes)})}

    def set(self, name: str, value: str) -> None:
        """`value` stands in the clear: a server's number, nothing that a person wrote."""
        self._connection.execute(OUT, {"cursor": self._hash(name)})
        self._connection.execute(NEW, {"name": self._hash(name), "value": value})

    def set_for_good(self, name: str, value: str) -> None:
        """One that somebody would like to change: the history knows of it. Not for what moves with each message."""
        self.set(name, value)
        self._cells.wrote(CURSORS, self._hash(name), None)

    def _hash(self, name: str) -> str:
        return self._cells.hashed("cursor", name.encode("utf-8", "surrogatepass"))
