"""Which of Slack's messages are for us, and by what name each is known. No wire, no clock."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import log
from daemon.channels.slack_absent import Absent
from daemon.channels.slack_budget import Budget
from daemon.channels.slack_events import Us, as_ts, edited_later, files, live, order, seconds, us_of, written
from daemon.channels.slack_hearing import Hearing
from daemon.channels.slack_trouble import (
    CONNECTED,
    DEAF,
    LIMITED,
    MISSING_SCOPE,
    POLLING,
    REFUSED,
    SERVER,
    UNREACHABLE,
)

US = Us("T1", "UBOT", "BBOT")
TS, LATER, LAST = "1700000000.000100", "1700000001.000200", "1700000002.000300"


KEYS = ["user", "text", "ts", "edited", "message", "previous_message", "subtype", "files", "channel", "deleted_ts"]


def message(**fields):
    return {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": "hi", "ts": TS, **fields}


def changed(**fields):
    before = {"type": "message", "user": "U1", "text": "old", "ts": TS}
    after = {**before, "text": "new", "edited": {"user": "U1", "ts": LATER}}
    shape = {"subtype": "message_changed", "hidden": True, "ts": LATER, "message": after, "previous_message": before}
    return {"type": "message", "channel": "D1", "channel_type": "im", **shape, **fields}


def deleted(**fields):
    before = {"type": "message", "user": "U1", "text": "old", "ts": TS}
    shape = {"subtype": "message_deleted", "ts": LATER, "deleted_ts": TS, "previous_message": before}
    return {"type": "message", "channel": "D1", "channel_type": "im", **shape, **fields}


@pytest.mark.parametrize("subtype", [None, "", "file_share", "thread_broadcast", "me_message"])
def test_what_a_person_wrote_is_handed_over_whole(subtype):
    event = message(subtype=subtype)
    found = live(US, event)
    assert (found.origin, found.at) == (f"slack T1 D1 {TS}", TS)
    assert json.loads(found.raw) == {"kind": "message", "team": "T1", "channel": "D1", "event": event}


@pytest.mark.parametrize(
    "event",
    [
        message(user="UBOT"),
        message(user="USLACKBOT"),
        message(bot_id="BBOT"),
        message(bot_id="BBOT", user="U1"),
        message(subtype="bot_message", user=None, bot_id="BBOT"),
        message(subtype="channel_join"),
        message(subtype="reminder_add"),
        message(subtype="message_replied"),
        message(subtype="assistant_app_thread"),
        message(channel="C1"),
        message(channel="G1", channel_type="mpim"),
        message(channel="D1", channel_type="channel"),
        message(channel=None),
        message(channel="D1 x"),
        message(ts="yesterday"),
        message(ts=None),
        message(ts=f"{TS}\n"),
        changed(message={"type": "message", "user": "UBOT", "text": "new", "ts": TS, "edited": {"ts": LATER}}),
        changed(message=None),
        changed(message={"user": "U1", "text": "old", "ts": TS, "edited": {"ts": LATER}}),
        changed(message={"user": "U1", "text": "new", "ts": TS}, previous_message=None),
        changed(message={"subtype": "tombstone", "user": "USLACKBOT", "ts": TS}, previous_message={"user": "UBOT"}),
        deleted(previous_message={"user": "UBOT", "ts": TS}),
        deleted(deleted_ts=None),
        {"type": "message", "subtype": ["x"], "channel": {"id": "D1"}},
    ],
)
def test_what_is_not_for_us_is_left_out(event):
    assert live(US, event) is None


ELSEWHERE = [{"team": "T9"}, {"team": "T9", "user_team": "T9"}, {"team": "T1", "user_team": "T9"}, {"user_team": "E9"}]
HERE = [{"team": "T1"}, {"team": "T9", "user_team": "T1"}, {"team": "T1", "user_team": "E1"}, {"user_team": None}]


@pytest.mark.parametrize("team", ELSEWHERE)
def test_what_a_guest_from_another_team_writes_or_edits_is_left_out(team):
    us = Us("T1", "UBOT", "BBOT", "E1")
    assert live(us, message(**team)) is None
    assert written(us, "D1", message(**team)) is None
    assert live(us, changed(message={**message(**team), "edited": {"ts": LATER}})) is None


@pytest.mark.parametrize("team", HERE)
def test_what_a_member_writes_is_handed_over_by_whichever_name_of_our_team(team):
    us = us_of({"team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT", "enterprise_id": "E1"})
    assert live(us, message(**team)) is not None


def test_without_an_enterprise_no_enterprise_is_ours():
    assert live(us_of({"team_id": "T1", "user_id": "UBOT"}), message(user_team="E1")) is None


def test_another_programs_post_in_our_dm_is_a_message():
    assert live(US, message(bot_id="BOTHER", user="U1")) is not None


def test_an_edit_carries_both_wordings_and_is_named_by_its_own_time():
    found = live(US, changed())
    assert (found.kind, found.ts, found.at) == ("edit", TS, LATER)
    assert found.origin == f"slack T1 D1 {TS} edited {LATER}"
    assert json.loads(found.raw)["event"] == changed()


def test_a_change_of_files_alone_is_an_edit():
    before = {"user": "U1", "text": "look", "ts": TS, "files": [{"id": "F1", "mode": "hosted"}]}
    after = {**before, "files": [{"id": "F1", "mode": "tombstone"}]}
    found = live(US, changed(message=after, previous_message=before, ts=LAST))
    assert found.origin == f"slack T1 D1 {TS} edited {LAST}"


def test_the_same_edit_has_the_same_name_from_the_history():
    from_history = edited_later(written(US, "D1", changed()["message"]))
    assert from_history.origin == live(US, changed()).origin
    shape = json.loads(from_history.raw)
    assert (shape["kind"], shape["event"]["subtype"]) == ("edit", "message_changed")
    assert "previous_message" not in shape["event"]
    assert edited_later(written(US, "D1", message())) is None


def test_a_deletion_names_the_message_that_is_gone():
    assert live(US, deleted()).origin == f"slack T1 D1 {TS} deleted"


def test_of_a_root_with_answers_the_gravestone_is_the_deletion():
    stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": TS}
    found = live(US, changed(message=stone))
    assert (found.kind, found.origin) == ("deletion", f"slack T1 D1 {TS} deleted")
    assert json.loads(found.raw)["event"]["deleted_ts"] == TS


def test_half_a_surrogate_pair_is_stored_as_it_came():
    event = message(text="broken \ud83d here")
    assert json.loads(live(US, event).raw)["event"] == event


def test_neither_text_nor_name_stands_in_a_repr():
    assert "canary" not in repr(live(US, message(text="canary")))


def test_times_are_compared_as_numbers():
    assert order("999999999.000001") < order(TS) < order(LATER)
    assert order("nonsense") == order("") == (0, 0)
    assert seconds("10.500000") == 10.5
    assert (as_ts(10.5), as_ts(-1)) == ("10.500000", "0.000000")


ODD = st.recursive(
    st.sampled_from(
        [None, True, 0, -7.5, "", "x\ud83d", "U1", "UBOT", TS, LATER, "F1", "message_changed", "tombstone"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), ODD), st.sampled_from([message(), changed(), deleted()]))
def test_whatever_slack_sends_is_read_or_left_out_and_breaks_nothing(odd, event):
    found = live(US, {**event, **odd})
    if found:
        assert json.loads(found.raw)["event"] == found.event
        edited_later(found)
        list(files(found.event))


class Clock:
    def __init__(self):
        self.now = 0.0

    async def sleep(self, seconds):
        self.now += seconds

    def read(self):
        return self.now


async def test_no_more_calls_than_allowed_come_within_a_minute():
    clock, times = Clock(), []
    budget = Budget(3, clock.sleep, clock.read)
    for _ in range(7):
        await budget.turn()
        times.append(clock.now)
    assert times == [0, 0, 0, 60, 60, 60, 120]


async def test_after_a_request_to_wait_nobody_asks_before_its_end():
    clock = Clock()
    budget = Budget(3, clock.sleep, clock.read)
    budget.rest(7)
    await budget.turn()
    assert clock.now == 7


def test_a_message_is_missed_that_a_sweep_found_and_no_socket_brought_in_time():
    hearing = Hearing(60)
    hearing.listening(100)
    hearing.found("a", 200)
    hearing.found("b", 201)
    hearing.heard("b")
    assert hearing.count_missed(250) == 0
    assert hearing.count_missed(261) == 1
    assert (hearing.count_missed(500), hearing.missed) == (0, 1)


def test_what_was_heard_before_the_sweep_found_it_is_not_missed():
    hearing = Hearing(60)
    hearing.listening(100)
    hearing.heard("a")
    hearing.found("a", 200)
    assert hearing.count_missed(1000) == 0


def test_what_was_written_before_anybody_listened_is_not_missed():
    hearing = Hearing(60)
    hearing.found("a", 50)
    hearing.listening(100)
    hearing.found("b", 99)
    hearing.found("c", 200)
    hearing.listening(None)
    hearing.found("d", 300)
    assert hearing.count_missed(1000) == 0


def test_a_second_hello_does_not_begin_the_listening_anew():
    hearing = Hearing(60)
    hearing.listening(100)
    hearing.listening(500)
    hearing.found("a", 200)
    assert hearing.count_missed(1000) == 1


def test_what_is_missing_twice_in_time_is_gone_and_said_once():
    absent = Absent(30)
    assert absent.look("D1", "0.000000", ["100.000000", "101.000000"], 200) == []
    assert absent.look("D1", "0.000000", ["100.000000"], 210) == []
    assert absent.look("D1", "0.000000", ["100.000000"], 239) == []
    assert absent.look("D1", "0.000000", ["100.000000"], 240) == ["101.000000"]
    assert absent.look("D1", "0.000000", ["100.000000"], 300) == []


def test_what_comes_back_into_the_history_is_not_gone():
    absent = Absent(30)
    absent.look("D1", "0.000000", ["100.000000"], 200)
    absent.look("D1", "0.000000", [], 210)
    absent.look("D1", "0.000000", ["100.000000"], 220)
    assert absent.look("D1", "0.000000", [], 250) == []


def test_what_was_not_asked_for_or_is_old_is_not_gone():
    absent = Absent(0)
    absent.look("D1", "0.000000", ["100.000000", "300.000000"], 400)
    assert absent.look("D1", "200.000000", ["300.000000"], 410) == []
    assert absent.look("D1", "0.000000", [], 50_000) == []
    assert absent.look("D1", "0.000000", [], 50_001) == []
    assert absent.look("D2", "0.000000", [], 410) == []


def test_every_line_of_the_log_passes_its_chain_and_names_no_value_but_words_and_figures():
    templates = [
        call.args[0].value
        for path in (Path(log.__file__).parent / "channels").glob("slack*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "log"
    ]
    assert len(templates) > 8
    assert [template for template in templates if not log._TEMPLATE.fullmatch(template)] == []
    words = {*REFUSED, CONNECTED, POLLING, UNREACHABLE, LIMITED, DEAF, MISSING_SCOPE, SERVER}
    assert words <= log.PHRASES
