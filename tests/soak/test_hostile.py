"""A few hostile mails and patterns at the running daemon, and what the bench counts as bad."""

import socket
from dataclasses import replace

import pytest

from tests.soak import abuse
from tests.soak.hostile import HOSTILE, Outcome, different, row
from tests.support.mutations import Chance


@pytest.mark.parametrize(
    ("state", "reason", "seconds", "peak", "bad"),
    [
        ("done", "", 0.1, 150, False),
        ("aside", "too many parts", 0.1, 150, False),
        ("lost", "", 0.1, 150, True),
        ("aside", "a fault of conductd's own", 0.1, 150, True),
        ("done", "", 1.1, 150, True),
        ("done", "", 0.1, 257, True),
    ],
)
def test_what_is_lost_faulty_slow_or_large_is_bad(state, reason, seconds, peak, bad):
    outcome = Outcome("a.eml", state, reason, seconds, peak)
    assert outcome.bad is bad
    assert row("here", [outcome]).met is not bad


def test_nothing_measured_is_nothing_met():
    assert not row("here", []).met


def test_the_same_mail_is_watched_once():
    assert different([*HOSTILE[:3], *HOSTILE[:3]]) == HOSTILE[:3]


def test_every_pattern_says_what_it_is_asked_to():
    sizes = {name: sum(map(len, lines())) for name, lines in abuse.said(1, Chance(1)).items()}
    assert len(sizes) == 10
    assert all(size >= 60_000 for size in sizes.values())


WELL = abuse.Cost("endless line", 30, (25 << 20,) * 4, 0.1)


@pytest.mark.parametrize(
    ("cost", "waited", "met"),
    [
        (WELL, 1.0, True),
        (replace(WELL, grown=76), 1.0, False),
        (replace(WELL, taken=(25 << 20, 25 << 20, 25 << 20, 0)), 1.0, False),
        (replace(WELL, name="noise", taken=(1,) * 4), 1.0, True),
        (replace(WELL, name="noise", taken=(0,) * 4), 1.0, False),
        (replace(WELL, afterwards=abuse.AFTERWARDS + 1), 1.0, False),
        (WELL, abuse.BESIDE_DRIPS + 1, False),
    ],
)
def test_abuse_that_was_not_taken_costs_too_much_or_keeps_others_waiting_is_not_met(cost, waited, met):
    assert abuse.row([cost], waited, 60, 1).met is met


def test_a_listener_that_hangs_up_at_once_has_taken_nothing():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert abuse.talk(port, iter([b"x"])) == 0


def test_a_few_patterns_cost_the_daemon_little_and_the_next_mail_is_taken():
    (found,) = abuse.soak(2, 1, lambda _: None)
    assert found.met, found.figure
