"""The door of an administrator's own direct messages: what it shows to the house, and what it leaves alone."""

import contextlib
import datetime as dt
import json

import pytest

from daemon.channels import slack_personal
from daemon.demo.workspace import Workspace
from tests.support.doors import NotStored, until
from tests.support.workspace_faults import Faults

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class Behind:
    """A house that remembers in memory. `takes` are the texts that somebody wanted."""

    def __init__(self, owner: str) -> None:
        self.owner, self.broken, self.ticks = owner, False, 0
        self.shown: list[dict] = []
        self.states: list[str] = []
        self.cursors: dict[str, str] = {}
        self.origins: set[str] = set()
        self.takes: list[tuple[str, str]] = []
        self.lost: list[tuple[str, str]] = []

    async def owns(self, member):
        return member == self.owner

    async def receive(self, member, raw, origin):
        if self.broken:
            raise NotStored
        found = json.loads(raw)
        assert found["member"] == member == self.owner
        self.shown.append(found)
        self.origins.add(origin)
        self.takes = [each for each in self.takes if each[1] != found["event"]["ts"]]
        return "leave"

    async def known(self, origins):
        return {each for each in origins if each in self.origins}

    async def wanted(self, _member):
        return tuple(self.takes)

    async def gone(self, _member, channel, ts):
        self.takes.remove((channel, ts))
        self.lost.append((channel, ts))

    async def cursor(self, name):
        return self.cursors.get(name, "")

    async def keep_cursor(self, name, value):
        self.cursors[name] = value

    def tick(self):
        self.ticks += 1

    @property
    def texts(self):
        return [each["event"]["text"] for each in self.shown]


@pytest.fixture
async def slack():
    async with Workspace() as running:
        yield running


@pytest.fixture
def jamison(slack):
    return slack.join("jamison", "Jamison Dance", "hi@jamison.dance")


@pytest.fixture
def dana(slack):
    return slack.join("dana", "Dana Reyes", "dana@example.org")


@pytest.fixture
def behind(jamison):
    return Behind(jamison.id)


@contextlib.asynccontextmanager
async def opened(slack, behind, token, **changes):
    quick = {"poll_every": 0.05, "refused_every": 0.05, "calls_per_minute": 6000, "lists_per_minute": 6000}
    settings = {"token": token, "api_url": slack.url, "not_before": LONG_AGO, **quick, **changes}
    house = slack_personal.House(
        owns=behind.owns,
        receive=behind.receive,
        known=behind.known,
        wanted=behind.wanted,
        gone=behind.gone,
        cursor=behind.cursor,
        keep_cursor=behind.keep_cursor,
        app_member=lambda: slack.bot.id,
        state=behind.states.append,
        tick=behind.tick,
    )
    door = slack_personal.Door(slack_personal.Settings(**settings), house)
    await door.start()
    try:
        yield door
    finally:
        await door.stop()
    await door.wait()


async def looked(slack) -> None:
    """Two rounds from now on."""
    before = len(slack.asked("conversations.list"))
    await until(lambda: len(slack.asked("conversations.list")) > before + 2)


async def test_what_others_write_to_an_administrator_is_shown_once_and_in_order(slack, behind, jamison, dana):
    token = slack.member_token(jamison)
    for number in range(5):
        slack.say(dana, f"message {number}", to=jamison)
    async with opened(slack, behind, token, page=2) as door:
        await until(lambda: len(behind.shown) == 5)
        slack.say(dana, "one more", to=jamison)
        await until(lambda: len(behind.shown) == 6)
        await looked(slack)
        assert door.health() == {"connected": True, "state": "polling", "trouble": ""}
    assert behind.texts == [*(f"message {number}" for number in range(5)), "one more"]
    assert {(each["kind"], each["team"], each["event"]["user"]) for each in behind.shown} == {
        ("personal", slack.team, dana.id)
    }
    assert (behind.states, behind.ticks > 0) == (["polling"], True)


async def test_their_own_words_the_apps_and_those_of_bots_are_not_shown(slack, behind, jamison, dana):
    slack.say(jamison, "mine", to=dana)
    slack.say(jamison, "to the app")
    slack.say(dana, "by a program", to=jamison, bot_id="B0OTHER", app_id="A0OTHER")
    slack.say(dana, "joined", to=jamison, subtype="channel_join")
    slack.say(dana, "theirs", to=jamison)
    async with opened(slack, behind, slack.member_token(jamison)):
        await until(lambda: behind.shown)
        await looked(slack)
    assert behind.texts == ["theirs"]
    app = slack.room(jamison).id
    assert app not in {each["channel"] for each in slack.asked("conversations.history")}


async def test_what_is_older_than_the_first_day_is_never_asked_for(slack, behind, jamison, dana):
    slack.say(dana, "long ago", to=jamison)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    async with opened(slack, behind, slack.member_token(jamison), not_before=later):
        await looked(slack)
    assert (behind.shown, behind.cursors) == ([], {})


async def test_after_a_restart_it_goes_on_from_its_cursor(slack, behind, jamison, dana):
    token = slack.member_token(jamison)
    first = slack.say(dana, "first", to=jamison)
    async with opened(slack, behind, token):
        await until(lambda: behind.cursors)
    slack.say(dana, "second", to=jamison)
    asked = len(slack.asked("conversations.history"))
    async with opened(slack, behind, token):
        await until(lambda: len(behind.shown) == 2)
    assert slack.asked("conversations.history")[asked]["oldest"] == first
    assert behind.texts == ["first", "second"]


async def test_while_nothing_can_be_stored_the_cursor_stays(slack, behind, jamison, dana):
    behind.broken = True
    slack.say(dana, "kept for later", to=jamison)
    async with opened(slack, behind, slack.member_token(jamison)):
        await looked(slack)
        assert behind.cursors == {}
        behind.broken = False
        await until(lambda: behind.cursors)
    assert behind.texts == ["kept for later"]


async def test_what_was_taken_is_handed_over_again_at_once(slack, behind, jamison, dana):
    ts = slack.say(dana, "take this", to=jamison)
    async with opened(slack, behind, slack.member_token(jamison)) as door:
        await until(lambda: behind.cursors)
        behind.takes = [(slack.room(dana, jamison).id, ts)]
        door.look_again()
        await until(lambda: len(behind.shown) == 2)
    assert behind.texts == ["take this", "take this"]


async def test_what_was_taken_and_is_gone_is_said_to_be_gone(slack, behind, jamison, dana):
    ts = slack.say(dana, "take this", to=jamison)
    slack.delete(dana, ts)
    async with opened(slack, behind, slack.member_token(jamison)) as door:
        place = (slack.room(dana, jamison).id, ts)
        behind.takes = [place]
        door.look_again()
        await until(lambda: behind.lost)
    assert (behind.lost, behind.shown) == ([place], [])


@pytest.mark.parametrize("trouble", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_token_that_is_refused_is_named_and_works_again_when_it_is_mended(
    slack, behind, jamison, dana, trouble
):
    token = slack.member_token(jamison)
    slack.token(token).trouble = trouble
    async with opened(slack, behind, token) as door:
        await until(lambda: behind.states == [trouble])
        assert door.health() == {"connected": False, "state": trouble, "trouble": trouble}
        slack.token(token).trouble = ""
        slack.say(dana, "again", to=jamison)
        await until(lambda: behind.shown)
    assert behind.states == [trouble, "polling"]


async def test_a_token_that_may_not_read_direct_messages_is_named(slack, behind, jamison, dana):
    slack.say(dana, "hello", to=jamison)
    async with opened(slack, behind, slack.member_token(jamison, {"im:read", "users:read"})):
        await until(lambda: behind.states == ["missing_scope"])
    assert behind.shown == []


async def test_the_token_of_somebody_who_is_no_administrator_reads_nothing(slack, behind, jamison, dana):
    slack.say(jamison, "private", to=dana)
    for token in (slack.member_token(dana), slack.bot_token):
        behind.states.clear()
        async with opened(slack, behind, token):
            await until(lambda: behind.states == ["not an administrator's"])
    assert (behind.shown, slack.asked("conversations.history")) == ([], [])


async def test_a_server_that_hangs_up_or_asks_to_wait_loses_nothing(behind):
    async with Workspace() as slack:
        jamison, dana = slack.join("jamison"), slack.join("dana")
        behind.owner = jamison.id
        faults = Faults(slack)
        faults.limit("conversations.history", after=1)
        faults.fail_500("conversations.list", times=3)
        slack.say(dana, "all the same", to=jamison)
        async with opened(slack, behind, slack.member_token(jamison)):
            await until(lambda: behind.shown)
    assert behind.texts == ["all the same"]


async def test_no_token_and_no_word_of_a_message_shows_in_a_repr_or_a_log(slack, behind, jamison, dana, caplog):
    token = slack.member_token(jamison)
    behind.broken = True
    slack.say(dana, "CANARY in private", to=jamison)
    async with opened(slack, behind, token) as door:
        await looked(slack)
        seen = repr(door._settings) + caplog.text
    assert "xoxp" not in seen
    assert "CANARY" not in seen
