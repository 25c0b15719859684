"""One round after the other: healthy, a message under way, the fault for some seconds, its end, and back."""

import os
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.soak.network_faults import Trouble
from tests.soak.network_ledger import unsettled
from tests.soak.network_worlds import World
from tests.support.daemon import PAUSE

BACK_WITHIN = 60.0
AWAITED = 240.0  # what is later than promised is still measured
MET_WITHIN = 50.0
SETTLED_WITHIN = 600.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a fault lasts after it was met, at least and at most; in the first of them, `quiet`, what was under
    way arrives or comes to rest, and after them CPU is measured.
    """

    short: tuple[float, float] = (7.0, 10.0)
    long: tuple[float, float] = (120.0, 150.0)
    quiet: float = 3.0


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Round:
    """`back` is from the fault's end until the letter that answers a message sent then; `cpu` is a share of one core
    while the fault lasted.
    """

    trouble: str
    struck: int
    back: float
    cpu: float
    seconds: float


def cpu_seconds(pid: int) -> float:
    """utime and stime of all its threads (proc(5))."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS


def play(world: World, number: int, trouble: Trouble, chance: random.Random, pace: Pace) -> Round:
    lasts = chance.uniform(*(pace.long if trouble.long else pace.short))
    before, during, attacking, after = (f"{each}{number}.{world.name.replace(' ', '-')}@example.net" for each in "abxc")
    began = time.monotonic()
    if chance.random() < 0.5:
        world.send(before)  # it may be read, and its letter be written, when the fault strikes
        time.sleep(chance.uniform(0, 0.6))
    world.begin(trouble, attacking)
    world.send(during)
    met(world, trouble)
    time.sleep(pace.quiet)
    spent, since = cpu_seconds(world.daemon.pid), time.monotonic()
    time.sleep(lasts - pace.quiet)
    cpu = (cpu_seconds(world.daemon.pid) - spent) / (time.monotonic() - since)
    struck = world.struck(trouble)
    world.end(trouble)
    return Round(str(trouble), struck, back(world, after), cpu, time.monotonic() - began)


def met(world: World, trouble: Trouble) -> None:
    """A daemon that rests after the fault before meets this one when it comes again."""
    end = time.monotonic() + MET_WITHIN
    while not world.struck(trouble) and time.monotonic() < end:
        time.sleep(PAUSE)


def back(world: World, who: str) -> float:
    ended = time.monotonic()
    world.send(who)
    while not world.is_answered(who) and time.monotonic() - ended < AWAITED:
        assert world.daemon.is_alive, f"the daemon ended: {world.daemon.log()[-2000:]}"
        time.sleep(PAUSE)
    return time.monotonic() - ended


def rounds(
    world: World, troubles: Iterable[Trouble], chance: random.Random, say: Callable[[str], None], pace: Pace = PACE
) -> list[Round]:
    """All of them; first, that it is well."""
    healthy = back(world, f"first.{world.name.replace(' ', '-')}@example.net")
    assert healthy < BACK_WITHIN, f"{world.name}: not well before anything was done: {world.daemon.complaints()}"
    done = []
    for number, trouble in enumerate(troubles):
        found = play(world, number, trouble, chance, pace)
        done.append(found)
        flag = " LATE" if found.back > BACK_WITHIN else "" if found.struck else " (not met)"
        say(f"{world.name} {number}: {found.trouble}: back in {found.back:.1f} s, CPU {found.cpu:.1%}{flag}")
    return done


def settle(world: World) -> tuple[str, ...]:
    """What was put off or is in doubt comes to its end by itself; what did not."""
    end = time.monotonic() + SETTLED_WITHIN
    while (left := unsettled(world.daemon)) and time.monotonic() < end:
        time.sleep(1.0)
    return tuple(left)
