"""The end of the process, when it has been asked for: within ten seconds, whatever still hangs.

A thread in a name look-up, or in a search on a server that is silent, cannot be cancelled, and Python waits for it at
the end. What counts is on disk by then, so the process leaves without it, as it would by a kill.
"""

import os
import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger("conductd.leaving")

WITHIN = 9.0  # seconds from the signal; the unit's TimeoutStopSec comes later
AFTERWARDS = 0.5  # seconds, once nothing is left to do but to end
UNFINISHED = 1  # the exit code of who had to be cut off


def leave_by_force() -> None:
    """Unless the end comes first. What is unfinished goes on at the next start, as after a kill."""
    _start(_cut_off)


def leave_soon(code: int) -> None:
    """All is done; only what nobody can cancel may still be waited for."""
    _start(lambda: _leave(code))


def _start(end: Callable[[], None]) -> None:
    threading.Thread(target=end, name="leaving", daemon=True).start()


def _cut_off() -> None:
    time.sleep(WITHIN)
    log.critical("the end took too long, what is unfinished goes on at the next start")
    os._exit(UNFINISHED)


def _leave(code: int) -> None:
    time.sleep(AFTERWARDS)
    os._exit(code)
