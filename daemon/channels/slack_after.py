"""What follows once a message is on disk and acknowledged: a mark for its writer, and its files.

Neither holds a message up. Both are done again by the sweep where a crash came between, and neither twice.
"""

import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass

from daemon.channels.slack_events import Found, Kind, Us, each, facts, files, seconds, text
from daemon.channels.slack_files import Fetched, Files, Flaw
from daemon.channels.slack_settings import CHANNEL, Facts, House, Settings
from daemon.channels.slack_trouble import MISSING_SCOPE, SlackTrouble
from daemon.channels.slack_web import Web

log = logging.getLogger("conductd.slack")

MARK = "eyes"
_MARK_FOR = 86_400.0  # an older message is no news to its writer any more
_MOST_WAITING = 1000
_MOST_REMEMBERED = 5000
_TRIES = 3

Job = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Queue:
    """Jobs by name, each waiting once; more than enough are left to the sweep."""

    waiting: "asyncio.Queue[tuple[str, Job]]"
    names: set[str]

    def add(self, name: str, job: Job) -> None:
        if name not in self.names and not self.waiting.full():
            self.names.add(name)
            self.waiting.put_nowait((name, job))

    async def work(self) -> None:
        while True:
            name, job = await self.waiting.get()
            try:
                await job()
            except Exception as error:  # noqa: BLE001  one file or mark must not end the others; the sweep does it again
                log.warning("slack: what follows a message failed: %s", type(error).__name__)
            finally:
                self.names.discard(name)


class Afterwards:
    def __init__(self, settings: Settings, house: House, web: Web, us: Us, clock: Callable[[], float]) -> None:
        self._settings, self._house, self._web, self._us, self._clock = settings, house, web, us, clock
        self._files = Files(settings, web)
        self._marks, self._fetches = _queue(), _queue()
        self._marked: set[str] = set()
        self.trouble = ""

    async def work(self) -> None:
        """Until it is cancelled: a large file holds no mark up."""
        await asyncio.gather(self._marks.work(), self._fetches.work())

    def origins(self, found: Found) -> list[str]:
        """The names under which its files are stored."""
        return [_file_origin(found, file) for file in self._files_of(found)]

    def follow(self, found: Found, known: Container[str] = frozenset()) -> None:
        """For what is on disk, perhaps for long: what has been done already is left out."""
        if found.kind is Kind.DELETION:
            return
        for file in self._files_of(found):
            origin = _file_origin(found, file)
            if origin not in known:
                self._fetches.add(origin, lambda file=file: self._fetch(found, file))  # type: ignore[misc]
        if found.kind is Kind.MESSAGE and self._wants_mark(found):
            self._marks.add(found.origin, lambda: self._mark(found))

    def _wants_mark(self, found: Found) -> bool:
        if found.origin in self._marked or self._clock() - seconds(found.ts) > _MARK_FOR:
            return False
        marks = (mark for mark in each(found.event.get("reactions")) if mark.get("name") == MARK)
        return not any(self._ours(mark) for mark in marks)

    def _ours(self, mark: Facts) -> bool:
        who = mark.get("users")
        return isinstance(who, list) and self._us.member in who

    def _files_of(self, found: Found) -> list[Facts]:
        message = facts(found.event.get("message")) if found.kind is Kind.EDIT else found.event
        return list(files(message))[: self._settings.most_files]

    async def _mark(self, found: Found) -> None:
        if len(self._marked) >= _MOST_REMEMBERED:
            self._marked.clear()
        self._marked.add(found.origin)
        try:
            await self._web.call("reactions.add", channel=found.channel, timestamp=found.ts, name=MARK)
            self.trouble = ""
        except SlackTrouble as error:
            if error.word == MISSING_SCOPE:
                self.trouble = MISSING_SCOPE
            if not error.certain or error.refused:
                self._marked.discard(found.origin)

    async def _fetch(self, found: Found, file: Facts) -> None:
        fetched = await self._patiently(file)
        last = self._clock() - seconds(found.ts) > self._settings.files_within
        if fetched.flaw is Flaw.UNREACHABLE and not last:
            return  # the next sweep asks again
        shape = {
            "kind": "file",
            "team": found.team,
            "channel": found.channel,
            "ts": found.ts,
            "user": text(_author(found)),
            "file": {name: file.get(name) for name in ("id", "name", "mimetype", "size")},
            "problem": fetched.flaw.value,
            "content": base64.b64encode(fetched.content).decode("ascii"),
        }
        raw = json.dumps(shape, separators=(",", ":")).encode("ascii")
        await self._house.receive(CHANNEL, raw, _file_origin(found, file), "")

    async def _patiently(self, file: Facts) -> Fetched:
        fetched = Fetched(Flaw.UNREACHABLE)
        for turn in range(_TRIES):
            await asyncio.sleep(self._settings.backoff * turn)
            fetched = await self._files.fetch(file)
            if fetched.flaw is not Flaw.UNREACHABLE:
                break
        return fetched


def _queue() -> _Queue:
    return _Queue(asyncio.Queue(_MOST_WAITING), set())


def _author(found: Found) -> object:
    message = facts(found.event.get("message")) if found.kind is Kind.EDIT else found.event
    return message.get("user")


def _file_origin(found: Found, file: Facts) -> str:
    return f"{CHANNEL} {found.team} {found.channel} {found.ts} file {text(file.get('id'))}"
