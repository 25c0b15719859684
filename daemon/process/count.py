"""'How many incidents have you handled?' (P13): what may be said to anybody who asks."""

from collections.abc import Iterable
from datetime import date, timedelta

from daemon.process.case import Track
from daemon.process.events import Count

FEW = 5
QUARTER = 3


def quarter_end(today: date) -> date:
    """The last day of the last full calendar quarter before `today`."""
    first_month = (today.month - 1) // QUARTER * QUARTER + 1
    return date(today.year, first_month, 1) - timedelta(days=1)


def count(closed: Iterable[tuple[Track, date]], baseline: int, as_of: date, today: date) -> Count:
    """Closed cases up to the end of the last full quarter, on top of the baseline. Two answers must reveal no single
    case, neither a week nor a quarter apart: each figure moves on only once five have come since it last did. The
    total is the sum of what is told of its parts, so that none follows from it by subtraction.
    """
    until = max(quarter_end(today), as_of)
    since = [(track, day) for track, day in closed if as_of < day <= until]
    concerns = _told([day for track, day in since if track is Track.CONCERN], as_of, until)
    questions = _told([day for track, day in since if track is Track.QUESTION], as_of, until)
    others = {Track.CONCERN, Track.QUESTION, Track.APPEAL}
    complaints = _told([day for track, day in since if track not in others], as_of, until)
    return Count(
        total=str(baseline + complaints + concerns),
        baseline=str(baseline),
        as_of=as_of.isoformat(),
        until=until.isoformat(),
        complaints=_say(complaints),
        concerns=_say(concerns),
        questions=_say(questions),
    )


def _told(days: list[date], as_of: date, until: date) -> int:
    """How many are told by now: 0 until there are five, and then in steps of five or more, at the ends of quarters."""
    told = 0
    for end in sorted({max(_end_of_quarter(day), as_of) for day in days}):
        number = sum(day <= end for day in days) if end <= until else 0
        told = number if number - told >= FEW else told
    return told


def _end_of_quarter(day: date) -> date:
    """The last day of the calendar quarter that `day` is in."""
    later = day.month - 1 + QUARTER
    return quarter_end(date(day.year + later // 12, later % 12 + 1, 1))


def _say(number: int) -> str:
    return str(number) if number >= FEW else "fewer than five"
