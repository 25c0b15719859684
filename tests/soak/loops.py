"""Loops and floods: mail that answers itself, mail that programs wrote, and more mail than anybody can read.

`FULL` is how many mails wait on start; the other floods are a twentieth of it, and the pairs of conductds that write to
each other are at most the 72 ways in which a server between them can lose what marks a letter as a program's.
"""

from collections.abc import Callable

from tests.soak import loops_automatic, loops_between, loops_floods, loops_robots, loops_waiting
from tests.soak.loops_floods import KINDS, Flood
from tests.soak.loops_waiting import Waiting
from tests.soak.table import Row

FULL = 10_000
MOST = 2  # mails until a loop has ended
ANSWERED = 0.02  # of the automatic mail that was kept aside
NOTICES = 45  # to one administrator about one sender: twenty cases, twenty set aside, and what another one wrote
Say = Callable[[str], None]


def soak(size: int, seed: int, say: Say) -> list[Row]:
    rows = [automatic(), people(), between(size, seed, say), robots(say)]
    rows += [flood(kind, max(20, size // 20), say) for kind in KINDS]
    return [*rows, waiting(size, say)]


def between(size: int, seed: int, say: Say) -> Row:
    played = []
    rounds = loops_between.rounds(min(size, loops_between.EVERY), seed)
    for number, (server, start, related) in enumerate(rounds):
        found = loops_between.play(server, start, related)
        played.append(found)
        if len(found.letters) > MOST or found.lost or found.complaints:
            say(f"seed {seed}, round {number}: {found}")
        elif number % 5 == 0:
            say(f"{number} of {len(rounds)} loops have ended")
    longest, lost = max(len(each.letters) for each in played), sum(abs(each.lost) for each in played)
    return Row(
        "two conductds mail each other",
        f"{len(played)} loops, seed {seed}",
        f"over after {MOST} mails, 0 lost",
        f"the longest {longest}, {lost} lost",
        longest <= MOST and not lost and not any(each.complaints for each in played),
    )


def robots(say: Say) -> Row:
    """An auto-responder without any mark that answers every letter, in each role."""
    played = loops_robots.play(say)
    most, lost = max(each.letters for each in played), sum(abs(each.lost) for each in played)
    return Row(
        "auto-responders without a mark",
        f"{len(played)} of them, {loops_robots.ROUNDS} answers each at most",
        f"at most {loops_robots.MOST} letters to each, 0 lost",
        f"at most {most}, {lost} lost",
        most <= loops_robots.MOST and not lost and not any(each.complaints for each in played),
    )


def automatic() -> Row:
    sets = [loops_automatic.own_set(), loops_automatic.corpus_set()]
    try:
        sets.append(loops_automatic.collection())
        fetched = ""
    except OSError as problem:
        fetched = f", {problem}"
    figures = [loops_automatic.figure(each) for each in sets]
    aside, answered = sum(each.aside for each in figures), sum(each.answered for each in figures)
    told = ", ".join(f"{each.answered} of {each.aside}" for each in figures)
    return Row(
        "bounces and automatic mail answered",
        "own in 7 languages, corpus, flufl.bounce",
        f"at most {ANSWERED:.0%} of what was kept aside",
        f"{answered} of {aside} = {answered / aside:.1%} ({told}){fetched}",
        answered <= ANSWERED * aside and not fetched,
    )


def people() -> Row:
    found = loops_automatic.false_alarms(loops_automatic.people())
    return Row(
        "people's mail taken for a program's",
        f"{found.mails} mails in odd envelopes",
        "at most 1% unseen",
        f"{len(found.unseen)} seen by nobody, {len(found.set_aside)} set aside for a person",
        len(found.unseen) <= found.mails / 100,
    )


def flood(kind: str, size: int, say: Say) -> Row:
    found = loops_floods.play(kind, size, say)
    return Row(
        f"a flood: {kind}",
        f"{found.mails} mails",
        "0 lost" + (", others answered before half of it is read" if kind == loops_floods.ONE_SENDER else ""),
        f"{found.lost} lost, another sender answered in {found.delay:.1f} of {found.seconds:.0f} s, "
        f"{1000 * found.seconds / found.mails:.0f} ms a mail, {found.letters} letters, {found.notices} notices, "
        f"{found.memory:.0f} MiB",
        not found.lost and not found.complaints and _is_bounded(kind, found),
    )


def _is_bounded(kind: str, found: Flood) -> bool:
    """What a flood of many people is owed is owed to each of them; of one sender it is not."""
    if kind != loops_floods.ONE_SENDER:
        # one for each, and the one to the flooder who is in danger; another sender is no part of the flood
        return found.letters >= found.mails - 1 or kind == loops_floods.ASIDE
    return found.notices <= NOTICES and found.letters <= loops_floods.ANSWERS and found.delay < found.seconds / 2


def waiting(size: int, say: Say) -> Row:
    return waited(loops_waiting.play(size, say))


def waited(found: Waiting) -> Row:
    return Row(
        "mails that wait on start",
        f"{found.mails} mails",
        f"0 lost, watchdog fed, a new report by LMTP answered in {loops_waiting.BY_THE_DOOR:.0f} s; by the mailbox: no bound",
        f"{found.lost} lost, ready after {found.ready:.1f} s, read in {found.seconds:.0f} s "
        f"({1000 * found.seconds / found.mails:.0f} ms a mail); a new report answered in {found.by_the_door:.1f} s by "
        f"LMTP, {found.by_the_mailbox:.1f} s by the mailbox; a sign of life every {found.hungry:.1f} s at least, "
        f"{found.memory:.0f} MiB",
        not found.lost
        and not found.complaints
        and found.hungry < 2 * loops_waiting.FED_EVERY
        and found.by_the_door <= loops_waiting.BY_THE_DOOR,
    )
