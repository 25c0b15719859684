"""The other half of the histories of `test_canaries.py`: in a file of their own they run beside the first half."""

import pytest

from tests.support.canaries_machine import SAME
from tests.support.canaries_reached import missed, plays_through, table


@pytest.mark.timeout(900)
def test_no_canary_is_seen_in_other_histories_either():
    plays_through(SAME + 1)
    print(table())  # noqa: T201  what a failure is read with
    assert missed() == {}
