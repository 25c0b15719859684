"""Whether the clock can be believed: at the start, while it runs, and before anything is destroyed."""

import asyncio
from datetime import timedelta

import pytest

from daemon.clock import now
from daemon.opening import open_store
from daemon.rest import rests
from daemon.service import Service
from daemon.steady import (
    Belief,
    Steps,
    WrongClock,
    believe,
    may_destroy,
    may_let_in,
    refuse_before_the_beginning,
    refuse_years_behind,
    see,
)
from tests.support.doors import until
from tests.support.house import COMPLAINT, JAMISON, MONDAY, REPORTER, household, written_by
from tests.support.settings import listening

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
async def home(tmp_path):
    async with household(tmp_path, process='undo = "0s"\nquiet_hours = ""') as home:
        await home.mail(REPORTER, COMPLAINT)
        yield home


async def starts(home, at, belief=Belief.COMPARED):
    """What the start says, where it is refused."""
    try:
        await home.run(lambda unit: believe(unit, at, home.store.made_at, belief))
    except WrongClock as problem:
        return str(problem)
    return ""


async def test_a_clock_behind_the_newest_row_is_refused_with_by_how_much_and_what_to_do(home):
    said = await starts(home, MONDAY - 5 * HOUR)
    assert "5 hours behind the newest row, of 2026-11-23 16:00 UTC" in said
    assert "NTP" in said
    assert "conductd run --clock-is-right" in said
    assert "\n" not in said


@pytest.mark.parametrize("behind", [timedelta(), 9 * MINUTE])
async def test_what_a_time_server_sets_right_in_passing_is_no_wrong_clock(home, behind):
    assert await starts(home, MONDAY - behind) == ""


async def test_a_clock_years_ahead_is_refused_before_every_deadline_rings(home):
    assert "730 days beyond the newest row" in await starts(home, MONDAY + timedelta(days=730))
    assert await starts(home, MONDAY + timedelta(days=80)) == ""


async def test_a_daemon_that_only_ran_has_seen_the_clock_too(home):
    """In a quiet community nothing is recorded for months."""
    for _ in range(100):
        await home.passes(days=1)
        await home.run(lambda unit: see(unit, home.clock.now))
    assert await starts(home, home.clock.now + 80 * DAY) == ""
    assert "behind the newest row" in await starts(home, home.clock.now - HOUR)


async def test_who_says_that_the_clock_is_right_starts_and_the_next_start_needs_no_word(home):
    earlier = MONDAY - 300 * DAY
    assert await starts(home, earlier, Belief.GIVEN) == ""
    await home.store.made_no_later(earlier)
    assert await starts(home, earlier + MINUTE) == ""
    assert home.store.made_at == earlier
    assert home.store.audit() == []


def test_a_clock_that_shows_1970_makes_no_database():
    refuse_years_behind(MONDAY)
    with pytest.raises(WrongClock, match="years behind"):
        refuse_years_behind(MONDAY - 60 * 365 * DAY)


async def test_a_daemon_whose_clock_is_set_to_before_its_database_ends_and_says_so(tmp_path):
    """It would touch no mail until the day on which the wrong clock made the database."""
    config, shown = listening(tmp_path), [now() + 300 * DAY]
    store = open_store(config, shown[0])
    service = Service(config, store, lambda: shown[0])
    serving = asyncio.create_task(service.serve())
    await service.ready.wait()
    shown[0] -= 300 * DAY
    with pytest.raises(ExceptionGroup) as ended:
        async with asyncio.timeout(10):
            await serving
    assert ended.group_contains(WrongClock, match="before this database was made")
    await asyncio.to_thread(store.close)


def test_a_clock_that_is_set_back_by_hours_on_the_first_day_ends_nothing():
    refuse_before_the_beginning(MONDAY - 20 * HOUR, MONDAY)


async def test_the_daemon_notices_within_seconds_that_its_clock_was_set(tmp_path):
    config, shown = listening(tmp_path, 'estimate_within = "24h"\nquiet_hours = ""'), [timedelta()]
    store = open_store(config, now())
    service = Service(config, store, lambda: now() + shown[0])
    serving = asyncio.create_task(service.serve())
    await service.ready.wait()
    await service._rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
    await until(lambda: list(config.smtp.folder.glob("*.eml")))
    before = len(list(config.smtp.folder.glob("*.eml")))
    shown[0] = timedelta(hours=25)
    assert await until(lambda: len(list(config.smtp.folder.glob("*.eml"))) > before, within=8) < 5
    service.stop()
    await serving
    await asyncio.to_thread(store.close)


# --- what destroys waits


async def test_after_a_leap_nothing_is_destroyed_for_a_day_and_nobody_let_in_for_an_hour(home):
    def look(at):
        return lambda unit: (see(unit, at), may_destroy(unit, at), may_let_in(unit, at))[1:]

    at = MONDAY + 700 * DAY
    assert await home.run(look(at)) == (False, False)
    assert await home.run(look(at + 30 * MINUTE)) == (False, False)
    assert await home.run(look(at + 2 * HOUR)) == (False, True)
    assert await home.run(look(at + DAY)) == (True, True)
    assert await home.run(look(MONDAY + DAY)) == (False, False)
    assert await home.run(look(MONDAY + 2 * DAY)) == (True, True)


async def test_a_year_ahead_for_an_hour_forgets_no_strangers_mail(tmp_path):
    async with household(tmp_path, process='quiet_hours = ""') as home:
        notice = written_by(
            "sam@example.net", "I am out of the office until Monday.\n", headers=(("Auto-Submitted", "auto-replied"),)
        )
        await home.hand_over(notice)
        await home.passes(days=1)
        await home.passes(days=1)
        old = await home.run(lambda unit: unit.purging.old_messages(home.clock.now))
        assert len(old) == 1
        right = home.clock.now
        await home.sleeps(days=700)
        await home.passes(hours=1)
        home.clock.now = right + HOUR
        await home.settle()
        assert await home.run(lambda unit: unit.purging.old_messages(home.clock.now)) == old


async def test_a_warned_case_is_not_purged_by_a_clock_that_is_three_weeks_ahead(tmp_path):
    async with household(tmp_path, process='undo = "0s"\nquiet_hours = ""\nretain_closed_for = "20d"') as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"resolve {case.code} We spoke with everybody.")
        for _ in range(8):
            await home.passes(days=1)
        assert "retention" in home.came(JAMISON)
        right = home.clock.now
        await home.sleeps(days=21)
        await home.passes(hours=12)
        home.clock.now = right + HOUR
        await home.settle()
        assert [each.code for each in await home.cases()] == [case.code]


# --- steps


class Machine:
    """Two clocks: one that people set, and the seconds that nobody does."""

    def __init__(self):
        self.at, self.seconds = MONDAY, 100.0

    def passes(self, seconds, shown=None):
        self.seconds += seconds
        self.at += timedelta(seconds=seconds if shown is None else shown)

    def steps(self):
        return Steps(lambda: self.at, lambda: self.seconds)


@pytest.mark.parametrize("hours", [5, -5])
def test_a_step_is_noticed_once_and_by_how_much(hours):
    machine = Machine()
    steps = machine.steps()
    machine.passes(10)
    assert steps.take() == timedelta()
    machine.passes(1, hours * 3600 + 1)
    assert steps.take() == timedelta(hours=hours)
    assert steps.take() == timedelta()


def test_drift_and_a_second_that_comes_twice_are_no_step():
    machine = Machine()
    steps = machine.steps()
    for seconds in (0.9, 1.1, 0.0, 2.0):
        machine.passes(1, seconds)
        assert steps.take() == timedelta()


def test_a_step_that_could_not_be_followed_is_given_back():
    machine = Machine()
    steps = machine.steps()
    machine.passes(1, 3601)
    steps.give_back(steps.take())
    assert steps.take() == HOUR


def test_a_process_that_was_stopped_between_the_two_readings_reads_again():
    machine, readings = Machine(), iter([0.0, 50.0, 50.0, 50.0, 60.0, 60.0])
    steps = Steps(lambda: machine.at, readings.__next__)
    machine.at += timedelta(seconds=10)
    assert steps.take() == timedelta()


def test_a_rest_ends_where_it_lies_further_ahead_than_it_can():
    assert rests(MONDAY + MINUTE, MONDAY, MINUTE)
    assert not rests(MONDAY, MONDAY, MINUTE)
    assert not rests(None, MONDAY, MINUTE)
    assert not rests(MONDAY + 5 * HOUR, MONDAY, MINUTE)
