"""The bench of crashes, in short: one death at every named step, and the ledger after it."""

from collections import Counter
from random import Random

import pytest

from daemon.steps import Step
from tests.soak.crash_mail import IMAP, LMTP
from tests.soak.crashes import Death, Evidence, Servers, died, in_a_folder, world

SLACK = (Step.SLACK_IN_HAND, Step.SLACK_STORED, Step.SLACK_SWEPT)
PLANNED = {
    Evidence.COPY: (*IMAP, Step.COMMITTING, Step.LETTER_SENT, Step.LETTER_SETTLED),
    Evidence.FOLDER: (*LMTP, Step.COMMITTED, Step.LETTER_TAKEN),
    Evidence.SOCKETS: (*SLACK, Step.LETTER_SENT),
}


@pytest.fixture(scope="module")
def servers():
    with Servers(3) as running:
        yield running


@pytest.mark.parametrize("evidence", PLANNED)
def test_killed_at_each_step_it_loses_nothing_and_says_nothing_twice(evidence, servers):
    rng, reached = Random(7), Counter()  # noqa: S311  to be played again
    with in_a_folder() as folder, world(evidence, folder, servers, rng) as here:
        ledger = died(here, [Death(step, within=30.0) for step in PLANNED[evidence]], rng, reached)
    assert (ledger.lost, ledger.doubled, ledger.broken) == ([], [], [])
    assert reached == Counter(PLANNED[evidence])
    assert ledger.messages >= len(PLANNED[evidence])


def test_every_named_step_is_among_these_deaths():
    assert {step for steps in PLANNED.values() for step in steps} == set(Step)
