"""Tokens that do not work: each has its word, nothing dies of it, and it is all made up for once they work again."""

import logging

import pytest

from daemon.channels.slack_settings import Settings
from daemon.demo.workspace import Workspace
from tests.support.doors import until
from tests.support.slack_doors import LONG_AGO, SlackHouse, opened, settings
from tests.support.workspace_faults import ALWAYS, Faults

SECRET = "canary-7f3a"


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


@pytest.mark.parametrize("word", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_bot_token_that_is_refused_has_its_word_and_is_tried_again(slack, behind, dana, word):
    slack.token(slack.bot_token).trouble = word
    slack.say(dana, "is anybody there?")
    async with opened(settings(slack, app_token="", refused_every=0.1), behind) as door:
        await until(lambda: door.health()["trouble"] == word)
        assert (door.team, behind.states) == ("", [word])
        slack.token(slack.bot_token).trouble = ""
        await until(lambda: behind.texts == ["is anybody there?"])
        assert door.bot_user == slack.bot.id
    assert behind.states == [word, "polling"]


async def test_a_token_of_another_kind_has_its_word(slack, behind):
    async with opened(settings(slack, bot_token=slack.app_token, app_token=""), behind) as door:
        await until(lambda: door.health()["trouble"] == "not_allowed_token_type")
        assert door.health()["connected"] is False
    assert behind.rows == {}


async def test_a_token_that_is_revoked_while_we_run_is_noticed_at_once(slack, behind, dana):
    async with opened(settings(slack), behind) as door:
        await slack.sockets.some_open(2)
        await until(lambda: behind.states == ["connected"])
        slack.revoke(slack.bot_token)
        await until(lambda: door.health()["trouble"] == "token_revoked")
        slack.token(slack.bot_token).trouble = ""
        await until(lambda: door.health()["trouble"] == "")
    assert behind.states == ["connected", "token_revoked", "connected"]


async def test_a_token_that_dies_silently_is_noticed_by_asking(slack, behind):
    async with opened(settings(slack, auth_every=0.1), behind) as door:
        await until(lambda: behind.states == ["connected"])
        slack.token(slack.bot_token).trouble = "account_inactive"
        await until(lambda: door.health()["trouble"] == "account_inactive")


async def test_while_a_token_is_refused_slack_is_not_asked_for_anything_else(slack, behind, dana):
    slack.say(dana, "later")
    async with opened(settings(slack, app_token="", auth_every=0.1), behind) as door:
        await until(lambda: behind.texts)
        slack.token(slack.bot_token).trouble = "token_revoked"
        await until(lambda: door.health()["trouble"] == "token_revoked")
        asked = len(slack.asked("conversations.list"))
        tried = len(slack.asked("auth.test"))
        await until(lambda: len(slack.asked("auth.test")) > tried + 2)
        assert len(slack.asked("conversations.list")) == asked


async def test_with_a_wrong_app_token_the_dms_are_polled_and_the_word_is_said(slack, behind, dana):
    slack.token(slack.app_token).trouble = "invalid_auth"
    slack.say(dana, "polled")
    async with opened(settings(slack), behind) as door:
        await until(lambda: behind.texts == ["polled"])
        await until(lambda: door.health()["trouble"] == "invalid_auth")
        slack.say(dana, "polled again")
        await until(lambda: behind.texts == ["polled", "polled again"])
        slack.token(slack.app_token).trouble = ""
        await until(lambda: door.health()["sockets"] == 2)
        assert door.health()["trouble"] == ""


@pytest.mark.parametrize("scope", ["im:read", "im:history"])
async def test_a_missing_scope_is_said_and_mended_by_giving_it(slack, behind, dana, scope):
    token = slack.token(slack.bot_token)
    token.scopes -= {scope}
    slack.say(dana, "unreadable")
    async with opened(settings(slack, app_token=""), behind) as door:
        await until(lambda: door.health()["trouble"] == "missing_scope")
        assert behind.rows == {}
        token.scopes |= {scope}
        await until(lambda: behind.texts == ["unreadable"])
        await until(lambda: door.health()["trouble"] == "")


async def test_slack_that_cannot_be_reached_is_said_and_found_again(slack, behind, dana):
    faults = Faults(slack)
    faults.drop("*", times=ALWAYS)
    slack.say(dana, "hello")
    async with opened(settings(slack, app_token=""), behind) as door:
        await until(lambda: door.health()["trouble"] == "unreachable")
        faults.clear()
        await until(lambda: behind.texts == ["hello"])
    assert behind.states == ["unreachable", "polling"]


async def test_no_log_line_has_a_word_of_a_message_or_a_token(slack, behind, dana, caplog):
    caplog.set_level(logging.DEBUG)
    faults = Faults(slack)
    async with opened(settings(slack), behind) as door:
        await slack.sockets.some_open(2)
        slack.say(dana, SECRET)
        await slack.sockets.settled()
        behind.broken = True
        slack.say(dana, SECRET)
        await until(lambda: len(behind.offered) > 2)
        faults.refuse_sockets()
        await faults.cut_sockets()
        await until(lambda: not door.health()["sockets"])
        faults.fail_500("conversations.history", times=2)
        await until(lambda: faults.struck["conversations.history"])
    ours = [record for record in caplog.records if not record.name.startswith(("aiohttp.server", "asyncio"))]
    lines = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in ours)
    assert "slack: " in lines
    for told in (SECRET, slack.bot_token, slack.app_token, "ticket=", dana.id):
        assert told not in lines


def test_settings_say_what_cannot_be_and_show_no_token():
    chosen = Settings(bot_token=SECRET, app_token=SECRET, not_before=LONG_AGO)
    assert SECRET not in repr(chosen)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"bot_token": ""}, "slack.bot_token"),
        ({"api_url": "http://slack.com/api/"}, "slack.api_url"),
        ({"api_url": "nowhere"}, "slack.api_url"),
        ({"not_before": LONG_AGO.replace(tzinfo=None)}, "mailbox.not_before"),
        ({"page": 1000}, "page"),
    ],
)
def test_a_wrong_setting_is_named(wrong, key):
    with pytest.raises(ValueError, match=key):
        Settings(**{"bot_token": "xoxb-1", "not_before": LONG_AGO, **wrong})
