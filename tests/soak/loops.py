"""Loops and floods: mail that answers itself, mail that programs wrote, and more mail than anybody can read.

`FULL` is how many pairs of conductds write to each other; each is one way in which a server between them can lose what
marks a letter as a program's.
"""

from collections.abc import Callable

from tests.soak import loops_between
from tests.soak.table import Row

FULL = 72
MOST = 2  # mails until a loop has ended


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    return [between(size, seed, say)]


def between(size: int, seed: int, say: Callable[[str], None]) -> Row:
    played = []
    for number, (server, start, related) in enumerate(loops_between.rounds(size, seed)):
        found = loops_between.play(server, start, related)
        played.append(found)
        if len(found.letters) > MOST or found.lost or found.complaints:
            say(f"seed {seed}, round {number}: {found}")
        elif number % 5 == 0:
            say(f"{number} of {size} loops have ended")
    longest, lost = max(len(each.letters) for each in played), sum(each.lost for each in played)
    return Row(
        "two conductds mail each other",
        f"{len(played)} loops, seed {seed}",
        f"over after {MOST} mails, 0 lost",
        f"the longest {longest}, {lost} lost",
        longest <= MOST and not lost and not any(each.complaints for each in played),
    )
