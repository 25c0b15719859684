"""While Slack stalls the daemon's heart beats on, and mail leaves."""

import asyncio
from datetime import timedelta

from notifiers.sending import Evidence, Problem, Unknown
from tests.support.direct import DANA, ROBIN, SAM, workplace
from tests.support.house import COMPLAINT, REPORTER


class Counted:
    """Slack takes the question, or the post, and says nothing."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, *_: object) -> None:
        self.count += 1
        await asyncio.sleep(60)


async def in_doubt(home):
    home.slack.outcomes = [Unknown(Problem.SLACK_LOST)] * 50
    for who in (DANA, SAM, ROBIN):
        await home.says(who, COMPLAINT)
    home.slack.evidence = Evidence.UNREACHABLE
    await home.passes(seconds=91)
    assert len(await home.run(lambda unit: unit.letters.in_flight())) > 2
    home.clock.now += timedelta(minutes=1)


async def test_a_slack_that_does_not_answer_is_asked_once_and_then_left_alone_for_a_while(tmp_path, monkeypatch):
    async with workplace(tmp_path) as home:
        await in_doubt(home)
        monkeypatch.setattr("daemon.outbox.LONGEST_QUESTION", 0.01)
        home.slack.was_sent = Counted()
        await home.settle()
        assert home.slack.was_sent.count == 1
        home.clock.now += timedelta(seconds=20)
        await home.settle()
        assert home.slack.was_sent.count == 2


async def test_what_is_due_leaves_before_slack_is_asked_what_became_of_a_letter(tmp_path):
    async with workplace(tmp_path) as home:
        await in_doubt(home)
        had_left = []

        async def asked(*_):
            had_left.append(len(home.came(REPORTER)))
            return Evidence.UNKNOWN, ""

        home.slack.was_sent = asked
        await home.mail(REPORTER, COMPLAINT)
        assert had_left[-1] == 1
        assert len(had_left) > 2


async def test_mail_does_not_wait_behind_the_posts_that_slack_does_not_answer(tmp_path, monkeypatch):
    async with workplace(tmp_path) as home:
        monkeypatch.setattr("daemon.outbox.LONGEST_ATTEMPT", 0.05)
        monkeypatch.setattr("daemon.outbox.STALLED", 0.05)
        home.slack.send = Counted()
        await home.mail(REPORTER, COMPLAINT)
        assert home.came(REPORTER) == ["acknowledgement"]
        assert home.slack.send.count == 1
        home.clock.now += timedelta(seconds=21)
        home.slack.evidence = Evidence.UNREACHABLE
        await home.settle()
        assert home.slack.send.count == 2
