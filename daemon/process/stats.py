"""The counts and times of a transparency report, by full calendar quarter and in total, as they may be told (P13).

Pure: over values that others gathered from the cases that one administrator may know of (P14). A quarter that runs is
left out, for two reports a week apart must reveal no single case. How many are open is not told at all: a single case
moves it from one week to the next, and beside the opened ones it gives the closed ones away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

from daemon.process.case import Track
from daemon.process.count import FEW, QUARTER, quarter_end
from daemon.process.small import Direction, Figure, Ledger, Line, Telling, Told

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
HOURS_UP_TO = 48
NINTH_DECILE = 0.9
SHARE_STEP = 5  # percent: from a finer one a single broken promise could be worked out


class Kind(StrEnum):
    """As the count counts (P13): a report whose path is undecided has a complaint's care."""

    COMPLAINTS = "complaints"
    CONCERNS = "concerns"
    QUESTIONS = "questions"
    APPEALS = "appeals"


KINDS = {
    Track.COMPLAINT: Kind.COMPLAINTS,
    Track.UNDECIDED: Kind.COMPLAINTS,
    Track.CONCERN: Kind.CONCERNS,
    Track.QUESTION: Kind.QUESTIONS,
    Track.APPEAL: Kind.APPEALS,
}


class Happening(StrEnum):
    SUSPENDED = "suspensions"
    UPHELD = "appeals upheld"
    OVERTURNED = "appeals overturned"


class Wait(StrEnum):
    """What somebody waited for."""

    COMPLAINT_DATE = "until a complaint had its first date"
    CONCERN_DATE = "until a concern had its first date"
    RESOLUTION = "until a complaint was resolved"


class Promised(StrEnum):
    KEPT = "kept"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One case as it counts; the days are the community's. A promise stands with the day on which it was given."""

    kind: Kind
    opened: date
    closed: date | None = None
    happened: tuple[tuple[Happening, date], ...] = ()
    waits: tuple[tuple[Wait, date, timedelta], ...] = ()
    promises: tuple[tuple[Promised, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Waited:
    """Half of them waited no longer than the one, nine in ten no longer than the other; in whole hours or days."""

    median_hours: int
    ninth_decile_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`opened`, `closed` and `happened` by name. A wait with too few cases behind it is not there; so with the share of
    promises kept, in percent.
    """

    first: date
    last: date
    opened: dict[str, Figure]
    closed: dict[str, Figure]
    happened: dict[str, Figure]
    waited: dict[str, Waited] = field(default_factory=dict)
    promises_kept: int | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether all there is to say is that there were few."""
        counts = (*self.opened.values(), *self.closed.values(), *self.happened.values())
        small = all(each.most is not None and each.most < FEW for each in counts)
        return small and not self.waited and self.promises_kept is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """`total` is None before the first full quarter has ended."""

    total: Period | None
    quarters: tuple[Period, ...]


Days = tuple[date, date]


def stats(records: Sequence[Record], as_of: date | None, today: date) -> Stats:
    """`as_of` is the last day of what others counted before; without one it begins with the quarter of the first case,
    for the day itself would be that case's alone.
    """
    begin = as_of + DAY if as_of else _first_day(min((each.opened for each in records), default=today))
    quarters = tuple(_quarters(begin, quarter_end(today)))
    if not quarters:
        return Stats(total=None, quarters=())
    told = _told(records, quarters)
    whole = (quarters[0][0], quarters[-1][1])
    return Stats(
        total=_period(records, whole, {name: each.total for name, each in told.items()}),
        quarters=tuple(
            _period(records, days, {name: each.quarters[place] for name, each in told.items()})
            for place, days in enumerate(quarters)
        ),
    )


def _quarters(begin: date, end: date) -> Iterator[Days]:
    """Each full one; the first begins where the counting does."""
    while begin <= end:
        last = _last_day(begin)
        yield begin, last
        begin = last + DAY


def _first_day(day: date) -> date:
    """Of the quarter that `day` lies in."""
    return quarter_end(day) + DAY


def _last_day(day: date) -> date:
    """Of the quarter that `day` lies in."""
    after = day.month - (day.month - 1) % QUARTER + QUARTER
    return (date(day.year, after, 1) if after <= 12 else date(day.year + 1, 1, 1)) - DAY  # noqa: PLR2004  months


def _told(records: Sequence[Record], quarters: Sequence[Days]) -> dict[str, Told]:
    """Reports are settled together, for anybody may ask for their sum. Of appeals their outcomes are told; beside them
    the opened and the closed ones would give away those that ended otherwise.
    """
    reports = Ledger(
        (
            *_lines(records, quarters, Kind.COMPLAINTS, Direction.UP),
            *_lines(records, quarters, Kind.CONCERNS, Direction.DOWN),
        ),
        asked=(_closed(Kind.COMPLAINTS), _closed(Kind.CONCERNS)),
    )
    questions = Ledger(_lines(records, quarters, Kind.QUESTIONS), asked=(_closed(Kind.QUESTIONS),))
    appeals = Ledger(_lines(records, quarters, Kind.APPEALS, telling=Telling.HINTS))
    happened = [Ledger((Line(name=what, counts=_happened(records, quarters, what)),)) for what in Happening]
    return {name: told for each in (reports, questions, appeals, *happened) for name, told in each.settled().items()}


def _lines(
    records: Sequence[Record],
    quarters: Sequence[Days],
    kind: Kind,
    direction: Direction = Direction.UP,
    telling: Telling = Telling.EXACT,
) -> tuple[Line, Line]:
    """The closed ones first: they are what the count answers with."""
    mine = [each for each in records if each.kind is kind]
    begin = quarters[0][0]
    opened, closed = _opened(kind), _closed(kind)
    ended = [each.closed for each in mine if each.closed]
    return (
        Line(name=closed, counts=_by_quarter(ended, quarters), within=opened, direction=direction, telling=telling),
        Line(
            name=opened,
            counts=_by_quarter([each.opened for each in mine], quarters),
            lead=sum(each.opened < begin and not (each.closed and each.closed < begin) for each in mine),
            direction=direction,
            telling=telling,
        ),
    )


def _opened(kind: Kind) -> str:
    return f"{kind} opened"


def _closed(kind: Kind) -> str:
    return f"{kind} closed"


def _happened(records: Iterable[Record], quarters: Sequence[Days], happening: Happening) -> tuple[int, ...]:
    days = [day for record in records for what, day in record.happened if what is happening]
    return _by_quarter(days, quarters)


def _by_quarter(days: Sequence[date], quarters: Sequence[Days]) -> tuple[int, ...]:
    return tuple(sum(first <= day <= last for day in days) for first, last in quarters)


def _period(records: Sequence[Record], days: Days, figures: dict[str, Figure]) -> Period:
    first, last = days
    promises = [
        [kept for kept, day in record.promises if first <= day <= last] for record in records if record.promises
    ]
    return Period(
        first=first,
        last=last,
        opened={str(kind): figures[_opened(kind)] for kind in Kind},
        closed={str(kind): figures[_closed(kind)] for kind in Kind},
        happened={str(what): figures[what] for what in Happening},
        waited={str(wait): waited for wait in Wait if (waited := _waited(records, days, wait))},
        promises_kept=_share([each for each in promises if each]),
    )


def _waited(records: Iterable[Record], days: Days, wait: Wait) -> Waited | None:
    hours = sorted(
        span / HOUR
        for record in records
        for what, day, span in record.waits
        if what is wait and days[0] <= day <= days[1]
    )
    if len(hours) < FEW:
        return None
    return Waited(_coarse(median(hours)), _coarse(hours[ceil(len(hours) * NINTH_DECILE) - 1]))


def _coarse(hours: float) -> int:
    """Rounded up; beyond two days to whole days, for a time to the minute names a case to who was there."""
    return ceil(hours) if hours <= HOURS_UP_TO else ceil(hours / 24) * 24


def _share(promises: Sequence[Sequence[Promised]]) -> int | None:
    """In percent, of those of at least five cases."""
    if len(promises) < FEW:
        return None
    every = [each for case in promises for each in case]
    return round(100 * every.count(Promised.KEPT) / len(every) / SHARE_STEP) * SHARE_STEP
