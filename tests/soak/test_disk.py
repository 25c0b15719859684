"""A round of the bench that attacks the disk; `python -m tests.soak disk` plays it whole."""

import random

from tests.soak.disk import GOES_ON_WITHIN, played
from tests.soak.disk_town import opened

SEED = 7


def test_while_the_disk_is_full_nothing_is_lost_and_nothing_comes_twice():
    """The round looks at every message and every letter itself (`lost_and_doubled`)."""
    with opened(random.Random(SEED), to_files=False) as bench:  # noqa: S311  it chooses faults
        played(bench, "full", "s1", SEED, lasts=1.5)
        assert bench.felt["full"], "the disk was full, and nobody felt it"
        assert bench.took["full"][0] < GOES_ON_WITHIN
        assert (bench.lost, bench.doubled) == ([], [])
        assert bench.town.unsound() == []
