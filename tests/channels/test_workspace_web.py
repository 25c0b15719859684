"""The stand-in's Web API as the real slack_sdk meets it: tokens, scopes, shapes of arguments, refusals, limits."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from daemon.demo.workspace import Workspace
from daemon.demo.workspace_calls import BLIND_TO_JSON
from daemon.demo.workspace_limits import SLACKS, Pace, Rate
from tests.support.workspace_clients import client, refusal, section, workspace


async def test_a_bot_learns_who_it_is_and_what_it_may():
    async with workspace() as slack:
        found = await client(slack).auth_test()
        assert (found["team_id"], found["user_id"], found["bot_id"]) == (slack.team, slack.bot.id, "B0STANDIN0")
        assert "im:history" in found.headers["x-oauth-scopes"].split(",")


async def test_without_a_token_or_with_a_wrong_one_nothing_is_told():
    async with workspace() as slack:
        assert await refusal(client(slack, "").auth_test()) == "not_authed"
        assert await refusal(client(slack, "xoxb-guessed").auth_test()) == "invalid_auth"


@pytest.mark.parametrize("trouble", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_token_that_came_to_an_end_says_how(trouble):
    async with workspace() as slack:
        slack.revoke(slack.bot_token, trouble)
        assert await refusal(client(slack).auth_test()) == trouble


async def test_a_revoked_token_works_again_once_its_trouble_is_over():
    async with workspace() as slack:
        slack.revoke(slack.bot_token)
        slack.token(slack.bot_token).trouble = ""
        assert (await client(slack).auth_test())["ok"]


async def test_each_method_takes_its_own_kinds_of_token():
    async with workspace() as slack:
        dana = slack.join("dana")
        assert await refusal(client(slack, slack.app_token).users_list()) == "not_allowed_token_type"
        web = client(slack)
        assert await refusal(web.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
        own = client(slack, slack.member_token(dana, {"chat:write", "im:write"}))
        assert await refusal(own.chat_postMessage(channel="D1", text="in their name")) == "not_allowed_token_type"


async def test_a_missing_scope_is_named_with_those_that_were_given():
    async with workspace() as slack:
        slack.token(slack.bot_token).scopes = frozenset({"chat:write"})
        with pytest.raises(SlackApiError) as trouble:
            await client(slack).users_list()
        found = trouble.value.response
        assert (found["error"], found["needed"], found["provided"]) == ("missing_scope", "users:read", "chat:write")


async def test_the_scope_of_a_list_hangs_on_what_is_listed():
    async with workspace() as slack:
        slack.token(slack.bot_token).scopes = frozenset({"im:read"})
        assert (await client(slack).conversations_list(types="im"))["channels"] == []
        assert await refusal(client(slack).conversations_list(types="public_channel")) == "missing_scope"


async def test_what_is_not_modelled_is_refused_and_recorded():
    async with workspace() as slack:
        assert await refusal(client(slack).admin_users_list(team_id="T")) == "unknown_method"
        assert await refusal(client(slack).users_info(user=slack.bot.id, colour="red")) == "invalid_arguments"
        assert [each.method for each in slack.web.asked] == ["admin.users.list", "users.info"]
        assert slack.asked("users.info") == [{"user": slack.bot.id, "colour": "red"}]


async def test_what_is_missing_or_of_a_wrong_type_is_refused():
    async with workspace() as slack:
        web = client(slack)
        assert await refusal(web.api_call("users.info", params={})) == "invalid_arguments"
        assert await refusal(web.api_call("chat.postMessage", json={"channel": {}, "text": "x"})) == "invalid_arguments"
        assert await refusal(web.users_list(limit="many")) == "invalid_arguments"
        assert await refusal(web.users_list(limit=1000)) == "invalid_limit"
        assert await refusal(web.users_list(cursor="!")) == "invalid_cursor"


@pytest.mark.parametrize("shape", ["params", "data", "json"])
async def test_arguments_may_come_in_the_query_in_a_form_or_as_json(shape):
    async with workspace() as slack:
        dana = slack.join("dana")
        found = await client(slack).api_call("conversations.open", **{shape: {"users": dana.id}})
        assert found["channel"]["id"] == slack.room(dana).id


@pytest.mark.parametrize("method", sorted(BLIND_TO_JSON))
async def test_a_method_that_reads_does_not_see_json(method):
    async with workspace() as slack:
        with pytest.raises(SlackApiError) as trouble:
            await client(slack).api_call(method, json={"channel": "D1"})
        assert "no JSON" in trouble.value.response["response_metadata"]["messages"][0]


async def test_blocks_may_come_as_json_within_a_form():
    async with workspace() as slack:
        room = slack.room(slack.join("dana")).id
        form = {"channel": room, "text": "hello", "blocks": '[{"type": "divider"}]'}
        sent = await client(slack).api_call("chat.postMessage", data=form)
        assert sent["message"]["blocks"][0]["type"] == "divider"


async def test_json_that_is_none_is_refused():
    async with workspace() as slack, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
        async with session.post(slack.url + "auth.test", headers=headers, data="{") as answer:
            assert await answer.json() == {"ok": False, "error": "invalid_json"}


async def test_no_token_stands_in_the_record_of_requests():
    async with workspace() as slack:
        await client(slack, "").auth_test(token=slack.bot_token)
        await client(slack).apps_connections_open(app_token=slack.app_token)
        recorded = repr([(each.method, each.arguments) for each in slack.web.asked])
        assert slack.bot_token not in recorded
        assert slack.app_token not in recorded


async def test_a_bug_of_the_stand_in_is_not_taken_for_weather():
    slack = Workspace()
    await slack.start()
    slack.records.members.clear()
    with pytest.raises(SlackApiError):
        await client(slack).auth_test()
    with pytest.raises(KeyError):
        await slack.stop()


async def test_members_are_listed_page_by_page():
    async with workspace() as slack:
        for number in range(4):
            slack.join(f"member{number}")
        pages = [page["members"] async for page in await client(slack).users_list(limit=2)]
        assert [len(page) for page in pages] == [2, 2, 2]
        assert len({member["id"] for page in pages for member in page}) == 6


async def test_slackbot_is_among_the_members_and_says_that_it_is_no_bot():
    async with workspace() as slack:
        found = (await client(slack).users_info(user="USLACKBOT"))["user"]
        assert (found["name"], found["is_bot"]) == ("slackbot", False)
        assert await refusal(client(slack).conversations_open(users="USLACKBOT")) == "cannot_dm_bot"


async def test_an_address_is_told_only_to_who_has_the_scope():
    async with workspace() as slack:
        dana = slack.join("dana", "Dana Reyes", "dana@example.org", is_admin=True)
        seen = (await client(slack).users_info(user=dana.id))["user"]
        assert (seen["profile"]["email"], seen["is_admin"], seen["deleted"]) == ("dana@example.org", True, False)
        slack.token(slack.bot_token).scopes -= {"users:read.email"}
        assert "email" not in (await client(slack).users_info(user=dana.id))["user"]["profile"]
        assert await refusal(client(slack).users_lookupByEmail(email="dana@example.org")) == "missing_scope"


async def test_a_member_is_found_by_address_until_their_account_is_closed():
    async with workspace() as slack:
        dana = slack.join("dana", email="dana@example.org")
        assert (await client(slack).users_lookupByEmail(email="Dana@Example.org"))["user"]["id"] == dana.id
        slack.deactivate(dana)
        assert await refusal(client(slack).users_lookupByEmail(email="dana@example.org")) == "users_not_found"
        assert (await client(slack).users_info(user=dana.id))["user"]["deleted"] is True


async def test_too_many_calls_are_told_how_long_to_wait():
    async with workspace() as slack:
        slack.web.pace = Pace({"users.list": Rate(2, 30.0)})
        await client(slack).users_list()
        await client(slack).users_list()
        with pytest.raises(SlackApiError) as trouble:
            await client(slack).users_list()
        assert (trouble.value.response.status_code, trouble.value.response["error"]) == (429, "ratelimited")
        assert 29 <= int(trouble.value.response.headers["Retry-After"]) <= 30


async def test_one_channel_takes_one_post_a_second_and_another_its_own():
    async with workspace() as slack:
        slack.web.pace = Pace(SLACKS, channel=Rate(1, 1.0))
        first, second = (slack.room(slack.join(name)).id for name in ("dana", "eli"))
        web = client(slack)
        await web.chat_postMessage(channel=first, text="one")
        assert await refusal(web.chat_postMessage(channel=first, text="two")) == "ratelimited"
        await web.chat_postMessage(channel=second, text="one", blocks=[section("one")])
