"""SCIM in the stand-in, as AsyncSCIMClient uses it: accounts are read, closed and opened again."""

import pytest
from slack_sdk.scim.async_client import AsyncSCIMClient
from slack_sdk.scim.v1.user import User

from tests.support.workspace_clients import QUIET, client, ears, refusal, workspace


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


def scim(slack, token=None):
    admin = slack.join("admin", is_admin=True, is_owner=True)
    given = token or slack.member_token(admin, {"admin"})
    return AsyncSCIMClient(given, base_url=slack.scim_url, logger=QUIET, retry_handlers=[])


async def test_an_account_is_closed_by_delete_and_the_app_hears_of_it(slack, dana):
    async with ears(slack) as heard:
        answer = await scim(slack).delete_user(dana.id)
        event = await heard.event()
    assert answer.status_code == 204
    assert (event["type"], event["user"]["id"], event["user"]["deleted"]) == ("user_change", dana.id, True)
    assert (await client(slack).users_info(user=dana.id))["user"]["deleted"] is True
    assert [each["id"] for each in slack.asked("scim.DELETE")] == [dana.id]


async def test_an_account_is_opened_again_by_patch(slack, dana):
    admin = scim(slack)
    await admin.patch_user(dana.id, User(active=False))
    assert dana.deleted
    answer = await admin.patch_user(dana.id, User(active=True))
    assert (answer.status_code, answer.user.active, dana.deleted) == (200, True, False)


async def test_an_account_is_read_whole(slack, dana):
    admin = scim(slack)
    found = (await admin.read_user(dana.id)).user
    assert (found.id, found.user_name, found.active, found.emails[0].value) == (
        dana.id,
        "dana",
        True,
        "dana@example.org",
    )
    assert (await admin.read_user("U404")).status_code == 404
    assert (await admin.search_users(count=1, start_index=1)).body["totalResults"] == 2


async def test_only_a_member_s_token_with_the_scope_admin_is_listened_to(slack, dana):
    for token in (slack.bot_token, slack.member_token(dana), "xoxp-guessed"):
        assert (await scim(slack, token).delete_user(dana.id)).status_code == 401
    assert not dana.deleted


async def test_the_owner_cannot_be_closed_and_a_204_may_mean_nothing(slack, dana):
    admin = scim(slack)
    owner = next(each for each in slack.records.members.values() if each.is_owner)
    assert (await admin.delete_user(owner.id)).status_code == 403
    slack.scim.lame = True
    assert (await admin.delete_user(dana.id)).status_code == 204
    assert not dana.deleted


async def test_the_tokens_of_a_closed_account_end_with_it(slack, dana):
    own = slack.member_token(dana)
    slack.deactivate(dana)
    assert await refusal(client(slack, own).auth_test()) == "account_inactive"
