"""Two sockets in bad weather: deaf, stale, refused, cut, replaced. Each DM is one row, whatever brought it."""

import asyncio

import pytest

from daemon.channels import slack_hearing
from daemon.demo.workspace import Workspace
from daemon.demo.workspace_sockets import Offline, Sockets, Unanswered
from tests.support.doors import until
from tests.support.slack_doors import SlackHouse, opened, settings
from tests.support.workspace_faults import ALWAYS, Faults


@pytest.fixture
async def slack():
    async with Workspace(sockets=Sockets(ack_within=0.3, retries=(0.0, 0.1, 0.2))) as running:
        yield running


@pytest.fixture
def faults(slack):
    return Faults(slack)


@pytest.fixture
def behind():
    return SlackHouse()


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


def live_only(slack, **changes):
    """Settings under which no sweep helps the sockets out, once their hellos have been answered by one."""
    return settings(slack, **{"poll_every": 60.0, "sweep_every": 60.0, **changes})


async def listening(slack, door):
    """Both sockets are open, and the sweeps that their hellos asked for are over."""
    await slack.sockets.some_open(2)
    await until(lambda: door.health()["sockets"] == 2 and door._wanted.is_set() is False)
    await until(lambda: not door.health()["sweeps"]["running"])


async def test_a_kill_between_commit_and_acknowledgement_is_one_row(slack, faults, behind, dana):
    slack.sockets.offline = Offline.REDELIVERED
    async with opened(settings(slack), behind) as door:
        await slack.sockets.some_open(2)
        behind.on_disk = lambda: [each._req.transport.abort() for each in slack.sockets.open]
        ts = slack.say(dana, "stored, never acknowledged")
        await until(lambda: behind.rows)
        door._task.cancel()
    assert not slack.sockets.deliveries[0].acknowledged
    behind.on_disk = lambda: None
    async with opened(settings(slack), behind) as door:
        await until(lambda: len(behind.offered) > 1 or door.health()["sweeps"]["rounds"])
        await slack.sockets.settled()
    assert list(behind.rows) == [f"slack {slack.team} {slack.room(dana).id} {ts}"]


@pytest.fixture
def settled_soon(monkeypatch):
    """What is written within a second of a hello may belong to the time before it: here, a twentieth."""
    monkeypatch.setattr(slack_hearing, "_SETTLING", 0.05)


@pytest.mark.usefixtures("settled_soon")
async def test_deaf_sockets_are_noticed_by_the_sweep_and_built_anew(slack, faults, behind, dana):
    async with opened(settings(slack, deaf_after=0.3, poll_every=0.1), behind) as door:
        await listening(slack, door)
        await asyncio.sleep(0.1)
        faults.deafen_open()
        opens = len(slack.asked("apps.connections.open"))
        slack.say(dana, "can you hear me?")
        await until(lambda: behind.texts == ["can you hear me?"])
        await until(lambda: door.health()["missed"] == 1)
        await until(lambda: len(slack.asked("apps.connections.open")) >= opens + 2)
        await until(lambda: door.health()["sockets"] == 2 and len(slack.sockets.open) == 2)
        slack.say(dana, "and now?")
        await slack.sockets.settled()
        assert slack.sockets.deliveries[-1].acknowledged
        await until(lambda: door.health()["trouble"] == "")
    assert behind.texts == ["can you hear me?", "and now?"]
    assert "deaf" in behind.states


@pytest.mark.usefixtures("settled_soon")
async def test_a_socket_that_hears_is_not_built_anew(slack, behind, dana):
    async with opened(settings(slack, deaf_after=0.2, poll_every=0.1), behind) as door:
        await listening(slack, door)
        await asyncio.sleep(0.1)
        slack.say(dana, "heard")
        await until(lambda: behind.texts)
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["rounds"] > rounds + 3)
        assert (door.health()["missed"], door.health()["rebuilds"]) == (0, 0)


async def test_an_address_that_is_stale_is_not_tried_twice(slack, faults, behind, dana):
    faults.refuse_next_socket()
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        assert len(slack.asked("apps.connections.open")) == 3
        slack.say(dana, "through")
        await slack.sockets.settled()
    assert behind.texts == ["through"]


async def test_while_sockets_are_refused_the_dms_are_polled_and_it_is_said(slack, faults, behind, dana):
    faults.refuse_sockets()
    async with opened(settings(slack), behind) as door:
        slack.say(dana, "no socket is open")
        await until(lambda: behind.texts == ["no socket is open"])
        await until(lambda: door.health()["trouble"] == "unreachable")
        faults.admit_sockets()
        await until(lambda: door.health()["sockets"] == 2)
        assert door.health()["trouble"] == ""
    assert behind.states == ["unreachable", "connected"]


async def test_when_all_are_cut_they_come_back_and_what_was_lost_between_is_swept(slack, faults, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        await faults.cut_sockets()
        slack.say(dana, "into the gap")
        await until(lambda: behind.texts == ["into the gap"])
        await slack.sockets.some_open(2)
        assert slack.sockets.deliveries[0].dropped
        slack.say(dana, "after it")
        await slack.sockets.settled()
    assert behind.texts == ["into the gap", "after it"]


async def test_a_socket_that_slack_takes_back_is_replaced_before_it_closes(slack, faults, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        seen = []
        slack.sockets.on_hello = lambda _: noted(seen, len(slack.sockets.open))
        await faults.disconnect("warning")
        await until(lambda: len(seen) >= 2)
        await until(lambda: len(slack.sockets.open) == 2)
        assert max(seen) > 2
        slack.say(dana, "hello")
        await slack.sockets.settled()
    assert behind.texts == ["hello"]


async def noted(seen, count):
    seen.append(count)


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets", "link_disabled"])
async def test_whatever_reason_slack_gives_the_sockets_come_back(slack, faults, behind, dana, reason):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        before = slack.sockets.connections
        await faults.disconnect(reason)
        await until(lambda: slack.sockets.connections >= before + 2 and door.health()["sockets"] == 2)
        await slack.sockets.some_open(2)
        slack.say(dana, "hello")
        await until(lambda: behind.texts == ["hello"])


async def test_a_socket_that_says_no_hello_is_given_up(slack, behind, dana):
    greeting, silent = slack.sockets._serve, []

    async def mute(socket):
        silent.append(socket)
        slack.sockets._serve = greeting
        await socket.receive()

    slack.sockets._serve = mute
    async with opened(settings(slack, unhealthy_after=0.3), behind) as door:
        await until(lambda: door.health()["sockets"] == 2)
        assert len(silent) == 1
        assert len(slack.asked("apps.connections.open")) == 3


async def test_a_socket_that_freezes_is_replaced(slack, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        frozen = list(slack.sockets.open)
        for socket in frozen:
            socket._req.transport.pause_reading()
        await until(lambda: door.health()["rebuilds"] >= 2 and door.health()["sockets"] == 2)
        slack.sockets.deaf.update(frozen)
        slack.say(dana, "thawed")
        await until(lambda: behind.texts == ["thawed"])
        for socket in frozen:
            socket._req.transport.abort()


async def test_a_call_for_an_address_that_is_never_answered_holds_up_only_its_own_socket(slack, faults, behind, dana):
    faults.stall("apps.connections.open", times=1)
    async with opened(live_only(slack, timeout=0.5), behind) as door:
        await until(lambda: door.health()["sockets"])
        slack.say(dana, "hello")
        await until(lambda: behind.texts == ["hello"])
        await until(lambda: door.health()["sockets"] == 2)
    faults.release()


async def test_an_edit_and_a_deletion_are_handed_over_and_a_preview_is_not(slack, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        ts = slack.say(dana, "it was on monday")
        await slack.sockets.settled()
        slack.unfurl(dana, ts)
        slack.edit(dana, ts, "it was on tuesday")
        slack.delete(dana, ts)
        await slack.sockets.settled()
    message, edit, deletion = behind.rows.values()
    at = edit["event"]["message"]["edited"]["ts"]
    start = f"slack {slack.team} {slack.room(dana).id} {ts}"
    assert list(behind.rows) == [start, f"{start} edited {at}", f"{start} deleted"]
    assert [row["kind"] for row in (message, edit, deletion)] == ["message", "edit", "deletion"]
    assert edit["event"]["previous_message"]["text"] == "it was on monday"
    assert deletion["event"]["deleted_ts"] == ts


async def test_a_live_edit_has_the_name_that_the_sweep_gives_it(slack, behind, dana):
    async with opened(settings(slack), behind) as door:
        await listening(slack, door)
        ts = slack.say(dana, "one")
        await slack.sockets.settled()
        slack.edit(dana, ts, "two")
        await slack.sockets.settled()
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["rounds"] > rounds + 2)
    assert [row["kind"] for row in behind.rows.values()] == ["message", "edit"]


async def test_a_click_that_could_not_be_stored_is_not_acknowledged(slack, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        behind.broken = True
        with pytest.raises(Unanswered):
            await slack.slash(dana, "/conduct", "help")
        assert not slack.sockets.deliveries[-1].acknowledged


async def test_our_own_posts_and_edits_are_acknowledged_and_not_handed_over(slack, behind, dana):
    async with opened(live_only(slack), behind) as door:
        await listening(slack, door)
        dm = slack.room(dana).id
        posted = await door.web.call("chat.postMessage", channel=dm, text="a letter")
        await door.web.call("chat.update", channel=dm, ts=posted["ts"], text="a letter, done")
        await slack.sockets.settled()
        assert all(delivery.acknowledged for delivery in slack.sockets.deliveries)
    assert behind.offered == []


async def test_a_stop_with_stalled_calls_takes_less_than_three_seconds(slack, faults, behind, dana):
    async with opened(settings(slack), behind) as door:
        await listening(slack, door)
        faults.stall("*", times=ALWAYS)
        await faults.cut_sockets()
        await until(lambda: faults.struck["apps.connections.open"])
        began = asyncio.get_running_loop().time()
        await door.stop()
        assert asyncio.get_running_loop().time() - began < 3
    faults.release()
