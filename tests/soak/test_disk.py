"""A round of the bench that attacks the disk; `python -m tests.soak disk` plays it whole."""

import random
from collections import Counter
from types import SimpleNamespace

from tests.soak.disk import GOES_ON_WITHIN, played
from tests.soak.disk_town import DiskTown, opened

SEED = 7


def test_while_the_disk_is_full_nothing_is_lost_and_nothing_comes_twice():
    """The round looks at every message and every letter itself (`lost_and_doubled`)."""
    with opened(random.Random(SEED), to_files=False) as bench:  # noqa: S311  it chooses faults
        played(bench, "full", "s1", SEED, lasts=1.5)
        assert bench.felt["full"], "the disk was full, and nobody felt it"
        assert bench.took["full"][0] < GOES_ON_WITHIN
        assert (bench.lost, bench.doubled) == ([], [])
        assert bench.town.unsound() == []


def test_what_was_counted_no_times_is_lost_and_what_was_counted_twice_is_doubled():
    town = SimpleNamespace(
        mailed={"a": "a@example.net", "b": "b@example.net"},
        said={},
        codes_of=lambda name: {"a": [], "b": ["1", "2"]}[name],
        _words_kept=lambda: Counter({"words of a": 0}),
        _letters_out=lambda: Counter({"letter x": 0, "letter y": 1, "letter z": 2}),
    )
    assert DiskTown.lost_and_doubled(town) == (["message a", "words of a", "letter x"], ["message b", "letter z"])


def test_a_letter_that_was_given_up_is_looked_for_where_letters_arrive(tmp_path):
    row, body = SimpleNamespace(id="1", name="reply", short="x"), SimpleNamespace(channel="email", message_id="m")
    letters = SimpleNamespace(in_state=lambda state: [row] if state == "failed" else [], open=lambda _: body)
    daemon = SimpleNamespace(look=lambda work: work(SimpleNamespace(letters=letters)))
    nothing = {"sink": SimpleNamespace(messages=[]), "town": SimpleNamespace(letters_sent=list), "out": list}
    town = SimpleNamespace(daemon=daemon, folder=tmp_path, to_files=False, mailed={}, **nothing)
    assert DiskTown._letters_out(town) == {"letter reply x": 0}
