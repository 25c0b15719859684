"""What systemd hears of us (sd_notify(3)), on a real datagram socket."""

import asyncio
import contextlib
import socket
import time
from contextlib import asynccontextmanager, contextmanager

import pytest

from daemon import clock
from daemon.alive import STALE, Pulse, feed, interval, notify
from daemon.opening import open_store
from daemon.service import Service
from tests.support.settings import listening as house_listening


@contextmanager
def systemd(folder, monkeypatch, address=""):
    """The socket that systemd listens on; `address` beginning with @ is in the abstract namespace."""
    name = address or str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name[1:] if name.startswith("@") else name)
        listening.settimeout(3)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        yield listening


def heard(listening, seconds=0.0):
    """What was said so far, and within `seconds`."""
    said = []
    listening.settimeout(seconds or 0.01)
    try:
        while True:
            said.append(listening.recv(4096).decode())
    except (TimeoutError, BlockingIOError):
        return said


@pytest.mark.parametrize("address", ["", "@conductd-test-notify"])
def test_a_state_is_one_datagram(tmp_path, monkeypatch, address):
    with systemd(tmp_path, monkeypatch, address) as listening:
        notify("READY=1")
        assert heard(listening) == ["READY=1"]


def test_without_systemd_nothing_is_said(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")


def test_the_watchdog_is_fed_twice_in_the_time_that_systemd_waits(monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    assert interval() == 30.0


def test_a_loop_that_has_not_ticked_for_long_is_stale():
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    pulse.tick("intake")
    pulse.tick("outbox")
    seconds[0] = STALE + 1
    pulse.tick("outbox")
    assert pulse.stale() == ("intake",)


@asynccontextmanager
async def feeding(pulse):
    task = asyncio.create_task(feed(pulse))
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_watchdog_is_fed_only_while_every_loop_ticks(tmp_path, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "40000")
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    pulse.tick("intake")
    with systemd(tmp_path, monkeypatch) as listening:
        async with feeding(pulse):
            await asyncio.sleep(0.1)
            assert "WATCHDOG=1" in heard(listening)
            seconds[0] = STALE + 1
            await asyncio.sleep(0.1)
            heard(listening)
            await asyncio.sleep(0.2)
            assert heard(listening) == []


async def test_systemd_hears_of_the_start_of_the_loops_and_of_the_end(tmp_path, monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    config = house_listening(tmp_path)
    store = open_store(config, clock.now())
    service = Service(config, store)
    with systemd(tmp_path, monkeypatch) as listening:
        task = asyncio.create_task(service.serve())
        await service.ready.wait()
        await asyncio.sleep(0.2)
        service.stop()
        await task
        said = heard(listening)
    await asyncio.to_thread(store.close)
    assert "WATCHDOG=1" in said
    assert said[-1] == "STOPPING=1"
    said = [state for state in said if state != "WATCHDOG=1"]
    assert said == ["READY=1", "STATUS=serving", "STATUS=ends", "STOPPING=1"]


async def test_a_socket_on_which_nobody_listens_ends_nothing(tmp_path, monkeypatch):
    """As while systemd is executed anew: the next sign of life is heard again."""
    monkeypatch.setenv("WATCHDOG_USEC", "40000")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    async with feeding(Pulse()):
        await asyncio.sleep(0.1)
        with systemd(tmp_path, monkeypatch) as listening:
            await asyncio.sleep(0.1)
            assert "WATCHDOG=1" in heard(listening)


async def test_a_systemd_that_does_not_read_holds_the_loops_up_for_a_second_at_most(tmp_path, monkeypatch):
    with systemd(tmp_path, monkeypatch) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        began = time.monotonic()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filling:
            filling.connect(str(tmp_path / "notify"))
            filling.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    filling.send(b"x" * 100)
        notify("READY=1")
        assert time.monotonic() - began < 4


async def test_what_takes_long_counts_as_dead_only_after_its_own_time():
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    ending = asyncio.Event()
    work = asyncio.create_task(pulse.during("copies", ending.wait(), longest=10 * STALE))
    await asyncio.sleep(0)
    assert pulse.stale() == ()
    ending.set()
    assert await work is True


async def test_what_takes_longer_than_it_may_is_not_ticked_for_any_more(monkeypatch):
    monkeypatch.setattr("daemon.alive.BEAT", 0.01)
    seconds = [0.0]
    pulse = Pulse(lambda: seconds[0])
    work = asyncio.create_task(pulse.during("copies", asyncio.Event().wait(), longest=STALE))
    await asyncio.sleep(0.05)
    seconds[0] = STALE + 1
    await asyncio.sleep(0.05)
    seconds[0] = 3 * STALE
    await asyncio.sleep(0.05)
    assert pulse.stale() == ("copies",)
    work.cancel()
