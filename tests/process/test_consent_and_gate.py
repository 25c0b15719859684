"""Consent narrows at once and widens only for somebody verified; the gate lets words out to their author (P8)."""

from datetime import timedelta

import pytest

from daemon.process.case import Case, Consent, Privacy, Standing, Track
from daemon.process.disclosure import Passed, Stop, Stopped, gate
from daemon.process.events import ConsentGiven, ConsentRecorded, NotAllowed, ReplyWritten, ResolutionWritten
from daemon.process.letters import Letter, LetterName, To
from tests.support.history import START, History

GRANTED = Privacy(Consent.GRANTED, START, "said so")
HINTED = Privacy(Consent.GRANTED, None, "read")
VERIFIED, PLAUSIBLE = Standing.VERIFIED, Standing.PLAUSIBLE
CASE = Case(code="SSE-7K3F2", track=Track.COMPLAINT, opened_at=START)
NARROWER = (Consent.CONDITIONAL, Consent.REFUSED)


def consent_after(before, event):
    return History().reports(privacy=before).happens(event).case.privacy


def test_p8_a_consent_in_the_first_message_is_a_hint_and_is_played_back_as_one():
    facts = History().reports(privacy=HINTED).last(LetterName.ACKNOWLEDGEMENT).facts
    assert (facts["consent"], facts["confirmed"]) == ("granted", "no")


def test_p8_a_word_from_somebody_verified_confirms():
    given = consent_after(Privacy(), ConsentGiven(Consent.GRANTED, VERIFIED))
    assert (given.value, given.confirmed) == (Consent.GRANTED, True)


@pytest.mark.parametrize("consent", NARROWER)
def test_p8_narrowing_counts_at_once_from_anybody_plausible(consent):
    assert consent_after(GRANTED, ConsentGiven(consent, PLAUSIBLE)).value is consent


@pytest.mark.parametrize("before", [GRANTED, HINTED, Privacy(Consent.REFUSED, None, "read")])
def test_p8_a_refusal_is_confirmed_by_anybody_plausible(before):
    refused = consent_after(before, ConsentGiven(Consent.REFUSED, PLAUSIBLE))
    assert (refused.value, refused.confirmed) == (Consent.REFUSED, True)


@pytest.mark.parametrize("before", [Privacy(), Privacy(Consent.REFUSED), Privacy(Consent.CONDITIONAL)])
def test_p8_widening_does_not_count_from_anybody_plausible(before):
    assert consent_after(before, ConsentGiven(Consent.GRANTED, PLAUSIBLE)) == before


def test_p8_a_wider_consent_that_does_not_count_is_told_to_the_administrators():
    history = History().reports().happens(ConsentGiven(Consent.GRANTED, PLAUSIBLE))
    assert "does not count" in history.fact(LetterName.WROTE_AGAIN, "what")


def test_p8_a_hint_is_not_confirmed_by_somebody_unverified():
    assert not consent_after(HINTED, ConsentGiven(Consent.GRANTED, PLAUSIBLE)).confirmed


def test_p8_a_narrower_consent_of_somebody_unverified_confirms_nothing_that_opens_a_gate():
    assert not consent_after(GRANTED, ConsentGiven(Consent.CONDITIONAL, PLAUSIBLE)).confirmed


@pytest.mark.parametrize("hint", NARROWER)
def test_p8_a_hint_narrows(hint):
    narrowed = History().reports(privacy=GRANTED).writes(hint=hint).case.privacy
    assert (narrowed.value, narrowed.confirmed) == (hint, False)


@pytest.mark.parametrize("hint", Consent)
def test_p8_a_hint_never_widens(hint):
    refused = Privacy(Consent.REFUSED, START, "said so")
    assert History().reports(privacy=refused).writes(hint=hint).case.privacy == refused


def test_p8_a_message_that_says_nothing_of_consent_takes_nothing_back():
    assert History().reports(privacy=GRANTED).writes(hint=Consent.UNSTATED).case.privacy == GRANTED


def test_p8_a_consent_that_narrowed_is_told_even_while_an_earlier_message_waits():
    history = History().reports(privacy=GRANTED).writes().forgets_letters().writes(hint=Consent.REFUSED)
    assert history.fact(LetterName.WROTE_AGAIN, "what") == "the reporter wrote; consent reads as refused now"
    assert history.to_reporter() == []


def test_p8_an_administrator_records_what_was_allowed_and_where_it_was_said():
    history = History().reports().happens(ConsentRecorded("Jamison", Consent.GRANTED, "in a call on Monday"))
    assert history.case.privacy.confirmed
    assert history.fact(LetterName.CORRECTED, "consent") == "granted"


def test_p8_a_record_without_its_source_is_refused():
    with pytest.raises(NotAllowed, match="say where") as refused:
        History().reports().happens(ConsentRecorded("Jamison", Consent.GRANTED, " "))
    assert refused.value.rule == "P8"


EVERYBODY_ELSE = [to for to in To if to is not To.REPORTER]


@pytest.mark.parametrize("to", EVERYBODY_ELSE)
@pytest.mark.parametrize("name", [LetterName.REPLY, LetterName.RESOLUTION, LetterName.NOTICE])
def test_p8_words_about_a_case_go_to_nobody_but_its_author(name, to):
    letter = Letter(name=name, to=to, words="words")
    why = Stop.REPORTER if to is To.PARTY else Stop.NOT_THE_AUTHOR
    assert gate(CASE, letter) == Stopped(letter, (why,))


def test_p8_words_go_to_the_author_of_the_case():
    letter = Letter(name=LetterName.REPLY, to=To.REPORTER, about="SSE-7K3F2", words="words")
    assert gate(CASE, letter) == Passed(letter)


@pytest.mark.parametrize("name", [LetterName.DONE, LetterName.READ_BACK])
def test_p8_an_administrators_own_words_go_back_to_them(name):
    letter = Letter(name=name, to=To.ONE_ADMINISTRATOR, words="words")
    assert gate(CASE, letter) == Passed(letter)


@pytest.mark.parametrize("to", [To.STRANGER, To.OUTSIDE_CONTACT])
def test_p8_nobody_outside_learns_which_case_it_is(to):
    letter = Letter(name=LetterName.NEUTRAL_RECEIPT, to=to, about="SSE-7K3F2")
    assert gate(CASE, letter) == Stopped(letter, (Stop.NAMES_A_CASE,))


@pytest.mark.parametrize("to", To)
def test_p8_a_fixed_letter_that_names_no_case_may_leave(to):
    assert isinstance(gate(CASE, Letter(name=LetterName.OUTSIDE_ESCALATION, to=to)), Passed)


def test_p8_no_letter_to_administrators_holds_a_word_of_a_person():
    history = History().reports().writes().happens(ReplyWritten("Jamison", "words"))
    history.happens(ResolutionWritten("Jamison", "words")).passes(days=9)
    assert not [letter for _, letter in history.sent if letter.to is not To.REPORTER and letter.words]


def test_what_is_confidential_is_not_in_a_repr():
    history = History(start=START + timedelta(days=1)).reports(off=frozenset({"Ada Canary"}))
    history.happens(ReplyWritten("Ada Canary", "canary words"))
    assert "anary" not in repr((history.case, history.sent, ReplyWritten("Ada Canary", "canary words")))
