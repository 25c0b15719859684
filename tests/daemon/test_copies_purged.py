"""What the daemon purged leaves a real mailbox too, by its own loop; a server that is down is asked again."""

import asyncio

import pytest

from daemon import clock, retention
from daemon.doors import remove_copies
from daemon.opening import open_store
from daemon.retention import purge
from daemon.service import Service
from daemon.store import InboxState
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.house import COMPLAINT, REPORTER, written_by
from tests.support.settings import configured


@pytest.fixture(scope="module", autouse=True)
def _dovecot():
    dovecot_or_skip()


@pytest.fixture
def server():
    with Dovecot() as running:
        yield running


def house_at(server, folder):
    """The usual house, with this server's mailbox."""
    config = configured(folder, process='undo = "0s"\nquiet_hours = ""')
    mailbox = config.mailbox.model_copy(
        update={
            "host": server.host,
            "port": server.port,
            "tls": "none",
            "user": "admin",
            "password": type(config.mailbox.password)(server.password),
        }
    )
    return config.model_copy(update={"mailbox": mailbox})


async def until(condition):
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110  the mail server sets no event
            await asyncio.sleep(0.1)


async def purged_whatever_it_is(service, store):
    """Every case, as an administrator's purge would; the kept rules are not what is tried here."""

    def work(unit):
        for kept in unit.cases.every(service._rooms.corridor.house.terms):
            purge(unit, kept, "clock", clock.now())

    await store.run(work)


async def test_the_daemon_removes_its_copies_from_the_mailbox(server, tmp_path):
    config = house_at(server, tmp_path)
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        await service.ready.wait()
        server.append("admin", written_by(REPORTER, COMPLAINT))

        async def moved():
            return bool(await asyncio.to_thread(server.folder, "admin", "Cases"))

        await until(moved)
        await purged_whatever_it_is(service, store)
        # the look of the next day: the cursor says that there was none yet
        await store.run(lambda unit: unit.cursors.set(retention.LOOKED, "yesterday"))
        service._wake()

        async def gone():
            return not await asyncio.to_thread(server.folder, "admin", "Cases")

        await until(gone)
        assert await store.run(lambda unit: unit.purging.copies()) == []
        assert await store.run(lambda unit: unit.inbox.count(InboxState.DONE)) == 1
    finally:
        service.stop()
        await task
        await asyncio.to_thread(store.close)


def test_while_the_server_is_down_a_copy_waits(server, tmp_path):
    config = house_at(server, tmp_path)
    store = open_store(config, clock.now())
    try:
        raw = written_by(REPORTER, COMPLAINT)
        arrival = store.run_now(lambda unit: unit.inbox.add("imap", "one", raw, raw, clock.now()))
        store.run_now(lambda unit: unit.purging.messages([arrival.id]))
        server.stop()
        count, trouble = remove_copies(config, store, None)
        assert (count, trouble) == (0, "the mail server cannot be reached")
        assert len(store.run_now(lambda unit: unit.purging.copies())) == 1
        server.start()
        assert remove_copies(config, store, None) == (0, "")
        assert store.run_now(lambda unit: unit.purging.copies()) == []
    finally:
        store.close()
