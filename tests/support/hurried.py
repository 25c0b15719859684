"""`python hurried.py FACTOR words...`: the command line in a process for which time passes so many times as fast.

Its wall clock, its monotonic clock and whatever waits by them (the loop, threads, sleeps) agree. Sockets do not hurry: a
server that answers in a millisecond has answered in FACTOR of them. So an hour of faults is two minutes of a bench, with
everything that a daemon keeps in memory, which a start with a clock that is ahead would forget.
"""

import selectors
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import apscheduler.schedulers.base

import daemon.clock
import daemon.intake
import daemon.readers
import daemon.service
from daemon.cli import main

if __name__ == "__main__":
    factor = float(sys.argv.pop(1))
    real, began, start = time.monotonic, time.monotonic(), datetime.now(UTC)

    def passed() -> float:
        return (real() - began) * factor

    def hurried_now() -> datetime:
        return start + timedelta(seconds=passed())

    class Hurried(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return hurried_now().astimezone(tz)

    def slower(wait: Callable[..., Any]) -> Callable[..., Any]:
        """The same wait, of which only a part is real."""

        def waited(it: Any, timeout: float | None = None) -> Any:
            return wait(it, timeout / factor if timeout and timeout > 0 else timeout)

        return waited

    was, sleep = daemon.clock.now, time.sleep
    for module in [each for name, each in sys.modules.items() if name.startswith("daemon")]:
        for name in [name for name, value in vars(module).items() if value is was]:
            setattr(module, name, hurried_now)
    daemon.service.Service.__init__.__defaults__ = (hurried_now,)
    patience = daemon.readers.Readers.__init__
    patience.__defaults__ = tuple(
        seconds * factor for seconds in patience.__defaults__
    )  # reading is the machine's work
    daemon.intake.VERDICT_WITHIN *= factor  # and so is what a mailbox waits for
    apscheduler.schedulers.base.datetime = Hurried
    time.monotonic = lambda: began + passed()
    time.sleep = lambda seconds: sleep(seconds / factor)
    threading.Condition.wait = slower(threading.Condition.wait)  # type: ignore[method-assign]
    selectors.DefaultSelector.select = slower(selectors.DefaultSelector.select)  # type: ignore[method-assign]
    main()
