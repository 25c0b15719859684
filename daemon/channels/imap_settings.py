"""What the IMAP door is told. Values only: nothing here connects, and no secret or address shows in a repr."""

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from daemon.channels.imap_progress import Found

LONGEST_IDLE = 30.0
# RFC 3501: a control character ends or corrupts a command; `%` and `*` are LIST's wildcards.
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_A_FOLDER = re.compile(r"[\x00-\x1f\x7f%*]")


class Tls(StrEnum):
    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """Durations in seconds, sizes in bytes. Raises ValueError, naming the configuration's key, for what cannot be."""

    host: str
    user: str = field(repr=False)
    password: str = field(default="", repr=False)
    port: int = 993
    tls: Tls = Tls.IMPLICIT
    ca_file: str = ""
    folder: str = "INBOX"
    done_folder: str = "Cases"
    aside_folder: str = "Set aside"
    sent_folder: str = ""
    poll_every: float = 60.0
    not_before: dt.datetime | None = None
    max_bytes: int = 25 * 1024 * 1024
    connect_timeout: float = 10.0
    timeout: float = 30.0
    # A server that has run out of inotify instances (128 a user on Linux) announces new mail minutes late and says
    # nothing of it: the search after each slice finds it. Dovecot's own poll is every two minutes then.
    idle_slice: float = 10.0
    stall_after: float = 300.0

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not is_loopback(self.host):
            raise ValueError("mailbox.tls: none is for a server on this machine; use implicit or starttls")
        if not 0 < self.idle_slice <= LONGEST_IDLE:
            raise ValueError("mailbox: a slice of IDLE lasts at most 30 s")
        if self.not_before is not None and self.not_before.tzinfo is None:
            raise ValueError("mailbox.not_before: a time needs its zone")
        for key in ("user", "password"):
            if _NOT_IN_A_NAME.search(getattr(self, key)):
                raise ValueError(f"mailbox.{key}: control characters are not possible there")
        for key in ("folder", "done_folder", "aside_folder"):
            name = getattr(self, key)
            if not name or _NOT_IN_A_FOLDER.search(name):
                raise ValueError(f"mailbox.{key}: a folder's name, without control characters, % and *")
        if len({self.folder, self.done_folder, self.aside_folder}) < 3:  # noqa: PLR2004  the three keys above
            raise ValueError("mailbox: folder, done_folder and aside_folder must differ")
        self._check_sent_folder()

    def _check_sent_folder(self) -> None:
        """What anybody may send to us must never be taken for what was sent from here."""
        if _NOT_IN_A_FOLDER.search(self.sent_folder):
            raise ValueError("mailbox.sent_folder: a folder's name, without control characters, % and *")
        others = {name.casefold() for name in (self.folder, self.done_folder, self.aside_folder)}
        if self.sent_folder.casefold() in others:
            raise ValueError("mailbox.sent_folder: the folder of what was sent, and none of the other three")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origins(settings: Settings, uidvalidity: int, found: Iterable[Found]) -> dict[str, int]:
    """The identity of each message at this door, with its UID."""
    start = f"{settings.user}@{settings.host}/{settings.folder}/{uidvalidity}"
    return {f"{start}/{one.name}": one.uid for one in found}
