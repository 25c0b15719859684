"""A rest that is kept in memory: until a time of day, and never for longer than it was meant to be."""

from datetime import datetime, timedelta


def rests(until: datetime | None, now: datetime, longest: timedelta) -> bool:
    """False where it lies further ahead than it can: the clock was set back, and nobody waits for hours by that."""
    return until is not None and now < until <= now + longest
