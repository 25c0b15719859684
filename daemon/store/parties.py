"""Who plays which role in a case. An address is sealed with the case and found by its keyed hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select

from daemon import rows
from daemon.rows import new_id, table
from daemon.store import codes
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import CaseOf, Party

CASES, PARTIES = table(rows.IncidentCase), table(rows.Party)
REPORTER = "reporter"


class Parties:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def add(self, case_id: str, role: str, channel: str, address: str, name: str, now: datetime) -> Party:
        """The one who has this role already, where it is the same person."""
        lookup = self._cells.lookup(channel, address)
        same = (PARTIES.c.case_id == case_id) & (PARTIES.c.role == role) & (PARTIES.c.lookup == lookup)
        row = self._connection.execute(select(PARTIES).where(same)).first()
        if row is not None:
            return self._opened(row)
        party = Party(new_id(now), case_id, self._code(case_id, role), role, lookup, channel, address, name)
        self._insert(party, now)
        return party

    def of(self, case_id: str) -> list[Party]:
        query = select(PARTIES).where(PARTIES.c.case_id == case_id).order_by(PARTIES.c.added_at, PARTIES.c.id)
        return [self._opened(row) for row in self._connection.execute(query)]

    def by_id(self, party_id: str) -> Party | None:
        row = self._connection.execute(select(PARTIES).where(PARTIES.c.id == party_id)).one_or_none()
        return self._opened(row) if row else None

    def by_code(self, code: str) -> Party | None:
        """Whose code a token carries."""
        row = self._connection.execute(select(PARTIES).where(PARTIES.c.code == code.strip().upper())).one_or_none()
        return self._opened(row) if row else None

    def cases_of(self, channel: str, address: str) -> list[CaseOf]:
        """Every case in which this person has a role, the oldest first; a purged one is left out."""
        query = (
            select(CASES.c.id, CASES.c.code, CASES.c.closed_at, PARTIES.c.role, PARTIES.c.id.label("party_id"))
            .join_from(PARTIES, CASES, CASES.c.id == PARTIES.c.case_id)
            .where(PARTIES.c.lookup == self._cells.lookup(channel, address), CASES.c.wrapped_key.is_not(None))
            .order_by(CASES.c.opened_at, CASES.c.id)
        )
        found = self._connection.execute(query)
        return [CaseOf(row.id, row.code, row.role, row.party_id, row.closed_at is None) for row in found]

    def _insert(self, party: Party, now: datetime) -> None:
        contact = {"channel": party.channel, "address": party.address, "name": party.name}
        values = {
            "id": party.id,
            "case_id": party.case_id,
            "role": party.role,
            "lookup": party.lookup,
            "code": party.code,
            "contact": seal_body(self._cells.of_case(party.case_id), contact, place(PARTIES, "contact", party.id)),
            "added_at": now,
        }
        self._connection.execute(insert(PARTIES), values)

    def _code(self, case_id: str, role: str) -> str:
        code = str(self._connection.execute(select(CASES.c.code).where(CASES.c.id == case_id)).scalar_one())
        taken = self._connection.execute(select(exists().where(PARTIES.c.code == code))).scalar()
        if role == REPORTER and not taken:
            return code
        return codes.fresh_code(self._connection, code.rpartition("-")[0])

    def _opened(self, row: Row[Any]) -> Party:
        contact = open_body(self._cells.of_case(row.case_id), row.contact, place(PARTIES, "contact", row.id))
        known = (row.id, row.case_id, row.code, row.role, row.lookup)
        return Party(*known, contact["channel"], contact["address"], contact["name"])
