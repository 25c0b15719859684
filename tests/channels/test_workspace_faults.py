"""The stand-in's bad weather, each kind seen by the real slack_sdk: what was done, what was not, what the client learns."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.scim.async_client import AsyncSCIMClient
from slack_sdk.scim.v1.user import User

from tests.support.workspace_clients import QUIET, SOON, client, ears, refusal, workspace
from tests.support.workspace_faults import ALWAYS, Faults


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana")


@pytest.fixture
def faults(slack):
    return Faults(slack)


def post(slack, member, **more):
    return client(slack, **more).chat_postMessage(channel=slack.room(member).id, text="hello")


async def test_a_dropped_connection_posts_nothing(slack, dana, faults):
    faults.drop("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(slack, dana)
    assert slack.dm(dana) == []
    await post(slack, dana)
    assert len(slack.dm(dana)) == 1


async def test_a_lost_answer_posted_all_the_same(slack, dana, faults):
    faults.lose_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        await post(slack, dana)
    assert len(slack.dm(dana)) == 1
    assert faults.struck == {"chat.postMessage": 1}


async def test_the_sdk_s_own_retry_posts_twice_where_the_answer_is_lost(slack, dana, faults):
    faults.lose_answer("chat.postMessage")
    # its default, but for the pause in between
    again = AsyncConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0))
    await post(slack, dana, retry_handlers=[again])
    assert len(slack.dm(dana)) == 2


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
async def test_an_internal_error_may_come_after_the_commit_or_before(slack, dana, faults, error):
    faults.fail("chat.postMessage", error)
    assert await refusal(post(slack, dana)) == error
    assert len(slack.dm(dana)) == 1
    faults.fail("chat.postMessage", error, done=False)
    assert await refusal(post(slack, dana)) == error
    assert len(slack.dm(dana)) == 1


async def test_a_500_may_come_after_the_commit(slack, dana, faults):
    faults.fail_500("chat.postMessage")
    with pytest.raises(SlackApiError) as trouble:
        await post(slack, dana)
    assert trouble.value.response.status_code == 500
    assert len(slack.dm(dana)) == 1


async def test_a_429_says_when_to_come_back_and_does_nothing(slack, dana, faults):
    faults.limit("chat.postMessage", after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as trouble:
            await post(slack, dana)
        assert trouble.value.response.headers["Retry-After"] == "7"
    assert slack.dm(dana) == []
    await post(slack, dana)


async def test_a_stalled_call_goes_on_when_it_is_released(slack, dana, faults):
    faults.stall("chat.postMessage")
    calling = asyncio.create_task(post(slack, dana))
    await asyncio.wait([calling], timeout=0.05)
    assert not calling.done()
    assert slack.dm(dana) == []
    faults.release()
    assert (await calling)["ok"]


async def test_a_client_that_gives_up_may_have_posted(slack, dana, faults):
    faults.stall("chat.postMessage", done=True)
    with pytest.raises(TimeoutError):
        await post(slack, dana, timeout=0.05)
    assert len(slack.dm(dana)) == 1


async def test_a_late_answer_is_right_and_every_method_can_be_meant(slack, dana, faults):
    faults.delay("*", 0.03)
    before = asyncio.get_running_loop().time()
    await post(slack, dana)
    assert asyncio.get_running_loop().time() - before >= 0.03
    faults.drop(times=ALWAYS)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await client(slack).auth_test()
    faults.clear()
    await client(slack).auth_test()


async def test_accounts_and_files_have_their_weather_too(slack, dana, faults):
    admin = AsyncSCIMClient(
        slack.member_token(dana, {"admin"}), base_url=slack.scim_url, logger=QUIET, retry_handlers=[]
    )
    eli = slack.join("eli")
    faults.lose_answer("scim.DELETE", times=2)  # aiohttp itself repeats what is idempotent, once
    with pytest.raises(aiohttp.ClientError):
        await admin.delete_user(eli.id)
    assert eli.deleted
    faults.limit("scim.PATCH", after=3)
    assert (await admin.patch_user(eli.id, User(active=True))).status_code == 429
    assert eli.deleted
    slack.attach(dana, b"x", "a.txt")
    url = slack.dm(dana)[0]["files"][0]["url_private"]
    faults.fail_500("files.fetch", done=False)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {slack.bot_token}"}) as session:
        async with session.get(url) as answer:
            assert answer.status == 500
        async with session.get(url) as answer:
            assert await answer.read() == b"x"


async def test_an_event_may_come_twice_under_one_event_id(slack, dana, faults):
    faults.duplicate_events()
    async with ears(slack) as heard:
        slack.say(dana, "hello")
        first, second = await heard.next(), await heard.next()
    assert first.payload["event_id"] == second.payload["event_id"]
    assert first.envelope_id != second.envelope_id


async def test_events_may_come_out_of_order_or_never(slack, dana, faults):
    async with ears(slack) as heard:
        faults.hold_events()
        for word in "abc":
            slack.say(dana, word)
        faults.let_events_go()
        assert [(await heard.event())["text"] for _ in range(3)] == ["c", "b", "a"]
        faults.swallow_events()
        slack.say(dana, "lost")
        faults.pass_events()
        slack.say(dana, "d")
        assert (await heard.event())["text"] == "d"


async def test_a_deaf_socket_answers_pings_and_hears_nothing_until_it_is_replaced(slack, dana, faults):
    slack.sockets.ack_within = SOON
    async with ears(slack) as heard:
        faults.deafen_open()
        slack.say(dana, "anybody?")
        await slack.sockets.settled()
        assert heard.requests == []
        assert await heard.client.is_connected()
        async with ears(slack) as fresh:
            faults.sockets.open.reverse()
            for _ in range(20):
                slack.say(dana, "now?")
            assert (await fresh.event())["text"] == "now?"


async def test_a_workspace_may_be_deaf_to_new_sockets_too(slack, dana, faults):
    slack.sockets.ack_within = SOON
    faults.deafen()
    async with ears(slack) as heard:
        slack.say(dana, "anybody?")
        await slack.sockets.settled()
        assert heard.requests == []
        faults.hear_again()
        slack.say(dana, "now?")
        assert (await heard.event())["text"] == "now?"


async def test_cut_sockets_are_opened_anew_by_the_client(slack, dana, faults):
    slack.sockets.ack_within = SOON
    async with ears(slack) as heard:
        await faults.cut_sockets()
        await asyncio.wait_for(slack.sockets.connected(2), 5)
        slack.say(dana, "again")
        assert (await heard.event())["text"] == "again"


async def test_a_refused_socket_spends_its_address(slack, faults):
    web = client(slack)
    faults.refuse_next_socket()
    stale = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    unused = (await web.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(stale)
        async with session.ws_connect(unused) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        spoilt = (await web.apps_connections_open(app_token=slack.app_token))["url"]
        faults.stale_addresses()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(spoilt)
        faults.refuse_sockets()
        refused = (await web.apps_connections_open(app_token=slack.app_token))["url"]
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(refused)
