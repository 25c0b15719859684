"""The end of the process: nothing that cannot be cancelled holds it up."""

import signal
import subprocess
import sys
import time

import pytest

HANGS = """
import asyncio, time
from daemon import leaving
async def main():
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)  # as a name look-up does on a silent network
    await asyncio.sleep(0.1)
    {ends}
asyncio.run(main())
"""
LISTENS = """
import asyncio, sys, time
from daemon.starting import Signals
async def main():
    signals = Signals()
    signals.listen()
    print("listens", flush=True)
    await signals.stopping.wait()
    print("stops", flush=True)
    signals.done()
    time.sleep(0.3)
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("ends", "code"),
    [("leaving.leave_soon(0)", 0), ("leaving.WITHIN = 0.5; leaving.leave_by_force()", 1)],
)
def test_a_thread_that_hangs_does_not_hold_up_the_end(ends, code):
    began = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", HANGS.format(ends=ends)], timeout=50, check=False)
    assert ended.returncode == code
    assert time.monotonic() - began < 30  # it would be sixty


def started():
    process = subprocess.Popen([sys.executable, "-c", LISTENS], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "listens\n"
    return process


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
def test_whoever_asks_once_more_at_the_very_end_does_not_make_it_a_failure(again):
    with started() as process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "stops\n"
        process.send_signal(again)
        assert process.wait(20) == 0


def test_a_hangup_away_from_a_terminal_changes_nothing():
    with started() as process:
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
