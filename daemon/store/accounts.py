"""Accounts in Slack that wrote to us or that somebody named, and which of them are the administrators'.

Only those: the members of a workspace are not copied. An id is found by its keyed hash, and so is an account's name; a
name finds only whoever has it now, and a display name nobody (design, section 6).
"""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update

from daemon import rows
from daemon.rows import new_id, table
from daemon.secrets import Tampered
from daemon.store.cells import HANDLE, Cells, folded_handle, open_body, place, seal_body
from daemon.store.errors import KeyGone
from daemon.store.values import Account

log = structlog.get_logger("conductd.store")

ACCOUNTS, CASES, PARTIES, WAYS = (table(each) for each in (rows.Account, rows.IncidentCase, rows.Party, rows.Way))
EVERY = select(ACCOUNTS).order_by(ACCOUNTS.c.id)
BY_HANDLE = EVERY.where(ACCOUNTS.c.handle == bindparam("wanted"))
BY_LOOKUP = select(ACCOUNTS).where(ACCOUNTS.c.lookup == bindparam("wanted"))
HAS_PART = select(
    exists().where(PARTIES.c.lookup == bindparam("wanted")) | exists().where(WAYS.c.lookup == bindparam("wanted"))
)
SLACK = "slack"


class Accounts:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def learn(self, account: Account, now: datetime) -> None:
        """As Slack tells it now. Its mail address is kept where Slack stops telling it: a closed account has none, and
        its member must still be written to (P6). Nor does another take its place while they have a part in a case:
        whoever may change profiles would read their letters. So is kept whose it is among the administrators.
        """
        known = self._row(account.id)
        before = self._opened(known) if known else None
        email, moved_to = self._addresses(account, before)
        own = account if account.administrator else before or account
        row = known.id if known else new_id(now)
        after = replace(
            account, email=email, moved_to=moved_to, administrator=own.administrator, configured=own.configured
        )
        if before == after:
            return
        values = {
            "handle": self._cells.lookup(HANDLE, account.handle),
            "body": seal_body(self._cells.root("roster"), asdict(after), place(ACCOUNTS, "body", row)),
        }
        if known:
            self._connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == row).values(values))
        else:
            values |= {"id": row, "lookup": self._cells.lookup(SLACK, account.id)}
            self._connection.execute(insert(ACCOUNTS), values)
        self._cells.wrote(ACCOUNTS, row, None)

    def _addresses(self, account: Account, before: Account | None) -> tuple[str, str]:
        """The one to write to, and one that was put in its place since."""
        if before is None or not before.email or not account.email:
            return (before or account).email or account.email, before.moved_to if before else ""
        if account.email == before.email or not self._has_part(account.id):
            return account.email, ""
        return before.email, account.email

    def _has_part(self, member: str) -> bool:
        wanted = {"wanted": self._cells.lookup(SLACK, member)}
        return bool(self._connection.execute(HAS_PART, wanted).scalar())

    def by_id(self, member: str) -> Account | None:
        found = self._row(member)
        return self._opened(found) if found else None

    def by_handle(self, handle: str) -> list[Account]:
        """The live accounts of this name, exactly as Slack has it but for case."""
        wanted = {"wanted": self._cells.lookup(HANDLE, handle)}
        found = [self._opened(row) for row in self._connection.execute(BY_HANDLE, wanted)]
        return [each for each in found if not each.closed and folded_handle(each.handle) == folded_handle(handle)]

    def closed(self, member: str) -> bool:
        """Whether Slack said that this account is closed; one that we do not know is not."""
        found = self.by_id(member)
        return found is not None and found.closed

    def every(self) -> list[Account]:
        return [self._opened(row) for row in self._connection.execute(EVERY)]

    def unmet(self, since: datetime) -> list[str]:
        """The members who got a part in a case since then and of whose account nothing is known yet."""
        found: dict[str, None] = {}
        for where in (PARTIES, WAYS):
            query = select(where.c.id, where.c.case_id, where.c.contact).join(CASES, CASES.c.id == where.c.case_id)
            new = (where.c.added_at >= since) & where.c.lookup.not_in(select(ACCOUNTS.c.lookup))
            for row in self._connection.execute(query.where(CASES.c.wrapped_key.is_not(None), new)).all():
                try:
                    contact = open_body(self._cells.of_case(row.case_id), row.contact, place(where, "contact", row.id))
                except (Tampered, KeyGone):  # `audit` names it; the others are met all the same
                    log.error("contact does not open")  # noqa: TRY400  which one `audit` says
                    continue
                found |= {contact["address"]: None} if contact["channel"] == SLACK else {}
        return list(found)

    def pinned(self) -> dict[tuple[str, str], str]:
        """The ids of the administrators' accounts, by both names that they have in the configuration."""
        found = (self._opened(row) for row in self._connection.execute(EVERY))
        return {(each.administrator, each.configured): each.id for each in found if each.administrator}

    def forget(self, member: str) -> None:
        self._drop([row.id] if (row := self._row(member)) else [])

    def prune(self) -> None:
        """Those who have no part in any case any more, but the administrators'."""
        kept = set(self._connection.execute(select(PARTIES.c.lookup)).scalars())
        kept |= set(self._connection.execute(select(WAYS.c.lookup)).scalars())
        found = self._connection.execute(select(ACCOUNTS)).all()
        self._drop([row.id for row in found if row.lookup not in kept and not self._opened(row).administrator])

    def _drop(self, ids: list[str]) -> None:
        for row in ids:
            self._connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id == row))
            self._cells.wrote(ACCOUNTS, row, None)

    def _row(self, member: str) -> Row[Any] | None:
        return self._connection.execute(BY_LOOKUP, {"wanted": self._cells.lookup(SLACK, member)}).one_or_none()

    def _opened(self, row: Row[Any]) -> Account:
        body = open_body(self._cells.root("roster"), row.body, place(ACCOUNTS, "body", row.id))
        return Account(**body)
