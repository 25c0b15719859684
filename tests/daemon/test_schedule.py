"""The alarm and the sweep: what comes due wakes the daemon, late starts and clock jumps included."""

import asyncio
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine

from daemon.schedule import Schedule

DENVER = ZoneInfo("America/Denver")


@contextmanager
def scheduled(wake):
    schedule = Schedule(wake, DENVER)
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.stop()


async def rings(event):
    async with asyncio.timeout(3):
        await event.wait()
    return True


async def test_the_alarm_rings_when_its_time_comes():
    rang = asyncio.Event()
    with scheduled(rang.set) as schedule:
        schedule.alarm(datetime.now(UTC) + timedelta(seconds=0.2))
        assert await rings(rang)


async def test_an_alarm_of_the_past_rings_at_once():
    rang = asyncio.Event()
    with scheduled(rang.set) as schedule:
        schedule.alarm(datetime.now(UTC) - timedelta(days=400))
        assert await rings(rang)


async def test_there_is_one_alarm_and_it_can_be_set_anew():
    count = []
    with scheduled(lambda: count.append(1)) as schedule:
        for seconds in (0.1, 0.2, 0.3):
            schedule.alarm(datetime.now(UTC) + timedelta(seconds=seconds))
        await asyncio.sleep(0.6)
    assert len(count) == 1


async def test_without_a_deadline_there_is_no_alarm():
    count = []
    with scheduled(lambda: count.append(1)) as schedule:
        schedule.alarm(datetime.now(UTC) + timedelta(seconds=0.1))
        schedule.alarm(None)
        schedule.alarm(None)
        await asyncio.sleep(0.3)
    assert count == []


async def test_after_a_clock_jump_an_overdue_alarm_rings_at_the_next_look():
    rang = asyncio.Event()
    start = datetime(2026, 11, 23, 16, tzinfo=UTC)
    with time_machine.travel(start, tick=True) as traveller, scheduled(rang.set) as schedule:
        schedule.alarm(datetime.now(UTC) + timedelta(hours=12))
        traveller.shift(timedelta(hours=13))
        schedule._scheduler.wakeup()
        assert await rings(rang)


async def test_the_alarm_rings_in_the_thread_of_the_loop_so_that_an_event_set_by_it_is_noticed_at_once():
    threads = []
    rang = asyncio.Event()

    def wake():
        threads.append(threading.current_thread())
        rang.set()

    with scheduled(wake) as schedule:
        schedule.alarm(datetime.now(UTC) + timedelta(seconds=0.1))
        assert await rings(rang)
    assert threads == [threading.current_thread()]
