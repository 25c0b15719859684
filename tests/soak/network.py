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
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from tests.soak import network_faults as faults
from tests.soak.network_faults import STARTTLS, Trouble
from tests.soak.network_ledger import Balance
from tests.soak.network_listener import listening
from tests.soak.network_listener import troubles as lmtp_troubles
from tests.soak.network_rounds import BACK_WITHIN, Round, rounds, settle
from tests.soak.network_slack import workspace
from tests.soak.network_worlds import Places, World, encrypted, plain, trust
from tests.soak.table import Row
from tests.support.bad_wires import Wires
from tests.support.dovecot import Dovecot
from tests.support.nursery import FORKS, nursery

FULL = 300
CPU = 0.05
MET_SHARE = 0.9  # a fault that never struck shows nothing
NEVER = Round("none struck", 0, 0.0, 0.0, 0.0)
LONG_ONES = 30  # every so many rounds one lasts for minutes: what waits longer and longer waits longest then
Say = Callable[[str], None]
Open = Callable[[Places, str], contextlib.AbstractContextManager[World]]
Troubles = Callable[[Places, random.Random], list[Trouble]]


@dataclass(frozen=True)
class Played:
    rounds: tuple[Round, ...]
    balance: Balance


def _at_the_mailbox(_: Places, chance: random.Random) -> list[Trouble]:
    stages = faults.of_stages("imap", faults.IMAP, chance)
    return [*faults.of_connection("imap", chance), *faults.of_names("imap"), *stages]


def _at_the_mail_server(_: Places, chance: random.Random) -> list[Trouble]:
    stages = faults.of_stages("smtp", faults.SMTP, chance)
    return [*faults.of_connection("smtp", chance), *faults.of_names("smtp"), *stages]


def _at_the_end_of_a_letter(_: Places, chance: random.Random) -> list[Trouble]:
    stages = {name: faults.SMTP[name] for name in ("the body", "the final dot")}
    return list(faults.of_stages("smtp", stages, chance))


def _at_implicit_imap(places: Places, chance: random.Random) -> list[Trouble]:
    imap, smtp = (faults.of_tls(*each) for each in (("imap", places.trust.bad), ("smtp", places.trust.bad, STARTTLS)))
    return [*faults.of_connection("imap", chance), *imap, *smtp]


def _at_implicit_smtp(places: Places, chance: random.Random) -> list[Trouble]:
    imap, smtp = (faults.of_tls(*each) for each in (("imap", places.trust.bad, STARTTLS), ("smtp", places.trust.bad)))
    return [*faults.of_connection("smtp", chance), *imap, *smtp]


def _at_the_listener(_: Places, chance: random.Random) -> list[Trouble]:
    return [*lmtp_troubles(), *faults.of_connection("smtp", chance)]


def _at_slack(_: Places, chance: random.Random) -> list[Trouble]:
    stages = faults.of_stages("slack", faults.SLACK, chance)
    return [*faults.of_connection("slack", chance), *faults.of_names("slack"), *stages, *faults.of_events(chance)]


@dataclass(frozen=True)
class Kind:
    """`daemons` share its troubles: they sit in them at the same time."""

    open: Open
    troubles: Troubles
    daemons: int = 1


KINDS = {
    "mailbox": Kind(partial(plain, evidence=True), _at_the_mailbox, 3),
    "letters": Kind(partial(plain, evidence=True), _at_the_mail_server, 2),
    "no evidence": Kind(partial(plain, evidence=False), _at_the_end_of_a_letter),
    "tls": Kind(partial(encrypted, imap="implicit", smtp="starttls"), _at_implicit_imap),
    "starttls": Kind(partial(encrypted, imap="starttls", smtp="implicit"), _at_implicit_smtp),
    "listener": Kind(listening, _at_the_listener),
    "slack": Kind(workspace, _at_slack, 2),
}


def dealt(places: Places, size: int, seed: int) -> dict[str, tuple[Kind, list[Trouble]]]:
    """To each daemon its troubles: `size` of all that there are, drawn without repetition while that is possible."""
    chance = random.Random(seed)  # noqa: S311  the same faults for the same seed
    every = [(name, trouble) for name, kind in KINDS.items() for trouble in kind.troubles(places, chance)]
    chance.shuffle(every)
    hands: dict[str, tuple[Kind, list[Trouble]]] = {}
    turns = {name: cycle(range(kind.daemons)) for name, kind in KINDS.items()}
    for name, trouble in islice(cycle(every), size):
        _, hand = hands.setdefault(f"{name} {next(turns[name])}", (KINDS[name], []))
        hand.append(replace(trouble, long=len(hand) % LONG_ONES == LONG_ONES - 1))
    return hands


def played(kind: Kind, name: str, places: Places, troubles: list[Trouble], seed: int, say: Say) -> Played:
    chance = random.Random(f"{seed} {name}")  # noqa: S311  the same faults for the same seed
    with kind.open(places, name) as world:
        try:
            found = rounds(world, troubles, chance, say)
        except BaseException as error:
            say(f"{name}, seed {seed}: ended by {error}")
            raise
        left = settle(world)
        balance = replace(world.balance(), waits=left)
        say(f"{world.name}: {balance.sent} messages, lost {balance.lost}, doubled {balance.doubled}, waits {left}")
        return Played(tuple(found), balance)


@contextlib.contextmanager
def opened() -> Iterator[Places]:
    if FORKS:
        nursery()  # here: a dozen threads at once would make one each
    users = [f"net{number}" for number in range(sum(kind.daemons for kind in KINDS.values()))]
    with tempfile.TemporaryDirectory() as made, Dovecot() as server, Wires() as wires:
        with (server.root / "users").open("a", encoding="utf-8") as known:
            known.writelines(f"{name}:{{PLAIN}}{server.password}\n" for name in users)
        yield Places(Path(made), wires, server, iter(users), trust(Path(made), server))


def soak(size: int, seed: int, say: Say) -> list[Row]:
    with opened() as places:
        hands = dealt(places, size, seed)
        with ThreadPoolExecutor(len(hands)) as pool:
            jobs = [
                pool.submit(played, kind, name, places, troubles, seed, say) for name, (kind, troubles) in hands.items()
            ]
            return rows([job.result() for job in jobs], seed)


def rows(done: list[Played], seed: int) -> list[Row]:
    every = [each for one in done for each in one.rounds]
    total = sum((one.balance for one in done), Balance())
    met = [each for each in every if each.struck]
    enough = bool(met) and len(met) >= MET_SHARE * len(every)
    what = f"{len(every)} faults, {len(met)} of them met{'' if enough else ', TOO FEW'}, seed {seed}"
    books = [
        Row(
            "network: nothing lost",
            f"{what}; {total.sent} messages, {total.letters} letters",
            "0 lost",
            f"{len(total.lost)} lost, {len(total.waits)} letters still wait",
            enough and not total.lost and not total.waits,
        ),
        Row(
            "network: nothing twice",
            what,
            "0 doubled where there is evidence",
            f"{len(total.doubled)}; without evidence {len(total.doubled_open)}",
            enough and not total.doubled,
        ),
    ]
    return [*books, *paces(met, what, enough)]


def paces(met: list[Round], what: str, enough: bool) -> list[Row]:
    """Only of faults that struck: one that did not was over at once, and cost nothing."""
    slowest = max(met, key=lambda each: each.back, default=NEVER)
    busiest = max(met, key=lambda each: each.cpu, default=NEVER)
    mean = sum(each.cpu for each in met) / max(1, len(met))
    return [
        Row(
            "network: back after the fault's end",
            what,
            f"within {BACK_WITHIN:.0f} s",
            f"at most {slowest.back:.1f} s ({slowest.trouble})",
            enough and slowest.back <= BACK_WITHIN,
        ),
        Row(
            "network: CPU on a dead connection",
            what,
            f"under {CPU:.0%}",
            f"at most {busiest.cpu:.1%} ({busiest.trouble}), mean {mean:.1%}",
            enough and busiest.cpu < CPU,
        ),
    ]
