"""What the Slack door is told, and what it gets from the house. Values only; no token shows in a repr."""

import datetime as dt
import ipaddress
import urllib.parse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

CHANNEL = "slack"
Facts = Mapping[str, object]  # a JSON object as Slack sent it: no key of it is certain to be there, or of a type


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Durations in seconds, sizes in bytes. Raises ValueError, naming the configuration's key, for what cannot be."""

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    poll_every: float = 30.0
    not_before: dt.datetime
    max_bytes: int = 25 * 1024 * 1024
    most_files: int = 50
    sockets: int = 2
    timeout: float = 30.0
    ping_interval: float = 5.0
    unhealthy_after: float = 30.0
    look_every: float = 0.5
    auth_every: float = 60.0
    # A token that was refused is not mended within seconds, and Slack locks out who asks too often.
    refused_every: float = 60.0
    sweep_every: float = 300.0
    # Slack's pages: "recommended no more than 200"; the newest come first.
    page: int = 200
    # Tier 3 is 50 and more a minute and method; what is left over is for the questions of the outbox.
    calls_per_minute: int = 40
    lists_per_minute: int = 15
    # History is read again this far back: it shows edits, answers in threads, and what appeared late.
    overlap: float = 86_400.0
    # At the start, and every hour, further back: somebody may answer in the thread of an old letter, or edit old words.
    far_overlap: float = 30 * 86_400.0
    far_every: float = 3600.0
    # An event belongs to a socket for this long; if the history shows it later, the socket is deaf.
    deaf_after: float = 60.0
    # Two sockets deliver in any order: what arrives within this time is handed over in the order of its writing.
    gather: float = 0.2
    files_within: float = 3600.0
    backoff: float = 1.0

    def __post_init__(self) -> None:
        if not self.bot_token:
            raise ValueError("slack.bot_token: a token that begins with xoxb- is needed")
        if self.not_before.tzinfo is None:
            raise ValueError("mailbox.not_before: a time needs its zone")
        if not _reachable_safely(self.api_url):
            raise ValueError("slack.api_url: an https address is needed")
        if not 0 < self.page <= 999:  # noqa: PLR2004  Slack's own limit
            raise ValueError("slack: a page holds 1 to 999 messages")


def _reachable_safely(url: str) -> bool:
    address = urllib.parse.urlsplit(url)
    return bool(address.hostname) and (address.scheme == "https" or _is_loopback(url))


def _is_loopback(url: str) -> bool:
    host = urllib.parse.urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _nothing(_: object) -> None:
    return None


async def _no_threads() -> Sequence[tuple[str, str]]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What stands behind the door. What raises was not done: the door does not acknowledge it, and comes again.

    `interact` gets an interaction or a slash command whole and returns what the acknowledgement carries, within three
    seconds. `threads` names (DM, root) of the open cases. `state` gets a fixed word when it changes.
    """

    receive: Callable[[str, bytes, str, str], Awaitable[str]]
    known: Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
    cursor: Callable[[str], Awaitable[str]]
    keep_cursor: Callable[[str, str], Awaitable[object]]
    threads: Callable[[], Awaitable[Sequence[tuple[str, str]]]] = _no_threads
    interact: Callable[[Facts], Awaitable[Facts | None]] = _nothing
    member_changed: Callable[[Facts], Awaitable[object]] = _nothing
    home_opened: Callable[[str], Awaitable[object]] = _nothing
    state: Callable[[str], object] = lambda _: None
    tick: Callable[[], object] = lambda: None
