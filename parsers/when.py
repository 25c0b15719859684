"""Times and durations in an administrator's words.

Pure: the present moment and the zone are arguments. It refuses what it is not sure of, with a hint, and never repeats
what was written.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from parsers.day import COUNT, DAYS, FORMS, MONTHS, NO_SUCH, NUMBERS, WEEKDAY, NotATime, day

__all__ = ["Exactness", "NotATime", "When", "duration", "say", "when"]

LONGEST: Final = 80
FARTHEST: Final = timedelta(days=366)
END_OF_DAY: Final = time(17, 0)  # what a day without an hour means: the end of a working day

LONG: Final = f"A time is one short line. {FORMS}"
BARE_HOUR: Final = "Write the hour as 17:00 or 5pm."
PAST: Final = "That time has passed already."
FAR: Final = "That is more than a year away."
ONE_ZONE: Final = f"Leave the zone out (yours is meant) or write UTC. {FORMS}"
DURATION: Final = "A duration is a whole number and one unit, like 90s, 15m, 24h, 7d or 2w."

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_HOURS: Final = {
    "noon": time(12), "midday": time(12), "morning": time(9), "afternoon": time(15), "evening": time(19),
    "night": time(20), "eod": END_OF_DAY, "cob": END_OF_DAY, "end of day": END_OF_DAY, "end of the day": END_OF_DAY,
    "close of business": END_OF_DAY,
}  # fmt: skip

DURATION_FORM: Final = re.compile(r"([0-9]{1,6})([smhdw])")
ISO_FORM: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[t ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?) ?(?P<zone>z|utc|[+-][0-9]{2}:?[0-9]{2})?)?"
)
SPAN_FORM: Final = re.compile(rf"(?:in )?(?P<count>{COUNT}|half an) (?P<unit>hour|hr|minute|min|second|sec)s?")
ZONE_FORM: Final = re.compile(rf" (?!today$|{WEEKDAY}$)(?P<zone>[a-z]{{3,5}}(?:[+-][0-9]{{2}}:[0-9]{{2}})?)$")
HOUR_FORM: Final = re.compile(
    r"(?:\bat |\bin the |\bby )?\b(?:"
    r"(?P<hour>[0-9]{1,2})(?P<minute>:[0-9]{2})? ?(?P<half>am|pm)"
    r"|(?P<hour24>[0-9]{1,2})(?P<minute24>:[0-9]{2})"
    rf"|(?P<word>{'|'.join(_HOURS)}))\b"
)
LOOSE_HOUR_FORM: Final = re.compile(r"\bat [0-9]{1,2}(?![0-9:])(?! ?[ap]m)")


class Exactness(StrEnum):
    """How sure the reading is: what was READ is said back before it counts."""

    ISO = "iso"
    READ = "read"


@dataclass(frozen=True, slots=True)
class When:
    at: datetime  # aware, UTC
    exact: Exactness


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the words are read: the moment, the zone they mean, and the name of the zone where they wrote one."""

    now: datetime
    zone: ZoneInfo
    named: str = ""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def moment(self, on: date, hour: time) -> datetime:
        """A wall-clock time as a moment. In the gap of a spring night it moves forward (PEP 495, fold=0).

        Of the two that an autumn night has, the one whose zone's name was written, else the first that is to come.
        """
        both = [datetime.combine(on, hour, self.zone).replace(fold=fold) for fold in (0, 1)]
        if datetime.combine(on, hour) != both[0].astimezone(UTC).astimezone(self.zone).replace(tzinfo=None):
            return both[0].astimezone(UTC)
        named = [one for one in both if _zone_name(one) == self.named]
        moments = [one.astimezone(UTC) for one in (named or both)]
        return next((moment for moment in moments if moment > self.now), moments[0])


def when(text: str, now: datetime, zone: ZoneInfo) -> When:
    """The moment that `text` names, later than the aware `now` and at most a year away; raises NotATime with a hint."""
    if len(text) > LONGEST:
        raise NotATime(LONG)
    words = _plain(text)
    try:
        found = _iso(words, _Frame(now, zone))
        result = found or When(_read(words, _Frame(now, zone)), Exactness.READ)
    except OverflowError:
        raise NotATime(FAR) from None
    return _in_reach(result, now)


def say(at: datetime, zone: ZoneInfo) -> str:
    """A moment in full, in English whatever the locale: 'Friday 27 November 2026, 17:00 MST'."""
    local = at.astimezone(zone)
    date_in_full = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"
    return f"{date_in_full}, {local:%H:%M} {_zone_name(local).upper()}"


def duration(text: str) -> timedelta:
    """A duration of the configuration, exactly one number and one unit; raises ValueError with the accepted form."""
    found = DURATION_FORM.fullmatch(text)
    if found is None:
        raise ValueError(DURATION)
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def _plain(text: str) -> str:
    """Lower case, single spaces, without the little words in front and the full stop behind."""
    words = " ".join(text.lower().split()).rstrip(".!").strip(" ,")
    for before, instead in (("by ", ""), ("on ", ""), ("until ", ""), ("before ", ""), ("within ", "in ")):
        words = instead + words.removeprefix(before) if words.startswith(before) else words
    return words


def _in_reach(found: When, now: datetime) -> When:
    if found.at <= now:
        raise NotATime(PAST)
    if found.at - now > FARTHEST:
        raise NotATime(FAR)
    return found


def _iso(words: str, frame: _Frame) -> When | None:
    """An ISO date or date and time; without an offset it is in the zone."""
    found = ISO_FORM.fullmatch(words)
    if found is None:
        return None
    try:
        on = date.fromisoformat(found["date"])
        # a leap second is the minute's last
        hour = time.fromisoformat(re.sub(":60$", ":59", found["time"])) if found["time"] else END_OF_DAY
        offset = _offset(found["zone"])
    except ValueError:
        raise NotATime(NO_SUCH) from None
    if offset is None:
        return When(frame.moment(on, hour), Exactness.ISO)
    return When(datetime.combine(on, hour, offset).astimezone(UTC), Exactness.ISO)


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone in {"z", "utc"}:
        return UTC
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))


def _read(words: str, frame: _Frame) -> datetime:
    span = _span(words)
    if span is not None:
        return frame.now.astimezone(UTC) + span
    if words == "midnight":
        return frame.moment(frame.today + timedelta(days=1), time(0))
    words, frame = _zoned(words, frame)
    words = words.replace("tonight", "today night").replace("this morning", "today morning")
    words = re.sub(r"\bthis (?=afternoon|evening)", "today ", words)
    hour, rest = _hour(words)
    if not rest and hour is not None:
        return _next_time_of_day(hour, frame)
    return frame.moment(day(rest, frame.today), hour or END_OF_DAY)


def _span(words: str) -> timedelta | None:
    """An exact span from now: compact ('2d') or in hours, minutes and seconds. 'In 2 days' is a date, not this."""
    if DURATION_FORM.fullmatch(words):
        return duration(words)
    found = SPAN_FORM.fullmatch(words)
    if found is None:
        return None
    count = 0.5 if found["count"] == "half an" else _number(found["count"])
    return timedelta(**{_UNITS[found["unit"][0]]: count})


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return NUMBERS.index(word) + 1 if word in NUMBERS else 1


def _zoned(words: str, frame: _Frame) -> tuple[str, _Frame]:
    """Takes a zone off the end: UTC, or one of the zone's own names. Any other would be a guess: IST is three zones."""
    found = ZONE_FORM.search(words)
    if found is None or not re.search(r"[0-9]", words):
        return words, frame
    named, rest = found["zone"], words[: found.start()]
    if named in _zone_names(frame):
        return rest, _Frame(frame.now, frame.zone, named)
    if named in {"utc", "gmt"}:
        return rest, _Frame(frame.now, ZoneInfo("UTC"), "utc")
    if re.search(r":[0-9]{2}$|[0-9] ?[ap]m$", rest):
        raise NotATime(ONE_ZONE)
    return words, frame


def _zone_names(frame: _Frame) -> set[str]:
    year = frame.now.year
    return {_zone_name(datetime(year, month, 1, 12, tzinfo=frame.zone)) for month in range(1, 13)}


def _zone_name(local: datetime) -> str:
    """'mst'; where the zone has no letters of its own, its distance from UTC: 'utc-03:00'."""
    name = (local.tzname() or "").lower()
    if name.isalpha():
        return name
    offset = f"{local:%z}"
    return f"utc{offset[:3]}:{offset[3:5]}"


def _hour(words: str) -> tuple[time | None, str]:
    """The time of day, and the words without it."""
    if LOOSE_HOUR_FORM.search(words):
        raise NotATime(BARE_HOUR)
    found = list(HOUR_FORM.finditer(words))
    if not found:
        return None, words
    if len(found) > 1:
        raise NotATime(FORMS)
    rest = f"{words[: found[0].start()].rstrip(' ,')} {words[found[0].end() :].lstrip(' ,')}".strip()
    return _time_of_day(found[0]), rest.removeprefix("on ").removesuffix(" at")


def _time_of_day(found: re.Match[str]) -> time:
    if found["word"]:
        return _HOURS[found["word"]]
    hour = int(found["hour"] or found["hour24"])
    minute = int((found["minute"] or found["minute24"] or ":0")[1:])
    if found["half"] and not 1 <= hour <= 12:  # noqa: PLR2004  the hours of a clock's face
        raise NotATime(NO_SUCH)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotATime(NO_SUCH) from None


def _next_time_of_day(hour: time, frame: _Frame) -> datetime:
    today = frame.moment(frame.today, hour)
    return today if today > frame.now else frame.moment(frame.today + timedelta(days=1), hour)
