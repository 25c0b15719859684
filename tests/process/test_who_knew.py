"""P14: what a reporter is told of who could know before, and of words that changed nothing, is true."""

import json

import pytest

from daemon.process.case import Standing, Terms, Track
from daemon.process.events import ReportReceived
from daemon.process.events_audience import Excluded, Included, SealedChosen
from daemon.process.judges import is_sealed
from daemon.process.letters import LetterName, To
from daemon.process.records import Release
from daemon.store.cases import dumped, loaded
from tests.support.history import History

ADA, JAMISON, BOTH = frozenset({"Ada"}), frozenset({"Jamison"}), frozenset({"Ada", "Jamison"})
YES, MAYBE = Standing.VERIFIED, Standing.PLAUSIBLE
TERMS = Terms(administrators=("Jamison", "Ada"), outside=("Olu", "olu@outside.example"))
WORDS = "the reporter's own words"
CHOICES = (SealedChosen(Release.SEALED, YES), SealedChosen(Release.CONTACT, YES, WORDS))


def reports(**facts):
    return History(TERMS).reports(**facts)


def administrators_heard(history):
    return [letter.name for _, letter in history.sent if letter.to not in {To.REPORTER, To.OUTSIDE_CONTACT}]


# --- whether somebody knew before


def test_whoever_is_off_from_the_first_mail_on_never_knew():
    assert reports(off=BOTH).fact(LetterName.SEALED, "knew") == "no"
    assert reports(off=ADA, unsure=ADA).fact(LetterName.ACKNOWLEDGEMENT, "knew") == "no"


def test_whom_a_later_mail_reports_knew_before():
    assert reports().writes(off=BOTH).fact(LetterName.SEALED, "knew") == "yes"
    assert reports().writes(off=ADA, unsure=ADA).fact(LetterName.ADDED, "knew") == "yes"


def test_whom_the_reporter_let_in_knew_and_the_rest_never_did():
    history = reports(off=BOTH, unsure=ADA).happens(Included(YES))
    assert (history.case.off, history.case.unheard) == (JAMISON, JAMISON)
    assert history.writes(off=ADA).fact(LetterName.SEALED, "knew") == "yes"


def test_a_word_of_the_first_mail_itself_counts_before_anybody_was_told():
    history = History(TERMS)
    history.happens(ReportReceived(track=Track.COMPLAINT, mentioned=BOTH), Excluded(YES))
    assert is_sealed(history.case)
    assert history.fact(LetterName.SEALED, "knew") == "no"


def test_of_a_case_of_an_earlier_version_nobody_is_said_not_to_have_known():
    stored = {key: value for key, value in json.loads(dumped(reports(off=ADA).case)).items() if key != "unheard"}
    history = History(TERMS)
    history.case = loaded(json.dumps(stored).encode(), TERMS)
    assert history.writes(off=BOTH).fact(LetterName.SEALED, "knew") == "yes"


# --- a word that changes nothing


@pytest.mark.parametrize("word", [Excluded(YES), *CHOICES])
def test_a_word_that_keeps_nobody_out_is_answered_to_the_reporter_and_noticed_to_nobody(word):
    history = reports().forgets_letters().happens(word)
    assert history.to_reporter() == [LetterName.UNCHANGED]
    assert administrators_heard(history) == []
    assert history.fact(LetterName.UNCHANGED, "readers") == ("Jamison", "Ada")
    assert history.case.release is None


def test_exclude_that_took_somebody_off_is_said_to_the_reporter_and_to_the_others():
    history = reports(mentioned=ADA).forgets_letters().happens(Excluded(YES))
    assert history.fact(LetterName.CORRECTED, "fewer") == "yes"
    assert history.fact(LetterName.CORRECTED, "readers") == ("Jamison",)
    assert administrators_heard(history) == [LetterName.WROTE_AGAIN]


def test_exclude_answers_the_question_whom_they_mean_and_is_no_empty_word():
    history = reports(off=ADA, unsure=ADA).forgets_letters().happens(Excluded(YES))
    assert (history.to_reporter(), history.case.unsure) == ([LetterName.CORRECTED], frozenset())


def test_words_that_keep_somebody_out_are_answered_also_while_an_earlier_mail_is_unread():
    history = reports().writes().forgets_letters().writes(off=ADA)
    assert (history.fact(LetterName.ADDED, "fewer"), history.fact(LetterName.ADDED, "knew")) == ("yes", "yes")
    assert history.fact(LetterName.WROTE_AGAIN, "what") == "fewer may know of it: the reporter says so"


# --- choosing again after INCLUDE


@pytest.mark.parametrize("word", CHOICES)
def test_sealed_and_contact_after_include_take_off_again_whom_it_let_in(word):
    history = reports(off=BOTH).happens(Included(YES)).forgets_letters().happens(word)
    assert is_sealed(history.case)
    assert history.case.release is word.chosen
    assert history.case.promise is None
    assert history.to_reporter() == [LetterName.SEALED_CHOSEN]
    assert history.fact(LetterName.SEALED_CHOSEN, "knew") == "yes"
    assert administrators_heard(history) == []


def test_exclude_after_include_takes_off_again_whom_it_let_in():
    history = reports(off=BOTH).happens(Included(YES)).forgets_letters().happens(Excluded(YES))
    assert is_sealed(history.case)
    assert history.to_reporter() == [LetterName.SEALED]


@pytest.mark.parametrize("word", [Excluded(MAYBE), SealedChosen(Release.CONTACT, MAYBE, WORDS)])
def test_a_forger_takes_off_nobody_whom_include_let_in(word):
    history = reports(off=BOTH).happens(Included(YES)).forgets_letters().happens(word)
    assert history.case.off == frozenset()
    assert [letter.name for _, letter in history.sent] == [LetterName.UNCHANGED]


def test_after_the_choice_include_lets_them_in_once_more():
    history = reports(off=BOTH).happens(Included(YES)).happens(CHOICES[0]).happens(Included(YES))
    assert history.case.off == frozenset()
