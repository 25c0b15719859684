"""A daemon that lives through days in seconds: its real loops under a clock that is moved (time-machine)."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

from daemon import clock
from daemon.opening import open_store
from daemon.service import Service
from daemon.store.values import InboxState

DENVER = ZoneInfo("America/Denver")
STEP = timedelta(minutes=30)


@asynccontextmanager
async def serving(config):
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        await service.ready.wait()
        await idle(service)
        yield service
    finally:
        service.stop()
        await task
        await asyncio.to_thread(store.close)


async def idle(service):
    """Until nothing is due any more."""
    async with asyncio.timeout(10):
        while await service._store.run(_busy):  # noqa: ASYNC110  the state is in the database, which sets no event
            await asyncio.sleep(0.002)


def _busy(unit):
    due = [at for at in (unit.cases.next_due(), unit.letters.next_at()) if at and at <= clock.now()]
    return due or unit.letters.in_flight() or unit.inbox.count(InboxState.NEW)


async def lives_through(service, traveller, until, step=STEP):
    while clock.now() < until:
        traveller.shift(min(step, until - clock.now()))
        awake(service)
        await idle(service)


def awake(service):
    """As the sweep does every twenty seconds: the alarm is set by a clock that has been moved since."""
    service._schedule._scheduler.wakeup()
    service._wake()


def mails(config, to):
    """(local time, mail) of every letter to that address, in the order in which they left: the files' own times are the
    machine's, and finer than a Date.
    """
    paths = sorted(config.smtp.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths)
    return [(mail["Date"].datetime.astimezone(DENVER), mail) for mail in found if mail["To"] == to]


def half_hour(at):
    return f"{at.replace(minute=at.minute // 30 * 30):%a %d %H:%M %Z}"
