"""The daemon's loops: woken by news, ended by the first dead one, and stopped at once."""

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from daemon import clock
from daemon.config import Config
from daemon.demo.stage import read_letter
from daemon.desk import Desk
from daemon.opening import open_store
from daemon.process.case import Stage
from daemon.service import Service
from daemon.store import Store
from notifiers.sending import Deferred, Outcome, Problem
from tests.support.doors import until
from tests.support.house import COMPLAINT, CONCERN, JAMISON, REPORTER, household, written_by
from tests.support.settings import listening


@asynccontextmanager
async def serving(config: Config):
    """A daemon without doors; mail is handed to its intake as a door would."""
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        await service.ready.wait()
        yield service
    finally:
        service.stop()
        await task
        await asyncio.to_thread(store.close)


def letters(config: Config, to: str) -> list[str]:
    found = [read_letter(path) for path in sorted(config.smtp.folder.glob("*.eml"))]
    return [each.subject for each in found if each.to == to]


async def hand_over(service: Service, sender: str, text: str) -> None:
    await service._rooms.intake.receive("lmtp", written_by(sender, text), "", "")


def at_desk(config: Config, work):
    with Desk(config, "", "robin") as desk:
        return work(desk)


async def test_a_message_is_read_and_answered_without_being_asked(tmp_path):
    config = listening(tmp_path)
    async with serving(config) as service:
        await hand_over(service, REPORTER, COMPLAINT)
        await until(lambda: letters(config, REPORTER) and letters(config, JAMISON))


async def test_what_another_process_commits_is_noticed_within_two_seconds(tmp_path):
    config = listening(tmp_path)
    async with serving(config) as service:
        await hand_over(service, REPORTER, COMPLAINT)
        await until(lambda: len(letters(config, REPORTER)) == 1)
        (line,) = await asyncio.to_thread(at_desk, config, lambda desk: desk.cases())
        await asyncio.to_thread(at_desk, config, lambda desk: desk.command(f"estimate {line.code} in 2 days"))
        assert await until(lambda: len(letters(config, REPORTER)) == 2) < 2.0


async def test_a_deadline_is_met_when_it_comes(tmp_path):
    config = listening(tmp_path, 'estimate_within = "2s"\nlate_warning = "0s"\nquiet_hours = ""')
    async with serving(config) as service:
        await hand_over(service, REPORTER, COMPLAINT)
        await until(lambda: len(letters(config, REPORTER)) == 2, within=6)


async def test_a_deadline_that_fell_into_a_gap_is_met_at_the_start_and_once(tmp_path):
    config = listening(tmp_path, 'estimate_within = "1s"\nremind_every = "1h"\nlate_warning = "0s"\nquiet_hours = ""')
    store = open_store(config, clock.now())
    service = Service(config, store)
    await hand_over(service, REPORTER, COMPLAINT)
    await service._read()
    await asyncio.to_thread(store.close)
    await asyncio.sleep(1.1)
    for _ in range(2):
        async with serving(config):
            await until(lambda: len(letters(config, REPORTER)) == 2)
            await asyncio.sleep(0.2)
    assert len(letters(config, REPORTER)) == 2


@pytest.mark.parametrize("name", ["_read", "_send", "_ring"])
async def test_a_dead_loop_ends_the_daemon(tmp_path, name):
    config = listening(tmp_path)
    store = open_store(config, clock.now())
    service = Service(config, store)

    async def dies() -> int:
        raise ZeroDivisionError

    setattr(service, name, dies)
    with pytest.raises(ExceptionGroup) as ended:
        async with asyncio.timeout(5):
            await service.serve()
    assert ended.group_contains(ZeroDivisionError)
    await asyncio.to_thread(store.close)


async def test_stop_ends_within_two_seconds_while_news_arrives(tmp_path):
    config = listening(tmp_path)
    async with serving(config) as service:
        wanted = True

        async def flood() -> None:
            number = 0
            while wanted:
                number += 1
                await hand_over(service, f"member{number}@example.org", f"{CONCERN}{number}\n")

        flooding = asyncio.create_task(flood())
        await until(lambda: len(list(config.smtp.folder.glob("*.eml"))) > 5)
        service.stop()
        began = time.monotonic()
        await _gone(service)
        assert time.monotonic() - began < 2.0
        wanted = False
        await flooding


async def _gone(service: Service) -> None:
    """`serve` has come to its end when its loops are gone."""
    names = {"intake", "clock", "outbox", "digest", "neighbours", "watchdog", "doors"}
    async with asyncio.timeout(5):
        while any(task.get_name() in names for task in asyncio.all_tasks()):  # noqa: ASYNC110  tasks set no event
            await asyncio.sleep(0.01)
    assert service._stopping.is_set()


async def test_what_arrived_before_the_stop_is_read_after_the_next_start(tmp_path):
    config = listening(tmp_path)
    store = open_store(config, clock.now())
    await hand_over(Service(config, store), REPORTER, COMPLAINT)
    await asyncio.to_thread(store.close)
    async with serving(config):
        await until(lambda: letters(config, REPORTER))


async def test_letters_that_are_overdue_do_not_make_the_clock_spin(tmp_path):
    """An alarm in the past rings at once: while a slow server has one letter, the next ones are overdue."""
    config = listening(tmp_path)
    async with serving(config) as service:
        answers = asyncio.Event()

        class Slow:
            async def send(self, *_: object) -> Outcome:
                await answers.wait()
                return Deferred(Problem.SILENT)

        service._rooms.outbox._sender = Slow()
        await hand_over(service, REPORTER, COMPLAINT)
        await asyncio.sleep(0.5)
        looks, look = 0, service._store.look

        async def counted(work):
            nonlocal looks
            looks += 1
            return await look(work)

        service._store.look = counted
        await asyncio.sleep(1.5)
        service._store.look = look
        answers.set()
        assert looks < 20


async def test_a_deadline_that_the_configuration_has_moved_since_is_looked_at_once(tmp_path):
    async with household(tmp_path, process='remind_every = "1h"\nquiet_hours = ""') as home:
        await home.mail(REPORTER, COMPLAINT)
        await home.passes(hours=24, minutes=1)
    home.forget()
    async with household(tmp_path, start=home.clock.now + timedelta(hours=2), process='remind_every = "24h"') as later:
        assert await later.service._ring() == 1
        assert await later.service._ring() == 0
        assert (await later.case()).stage is Stage.LATE


async def test_the_store_is_left_whole_when_a_loop_dies(tmp_path):
    config = listening(tmp_path)
    store: Store = open_store(config, clock.now())
    service = Service(config, store)
    await hand_over(service, REPORTER, COMPLAINT)

    async def dies() -> int:
        raise ZeroDivisionError

    service._send = dies
    with pytest.raises(ExceptionGroup):
        await service.serve()
    assert store.audit() == []
    await asyncio.to_thread(store.close)
