"""The clock is set while letters and messages wait: nobody waits for hours by that, and nothing goes twice."""

from datetime import timedelta

import pytest

from daemon.post import About
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.stepped import follow_step, wait_no_longer
from notifiers.sending import Deferred, Evidence, Problem, Unknown
from tests.support.house import COMPLAINT, HOW_MANY, MONDAY, REPORTER, household, written_by

MORNING = Timing.IN_WAKING_HOURS
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORDS = "We read the three threads and spoke with the person, who was told what is expected of everybody here."


@pytest.fixture
async def home(tmp_path):
    async with household(tmp_path, process='quiet_hours = ""') as home:
        yield home


async def set_by(home, step):
    """As the daemon does within a second."""
    home.clock.now += step
    house, at = home.rooms.corridor.house, home.clock.now
    await home.run(lambda unit: follow_step(unit, house, step, at))


async def starts(home, step):
    """The clock was set while nobody was at home."""
    home.clock.now += step
    house, at = home.rooms.corridor.house, home.clock.now
    await home.run(lambda unit: wait_no_longer(unit, house, at))


async def resolved(home):
    """A letter that waits for two minutes, in which it can be undone."""
    case = await home.opens(COMPLAINT)
    await home.command(f"resolve {case.code} {WORDS}")
    assert LetterName.RESOLUTION not in home.came(REPORTER)


@pytest.mark.parametrize("back", [set_by, starts])
async def test_what_can_be_undone_waits_two_minutes_and_no_hours_when_the_clock_is_set_back(home, back):
    await resolved(home)
    await back(home, -5 * HOUR)
    await home.passes(minutes=1)
    assert LetterName.RESOLUTION not in home.came(REPORTER)
    await home.passes(minutes=2)
    assert home.came(REPORTER).count(LetterName.RESOLUTION) == 1


@pytest.mark.parametrize("back", [set_by, starts])
async def test_what_was_to_leave_at_once_does(home, back):
    await home.rooms.intake.receive("lmtp", written_by(REPORTER, COMPLAINT), "", "")
    await home.service._read()
    await back(home, -5 * HOUR)
    await home.settle()
    assert home.came(REPORTER) == ["acknowledgement"]


@pytest.mark.parametrize("back", [set_by, starts])
async def test_a_letter_that_was_put_off_is_tried_again_within_the_time_that_it_had(home, back):
    home.wire.outcomes = [Deferred(Problem.UNREACHABLE)] * 2
    await home.mail(REPORTER, HOW_MANY)
    await back(home, -30 * HOUR)
    await home.passes(minutes=3)
    assert home.came(REPORTER) == ["count"]


async def test_what_waits_for_the_morning_still_does(tmp_path):
    async with household(tmp_path, start=MONDAY + 13 * HOUR, process='quiet_hours = "22:00-07:00"') as home:
        (name, *_) = (each.name for each in home.config.administrators)
        late = Letter(name=LetterName.RETENTION, to=To.ONE_ADMINISTRATOR, who=name, facts={"lines": ()}, timing=MORNING)
        await home.run(lambda unit: home.rooms.corridor.post.write(unit, About(), (late,), home.clock.now))
        before = await home.run(lambda unit: unit.letters.next_at())
        assert before == MONDAY + 22 * HOUR
        await set_by(home, -2 * HOUR)
        assert await home.run(lambda unit: unit.letters.next_at()) == before


@pytest.mark.parametrize("step", [5 * HOUR, timedelta(days=3)])
async def test_a_letter_in_doubt_waits_two_minutes_for_its_evidence_however_far_the_clock_was_set(home, step):
    """A laptop that slept: the copy that says that the letter arrived comes after it woke."""
    home.wire.outcomes = [Unknown(Problem.LOST)]
    await home.mail(REPORTER, HOW_MANY)
    home.forget()
    await set_by(home, step)
    await home.passes(minutes=1)
    assert home.wire.letters == []
    home.wire.evidence = Evidence.YES
    await home.passes(minutes=5)
    assert home.wire.letters == []


@pytest.mark.parametrize("back", [set_by, starts])
async def test_a_letter_in_doubt_goes_again_after_two_minutes_when_the_clock_was_set_back(home, back):
    home.wire.outcomes = [Unknown(Problem.LOST)]
    await home.mail(REPORTER, HOW_MANY)
    await back(home, -5 * HOUR)
    for _ in range(10):
        await home.passes(minutes=1)
        await home.settle()
    assert home.came(REPORTER) == ["count"]


async def test_no_letter_has_a_date_before_its_cause(home):
    home.wire.outcomes = [Deferred(Problem.UNREACHABLE)]
    await home.mail(REPORTER, HOW_MANY)
    await set_by(home, -5 * HOUR)
    await home.passes(minutes=3)
    (letter,) = home.letters(REPORTER)
    assert letter.mail["Date"].datetime >= MONDAY


async def test_answers_that_a_clock_of_next_year_wrote_silence_nobody_when_it_is_right_again(home):
    home.clock.now += timedelta(days=365)
    for _ in range(6):
        await home.mail(REPORTER, HOW_MANY)
    assert len(home.came(REPORTER)) == 5
    home.forget()
    home.clock.now = MONDAY
    await home.mail(REPORTER, HOW_MANY)
    assert home.came(REPORTER) == ["count"]


async def test_a_step_back_stands_on_the_record_and_the_record_is_whole(home):
    await home.mail(REPORTER, COMPLAINT)
    await set_by(home, -5 * HOUR)
    assert [each.kind for each in await home.run(lambda unit: unit.history.of(None))] == ["ClockSetBack"]
    assert home.store.audit() == []
