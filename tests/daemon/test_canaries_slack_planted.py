"""Each leak that somebody could build into the Slack channel by mistake is found: in `make test` where people do what
would bring it out, and by random histories in `make soak-process`. What is planted stands in canaries_slack_planted.py.
"""

import pytest
from hypothesis import seed

from tests.support.canaries import Leak
from tests.support.canaries_machine import MANY_STEPS, SAME, SOAK, plays
from tests.support.canaries_slack_beginnings import InWorkspace, begun, playing
from tests.support.canaries_slack_planted import IN_SLACK

MOST_TO_FIND = 2000
MOST_STEPS = 4


@pytest.mark.timeout(0 if SOAK else 300)
@pytest.mark.parametrize("plant", IN_SLACK, ids=lambda each: each.__name__)
def test_a_leak_that_was_planted_in_slack_is_found(plant, monkeypatch):
    beginning, step = IN_SLACK[plant]
    begun(beginning)  # before anything leaks
    plant(monkeypatch)
    with playing(beginning) as play, pytest.raises(Leak):
        goes_through(play, step)


def goes_through(play, step):
    for number in range(MOST_STEPS):
        step(play, number)


@pytest.mark.parametrize("step", {row[1]: row[0] for row in IN_SLACK.values()}.items(), ids=lambda row: row[0].__name__)
def test_nothing_is_found_where_nothing_was_planted(step):
    with playing(step[1]) as play:
        goes_through(play, step[0])
        assert play.town.letters


if SOAK:  # minutes: a part of `make soak-process` alone

    @pytest.mark.parametrize("plant", IN_SLACK, ids=lambda each: each.__name__)
    def test_random_histories_find_a_leak_that_was_planted_in_slack(plant, monkeypatch):
        @seed(SAME)
        class Planted(InWorkspace):
            beginnings = (IN_SLACK[plant][0],)

        begun(IN_SLACK[plant][0])
        plant(monkeypatch)
        with pytest.raises(Leak):
            plays(Planted, MOST_TO_FIND, MANY_STEPS)
