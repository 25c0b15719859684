"""The Slack door with a bot token alone: every DM is found by asking for it."""

import pytest

from daemon.demo.workspace import Workspace
from tests.support.doors import until
from tests.support.slack_doors import SlackHouse, opened, settings


@pytest.fixture
async def slack():
    async with Workspace() as running:
        yield running


@pytest.fixture
def behind():
    return SlackHouse()


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


def polling(slack, **changes):
    return settings(slack, app_token="", **changes)


async def test_a_dm_sent_while_nobody_listened_is_received(slack, behind, dana):
    ts = slack.say(dana, "while you were away")
    async with opened(polling(slack), behind) as door:
        await until(lambda: behind.rows)
        assert (door.team, door.bot_user) == (slack.team, slack.bot.id)
    dm = slack.room(dana).id
    assert list(behind.rows) == [f"slack {slack.team} {dm} {ts}"]
    (row,) = behind.rows.values()
    assert (row["kind"], row["team"], row["channel"]) == ("message", slack.team, dm)
    assert (row["event"]["text"], row["event"]["user"], row["event"]["ts"]) == ("while you were away", dana.id, ts)
    assert behind.states == ["polling"]
