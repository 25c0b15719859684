"""Reads messages beside the loop: short ones in a thread, long ones in a process of their own.

A thread that reads shares the interpreter with the loop; for a long or hostile text that would be felt (timers late,
the watchdog hungry). The process is started for the first long message, ends when none came for a while, and is killed
when it does not answer in time: the caller counts that as a failed try.
"""

import asyncio
import contextlib
import os
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from daemon.admission import Opened, unpack
from daemon.reading_process import LENGTH
from parsers.message import Message
from parsers.reading import Context, Reading, read

LONG_TEXT = 6_000  # characters: some two pages, read in about 20 ms
LARGE_MAIL = 512 * 1024  # bytes
WITHIN = 30.0  # seconds; the readers are bounded to one, this is for a fault in them
IDLE = 120.0  # seconds
ROOT = Path(__file__).resolve().parents[1]  # -P takes the working folder off the path; the code may stand in neither
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
_T = TypeVar("_T")


class ReadingFailed(Exception):
    """The reading process ended or did not answer; nothing of the message is in it."""


class Readers:
    """`close` ends the process, if there is one. One long message at a time."""

    def __init__(self, within: float = WITHIN, idle: float = IDLE) -> None:
        self.within = within
        # not where names are looked up: a resolver that hangs may take all threads there, and mail would be set aside
        self._threads = _threads()
        self._idle = idle
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None
        self._resting: asyncio.Future[None] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the process for long messages, where one runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def read(self, message: Message, context: Context) -> Reading:
        """Raises TimeoutError or ReadingFailed; never for what the sender wrote."""
        if _length(message) <= LONG_TEXT:
            return await self._here(read, message, context)
        found: Reading = await self._elsewhere("read", message, context)
        return found

    async def unpack(self, raw: bytes, note: str, channel: str = "") -> Opened:
        if len(raw) <= LARGE_MAIL:
            return await self._here(unpack, raw, note, channel)
        found: Opened = await self._elsewhere("unpack", raw, note, channel)
        return found

    async def close(self) -> None:
        """At once, also in the middle of a message: it is read after the next start."""
        self._closed = True
        await self._end()

    async def legible(self, raw: bytes, note: str, channel: str, context: Context) -> bool:
        """Tried in the process, whatever its length: what hangs there ends with it."""
        try:
            opened: Opened = await self._elsewhere("unpack", raw, note, channel)
            if opened.message:
                await self._elsewhere("read", opened.message, context)
        except (TimeoutError, ReadingFailed):
            return False
        return True

    async def _here(self, function: Callable[..., _T], *given: object) -> _T:
        try:
            async with asyncio.timeout(self.within):
                return await asyncio.get_running_loop().run_in_executor(self._threads, function, *given)
        except TimeoutError:
            self._threads = _threads()  # what hangs keeps its thread, and must not keep the next message's
            raise

    async def _elsewhere(self, job: str, *given: object) -> Any:
        async with self._turn, asyncio.timeout(self.within):
            outcome, answer = await self._asked(pickle.dumps((job, given), protocol=pickle.HIGHEST_PROTOCOL))
        if outcome != "done":
            raise ReadingFailed(str(answer))
        return answer

    async def _asked(self, request: bytes) -> tuple[str, Any]:
        """A process that was interrupted in the middle of an answer is of no further use."""
        process = await self._started()
        answered = False
        try:
            requests, answers = (
                cast("asyncio.StreamWriter", process.stdin),
                cast("asyncio.StreamReader", process.stdout),
            )
            requests.write(LENGTH.pack(len(request)))  # by itself, for in one piece with a large mail it is copied
            requests.write(request)
            await requests.drain()
            size = LENGTH.unpack(await answers.readexactly(LENGTH.size))[0]
            packed = await answers.readexactly(size)
            answered = True
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ReadingFailed("the reading process ended") from None
        finally:
            if not answered:
                await self._end()
        self._ending = asyncio.get_running_loop().call_later(self._idle, self._rest)
        outcome, answer = pickle.loads(packed)  # noqa: S301  our own child, which opens nothing
        return outcome, answer

    async def _started(self) -> asyncio.subprocess.Process:
        if self._ending:
            self._ending.cancel()
        if self._closed:
            raise ReadingFailed("closed")
        if self._process is None or self._process.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "daemon.reading_process", stdin=pipe, stdout=pipe, env=surroundings()
            )
        return self._process

    def _rest(self) -> None:
        """Nothing came for a while: its memory is given back."""
        if not self._turn.locked():
            self._resting = asyncio.ensure_future(self._put_down())

    async def _put_down(self) -> None:
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if self._ending:
            self._ending.cancel()
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        # its pipes too: where the loop ends at once nobody does that any more, and asyncio complains
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001  there is no other way to it


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="reading")


def _length(message: Message) -> int:
    return len(message.text) + sum(len(each.text) for each in message.forwarded)


def surroundings() -> dict[str, str]:
    """What the process may know of ours: no secret, and no credentials' folder."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"PYTHONPATH": str(ROOT)}
