"""The folder of what was sent, looked into between two sweeps of the inbox, in the door's thread and by its connection.

It is opened to read only: nothing in it is moved, marked or flagged. How far it was looked through is remembered by
whoever keeps the messages; what arrived before `not_before` is never fetched. What goes wrong in it costs a look, and
never the inbox.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from daemon.channels.imap_callbacks import SENT, Keep
from daemon.channels.imap_progress import Found
from daemon.channels.imap_session import TOO_LARGE, Session
from daemon.channels.imap_settings import Settings, origins
from daemon.channels.imap_trouble import NoFolder

log = logging.getLogger("conductd.imap")
T = TypeVar("T")

_AT_ONCE = 100  # a full folder is looked through in pieces, and the inbox is swept between them
_AT_LEAST_EVERY = 60.0
_TRIES = 3
_NOT_NOW = "the sent folder cannot be looked into"


class Mark(NamedTuple):
    """How far a folder was looked through."""

    uidvalidity: int = 0
    uid: int = 0

    def __str__(self) -> str:
        return f"{self.uidvalidity}/{self.uid}"


def mark(written: str) -> Mark:
    """The beginning, where nothing that is a mark is written."""
    uidvalidity, _, uid = written.partition("/")
    return Mark(int(uidvalidity), int(uid)) if uidvalidity.isdecimal() and uid.isdecimal() else Mark()


class Ask(Protocol):
    def __call__(self, question: Coroutine[Any, Any, T]) -> T:
        """Runs it in the event loop and gives what it gives."""


class SentFolder:
    """`breathe` is called between messages; it and `ask` raise when the door is to close."""

    def __init__(self, settings: Settings, keep: Keep, ask: Ask, breathe: Callable[[], None]) -> None:
        self._settings = settings
        self._folder = settings.sent_folder
        self._keep, self._ask, self._breathe = keep, ask, breathe
        self._named = replace(settings, folder=self._folder, sent_folder="")
        self._name = f"{settings.user}@{settings.host}/{self._folder}"
        self._every = min(settings.poll_every, _AT_LEAST_EVERY)
        self._due = 0.0
        self._mark: Mark | None = None
        self._refused: Counter[int] = Counter()
        self._safe: tuple[Session, bool] | None = None
        self._said = ""

    def next_due(self, now: float) -> float:
        """Seconds until it is to be looked into again."""
        return max(0.0, self._due - now)

    def look(self, session: Session) -> bool:
        """Whether another folder than the inbox is open now. Raises what ends the connection, and nothing else."""
        if self.next_due(time.monotonic()):
            return False
        self._due = time.monotonic() + self._every
        try:
            newest = self._news(session)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            self._say(_NOT_NOW)
            return False
        if newest is None:
            return False
        self._look_through(session, newest)
        return True

    def _news(self, session: Session) -> Mark | None:
        """Up to where there may be something new. None where there is nothing: then the inbox stays open."""
        if not self._is_safe(session):
            return None
        if self._mark is None:
            self._mark = self._ask(self._read_to())
        newest = Mark(*session.newest(self._folder))
        return None if self._mark is None or (newest.uidvalidity and newest == self._mark) else newest

    def _is_safe(self, session: Session) -> bool:
        """Two names may be one folder's (a namespace's prefix). What others send to us was not sent from here."""
        if self._safe is None or self._safe[0] is not session:
            settings = self._settings
            incoming = {"inbox", settings.folder, settings.done_folder, settings.aside_folder}
            others = {session.place(name).casefold() for name in incoming}
            self._safe = session, session.place(self._folder).casefold() not in others
            if not self._safe[1]:
                self._say("sent_folder is one of the other folders, and is not looked into")
        return self._safe[1]

    def _look_through(self, session: Session, newest: Mark) -> None:
        try:
            session.examine(self._folder)
            reached = self._handed_over(session, newest)
        except NoFolder:
            self._say(_NOT_NOW)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            self._say(_NOT_NOW)
        else:
            if reached != self._mark and self._ask(self._remembered(reached)):
                self._mark = reached
            self._said = ""

    def _handed_over(self, session: Session, newest: Mark) -> Mark:
        """How far everything is with its keeper."""
        same = self._mark is not None and self._mark.uidvalidity == session.uidvalidity
        begin = self._mark.uid if same and self._mark else 0
        uids, top = session.candidates(begin + 1)
        now, later = uids[:_AT_ONCE], uids[_AT_ONCE:]
        found, _ = session.describe(now)
        for one in found:
            if not self._hand_over(session, one):
                return Mark(session.uidvalidity, one.uid - 1)
        if later:
            self._due = 0.0
            return Mark(session.uidvalidity, now[-1])
        # where the newest message was removed again, no search finds its UID
        given = newest.uid if newest.uidvalidity == session.uidvalidity else 0
        return Mark(session.uidvalidity, max(begin, top, given))

    def _hand_over(self, session: Session, one: Found) -> bool:
        """False where it is to be tried again."""
        self._breathe()
        try:
            fetched = session.fetch(one)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            return self._given_up(one.uid)
        if fetched is None:  # removed meanwhile
            return True
        raw, note = fetched
        if note == TOO_LARGE:
            log.warning("mailbox: a mail in the sent folder is too large, and was not read")
            return True
        (origin,) = origins(self._named, session.uidvalidity, (one,))
        return self._ask(self._received(raw, origin))

    def _given_up(self, uid: int) -> bool:
        """One that the server does not show must not hold up the others for ever."""
        self._refused[uid] += 1
        if self._refused[uid] < _TRIES:
            return False
        log.warning("mailbox: a mail in the sent folder could not be fetched")
        return True

    async def _received(self, raw: bytes, origin: str) -> bool:
        try:
            await self._keep.receive(SENT, raw, origin, "")
        except Exception:  # noqa: BLE001  whatever keeps it from being stored: it is handed over again
            self._say("a mail in the sent folder could not be stored")
            return False
        return True

    async def _read_to(self) -> Mark | None:
        """None where the store does not say."""
        try:
            return mark(await self._keep.read_to(self._name))
        except Exception:  # noqa: BLE001  as above: asked again at the next look
            self._say("the sent folder waits, the store does not answer")
            return None

    async def _remembered(self, reached: Mark) -> bool:
        try:
            await self._keep.reached(self._name, str(reached))
        except Exception:  # noqa: BLE001  as above: what was handed over is known when it is handed over again
            return False
        return True

    def _say(self, what: str) -> None:
        """Once, until a look succeeds."""
        if what != self._said:
            self._said = what
            log.warning("mailbox: %s", what)
