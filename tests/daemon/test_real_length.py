"""A complaint at its real length, over the night in which Denver's clocks go back (1 November 2026, 2:00 is 1:00)."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import time_machine

from daemon.desk import Desk
from tests.support.house import COMPLAINT, JAMISON, REPORTER, written_by
from tests.support.living import DENVER, half_hour, idle, lives_through, mails, serving
from tests.support.settings import listening

FRIDAY = datetime(2026, 10, 30, 16, 0, tzinfo=DENVER)
CODE = "[SSE-"


def came(config, to):
    """(subject without the code, local time to the half hour) of every letter, the oldest first."""
    return [(_what(str(mail["Subject"]), mail.get_content()), half_hour(at)) for at, mail in mails(config, to)]


def _what(subject, text):
    """The kind of letter, by what its reader sees."""
    seen = {
        "owed by": "notice",
        "a word is promised by": "warning",
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
