"""A complaint at its real length, over the night in which Denver's clocks go back (1 November 2026, 2:00 is 1:00)."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import time_machine

from daemon import clock
from daemon.desk import Desk
from daemon.opening import open_store
from daemon.service import Service
from daemon.store.values import InboxState
from tests.support.house import COMPLAINT, JAMISON, REPORTER, written_by
from tests.support.settings import listening

DENVER = ZoneInfo("America/Denver")
FRIDAY = datetime(2026, 10, 30, 16, 0, tzinfo=DENVER)
STEP = timedelta(minutes=30)
CODE = "[SSE-"


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


async def lives_through(service, traveller, until):
    while clock.now() < until:
        traveller.shift(min(STEP, until - clock.now()))
        service._schedule._scheduler.wakeup()
        service._wake()  # as the sweep does every twenty seconds
        await idle(service)


def came(config, to):
    """(subject without the code, local time to the half hour) of every letter, the oldest first."""
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in config.smtp.folder.glob("*.eml")]
    found = [
        (mail["Date"].datetime.astimezone(DENVER), str(mail["Subject"]), mail.get_content())
        for mail in mails
        if mail["To"] == to
    ]
    return [(_what(subject, text), _half_hour(at)) for at, subject, text in sorted(found)]


def _half_hour(at):
    return f"{at.replace(minute=at.minute // 30 * 30):%a %d %H:%M %Z}"


def _what(subject, text):
    """The kind of letter, by what its reader sees."""
    seen = {
        "owed by": "notice",
        "waits for a word": "warning",
        "reminder": "reminder",
        "overdue": "escalation",
        "done": "done",
        "arrived": "acknowledgement",
        "writes to you again by": "estimate",
        "We missed that": "late",
    }
    flat = " ".join(f"{subject} {text}".split())
    return next(name for words, name in seen.items() if words in flat)


def promise(config):
    """The administrator gives a date that falls into the hour that comes twice."""
    with Desk(config, "", "robin") as desk:
        (line,) = desk.cases()
        desk.command(f"estimate {line.code} 2026-11-01 01:30")


async def test_each_word_comes_once_and_in_waking_hours(tmp_path):
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(FRIDAY, tick=True) as traveller:
        async with serving(config) as service:
            await service._rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
            await idle(service)
            await asyncio.to_thread(promise, config)
            await idle(service)
            await lives_through(service, traveller, datetime(2026, 11, 5, 6, 0, tzinfo=DENVER))
    assert came(config, REPORTER) == [
        ("acknowledgement", "Fri 30 16:00 MDT"),
        ("estimate", "Fri 30 16:00 MDT"),
        ("late", "Sun 01 07:00 MST"),
    ]
    assert came(config, JAMISON) == [
        ("notice", "Fri 30 16:00 MDT"),
        ("warning", "Sat 31 13:30 MDT"),
        ("reminder", "Sun 01 07:00 MST"),
        ("reminder", "Mon 02 07:00 MST"),
        ("reminder", "Tue 03 07:00 MST"),
        ("escalation", "Wed 04 07:00 MST"),
        ("reminder", "Wed 04 07:00 MST"),
    ]


async def test_a_daemon_that_was_down_over_all_of_it_says_it_once(tmp_path):
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(FRIDAY, tick=True) as traveller:
        async with serving(config) as service:
            await service._rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
            await idle(service)
            await asyncio.to_thread(promise, config)
            await idle(service)
        traveller.move_to(datetime(2026, 11, 5, 10, 0, tzinfo=DENVER))
        for _ in range(2):
            async with serving(config) as service:
                await idle(service)
    assert Counter(name for name, _ in came(config, REPORTER)) == {"acknowledgement": 1, "estimate": 1, "late": 1}
    heard = Counter(name for name, _ in came(config, JAMISON))
    assert heard["reminder"] == 1
    assert heard["warning"] == 0


async def test_a_daemon_that_starts_in_the_night_writes_in_the_morning(tmp_path):
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(FRIDAY, tick=True) as traveller:
        async with serving(config) as service:
            await service._rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
            await idle(service)
        traveller.move_to(datetime(2026, 11, 1, 1, 15, tzinfo=DENVER))
        async with serving(config) as service:
            await lives_through(service, traveller, datetime(2026, 11, 1, 6, 30, tzinfo=DENVER))
            assert [name for name, _ in came(config, REPORTER)] == ["acknowledgement"]
            await lives_through(service, traveller, datetime(2026, 11, 1, 14, 0, 1, tzinfo=UTC))
    assert came(config, REPORTER)[1:] == [("late", "Sun 01 07:00 MST")]
