"""P9: whoever was told until when they can answer about a text is not cut off by the end of the case."""

import pytest

from daemon.process.case import Consent, Privacy, Stage, Standing
from daemon.process.events import Closed, NotAllowed, ResolutionWritten, Withdrew
from daemon.process.events_parties import ConsultationAnswered, ConsultationProposed, Merged, Sameness
from daemon.process.records import Reply
from tests.support.history import CODE, START, History

GRANTED = Privacy(Consent.GRANTED, START, "said so")
ENDS = (ResolutionWritten("Ada", "We talked."), Merged("Ada", "SSE-AAAAA", Sameness.SAME_ADDRESS, frozenset()))


def consulted():
    return History().reports(privacy=GRANTED).happens(ConsultationProposed("Ada", "the exact text"))


@pytest.mark.parametrize("end", ENDS)
def test_p9_no_case_ends_while_somebody_can_still_answer(end):
    with pytest.raises(NotAllowed, match=f"until 30 November 2026.*show {CODE}"):
        consulted().happens(end)


@pytest.mark.parametrize("reply", [Reply.YES, Reply.NO])
def test_p9_after_the_answers_it_ends_as_ever(reply):
    history = consulted().happens(ConsultationAnswered(CODE, reply))
    assert history.happens(ENDS[0]).case.stage is Stage.RESOLVED


def test_p9_after_the_time_for_answers_it_ends_as_ever():
    assert consulted().passes(days=8).happens(ENDS[0]).case.stage is Stage.RESOLVED


def test_p9_a_withdrawal_ends_the_consultation_and_the_case_can_be_closed():
    history = consulted().happens(Withdrew(Standing.VERIFIED)).happens(Closed("Ada"))
    assert history.case.stage is Stage.CLOSED
