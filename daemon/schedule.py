"""APScheduler's part: one alarm for the next deadline, and a sweep besides.

Deadlines are rows; an alarm only wakes whoever reads them, so that a late start, a clock jump or a DST night loses none
and repeats none (design 9.8). No job runs longer than setting an event.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

SWEEP = timedelta(seconds=20)
# a job that is seconds late is dropped without a word by default (a trap of APScheduler 3)
PATIENT = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Schedule:
    """Starts with the running loop. `wake` is called at the next deadline and at every sweep."""

    def __init__(self, wake: Callable[[], None], zone: ZoneInfo) -> None:
        self._wake = wake
        self._zone = zone
        self._scheduler = AsyncIOScheduler(timezone=zone, job_defaults=PATIENT)

    def start(self) -> None:
        self._scheduler.start()
        self._scheduler.add_job(self._ring, IntervalTrigger(seconds=int(SWEEP.total_seconds())), id="sweep")

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def alarm(self, at: datetime | None) -> None:
        """The one alarm, set anew; None where nothing is due."""
        if at is None:
            if self._scheduler.get_job("alarm"):
                self._scheduler.remove_job("alarm")
            return
        self._scheduler.add_job(self._ring, DateTrigger(at), id="alarm", replace_existing=True)

    async def _ring(self) -> None:
        """A coroutine because APScheduler runs anything else in a thread, from where setting an event wakes no loop:
        the alarm would be noticed up to a beat late, and skipped while the one before it seems to run still.
        """
        self._wake()
