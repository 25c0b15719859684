"""A server that could not be reached is back: what waited for it goes at once, and nothing is tried for nothing."""

from datetime import timedelta

from daemon.knocking import KNOCK_EVERY
from daemon.store.values import LetterState
from notifiers.sending import Deferred, Problem, Unknown
from tests.support.house import COMPLAINT, REPORTER, household


async def after_an_outage(home, problem=Problem.UNREACHABLE, attempts=6):
    """Of hours: the letter's next attempt is far away."""
    home.wire.trouble = {REPORTER: Deferred(problem)}
    await home.mail(REPORTER, COMPLAINT)
    for _ in range(attempts - 1):
        home.clock.now = (await row_of(home)).next_try
        await home.settle()
    home.wire.trouble = {}
    assert (await row_of(home)).next_try - home.clock.now > timedelta(minutes=5)


async def row_of(home):
    (row,) = await home.rows("acknowledgement")
    return row


async def test_a_letter_put_off_for_long_leaves_within_half_a_minute_of_the_servers_return(tmp_path):
    async with household(tmp_path) as home:
        await after_an_outage(home)
        home.wire.reached = True
        home.clock.now += timedelta(seconds=30)
        await home.settle()
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_a_server_that_asked_to_wait_is_not_hurried(tmp_path):
    async with household(tmp_path) as home:
        await after_an_outage(home, Problem.LATER)
        home.wire.reached = True
        home.clock.now += timedelta(seconds=30)
        await home.settle()
        assert home.came(REPORTER) == []


async def test_a_letter_in_doubt_is_not_hurried(tmp_path):
    """Each time it is sent again it may be there once more."""
    async with household(tmp_path) as home:
        home.wire.outcomes = [Unknown(Problem.LOST)]
        home.wire.reached = True
        await home.mail(REPORTER, COMPLAINT)
        home.clock.now += timedelta(minutes=2)
        await home.settle()
        assert (await row_of(home)).state is LetterState.PENDING
        assert home.came(REPORTER) == []


async def test_a_server_that_opens_and_takes_nothing_is_knocked_at_ever_more_slowly(tmp_path):
    """A knock that were believed each time would use up a letter's attempts, five days of them, in an hour."""
    async with household(tmp_path) as home:
        await after_an_outage(home)
        home.wire.reached = True
        home.wire.trouble = {REPORTER: Deferred(Problem.LOST)}
        before = (await row_of(home)).attempts
        for _ in range(3600 // 10):
            home.clock.now += timedelta(seconds=10)
            await home.settle()
        assert 2 <= (await row_of(home)).attempts - before <= 10
        home.wire.trouble = {}
        await home.passes(hours=1)
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_while_nothing_waits_nobody_knocks(tmp_path):
    async with household(tmp_path) as home:
        knocks = []

        async def answers():
            knocks.append(home.clock.now)
            return True

        home.wire.answers = answers
        await home.mail(REPORTER, COMPLAINT)
        for _ in range(5):
            home.clock.now += KNOCK_EVERY
            await home.settle()
        assert knocks == []
