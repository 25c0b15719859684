"""Who plays which role in a case. An address is sealed with the case and found by its keyed hash."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, select, update

from daemon import rows
from daemon.rows import new_id, table
from daemon.store import codes
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.values import CaseOf, Party, Way
from daemon.store.ways import Ways, reached

CASES, PARTIES = table(rows.IncidentCase), table(rows.Party)
REACHED = PARTIES.c.id.in_(reached())
OF_CASE = select(PARTIES).where(PARTIES.c.case_id == bindparam("case")).order_by(PARTIES.c.added_at, PARTIES.c.id)
FIRST = select(PARTIES).order_by(PARTIES.c.added_at, PARTIES.c.id).limit(1)
BY_ID = FIRST.where(PARTIES.c.id == bindparam("party"))
BY_CODE = FIRST.where(PARTIES.c.code == bindparam("wanted"))
IN_CASE = FIRST.where(PARTIES.c.case_id == bindparam("case"), REACHED)
IN_ROLE = IN_CASE.where(PARTIES.c.role == bindparam("plays"))
CASES_OF = (
    select(CASES.c.id, CASES.c.code, CASES.c.closed_at, PARTIES.c.role, PARTIES.c.id.label("party_id"))
    .join_from(PARTIES, CASES, CASES.c.id == PARTIES.c.case_id)
    .where(REACHED, CASES.c.wrapped_key.is_not(None))
    .order_by(CASES.c.opened_at, CASES.c.id, PARTIES.c.added_at, PARTIES.c.id)
)
CODE_OF = select(CASES.c.code).where(CASES.c.id == bindparam("case"))
TAKEN = select(exists().where(PARTIES.c.code == bindparam("wanted")))
NEW, SET = insert(PARTIES), update(PARTIES).where(PARTIES.c.id == bindparam("party"))
REPORTER = "reporter"
OPENED = (
    select(func.count()).select_from(PARTIES).where(PARTIES.c.lookup == bindparam("whose"))
    .where(PARTIES.c.role == REPORTER, PARTIES.c.added_at > bindparam("since"))
)  # fmt: skip


class Parties:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells
        self._ways = Ways(connection, cells)

    def add(self, case_id: str, role: str, channel: str, address: str, name: str, now: datetime) -> Party:
        """The one who has this role already, where it is the same person by any of their ways."""
        way = self._way(channel, address)
        same = self._first(IN_ROLE, case=case_id, plays=role, lookups=[way.lookup])
        if same is not None:
            return same
        code = self._code(case_id, role)
        party = Party(new_id(now), case_id, code, role, way.lookup, channel, address, name, (way,))
        self._insert(party, now)
        return party

    def add_way(self, party: Party, channel: str, address: str, now: datetime, source: str = "") -> Party:
        """The party with one more way; as it is where it has that one already."""
        present, way = self._present(party.id), replace(self._way(channel, address), source=source)
        if way.lookup in {each.lookup for each in present.ways}:
            return present
        self._ways.add(present, way, now)
        return replace(present, ways=(*present.ways, way))

    def remove_way(self, party: Party, way: Way) -> None:
        """A further way that is not theirs after all; the one that they began with stays."""
        self._ways.remove(party, way)

    def change_role(self, party_id: str, role: str) -> Party:
        """Whoever is the reporter no longer gets a code of their own, for the case's belongs to the reporter. Whoever
        becomes it keeps the one they have: letters with it are out.
        """
        present = self._present(party_id)
        of_case = present.code == self._code_of(present.case_id)
        code = self._fresh(present.code) if of_case and role != REPORTER else present.code
        self._connection.execute(SET, {"party": party_id, "role": role, "code": code})
        self._cells.wrote(PARTIES, party_id, present.case_id)
        return replace(present, role=role, code=code)

    def of(self, case_id: str) -> list[Party]:
        ways = self._ways.of_case(case_id)
        found = self._connection.execute(OF_CASE, {"case": case_id})
        return [self._opened(row, ways.get(row.id, ())) for row in found]

    def by_id(self, party_id: str) -> Party | None:
        return self._first(BY_ID, party=party_id)

    def by_code(self, code: str) -> Party | None:
        """Whose code a token carries."""
        return self._first(BY_CODE, wanted=code.strip().upper())

    def find(self, case_id: str, channel: str, address: str) -> Party | None:
        """Who this is in the case, by any of their ways; in their first role, where they have several."""
        return self.by_lookup(case_id, self._cells.lookup(channel, address))

    def by_lookup(self, case_id: str, lookup: str) -> Party | None:
        """As `find`, for the reader of a letter."""
        return self._first(IN_CASE, case=case_id, lookups=[lookup])

    def cases_of(self, channel: str, address: str) -> list[CaseOf]:
        """Every case in which this person has a role, the oldest first; a purged one is left out."""
        return self._cases_of([self._cells.lookup(channel, address)])

    def opened_since(self, channel: str, address: str, since: datetime) -> int:
        """How many cases this person has begun since then."""
        asked = {"whose": self._cells.lookup(channel, address), "since": since}
        return int(self._connection.execute(OPENED, asked).scalar_one())

    def cases_of_party(self, party: Party) -> list[CaseOf]:
        """As `cases_of`, by every way that this one is known by here: this case is among them."""
        return self._cases_of(each.lookup for each in party.ways)

    def _cases_of(self, lookups: Iterable[str]) -> list[CaseOf]:
        found = self._connection.execute(CASES_OF, {"lookups": list(lookups)})
        return [CaseOf(row.id, row.code, row.role, row.party_id, row.closed_at is None) for row in found]

    def _first(self, query: Any, **asked: Any) -> Party | None:
        row = self._connection.execute(query, asked).one_or_none()
        return self._opened(row, self._ways.of_party(row.id)) if row else None

    def _present(self, party_id: str) -> Party:
        row = self._connection.execute(BY_ID, {"party": party_id}).one()
        return self._opened(row, self._ways.of_party(row.id))

    def _way(self, channel: str, address: str) -> Way:
        return Way(channel, address, self._cells.lookup(channel, address))

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
        self._connection.execute(NEW, values)
        self._cells.wrote(PARTIES, party.id, party.case_id)

    def _code(self, case_id: str, role: str) -> str:
        code = self._code_of(case_id)
        taken = self._connection.execute(TAKEN, {"wanted": code}).scalar()
        return code if role == REPORTER and not taken else self._fresh(code)

    def _code_of(self, case_id: str) -> str:
        return str(self._connection.execute(CODE_OF, {"case": case_id}).scalar_one())

    def _fresh(self, like: str) -> str:
        return codes.fresh_code(self._connection, like.rpartition("-")[0])

    def _opened(self, row: Row[Any], further: tuple[Way, ...]) -> Party:
        contact = open_body(self._cells.of_case(row.case_id), row.contact, place(PARTIES, "contact", row.id))
        first = Way(contact["channel"], contact["address"], row.lookup)
        known = (row.id, row.case_id, row.code, row.role, row.lookup)
        return Party(*known, first.channel, first.address, contact["name"], (first, *further))
