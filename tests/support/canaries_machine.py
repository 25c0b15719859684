"""The machine of canaries: one random history after the other, each from one of the beginnings."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.support.canaries import PLAYED
from tests.support.canaries_beginnings import BEGINNINGS, begun
from tests.support.canaries_kept import Keeping
from tests.support.canaries_members import MANY
from tests.support.canaries_stage import stage
from tests.support.canaries_town import Town

SAME = 20190618  # the day of the process
SOAK = int(os.environ.get("CONDUCTD_SOAK", "0"))
MANY_STEPS = 5
STEPS = MANY_STEPS if SOAK else 2  # each history begins in the middle of a story: a run of thousands goes further


class Canaries(Keeping):
    beginnings = sorted(BEGINNINGS)

    @initialize(which=MANY)
    def begins(self, which):
        beginning = self.pick(which, self.beginnings)
        self.chain = stage()
        self.town = Town.again(begun(beginning), self.chain.__enter__())
        PLAYED["histories"] += 1

    def teardown(self):
        if hasattr(self, "town"):
            try:
                self.whoever_is_off_looks_around()
                self.town.check()
                self.town.check_disk()
            finally:
                self.town.closes()
                self.chain.__exit__(None, None, None)
            PLAYED["steps"] += len(self.town.history)


def plays(machine, histories, steps=STEPS):
    Town.receipts.clear()
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
