"""What the Slack door reads from the history: nothing lost across pages, threads, weeks and crashes, nothing twice."""

import asyncio
import datetime as dt

import pytest

from daemon import clock
from daemon.channels import slack_lines
from daemon.demo.workspace import Workspace
from tests.support.doors import until
from tests.support.slack_doors import SlackHouse, opened, settings
from tests.support.workspace_faults import ALWAYS, Faults


class Hands:
    """A clock that is turned by hand, for weeks that pass in a test."""

    def __init__(self):
        self.ahead = dt.timedelta()

    def now(self):
        return clock.now() + self.ahead


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
async def slack(hands):
    async with Workspace(clock=hands.now) as running:
        yield running


@pytest.fixture
def behind():
    return SlackHouse()


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


def polling(slack, **changes):
    return settings(slack, app_token="", **changes)


async def swept(chosen, behind, rounds=1):
    async with opened(chosen, behind) as door:
        await until(lambda: door.health()["sweeps"]["rounds"] >= rounds)
        return door.health()


async def test_weeks_offline_are_caught_up_in_order_over_pages_and_conversations(slack, behind, dana, hands):
    omar = slack.join("omar")
    hands.ahead = dt.timedelta(weeks=-5)
    for number in range(225):
        slack.say(dana, f"dana {number}")
        slack.say(omar, f"omar {number}")
    hands.ahead = dt.timedelta()
    health = await swept(polling(slack, page=100), behind)
    for name in ("dana", "omar"):
        assert [text for text in behind.texts if text.startswith(name)] == [f"{name} {number}" for number in range(225)]
    assert health["sweeps"] == {"running": False, "done": 2, "of": 2, "found": 450, "rounds": 1}
    assert len(slack.asked("conversations.history")) == 6


async def test_pages_of_fifteen_are_read_to_the_end(slack, behind, dana):
    slack.core.few_objects = True
    for number in range(40):
        slack.say(dana, str(number))
    await swept(polling(slack), behind)
    assert behind.texts == [str(number) for number in range(40)]


async def test_a_cursor_moves_only_when_every_page_is_on_disk(slack, behind, dana):
    for number in range(30):
        slack.say(dana, f"number {number}.")
    behind.refuses = b"number 20."
    await swept(polling(slack, page=10), behind)
    assert len(behind.rows) == 29
    assert behind.cursors == {}
    behind.refuses = b""
    await swept(polling(slack, page=10), behind)
    assert len(behind.rows) == 30
    assert list(behind.cursors.values()) == [slack.dm(dana)[-1]["ts"]]


async def test_a_cursor_never_goes_back(slack, behind, dana):
    slack.say(dana, "read long ago")
    ahead = f"{clock.now().timestamp() + 100:.6f}"
    name = f"slack {slack.team} {slack.room(dana).id}"
    behind.cursors[name] = ahead
    await swept(polling(slack), behind)
    assert behind.cursors == {name: ahead}


async def test_when_a_page_is_not_answered_nothing_of_its_conversation_is_lost(slack, behind, dana):
    for number in range(30):
        slack.say(dana, str(number))
    faults = Faults(slack)
    async with opened(polling(slack, page=10), behind) as door:
        await until(lambda: door.health()["sweeps"]["rounds"])
    behind.rows.clear()
    behind.cursors.clear()
    faults.drop("conversations.history", times=3)
    async with opened(polling(slack, page=10), behind):
        await until(lambda: len(behind.rows) == 30)
    assert behind.texts == [str(number) for number in range(30)]
    assert behind.states[-1] == "polling"


async def test_a_reader_that_was_killed_in_the_middle_goes_on_without_a_second_row(slack, behind, dana):
    for number in range(20):
        slack.say(dana, str(number))
    behind.gate = asyncio.Event()
    async with opened(polling(slack), behind) as door:
        await until(lambda: behind.offered)
        door._task.cancel()
    behind.gate.set()
    await swept(polling(slack), behind)
    assert sorted(behind.texts, key=int) == [str(number) for number in range(20)]


async def test_a_second_look_hands_nothing_over_again(slack, behind, dana):
    slack.say(dana, "once")
    await swept(polling(slack), behind, rounds=3)
    await swept(polling(slack), behind, rounds=2)
    assert len(behind.offered) == 1


async def test_answers_in_a_thread_are_found_by_the_root_that_the_history_shows(slack, behind, dana):
    root = slack.say(dana, "root")
    slack.say(dana, "first answer", thread=root)
    slack.say(dana, "second answer", thread=root)
    await swept(polling(slack), behind, rounds=2)
    assert behind.texts == ["root", "first answer", "second answer"]
    assert len(slack.asked("conversations.replies")) == 1
    assert len(behind.offered) == 3


async def test_answers_in_the_thread_of_an_open_case_are_found_however_old_its_root_is(slack, behind, dana, hands):
    hands.ahead = dt.timedelta(days=-20)
    root = slack.say(dana, "root")
    hands.ahead = dt.timedelta(days=-19)
    slack.say(dana, "seen")
    await swept(polling(slack), behind)
    hands.ahead = dt.timedelta()
    slack.say(dana, "an answer after weeks", thread=root)
    slack.say(dana, "something else")
    behind.open_threads = [(slack.room(dana).id, root)]
    await swept(polling(slack), behind)
    assert behind.texts == ["root", "seen", "something else", "an answer after weeks"]


async def test_an_answer_to_an_old_letter_of_a_closed_case_is_found_at_the_next_far_look(slack, behind, dana, hands):
    hands.ahead = dt.timedelta(days=-20)
    root = slack.say(dana, "root")
    hands.ahead = dt.timedelta(days=-2)
    slack.say(dana, "later")
    hands.ahead = dt.timedelta()
    async with opened(polling(slack, far_every=0.5), behind) as door:
        await until(lambda: door.health()["sweeps"]["rounds"] == 1)
        slack.say(dana, "it happened again", thread=root)
        await until(lambda: "it happened again" in behind.texts)
        assert door.health()["sweeps"]["rounds"] > 1
    near = [float(asked["oldest"]) for asked in slack.asked("conversations.history")[1:-1]]
    assert near
    assert min(near) > hands.now().timestamp() - 4 * 86_400


async def test_a_thread_whose_root_is_gone_stops_nothing(slack, behind, dana):
    slack.say(dana, "still here")
    behind.open_threads = [(slack.room(dana).id, "1700000000.000100")]
    health = await swept(polling(slack), behind)
    assert behind.texts == ["still here"]
    assert health["trouble"] == ""


async def test_an_edit_that_no_socket_brought_is_a_revision(slack, behind, dana):
    ts = slack.say(dana, "he shoved me")
    await swept(polling(slack), behind)
    slack.edit(dana, ts, "he pushed me")
    await swept(polling(slack), behind, rounds=2)
    (edit,) = behind.of("edit")
    at = edit["event"]["message"]["edited"]["ts"]
    assert f"slack {slack.team} {slack.room(dana).id} {ts} edited {at}" in behind.rows
    assert edit["event"]["subtype"] == "message_changed"
    assert edit["event"]["message"]["text"] == "he pushed me"
    assert "previous_message" not in edit["event"]
    assert behind.texts == ["he shoved me"]


async def test_what_was_edited_before_it_was_ever_read_is_no_revision(slack, behind, dana):
    ts = slack.say(dana, "first words")
    slack.edit(dana, ts, "last words")
    await swept(polling(slack), behind, rounds=2)
    await swept(polling(slack), behind, rounds=2)
    assert behind.texts == ["last words"]
    assert behind.of("edit") == []
    slack.edit(dana, ts, "very last words")
    await swept(polling(slack), behind, rounds=2)
    assert [edit["event"]["message"]["text"] for edit in behind.of("edit")] == ["very last words"]


async def test_the_gravestone_of_a_deleted_root_is_a_deletion(slack, behind, dana):
    root = slack.say(dana, "to be taken back")
    slack.say(dana, "answer", thread=root)
    await swept(polling(slack), behind)
    slack.delete(dana, root)
    await swept(polling(slack), behind, rounds=2)
    (deletion,) = behind.of("deletion")
    assert deletion["event"]["deleted_ts"] == root
    assert f"slack {slack.team} {slack.room(dana).id} {root} deleted" in behind.rows


async def test_a_message_that_the_history_shows_no_more_was_taken_back(slack, behind, dana):
    slack.say(dana, "stays")
    ts = slack.say(dana, "taken back")
    root = slack.say(dana, "root")
    answer = slack.say(dana, "answer, taken back", thread=root)
    behind.open_threads = [(slack.room(dana).id, root)]
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["sweeps"]["rounds"] > 1)
        slack.delete(dana, ts)
        slack.delete(dana, answer)
        await until(lambda: len(behind.of("deletion")) == 2)
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["rounds"] > rounds + 2)
    start = f"slack {slack.team} {slack.room(dana).id}"
    deleted = [origin for origin in behind.offered if origin.endswith("deleted")]
    assert sorted(deleted) == [f"{start} {ts} deleted", f"{start} {answer} deleted"]


async def test_who_is_writing_now_does_not_wait_for_the_end_of_a_long_round(slack, behind, dana):
    slack.say(dana, "hello")
    async with opened(polling(slack), behind) as door:
        await until(lambda: behind.texts)
        for number in range(60):
            slack.say(slack.join(f"member{number}"), "old")
        Faults(slack).delay("conversations.history", 0.03, times=ALWAYS)
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["of"] == 61 and door.health()["sweeps"]["done"] > 2)
        slack.say(dana, "now")
        await until(lambda: "now" in behind.texts)
        sweeps = door.health()["sweeps"]
        assert (sweeps["running"], sweeps["rounds"] <= rounds + 1) == (True, True)
        assert sweeps["done"] < 50


async def test_somebody_new_does_not_wait_for_the_end_of_a_long_round(slack, behind, dana):
    """After an outage of minutes a round is under way when they write, and no socket may be open yet."""
    for number in range(60):
        slack.say(slack.join(f"member{number}"), "old")
    Faults(slack).delay("conversations.history", 0.03, times=ALWAYS)
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["sweeps"]["done"] > 2)
        slack.say(dana, "now")
        await until(lambda: "now" in behind.texts)
        sweeps = door.health()["sweeps"]
        assert (sweeps["rounds"], sweeps["done"] < 50) == (0, True)


async def test_who_is_writing_now_does_not_wait_for_the_end_of_many_threads(slack, behind, dana):
    roots = [slack.say(dana, f"root {number}") for number in range(60)]
    behind.open_threads = [(slack.room(dana).id, root) for root in roots]
    Faults(slack).delay("conversations.replies", 0.05, times=ALWAYS)
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["sweeps"]["done"] > 2)
        assert door.health()["sweeps"]["of"] == 41
        slack.say(dana, "now")
        await until(lambda: "now" in behind.texts)
        assert door.health()["sweeps"]["rounds"] == 0
        await until(lambda: {each["ts"] for each in slack.asked("conversations.replies")} == set(roots))


async def test_dms_are_read_where_the_threads_cannot_be_named(slack, behind, dana):
    behind.open_threads = None  # what is asked for them raises
    slack.say(dana, "hello")
    await swept(polling(slack), behind)
    assert behind.texts == ["hello"]


async def test_an_opened_dm_that_is_new_is_found(slack, behind, dana):
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["sweeps"]["rounds"])
        slack.say(dana, "my first words to you")
        await until(lambda: behind.texts == ["my first words to you"])


async def test_more_than_a_line_holds_at_once_is_caught_up(slack, behind, dana, monkeypatch):
    monkeypatch.setattr(slack_lines, "MOST_WAITING", 100)
    for number in range(250):
        slack.say(dana, str(number))
    health = await swept(polling(slack), behind)
    assert behind.texts == [str(number) for number in range(250)]
    assert health["sweeps"]["rounds"] == 1


async def test_what_the_bot_wrote_is_not_handed_over(slack, behind, dana):
    slack.say(dana, "hello")
    async with opened(polling(slack), behind) as door:
        dm = slack.room(dana).id
        await door.web.call("chat.postMessage", channel=dm, text="we have it")
        await until(lambda: len(slack.asked("conversations.history")) > 3)
    assert behind.texts == ["hello"]
    assert len(behind.offered) == 1


async def test_messages_before_the_first_day_stay_where_they_are(slack, behind, dana, hands):
    hands.ahead = dt.timedelta(days=-3)
    slack.say(dana, "before conductd")
    hands.ahead = dt.timedelta()
    slack.say(dana, "today")
    await swept(polling(slack, not_before=clock.now() - dt.timedelta(days=1)), behind)
    assert behind.texts == ["today"]


async def test_who_is_asked_to_wait_waits_and_says_so(slack, behind, dana):
    faults = Faults(slack)
    faults.limit("conversations.history", after=1)
    slack.say(dana, "patience")
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["trouble"] == "rate limited")
        assert behind.texts == []
        await until(lambda: behind.texts == ["patience"])
        await until(lambda: door.health()["trouble"] == "")
    assert faults.struck["conversations.history"] == 1
    assert behind.states == ["polling", "rate limited", "polling"]


async def test_a_dm_is_marked_once_it_is_on_disk_and_only_once(slack, behind, dana):
    ts = slack.say(dana, "did you get this?")
    behind.broken = True
    async with opened(polling(slack), behind):
        await until(lambda: len(behind.offered) > 1)
        assert slack.asked("reactions.add") == []
        behind.broken = False
        await until(lambda: slack.asked("reactions.add"))
    await swept(polling(slack), behind, rounds=3)
    assert slack.asked("reactions.add") == [{"channel": slack.room(dana).id, "timestamp": ts, "name": "eyes"}]


async def test_a_mark_that_a_crash_prevented_is_made_up_for(slack, behind, dana):
    slack.say(dana, "stored, then the power went")
    faults = Faults(slack)
    faults.drop("reactions.add", times=ALWAYS)
    await swept(polling(slack), behind, rounds=2)
    faults.clear()
    async with opened(polling(slack), behind):
        await until(lambda: slack.dm(dana)[0].get("reactions"))


async def test_without_the_right_to_mark_everything_else_works_and_it_is_said(slack, behind, dana):
    token = slack.token(slack.bot_token)
    token.scopes -= {"reactions:write"}
    slack.say(dana, "hello")
    async with opened(polling(slack), behind) as door:
        await until(lambda: door.health()["trouble"] == "missing_scope")
        slack.say(dana, "again")
        await until(lambda: behind.texts == ["hello", "again"])
        rounds = door.health()["sweeps"]["rounds"]
        await until(lambda: door.health()["sweeps"]["rounds"] > rounds + 3)
        assert len(slack.asked("reactions.add")) == 2
        token.scopes |= {"reactions:write"}
        slack.say(dana, "mended")
        await until(lambda: door.health()["trouble"] == "")


async def test_a_stop_in_the_middle_of_a_stalled_sweep_takes_less_than_three_seconds(slack, behind, dana):
    slack.say(dana, "hello")
    faults = Faults(slack)
    faults.stall("conversations.history", times=ALWAYS)
    async with opened(polling(slack), behind) as door:
        await until(lambda: faults.struck["conversations.history"])
        began = asyncio.get_running_loop().time()
        await door.stop()
        assert asyncio.get_running_loop().time() - began < 3
    faults.release()
