"""What a pen makes of a letter's times: its date, and from when on Slack's history is asked for it."""

import asyncio
from datetime import timedelta

import pytest

from daemon.pens import SlackPen, dated
from daemon.store.values import LetterBody, LetterRow, LetterState
from notifiers.render import Medium
from notifiers.sending import Evidence
from tests.support.house import MONDAY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def letter(created_at=MONDAY, sending_since=None):
    return LetterRow(
        "1", "L1", None, "late", "reporter", "", LetterState.SENDING, created_at, created_at, None, 1, sending_since,
        None, "",
    )  # fmt: skip


class Asked:
    """Slack's history, asked from a ts on."""

    async def found(self, _letter_id, _recipient, since, _thread):
        self.since = float(since)
        return Evidence.YES, ""


@pytest.mark.parametrize("step", [timedelta(), 5 * HOUR, 3 * DAY])
def test_a_letter_is_looked_for_in_slack_where_it_was_posted_however_wrong_our_clock_was_and_is(step):
    """Slack stamps with its own clock. Ours may be hours ahead, and was perhaps set since."""
    slack, hours_ahead = Asked(), 20 * HOUR
    body = LetterBody("slack", "D1", "", {}, "", "", "", "", "")
    posted = (MONDAY - hours_ahead).timestamp()
    asyncio.run(SlackPen(slack, Medium.BUTTONS).was_sent(letter(MONDAY, MONDAY + step), body, timedelta()))
    assert slack.since < posted


@pytest.mark.parametrize(
    ("now", "date"),
    [
        (MONDAY + HOUR, MONDAY + HOUR),
        (MONDAY - 5 * HOUR, MONDAY),
        (MONDAY - 400 * DAY, MONDAY - 400 * DAY),
    ],
    ids=["as it leaves", "not before its cause", "not of next year"],
)
def test_the_date_of_a_letter(now, date):
    assert dated(letter(), now) == date
