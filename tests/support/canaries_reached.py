"""A run of the machine of canaries, and what it has to have been through to prove anything."""

from hypothesis import seed

from tests.support.canaries import PLAYED, SEEN
from tests.support.canaries_machine import SOAK, Canaries, plays

HISTORIES = 70
MOST_RUNS = 4

# what a run that proves anything has been through, and how often at least
EVERYWHERE = {
    **dict.fromkeys(
        ("letter notice", "letter set_aside", "letter wrote_again", "letter reminder", "letter digest"), 20
    ),
    **dict.fromkeys(("letter acknowledgement", "letter concern", "letter added", "letter corrected", "letter late"), 2),
    **dict.fromkeys(("letter told", "letter consult", "letter done", "letter offer"), 1),
    **dict.fromkeys(
        ("letter suspension", "letter reply", "letter listing", "letter neutral_receipt", "letter undelivered"), 1
    ),
    **dict.fromkeys(("words text printed by show", "words name printed by show", "words file printed by show"), 2),
    **dict.fromkeys(("words text printed by search", "words subject printed by show", "words link printed by show"), 2),
    **dict.fromkeys(("words words in told", "words words in consult", "words words in offer"), 1),
    **dict.fromkeys(("order tell", "order consult", "order recuse", "order conflict", "order party"), 1),
    **dict.fromkeys(("tries", "looks around", "counted few", "looks", "a forger", "something unreadable"), 10),
    **dict.fromkeys(("a bounce", "trouble", "a restart", "days pass", "log line", "order suspend"), 1),
    **dict.fromkeys(("an appeal", "by mail"), 2),
    **dict.fromkeys(("searched conductd.db", "searched conductd.db-wal", "searched backup.db"), HISTORIES),
    **dict.fromkeys(("searched sent",), 10),
    **dict.fromkeys(("letter released", "order declare", "words address in released"), 1),
    **dict.fromkeys(("mark confirmed", "letter confirmed"), 1),
    **dict.fromkeys(("purged", "erased", "rotated", "exported done", "exported refused", "searched for cells"), 1),
    **dict.fromkeys(("words in an export",), 100),
}

# what the short histories of `make test` do not reach each time; `make soak-process` demands it
RARE = frozenset(
    {
        *("letter set_aside", "letter reminder", "letter digest", "letter concern", "letter late", "letter suspension"),
        *("letter reply", "letter neutral_receipt", "letter undelivered", "letter released", "letter told"),
        *("letter consult", "letter offer", "letter listing", "letter added", "letter corrected", "letter confirmed"),
        *("words text printed by show", "words file printed by show", "words name printed by show"),
        *("words subject printed by show", "words link printed by show", "words text printed by search"),
        *("words words in told", "words words in consult", "words words in offer", "words address in released"),
        *("order conflict", "order declare", "order suspend", "order tell", "order consult", "order recuse"),
        *("order party", "tries", "looks", "something unreadable", "a bounce", "trouble", "a restart", "days pass"),
        *("log line", "an appeal", "by mail", "searched sent", "mark confirmed", "purged", "erased", "rotated"),
        *("exported done", "exported refused", "searched for cells", "words in an export", "looks around"),
    }
)


def missed():
    """Of what a run has to have been through, with how often it was."""
    wanted = EVERYWHERE if SOAK else {name: least for name, least in EVERYWHERE.items() if name not in RARE}
    return {name: (SEEN[name], least) for name, least in wanted.items() if SEEN[name] < least}


def plays_through(number: int, first: int = HISTORIES) -> None:
    """The same histories for the same number. A run that missed a rare letter goes on a little with other beginnings:
    two runs are not the same to the last step, for the codes of cases are drawn at random.
    """
    PLAYED.clear()
    SEEN.clear()
    plays(seed(number)(Canaries), first)
    for more in range(MOST_RUNS):
        if missed():
            plays(seed(number + 1000 + more)(Canaries), HISTORIES // 5)


def table():
    """What was played, for `make soak-process`."""
    names = ("histories", "steps", "letters checked", "canaries", "bytes searched")
    reached = (f"{name:40}{number:16,}" for name, number in sorted(SEEN.items()))
    return "\n".join(["", *(f"{name:40}{PLAYED[name]:16,}" for name in names), *reached])
