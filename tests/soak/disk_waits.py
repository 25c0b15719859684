"""A database that another program holds for minutes, and a disk on which each sync takes seconds, with more mail at the
door than can be stored: how long the watchdog hears nothing meanwhile. systemd ends a daemon after 90 s and more of it.
"""

import contextlib
import itertools
import os
import random
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from tests.soak.disk_town import Bench, opened
from tests.soak.table import Row
from tests.support.disks import locked, traced

AT_ONCE = 40  # mails at the door, by as many connections
LONGEST_SILENCE = 10.0
SETTLES_WITHIN = 240.0


class Watchdog:
    """What systemd hears: when each sign of life came."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self._folder = tempfile.TemporaryDirectory(prefix="wd")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"{self._folder.name}/s")
        self._thread = threading.Thread(target=self._listen, name="watchdog", daemon=True)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """In it a daemon that is started is told to say once a second that it lives."""
        os.environ |= {"NOTIFY_SOCKET": f"{self._folder.name}/s", "WATCHDOG_USEC": "2000000"}
        self._thread.start()
        try:
            yield
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]

    def _listen(self) -> None:
        while said := self._socket.recv(4096):
            if said == b"WATCHDOG=1":
                self.at.append(time.monotonic())

    def longest_silence(self, since: float) -> float:
        heard = [since, *(at for at in self.at if at > since), time.monotonic()]
        return max(after - before for before, after in itertools.pairwise(heard))


def waits(seed: int, lock: float, delay: float, say: Callable[[str], None]) -> Row:
    watchdog, chance = Watchdog(), random.Random(seed)  # noqa: S311  as in the bench
    with watchdog.listening(), opened(chance, to_files=False) as bench:
        pid, database = bench.town.daemon.pid, bench.town.database
        held = _crowded(bench, watchdog, "held", locked(database), lock)
        say(f"held for {lock:.0f} s: nothing heard for {held:.1f} s")
        micro = int(delay * 1_000_000)
        slow = traced(pid, f"fdatasync:delay_enter={micro}", f"fsync:delay_enter={micro}")
        dragged = _crowded(bench, watchdog, "slow", slow, lock)
        say(f"syncs of {delay:.0f} s: nothing heard for {dragged:.1f} s")
        bench.town.settles(SETTLES_WITHIN)
        lost, doubled = bench.town.lost_and_doubled()
    figure = f"held: {held:.1f} s, slow: {dragged:.1f} s; {len(lost)} lost, {len(doubled)} doubled"
    met = max(held, dragged) <= LONGEST_SILENCE and not lost and not doubled
    done = f"held for {lock:.0f} s, then syncs of {delay:.1f} s for as long, {AT_ONCE} mails at once"
    return Row("disk, the watchdog", done, f"no silence over {LONGEST_SILENCE:.0f} s, 0 lost, 0 doubled", figure, met)


def _crowded(
    bench: Bench, watchdog: Watchdog, name: str, trouble: AbstractContextManager[object], lasts: float
) -> float:
    """Every connection brings its mail and, where it was refused, brings it again."""
    town, began = bench.town, time.monotonic()
    with trouble, ThreadPoolExecutor(AT_ONCE) as crowd:
        list(crowd.map(lambda number: _insists(bench, f"{name}{number}", began + lasts), range(AT_ONCE)))
    assert town.daemon.is_alive, town.daemon.log()[-3000:]
    return watchdog.longest_silence(began)


def _insists(bench: Bench, name: str, until: float) -> None:
    queued = bench.town.queued(name)
    while time.monotonic() < until:
        if queued.offer(bench.town.port):
            return
        time.sleep(0.5)
    bench.town.queue.append(queued)
