"""The small languages of the configuration: text -> value. Pure.

What is refused is quoted, so nothing here may read a secret.
"""

import re
from dataclasses import dataclass, field
from datetime import time, timedelta
from ipaddress import ip_address
from zoneinfo import ZoneInfo

from parsers.when import duration

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=3660)
LONGEST_NAME = 200
LONGEST_QUOTE = 60
LAST_PORT = 65535
_SIZES = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
_SIZE = re.compile(r"(\d{1,12}) ?([a-z]{0,3})", re.IGNORECASE)
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_BIND = re.compile(r"\[?([^\s\[\]]{1,253})\]?:([0-9]{1,5})")
_MAILBOX = re.compile(r"([^<>]{0,200})<([^<>]{1,320})>")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,253}")


class Refused(ValueError):
    """A value that cannot stand: `what` is wrong and the `remedy`, both for the operator. `key` names the key of a
    section where the section as a whole was looked at.
    """

    def __init__(self, what: str, remedy: str, key: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.key = key


def quoted(value: object) -> str:
    """`value` as it stood in the file, short enough for one line."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


@dataclass(frozen=True, slots=True)
class Bind:
    """Where to listen."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """Some days of the week, at one local time."""

    days: tuple[str, ...]
    at: time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` in the community's zone; over midnight where `end` is the earlier one."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address, as they stand in a From line."""

    name: str = field(repr=False)
    address: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


def a_duration(value: object) -> timedelta:
    try:
        result = duration(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        result = None
    if result is None:
        raise Refused(f"{quoted(value)} is not a duration.", "Write 12h (units: s m h d w).")
    if result > LONGEST:
        raise Refused(f"{quoted(value)} is longer than ten years.", "Write a shorter duration.")
    return result


def a_positive_duration(value: object) -> timedelta:
    result = a_duration(value)
    if not result:
        raise Refused(f"{quoted(value)} would never end.", "Write a duration longer than 0s.")
    return result


def a_size(value: object) -> int:
    """A number of bytes of `25MiB`, `500 kB` or `1000`."""
    match = _SIZE.fullmatch(str(value)) if isinstance(value, (str, int)) else None
    unit = _SIZES.get(match[2].lower()) if match else None
    if match is None or unit is None or not int(match[1]):
        raise Refused(f"{quoted(value)} is not a size.", "Write 25MiB (units: B KiB MiB GiB).")
    return int(match[1]) * unit


def a_bind(value: object) -> Bind:
    match = _BIND.fullmatch(value) if isinstance(value, str) else None
    if match is None or int(match[2]) > LAST_PORT:
        raise Refused(f"{quoted(value)} is not host:port.", "Write 127.0.0.1:8025.")
    return Bind(match[1], int(match[2]))


def a_zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError, a folder's name an OSError
        raise Refused(f"{quoted(value)} is not a time zone.", "Write a name such as America/Denver or UTC.") from None


def an_address(value: object) -> str:
    """A mail address in lower case."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value[:320]):
        raise Refused(f"{quoted(value)} is not a mail address.", "Write name@example.org.")
    return value.lower()


def a_mailbox(value: object) -> Mailbox:
    """`Name <name@example.org>`, or the address alone."""
    match = _MAILBOX.fullmatch(value.strip()) if isinstance(value, str) else None
    name, address = match.groups() if match else ("", value)
    try:
        return Mailbox(a_name(name.strip().strip('"')) if name.strip() else "", an_address(address))
    except Refused:
        raise Refused(f"{quoted(value)} is not a sender.", 'Write "The Administrators <name@example.org>".') from None


def a_name(value: object) -> str:
    """One line for a person to read: no control characters, which would forge a header or a terminal."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NAME or not value.isprintable():
        raise Refused("is empty, too long or not one plain line.", "Write a name of at most 200 characters.")
    return value.strip()


def _clock(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match else None


def a_quiet_span(value: object) -> QuietHours | None:
    """`22:00-07:00`; the empty text is no quiet hours."""
    if value == "":
        return None
    start, end = (_clock(part.strip()) for part in str(value).partition("-")[::2])
    if start is None or end is None or start == end:
        raise Refused(f"{quoted(value)} are not quiet hours.", 'Write "22:00-07:00", or "" for none.')
    return QuietHours(start, end)


def a_weekly_time(value: object) -> WeeklyTime | None:
    """`mon-fri 09:00`, `tue,thu 17:30` or `daily 09:00`; the empty text is never."""
    if value == "":
        return None
    days_text, _, clock_text = str(value).strip().lower().rpartition(" ")
    days, at = _days(days_text.strip()), _clock(clock_text)
    if not days or at is None:
        raise Refused(f"{quoted(value)} is not a weekly time.", 'Write "mon-fri 09:00", or "" for never.')
    return WeeklyTime(days, at)


def _days(text: str) -> tuple[str, ...]:
    """The days in order; nothing where one of the words is no day."""
    if text == "daily":
        return DAYS
    chosen: set[str] = set()
    for part in text.split(",")[:7]:
        first, _, last = part.strip().partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return ()
        chosen |= set(_span(DAYS.index(first), DAYS.index(last or first)))
    return tuple(day for day in DAYS if day in chosen)


def _span(first: int, last: int) -> tuple[str, ...]:
    """The days from one to the other, over the week's end where that comes first."""
    return DAYS[first : last + 1] if first <= last else DAYS[first:] + DAYS[: last + 1]


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
