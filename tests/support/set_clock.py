"""The clock of one daemon, set from outside; and when it showed what. See clocked.py, which is the other end.

clock = SetClock(folder / "clock", start)
with ClockedDaemon(folder, clock, sections) as daemon:
    clock.jump(timedelta(hours=-5))
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.daemon import Daemon, environment
from tests.support.nursery import nursery

CLOCKED = Path(__file__).with_name("clocked.py")


@dataclass(frozen=True)
class Stretch:
    """From the machine's second `began` on the clock showed `shown`, and ran so fast."""

    began: float
    shown: datetime
    speed: float

    def at(self, second: float) -> datetime:
        return self.shown + timedelta(seconds=(second - self.began) * self.speed)

    def reaches(self, at: datetime) -> float:
        """The second at which it shows `at`, were it to go on for ever."""
        return self.began + (at - self.shown).total_seconds() / self.speed


class SetClock:
    def __init__(self, file: Path, start: datetime) -> None:
        self.file = file
        self.stretches: list[Stretch] = []
        self.set(start)

    def now(self) -> datetime:
        return self.stretches[-1].at(time.monotonic())

    def shown(self, second: float) -> datetime:
        return next(each for each in reversed(self.stretches) if each.began <= second).at(second)

    def set(self, at: datetime, speed: float = 1.0) -> None:
        second = time.monotonic()
        self.stretches.append(Stretch(second, at, speed))
        offset = (at - datetime.now(UTC)).total_seconds()
        beside = self.file.with_suffix(".new")
        beside.write_text(f"{offset} {speed} {second}", encoding="ascii")
        beside.replace(self.file)

    def jump(self, step: timedelta) -> None:
        self.set(self.now() + step)

    def run(self, speed: float) -> None:
        """So many times as fast from now on."""
        self.set(self.now(), speed)

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """What it shows meanwhile no daemon saw; it is set back as it was."""
        before = len(self.stretches)
        yield
        del self.stretches[before:-1]

    def passed(self, at: datetime, since: float) -> float | None:
        """The first second after `since` in which it showed `at` or later; None where it has not yet."""
        ends = [*(each.began for each in self.stretches[1:]), time.monotonic()]
        for stretch, end in zip(self.stretches, ends, strict=True):
            second = max(since, stretch.began, stretch.reaches(at))
            if second <= end:
                return second
        return None


class ClockedDaemon(Daemon):
    def __init__(self, folder: Path, clock: SetClock, *sections: str) -> None:
        super().__init__(folder, *sections)
        self.clock = clock

    def program(self, _ahead: timedelta) -> list[str]:
        return ["-P", str(CLOCKED), str(self.clock.file)]

    def refused(self, within: float = 30.0) -> str:
        """What a start says that does not come about."""
        words = [*self.program(timedelta()), "--config", str(self.config), "run"]
        done = nursery().run(words, self.folder, environment(), within)
        assert done.returncode == 1, "it started, or ended in another way"
        return done.stderr.strip()
