"""The ways to reach somebody beyond the one that their party began with. Sealed with the case and found by their keyed
hash, as that one is; `Parties` is the only one who asks here.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Connection, bindparam, delete, insert, select, union

from daemon import rows
from daemon.rows import new_id, table
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import Party, Way

PARTIES, WAYS = table(rows.Party), table(rows.Way)
IN_ORDER = select(WAYS).order_by(WAYS.c.added_at, WAYS.c.id)
OF_CASE = IN_ORDER.where(WAYS.c.case_id == bindparam("whose"))
OF_PARTY = IN_ORDER.where(WAYS.c.party_id == bindparam("whose"))
NEW = insert(WAYS)


class Ways:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def add(self, party: Party, way: Way, now: datetime) -> None:
        row = new_id(now)
        # the party stands inside too: a way that is moved to another leads a letter to the wrong reader
        contact = {"channel": way.channel, "address": way.address, "party": party.id, "source": way.source}
        values = {
            "id": row,
            "party_id": party.id,
            "case_id": party.case_id,
            "lookup": way.lookup,
            "contact": seal_body(self._cells.of_case(party.case_id), contact, place(WAYS, "contact", row)),
            "added_at": now,
        }
        self._connection.execute(NEW, values)
        self._cells.wrote(WAYS, row, party.case_id)

    def remove(self, party: Party, way: Way) -> None:
        theirs = (WAYS.c.party_id == party.id) & (WAYS.c.lookup == way.lookup)
        for row in self._connection.execute(delete(WAYS).where(theirs).returning(WAYS.c.id)).scalars().all():
            self._cells.wrote(WAYS, row, party.case_id)

    def of_case(self, case_id: str) -> dict[str, tuple[Way, ...]]:
        """By the id of their party, in the order in which they were added."""
        return self._where(OF_CASE, case_id)

    def of_party(self, party_id: str) -> tuple[Way, ...]:
        return self._where(OF_PARTY, party_id).get(party_id, ())

    def _where(self, query: Any, whose: str) -> dict[str, tuple[Way, ...]]:
        found: dict[str, tuple[Way, ...]] = {}
        for row in self._connection.execute(query, {"whose": whose}).all():
            contact = open_body(self._cells.of_case(row.case_id), row.contact, place(WAYS, "contact", row.id))
            way = Way(contact["channel"], contact["address"], row.lookup, contact.get("source", ""))
            found[row.party_id] = (*found.get(row.party_id, ()), way)
        return found


def reached() -> CompoundSelect[tuple[str]]:
    """The ids of the parties who have any of the bound `lookups`, as their first way or as a further one."""
    wanted: BindParameter[str] = bindparam("lookups", expanding=True)
    party = PARTIES.alias("reached")
    return union(
        select(party.c.id).where(party.c.lookup.in_(wanted)),
        select(WAYS.c.party_id).where(WAYS.c.lookup.in_(wanted)),
    )
