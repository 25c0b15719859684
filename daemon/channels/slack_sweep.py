"""Everything that the DMs hold, read from durable cursors: what no socket delivered is found here.

Pages come newest first. So a cursor moves only when all pages of its DM are read and all of them is handed over,
oldest first; a crash in between reads them again. Answers in threads are not in the history: they are asked for apart.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from daemon.channels.slack_absent import Absent
from daemon.channels.slack_after import Afterwards
from daemon.channels.slack_events import (
    Found,
    Kind,
    Us,
    as_ts,
    deleted_root,
    each,
    edited_at,
    edited_later,
    facts,
    gone,
    is_dm,
    order,
    seconds,
    text,
    written,
)
from daemon.channels.slack_hearing import Hearing
from daemon.channels.slack_lines import Lines
from daemon.channels.slack_settings import CHANNEL, Facts, House, Settings
from daemon.channels.slack_trouble import SlackTrouble
from daemon.channels.slack_web import Web
from daemon.steps import Step, at

log = logging.getLogger("conductd.slack")

_ASKED_AT_ONCE = 500
_PUT_AT_ONCE = 100
_MOST_ACTIVE = 10
_MOST_THREADS = 40  # a minute's calls
_SAID_EVERY = 100
_ACTIVE_FOR = 3600.0
# Of this DM or thread alone; the others are looked through all the same.
_GONE = frozenset({"channel_not_found", "thread_not_found", "not_in_channel", "is_archived", "message_not_found"})


@dataclass(slots=True)
class Progress:
    running: bool = False
    done: int = 0
    of: int = 0
    found: int = 0
    failed: int = 0
    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Rooms:
    """What a sweep works with."""

    settings: Settings
    house: House
    web: Web
    us: Us
    lines: Lines
    after: Afterwards
    hearing: Hearing


class Sweep:
    """`round` reads all DMs and the threads of open cases. It raises SlackTrouble where Slack does not answer."""

    def __init__(self, rooms: Rooms, clock: Callable[[], float], moved: Callable[[], object]) -> None:
        self._rooms, self._clock, self._moved = rooms, clock, moved
        self._newest: dict[str, str] = {}
        self._active_at = time.monotonic()
        self._back = self._rooms.settings.far_overlap
        self._far_at = 0.0
        self._absent = Absent(rooms.settings.poll_every)
        self._asked: set[tuple[str, str]] = set()
        self._listed: set[str] = set()
        self.progress = Progress()

    async def round(self) -> None:
        self.progress = Progress(running=True, rounds=self.progress.rounds)
        settings, began = self._rooms.settings, time.monotonic()
        self._back = settings.far_overlap if began >= self._far_at else settings.overlap
        try:
            await self._round()
        finally:
            self.progress.running = False
        if self._back == settings.far_overlap:
            self._far_at = began + settings.far_every
        self.progress.rounds += 1

    def heard(self, found: Found) -> None:
        """What a socket brought: its DM is one where somebody is writing now."""
        self._newest[found.channel] = max(found.at, self._newest.get(found.channel, ""), key=order)

    async def _round(self) -> None:
        dms = await self._dms()
        self._listed = set(dms)
        self.progress.of = len(dms)
        for channel in dms:
            await self._look(channel)
            self._count()
            await self._look_at_the_active()
        threads = await self._threads()
        self.progress.of += len(threads)
        for channel, root in threads:
            await self._spared(self._thread(channel, root))
            self._count()
            await self._look_at_the_active()
        if self.progress.found:
            done, found = self.progress.done, self.progress.found
            log.info("slack: %d conversations and threads looked through, %d messages were new", done, found)

    async def _threads(self) -> list[tuple[str, str]]:
        """A part of them each round, in turn: the DMs come round again before all of many threads are asked."""
        try:
            every = [each for each in await self._rooms.house.threads() if is_dm(each[0])]
        except Exception as error:  # noqa: BLE001  the DMs were read; what is behind the door says why
            log.warning("slack: the threads of open cases are not known: %s", type(error).__name__)
            self.progress.failed += 1
            return []
        waiting = [each for each in every if each not in self._asked] or every
        chosen = waiting[:_MOST_THREADS]
        self._asked = ({*chosen} if waiting is every else self._asked | {*chosen}) & {*every}
        return chosen

    def _count(self) -> None:
        self.progress.done += 1
        if self.progress.done % _SAID_EVERY == 0:
            log.info("slack: %d of %d conversations and threads", self.progress.done, self.progress.of)

    async def _dms(self) -> list[str]:
        """New ones first, then those where something came last."""
        found = dict.fromkeys(self._newest)
        async for answer in self._pages("conversations.list", types="im", limit=200):
            found |= dict.fromkeys(dm for im in each(answer.get("channels")) if is_dm(dm := text(im.get("id"))))
        for channel in found:
            if channel not in self._newest:
                self._newest[channel] = await self._rooms.house.cursor(self._name(channel))
        return sorted(found, key=lambda dm: (bool(self._newest[dm]), [-part for part in order(self._newest[dm])]))

    async def _look_at_the_active(self) -> None:
        """A round through a thousand DMs takes half an hour: who is writing now does not wait for its end."""
        if time.monotonic() - self._active_at < self._rooms.settings.poll_every:
            return
        for channel in await self._dms():
            if channel not in self._listed:  # somebody new, since the round began; no socket may have told of them
                self._listed.add(channel)
                await self._look(channel)
        since = self._clock() - _ACTIVE_FOR
        active = [channel for channel, ts in self._newest.items() if seconds(ts) > since]
        for channel in sorted(active, key=lambda dm: order(self._newest[dm]), reverse=True)[:_MOST_ACTIVE]:
            await self._look(channel)
        self._active_at = time.monotonic()

    async def _look(self, channel: str) -> None:
        await self._spared(self._history(channel))

    async def _spared(self, looking: Awaitable[None]) -> None:
        """One that is gone, or that we fail on, holds none of the others up; its cursor stays where it is."""
        try:
            await looking
        except SlackTrouble as error:
            if error.word not in _GONE:
                raise
            log.info("slack: a conversation is gone")
        except Exception as error:  # noqa: BLE001  not stored, or odd beyond our readers
            log.warning("slack: a conversation was not read to its end: %s", type(error).__name__)
            self.progress.failed += 1

    async def _history(self, channel: str) -> None:
        name = self._name(channel)
        cursor = await self._rooms.house.cursor(name)
        since = self._since(cursor)
        messages = await self._messages("conversations.history", channel=channel, oldest=since)
        await self._take(channel, messages, self._absent.look(name, since, map(_ts, messages), self._clock()))
        await self._threads_of(channel, messages)
        await self._advance(name, cursor, messages)
        self._newest[channel] = max(self._newest.get(channel, ""), *map(_ts, messages), "", key=order)

    async def _threads_of(self, channel: str, messages: Iterable[Facts]) -> None:
        """A root that says it has younger answers than we have read, of whatever case."""
        for message in messages:
            root, latest = text(message.get("ts")), text(message.get("latest_reply"))
            if latest and order(latest) > order(await self._rooms.house.cursor(self._name(channel, root))):
                await self._spared(self._thread(channel, root))

    async def _thread(self, channel: str, root: str) -> None:
        name = self._name(channel, root)
        cursor = await self._rooms.house.cursor(name)
        since = self._since(cursor)
        found = await self._messages("conversations.replies", channel=channel, ts=root, oldest=since)
        messages = [message for message in found if _ts(message) != root]
        await self._take(channel, messages, self._absent.look(name, since, map(_ts, messages), self._clock()))
        await self._advance(name, cursor, messages)

    async def _advance(self, name: str, cursor: str, messages: Sequence[Facts]) -> None:
        newest = max(map(_ts, messages), default="", key=order)
        if order(newest) > order(cursor):
            at(Step.SLACK_SWEPT)
            await self._rooms.house.keep_cursor(name, newest)

    async def _take(self, channel: str, messages: Sequence[Facts], absent: Iterable[str]) -> None:
        """Hands over what is not known, oldest first, and does again what a crash may have left undone."""
        us, after = self._rooms.us, self._rooms.after
        found = sorted(_some(written(us, channel, message) for message in messages), key=lambda one: one.order)
        later = [*_some(map(edited_later, found)), *_some(deleted_root(us, channel, message) for message in messages)]
        later += _some(gone(us, channel, ts) for ts in absent)
        names = [one.origin for one in [*found, *later]]
        names += map(_base, later)
        known = await self._known([*names, *(name for one in found for name in after.origins(one))])
        await _all(self._new, [one for one in found if one.origin not in known])
        await _all(self._changed, [one for one in later if one.origin not in known and _base(one) in known])
        for one in found:
            after.follow(one, known)

    async def _changed(self, one: Found) -> None:
        """An edit or a deletion of what is known, unless it was read in these words in the first place."""
        read = await self._rooms.house.cursor(_edit_name(one)) if one.kind is Kind.EDIT else ""
        if not read or order(read) < one.order:
            await self._rooms.lines.put(one)

    async def _new(self, one: Found) -> None:
        await self._rooms.lines.put(one)
        self._rooms.hearing.found(one.origin, seconds(one.ts))
        self.progress.found += 1
        if at := edited_at(one.event):
            await self._rooms.house.keep_cursor(_edit_name(one), at)

    async def _known(self, origins: Sequence[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(origins), _ASKED_AT_ONCE):
            known.update(await self._rooms.house.known(origins[start : start + _ASKED_AT_ONCE]))
        return known

    async def _messages(self, method: str, **arguments: object) -> list[Facts]:
        found: dict[str, Facts] = {}
        limit = self._rooms.settings.page
        async for answer in self._pages(method, inclusive=True, limit=limit, **arguments):
            found |= {_ts(message): message for message in each(answer.get("messages"))}
        return list(found.values())

    async def _pages(self, method: str, **arguments: object) -> AsyncIterator[Facts]:
        cursor = ""
        while True:
            answer = await self._rooms.web.call(method, cursor=cursor or None, **arguments)
            self._moved()
            yield answer
            following = text(facts(answer.get("response_metadata")).get("next_cursor"))
            if not following or following == cursor:
                return
            cursor = following

    def _since(self, cursor: str) -> str:
        start = self._rooms.settings.not_before.timestamp()
        return as_ts(max(start, seconds(cursor) - self._back))

    def _name(self, channel: str, root: str = "") -> str:
        return f"slack {self._rooms.us.team} {channel} {root}".rstrip()


def _ts(message: Facts) -> str:
    return text(message.get("ts"))


async def _all(put: Callable[[Found], Awaitable[None]], found: Sequence[Found]) -> None:
    """Together, for the line sorts them, but not so many that it is full; after a failure no more."""
    for start in range(0, len(found), _PUT_AT_ONCE):
        results = await asyncio.gather(*map(put, found[start : start + _PUT_AT_ONCE]), return_exceptions=True)
        for error in results:
            if error is not None:
                raise error


def _some(found: Iterable[Found | None]) -> list[Found]:
    return [one for one in found if one]


def _base(one: Found) -> str:
    """The origin of the message that an edit or a deletion is about."""
    return f"{CHANNEL} {one.team} {one.channel} {one.ts}"


def _edit_name(one: Found) -> str:
    return f"{_base(one)} read as edited"
