"""Each leak that somebody could build in by mistake is found by a few random histories, from the beginning that suits.

What is planted stands in tests/support/canaries_planted.py.
"""

import pytest
from hypothesis import seed

from tests.support.canaries import Leak
from tests.support.canaries_beginnings import begun
from tests.support.canaries_machine import MANY_STEPS, SAME, SOAK, Canaries, plays
from tests.support.canaries_planted import PLANTED

MOST_TO_FIND = 2000 if SOAK else 120
# looked for in `make soak-process`: a hundred histories do not reach the one, and take half a minute to reach the other
RARE = frozenset({"a_receipt_that_knows_its_sender", "words_that_wait_outlive_their_consent"})
HERE = [each for each in PLANTED if SOAK or each.__name__ not in RARE]


@pytest.mark.timeout(0 if SOAK else 300)
@pytest.mark.parametrize("plant", HERE, ids=lambda each: each.__name__)
def test_the_machine_finds_a_leak_that_was_planted(plant, monkeypatch):
    @seed(SAME)
    class Planted(Canaries):
        beginnings = (PLANTED[plant],)

    begun(PLANTED[plant])  # before anything leaks
    plant(monkeypatch)
    with pytest.raises(Leak):
        plays(Planted, MOST_TO_FIND, MANY_STEPS)
