"""A resolver that hangs: it costs neither another look-up nor a stop."""

import asyncio
import threading
import time

import pytest

from daemon.lookups import Lookups


@pytest.fixture
def hangs():
    released = threading.Event()
    yield lambda: released.wait(30)
    released.set()


def test_forty_look_ups_that_hang_leave_room_for_the_next_one_and_for_the_end(hangs):
    async def main():
        asyncio.get_running_loop().set_default_executor(Lookups())
        waiting = [asyncio.ensure_future(asyncio.to_thread(hangs)) for _ in range(40)]
        await asyncio.sleep(0)
        async with asyncio.timeout(10):
            assert await asyncio.to_thread(lambda: "found") == "found"
        for each in waiting:
            each.cancel()

    began = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - began < 15


def test_no_look_up_keeps_the_process_from_ending(hangs):
    Lookups().submit(hangs)
    assert all(each.daemon for each in threading.enumerate() if each.name == "lookup")


async def test_what_a_call_raises_is_raised_where_it_was_asked_for():
    def failed():
        raise OSError("no such name")

    asyncio.get_running_loop().set_default_executor(Lookups())
    with pytest.raises(OSError, match="no such name"):
        await asyncio.to_thread(failed)
