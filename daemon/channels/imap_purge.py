"""Removes our own copies of purged messages from the done folder and the aside folder. Blocking.

A copy is found by its day and size and known by its bytes: nothing of a mail ever enters a command. UID EXPUNGE only: a
bare EXPUNGE would take away what another client has merely marked (RFC 4315).
"""

import contextlib
import datetime as dt
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from imapclient.exceptions import IMAPClientError

from daemon.channels.imap_session import Session, Token
from daemon.channels.imap_settings import Settings
from daemon.channels.imap_trouble import LoginRefused, NoFolder, NoTls

# Mail waits while nobody is at home, so a copy may be older than the day on which it was taken in; its own clock may
# be a little ahead.
BEFORE, AFTER = dt.timedelta(days=400), dt.timedelta(days=3)
_AT_ONCE = 500
# Some servers only estimate a size, and line ends are counted in two ways.
_SLACK_BYTES, _SLACK_PART = 256, 20


class Trouble(StrEnum):
    """Why nothing could be removed; fixed words."""

    NONE = ""
    UNREACHABLE = "the mail server cannot be reached"
    LOGIN = "the mail server refused the login"
    NO_UIDPLUS = "the mail server has no UIDPLUS, so one message cannot be removed without others"
    REFUSED = "the mail server refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message that was taken in at that time, of so many bytes."""

    id: str
    received_at: dt.datetime
    size: int


@dataclass(frozen=True, slots=True)
class Removed:
    """The ids whose copies are gone. Without trouble every folder was looked through."""

    ids: frozenset[str] = frozenset()
    trouble: Trouble = Trouble.NONE


IsCopy = Callable[[Wanted, bytes], bool]


class PurgeSession(Session):
    """A connection that may remove. It looks at nothing but day, size and bytes."""

    def open_to_remove(self, name: str) -> bool:
        """False where there is no such folder."""
        if not self.exists(self.place(name)):
            return False
        self._opened(name, readonly=False)
        return True

    def sizes(self, since: dt.date, before: dt.date) -> dict[int, int]:
        """By the UID, of what arrived in these days."""
        uids = self._client.search(["SINCE", since, "BEFORE", before])
        found: dict[int, int] = {}
        for start in range(0, len(uids), _AT_ONCE):
            answers = self._client.fetch_exactly(uids[start : start + _AT_ONCE], "RFC822.SIZE")
            found |= {uid: size for uid, one in answers.items() if isinstance(size := one.get(b"RFC822.SIZE"), int)}
        return found

    def bytes_of(self, uid: int) -> bytes:
        raw = self._client.fetch_exactly([uid], "BODY.PEEK[]").get(uid, {}).get(b"BODY[]")
        return raw if isinstance(raw, bytes) else b""

    def take_out(self, uid: int) -> None:
        self._expunge([uid])


def remove(settings: Settings, wanted: Sequence[Wanted], is_copy: IsCopy, token: Token | None = None) -> Removed:
    """Every copy of each that the two folders hold. What was removed before a failure is in the answer too."""
    gone: set[str] = set()
    try:
        session = PurgeSession(settings)
        with contextlib.closing(session):
            session.secure()
            session.login(token)
            if not session.removes:
                return Removed(trouble=Trouble.NO_UIDPLUS)
            for folder in (settings.done_folder, settings.aside_folder):
                if session.open_to_remove(folder):
                    gone.update(_removed(session, wanted, is_copy, settings.max_bytes))
    except (LoginRefused, NoTls):
        return Removed(frozenset(gone), Trouble.LOGIN)
    except (OSError, ssl.SSLError):
        return Removed(frozenset(gone), Trouble.UNREACHABLE)
    except (IMAPClientError, NoFolder):
        return Removed(frozenset(gone), Trouble.REFUSED)
    return Removed(frozenset(gone))


def _removed(session: PurgeSession, wanted: Sequence[Wanted], is_copy: IsCopy, most: int) -> Iterator[str]:
    since = min(each.received_at for each in wanted) - BEFORE
    before = max(each.received_at for each in wanted) + AFTER
    for uid, size in session.sizes(since.date(), before.date()).items():
        likely = [each for each in wanted if size <= most and _is_near(size, each.size)]
        raw = session.bytes_of(uid) if likely else b""
        same = [each.id for each in likely if raw and is_copy(each, raw)]
        if same:
            session.take_out(uid)
            yield from same


def _is_near(size: int, wanted: int) -> bool:
    return abs(size - wanted) <= max(_SLACK_BYTES, wanted // _SLACK_PART)
