"""The Slack door with two sockets, in fair weather."""

import asyncio
import json

import pytest

from daemon.channels import slack as slack_door
from daemon.channels.slack import Door
from daemon.channels.slack_sockets import may_open
from daemon.demo.workspace import Workspace
from daemon.demo.workspace_sockets import Sockets
from tests.support.doors import until
from tests.support.slack_doors import SlackHouse, opened, settings
from tests.support.workspace_faults import Faults


@pytest.fixture
async def slack():
    async with Workspace(sockets=Sockets(ack_within=0.3, retries=(0.0, 0.1, 0.2))) as running:
        yield running


@pytest.fixture
def behind():
    return SlackHouse()


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


async def test_two_sockets_are_open_and_a_dm_is_received_and_acknowledged(slack, behind, dana):
    async with opened(settings(slack), behind) as door:
        await slack.sockets.some_open(2)
        ts = slack.say(dana, "hello")
        await slack.sockets.settled()
        assert behind.texts == ["hello"]
        assert all(delivery.acknowledged for delivery in slack.sockets.deliveries)
        await until(lambda: behind.states == ["connected"])
        health = door.health()
        assert (health["connected"], health["sockets"], health["trouble"]) == (True, 2, "")
        assert health["last_event"]
    assert list(behind.rows) == [f"slack {slack.team} {slack.room(dana).id} {ts}"]


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(slack, behind, dana):
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(2)
        behind.broken = True
        slack.say(dana, "keep this")
        await until(lambda: behind.offered)
        await asyncio.sleep(0.1)
        assert not slack.sockets.deliveries[0].acknowledged
        behind.broken = False
        await until(lambda: behind.texts == ["keep this"])


async def test_the_acknowledgement_waits_for_the_disk(slack, behind, dana):
    behind.gate = asyncio.Event()
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(2)
        slack.say(dana, "slow disk")
        await until(lambda: behind.offered)
        assert not slack.sockets.deliveries[0].acknowledged
        assert not slack.asked("reactions.add")
        behind.gate.set()
        await slack.sockets.settled()
        assert slack.sockets.deliveries[0].acknowledged


async def test_a_click_is_answered_with_what_the_house_says(slack, behind, dana):
    behind.says = {"text": "read"}
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(1)
        await slack.slash(dana, "/conduct", "help")
    assert [act["command"] for act in behind.acts] == ["/conduct"]
    assert slack.sockets.deliveries[-1].answer == {"text": "read"}


async def test_events_that_come_backwards_and_twice_are_one_row_each_in_the_order_of_writing(slack, behind, dana):
    faults = Faults(slack)
    async with opened(settings(slack, sweep_every=60, poll_every=60), behind):
        await slack.sockets.some_open(2)
        await until(lambda: door_is_idle(behind))
        faults.hold_events()
        for word in ("one", "two", "three"):
            slack.say(dana, word)
        faults.let_events_go(lambda held: [*reversed(held), *held])
        await slack.sockets.settled()
    assert behind.texts == ["one", "two", "three"]


def door_is_idle(behind):
    return behind.states == ["connected"]


async def test_a_change_of_a_member_and_an_opened_home_are_told(slack, behind, dana):
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(1)
        slack.deactivate(dana)
        await slack.sockets.settled()
        slack.reactivate(dana)
        slack.open_home(dana)
        slack.open_home(dana, "messages")
        await slack.sockets.settled()
    assert [member["deleted"] for member in behind.members] == [True, False]
    assert behind.homes == [dana.id]


async def test_a_change_of_a_member_that_could_not_be_stored_comes_again(slack, behind, dana):
    async with opened(settings(slack), behind):
        await slack.sockets.some_open(1)
        behind.broken = True
        slack.deactivate(dana)
        await until(lambda: slack.sockets.deliveries[0].attempts)
        await asyncio.sleep(0.05)
        assert not slack.sockets.deliveries[0].acknowledged
        behind.broken = False
        await until(lambda: behind.members)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", True),
        ("ws://127.0.0.1:1/link/", False),
        ("https://slack.com/", False),
        ("", False),
    ],
)
def test_a_socket_in_the_clear_is_not_opened_to_slack(url, good):
    assert may_open(url, "https://slack.com/api/") is good
    assert may_open("ws://127.0.0.1:1/link/", "http://127.0.0.1:1/api/")


async def test_a_stop_takes_less_than_three_seconds_and_keeps_what_was_taken(slack, behind, dana):
    behind.gate = asyncio.Event()
    async with opened(settings(slack), behind) as door:
        await slack.sockets.some_open(2)
        slack.say(dana, "last words")
        await until(lambda: behind.offered)
        began = asyncio.get_running_loop().time()
        stopping = asyncio.create_task(door.stop())
        await asyncio.sleep(0.05)
        behind.gate.set()
        await stopping
        assert asyncio.get_running_loop().time() - began < 3
    assert behind.texts == ["last words"]
    assert slack.sockets.deliveries[0].acknowledged


async def test_a_loop_that_hangs_starves_the_watchdog(slack, behind, monkeypatch):
    monkeypatch.setattr(slack_door, "_BEAT", 0.02)
    async with opened(settings(slack), behind) as door:
        await until(lambda: behind.ticks > 3)
        door._turns["a loop"] = -1e9
        await asyncio.sleep(0.05)
        ticks = behind.ticks
        await asyncio.sleep(0.1)
        assert behind.ticks == ticks


async def test_a_bug_in_a_loop_goes_up_to_whoever_waits(slack):
    class Buggy(SlackHouse):
        def tick(self):
            raise ZeroDivisionError

    door = Door(settings(slack), Buggy().house())
    await door.start()
    with pytest.raises(ExceptionGroup) as found:
        await door.wait()
    assert found.group_contains(ZeroDivisionError)
    await door.stop()


def test_no_setting_shows_a_token_in_its_repr():
    class Named:
        bot_token, app_token, url = "xoxb-secret", "xapp-secret", "https://slack.com/api/"

    assert "secret" not in repr(settings(Named()))
    assert json.dumps("secret") not in repr(settings(Named()))
