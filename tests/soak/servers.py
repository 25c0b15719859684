"""The servers that a daemon lives with, at their worst: a mailbox's (a real Dovecot) and that of outgoing mail.

A round is one fault, in an order and with chances that the seed gives. After each the ledger is settled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.soak.servers_mailbox import FAULTS, OTHER_FOLDER, Fault
from tests.soak.servers_town import Lost, dovecot, town
from tests.soak.table import Row
from tests.support.dovecot import Dovecot

FULL = 110
WITHIN = 60.0  # seconds of the daemon's after a fault's end
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Played:
    fault: str
    mails: int
    recovered: float
    wrong: str = ""


def soak(size: int, seed: int, say: Say) -> list[Row]:
    return [row("a mailbox's server at fault", mailbox_rounds(size, seed, say), seed)]


def mailbox_rounds(size: int, seed: int, say: Say, faults: Sequence[Fault] = FAULTS) -> list[Played]:
    order = [faults[number % len(faults)] for number in range(size)]
    Random(seed).shuffle(order)  # noqa: S311  plays faults, guards nothing
    played = []
    with dovecot() as server:
        for number, fault in enumerate(order):
            played.append(mailbox_round(server, number, fault, seed))
            one = played[-1]
            say(f"{number + 1}/{size} {one.fault}: {one.wrong or f'well after {one.recovered:.0f} s'}")
    return played


def mailbox_round(server: Dovecot, number: int, fault: Fault, seed: int) -> Played:
    name = fault.__name__
    box = 'folder = "Conduct"' if fault in OTHER_FOLDER else ""
    chance = Random(f"{seed}/{number}")  # noqa: S311  as above
    with town(server, f"round{number}", chance, box=box) as here:
        try:
            fault(here)
            here.all_is_sent()
            here.settle_accounts()
        except Lost as lost:
            return Played(name, len(here.wrote), here.recovered, f"seed {seed}, round {number}: {lost}")
    return Played(name, len(here.wrote), here.recovered)


def row(test: str, played: Sequence[Played], seed: int) -> Row:
    wrong = [one for one in played if one.wrong]
    late = [one for one in played if one.recovered > WITHIN]
    longest = max((one.recovered for one in played), default=0.0)
    mails = sum(one.mails for one in played)
    figure = f"{len(wrong)} rounds with something lost or doubled; well again after {longest:.0f} s at most"
    done = f"{len(played)} faults of {len({one.fault for one in played})} kinds, {mails} mails, seed {seed}"
    return Row(test, done, "0 lost, 0 doubled, well 60 s after the fault", figure, not wrong and not late)
