"""The outbox. A letter is a row of the transaction that caused it; after `sending` only evidence says what happened."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from daemon import rows, secrets
from daemon.process.letters import Fact, Facts
from daemon.rows import new_id, table
from daemon.secrets import normalised
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.codes import fresh_short
from daemon.store.errors import Conflict
from daemon.store.values import ENDED, KeptMark, LetterBody, LetterRow, LetterState, NewLetter

LETTERS = table(rows.Letter)
FOREVER = datetime.max.replace(tzinfo=UTC)
SHOWN = tuple(LETTERS.c[field.name] for field in fields(LetterRow))
WAITING = (LetterState.PENDING, LetterState.DRAFT)
UNCOUNTED = (LetterState.DRAFT, LetterState.DROPPED)
CELLS = ("message_id", "in_reply_to")
BODY = ("channel", "address", "recipient", "words", "text", "code")
SEALED = (LETTERS.c.case_id, LETTERS.c.body, LETTERS.c.message_id, LETTERS.c.in_reply_to)


def _asked(*which: ColumnElement[bool]) -> Any:
    return select(*SHOWN).where(*which).order_by(LETTERS.c.created_at, LETTERS.c.id)


BY_ID = _asked(LETTERS.c.id == bindparam("which"))
BY_SHORT = _asked(LETTERS.c.short == bindparam("which"))
BY_MESSAGE_ID = _asked(LETTERS.c.message_id_hash == bindparam("which"))
OF_CASE = _asked(LETTERS.c.case_id == bindparam("which"))
OF_PARTY = _asked(LETTERS.c.case_id == bindparam("which"), LETTERS.c.lookup.in_(bindparam("readers", expanding=True)))
OF_NAME = _asked(LETTERS.c.name == bindparam("which"), LETTERS.c.created_at == bindparam("at"))
IN_STATE = _asked(LETTERS.c.state == bindparam("which"))
DUE = (
    select(*SHOWN)
    .where(LETTERS.c.state == bindparam("which"), LETTERS.c.next_try <= bindparam("at"))
    .order_by(LETTERS.c.next_try, LETTERS.c.id)
    .limit(bindparam("most"))
)
NEXT = select(LETTERS.c.next_try).where(LETTERS.c.state == bindparam("which")).order_by(LETTERS.c.next_try).limit(1)
COUNT = (
    select(func.count())
    .select_from(LETTERS)
    .where(LETTERS.c.lookup == bindparam("reader"))
    .where(LETTERS.c.created_at >= bindparam("since"), LETTERS.c.created_at < bindparam("until"))
    .where(LETTERS.c.name.in_(bindparam("names", expanding=True)), LETTERS.c.state.not_in(UNCOUNTED))
)
CELLS_OF = select(*SEALED).where(LETTERS.c.id == bindparam("which"))
NEW, SET = insert(LETTERS), update(LETTERS).where(LETTERS.c.id == bindparam("which"))
CHANGE = SET.where(LETTERS.c.state.in_(bindparam("before", expanding=True))).returning(LETTERS.c.case_id)
TAKE = CHANGE.values(attempts=LETTERS.c.attempts + 1)
UNTAKE = CHANGE.values(attempts=LETTERS.c.attempts - 1)
HASTEN = SET.where(LETTERS.c.state == LetterState.PENDING, LETTERS.c.next_try > bindparam("at"))


class Letters:
    def __init__(self, connection: Connection, cells: Cells) -> None:
        self._connection = connection
        self._cells = cells

    def add(self, new: NewLetter) -> tuple[str, str]:
        """Its id and its short name. A letter with somebody's words in it is not counted as automatic."""
        row, short = new_id(new.created_at), fresh_short(self._connection, "L", LETTERS.c.short)
        values = {
            "id": row,
            "short": short,
            "case_id": new.case_id,
            "name": new.name,
            "to_kind": new.to_kind,
            "lookup": self._cells.lookup(new.channel, new.address),
            "by_hand": bool(new.words),
            "state": new.state,
            "created_at": new.created_at,
            "not_before": new.not_before,
            "next_try": new.not_before - new.head_start if new.state is LetterState.PENDING else None,
            "attempts": 0,
            "problem": "",
        }
        self._connection.execute(NEW, values | self._sealed(row, new))
        self._cells.wrote(LETTERS, row, new.case_id)
        return row, short

    def due(self, now: datetime, limit: int) -> list[LetterRow]:
        return self._those(DUE, which=LetterState.PENDING, at=now, most=limit)

    def next_at(self) -> datetime | None:
        found: datetime | None = self._connection.execute(NEXT, {"which": LetterState.PENDING}).scalar()
        return found

    def in_flight(self) -> list[LetterRow]:
        """Found after a crash: whether they left is for evidence to say (design 9.4)."""
        return self.in_state(LetterState.SENDING)

    def mark_sending(self, letter: str, now: datetime) -> LetterBody | None:
        """Takes the letter for one attempt; None where somebody dropped or took it since. Commit before the wire."""
        taken = {"state": LetterState.SENDING, "sending_since": now}
        return self.open(letter) if self._change(letter, (LetterState.PENDING,), taken, TAKE) else None

    def mark_sent(self, letter: str, now: datetime) -> None:
        sent = {"state": LetterState.SENT, "sent_at": now, "next_try": None, "problem": ""}
        self._must(letter, (LetterState.SENDING,), sent)

    def arrived(self, letter: str, wire_id: str) -> None:
        """How the other side names it: what answers it says so."""
        row = self._sealed_row(letter)
        sealed = secrets.seal(self._key(row.case_id), wire_id.encode(), place(LETTERS, "message_id", letter))
        named = {"message_id": sealed, "message_id_hash": self._message_id_hash(wire_id)}
        self._connection.execute(SET, {"which": letter, **named})
        self._keep(letter, {"cells": ["message_id", *(["in_reply_to"] if row.in_reply_to else [])]})

    def mark_failed(self, letter: str, problem: str, next_try: datetime | None) -> None:
        """`problem` is a fixed word. It waits for `next_try`, or, without one, has failed for good.
        A letter that left and came back (a bounce) fails too.
        """
        state = LetterState.PENDING if next_try else LetterState.FAILED
        failed = {"state": state, "next_try": next_try, "problem": problem, "sending_since": None}
        self._must(letter, (LetterState.SENDING, LetterState.SENT, LetterState.PENDING), failed)

    def put_back(self, letter: str, problem: str, next_try: datetime) -> None:
        """Taken, and not tried: the attempt does not count."""
        back = {"state": LetterState.PENDING, "next_try": next_try, "problem": problem, "sending_since": None}
        if not self._change(letter, (LetterState.SENDING,), back, UNTAKE):
            raise Conflict

    def hasten(self, letter: str, now: datetime) -> None:
        """One that waits for its next attempt is tried now; nothing else changes."""
        self._connection.execute(HASTEN, {"which": letter, "at": now, "next_try": now})

    def mark_dropped(self, letter: str) -> None:
        """Never to be sent; refused (`Conflict`) once it is on its way."""
        dropped = {"state": LetterState.DROPPED, "next_try": None}
        self._must(letter, (*WAITING, LetterState.FAILED), dropped)

    def release(self, letter: str, now: datetime) -> None:
        """A draft leaves, and so does, at once, what still waits."""
        self._must(letter, WAITING, {"state": LetterState.PENDING, "next_try": now, "not_before": now})

    def resend(self, letter: str, now: datetime) -> None:
        """Once more under the same Message-ID."""
        again = {"state": LetterState.PENDING, "next_try": now, "problem": "", "sending_since": None, "attempts": 0}
        again |= {"not_before": now}  # from when its reader waits for it
        self._must(letter, (LetterState.FAILED, LetterState.SENT, LetterState.DROPPED), again)

    def move(self, letter: str, times: Mapping[str, datetime]) -> None:
        """Since when it is on the wire, or when it is tried next: the clock was set meanwhile."""
        self._connection.execute(SET, {"which": letter, **times})

    def hold(self, letter: str) -> None:
        """What was to leave waits for a person."""
        self._must(letter, WAITING, {"state": LetterState.DRAFT, "next_try": None})

    def keep_text(self, letter: str, text: str) -> None:
        """What leaves, so that a second attempt says the same and a quotation of it is known."""
        self._keep(letter, {"text": text})

    def keep_marks(self, letter: str, marks: Iterable[KeptMark]) -> None:
        self._keep(letter, {"marks": [asdict(each) for each in marks]})

    def take_words_out(self, letter: str) -> None:
        """What is left is a fixed text."""
        self._keep(letter, {"words": "", "text": "", "marks": []})

    def take_facts_out(self, letter: str, names: Iterable[str]) -> None:
        """What was for its reader alone is nobody else's to read here, once they have it."""
        facts = {**self.open(letter).facts, **dict.fromkeys(names, "")}
        self._keep(letter, {"facts": facts, "text": ""})

    def _keep(self, letter: str, changed: Mapping[str, Any]) -> None:
        row = self._sealed_row(letter)
        key, about = self._key(row.case_id), place(LETTERS, "body", letter)
        body = {**open_body(key, row.body, about), **changed}
        self._connection.execute(SET, {"which": letter, "body": seal_body(key, body, about)})
        self._cells.wrote(LETTERS, letter, row.case_id)

    def open(self, letter: str) -> LetterBody:
        row = self._sealed_row(letter)
        key = self._key(row.case_id)
        body = open_body(key, row.body, place(LETTERS, "body", letter))
        message_id, in_reply_to = (
            secrets.unseal(key, cell, place(LETTERS, column, letter)).decode("utf-8", "surrogatepass") if cell else ""
            for column, cell in (("message_id", row.message_id), ("in_reply_to", row.in_reply_to))
        )
        return LetterBody(
            **{name: body[name] for name in BODY},
            facts=_facts(body["facts"]),
            marks=tuple(KeptMark(**each) for each in body.get("marks", ())),  # letters of earlier versions have none
            message_id=message_id,
            in_reply_to=in_reply_to,
        )

    def by_id(self, letter: str) -> LetterRow | None:
        return next(iter(self._those(BY_ID, which=letter)), None)

    def by_short(self, short: str) -> LetterRow | None:
        return next(iter(self._those(BY_SHORT, which=short.strip().upper())), None)

    def by_message_id(self, message_id: str) -> LetterRow | None:
        """Whoever names it must still be its reader: compare `lookup`."""
        return next(iter(self._those(BY_MESSAGE_ID, which=self._message_id_hash(message_id))), None)

    def of(self, case_id: str) -> list[LetterRow]:
        return self._those(OF_CASE, which=case_id)

    def of_party(self, case_id: str, *lookups: str) -> list[LetterRow]:
        """The letters of a case to one reader, by whichever of their ways."""
        return self._those(OF_PARTY, which=case_id, readers=lookups)

    def of_name(self, name: str, created_at: datetime) -> list[LetterRow]:
        """Those that were written at that very moment: in one transaction."""
        return self._those(OF_NAME, which=name, at=created_at)

    def in_state(self, state: LetterState) -> list[LetterRow]:
        return self._those(IN_STATE, which=state)

    def count_of(self, names: Iterable[str], lookup: str, since: datetime, until: datetime = FOREVER) -> int:
        """Letters of these names to one reader, of a case or not."""
        asked = {"reader": lookup, "since": since, "until": until, "names": sorted(names)}
        return int(self._connection.execute(COUNT, asked).scalar_one())

    def _those(self, query: Any, **asked: Any) -> list[LetterRow]:
        return [_shown(row) for row in self._connection.execute(query, asked)]

    def _change(
        self, letter: str, before: tuple[LetterState, ...], values: Mapping[str, Any], change: Any = CHANGE
    ) -> bool:
        found = self._connection.execute(change, {"which": letter, "before": before, **values}).one_or_none()
        if found is not None and not {values["state"], *before}.isdisjoint(ENDED):
            self._cells.wrote(LETTERS, letter, found.case_id)
        return found is not None

    def _must(self, letter: str, before: tuple[LetterState, ...], values: Mapping[str, Any]) -> None:
        if not self._change(letter, before, values):
            raise Conflict

    def _key(self, case_id: str | None) -> bytes:
        return self._cells.for_case_or("letters", case_id)

    def _message_id_hash(self, message_id: str) -> str:
        # folded as addresses are: a token is in it, and mail servers have been seen to change its case
        return self._cells.hashed("message-id", normalised(message_id.strip(" \t\r\n<>")))

    def _sealed_row(self, letter: str) -> Any:
        return self._connection.execute(CELLS_OF, {"which": letter}).one()

    def _sealed(self, row: str, new: NewLetter) -> dict[str, Any]:
        key = self._key(new.case_id)
        body: dict[str, Any] = {name: getattr(new, name) for name in BODY} | {"facts": dict(new.facts)}
        # which cells there are beside it stands inside, so that one that was removed is missed (`audit`)
        body["cells"] = [name for name in CELLS if getattr(new, name)]
        body |= {"marks": [asdict(each) for each in new.marks]} if new.marks else {}
        sealed: dict[str, Any] = {"body": seal_body(key, body, place(LETTERS, "body", row))}
        sealed["message_id_hash"] = self._message_id_hash(new.message_id) if new.message_id else None
        for column, value in ((name, getattr(new, name)) for name in CELLS):
            text = value.encode("utf-8", "surrogatepass")
            sealed[column] = secrets.seal(key, text, place(LETTERS, column, row)) if value else None
        return sealed


def _shown(row: Row[Any]) -> LetterRow:
    values = row._asdict()
    return LetterRow(**{**values, "state": LetterState(values["state"])})


def _facts(found: Mapping[str, Any]) -> Facts:
    return {name: _fact(value) for name, value in found.items()}


def _fact(value: Any) -> Fact:
    return tuple(value) if isinstance(value, list) else value
