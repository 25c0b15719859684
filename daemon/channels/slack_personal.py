"""The door of one administrator's own direct messages, by a token of theirs: what others write to them in person.

It polls, and answers nobody. Each message is shown to the house once, which keeps no word of what is not wanted; what
its owner took is handed over again. A token that is refused, or is not an administrator's, is tried again slowly and
stops nothing else.
"""

import asyncio
import contextlib
import datetime as dt
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from daemon.channels.slack_events import Found, Us, as_ts, each, facts, is_dm, order, seconds, text, us_of, written
from daemon.channels.slack_settings import Facts
from daemon.channels.slack_trouble import REFUSED, SlackTrouble
from daemon.channels.slack_web import Web, budgets

log = logging.getLogger("conductd.slack")

NOT_THEIRS: Final = "not an administrator's"
POLLING: Final = "polling"
SLACKBOT: Final = "USLACKBOT"
KIND: Final = "personal"
ASKED_AT_ONCE: Final = 500
# Of this conversation alone; the others are read all the same.
GONE: Final = frozenset({"channel_not_found", "message_not_found", "not_in_channel", "is_archived"})
CLOSES_WITHIN: Final = 2.0
BEAT: Final = 1.0
STALLED_AFTER: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Durations in seconds. `token` is a member's own (xoxp-), with im:history and im:read."""

    token: str = field(repr=False)
    api_url: str = "https://slack.com/api/"
    poll_every: float = 30.0
    not_before: dt.datetime
    refused_every: float = 60.0
    timeout: float = 30.0
    page: int = 200
    # Slack counts the calls of all tokens of the app together: most are the app's own DMs' to make.
    calls_per_minute: int = 10
    lists_per_minute: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What stands behind the door. `owns` says whether a member is an administrator, `receive` gets the member, the
    bytes and the origin, `wanted` names (conversation, ts) of what that member took, `gone` that one cannot be had.
    """

    owns: Callable[[str], Awaitable[bool]]
    receive: Callable[[str, bytes, str], Awaitable[str]]
    known: Callable[[Sequence[str]], Awaitable[Collection[str]]]
    wanted: Callable[[str], Awaitable[Sequence[tuple[str, str]]]]
    gone: Callable[[str, str, str], Awaitable[object]]
    cursor: Callable[[str], Awaitable[str]]
    keep_cursor: Callable[[str, str], Awaitable[object]]
    app_member: Callable[[], str] = lambda: ""
    state: Callable[[str], object] = lambda _: None
    tick: Callable[[], object] = lambda: None


class Door:
    """`start`, then `wait` (raises if its loop died of a bug), then `stop`. `look_again` when somebody took one."""

    def __init__(self, settings: Settings, house: House) -> None:
        self._settings, self._house = settings, house
        allowed = budgets(settings.calls_per_minute, settings.lists_per_minute)
        self._web = Web(settings.token, settings.api_url, timeout=settings.timeout, budgets=allowed)
        self._again = asyncio.Event()
        self._us: Us | None = None
        self._word = ""
        self._turned_at = time.monotonic()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="slack personal door")

    async def wait(self) -> None:
        if self._task:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.result()

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CLOSES_WITHIN)
        await self._web.close()

    def look_again(self) -> None:
        self._again.set()

    def health(self) -> Mapping[str, object]:
        """For /health: a word, nothing that anybody wrote, and not whose it is."""
        well = self._word == POLLING
        return {"connected": well, "state": self._word, "trouble": "" if well else self._word}

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._guard(), name="slack personal guard")
            group.create_task(self._keep_looking(), name="slack personal looks")

    async def _guard(self) -> None:
        """Tells the watchdog that the loop turns: a wait that Slack asks for may be long, and is no standstill."""
        while True:
            if time.monotonic() - self._turned_at < STALLED_AFTER + self._settings.poll_every:
                self._house.tick()
            await asyncio.sleep(BEAT)

    async def _keep_looking(self) -> None:
        while True:
            self._turned_at = time.monotonic()
            self._again.clear()
            word = await self._turn()
            self._note(word or POLLING)
            await self._rest(word)

    async def _rest(self, word: str) -> None:
        """Not wait_for: it may swallow a cancellation (gh-86296)."""
        refused = word == NOT_THEIRS or word in REFUSED
        pause = self._settings.refused_every if refused else self._settings.poll_every
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._again.wait()

    async def _turn(self) -> str:
        """One look at everything; the word for what stood in its way."""
        try:
            us = self._us or await self._recognise()
            if us is None or not await self._house.owns(us.member):
                return NOT_THEIRS
            await self._fetch_wanted(us)
            await self._look_through(us)
        except SlackTrouble as error:
            if error.refused:
                self._us = None  # asked anew: another token may stand here after a restart, the same one be mended
            return error.word
        except Exception as error:  # noqa: BLE001  the store does not answer: nothing was moved, it is read again
            log.warning("slack: an administrator's own messages were not read: %s", type(error).__name__)
        return ""

    async def _recognise(self) -> Us | None:
        answer = await self._web.call("auth.test")
        if text(answer.get("bot_id")):
            return None
        self._us = us_of(answer)
        return self._us

    # --- what was taken

    async def _fetch_wanted(self, us: Us) -> None:
        for channel, ts in await self._house.wanted(us.member):
            found = await self._one(us, channel, ts)
            if found is None:
                await self._house.gone(us.member, channel, ts)
            else:
                await self._hand_over(us, found)

    async def _one(self, us: Us, channel: str, ts: str) -> Found | None:
        try:
            answer = await self._web.call(
                "conversations.history", channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1
            )
        except SlackTrouble as error:
            if error.word in GONE:
                return None
            raise
        found = (written(us, channel, message) for message in each(answer.get("messages")))
        return next((one for one in found if one and one.ts == ts), None)

    # --- what came

    async def _look_through(self, us: Us) -> None:
        ours = {us.member, SLACKBOT, self._house.app_member()}
        async for answer in self._pages("conversations.list", types="im", limit=self._settings.page):
            for im in each(answer.get("channels")):
                channel = text(im.get("id"))
                if is_dm(channel) and text(im.get("user")) not in ours:
                    await self._look(us, channel)

    async def _look(self, us: Us, channel: str) -> None:
        """Pages come newest first, so the cursor moves only when all of them were shown, the oldest first."""
        name = f"slack personal {us.team} {us.member} {channel}"
        cursor = await self._house.cursor(name)
        try:
            messages = await self._messages(channel, self._since(cursor))
        except SlackTrouble as error:
            if error.word not in GONE:
                raise
            return
        found = [one for message in messages if _by_a_person(message) and (one := written(us, channel, message))]
        for start in range(0, len(found), ASKED_AT_ONCE):
            await self._show(us, sorted(found, key=lambda one: one.order)[start : start + ASKED_AT_ONCE])
        newest = max((text(message.get("ts")) for message in messages), default="", key=order)
        if order(newest) > order(cursor):
            await self._house.keep_cursor(name, newest)

    async def _show(self, us: Us, found: Sequence[Found]) -> None:
        known = await self._house.known([one.origin for one in found])
        for one in found:
            if one.origin not in known:
                await self._hand_over(us, one)

    async def _hand_over(self, us: Us, found: Found) -> None:
        shape = {"kind": KIND, "team": us.team, "channel": found.channel, "member": us.member, "event": found.event}
        raw = json.dumps(shape, separators=(",", ":")).encode("ascii")
        await self._house.receive(us.member, raw, found.origin)

    async def _messages(self, channel: str, since: str) -> list[Facts]:
        found: dict[str, Facts] = {}
        page = self._settings.page
        async for answer in self._pages("conversations.history", channel=channel, oldest=since, limit=page):
            found |= {text(message.get("ts")): message for message in each(answer.get("messages"))}
        return list(found.values())

    async def _pages(self, method: str, **arguments: object) -> AsyncIterator[Facts]:
        cursor = ""
        while True:
            answer = await self._web.call(method, cursor=cursor or None, **arguments)
            self._turned_at = time.monotonic()
            yield answer
            following = text(facts(answer.get("response_metadata")).get("next_cursor"))
            if not following or following == cursor:
                return
            cursor = following

    def _since(self, cursor: str) -> str:
        return cursor if seconds(cursor) else as_ts(self._settings.not_before.timestamp())

    def _note(self, word: str) -> None:
        if word != self._word:
            self._word = word
            self._house.state(word)


def _by_a_person(message: Facts) -> bool:
    return not message.get("bot_id") and not message.get("app_id") and message.get("user") != SLACKBOT
