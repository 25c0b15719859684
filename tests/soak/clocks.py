"""Deadlines under clock faults: jumps of hours both ways, nights with an hour more or less, a machine that slept, seconds
that come twice, drift, a start with a wrong clock. Each is met once, and within a minute of its time.
"""

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.soak.clocks_town import Ledger, Town
from tests.soak.table import Row

FULL = 1000
MOST = 12  # promises of a round; as many reminders and as many letters that can be undone follow from them
FEWEST = 4
APPEALS = 2
A_ROUND = 36  # deadlines
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SETTLED = 1.5  # seconds in which a daemon that does something twice would have done it
Fault = Callable[[Town, timedelta, random.Random], None]


def forward(town: Town, span: timedelta, _chance: random.Random) -> None:
    town.jump(span)


def there_and_back(town: Town, span: timedelta, chance: random.Random) -> None:
    town.jump(span * chance.uniform(0.3, 0.9))
    town.wait()
    town.jump(-span * chance.uniform(0.4, 1.0))
    time.sleep(SETTLED)
    town.jump(span * 1.2)


def back_first(town: Town, span: timedelta, chance: random.Random) -> None:
    back = HOUR * chance.uniform(1, 10)
    town.jump(-back)
    time.sleep(SETTLED)
    town.jump(back + span)


def slept(town: Town, span: timedelta, chance: random.Random) -> None:
    """The clock went on, the machine's seconds hardly did."""
    os.kill(town.daemon.pid, signal.SIGSTOP)
    time.sleep(chance.uniform(0.05, 0.3))
    _wakes(town, span)


def stalled(town: Town, span: timedelta, chance: random.Random) -> None:
    """A virtual machine that was held: both went on."""
    os.kill(town.daemon.pid, signal.SIGSTOP)
    time.sleep(chance.uniform(3, 12))
    _wakes(town, span)


def _wakes(town: Town, span: timedelta) -> None:
    gone = time.monotonic()
    town.jump(span)
    os.kill(town.daemon.pid, signal.SIGCONT)
    town.away.append((gone, time.monotonic()))


def seconds_twice(town: Town, span: timedelta, _chance: random.Random) -> None:
    """At the very second of a deadline: it comes four times."""
    now = town.clock.now()
    ahead = sorted(each.at for each in town.expected if now < each.at < now + span)
    if ahead:
        town.set(ahead[0] - timedelta(seconds=0.5))  # clear of the moment that the daemon's clock follows ours by
        for _ in range(4):
            time.sleep(1)
            town.jump(-timedelta(seconds=1))
        time.sleep(2)
    town.jump(now + span - town.clock.now())


def drifts(town: Town, span: timedelta, chance: random.Random) -> None:
    """An hour in a few seconds: every deadline comes in its own moment."""
    seconds = chance.uniform(6, 12)
    town.run(span.total_seconds() / seconds, seconds)


def killed(town: Town, span: timedelta, _chance: random.Random) -> None:
    town.wait()
    gone = time.monotonic()
    town.daemon.kill()
    town.jump(span)
    _starts(town, gone)


def starts_behind(town: Town, span: timedelta, chance: random.Random) -> None:
    _starts_after_a_refusal(town, span, -HOUR * chance.uniform(1, 30), "behind the newest row")


def starts_ahead(town: Town, span: timedelta, chance: random.Random) -> None:
    """Nothing rings that would ring in three years."""
    _starts_after_a_refusal(town, span, timedelta(days=365 * chance.uniform(1, 8)), "beyond the newest row")


def _starts_after_a_refusal(town: Town, span: timedelta, step: timedelta, why: str) -> None:
    town.wait()
    gone = time.monotonic()
    town.daemon.stop()
    with town.clock.unseen():
        town.clock.jump(step)
        said = town.daemon.refused()
        town.clock.jump(-step)
    assert why in said, said
    assert len(said.splitlines()) == 1, said
    town.jump(span)
    _starts(town, gone)


def _starts(town: Town, gone: float) -> None:
    town.daemon.start()
    town.away.append((gone, time.monotonic()))


FAULTS: tuple[Fault, ...] = (
    forward, there_and_back, slept, back_first, killed, drifts, seconds_twice, stalled, starts_behind, starts_ahead,
)  # fmt: skip
NIGHTS = {
    "Europe/Vienna": ("02:30", (datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 10, 30, 19, tzinfo=UTC))),
    "Australia/Lord_Howe": ("01:45", (datetime(2027, 4, 3, 9, tzinfo=UTC), datetime(2027, 10, 2, 9, tzinfo=UTC))),
}


def played(town: Town, number: int, people: int, fault: Fault, chance: random.Random) -> None:
    """Dates are promised and letters written, appeals come early; then the clock goes wrong, twice."""
    reporters = [f"p{number}.{each}@example.net" for each in range(people)]
    accusers = [f"a{number}.{each}@example.net" for each in range(APPEALS)]
    members = [f"m{number}.{each}@example.net" for each in range(APPEALS)]
    letters, others = town.complain(reporters), town.complain(accusers)
    with town.desk() as desk:
        for told in [each for each in town.told if not each.resolved]:
            town.resolve(desk, told)
        for letter, reader in zip(letters, reporters, strict=True):
            town.promise(desk, letter, reader, town.clock.now() + HOUR * chance.uniform(1, 8))
        for letter, member in zip(others, members, strict=True):
            desk.command(f"suspend {letter.code} {member} because of threats against three members")
    town.jump(timedelta(minutes=3))
    for letter, member in zip(others, members, strict=True):
        town.appeals(member)
        town.opened_appeal(letter.code, member)
    for hours in (9, 25):
        fault(town, HOUR * hours, chance)
        town.wait()


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    chance, rounds = random.Random(seed), max(1, round(size / A_ROUND))  # noqa: S311  faults, no secrets
    ledgers: list[Ledger] = []
    people = max(FEWEST, min(MOST, size // 3))
    nights = min(rounds // 4, 2)
    for zone, (digest, dates) in NIGHTS.items():
        share = nights if zone != "Europe/Vienna" else rounds - nights
        if share:
            faults = [FAULTS[(seed + each) % len(FAULTS)] for each in range(share)]
            faults[len(faults) - nights :] = [drifts] * nights
            starts = [None] * (share - nights) + list(dates[:nights])
            ledgers.append(_town(zone, digest, list(zip(faults, starts, strict=True)), people, chance, say))
    problems = [each for ledger in ledgers for each in ledger.problems]
    for each in problems:
        say(f"seed {seed}: {each}")
    return [_row(ledgers, rounds, seed, problems)]


def _town(
    zone: str,
    digest: str,
    rounds: list[tuple[Fault, datetime | None]],
    people: int,
    chance: random.Random,
    say: Callable[[str], None],
) -> Ledger:
    begins = rounds[0][1] or START
    with tempfile.TemporaryDirectory() as folder, Town(Path(folder), zone, digest, begins) as town:
        for number, (fault, night) in enumerate(rounds):
            if night and number:
                town.set(night)
                town.wait()
            town.round = f"round {number + 1} of {len(rounds)} in {zone}: {fault.__name__}"
            played(town, number, people, fault, chance)
            say(f"{town.round}, {len(town.expected)} deadlines given")
        assert town.daemon.complaints() == []
        return town.close_books()


def _row(ledgers: list[Ledger], rounds: int, seed: int, problems: list[str]) -> Row:
    late = sorted(seconds for ledger in ledgers for seconds in ledger.late)
    met, missed, twice = (sum(getattr(each, name) for each in ledgers) for name in ("met", "missed", "twice"))
    half, most = (late[len(late) // 2], late[-1]) if late else (0.0, 0.0)
    return Row(
        test="deadlines under clock faults",
        done=f"{met + missed:,} deadlines in {rounds} rounds, seed {seed}",
        goal="0 missed, 0 twice, at most 60 s late",
        figure=f"{missed} missed, {twice} twice, {most:.1f} s late at most, {half:.1f} s half of them",
        met=bool(late) and not problems,
    )
