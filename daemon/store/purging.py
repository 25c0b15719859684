"""What must go, goes: a case with its keys, one person's part in it, and messages that concern no case.

Call it only after the row of the history that tells of it: the chain stays whole, and `audit` believes an empty cell
only where that row stands. Rows are deleted or their cells emptied (`secure_delete` zeroes both); the caller empties
the write-ahead log afterwards (`Store.scrub`).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update
from sqlalchemy.sql.elements import ColumnElement

from daemon import rows, secrets
from daemon.rows import table
from daemon.store.cells import Cells, open_body, place, seal_body
from daemon.store.history import History
from daemon.store.values import ENDED, InboxState, Party

CASES, INBOX, LETTERS = table(rows.IncidentCase), table(rows.Inbox), table(rows.Letter)
MESSAGES, PARTIES, WAYS, HISTORY = table(rows.Message), table(rows.Party), table(rows.Way), table(rows.History)
COMMANDS = table(rows.PendingCommand)
EMPTY = b""
ERASED = "erased"  # the channel under which somebody stands who is not known any more
SOMEBODY = "an erased person"
TEXT = "[erased at this person's request]"
COPIES = "a copy may be in the mailbox"  # the reason of a message that is gone here and not yet there
NO_COPIES = "purged"
COMMAND = "a command"  # the reason of a message that an administrator acted with
REPEATS = ("done", "read_back", "offer")  # letters to administrators that hold the whole text of another one
SEALING = secrets.NONCE_BYTES + secrets.TAG_BYTES


@dataclass(frozen=True, slots=True)
class Copy:
    """A message that was purged here, as far as it can be known again on a mail server; `is_it` is asked of bytes."""

    id: str
    received_at: datetime
    size: int
    content_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gone:
    """How much of it there was."""

    messages: int = 0
    letters: int = 0
    parties: int = 0
    ways: int = 0

    def __add__(self, other: "Gone") -> "Gone":
        return Gone(
            self.messages + other.messages,
            self.letters + other.letters,
            self.parties + other.parties,
            self.ways + other.ways,
        )


class Purging:
    def __init__(self, connection: Connection, cells: Cells, history: History) -> None:
        self._connection = connection
        self._cells = cells
        self._history = history

    # --- a case

    def case(self, case_id: str, now: datetime) -> Gone:
        """What is left: its code, kind, stage and days (P13), and the chain without what it told."""
        self._history.write()  # what follows is told of outside the case, for what its own chain told is emptied
        messages = self._empty_inbox((INBOX.c.case_id == case_id) | (INBOX.c.key_of_case == case_id))
        ways = self._delete(WAYS, WAYS.c.case_id == case_id)
        self._delete(MESSAGES, MESSAGES.c.case_id == case_id)
        letters = self._delete(LETTERS, LETTERS.c.case_id == case_id)
        parties = self._delete(PARTIES, PARTIES.c.case_id == case_id)
        self._connection.execute(delete(COMMANDS).where(COMMANDS.c.expires_at <= now))
        self._empty_history(case_id)
        left: dict[str, Any] = {"wrapped_key": None, "state": EMPTY, "due_at": None, "claimed_by": None}
        left |= {"claimed_until": None, "version": CASES.c.version + 1}
        self._connection.execute(update(CASES).where(CASES.c.id == case_id).values(**left))
        self._cells.wrote(CASES, case_id, case_id)
        self._cells.forget(case_id)
        return Gone(messages, letters, parties, ways)

    def _delete(self, where: Table, which: ColumnElement[bool]) -> int:
        """What is deleted as it should be is told of too: a row that comes back was put back."""
        gone = self._connection.execute(delete(where).where(which).returning(where.c.id, where.c.case_id)).all()
        for row in gone:
            self._cells.wrote(where, row.id, row.case_id)
        return len(gone)

    def _empty_history(self, case_id: str) -> None:
        for row in self._connection.execute(select(HISTORY.c.id, HISTORY.c.body).where(HISTORY.c.case_id == case_id)):
            emptied = {"body": EMPTY, "body_hash": hashlib.sha256(row.body).hexdigest()}
            self._connection.execute(update(HISTORY).where(HISTORY.c.id == row.id).values(emptied))

    # --- messages as they came

    def _empty_inbox(self, which: ColumnElement[bool]) -> int:
        """Its hashes stay: a copy that a door hands over once more is known, and opens no case again."""
        present = which & INBOX.c.raw.is_not(None)
        for channel, reason in (("imap", COPIES), (None, NO_COPIES)):
            these = present & (INBOX.c.channel == channel if channel else INBOX.c.channel != "imap")
            size = func.length(INBOX.c.raw) - SEALING
            self._connection.execute(update(INBOX).where(these).values(size=size, reason=reason))
        gone = {"raw": None, "note": None, "wrapped_key": None, "key_of_case": None}
        emptied = update(INBOX).where(present).values(gone).returning(INBOX.c.id, INBOX.c.case_id)
        found = self._connection.execute(emptied).all()
        for row in found:
            self._cells.wrote(INBOX, row.id, row.case_id)
        return len(found)

    def copies(self) -> list[Copy]:
        """Of which a copy may still be in the mailbox, the oldest first."""
        columns = (INBOX.c.id, INBOX.c.received_at, INBOX.c.size, INBOX.c.content_hash)
        query = select(*columns).where(INBOX.c.reason == COPIES, INBOX.c.raw.is_(None))
        return [Copy(*row) for row in self._connection.execute(query.order_by(INBOX.c.received_at))]

    def copies_settled(self, messages: Iterable[str]) -> None:
        for each in messages:
            self._connection.execute(update(INBOX).where(INBOX.c.id == each).values(reason=NO_COPIES))
            self._cells.wrote(INBOX, each, None)

    def hash_of(self, content: bytes) -> str:
        """As `Copy.content_hash`."""
        return self._cells.hashed("content", content)

    def old_messages(self, before: datetime) -> list[str]:
        """The ids of those that concern no case, and that nobody looks at any more."""
        none = INBOX.c.case_id.is_(None) & INBOX.c.raw.is_not(None) & (INBOX.c.state == InboxState.DONE)
        query = select(INBOX.c.id).where(none, INBOX.c.received_at < before)
        return list(self._connection.execute(query).scalars())

    def old_letters(self, before: datetime) -> list[str]:
        """The ids of letters that concern no case: receipts, digests, answers to commands."""
        none = LETTERS.c.case_id.is_(None) & LETTERS.c.state.in_(ENDED)
        return list(self._connection.execute(select(LETTERS.c.id).where(none, LETTERS.c.created_at < before)).scalars())

    def messages(self, ids: Iterable[str]) -> int:
        return sum(self._empty_inbox(INBOX.c.id == each) for each in ids)

    def letters(self, ids: Iterable[str]) -> int:
        return sum(self._delete(LETTERS, LETTERS.c.id == each) for each in ids)

    # --- one person

    def messages_of(self, party: Party) -> list[str]:
        """The inbox ids of what they wrote to this case."""
        query = select(MESSAGES.c.inbox_id).where(MESSAGES.c.party_id == party.id, MESSAGES.c.inbox_id.is_not(None))
        return list(self._connection.execute(query).scalars())

    def commands_on(self, case_id: str) -> list[str]:
        """The inbox ids of what administrators ordered by mail: whoever it is about stands in it."""
        of_case = (INBOX.c.case_id == case_id) & (INBOX.c.reason == COMMAND) & INBOX.c.raw.is_not(None)
        return list(self._connection.execute(select(INBOX.c.id).where(of_case)).scalars())

    def letters_to(self, lookups: Iterable[str], case_id: str | None) -> list[str]:
        """The ids of letters to any of these, of one case or, where nothing becomes of them any more, of none."""
        none = LETTERS.c.case_id.is_(None) & LETTERS.c.state.in_(ENDED)
        here = LETTERS.c.case_id == case_id if case_id else none
        query = select(LETTERS.c.id).where(here, LETTERS.c.lookup.in_(list(lookups)))
        return list(self._connection.execute(query).scalars())

    def person(self, party: Party) -> Gone:
        """Their part in one case: who they are, what they wrote, what they were written. The party stays."""
        letters = self.letters_to([way.lookup for way in party.ways], party.case_id)
        self.messages(self.messages_of(party))
        self.messages(self.commands_on(party.case_id))
        messages = self._erase_words(party)
        for letter in self._repeating(letters, party.case_id):
            self._erase_repeated(letter, party.case_id)
        for letter in letters:
            self._erase_letter(letter, party)
        ways = self._delete(WAYS, WAYS.c.party_id == party.id)
        contact = {"channel": ERASED, "address": party.id, "name": SOMEBODY}
        sealed = seal_body(self._cells.of_case(party.case_id), contact, place(PARTIES, "contact", party.id))
        changes = {"contact": sealed, "lookup": self._nobody(party)}
        self._connection.execute(update(PARTIES).where(PARTIES.c.id == party.id).values(changes))
        self._cells.wrote(PARTIES, party.id, party.case_id)
        return Gone(messages, len(letters), 1, ways + 1)

    def _repeating(self, erased: list[str], case_id: str) -> list[str]:
        """Those that show an administrator the words of one of these."""
        words = {said for each in erased if (said := self._body_of(each, case_id)["words"].strip())}
        query = select(LETTERS.c.id).where(LETTERS.c.case_id == case_id, LETTERS.c.name.in_(REPEATS))
        others = self._connection.execute(query).scalars().all()
        return [each for each in others if any(said in self._shown_by(each, case_id) for said in words)]

    def _shown_by(self, letter: str, case_id: str) -> str:
        body = self._body_of(letter, case_id)
        return f"{body['words']}\n{body['text']}"

    def _body_of(self, letter: str, case_id: str) -> dict[str, Any]:
        sealed = self._connection.execute(select(LETTERS.c.body).where(LETTERS.c.id == letter)).scalar_one()
        return open_body(self._cells.of_case(case_id), sealed, place(LETTERS, "body", letter))

    def _erase_repeated(self, letter: str, case_id: str) -> None:
        """Its reader stays: it is an administrator's."""
        body = {**self._body_of(letter, case_id), "words": "", "text": TEXT, "facts": {}}
        sealed = seal_body(self._cells.of_case(case_id), body, place(LETTERS, "body", letter))
        self._connection.execute(update(LETTERS).where(LETTERS.c.id == letter).values(body=sealed))
        self._cells.wrote(LETTERS, letter, case_id)

    def _nobody(self, party: Party) -> str:
        """No two erased people look like one."""
        return self._cells.lookup(ERASED, party.id)

    def _erase_words(self, party: Party) -> int:
        theirs = list(self._connection.execute(select(MESSAGES.c.id).where(MESSAGES.c.party_id == party.id)).scalars())
        for row in theirs:
            body = {"text": TEXT, "subject": "", "reading": {}, "attachments": []}
            sealed = seal_body(self._cells.of_case(party.case_id), body, place(MESSAGES, "body", row))
            self._connection.execute(update(MESSAGES).where(MESSAGES.c.id == row).values(body=sealed))
            self._cells.wrote(MESSAGES, row, party.case_id)
        return len(theirs)

    def _erase_letter(self, letter: str, party: Party) -> None:
        body = {"channel": ERASED, "address": "", "recipient": SOMEBODY, "words": "", "text": TEXT, "code": party.code}
        sealed = seal_body(
            self._cells.of_case(party.case_id), {**body, "facts": {}, "cells": []}, place(LETTERS, "body", letter)
        )
        gone = {"message_id": None, "message_id_hash": None, "in_reply_to": None}
        changes = {"body": sealed, "lookup": self._nobody(party), **gone}
        self._connection.execute(update(LETTERS).where(LETTERS.c.id == letter).values(changes))
        self._cells.wrote(LETTERS, letter, party.case_id)
