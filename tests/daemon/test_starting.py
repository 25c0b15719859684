"""What a signal, or systemd, meets while the database is being opened."""

import asyncio
import threading
import time

import pytest

from daemon import clock, starting
from daemon.store import Store, StoreProblem
from tests.support.settings import listening


@pytest.fixture
def held(monkeypatch):
    """A look over the database that takes as long as the test wants."""
    going_on = threading.Event()
    monkeypatch.setattr(Store, "look_over", lambda _: going_on.wait(30))
    yield going_on
    going_on.set()


@pytest.fixture
def said(monkeypatch):
    found = []
    monkeypatch.setattr(starting, "notify", lambda *lines: found.extend(lines))
    return found


async def test_systemd_is_asked_for_more_time_as_long_as_it_takes(tmp_path, monkeypatch, held, said):
    monkeypatch.setattr(starting, "TOLD_EVERY", 0.05)
    opening = asyncio.create_task(starting.opened(listening(tmp_path), clock.now(), asyncio.Event()))
    await asyncio.sleep(0.5)
    assert said.count("EXTEND_TIMEOUT_USEC=30000000") >= 2
    held.set()
    store = await opening
    await asyncio.to_thread(store.close)


async def test_a_stop_while_it_is_opened_is_not_held_up_by_it(tmp_path, monkeypatch, held, said):
    monkeypatch.setattr(starting, "CUT_OFF_AFTER", 0.2)
    stopping = asyncio.Event()
    opening = asyncio.create_task(starting.opened(listening(tmp_path), clock.now(), stopping))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    stopping.set()
    assert await opening is None
    assert time.monotonic() - began < 10
    assert said[-1] == "STOPPING=1"
    held.set()  # its thread is waited for at the end of the test


async def test_what_is_opened_in_time_is_closed_when_a_stop_came_first(tmp_path, held, said):
    stopping = asyncio.Event()
    opening = asyncio.create_task(starting.opened(listening(tmp_path), clock.now(), stopping))
    await asyncio.sleep(0.2)
    stopping.set()
    held.set()
    store = await opening  # both came at once: whichever was seen first
    if store:
        await asyncio.to_thread(store.close)
    again = await starting.opened(listening(tmp_path), clock.now(), asyncio.Event())
    await asyncio.to_thread(again.close)
    assert said


async def test_what_is_found_wrong_is_raised_and_nothing_stays_open(tmp_path, monkeypatch):
    def damaged(_store):
        raise StoreProblem("a page is damaged")

    closed = []
    monkeypatch.setattr(Store, "look_over", damaged)
    monkeypatch.setattr(Store, "close", lambda store, usual=Store.close: (closed.append(store), usual(store)))
    with pytest.raises(StoreProblem, match="damaged"):
        await starting.opened(listening(tmp_path), clock.now(), asyncio.Event())
    assert len(closed) == 1
