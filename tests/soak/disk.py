"""The disk: filled and freed, limited, locked, slow, and answering with errors, while mail and messages come by every
door and letters and a promise are due. Each round ends with a ledger: each message one case, each letter one delivery.

    python -m tests.soak disk --size 50 --seed 1     # 50 fill-and-free rounds, and half as many of the other troubles
"""

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

from tests.soak.disk_town import Bench, opened
from tests.soak.disk_waits import waits
from tests.soak.table import Row
from tests.support.disks import emptied, limited, locked, traced

FULL = 50
LASTS = 4.0  # seconds of trouble
GOES_ON_WITHIN = 60.0  # seconds after its end
PROMISE = timedelta(seconds=2)
TWO_MINUTES = (120.0, 2.0)  # that another program holds the database, and for each sync on a slow disk

Trouble = Callable[["Bench"], AbstractContextManager[object]]


@contextlib.contextmanager
def full(bench: Bench) -> Iterator[None]:
    """Now without a byte, now with some left, so that it is another step that finds none. The database's log is cut to
    nothing before: else the room that it had stays its own, and much can be written to a full disk.
    """
    emptied(bench.town.database)
    bench.disk.fill(leave=bench.chance.choice((0, 0, 4096, 16_384, 40_960, 81_920)))
    try:
        yield
    finally:
        bench.disk.free()


@contextlib.contextmanager
def short_files(bench: Bench) -> Iterator[None]:
    """No file beyond that size, which the daemon's own log has long passed."""
    emptied(bench.town.database)
    with limited(bench.town.daemon.pid, bench.chance.choice((0, 4096, 16_384, 40_960, 81_920))):
        yield


def failing_writes(bench: Bench) -> AbstractContextManager[object]:
    first = bench.chance.randrange(1, 12)
    return traced(bench.town.daemon.pid, f"pwrite64:error=EIO:when={first}+{bench.chance.randrange(1, 5)}")


def failing_syncs(bench: Bench) -> AbstractContextManager[object]:
    """After one of them nothing may be believed that was written since the last good one (fsync(2))."""
    first, step = bench.chance.randrange(1, 6), bench.chance.randrange(2, 5)
    return traced(bench.town.daemon.pid, f"fdatasync:error=EIO:when={first}+{step}")


@contextlib.contextmanager
def unknown_commits(bench: Bench) -> Iterator[None]:
    """A commit that failed at its sync and was said to have failed stands in the log of the database all the same: when
    the process dies then, the next start takes it for done. Only where letters are files: whether one left is known.
    """
    daemon = bench.town.daemon
    with traced(daemon.pid, "fdatasync:error=EIO:when=1+1"):
        yield
        if bench.town.to_files:
            daemon.close()
            daemon.kill()
    if not daemon.is_alive:
        daemon.start()


def slow_syncs(bench: Bench) -> AbstractContextManager[object]:
    """Half a second to one and a half, each."""
    delay = bench.chance.randrange(500_000, 1_500_000)
    return traced(bench.town.daemon.pid, f"fdatasync:delay_enter={delay}", f"fsync:delay_enter={delay}")


def held(bench: Bench) -> AbstractContextManager[object]:
    """By another program, for longer than LMTP waits for it."""
    return locked(bench.town.database)


FILL = {"full": full}
OTHERS: dict[str, Trouble] = {
    "short files": short_files,
    "failing writes": failing_writes,
    "failing syncs": failing_syncs,
    "unknown commits": unknown_commits,
    "slow syncs": slow_syncs,
    "locked": held,
}
LASTING = {"locked": 14.0, "slow syncs": 8.0}


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311  it chooses faults
    kinds = ["full"] * size + [name for name, _ in zip(_forever(list(OTHERS)), range(size // 2), strict=False)]
    chance.shuffle(kinds)
    rows = []
    for to_files in (False, True):
        mine = kinds[to_files::2]
        with opened(chance, to_files=to_files) as bench:
            for number, kind in enumerate(mine, start=1):
                played(bench, kind, f"{'f' if to_files else 's'}{number}", seed)
                say(f"{number} of {len(mine)}, {kind}: done after {bench.took[kind][-1]:.1f} s")
            bench.unsound += bench.town.unsound()
            rows.append(bench)
    table = _table(rows, kinds, seed)
    return [*table, waits(seed, *TWO_MINUTES, say)] if size >= FULL else table


def _forever(names: list[str]) -> Iterator[str]:
    while True:
        yield from names


def played(bench: Bench, kind: str, name: str, seed: int, lasts: float = LASTS) -> None:
    """One round. What was written before is answered during the trouble; what is written during it is kept."""
    town = bench.town
    where = f"seed {seed}, round {name}, {kind}"
    town.hands_over(f"{name}-before")
    town.mails(f"{name}-promised")
    town.administrator_answers(f"{name}-before")
    town.administrator_promises(f"{name}-promised", PROMISE)
    with (FILL | OTHERS)[kind](bench):
        ends = time.monotonic() + LASTING.get(kind, lasts)
        town.mails(f"{name}-mailbox")
        town.says(f"{name}-slack")
        town.hands_over(f"{name}-lmtp")
        while time.monotonic() < ends:
            time.sleep(0.3)
            town.tries_again()
        bench.felt[kind] += bool(town.waiting())
    bench.took[kind].append(town.settles(GOES_ON_WITHIN * 3))
    lost, doubled = town.lost_and_doubled()
    bench.lost += [f"{where}: {each}" for each in lost]
    bench.doubled += [f"{where}: {each}" for each in doubled]


def _table(benches: list[Bench], kinds: list[str], seed: int) -> list[Row]:
    return [
        _row(benches, kinds, seed, "disk full, then freed", FILL),
        _row(benches, kinds, seed, "disk, others", OTHERS),
    ]


def _row(benches: list[Bench], kinds: list[str], seed: int, test: str, which: dict[str, Trouble]) -> Row:
    count = sum(kind in which for kind in kinds)
    slowest = {kind: max(each) for kind in which if (each := [took for one in benches for took in one.took[kind]])}
    lost, doubled, unsound = (
        sum(len(getattr(one, word)) for one in benches) for word in ("lost", "doubled", "unsound")
    )
    longest = max(slowest.values(), default=0.0)
    figure = f"{lost} lost, {doubled} doubled, integrity and audit {'NOT ok' if unsound else 'ok'}; went on after "
    felt = sum(one.felt[kind] for one in benches for kind in which)
    figure = f"felt in {felt}: {figure}"
    figure += ", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in slowest.items())
    goal = f"0 lost, 0 doubled, integrity ok, goes on within {GOES_ON_WITHIN:.0f} s"
    met = not (lost or doubled or unsound) and longest <= GOES_ON_WITHIN
    return Row(test, f"{count} rounds, seed {seed}", goal, figure, met)
