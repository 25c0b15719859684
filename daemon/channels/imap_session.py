"""One connection to the mailbox: TLS, login, folders, search, fetch, mark, IDLE. It decides nothing and keeps nothing.

Nothing of a mail ever enters a command: commands are made of numbers and of the configuration's folder names (a CRLF in
a SEARCH once emptied a mailbox). No exception of the libraries may be logged with its text: it quotes the server.
"""

import contextlib
import datetime as dt
import logging
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from enum import StrEnum

from imapclient import SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from daemon.channels.imap_client import Client
from daemon.channels.imap_progress import Found, seconds, windows
from daemon.channels.imap_settings import Settings, Tls
from daemon.channels.imap_trouble import LoginRefused, NoFolder, NoTls, is_of_the_moment
from daemon.steps import Step, at

log = logging.getLogger("conductd.imap")
KEYWORD = b"$Conductd"
TOO_LARGE = "too large"
_BEGINNING = 65_536
_INSTANT = 0.05
_EMPTIES = 5
_BREATH = 1.0
# imaplib sends LOGIN's user as it is; anything beyond these characters goes by AUTHENTICATE PLAIN (base64).
_PLAIN_USER = re.compile(r"[A-Za-z0-9.@_+=-]+")

Token = Callable[[str], str]
"""The access token. Takes the one that was just refused ("" at first), so that it is renewed; runs in the door's
thread. Raises OSError where the token's server cannot be reached, anything else where it refuses."""

Pause = Callable[[float], bool]
"""Waits so many seconds; False when the door is to close."""


class Way(StrEnum):
    """How this server lets a message be marked as done, best first; or that it was removed."""

    MOVE = "move"
    COPY = "copy"
    KEYWORD = "keyword"
    NOTHING = "nothing"
    REMOVED = "removed"


def tls_context(settings: Settings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        # A missing file is an OSError, and so is every trouble with the network.
        raise NoTls from error


class Session:
    """Every method may raise OSError or IMAPClientError; after either the connection is not to be used again.

    IMAPClientError that is no IMAPClientAbortError is a refusal of one command: the connection goes on.
    """

    def __init__(self, settings: Settings) -> None:
        """Connects. Raises ssl.SSLError where the certificate does not verify."""
        self._settings = settings
        self._folders: dict[str, str] = {}
        self._messages = self.uidvalidity = self.next_uid = 0
        self._keywords = False
        implicit = settings.tls is Tls.IMPLICIT
        self._client = Client(
            settings.host,
            settings.port,
            ssl=implicit,
            ssl_context=tls_context(settings) if implicit else None,
            timeout=SocketTimeout(connect=settings.connect_timeout, read=settings.timeout),
        )

    def secure(self) -> None:
        """STARTTLS where it is configured; nothing is sent before it."""
        if self._settings.tls is not Tls.STARTTLS:
            return
        try:
            self._client.starttls(tls_context(self._settings))
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise NoTls from error

    def login(self, token: Token | None) -> None:
        """Raises LoginRefused. A refused token is renewed once before that."""
        if token is None:
            self._authenticate(self._password_login)
            return
        access = _token(token, "")
        try:
            self._authenticate(lambda: self._token_login(access))
        except LoginRefused:
            renewed = _token(token, access)
            self._authenticate(lambda: self._token_login(renewed))

    def _password_login(self) -> None:
        user, password = self._settings.user, self._settings.password
        if _PLAIN_USER.fullmatch(user) and password.isascii():
            self._client.login(user, password)
        else:
            self._client.plain_login(user, password)

    def _token_login(self, access: str) -> None:
        first = f"user={self._settings.user}\x01auth=Bearer {access}\x01\x01".encode()
        # A refusal comes as a second challenge, which is answered with an empty line (Google's XOAUTH2 protocol).
        answers = iter((first, b""))
        self._client.sasl_login("XOAUTH2", lambda _: next(answers, None))

    @staticmethod
    def _authenticate(attempt: Callable[[], None]) -> None:
        try:
            attempt()
        except LoginError as error:
            # The library calls a connection that broke, and a server that is busy (RFC 5530), a refusal too.
            if isinstance(error.__context__, IMAPClientAbortError) or is_of_the_moment(error):
                raise IMAPClientAbortError("lost at login") from None
            raise LoginRefused from None

    def open_folder(self) -> None:
        """Opens the watched folder, or opens it again: then what was counted and UIDVALIDITY are fresh."""
        self._opened(self._settings.folder, readonly=False)

    def examine(self, name: str) -> None:
        """Opens another folder in its place, to read only (EXAMINE): nothing in it changes, no flag and no mark."""
        self._opened(name, readonly=True)

    def newest(self, name: str) -> tuple[int, int]:
        """UIDVALIDITY and the highest UID ever given in a folder that is not open; 0 for what is not answered."""
        found = self._client.status(self.place(name))
        return found.get(b"UIDVALIDITY", 0), found.get(b"UIDNEXT", 1) - 1

    def _opened(self, name: str, *, readonly: bool) -> None:
        try:
            answer = self._client.select_folder(self.place(name), readonly=readonly)
        except IMAPClientAbortError as error:
            if isinstance(error, self._client.ReadOnlyError):
                raise NoFolder from None
            raise
        except IMAPClientError as error:
            if is_of_the_moment(error):
                raise IMAPClientAbortError("not now") from None
            raise NoFolder from None
        self.uidvalidity = int(answer.get(b"UIDVALIDITY", 0))
        self.next_uid = int(answer.get(b"UIDNEXT", 0))
        self._messages = int(answer[b"EXISTS"])
        self._keywords = bool({rb"\*", KEYWORD} & set(answer.get(b"PERMANENTFLAGS", ())))

    @property
    def way(self) -> Way:
        if self._client.has_capability("MOVE"):
            return Way.MOVE
        if self._client.has_capability("UIDPLUS"):
            return Way.COPY
        return Way.KEYWORD if self._keywords else Way.NOTHING

    @property
    def idles(self) -> bool:
        return bool(self._client.has_capability("IDLE"))

    def place(self, name: str) -> str:
        """The folder's name on this server: below the personal namespace's prefix, with the server's delimiter."""
        if name.upper() == "INBOX" or self.exists(name):
            return name
        prefix, delimiter = self._namespace()
        return name if prefix and name.startswith(prefix) else prefix + name.replace("/", delimiter)

    def exists(self, name: str) -> bool:
        listed = self._client.list_folders("", name)
        return any(rb"\noselect" not in {bytes(flag).lower() for flag in flags} for flags, _, _ in listed)

    def _namespace(self) -> tuple[str, str]:
        personal = self._client.namespace().personal if self._client.has_capability("NAMESPACE") else None
        if personal:
            prefix, delimiter = personal[0]
            return prefix, delimiter or "/"
        root = self._client.list_folders("", "")
        delimiter = root[0][1] if root else None
        return "", delimiter.decode("ascii") if delimiter else "/"

    def ensure(self, name: str) -> str:
        """The folder's name on this server, made if it is missing; "" where the server refuses to make it."""
        if name not in self._folders:
            self._folders[name] = self._ensure(self.place(name))
        return self._folders[name]

    def _ensure(self, place: str) -> str:
        if self.exists(place):
            return place
        try:
            self._client.create_folder(place)
            self._client.subscribe_folder(place)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            # Another client may have made it in between, or this server knows no subscriptions.
            return place if self.exists(place) else ""
        return place

    def candidates(self, floor: int) -> tuple[list[int], int]:
        """The unmarked UIDs from `floor` on that arrived around `not_before` or later, and the highest UID there is."""
        self._client.forget_announcements()
        # `*` is the last message also when it lies below the floor (RFC 3501, 6.4.8).
        top = max(self._client.search(["UID", "*"]), default=0)
        criteria = [*self._since(), *(["UNKEYWORD", KEYWORD] if self._keywords else [])]
        uids: set[int] = set()
        for low, high in windows(floor, top, self._messages):
            answer = self._client.search(["UID", f"{low}:{high}", *criteria])
            uids.update(uid for uid in answer if low <= uid <= high)
        return sorted(uids), top

    def holds(self, message_id: str) -> bool:
        """Whether the open folder has a message of that id, which must be one of our own (`imap_sent.py`)."""
        return bool(self._client.search(["HEADER", "MESSAGE-ID", message_id]))

    def _since(self) -> list[str | dt.date]:
        """SINCE compares dates in a zone of the server's choice, so a day is added; `describe` is exact."""
        if self._settings.not_before is None:
            return []
        return ["SINCE", (self._settings.not_before - dt.timedelta(days=1)).date()]

    def describe(self, uids: Sequence[int]) -> tuple[list[Found], list[int]]:
        """Those that are ours to read, with their sizes, and those that arrived before `not_before`."""
        answers = self._client.fetch_exactly(uids, "RFC822.SIZE INTERNALDATE") if uids else {}
        old = [uid for uid, answer in answers.items() if self._is_old(answer.get(b"INTERNALDATE"))]
        found = [
            Found(uid, size, seconds(answer.get(b"INTERNALDATE")))
            for uid, answer in sorted(answers.items())
            if uid not in old and isinstance(size := answer.get(b"RFC822.SIZE"), int)
        ]
        return found, old

    def _is_old(self, arrived: dt.datetime | None) -> bool:
        """Where the date cannot be read, the server's own SINCE has decided."""
        before = self._settings.not_before
        return before is not None and arrived is not None and arrived < before

    def fetch(self, found: Found) -> tuple[bytes, str] | None:
        """The bytes and "" or "too large"; then only their beginning. None where the message is gone."""
        if found.size > self._settings.max_bytes:
            return self._fetch(found.uid, f"BODY.PEEK[]<0.{_BEGINNING}>", b"BODY[]<0>", TOO_LARGE)
        fetched = self._fetch(found.uid, "BODY.PEEK[]", b"BODY[]", "")
        # RFC822.SIZE is an estimate on some servers.
        if fetched and len(fetched[0]) > self._settings.max_bytes:
            return fetched[0][:_BEGINNING], TOO_LARGE
        return fetched

    def _fetch(self, uid: int, item: str, answered: bytes, note: str) -> tuple[bytes, str] | None:
        raw = self._client.fetch_exactly([uid], item).get(uid, {}).get(answered)
        at(Step.IMAP_FETCHED)
        return (raw, note) if isinstance(raw, bytes) else None

    def mark(self, uids: Sequence[int], name: str) -> Way:
        """Moves messages into the folder `name`, or does what is nearest to it on this server; says what it did."""
        at(Step.IMAP_STORED)
        way = self.way
        place = self.ensure(name) if way in {Way.MOVE, Way.COPY} else ""
        try:
            if place and way is Way.MOVE:
                self._client.move(uids, place)
            elif place:
                self._copy(uids, place)
            else:
                way = self._flag(uids)
        except IMAPClientError:
            # The folder may have been deleted or renamed since it was looked for.
            self._folders.clear()
            raise
        at(Step.IMAP_MARKED)
        return way

    @property
    def removes(self) -> bool:
        return bool(self._client.has_capability("UIDPLUS"))

    def remove(self, uids: Sequence[int], name: str) -> Way:
        """Removes messages that somebody may not find here; where the server cannot, they are marked as any other."""
        if not self.removes:
            log.warning("mailbox: this server removes no single message; %d stay in it", len(uids))
            return self.mark(uids, name)
        self._expunge(uids)
        return Way.REMOVED

    def _copy(self, uids: Sequence[int], place: str) -> None:
        self._client.copy(uids, place)
        self._expunge(uids)

    def _expunge(self, uids: Sequence[int]) -> None:
        """Never a bare EXPUNGE: it would take away what another client has only marked (RFC 4315)."""
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        self._client.uid_expunge(uids)

    def _flag(self, uids: Sequence[int]) -> Way:
        if not self._keywords:
            return Way.NOTHING
        self._client.add_flags(uids, [KEYWORD], silent=True)
        return Way.KEYWORD

    def wait(self, seconds: float, pause: Pause) -> None:
        """Until something came, the time is over, or the door is to close."""
        if self.idles:
            self._idle(min(seconds, self._settings.idle_slice), pause)
            return
        ends = time.monotonic() + min(seconds, self._settings.poll_every)
        while (left := ends - time.monotonic()) > 0 and pause(min(left, _BREATH)):
            pass
        self._client.noop()

    def _idle(self, seconds: float, pause: Pause) -> None:
        self._client.idle()
        ends, empties = time.monotonic() + seconds, 0
        while not self._client.announced() and (left := ends - time.monotonic()) > 0 and pause(0):
            asked = time.monotonic()
            if self._client.idle_check(min(max(left, 2 * _INSTANT), _BREATH)):
                break
            empties = empties + 1 if time.monotonic() - asked < _INSTANT else 0
            if empties == _EMPTIES:
                # A closed socket is always readable and always empty, and the library says nothing.
                raise ConnectionResetError("closed while idle")
        self._client.idle_done()

    def cut(self) -> None:
        """Ends the connection from another thread: whatever blocks on it fails at once.

        The plain socket's method: the TLS socket's own would also take its TLS state away under a reading thread.
        """
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._client.shutdown()


def _token(token: Token, refused: str) -> str:
    try:
        return token(refused)
    except OSError:
        raise
    except Exception as error:
        raise LoginRefused from error
