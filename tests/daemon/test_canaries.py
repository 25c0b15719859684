"""Random histories through the real rooms in which every confidential string is a canary (issue: confidence).

`make test` runs the same histories every time, half of them here and half in `test_canaries_more.py`; CONDUCTD_SOAK=N
runs N random ones and prints what was played.
"""

import pytest

from tests.support.canaries import PLAYED, SEEN
from tests.support.canaries_machine import SAME, SOAK, Canaries, plays
from tests.support.canaries_reached import missed, plays_through, table


@pytest.mark.timeout(0 if SOAK else 900)
def test_no_canary_is_seen_by_somebody_who_may_not_have_it():
    if SOAK:
        PLAYED.clear()
        SEEN.clear()
        plays(Canaries, SOAK)
    else:
        plays_through(SAME)
    print(table())  # noqa: T201  what `make soak-process` is run for
    assert missed() == {}
