"""The network: FIN, RST, black holes, cuts, drips, refusals, TLS and names, at every stage of every dialogue.

Several daemons sit in faults at the same time. The waits are the daemon's own: nothing is made shorter than the
configuration lets an operator make it.
"""

import contextlib
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from tests.soak import network_faults as faults
from tests.soak.network_ledger import Balance
from tests.soak.network_rounds import BACK_WITHIN, Round, rounds, settle
from tests.soak.network_worlds import Places, World, encrypted, plain
from tests.soak.table import Row
from tests.support.bad_wires import Wires
from tests.support.dovecot import Dovecot

FULL = 300
CPU = 0.05
LONG_ONES = 40  # every so many rounds one lasts for minutes: what waits longer and longer waits longest then
Say = Callable[[str], None]
Made = Callable[[Places, random.Random], contextlib.AbstractContextManager[tuple[World, list[faults.Trouble]]]]


@dataclass(frozen=True)
class Played:
    rounds: tuple[Round, ...]
    balance: Balance


@contextlib.contextmanager
def _mailbox(places: Places, chance: random.Random) -> Iterator[tuple[World, list[faults.Trouble]]]:
    with plain(places, "mailbox", evidence=True) as world:
        yield (
            world,
            [
                *faults.of_connection("imap", chance),
                *faults.of_names("imap"),
                *faults.of_stages("imap", faults.IMAP, chance),
            ],
        )


@contextlib.contextmanager
def _letters(places: Places, chance: random.Random) -> Iterator[tuple[World, list[faults.Trouble]]]:
    with plain(places, "letters", evidence=True) as world:
        yield (
            world,
            [
                *faults.of_connection("smtp", chance),
                *faults.of_names("smtp"),
                *faults.of_stages("smtp", faults.SMTP, chance),
            ],
        )


@contextlib.contextmanager
def _blind(places: Places, chance: random.Random) -> Iterator[tuple[World, list[faults.Trouble]]]:
    stages = {name: faults.SMTP[name] for name in ("the body", "the final dot")}
    with plain(places, "no evidence", evidence=False) as world:
        yield world, list(faults.of_stages("smtp", stages, chance))


@contextlib.contextmanager
def _implicit(places: Places, chance: random.Random) -> Iterator[tuple[World, list[faults.Trouble]]]:
    with encrypted(places, "tls and starttls", "implicit", "starttls") as (world, trust):
        yield (
            world,
            [
                *faults.of_connection("imap", chance),
                *faults.of_tls("imap", trust.bad),
                *faults.of_tls("smtp", trust.bad, b"STARTTLS\r\n"),
            ],
        )


@contextlib.contextmanager
def _starttls(places: Places, chance: random.Random) -> Iterator[tuple[World, list[faults.Trouble]]]:
    with encrypted(places, "starttls and tls", "starttls", "implicit") as (world, trust):
        yield (
            world,
            [
                *faults.of_connection("smtp", chance),
                *faults.of_tls("imap", trust.bad, b"STARTTLS\r\n"),
                *faults.of_tls("smtp", trust.bad),
            ],
        )


WORLDS: dict[str, Made] = {
    "mailbox": _mailbox,
    "letters": _letters,
    "no evidence": _blind,
    "tls": _implicit,
    "starttls": _starttls,
}


def played(made: Made, places: Places, share: float, seed: str, say: Say) -> Played:
    chance = random.Random(seed)  # noqa: S311  the same faults for the same seed
    with made(places, chance) as (world, troubles):
        chance.shuffle(troubles)
        count = max(1, round(share * len(troubles)))
        chosen = [
            replace(each, long=number % LONG_ONES == LONG_ONES - 1)
            for number, each in enumerate(islice(cycle(troubles), count))
        ]
        found = rounds(world, chosen, chance, say)
        left = settle(world)
        balance = replace(world.balance(), waits=left)
        say(f"{world.name}: {balance.sent} messages, lost {balance.lost}, doubled {balance.doubled}, waits {left}")
        return Played(tuple(found), balance)


@contextlib.contextmanager
def opened(count: int) -> Iterator[Places]:
    users = [f"net{number}" for number in range(count)]
    with tempfile.TemporaryDirectory() as folder, Dovecot() as server, Wires() as wires:
        with (server.root / "users").open("a", encoding="utf-8") as known:
            known.writelines(f"{name}:{{PLAIN}}{server.password}\n" for name in users)
        yield Places(Path(folder), wires, server, iter(users))


def soak(size: int, seed: int, say: Say) -> list[Row]:
    with opened(len(WORLDS)) as places, ThreadPoolExecutor(len(WORLDS)) as pool:
        share = size / 300
        jobs = [pool.submit(played, made, places, share, f"{seed} {name}", say) for name, made in WORLDS.items()]
        return rows([job.result() for job in jobs], seed)


def rows(done: list[Played], seed: int) -> list[Row]:
    every = [each for one in done for each in one.rounds]
    total = sum((one.balance for one in done), Balance())
    met = [each for each in every if each.struck]
    slowest = max(every, key=lambda each: each.back)
    busiest = max(every, key=lambda each: each.cpu)
    what = f"{len(every)} faults, {len(met)} of them met, seed {seed}"
    return [
        Row(
            "network: nothing lost",
            f"{what}; {total.sent} messages, {total.letters} letters",
            "0 lost",
            f"{len(total.lost)} lost, {len(total.waits)} letters still wait",
            not total.lost and not total.waits,
        ),
        Row(
            "network: nothing twice",
            what,
            "0 doubled where there is evidence",
            f"{len(total.doubled)}; without evidence {len(total.doubled_open)}",
            not total.doubled,
        ),
        Row(
            "network: back after the fault's end",
            what,
            f"within {BACK_WITHIN:.0f} s",
            f"at most {slowest.back:.1f} s ({slowest.trouble})",
            slowest.back <= BACK_WITHIN,
        ),
        Row(
            "network: CPU on a dead connection",
            what,
            f"under {CPU:.0%}",
            f"at most {busiest.cpu:.1%} ({busiest.trouble}), mean {sum(e.cpu for e in every) / len(every):.1%}",
            busiest.cpu < CPU,
        ),
    ]
