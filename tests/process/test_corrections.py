"""What was read is mended by its author's word: nothing of it is lost, and nobody gains by it (P1, P12)."""

import pytest

from daemon.process.case import Answer, Consent, Debt, Privacy, Stage, Standing, Track
from daemon.process.events import EstimateGiven, PathChosen, ReplyWritten, ResolutionWritten
from daemon.process.events_parties import ConsultationProposed, PartyNamed
from daemon.process.letters import LetterName
from daemon.process.people import Role
from tests.support.history import History

ONLY_ASKS = PathChosen(Track.QUESTION)
BY = "Jamison"


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED])
def test_p12_a_question_that_was_read_as_a_report_is_one_by_its_askers_word(track):
    history = History().reports(track).forgets_letters().happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.QUESTION, Stage.NEEDS_ANSWER)
    assert history.case.debt is Debt.ANSWER
    assert history.fact(LetterName.CORRECTED, "path") == "question"
    assert history.happens(ReplyWritten(BY, "words")).case.stage is Stage.CLOSED


def test_p12_its_asker_keeps_the_date_that_they_had():
    history = History().reports()
    date = history.case.promise.due
    history.passes(hours=3).forgets_letters().happens(ONLY_ASKS)
    assert history.fact(LetterName.CORRECTED, "next_word") == date


def test_p12_an_answer_is_owed_also_where_the_date_was_missed():
    history = History().reports().happens(EstimateGiven(BY, History().in_(hours=30))).passes(days=3)
    assert history.case.stage is Stage.LATE
    assert history.happens(ONLY_ASKS).fact(LetterName.CORRECTED, "next_word") == history.in_(hours=24)


def test_what_anybody_could_have_written_makes_no_question_of_a_complaint():
    history = History().reports().happens(PathChosen(Track.QUESTION, Standing.PLAUSIBLE))
    assert (history.case.track, history.case.stage) == (Track.COMPLAINT, Stage.NEEDS_DATE)


@pytest.mark.parametrize(
    "before",
    [
        PartyNamed(BY, "SSE-P2Q4R", Role.RESPONDENT),
        ConsultationProposed(BY, "a text"),
        ResolutionWritten(BY, "words"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_p7_a_report_in_which_others_have_a_part_stays_one_and_its_author_is_told_how_it_stands(before):
    history = History().reports().happens(before).forgets_letters()
    stage = history.case.stage
    history.happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.COMPLAINT, stage)
    assert history.fact(LetterName.CORRECTED, "path") == "complaint"
    assert "stays a complaint" in history.fact(LetterName.WROTE_AGAIN, "what")


def test_the_word_to_a_question_changes_nothing():
    history = History().asks().forgets_letters().happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.QUESTION, Stage.NEEDS_ANSWER)


def test_who_only_asked_can_still_say_that_it_was_a_complaint():
    history = History().reports(Track.UNDECIDED).happens(ONLY_ASKS, PathChosen(Track.COMPLAINT))
    assert (history.case.track, history.case.debt) == (Track.COMPLAINT, Debt.DATE)


def test_p2_whose_report_was_read_as_a_question_is_not_asked_what_they_said_already():
    history = History().asks(answered=frozenset({Answer.NATURE, Answer.INVOLVED})).happens(PathChosen(Track.COMPLAINT))
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == ("material", "privacy")


def test_p8_a_wish_for_privacy_in_what_was_read_as_a_question_is_not_lost():
    history = History().asks(privacy=Privacy(Consent.REFUSED)).happens(PathChosen(Track.CONCERN))
    assert history.fact(LetterName.CONCERN, "consent") == "refused"
