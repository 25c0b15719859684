"""The one file that reads a clock. Everybody else is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
