"""The servers that a daemon lives with, at their worst: a mailbox's (a real Dovecot) and that of outgoing mail.

A round is one fault, in an order and with chances that the seed gives. After each the ledger is settled.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tests.soak import servers_large, servers_mailbox, servers_post
from tests.soak.servers_town import Lost, Town, dovecot, town
from tests.soak.table import Row
from tests.support.dovecot import Dovecot

FULL = 110
LIMITS = {"attempts in an hour": 240.0}
MET_SHARE = 0.9  # of the faults must have struck: one that did not shows nothing
WITHIN = 60.0  # seconds of the daemon's after a fault's end
# where a letter or a login waits for its own next attempt, that is when it is well again: the longest of these waits
PATIENCE = {
    "login_refused_for_a_while": 330.0,
    "put_off_at_the_reader_for_an_hour": 4500.0,
    "put_off_at_the_message_for_an_hour": 4500.0,
}
MANY, FEW = 100_000, 100
MORE_MEMORY = 64.0  # MiB that so many mails may cost more than a few
LONGEST_COMMAND = 8_000  # bytes, which every server takes (RFC 2683, 3.2.1.5)
Say = Callable[[str], None]
Fault = Callable[[Town], None]
Play = Callable[[Dovecot, int, Fault, int], "Played"]


@dataclass(frozen=True, slots=True)
class Played:
    fault: str
    mails: int
    letters: int
    recovered: float | None
    notes: Mapping[str, float]
    wrong: str = ""

    @property
    def is_met(self) -> bool:
        """A fault that does not count whether it struck is one that lasts: it cannot be missed."""
        return self.notes.get("met", 1) > 0


def soak(size: int, seed: int, say: Say) -> list[Row]:
    """Two rounds in three are the mailbox's."""
    post = post_rounds(max(1, size // 3), seed, say)
    return [
        row("a mailbox's server at fault", mailbox_rounds(size - len(post), seed, say), seed),
        row("the server of outgoing mail at fault", post, seed),
        *noted(post, seed),
        large(seed, MANY),
    ]


def rounds(size: int, seed: int, say: Say, faults: Sequence[Fault], play: Play) -> list[Played]:
    order = [faults[number % len(faults)] for number in range(size)]
    Random(seed).shuffle(order)  # noqa: S311  plays faults, guards nothing
    played = []
    with dovecot() as server:
        for number, fault in enumerate(order):
            one = play(server, number, fault, seed)
            played.append(one)
            say(f"{number + 1}/{size} {one.fault}: {one.wrong or ended(one)} {one.notes or ''}")
    return played


def ended(one: Played) -> str:
    if not one.is_met:
        return "not met"
    return "settled, not timed" if one.recovered is None else f"well after {one.recovered:.0f} s"


def post_rounds(size: int, seed: int, say: Say, faults: Sequence[Fault] = servers_post.FAULTS) -> list[Played]:
    return rounds(size, seed, say, faults, post_round)


def post_round(server: Dovecot, number: int, fault: Fault, seed: int) -> Played:
    with town(server, f"round{number}", chance_of(seed, number), factor=servers_post.HURRIED) as here:
        return settled(here, fault, f"seed {seed}, round {number}")


def mailbox_rounds(size: int, seed: int, say: Say, faults: Sequence[Fault] = servers_mailbox.FAULTS) -> list[Played]:
    return rounds(size, seed, say, faults, mailbox_round)


def mailbox_round(server: Dovecot, number: int, fault: Fault, seed: int) -> Played:
    box = 'folder = "Conduct"' if fault in servers_mailbox.OTHER_FOLDER else ""
    with town(server, f"round{number}", chance_of(seed, number), box=box) as here:
        return settled(here, fault, f"seed {seed}, round {number}")


def chance_of(seed: int, number: int) -> Random:
    return Random(f"{seed}/{number}")  # noqa: S311  plays faults, guards nothing


def settled(here: Town, fault: Fault, which: str) -> Played:
    wrong = ""
    try:
        fault(here)
        here.all_is_sent()
        here.settle_accounts()
    except Lost as lost:
        wrong = f"{which}: {lost}"
    letters = len(here.sink.messages)
    return Played(fault.__name__, len(here.wrote) + here.asides, letters, here.recovered, here.notes, wrong)


def row(test: str, played: Sequence[Played], seed: int) -> Row:
    wrong = [one for one in played if one.wrong]
    met = [one for one in played if one.is_met]
    timed = [(one.fault, one.recovered) for one in met if one.recovered is not None]
    late = [fault for fault, took in timed if took > PATIENCE.get(fault, WITHIN)]
    longest = max((took for fault, took in timed if fault not in PATIENCE), default=0.0)
    backed_off = max((took for fault, took in timed if fault in PATIENCE), default=0.0)
    mails, letters = (sum(getattr(one, each) for one in played) for each in ("mails", "letters"))
    enough = bool(timed) and len(met) >= MET_SHARE * len(played)
    figure = f"{len(wrong)} rounds with something lost or doubled; timed in {len(timed)} of {len(met)}:"
    figure += f" well again after {longest:.0f} s at most"
    figure += f", where the next attempt was waited for after {backed_off:.0f} s" if backed_off else ""
    done = f"{len(met)} faults of {len({one.fault for one in met})} kinds, {len(played) - len(met)} more not met, {mails} mails, {letters} letters, seed {seed}"
    return Row(test, done, "0 lost, 0 doubled, well 60 s after the fault", figure, enough and not wrong and not late)


def large(seed: int, count: int) -> Row:
    found = []
    with dovecot() as server:
        for number, mails in enumerate((FEW, count)):
            with town(server, f"round{number}", chance_of(seed, number), factor=1.0) as here:
                found.append(servers_large.measure(here, mails))
    few, many = found
    more = many["MiB resident"] - few["MiB resident"]
    longest = many["bytes of the longest command"]
    figure = (
        f"first case after {many['seconds to the first case']:.1f} s ({few['seconds to the first case']:.1f} s with"
    )
    figure += f" {FEW}), {more:+.0f} MiB, longest command {longest:.0f} bytes"
    met = more <= MORE_MEMORY and longest <= LONGEST_COMMAND
    goal = f"new mail is read, {MORE_MEMORY:.0f} MiB more at most, commands below {LONGEST_COMMAND} bytes"
    return Row("a large mailbox", f"{count:,} mails, 3 new, seed {seed}", goal, figure, met)


def noted(played: Sequence[Played], seed: int) -> list[Row]:
    """What an hour without a server costs it: how often it is asked, and when all has left."""
    rows = []
    for one in played:
        for what, figure in one.notes.items():
            if what in LIMITS:
                goal = f"at most {LIMITS[what]:.0f}"
                rows.append(
                    Row(
                        one.fault.replace("_", " "), f"seed {seed}", goal, f"{what}: {figure:g}", figure <= LIMITS[what]
                    )
                )
    return rows
