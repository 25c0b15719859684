"""What stands in an event where an id belongs, and how deep it is nested, decides nothing and stops nothing."""

import json

import pytest

from daemon.channels.slack_events import Us, live
from daemon.channels.slack_sockets import _parsed
from daemon.direct import direct, message_of
from daemon.store.values import InboxState
from tests.support.direct import workplace
from tests.support.house import COMPLAINT

TS = "1700000000.000100"


def nested(depth: int) -> dict:
    inside: dict = {}
    for _ in range(depth):
        inside = {"elements": [inside]}
    return inside


@pytest.mark.parametrize("who", [None, 17, {"id": "U1"}, "U0\ud83d", "somebody"])
async def test_what_is_no_member_is_nobody_and_is_set_aside(tmp_path, who):
    async with workplace(tmp_path) as home:
        event = {"type": "message", "channel_type": "im", "user": who, "text": COMPLAINT, "ts": TS}
        await home.direct({"kind": "message", "event": event}, "X", TS)
        await home.passes(seconds=91)
        assert await home.cases() == []
        (row,) = await home.run(lambda unit: unit.inbox.set_aside(9))
        assert (row.state, row.reason) == (InboxState.ASIDE, "it names no one sender")


@pytest.mark.parametrize("kind", ["file", "act"])
def test_a_file_and_an_act_of_nobody_have_no_sender(kind):
    about = {"kind": kind, "team": "T1", "channel": "D1", "ts": TS, "user": None, "file": {}, "act": {}}
    assert direct(json.dumps(about).encode()).sender == ""


def test_half_a_surrogate_pair_in_the_name_of_a_thread_is_no_thread():
    event = {"type": "message", "user": "U0DANA", "text": "hi", "ts": TS, "thread_ts": "17\ud83d"}
    raw = json.dumps({"kind": "message", "team": "T1", "channel": "D1", "event": event}).encode()
    assert message_of(direct(raw)).thread == ""


@pytest.mark.parametrize("depth", [300, 600, 20000])
def test_blocks_nested_deep_leave_the_words(depth):
    event = {"type": "message", "channel": "D1", "user": "U0DANA", "text": "he hit me", "ts": TS}
    event |= {"files": [{"id": "F1", "name": "a.png"}], "blocks": [nested(depth)], "attachments": [nested(depth)]}
    assert message_of(direct(live(Us("T1", "UBOT"), event).raw)).text == "he hit me"


def test_what_is_left_out_of_a_nested_edit_is_said_in_it():
    now = {"type": "message", "user": "U0DANA", "text": "he hit me", "ts": TS, "edited": {"ts": "1700000009.000100"}}
    event = {"type": "message", "subtype": "message_changed", "channel": "D1", "ts": "1700000009.000100"}
    raw = live(Us("T1", "UBOT"), {**event, "message": {**now, "blocks": [nested(20000)]}}).raw
    assert json.loads(raw)["event"] == {**event, "message": now, "left_out": "nested too deep"}


def test_a_frame_nested_deep_ends_no_socket():
    assert _parsed("[" * 100_000) == {}
