"""One member's acts in their order, and a bound for everything."""

import asyncio

import pytest

from daemon.front_desk_lanes import Busy, Lanes


async def test_what_one_member_does_is_done_in_that_order_and_nobody_waits_for_somebody_else():
    lanes, done, gate = Lanes(), [], asyncio.Event()

    async def first():
        await gate.wait()
        done.append("first")

    async def note(word):
        done.append(word)

    slow = asyncio.create_task(lanes.through("U1", first))
    await asyncio.sleep(0)
    second = asyncio.create_task(lanes.through("U1", lambda: note("second")))
    await lanes.through("U2", lambda: note("another"))
    gate.set()
    await asyncio.gather(slow, second)
    assert done == ["another", "first", "second"]


async def test_who_does_too_much_at_once_is_told_so_and_can_go_on_afterwards():
    lanes, gate = Lanes(most_of_one=2), asyncio.Event()
    waiting = [asyncio.create_task(lanes.through("U1", gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await lanes.through("U1", gate.wait)
    gate.set()
    await asyncio.gather(*waiting)
    assert await lanes.through("U1", gate.wait)


async def test_more_than_is_borne_is_left_undone():
    lanes, done, gate = Lanes(most=2), [], asyncio.Event()

    async def work(word):
        await gate.wait()
        done.append(word)

    for word in "abc":
        lanes.later(work(word))
    gate.set()
    await lanes.quiet()
    assert done == ["a", "b"]


async def test_what_fails_beside_is_logged_without_its_words(capsys):
    lanes = Lanes()

    async def fails():
        raise ValueError("zanzibarquux")

    lanes.later(fails())
    await lanes.quiet()
    said = capsys.readouterr().out
    assert "ValueError" in said
    assert "zanzibarquux" not in said


async def test_after_the_end_nothing_new_begins():
    lanes, done = Lanes(), []

    async def work():
        done.append("late")

    await lanes.close()
    lanes.later(work())
    await lanes.quiet()
    assert done == []
