"""Where the daemon is killed: a world of servers and people around it, and a clock for all of them.

Time passes by starting the daemon, and whoever is around it, with a clock that is further ahead.
"""

import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Protocol, Self

from daemon.clock import now
from daemon.outbox import NO_EVIDENCE
from daemon.steps import Step
from daemon.store import Unit
from daemon.store.values import InboxState
from tests.soak.crash_ledger import Ledger, Written
from tests.support.daemon import Daemon

CRASHING = Path(__file__).parents[1] / "support" / "crashing.py"
LATEST = 60.0  # seconds that a copy, or Slack's history, is behind at most
ON_THE_WIRE = timedelta(seconds=2)  # for longer only where the answer does not come
AT_ONCE = 0.4  # of the copies are not late at all

STORE = (Step.COMMITTING, Step.COMMITTED)
OUTBOX = (Step.LETTER_TAKEN, Step.LETTER_SENT, Step.LETTER_SETTLED)

REPORT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too. My own word for it is {mark}.
"""
MORE = "I remembered something: it happened in a second thread of #careers too. My own word for it is {mark}.\n"


def fresh_mark(number: int, rng: Random) -> str:
    """It stands in one message, and in no address and no letter."""
    return f"quince{number:05d}{rng.randrange(1 << 32):08x}"


class Doomed(Daemon):
    """It dies where it is told to: at the `times`-th reach of `step`, or never."""

    step: Step | None = None
    times = 1

    def program(self, ahead: timedelta) -> list[str]:
        name = self.step.name if self.step else "-"
        return ["-P", str(CRASHING), str(ahead.total_seconds()), name, str(self.times)]

    def start(self, ahead: timedelta = timedelta()) -> Self:
        """To live."""
        self.step = None
        return super().start(ahead)

    def launch(self, ahead: timedelta, step: Step | None, times: int) -> None:
        """Without waiting until it is ready: it may never be."""
        self.step, self.times = step, times
        self._log.touch()
        self._process = self._started([*self.program(ahead), "--config", str(self.config), "run"])

    def lives_on(self) -> None:
        """A quarter of an hour, without a start."""
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR1)

    def died(self, within: float) -> bool:
        """By itself, of its own SIGKILL."""
        assert self._process is not None
        end = time.monotonic() + within
        while self._process.poll() is None:
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        assert self._process.returncode == -signal.SIGKILL, (
            f"it ended with {self._process.returncode}: {self.log()[-2000:]}"
        )
        self._process = None
        return True


class Ahead:
    """The clock of one world."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return now() + self.by

    def passes(self, seconds: float) -> None:
        self.by += timedelta(seconds=seconds)


class World(Protocol):
    """`settles` is called with the daemon alive, before what is in doubt can be decided upon; `took` says whether
    everything that was written has been taken over, as far as its author can see.
    """

    steps: tuple[Step, ...]
    daemon: Doomed
    clock: Ahead
    written: list[Written]

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def writes(self) -> None: ...
    def passes(self, seconds: float) -> None: ...
    def settles(self) -> None: ...
    def took(self) -> bool: ...
    def ledger(self) -> Ledger: ...


def quiet(unit: Unit, at: datetime) -> bool:
    """Nothing waits to be read now, nothing to be sent now, nothing is on the wire, and nobody is in doubt for so long
    that it would be decided upon.
    """
    if unit.inbox.count(InboxState.NEW):
        return False
    following = unit.letters.next_at()
    in_doubt = (at - each.sending_since for each in unit.letters.in_flight() if each.sending_since)
    return (following is None or following > at) and all(ON_THE_WIRE < each < NO_EVIDENCE for each in in_doubt)
