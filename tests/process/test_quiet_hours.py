"""Reminders and timed letters wait for the morning, danger does not; also in the nights that the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.process.case import Quiet, Terms
from daemon.process.deadlines import quiet_end, quiet_start
from daemon.process.events import EstimateGiven
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName, Timing
from tests.support.history import History

BERLIN, DENVER = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Denver")
NIGHTS = [
    # zone, the evening before the change, how many hours lie between 22:00 and 07:00
    (BERLIN, datetime(2026, 3, 28, 22, tzinfo=BERLIN), 8),
    (BERLIN, datetime(2026, 10, 24, 22, tzinfo=BERLIN), 10),
    (DENVER, datetime(2026, 3, 7, 22, tzinfo=DENVER), 8),
    (DENVER, datetime(2026, 10, 31, 22, tzinfo=DENVER), 10),
    (DENVER, datetime(2026, 11, 22, 22, tzinfo=DENVER), 9),
]


def night(zone):
    return Quiet(time(22), time(7), zone)


def living(quiet, start, **facts):
    return History(Terms(administrators=("Jamison",), quiet=quiet), start).reports(**facts)


def promised_at(quiet, due, **facts):
    history = living(quiet, due - timedelta(days=3), **facts)
    return history.happens(EstimateGiven("Jamison", due))


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_the_night_ends_at_seven_by_the_clock_on_the_wall(zone, evening, hours):
    ten = evening.astimezone(UTC)
    assert quiet_end(night(zone), ten) == ten + timedelta(hours=hours)


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_every_moment_of_the_night_waits_for_the_same_morning(zone, evening, hours):
    ten = evening.astimezone(UTC)
    ends = {quiet_end(night(zone), ten + timedelta(minutes=10 * step)) for step in range(hours * 6)}
    assert ends == {ten + timedelta(hours=hours)}


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_the_moments_before_and_after_the_night_do_not_wait(zone, evening, hours):
    ten = evening.astimezone(UTC)
    awake = (ten - timedelta(seconds=1), ten + timedelta(hours=hours))
    assert tuple(quiet_end(night(zone), each) for each in awake) == awake


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_a_time_in_the_local_zone_is_read_as_the_same_moment_in_utc(zone, evening, hours):
    ten = evening.astimezone(UTC)
    moments = [ten + timedelta(minutes=10 * step) for step in range(-6, (hours + 1) * 6)]
    assert [quiet_end(night(zone), each.astimezone(zone)) for each in moments] == [
        quiet_end(night(zone), each) for each in moments
    ]


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_p4_the_late_letter_waits_for_the_morning(zone, evening, hours):
    ten = evening.astimezone(UTC)
    history = promised_at(night(zone), ten + timedelta(hours=3)).passes(days=5)
    assert history.when(LetterName.LATE) == [ten + timedelta(hours=hours)]


@pytest.mark.parametrize(("zone", "evening", "hours"), NIGHTS)
def test_p4_danger_does_not_wait_for_the_morning(zone, evening, hours):
    due = evening.astimezone(UTC) + timedelta(hours=hours / 2)
    history = promised_at(night(zone), due, danger=Danger.READ).passes(days=5)
    assert history.when(LetterName.LATE) == [due]


def test_p4_the_warning_comes_before_the_night_not_in_it():
    due = datetime(2026, 11, 26, 15, tzinfo=DENVER).astimezone(UTC)  # half a day before it is 3 in the morning
    warned = promised_at(night(DENVER), due).passes(days=5).when(LetterName.WARNING)
    assert warned == [datetime(2026, 11, 25, 21, 59, 59, tzinfo=DENVER)]


def test_p4_a_promise_made_in_the_night_is_warned_of_in_the_morning():
    made = datetime(2026, 11, 26, 1, tzinfo=DENVER).astimezone(UTC)
    history = living(night(DENVER), made)
    history.happens(EstimateGiven("Jamison", made + timedelta(hours=8))).passes(days=1)
    assert history.when(LetterName.WARNING) == [made + timedelta(hours=6)]


def test_reminders_come_in_waking_hours():
    made = datetime(2026, 11, 23, 23, tzinfo=DENVER).astimezone(UTC)
    history = living(night(DENVER), made).passes(days=6)
    hours = {at.astimezone(DENVER).hour for at in history.when(LetterName.REMINDER)}
    assert hours == {7}


def test_a_daemon_that_starts_in_the_night_waits_for_the_morning_too():
    due = datetime(2026, 11, 26, 23, tzinfo=DENVER).astimezone(UTC)
    history = promised_at(night(DENVER), due).sleeps(days=3, hours=2)
    assert history.when(LetterName.LATE) == []
    assert history.sleeps(hours=12).when(LetterName.LATE) == [history.now]


@pytest.mark.parametrize(
    ("danger", "timing"), [(Danger.NOT_READ, Timing.IN_WAKING_HOURS), (Danger.READ, Timing.AT_ONCE)]
)
def test_a_deadline_of_the_day_that_is_met_in_the_night_writes_in_the_morning(danger, timing):
    due = datetime(2026, 11, 26, 15, tzinfo=DENVER).astimezone(UTC)
    history = promised_at(night(DENVER), due, danger=danger).sleeps(days=3, hours=12)
    assert {letter.timing for at, letter in history.sent if at == history.now} == {timing}


def test_quiet_hours_by_day_are_within_one_day():
    noon = Quiet(time(12), time(14), BERLIN)
    at = datetime(2026, 11, 23, 13, tzinfo=BERLIN).astimezone(UTC)
    assert (quiet_start(noon, at), quiet_end(noon, at)) == (
        at - timedelta(hours=1, seconds=1),
        at + timedelta(hours=1),
    )


def test_hours_that_end_when_they_begin_are_never_quiet():
    at = datetime(2026, 11, 23, 22, tzinfo=UTC)
    assert quiet_end(Quiet(time(22), time(22), ZoneInfo("UTC")), at) == at
