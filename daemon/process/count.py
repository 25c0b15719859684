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
    """Closed cases up to the end of the last full quarter, on top of the baseline; fewer than five are not told
    apart, for two answers a week apart must reveal no single case. Nor may a small figure follow from the others by
    subtraction: beside one, the other part of the total is told as 'five or more'.
    """
    until = max(quarter_end(today), as_of)
    since = [track for track, day in closed if as_of < day <= until]
    incidents = [track for track in since if track is not Track.QUESTION]
    concerns = [track for track in incidents if track is Track.CONCERN]
    parts = len(incidents) - len(concerns), len(concerns)
    say = _say if min(parts) >= FEW else _hint
    total = str(baseline + len(incidents)) if len(incidents) >= FEW else str(baseline)
    return Count(
        total=total,
        baseline=str(baseline),
        as_of=as_of.isoformat(),
        until=until.isoformat(),
        complaints=say(parts[0]),
        concerns=say(parts[1]),
        questions=_say(len(since) - len(incidents)),
    )


def _say(number: int) -> str:
    return str(number) if number >= FEW else "fewer than five"


def _hint(number: int) -> str:
    return "five or more" if number >= FEW else "fewer than five"
