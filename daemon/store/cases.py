"""Cases. What the process sees of one is a single sealed value; beside it stand the columns that are searched."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from daemon import rows, secrets
from daemon.process.case import Case, Stage, Terms, Track
from daemon.rows import EPOCH, new_id, table
from daemon.store import codes
from daemon.store.cells import Cells, place
from daemon.store.cursors import Cursors
from daemon.store.errors import Conflict
from daemon.store.newcomers import undeclared
from daemon.store.values import Kept

CASES, PARTIES = table(rows.IncidentCase), table(rows.Party)
READ = (CASES.c.id, CASES.c.version, CASES.c.wrapped_key, CASES.c.state)
PRESENT: Any = select(*READ).where(CASES.c.wrapped_key.is_not(None))
BY_ID = PRESENT.where(CASES.c.id == bindparam("case"))
BY_CODE = PRESENT.where(CASES.c.code == bindparam("wanted"))
BY_PARTY = PRESENT.where(
    CASES.c.id == select(PARTIES.c.case_id).where(PARTIES.c.code == bindparam("wanted")).scalar_subquery()
)
EVERY = PRESENT.order_by(CASES.c.opened_at, CASES.c.id)
OPEN = PRESENT.where(CASES.c.closed_at.is_(None))
OPEN_OF = OPEN.where(CASES.c.track == bindparam("kind"))
CLOSED_AND_DUE = PRESENT.where(CASES.c.due_at >= EPOCH, CASES.c.closed_at.is_not(None))  # >=: by its index
DUE = (
    select(CASES.c.id)
    .where(CASES.c.due_at <= bindparam("at"), CASES.c.wrapped_key.is_not(None))
    .order_by(CASES.c.due_at)
    .limit(bindparam("most"))
)
NEXT = select(CASES.c.due_at).where(CASES.c.due_at.is_not(None)).order_by(CASES.c.due_at).limit(1)
CLOSED_BEFORE = (
    select(CASES.c.id)
    .where(CASES.c.closed_at <= bindparam("at"), CASES.c.wrapped_key.is_not(None))
    .order_by(CASES.c.closed_at, CASES.c.id)
)
NEW, SET = insert(CASES), update(CASES).where(CASES.c.id == bindparam("case"))
SAVE = SET.where(CASES.c.version == bindparam("read"))


class Cases:
    """A purged case is never among what is found here."""

    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells
        self._undeclared: frozenset[str] | None = None

    def fresh_code(self, prefix: str) -> str:
        return codes.fresh_code(self._connection, prefix)

    def add(self, case: Case, due_at: datetime | None) -> Kept:
        row = new_id(case.opened_at)
        wrapped = self._cells.wrapped_case_key(row)
        values = {"id": row, "code": case.code, "opened_at": case.opened_at, "wrapped_key": wrapped, "version": 1}
        self._connection.execute(NEW, values | self._columns(row, case, due_at))
        self._cells.wrote(CASES, row, row)
        return Kept(row, case, 1)

    def save(self, kept: Kept, case: Case, due_at: datetime | None) -> Kept:
        """Raises `Conflict` where somebody else saved since `kept` was read; nothing is written then."""
        values = self._columns(kept.id, case, due_at) | {"version": kept.version + 1}
        if self._connection.execute(SAVE, {"case": kept.id, "read": kept.version, **values}).rowcount != 1:
            raise Conflict
        self._cells.wrote(CASES, kept.id, kept.id)
        return Kept(kept.id, case, kept.version + 1)

    def by_id(self, case_id: str, terms: Terms) -> Kept | None:
        return self._one(self._connection.execute(BY_ID, {"case": case_id}).one_or_none(), terms)

    def by_code(self, code: str, terms: Terms) -> Kept | None:
        """By the case's code or that of any of its parties: administrators' commands take each of them."""
        wanted = {"wanted": code.strip().upper()}
        row = self._connection.execute(BY_CODE, wanted).one_or_none()
        if row is None:
            row = self._connection.execute(BY_PARTY, wanted).one_or_none()
        return self._one(row, terms)

    def due(self, now: datetime, limit: int) -> list[str]:
        """The ids of those whose next deadline has come, the oldest first."""
        return list(self._connection.execute(DUE, {"at": now, "most": limit}).scalars())

    def put_off(self, case_id: str, until: datetime) -> None:
        """Its deadlines are looked at again then; for a case that could not be worked at."""
        self._connection.execute(SET, {"case": case_id, "due_at": until})
        self._cells.wrote(CASES, case_id, case_id)

    def next_due(self) -> datetime | None:
        return self._connection.execute(NEXT).scalar()

    def open(self, terms: Terms) -> list[Kept]:
        """A closed one too, where an administrator owes something: somebody wrote since, or a suspension is due. One
        that was merged goes on in another.
        """
        found = [kept for kept in self._waiting(terms) if kept.case.stage.is_open or kept.case.debt]
        return [kept for kept in found if kept.case.stage is not Stage.MERGED]

    def of_track(self, track: Track, terms: Terms) -> list[Kept]:
        """The open ones of one track; no other is decrypted."""
        return _in_order(self._all(self._connection.execute(OPEN_OF, {"kind": track}), terms))

    def suspending(self, terms: Terms) -> list[Kept]:
        """Those with a suspension in force, closed ones too: each has a day on which something is due under it."""
        return [kept for kept in self._waiting(terms) if any(each.in_force for each in kept.case.suspensions)]

    def every(self, terms: Terms) -> list[Kept]:
        """Closed ones too: for a search, which decrypts and scans."""
        return self._all(self._connection.execute(EVERY), terms)

    def closed_before(self, at: datetime) -> list[str]:
        """The ids of those that ended by then and were not purged, the oldest first."""
        return list(self._connection.execute(CLOSED_BEFORE, {"at": at}).scalars())

    def closed_dates(self) -> list[tuple[Track, datetime]]:
        """Of every case that was ever closed, a purged one too (P13). An appeal is no incident of its own, and one that
        was merged counts with the case that it went into.
        """
        closed = (CASES.c.closed_at.is_not(None)) & (CASES.c.stage == Stage.CLOSED)
        query = select(CASES.c.track, CASES.c.closed_at).where(closed, CASES.c.track != Track.APPEAL)
        return [(Track(row.track), row.closed_at) for row in self._connection.execute(query)]

    def closed_to_somebody(self, terms: Terms) -> list[tuple[Track, datetime]]:
        """Of those among `closed_dates` that some administrator may not know of; it decrypts every closed one."""
        query = PRESENT.where(CASES.c.closed_at.is_not(None), CASES.c.stage == Stage.CLOSED)
        cases = [kept.case for kept in self._all(self._connection.execute(query), terms)]
        hidden = [case for case in cases if case.off and case.track is not Track.APPEAL]
        return [(case.track, case.closed_at) for case in hidden if case.closed_at]

    def _waiting(self, terms: Terms) -> list[Kept]:
        """All that is open, and what is closed but has a day to come."""
        found = (row for query in (OPEN, CLOSED_AND_DUE) for row in self._connection.execute(query))
        return _in_order(self._all(found, terms))

    def _columns(self, row: str, case: Case, due_at: datetime | None) -> dict[str, Any]:
        sealed = secrets.seal(self._cells.of_case(row), dumped(case), place(CASES, "state", row))
        return {**searched(case), "due_at": due_at, "state": sealed}

    def _one(self, row: Row[Any] | None, terms: Terms) -> Kept | None:
        if row is None:
            return None
        self._cells.learn(row.id, row.wrapped_key)
        opened = secrets.unseal(self._cells.of_case(row.id), row.state, place(CASES, "state", row.id))
        return Kept(row.id, loaded(opened, self._now(terms)), row.version)

    def _now(self, terms: Terms) -> Terms:
        """With the administrators who have not declared their conflicts yet, as this transaction finds them."""
        if self._undeclared is None:
            self._undeclared = undeclared(Cursors(self._connection, self._cells), terms.administrators)
        return replace(terms, undeclared=self._undeclared) if self._undeclared else terms

    def _all(self, found: Iterable[Row[Any]], terms: Terms) -> list[Kept]:
        return [kept for row in found if (kept := self._one(row, terms))]


def _in_order(found: Iterable[Kept]) -> list[Kept]:
    return sorted(found, key=lambda kept: (kept.case.opened_at, kept.id))


def searched(case: Case) -> dict[str, Any]:
    """The columns in the clear that repeat the sealed state."""
    closed = None if case.stage.is_open else case.closed_at
    return {"track": case.track, "stage": case.stage, "closed_at": closed}


def dumped(case: Case) -> bytes:
    """Without the terms: they are the configuration's, and may have changed when the case is read again."""
    return _adapter().dump_json(case, exclude={"terms"})


def loaded(data: bytes, terms: Terms) -> Case:
    return replace(_adapter().validate_json(data), terms=terms)


@cache
def _adapter() -> TypeAdapter[Case]:
    return TypeAdapter(Case)
