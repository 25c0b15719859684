"""Calls of the Web API: what is repeated and what never, in words and without a text."""

import pytest

from daemon.channels import slack_web
from daemon.channels.slack_trouble import SlackTrouble
from daemon.channels.slack_web import Web, budgets
from daemon.demo.workspace import Workspace
from tests.support.workspace_faults import Faults


@pytest.fixture
async def slack():
    async with Workspace() as running:
        yield running


@pytest.fixture
def faults(slack):
    return Faults(slack)


@pytest.fixture
async def web(slack):
    calls = Web(slack.bot_token, slack.url, budgets=budgets(1000, 1000))
    yield calls
    await calls.close()


@pytest.fixture
def dm(slack):
    return slack.room(slack.join("dana")).id


async def refused(web, method, **arguments):
    with pytest.raises(SlackTrouble) as found:
        await web.call(method, **arguments)
    return found.value


async def test_an_answer_is_what_slack_said(slack, web):
    assert (await web.call("auth.test"))["user_id"] == slack.bot.id
    assert "im:history" in web.scopes


async def test_a_write_is_repeated_after_a_429_alone(slack, web, faults, dm):
    faults.limit("chat.postMessage", after=0, times=2)
    await web.call("chat.postMessage", channel=dm, text="once", blocks=None)
    assert len(slack.records.rooms[dm].messages) == 1
    assert faults.struck["chat.postMessage"] == 2


@pytest.mark.parametrize("fault", ["lose_answer", "drop", "fail_500"])
async def test_a_write_whose_answer_is_lost_is_not_repeated(slack, web, faults, dm, fault):
    getattr(faults, fault)("chat.postMessage")
    error = await refused(web, "chat.postMessage", channel=dm, text="perhaps")
    assert (error.certain, error.refused) == (False, False)
    assert len(slack.records.rooms[dm].messages) == (0 if fault == "drop" else 1)
    assert len([each for each in slack.web.asked if each.method == "chat.postMessage"]) == 1


@pytest.mark.parametrize("fault", ["lose_answer", "drop", "fail_500"])
async def test_a_read_is_repeated(slack, web, faults, fault):
    getattr(faults, fault)("auth.test")
    assert (await web.call("auth.test"))["ok"]


@pytest.mark.parametrize(
    ("error", "word", "certain"),
    [
        ("channel_not_found", "channel_not_found", True),
        ("internal_error", "internal_error", False),
        ("fatal_error", "fatal_error", False),
        ("not_authed", "invalid_auth", True),
        ("token_expired", "token_revoked", True),
        ("Something <secret> else", "server error", False),
    ],
)
async def test_slacks_errors_are_words_that_say_whether_anything_was_done(web, faults, dm, error, word, certain):
    faults.fail("chat.postMessage", error)
    found = await refused(web, "chat.postMessage", channel=dm, text="hello canary")
    assert (found.word, found.certain, str(found)) == (word, certain, word)
    assert "canary" not in repr(found)
    assert found.__cause__ is None


async def test_who_is_asked_to_wait_too_often_says_so(web, faults, monkeypatch):
    monkeypatch.setattr(slack_web, "MOST_WAITS", 1)
    faults.limit("auth.test", after=0, times=2)
    error = await refused(web, "auth.test")
    assert (error.word, error.retry_after, error.certain) == ("rate limited", 0, True)


async def test_a_server_that_is_not_there_is_unreachable():
    calls = Web("xoxb-1", "http://127.0.0.1:9/api")
    assert (await refused(calls, "chat.postMessage", channel="D1", text="x")).word == "unreachable"
    await calls.close()


async def test_a_missing_scope_is_named(slack, web, dm):
    slack.token(slack.bot_token).scopes -= {"chat:write"}
    assert (await refused(web, "chat.postMessage", channel=dm, text="x")).word == "missing_scope"


async def test_what_is_asked_while_others_wait_waits_too(slack, web, faults):
    waited = []
    calls = Web(slack.bot_token, slack.url, budgets=budgets(1000, 1000), limited=waited.append)
    faults.limit("conversations.list", after=0)
    await calls.call("conversations.list", types="im")
    assert waited == [0.0]
    await calls.close()


async def test_after_the_end_nothing_is_asked(slack, web):
    await web.call("auth.test")
    await web.close()
    assert (await refused(web, "auth.test")).word == "unreachable"
    assert len(slack.asked("auth.test")) == 1


async def test_a_list_in_a_form_is_json(slack, web, dm):
    await refused(web, "files.completeUploadExternal", files=[{"id": "F1", "title": "a"}], channel_id=dm)
    assert slack.asked("files.completeUploadExternal")[0]["files"] == '[{"id": "F1", "title": "a"}]'


def test_lists_of_members_and_of_conversations_have_a_budget_each():
    allowed = budgets(40, 15)
    assert set(allowed) > {"conversations.list", "users.list"}
    assert allowed["users.list"] is not allowed["conversations.list"]
