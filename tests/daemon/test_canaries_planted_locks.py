"""Each leak that somebody could build in by mistake is found by a few random histories, from the beginning that suits: the newer locks.

What is planted stands in tests/support/canaries_planted_locks.py.
"""

import pytest
from hypothesis import seed

from tests.support.canaries import Leak
from tests.support.canaries_beginnings import begun
from tests.support.canaries_machine import MANY_STEPS, SAME, SOAK, Canaries, plays
from tests.support.canaries_planted_locks import LOCKS

MOST_TO_FIND = 300  # most are found by the first dozen; which histories are played hangs on what else is loaded
# in `make test`, where each is found within seconds; `make soak-process` plants all of them
FEW = ("an_overlap_check_that_finds_nothing", "a_purge_that_keeps_its_mails")
HERE = [each for each in LOCKS if SOAK or each.__name__ in FEW]


@pytest.mark.timeout(0 if SOAK else 300)
@pytest.mark.parametrize("plant", HERE, ids=lambda each: each.__name__)
def test_the_machine_finds_a_lock_that_does_not_hold(plant, monkeypatch):
    @seed(SAME)
    class Planted(Canaries):
        beginnings = (LOCKS[plant],)

    begun(LOCKS[plant])  # before anything leaks
    plant(monkeypatch)
    with pytest.raises(Leak):
        plays(Planted, MOST_TO_FIND, MANY_STEPS)
