"""Random histories through the real rooms in which every confidential string is a canary (issue: confidence).

`make test` runs the same histories every time; CONDUCTD_SOAK=N runs N random ones and prints what was played.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.support.canaries import PLAYED, SEEN, Leak
from tests.support.canaries_administrators import Administrators
from tests.support.canaries_beginnings import BEGINNINGS, begun
from tests.support.canaries_members import MANY
from tests.support.canaries_planted import PLANTED
from tests.support.canaries_stage import stage
from tests.support.canaries_town import Town

SAME = 20190618  # the day of the process
HISTORIES = 300
STEPS = 5
MOST_RUNS = 4
MOST_TO_FIND = 40
SOAK = int(os.environ.get("CONDUCTD_SOAK", "0"))


class Canaries(Administrators):
    beginnings = sorted(BEGINNINGS)

    @initialize(which=MANY)
    def begins(self, which):
        beginning = self.pick(which, self.beginnings)
        self.chain = stage()
        self.town = Town.again(begun(beginning), self.chain.__enter__())
        PLAYED["histories"] += 1

    def teardown(self):
        if hasattr(self, "town"):
            try:
                self.whoever_is_off_looks_around()
                self.town.check()
                self.town.check_disk()
            finally:
                self.town.closes()
                self.chain.__exit__(None, None, None)
            PLAYED["steps"] += len(self.town.history)


def plays(machine, histories):
    Town.receipts.clear()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )


# what a run that proves anything has been through, and how often at least
EVERYWHERE = {
    **dict.fromkeys(
        ("letter notice", "letter set_aside", "letter wrote_again", "letter reminder", "letter digest"), 20
    ),
    **dict.fromkeys(("letter acknowledgement", "letter concern", "letter added", "letter corrected", "letter late"), 5),
    **dict.fromkeys(("letter told", "letter consult", "letter done", "letter offer"), 3),
    **dict.fromkeys(
        ("letter suspension", "letter reply", "letter listing", "letter neutral_receipt", "letter undelivered"), 1
    ),
    **dict.fromkeys(("words text printed by show", "words name printed by show", "words file printed by show"), 5),
    **dict.fromkeys(("words text printed by search", "words subject printed by show", "words link printed by show"), 5),
    **dict.fromkeys(("words words in told", "words words in consult", "words words in offer"), 3),
    **dict.fromkeys(("order tell", "order consult", "order recuse", "order conflict", "order party"), 3),
    **dict.fromkeys(("tries", "looks around", "counted few", "looks", "a forger", "something unreadable"), 20),
    **dict.fromkeys(("a bounce", "trouble", "a restart", "days pass", "log line", "order suspend"), 1),
    **dict.fromkeys(("an appeal", "by mail"), 5),
    **dict.fromkeys(("searched conductd.db", "searched conductd.db-wal", "searched backup.db"), HISTORIES),
    **dict.fromkeys(("searched sent",), 20),
}


def missed():
    return {name: (SEEN[name], least) for name, least in EVERYWHERE.items() if SEEN[name] < least}


@pytest.mark.timeout(0 if SOAK else 900)
def test_no_canary_is_seen_by_somebody_who_may_not_have_it():
    """A run that missed a rare letter goes on a little with other beginnings: two runs are not the same to the last
    step, for the codes of cases are drawn at random.
    """
    PLAYED.clear()
    SEEN.clear()
    plays(Canaries if SOAK else seed(SAME)(Canaries), SOAK or HISTORIES)
    for more in range(MOST_RUNS if missed() else 0):
        plays(seed(SAME + 1 + more)(Canaries), HISTORIES // 10)
    print(table())  # noqa: T201  what `make soak` is run for
    assert SOAK in range(1, HISTORIES) or missed() == {}


def table():
    """What was played, for `make soak`."""
    names = ("histories", "steps", "letters checked", "canaries", "bytes searched")
    reached = (f"{name:40}{number:16,}" for name, number in sorted(SEEN.items()))
    return "\n".join(["", *(f"{name:40}{PLAYED[name]:16,}" for name in names), *reached])


@pytest.mark.timeout(300)
@pytest.mark.parametrize("plant", PLANTED, ids=lambda each: each.__name__)
def test_the_machine_finds_a_leak_that_was_planted(plant, monkeypatch):
    @seed(SAME)
    class Planted(Canaries):
        beginnings = (PLANTED[plant],)

    begun(PLANTED[plant])  # before anything leaks
    plant(monkeypatch)
    with pytest.raises(Leak):
        plays(Planted, MOST_TO_FIND)
