"""A round of the bench, and what it stands on: a clock that is set from outside, and books that find what is wrong."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.soak.clocks import soak
from tests.soak.clocks_town import Due, Town
from tests.support.daemon import house, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.set_clock import ClockedDaemon, SetClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_clock_that_goes_forth_and_back_makes_every_deadline_ring_once_and_in_time():
    (row,) = soak(1, 1, lambda _: None)
    assert row.met, row


def test_a_start_with_a_clock_behind_the_newest_row_is_refused_in_one_line(tmp_path):
    clock = SetClock(tmp_path / "clock", NOON)
    daemon = ClockedDaemon(tmp_path, clock, house(), listener(free_port()), outgoing(1))
    daemon.start()
    daemon.stop()
    clock.jump(-5 * HOUR)
    (said,) = daemon.refused().splitlines()
    assert "the clock is 4 hours behind the newest row" in said
    assert said.endswith("start once with: conductd run --clock-is-right")
    clock.jump(5 * HOUR)
    daemon.start()
    daemon.stop()


@pytest.fixture
def clock(tmp_path):
    return SetClock(tmp_path / "clock", NOON)


def test_what_the_clock_showed_is_known_by_the_second(clock):
    began = time.monotonic()
    clock.jump(5 * HOUR)
    assert clock.passed(NOON + HOUR, began) == pytest.approx(time.monotonic(), abs=0.5)
    clock.jump(-5 * HOUR)
    again = time.monotonic()
    assert clock.passed(NOON + HOUR, again) is None
    clock.run(36_000)
    time.sleep(0.2)
    clock.run(1)
    assert clock.passed(NOON + HOUR, again) == pytest.approx(again + 0.1, abs=0.1)


@pytest.mark.parametrize(("zone", "digest", "day", "at"), [
    ("Europe/Vienna", "02:30", (2027, 3, 28), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # 3:00, for 2:30 is not there
    ("Europe/Vienna", "02:30", (2027, 10, 31), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # the first of two
    ("Australia/Lord_Howe", "01:45", (2027, 4, 4), datetime(2027, 4, 3, 14, 45, tzinfo=UTC)),
    ("Australia/Lord_Howe", "02:15", (2027, 10, 3), datetime(2027, 10, 2, 15, 30, tzinfo=UTC)),
])  # fmt: skip
def test_in_a_night_with_an_hour_more_or_less_a_digest_is_due_when_its_hour_has_come(tmp_path, zone, digest, day, at):
    town = Town(tmp_path, zone, digest, NOON)
    assert town._digest_at(datetime(*day, tzinfo=UTC).date()) == at


def test_the_books_name_what_is_missed_late_or_there_twice(tmp_path):
    town = Town(tmp_path, "Europe/Vienna", "02:30", NOON)
    due = Due("undo", NOON + HOUR, time.monotonic(), "rae@example.org", "words")
    town.clock.jump(2 * HOUR)
    passed = town.passed(due)
    town._enter(due, [], passed)
    town._enter(due, [passed + 61.0], passed)
    town._enter(due, [passed + 1.0, passed + 2.0], passed)
    assert (town.ledger.missed, town.ledger.met, town.ledger.twice) == (1, 2, 1)
    assert [each.split(":")[0] for each in town.ledger.problems] == ["missed", "61.0 s after its time", "1 too many"]
