"""An appeal at its real length, over the night in which Denver's clocks go back (1 November 2026, 2:00 is 1:00).

A week is seven days of 24 hours from the recorded decision, whatever the clocks on the wall do meanwhile (P10).
"""

import asyncio
from datetime import datetime, timedelta

import pytest
import time_machine

from daemon.clock import now
from daemon.desk import Desk
from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.process.records import Access
from daemon.wiring import terms
from parsers.when import say
from tests.support.house import COMPLAINT, REPORTER, Arrived, written_by
from tests.support.living import DENVER, awake, half_hour, idle, lives_through, mails, serving
from tests.support.settings import listening

BRACK = "brack@example.net"
APPEAL = "I appeal against my suspension, because my brother wrote that with my account.\n"
STEP = timedelta(hours=4)
PUNCTUAL = timedelta(seconds=5)
BY_DAY = datetime(2026, 10, 30, 16, 0, tzinfo=DENVER)
BY_NIGHT = datetime(2026, 10, 31, 3, 30, tzinfo=DENVER)
SEEN = {
    "arrived. This note is automatic": "acknowledgement",
    "writes to you again by": "estimate",
    "is suspended. It began": "suspension",
    "arrived and is kept": "early",
    "From today your appeal": "open",
    "account is lifted": "overturned",
    "We tell you this before": "return",
    "the text that we propose": "draft",
}


def came(config, to):
    return [(_what(mail), half_hour(at)) for at, mail in mails(config, to)]


def _what(mail):
    text = " ".join(mail.get_content().split())
    return next((name for phrase, name in SEEN.items() if phrase in text), text)


def said(config, to):
    """The last letter to that address, its lines joined."""
    return " ".join(mails(config, to)[-1][1].get_content().split())


def ordered(config, *commands):
    """By the only administrator at a terminal; CODE is the oldest open case."""
    with Desk(config, "", "robin") as desk:
        for command in commands:
            desk.command(command.replace("CODE", desk.cases()[0].code))


async def orders(config, service, *commands):
    await asyncio.to_thread(ordered, config, *commands)
    service._wake()
    await idle(service)


async def cases(config, service):
    kept = await service._store.run(lambda unit: unit.cases.every(terms(config)))
    return [each.case for each in kept]


async def suspends(config, service, traveller):
    """When it was decided; the member's letter has left, which can be undone for two minutes."""
    await service._rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
    await idle(service)
    await orders(config, service, "estimate CODE 2026-11-20 12:00", f"suspend CODE {BRACK} because of threats")
    (complaint,) = await cases(config, service)
    await lives_through(service, traveller, now() + timedelta(minutes=3))
    return complaint.suspensions[0].since


async def appeals(config, service):
    at, letter = mails(config, BRACK)[0]
    answer = written_by(BRACK, APPEAL, answers=Arrived("", at, letter.as_bytes(), BRACK, ""))
    await service._rooms.intake.receive("lmtp", answer, "", "")
    await idle(service)


async def appeal_of(config, service):
    (found,) = (case for case in await cases(config, service) if case.appeal)
    return found


async def opened(config, service):
    """The appeal, once its day came by the daemon's own alarm."""
    async with asyncio.timeout(20):
        while (case := await appeal_of(config, service)).stage is Stage.EARLY:  # noqa: ASYNC110  it is in the database
            await asyncio.sleep(0.02)
    await idle(service)
    return case


@pytest.mark.parametrize(
    ("decided", "opens", "letter"),
    [(BY_DAY, "Fri 06 15:00 MST", "Fri 06 15:00 MST"), (BY_NIGHT, "Sat 07 02:30 MST", "Sat 07 07:00 MST")],
    ids=["by day", "by night"],
)
async def test_an_appeal_of_day_two_opens_on_day_seven_at_the_second(tmp_path, decided, opens, letter):
    """P10. By night it opens all the same, and its letter waits for the morning."""
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(decided, tick=True) as traveller:
        async with serving(config) as service:
            since = await suspends(config, service, traveller)
            await lives_through(service, traveller, decided + timedelta(days=2), STEP)
            await appeals(config, service)
            day = since + timedelta(days=7)
            assert f"It counts from {say(day, DENVER)}" in said(config, BRACK)
            assert half_hour(day.astimezone(DENVER)) == opens
            await lives_through(service, traveller, day - timedelta(seconds=2), STEP)
            assert (await appeal_of(config, service)).stage is Stage.EARLY
            awake(service)
            case = await opened(config, service)
            assert day <= case.promise.made_at < day + PUNCTUAL
            assert case.promise.due == day + timedelta(days=7)
            await lives_through(service, traveller, day + timedelta(hours=5))
    names = [name for name, _ in came(config, BRACK)]
    assert names == ["suspension", "early", "open"]
    assert came(config, BRACK)[-1][1] == letter
    assert [name for name, _ in came(config, REPORTER)] == ["acknowledgement", "estimate"]


async def test_a_daemon_that_was_down_on_the_day_opens_the_appeal_when_it_starts_and_the_date_runs_from_the_day(
    tmp_path,
):
    """P10, design 9.8."""
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(BY_DAY, tick=True) as traveller:
        async with serving(config) as service:
            since = await suspends(config, service, traveller)
            await lives_through(service, traveller, BY_DAY + timedelta(days=2), STEP)
            await appeals(config, service)
        day = since + timedelta(days=7)
        traveller.move_to(day + timedelta(hours=3))
        for _ in range(2):
            async with serving(config) as service:
                case = await opened(config, service)
        assert case.promise.due == day + timedelta(days=7)
    assert came(config, BRACK)[1:] == [("early", "Sun 01 16:00 MST"), ("open", "Fri 06 18:00 MST")]


async def test_access_returns_a_day_after_the_reporter_was_told_and_the_text_is_not_let_go_before(tmp_path):
    """P11. The appeal comes after its day, so it is open at once."""
    config = listening(tmp_path, process='digest = ""')
    with time_machine.travel(BY_DAY, tick=True) as traveller:
        async with serving(config) as service:
            await suspends(config, service, traveller)
            traveller.move_to(datetime(2026, 11, 7, 9, 0, tzinfo=DENVER))
            await appeals(config, service)
            await orders(config, service, "overturn CODE The screenshots show another hand.")
            await lives_through(service, traveller, now() + timedelta(minutes=3))
            await lives_through(service, traveller, datetime(2026, 11, 8, 8, 30, tzinfo=DENVER), STEP)
            assert await access(config, service) is Access.TO_REMOVE
            with pytest.raises(NotAllowed, match="have until then to object"):
                await orders(config, service, "publish CODE")
            await lives_through(service, traveller, datetime(2026, 11, 8, 9, 30, tzinfo=DENVER), STEP)
            assert await access(config, service) is Access.TO_RETURN
            await orders(config, service, "confirm CODE", "publish CODE", "published CODE")
            assert await access(config, service) is Access.RETURNED
            assert (await appeal_of(config, service)).stage is Stage.CLOSED
    told = [("open", "Sat 07 09:00 MST"), ("overturned", "Sat 07 09:00 MST")]
    assert came(config, BRACK)[1:] == told
    assert came(config, REPORTER)[2:] == [("return", "Sat 07 09:00 MST"), ("draft", "Sat 07 09:00 MST")]


async def access(config, service):
    (record,) = (each for case in await cases(config, service) for each in case.suspensions)
    return record.access
