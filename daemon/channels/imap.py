"""The IMAP door: one thread that watches one folder and hands over what arrives. It imports nothing of the house.

A message is marked only after `receive` has returned, which means that it is on disk; if anything happens in between,
`known` says so at the next look, and it is marked then. The library blocks and a blocked thread cannot be cancelled:
so every wait is short, every socket has a timeout, and the event loop's side cuts the connection when the door is to
close or the thread has not moved for long.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import random
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from daemon.channels.imap_answers import SentFolder
from daemon.channels.imap_callbacks import CHANNEL, Keep, Known, Receive, Removal, Verdict
from daemon.channels.imap_descriptions import described
from daemon.channels.imap_marks import mark
from daemon.channels.imap_progress import Found, Progress, batches, pause, rest_after_refusal, turn
from daemon.channels.imap_session import Session, Token
from daemon.channels.imap_settings import Settings, origins
from daemon.channels.imap_trouble import REFUSED_LOGIN, trouble

log = logging.getLogger("conductd.imap")

CONNECTED = "connected"
_FULL_SWEEP_EVERY = 600.0
_STEADY_AFTER = 60.0
_BEAT = 1.0
_CLOSE_WITHIN = 6.0
_STORE_AT_CLOSE_WITHIN = 3.0

_Letters = Mapping[int, tuple[bytes, str]]
T = TypeVar("T")


class _Closing(Exception):
    pass


class _NoAnswer(Exception):
    """Who keeps the messages did not say whether they are known."""


class Door:
    """`start`, then `wait` (raises if the thread died of a bug), then `stop`.

    All callbacks run in the event loop. `state` gets "connected", "refused login", "unreachable", "tls failed" or
    "folder missing" when it changes. `tick` comes about once a second as long as the thread moves;
    `on_removal` after each login, with a Removal.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        receive: Receive,
        known: Known,
        state: Callable[[str], object] = lambda _: None,
        tick: Callable[[], object] = lambda: None,
        token: Token | None = None,
    ) -> None:
        self._settings = settings
        self._receive, self._known, self._token = receive, known, token
        self._on_state, self._on_tick = state, tick
        self.on_removal: Callable[[str], object] = lambda _: None
        self._progress = Progress(uidvalidity=0)
        self._sent: SentFolder | None = None
        self._closing = threading.Event()
        self._again = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._ended: asyncio.Event
        self._guarding: asyncio.Task[None]
        self._session: Session | None = None
        self._state = ""
        self._moved_at = time.monotonic()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._main, name="imap", daemon=True)

    async def start(self) -> None:
        # The library's debug lines contain what passes over the wire.
        logging.getLogger("imapclient").setLevel(logging.WARNING)
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._thread.start()
        self._guarding = asyncio.create_task(self._guard(), name="imap guard")

    async def wait(self) -> None:
        """Until the thread has ended; raises what it died of, which is a bug."""
        await self._ended.wait()
        if self._error is not None:
            raise self._error

    async def stop(self) -> None:
        """Ends the connection and the thread. What is being stored is waited for, a dead server is not."""
        self._closing.set()
        if self._thread.ident is None:
            return
        self._cut()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), _CLOSE_WITHIN)
        self._guarding.cancel()
        if self._ended.is_set():
            self._thread.join()
        else:
            # A name look-up or a connect cannot be interrupted. It ends by itself and touches nothing then.
            log.warning("mailbox: closed without waiting for a connection attempt")

    def watch_sent(self, keep: Keep) -> None:
        """Before `start`: the folder of what was sent, where one is configured, is looked into between the sweeps."""
        if self._settings.sent_folder:
            self._sent = SentFolder(self._settings, keep, self._ask, self._check_open)

    def look_again(self) -> None:
        """What was left alone may be wanted now: within about a second the folder is looked through anew."""
        self._again.set()

    async def _guard(self) -> None:
        while not self._ended.is_set():
            if time.monotonic() - self._moved_at < self._settings.stall_after:
                self._on_tick()
            else:
                log.error("mailbox: no progress for %d s, connection cut", self._settings.stall_after)
                self._cut()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), _BEAT)

    def _cut(self) -> None:
        if self._session is not None:
            self._session.cut()

    # All below runs in the thread.

    def _main(self) -> None:
        try:
            self._run()
        except _Closing:
            pass
        except BaseException as error:  # noqa: BLE001  carried to whoever waits
            self._error = error
            log.critical("mailbox: the door's thread ended by %s", type(error).__name__)
        finally:
            self._tell(self._ended.set)

    def _run(self) -> None:
        attempt = 0
        while self._pause(0):
            began = time.monotonic()
            word = self._visit()
            if not self._pause(0):
                return
            self._report(word)
            spent, chance = time.monotonic() - began, random.random()  # noqa: S311  spreads load, guards nothing
            attempt = 1 if spent > _STEADY_AFTER else attempt + 1
            refused = word == REFUSED_LOGIN
            seconds = rest_after_refusal(attempt - 1, chance) if refused else pause(attempt - 1, chance, spent)
            log.warning("mailbox: %s, next attempt in %d s", word, round(seconds))
            self._sleep(seconds)

    def _visit(self) -> str:
        """One connection from beginning to end; says why it ended."""
        try:
            self._session = Session(self._settings)
            with contextlib.closing(self._session) as session:
                self._attend(session)
        except Exception as error:  # noqa: BLE001  whatever a server's answer does to the libraries: begin again
            if not isinstance(error, (_Closing, OSError, IMAPClientError)):
                log.error("mailbox: connection given up by %s", type(error).__name__)  # noqa: TRY400  no text
            return trouble(error)
        finally:
            self._session = None

    def _attend(self, session: Session) -> NoReturn:
        self._check_open()
        session.secure()
        session.login(self._token)
        removal = Removal.REMOVED if session.removes else Removal.STAYS  # here: the wire is this thread's alone
        self._tell(lambda: self.on_removal(removal))
        while True:
            self._open(session)
            self._report(CONNECTED)
            self._watch(session, time.monotonic() + _FULL_SWEEP_EVERY)

    def _open(self, session: Session) -> None:
        self._reopen(session)
        self._progress.floor = 1

    def _reopen(self, session: Session) -> None:
        session.open_folder()
        if not self._progress.is_of(session.uidvalidity, session.next_uid):
            self._progress = Progress(session.uidvalidity)

    def _watch(self, session: Session, until: float) -> None:
        while time.monotonic() < until:
            self._sweep(session)
            self._check_open()
            if not self._looked_beside(session):
                session.wait(self._next_due(), self._pause_unless_called)
            self._check_open()
            if self._again.is_set():
                self._again.clear()
                self._progress = Progress(self._progress.uidvalidity)

    def _looked_beside(self, session: Session) -> bool:
        """Whether the folder of what was sent was open meanwhile: what came in then was announced to nobody."""
        if self._sent is None or not self._sent.look(session):
            return False
        self._reopen(session)
        return True

    def _next_due(self) -> float:
        due = self._progress.next_due(time.monotonic())
        return min(due, self._sent.next_due(time.monotonic())) if self._sent else due

    def _sweep(self, session: Session) -> None:
        while self._more_waits(session):
            pass

    def _more_waits(self, session: Session) -> bool:
        """After one turn at what waits; False where nothing is left, or cannot be stored now."""
        uids, top = session.candidates(self._progress.floor)
        waiting = self._progress.waiting(uids, time.monotonic())
        left = turn(waiting)
        later = len(waiting) > len(left)
        while left:
            taken, left = left[: self._progress.at_once], left[self._progress.at_once :]
            if not self._take_up(session, taken):
                return False
        if not later:
            self._progress.swept(uids, top)
        return later

    def _take_up(self, session: Session, uids: list[int]) -> bool:
        try:
            return self._take(session, uids)
        except (OSError, IMAPClientAbortError):
            self._progress.broke_off(uids, time.monotonic())
            raise

    def _take(self, session: Session, uids: list[int]) -> bool:
        """Receives and marks what is new; False when storing fails, so that the rest is left for later."""
        self._check_open()
        # Not answered for means: gone, or described without its UID. Either way it is asked for again, later.
        for uid in uids:
            self._progress.postpone(uid, time.monotonic())
        self._progress.asks(uids)
        found, old = described(session, uids)
        self._progress.answered()
        self._progress.settle(old)
        try:
            fresh = self._mark_known(session, found)
        except _NoAnswer:
            log.error("mailbox: %d messages wait, the store does not answer", len(found))  # noqa: TRY400  no text
            return False
        return all(self._deliver(session, batch) for batch in batches(fresh))

    def _mark_known(self, session: Session, found: list[Found]) -> list[Found]:
        """After a crash between storing and marking; and what was left alone before. Returns the others."""
        named = origins(self._settings, session.uidvalidity, found)
        verdicts = self._ask(self._look_up(list(named))) if named else {}
        known = {named[origin]: Verdict(word) for origin, word in verdicts.items() if origin in named}
        mark(session, self._settings, self._progress, known)
        return [one for one in found if one.uid not in known]

    def _deliver(self, session: Session, batch: list[Found]) -> bool:
        letters = {one.uid: letter for one in batch if (letter := self._fetch(session, one)) is not None}
        if not letters:
            return True
        self._progress.asks(())
        named = origins(self._settings, session.uidvalidity, (one for one in batch if one.uid in letters))
        results = self._ask(self._receive_all(named, letters))
        verdicts = {uid: Verdict(word) for uid, word in results.items() if isinstance(word, str)}
        if failed := len(results) - len(verdicts):
            log.error("mailbox: %d of %d messages could not be stored", failed, len(results))
        mark(session, self._settings, self._progress, verdicts)
        return bool(verdicts)

    def _fetch(self, session: Session, found: Found) -> tuple[bytes, str] | None:
        self._check_open()
        self._moved()
        self._progress.asks((found.uid,))
        try:
            return session.fetch(found)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            log.warning("mailbox: a message could not be fetched")
            return None

    async def _look_up(self, named: Sequence[str]) -> Mapping[str, str]:
        try:
            return await self._known(named)
        except Exception as error:
            raise _NoAnswer from error

    async def _receive_all(self, named: Mapping[str, int], letters: _Letters) -> dict[int, str | BaseException]:
        """Together, so that one that is read for long holds no other up."""
        calls = []
        for origin, uid in named.items():
            raw, note = letters[uid]
            calls.append(self._receive(CHANNEL, raw, origin, note))
        results = await asyncio.gather(*calls, return_exceptions=True)
        return dict(zip(named.values(), results, strict=True))

    def _ask(self, question: Coroutine[Any, Any, T]) -> T:
        """Runs it in the event loop and waits; at closing not for ever: what was stored is known at the next start."""
        answer = asyncio.run_coroutine_threadsafe(question, self._loop)
        closing_since = None
        while not concurrent.futures.wait([answer], timeout=_BEAT / 4).done:
            if closing_since is None and not self._pause(0):
                closing_since = time.monotonic()
            if closing_since is not None and time.monotonic() - closing_since > _STORE_AT_CLOSE_WITHIN:
                raise _Closing
        return answer.result()

    def _check_open(self) -> None:
        if not self._pause(0):
            raise _Closing

    def _sleep(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and self._pause(min(left, _BEAT)):
            pass

    def _pause(self, seconds: float) -> bool:
        self._moved()
        return not self._closing.wait(seconds)

    def _pause_unless_called(self, seconds: float) -> bool:
        return self._pause(seconds) and not self._again.is_set()

    def _moved(self) -> None:
        self._moved_at = time.monotonic()

    def _report(self, word: str) -> None:
        if word != self._state:
            self._state = word
            self._tell(lambda: self._on_state(word))

    def _tell(self, call: Callable[[], object]) -> None:
        # A thread that was left behind in a connect may end after the loop has.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)
