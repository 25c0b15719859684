"""Random histories in a workspace: no post, button, fallback text or thread carries a canary to somebody who may not
have it. `make test` runs the same histories every time; CONDUCTD_SOAK=N runs N random ones and prints what was played.
"""

import pytest
from hypothesis import seed

from tests.support.canaries import PLAYED, SEEN
from tests.support.canaries_machine import SAME, SOAK, plays
from tests.support.canaries_reached import table
from tests.support.canaries_slack_beginnings import InWorkspace
from tests.support.canaries_slack_reached import missed

HISTORIES = 40


@pytest.mark.timeout(0 if SOAK else 900)
def test_no_canary_is_seen_in_slack_by_somebody_who_may_not_have_it():
    PLAYED.clear()
    SEEN.clear()
    plays(InWorkspace if SOAK else seed(SAME)(InWorkspace), SOAK or HISTORIES)
    print(table())  # noqa: T201  what `make soak-process` is run for
    assert missed() == {}
