"""Between the first signal that may come and the first loop: the lock, and the database, opened beside the event loop.

A migration may take minutes and a lock ten seconds. Meanwhile systemd is told that it goes on, and a stop is a stop.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import structlog

from daemon.alive import notify
from daemon.alone import Alone
from daemon.config_model import Config
from daemon.leaving import leave_soon
from daemon.opening import database_file, open_store
from daemon.store.store import Store

log = structlog.get_logger("conductd.starting")

STOPS = (signal.SIGTERM, signal.SIGINT)
TOLD_EVERY = 5.0  # seconds
MORE = 30  # seconds that systemd is asked for each time
CUT_OFF_AFTER = 5.0  # seconds; a migration that did not come to its end is begun anew by the next start


class Signals:
    """What the process was asked from outside: to stop, as often as somebody likes. `then` is called each time."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self.then: Callable[[], None] = lambda: None

    def listen(self) -> None:
        loop = asyncio.get_running_loop()
        for each in STOPS:
            loop.add_signal_handler(each, self._stop)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # nohup wants it ignored
            loop.add_signal_handler(signal.SIGHUP, self._hang_up)

    def done(self) -> None:
        """All has been brought to its end: who asks once more does not make it look like a failure."""
        loop = asyncio.get_running_loop()
        for each in STOPS:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_IGN)
        leave_soon(0)

    def _stop(self) -> None:
        self.stopping.set()
        self.then()

    def _hang_up(self) -> None:
        """At a terminal it has been closed. Else somebody takes us for a daemon that reads its configuration again."""
        if sys.stderr.isatty():
            self._stop()
        else:
            log.info("a hangup changes nothing, restart to read the configuration again")


def alone(config: Config, now: datetime) -> AbstractContextManager[Alone | None]:
    """The lock of the only daemon on this database, where that is a file."""
    file = database_file(config.database.url.get_secret_value())
    if file is None or file.name in {"", ":memory:"}:
        return nullcontext()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Alone(file, now)


async def opened(config: Config, now: datetime, stopping: asyncio.Event) -> Store | None:
    """And looked over. None where a stop came first. Raises as `open_store` does, and as a look over it."""
    notify("STATUS=opens the database")
    opening = asyncio.ensure_future(asyncio.to_thread(_sound, config, now))
    stopped = asyncio.ensure_future(stopping.wait())
    try:
        while not (await asyncio.wait({opening, stopped}, timeout=TOLD_EVERY, return_when=asyncio.FIRST_COMPLETED))[0]:
            notify(f"EXTEND_TIMEOUT_USEC={MORE * 1_000_000}", "STATUS=opens the database, which takes long")
        if opening.done():
            return await opening
        await _given_up(opening)
        return None
    finally:
        stopped.cancel()


def _sound(config: Config, now: datetime) -> Store:
    store = open_store(config, now)
    try:
        store.look_over()
    except BaseException:
        store.close()
        raise
    return store


async def _given_up(opening: "asyncio.Future[Store]") -> None:
    notify("STOPPING=1")
    await asyncio.wait({opening}, timeout=CUT_OFF_AFTER)
    if opening.done() and not opening.exception():
        await asyncio.to_thread(opening.result().close)
