"""`check` says of each thing in Slack how it is and what to do. A workspace on the loopback, and the real SDK."""

import asyncio
import json
import re
import socket

import pytest
from aiohttp import web

from daemon.check import check
from daemon.config import embedded
from daemon.demo.workspace_records import Kind, Token
from daemon.slack_manifest import app
from daemon.slack_scopes import bot_scopes
from daemon.views import State
from tests.support.workspace_clients import workspace
from tests.support.workspace_faults import ALWAYS, Broken, Faults

BOT, APP, SCIM = "slack.bot_token", "slack.app_token", "slack.scim_token"
ROOM = "slack rules channel"


@pytest.fixture
async def slack():
    async with workspace() as found:
        found.install(app("Example Community"))
        found.jamison = found.join("jamison", "Jamison Dance", "hi@jamison.dance")
        found.open_channel("#rands-slack-rules", found.jamison, found.bot)
        yield found


def configured(slack, folder, *, administrators=None, **keys):
    """The embedded default with this workspace; `keys` are of [slack]."""
    given = {"bot_token": slack.bot_token, "app_token": slack.app_token, "api_url": slack.url} | keys
    environ = {f"CONDUCTD_SLACK__{name.upper()}": value for name, value in given.items() if value}
    if administrators:
        people = [{"name": name, "slack": account} for name, account in administrators.items()]
        environ["CONDUCTD_ADMINISTRATORS"] = json.dumps(people)
    return embedded(folder / "data", environ | {"CONDUCTD_LISTENER__BIND": "127.0.0.1:0"})


async def rows(config):
    """Those about Slack. No token is in one, whatever went wrong."""
    found = [row for row in await check(config) if row.what.startswith("slack")]
    assert not re.search(r"xox[bp]-\w|xapp-\w", " ".join(f"{row.what} {row.say}" for row in found))
    return {row.what: row for row in found}


async def problems(config):
    return {what: row.say for what, row in (await rows(config)).items() if row.ok is not State.OK}


async def test_a_workspace_that_is_set_up_is_well_in_every_row(slack, tmp_path):
    found = await rows(configured(slack, tmp_path))
    assert {what for what, row in found.items() if row.ok is not State.OK} == set()
    assert found[BOT].say == "workspace Stand-in, account conductd"
    assert found["slack account of Jamison Dance"].say == slack.jamison.id
    assert {f"slack scope {each}" for each in bot_scopes()} <= set(found)


async def test_looking_posts_nothing_and_opens_no_conversation(slack, tmp_path):
    await rows(configured(slack, tmp_path))
    asked = {each.method for each in slack.web.asked}
    assert asked == {"auth.test", "users.list", "conversations.list", "apps.connections.open"}


@pytest.mark.parametrize("scope", bot_scopes())
async def test_each_missing_scope_is_named_singly_with_what_to_do(slack, tmp_path, scope):
    slack.token(slack.bot_token).scopes -= {scope}
    found = await problems(configured(slack, tmp_path, administrators={"Jamison Dance": slack.jamison.id}))
    assert f"add the scope {scope} to the app and install it again" in found.pop(f"slack scope {scope}")
    assert not [what for what in found if what.startswith("slack scope")]


async def test_a_scope_that_conductd_has_no_use_for_is_told(slack, tmp_path):
    slack.token(slack.bot_token).scopes |= {"channels:history", "chat:write.public"}
    row = (await rows(configured(slack, tmp_path)))["slack scopes beside"]
    assert (row.ok, "channels:history, chat:write.public" in row.say) == (State.OK, True)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("invalid_auth", "Slack does not know this token"),
        ("token_revoked", "was revoked"),
        ("account_inactive", "removed from the workspace"),
        ("ekm_access_denied", "Slack says ekm_access_denied"),
    ],
)
async def test_a_bot_token_that_is_refused_has_its_own_sentence_and_the_way_to_mend_it(slack, tmp_path, word, said):
    slack.token(slack.bot_token).trouble = word
    found = await problems(configured(slack, tmp_path))
    assert set(found) == {BOT}
    assert said in found[BOT]
    assert "OAuth & Permissions" in found[BOT]


async def test_a_refused_app_token_leaves_the_bots_rows_well(slack, tmp_path):
    slack.revoke(slack.app_token)
    found = await problems(configured(slack, tmp_path))
    assert set(found) == {APP}
    assert "connections:write" in found[APP]


async def test_an_app_token_without_its_scope_is_told(slack, tmp_path):
    slack.token(slack.app_token).scopes = frozenset()
    assert "scope connections:write" in (await problems(configured(slack, tmp_path)))[APP]


async def test_without_an_app_token_it_is_said_what_there_is_not(slack, tmp_path):
    slack.token(slack.bot_token).scopes -= {"commands"}
    found = await rows(configured(slack, tmp_path, app_token="", poll_every="45s"))
    assert (found[APP].ok, "polled every 45 s" in found[APP].say) == (State.OK, True)
    assert "no buttons or forms" in found[APP].say
    assert "slack scope commands" not in found


async def test_slack_that_asks_to_wait_for_long_is_not_waited_for(slack, tmp_path):
    Faults(slack).limit("auth.test", after=60)
    async with asyncio.timeout(5):
        assert (await problems(configured(slack, tmp_path)))[BOT] == "Slack asks to wait: run check again in 60 s"


async def test_slack_with_trouble_of_its_own_is_told_as_that(slack, tmp_path):
    Faults(slack).fail("auth.test", "internal_error", times=ALWAYS)
    assert "trouble of its own" in (await problems(configured(slack, tmp_path)))[BOT]


async def test_nobody_listening_is_said_with_the_host(slack, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        config = configured(slack, tmp_path, api_url=f"http://127.0.0.1:{probe.getsockname()[1]}/api/")
        found = await problems(config)
    assert set(found) == {BOT, APP}
    assert all("127.0.0.1 does not answer" in say and "HTTPS_PROXY" in say for say in found.values())


async def test_each_administrators_account_is_looked_for(slack, tmp_path):
    slack.join("ada", "Ada Quist")
    slack.join("ada", "Another Ada")
    gone = slack.join("olu", "Olu")
    slack.deactivate(gone)
    people = {"Ada": "@ada", "Olu": gone.id, "Kim": "@kim", "Robin": "U0NOBODY99", "Bot": slack.bot.id, "Late": "@olu"}
    found = await problems(configured(slack, tmp_path, administrators=people))
    assert {what.removeprefix("slack account of "): say.partition(":")[0] for what, say in found.items()} == {
        "Ada": "two live accounts have that name",
        "Olu": "that account was deactivated",
        "Kim": "no live account has that name",
        "Robin": "nobody in this workspace has that id",
        "Bot": "that account is a bot's",
        "Late": "no live account has that name",
    }
    assert "member id" in found["slack account of Kim"]


async def test_a_display_name_is_nobodys_account(slack, tmp_path, monkeypatch):
    other = slack.join("eve", "Eve")
    about = slack.core.about

    def disguised(_self, member, **more):
        found = about(member, **more)
        return found | {"profile": {**found["profile"], "display_name": "Jamison"}} if member is other else found

    monkeypatch.setattr(type(slack.core), "about", disguised)
    slack.change(slack.jamison, handle="jdance")
    found = await problems(configured(slack, tmp_path))
    assert "a display name, which anybody can take" in found["slack account of Jamison Dance"]


async def test_members_are_looked_through_over_all_pages(slack, tmp_path):
    for number in range(1005):
        slack.join(f"m{number}")
    slack.join("last", "Last")
    found = await rows(configured(slack, tmp_path, administrators={"Last": "@last"}))
    assert found["slack account of Last"].ok is State.OK
    assert len(slack.asked("users.list")) == 2


async def test_a_rules_channel_without_the_app_is_told_with_the_word_that_invites_it(slack, tmp_path):
    slack.records.named("#rands-slack-rules").members.discard(slack.bot.id)
    assert "/invite @conductd" in (await problems(configured(slack, tmp_path)))[ROOM]


async def test_a_rules_channel_that_is_not_there_is_told(slack, tmp_path):
    slack.records.named("#rands-slack-rules").name = "other"
    assert "[community] rules_channel" in (await problems(configured(slack, tmp_path)))[ROOM]


async def test_an_administrators_own_token_is_said_to_be_theirs(slack, tmp_path):
    eve = slack.join("eve", "Eve")
    tokens = [slack.member_token(each) for each in (slack.jamison, eve)] + [slack.member_token(slack.jamison, {"x"})]
    revoked = slack.member_token(slack.jamison)
    slack.revoke(revoked)
    found = await rows(configured(slack, tmp_path, administrator_tokens=json.dumps([*tokens, revoked])))
    said = [found[f"slack.administrator_tokens {number}"] for number in range(1, 5)]
    assert [row.ok for row in said] == [State.OK, State.FAIL, State.FAIL, State.FAIL]
    assert said[0].say == "Jamison Dance's"
    assert "who is no administrator" in said[1].say
    assert "im:history, im:read, users:read" in said[2].say
    assert "was revoked" in said[3].say


async def test_without_a_scim_token_suspensions_are_said_to_be_by_checklist(slack, tmp_path):
    row = (await rows(configured(slack, tmp_path)))[SCIM]
    assert (row.ok, "checklist" in row.say) == (State.OK, True)


async def test_a_scim_token_is_tried(slack, tmp_path):
    token = slack.member_token(slack.jamison, {"admin"})
    assert (await rows(configured(slack, tmp_path, scim_token=token)))[SCIM].ok is State.OK


async def test_a_scim_token_without_its_scope_is_told(slack, tmp_path):
    token = slack.member_token(slack.jamison)
    assert "scope admin" in (await problems(configured(slack, tmp_path, scim_token=token)))[SCIM]


async def test_a_plan_without_scim_is_told(slack, tmp_path):
    Faults(slack)._add("scim.GET", Broken(ALWAYS, lambda: web.json_response({}, status=403), done=False))
    token = slack.member_token(slack.jamison, {"admin"})
    assert "the plan for SCIM" in (await problems(configured(slack, tmp_path, scim_token=token)))[SCIM]


async def test_scim_with_trouble_of_its_own_is_told_as_that(slack, tmp_path):
    Faults(slack).fail_500("scim.GET", times=ALWAYS)
    token = slack.member_token(slack.jamison, {"admin"})
    assert "trouble of its own" in (await problems(configured(slack, tmp_path, scim_token=token)))[SCIM]


async def test_a_members_token_in_a_bots_clothes_is_told(slack, tmp_path):
    odd = Token("xoxb-odd", Kind.MEMBER, slack.jamison.id, frozenset(bot_scopes()))
    slack.records.tokens[odd.text] = odd
    assert "no bot's" in (await problems(configured(slack, tmp_path, bot_token=odd.text)))[BOT]


async def test_wrong_tokens_leave_the_rows_of_mail_as_they_were(slack, tmp_path):
    slack.revoke(slack.bot_token)
    others = [row for row in await check(configured(slack, tmp_path)) if not row.what.startswith("slack")]
    assert {row.what for row in others if row.ok is State.FAIL} == set()
    assert {"listener", "smtp.folder", "database"} <= {row.what for row in others}
