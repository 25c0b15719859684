"""A mail server that is away, or takes nobody's letter: few attempts, nothing lost, and danger goes first when it is back."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.outages import LONGEST_REST, LONGEST_REST_AFTER_LOGIN, SEVERAL, Outages
from daemon.store.values import LetterState
from notifiers.sending import Closed, Deferred, Problem
from tests.support.house import ADA, COMPLAINT, DANGER, JAMISON, REPORTER, household

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
STEP = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
AWAY = Closed(Problem.UNREACHABLE)


class Everybody(dict):
    """The same for every reader."""

    def __init__(self, outcome):
        super().__init__()
        self.outcome = outcome

    def get(self, _reader, _otherwise=None):
        return self.outcome


async def goes_by(home, span):
    """Step by step, as the daemon's own alarm would: letters that are due wait for their channel."""
    end = home.clock.now + span
    while home.clock.now < end:
        home.clock.now += STEP
        while await home.service._send():
            pass
    await home._name_letters()


async def waiting(home):
    return len(await home.run(lambda unit: unit.letters.in_state(LetterState.PENDING)))


async def test_a_server_that_is_away_for_an_hour_is_asked_once_a_minute_and_then_gets_every_letter(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = Everybody(AWAY)
        for number in range(10):
            await home.mail(f"p{number}@example.org", COMPLAINT)
        await goes_by(home, timedelta(hours=1))
        assert 55 <= len(home.wire.tried) <= 90
        assert (home.wire.letters, await waiting(home)) == ([], 30)
        home.wire.trouble = {}
        await goes_by(home, MINUTE + STEP)
        assert len(home.wire.letters) == 30
        assert await waiting(home) == 0


async def test_an_outage_counts_as_no_attempt_at_a_letter(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = Everybody(AWAY)
        await home.mail(REPORTER, COMPLAINT)
        await goes_by(home, timedelta(minutes=10))
        home.wire.trouble = {}
        await goes_by(home, MINUTE + STEP)
        assert {row.attempts for row in await home.run(lambda unit: unit.letters.in_state(LetterState.SENT))} == {1}


async def test_after_an_outage_danger_goes_first_and_all_else_in_its_order(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = Everybody(AWAY)
        for number in range(4):
            await home.mail(f"p{number}@example.org", COMPLAINT)
        await goes_by(home, timedelta(minutes=5))
        await home.mail(REPORTER, DANGER)
        home.wire.trouble = {}
        await goes_by(home, MINUTE + STEP)
        assert {each.to for each in home.wire.letters[:3]} == {REPORTER, JAMISON, ADA}
        # but for those that were tried, which wait for the end of a rest
        tried = set(home.wire.tried[: -len(home.wire.letters)])
        written = [each.letter_id for each in home.wire.letters[3:] if each.letter_id not in tried]
        assert written == sorted(written)


async def test_after_five_days_without_a_server_a_letter_has_failed(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = {REPORTER: AWAY}
        await home.opens(COMPLAINT)
        home.clock.now += timedelta(days=4, hours=23)
        await goes_by(home, STEP)
        assert (await home.rows("acknowledgement"))[0].state is LetterState.PENDING
        home.clock.now += timedelta(hours=2)
        await goes_by(home, MINUTE + STEP)
        assert (await home.rows("acknowledgement"))[0].state is LetterState.FAILED
        assert "undelivered" in home.came(JAMISON)


async def test_a_server_that_put_everybody_off_and_takes_one_letter_is_asked_for_the_others_at_once(tmp_path):
    async with household(tmp_path) as home:
        home.wire.trouble = Everybody(Deferred(Problem.LATER))
        for number in range(4):
            await home.mail(f"p{number}@example.org", COMPLAINT)
        await goes_by(home, timedelta(hours=1))
        home.wire.trouble = {}
        while not home.wire.letters:
            await goes_by(home, STEP)
        assert len(home.wire.letters) == 12


def test_rests_double_to_a_minute():
    outages = Outages()
    rests = [outages.closed("email", Problem.UNREACHABLE, NOON) - NOON for _ in range(8)]
    assert rests[0] <= timedelta(seconds=5)
    assert max(rests) <= LONGEST_REST
    assert rests[-1] >= 0.75 * LONGEST_REST
    assert not outages.rests("slack", NOON)
    outages.answered("email")
    assert outages.closed("email", Problem.UNREACHABLE, NOON) - NOON <= timedelta(seconds=5)


@pytest.mark.parametrize("problem", [Problem.LOGIN, Problem.TOKEN])
def test_a_refused_login_is_tried_at_most_five_times_in_ten_minutes(problem):
    outages, at, tries = Outages(), NOON, 0
    while at < NOON + timedelta(minutes=10):
        at, tries = outages.closed("email", problem, at), tries + 1
    assert tries <= 5
    assert outages.closed("email", problem, at) - at <= LONGEST_REST_AFTER_LOGIN


def test_a_letter_whose_own_reader_waits_is_hastened_once():
    outages = Outages()
    for _ in range(2):
        for letter in ("a", "b", "c")[:SEVERAL]:
            outages.put_off(letter)
        again = list(outages.took("other"))
        assert again in (["a", "b", "c"], [])
    assert again == []


def test_one_letter_that_was_put_off_says_nothing_of_the_server():
    outages = Outages()
    outages.put_off("a")
    assert list(outages.took("other")) == []
