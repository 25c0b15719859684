"""The stand-in's Socket Mode under the real SocketModeClient: addresses, confirmations, redelivery, partings."""

import asyncio

import aiohttp
import pytest

from daemon.demo.workspace_sockets import Offline
from tests.support.workspace_clients import SOON, client, ears, refusal, workspace
from tests.support.workspace_faults import Faults


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


@pytest.fixture
def dana(slack):
    return slack.join("dana")


async def address(slack):
    return (await client(slack).apps_connections_open(app_token=slack.app_token))["url"]


async def test_an_address_opens_one_socket_and_no_second_one(slack):
    url = await address(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_direct_message_comes_as_a_whole_event(slack, dana):
    async with ears(slack) as heard:
        ts = slack.say(dana, "hello")
        request = await heard.next()
    body = request.payload
    assert (request.type, body["type"], body["team_id"]) == ("events_api", "event_callback", slack.team)
    event = body["event"]
    assert (event["channel_type"], event["user"], event["ts"], event["event_ts"]) == ("im", dana.id, ts, ts)
    assert body["authorizations"][0]["user_id"] == slack.bot.id
    assert request.accepts_response_payload is False


async def test_what_is_confirmed_is_sent_once(slack, dana):
    async with ears(slack) as heard:
        slack.say(dana, "hello")
        await heard.next()
        await slack.sockets.settled()
    assert [(each.acknowledged, len(each.attempts)) for each in slack.sockets.deliveries] == [(True, 1)]


async def test_what_nobody_confirms_is_sent_again_under_the_same_event_and_then_given_up(slack, dana):
    slack.sockets.ack_within = SOON
    async with ears(slack) as heard:
        heard.confirms = False
        slack.say(dana, "hello")
        await slack.sockets.settled()
    requests = heard.requests
    assert len(requests) == 3
    assert len({each.payload["event_id"] for each in requests}) == 1
    assert [(each.retry_attempt, each.retry_reason) for each in requests] == [(0, ""), (1, "timeout"), (2, "timeout")]
    # whether an envelope keeps its id is not known of Slack, so both happen
    assert len({each.envelope_id for each in requests}) == 2
    assert slack.sockets.deliveries[0].dropped


async def test_a_late_confirmation_ends_the_repetition(slack, dana):
    slack.sockets.ack_within = SOON
    async with ears(slack) as heard:
        heard.confirms = False
        slack.say(dana, "hello")
        await heard.next()
        heard.confirms = True
        await heard.next()
        await slack.sockets.settled()
    assert [each.retry_attempt for each in heard.requests] == [0, 1]
    assert slack.sockets.deliveries[0].acknowledged


async def test_each_event_goes_to_one_of_the_open_sockets(slack, dana):
    async with ears(slack) as left, ears(slack) as right:
        for number in range(20):
            slack.say(dana, str(number))
        await slack.sockets.settled()
    both = [each.payload["event"]["text"] for each in [*left.requests, *right.requests]]
    assert sorted(both, key=int) == [str(number) for number in range(20)]
    assert left.requests
    assert right.requests


async def test_what_happens_while_no_socket_is_open_may_be_lost(slack, dana):
    slack.say(dana, "anybody?")
    async with ears(slack) as heard:
        slack.say(dana, "now")
        assert (await heard.event())["text"] == "now"
    assert [each.dropped for each in slack.sockets.deliveries] == [True, False]


async def test_or_it_is_delivered_as_a_retry_once_a_socket_opens(slack, dana):
    slack.sockets.offline = Offline.REDELIVERED
    slack.say(dana, "anybody?")
    async with ears(slack) as heard:
        request = await heard.next()
        await slack.sockets.settled()
    assert (request.payload["event"]["text"], request.retry_attempt) == ("anybody?", 1)


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_parting_makes_the_client_come_back_by_a_new_address(slack, dana, reason):
    slack.sockets.ack_within = SOON
    faults = Faults(slack)
    async with ears(slack) as heard:
        await faults.disconnect(reason)
        await asyncio.wait_for(slack.sockets.connected(2), 5)
        slack.say(dana, "still there?")
        assert (await heard.event())["text"] == "still there?"
    # the SDK may come back twice: for the word, and for the close frame behind it
    assert len(slack.asked("apps.connections.open")) >= 2


async def test_a_warning_leaves_the_socket_open_and_other_partings_do_not(slack):
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as socket:
        await socket.receive_json()
        await Faults(slack).disconnect("warning")
        assert (await socket.receive_json())["reason"] == "warning"
        assert len(slack.sockets.open) == 1
        parting = asyncio.create_task(Faults(slack).disconnect("link_disabled"))
        assert (await socket.receive_json())["reason"] == "link_disabled"
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        await parting


async def test_slack_pings_too(slack):
    slack.sockets.ping_every = 0.05
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack), autoping=False) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        assert (await socket.receive()).type is aiohttp.WSMsgType.PING


async def test_an_app_that_is_removed_hears_of_it_and_may_do_nothing_any_more(slack):
    async with ears(slack) as heard:
        slack.uninstall()
        assert (await heard.event())["type"] == "app_uninstalled"
    assert await refusal(client(slack).auth_test()) == "account_inactive"


async def test_one_socket_too_many_is_told_so(slack):
    slack.sockets.most = 1
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(slack)) as first:
        assert (await first.receive_json())["num_connections"] == 1
        async with session.ws_connect(await address(slack)) as second:
            assert (await second.receive_json())["reason"] == "too_many_websockets"
            assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_other_events_come_too_and_only_those_that_the_app_asked_for(slack, dana):
    slack.core.events -= {"app_home_opened"}
    async with ears(slack) as heard:
        slack.open_home(dana)
        slack.deactivate(dana)
        slack.reactivate(dana)
        slack.revoke(slack.bot_token)
        events = [await heard.event() for _ in range(3)]
        await slack.sockets.settled()
    by_kind = {each["type"]: each for each in events}
    assert sorted(each["type"] for each in events) == ["tokens_revoked", "user_change", "user_change"]
    assert sorted(each["user"]["deleted"] for each in events if "user" in each) == [False, True]
    assert by_kind["tokens_revoked"]["tokens"] == {"oauth": [], "bot": [slack.bot.id]}
    assert len(heard.requests) == 3


async def test_the_app_hears_its_own_posts_and_nothing_of_channels_or_of_others(slack, dana):
    eli = slack.join("eli")
    room = slack.open_channel("general", dana, slack.bot)
    async with ears(slack) as heard:
        slack.say(dana, "psst", to=eli)
        slack.say(dana, "hello all", to=room)
        await client(slack).chat_postMessage(channel=slack.room(dana).id, text="from the app")
        event = await heard.event()
        await slack.sockets.settled()
    assert (event["text"], event["bot_id"]) == ("from the app", "B0STANDIN0")
    assert len(heard.requests) == 1
