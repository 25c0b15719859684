"""P14: who may know, as the process decides it: held, kept out, let in, and a case that nobody may know of."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.process.case import Case, Stage, Standing, Terms, Track
from daemon.process.deadlines import deadlines, is_silent
from daemon.process.decide import decide
from daemon.process.disclosure import Passed, Stop, Stopped, gate
from daemon.process.events import ConsentGiven, NotAllowed, PathChosen, TakenOn
from daemon.process.events_audience import Excluded, Included, OutsideDue, RecusalEnded, SealedChosen
from daemon.process.events_parties import FindingRecorded, OffLearned, OnLearned, PartyNamed, PartyWrote
from daemon.process.judges import is_sealed
from daemon.process.letters import Letter, LetterName, To
from daemon.process.people import Consent, Role
from daemon.process.records import Copy, Finding, Release
from daemon.store.cases import dumped, loaded
from tests.support.history import START, History

ADA, JAMISON, BOTH = frozenset({"Ada"}), frozenset({"Jamison"}), frozenset({"Ada", "Jamison"})
YES, MAYBE = Standing.VERIFIED, Standing.PLAUSIBLE
OUTSIDE = ("Olu", "olu@outside.example")
TERMS = Terms(administrators=("Jamison", "Ada"), outside=OUTSIDE, mailbox_readers=("Jamison",))
WORDS = "the reporter's own words"


def sealed(terms=TERMS, **facts):
    return History(terms).reports(off=BOTH, **facts)


def held():
    return History(TERMS).reports(off=ADA, unsure=ADA)


def names(history):
    return [(letter.name, letter.to) for _, letter in history.sent]


# --- held


def test_p14_the_question_is_in_the_first_answer_and_names_nobody():
    facts = held().last(LetterName.ACKNOWLEDGEMENT).facts
    assert facts["held"] == "yes"
    assert "Ada" not in repr(dict(facts).values())


def test_p14_the_others_hear_that_one_of_them_is_held():
    assert "It mentions one of you" in str(held().fact(LetterName.NOTICE, "flag"))
    assert History(TERMS).reports(off=ADA).fact(LetterName.NOTICE, "flag") == ()


def test_p14_include_brings_back_whom_the_words_took_off_and_nobody_who_left_for_another_reason():
    history = held().happens(OffLearned(JAMISON, "Jamison"))
    assert is_sealed(history.case)
    history.happens(Included(YES))
    assert (history.case.off, history.case.unsure) == (JAMISON, frozenset())


def test_p14_whoever_is_named_for_certain_later_is_not_asked_about_any_more():
    certain = held().writes(off=ADA).case
    assert (certain.off, certain.unsure) == (ADA, frozenset())


@pytest.mark.parametrize("standing", [YES, MAYBE])
def test_p14_exclude_narrows_whoever_says_it(standing):
    history = History(TERMS).reports(mentioned=ADA).happens(Excluded(standing))
    assert (history.case.off, history.case.by_author) == (ADA, ADA)


def test_p14_exclude_by_a_forger_empties_no_case():
    assert History(TERMS).reports(mentioned=BOTH).happens(Excluded(MAYBE)).case.off == frozenset()
    assert is_sealed(History(TERMS).reports(mentioned=BOTH).happens(Excluded(YES)).case)


def test_p14_include_needs_somebody_verified():
    assert held().happens(Included(MAYBE)).case.off == ADA


def test_p14_a_second_include_lets_in_nobody_who_was_not_asked_about():
    terms = Terms(administrators=("Jamison", "Ada", "Lin"))
    history = History(terms).reports(off=BOTH, unsure=ADA)
    assert history.happens(Included(YES)).happens(Included(YES)).case.off == JAMISON


# --- let in again


def test_p14_another_administrator_lets_somebody_in_and_only_they_get_the_notice():
    history = held().forgets_letters().happens(RecusalEnded("Jamison", "Ada"))
    assert history.case.off == frozenset()
    assert [(each.name, each.to, each.who) for _, each in history.sent] == [
        (LetterName.NOTICE, To.ONE_ADMINISTRATOR, "Ada")
    ]


def test_p14_nobody_lets_themselves_in():
    with pytest.raises(NotAllowed) as refused:
        held().happens(RecusalEnded("Ada", "Ada"))
    assert refused.value.rule == "P14"


# --- parties


def test_p14_whom_a_party_reports_is_held_but_the_case_is_not_emptied():
    history = History(TERMS).reports().happens(PartyNamed("Ada", "SSE-P", Role.RESPONDENT))
    history.happens(PartyWrote("SSE-P", off=ADA))
    assert (history.case.off, history.case.unsure, history.case.by_author) == (ADA, ADA, frozenset())
    history.happens(PartyWrote("SSE-P", off=JAMISON))
    assert history.case.off == ADA


def test_p14_the_reporter_does_not_undo_what_a_party_says():
    history = History(TERMS).reports().happens(PartyNamed("Ada", "SSE-P", Role.WITNESS))
    assert history.happens(PartyWrote("SSE-P", off=ADA)).happens(Included(YES)).case.off == ADA


@pytest.mark.parametrize("role", [Role.TARGET, Role.WITNESS])
def test_p14_who_has_a_part_does_not_decide_where_another_can(role):
    history = History(TERMS).reports().happens(PartyNamed("Jamison", "SSE-P", role, "Ada"))
    with pytest.raises(NotAllowed, match="another administrator decides"):
        history.happens(FindingRecorded("Ada", Finding.NONE))
    history.happens(FindingRecorded("Jamison", Finding.NONE))


def test_p14_a_solo_administrator_with_a_part_decides_all_the_same():
    history = History(Terms(administrators=("Ada",))).reports()
    history.happens(PartyNamed("Ada", "SSE-P", Role.TARGET, "Ada")).happens(FindingRecorded("Ada", Finding.NONE))
    assert history.case.finding is Finding.NONE


# --- sealed


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED])
def test_p14_a_sealed_report_is_answered_without_a_date_and_told_to_nobody(track):
    history = sealed(track=track)
    assert history.to_reporter() == [LetterName.SEALED]
    assert history.case.promise is None
    history.passes(days=40)
    assert set(history.to_reporter()) == {LetterName.SEALED}


def test_p14_a_sealed_case_has_one_deadline_a_week_until_its_reporter_chose():
    history = sealed().passes(days=22)
    assert [at for at, kind in history.rang] == [START + timedelta(days=7 * week) for week in (1, 2, 3)]
    assert {kind for _, kind in history.rang} == {"OutsideDue"}
    history.happens(SealedChosen(Release.SEALED, YES))
    assert deadlines(history.case) == ()


def test_p14_the_letter_that_something_waits_names_no_case():
    letter = sealed().happens(OutsideDue()).last(LetterName.OUTSIDE_ESCALATION)
    assert (letter.about, letter.words, set(letter.facts)) == ("", "", {"since"})


def test_p14_the_gate_lets_words_to_the_contact_only_under_the_reporters_choice():
    case = sealed().case
    letter = Letter(name=LetterName.RELEASED, to=To.OUTSIDE_CONTACT, words=WORDS)
    assert gate(case, letter) == Stopped(letter, (Stop.NOT_RELEASED,))
    chosen = sealed().happens(SealedChosen(Release.CONTACT, YES, WORDS)).case
    assert gate(chosen, letter) == Passed(letter)
    other = Letter(name=LetterName.REPLY, to=To.OUTSIDE_CONTACT, words=WORDS)
    assert isinstance(gate(chosen, other), Stopped)


@pytest.mark.parametrize(
    ("terms", "choice"),
    [
        (TERMS, SealedChosen(Release.CONTACT, MAYBE, WORDS)),
        (TERMS, SealedChosen(Release.CONTACT, YES, "")),
        (Terms(administrators=("Jamison", "Ada")), SealedChosen(Release.CONTACT, YES, WORDS)),
    ],
)
def test_p14_a_choice_that_does_not_count_hands_nothing_on_and_is_asked_for_again(terms, choice):
    history = sealed(terms).forgets_letters().happens(choice)
    assert names(history) == [(LetterName.SEALED, To.REPORTER)]
    assert history.case.release is None


def test_p14_the_words_for_a_sealed_case_change_nothing_elsewhere():
    history = History(TERMS).reports().forgets_letters().happens(SealedChosen(Release.CONTACT, YES, WORDS))
    assert history.case.release is None
    assert To.OUTSIDE_CONTACT not in {to for _, to in names(history)}


@pytest.mark.parametrize("event", [PathChosen(Track.CONCERN), ConsentGiven(Consent.REFUSED, YES)])
def test_p14_what_the_reporter_says_meanwhile_is_kept_without_a_promise(event):
    history = sealed().happens(event)
    assert is_silent(history.case)
    assert history.case.promise is None


def test_p14_include_after_weeks_begins_as_if_it_had_come_now():
    history = sealed().passes(days=30).forgets_letters().happens(Included(YES))
    assert history.to_reporter() == [LetterName.ACKNOWLEDGEMENT]
    assert history.case.owed_since == history.now
    assert history.case.promise
    assert history.case.promise.due == history.now + history.case.terms.estimate_within


def test_p14_who_works_on_it_when_the_last_one_leaves_is_not_on_it_any_more():
    history = History(TERMS).reports(off=ADA).happens(TakenOn("Jamison"))
    history.happens(OffLearned(JAMISON, "Jamison"))
    assert (history.case.assigned, history.case.on_it, history.case.sealed_at) == ("", "", history.now)


def test_p14_a_case_that_another_one_seals_tells_its_sender_nothing_of_it():
    history = History(TERMS).reports().forgets_letters().happens(OffLearned(BOTH))
    assert (is_sealed(history.case), history.sent) == (True, [])


def test_p14_readers_are_not_named_where_a_gap_would_say_who():
    learned = History(TERMS).reports().happens(OffLearned(ADA)).forgets_letters()
    learned.happens(PathChosen(Track.CONCERN))
    again = History(TERMS).asks().happens(OffLearned(ADA)).happens(PathChosen(Track.COMPLAINT))
    assert again.fact(LetterName.ACKNOWLEDGEMENT, "readers") == ()
    own = History(TERMS).reports(off=ADA)
    assert own.fact(LetterName.ACKNOWLEDGEMENT, "readers") == ("Jamison",)


def test_p14_what_becomes_of_the_mail_is_said_where_somebody_kept_out_reads_the_mailbox():
    assert History(TERMS).reports(off=ADA, copy=Copy.REMOVED).fact(LetterName.ACKNOWLEDGEMENT, "mailbox") == ""
    assert sealed(copy=Copy.STAYS).fact(LetterName.SEALED, "mailbox") == "stays"


# --- stored


def test_a_case_of_an_earlier_version_is_read_and_a_sealed_one_rings_for_the_contact():
    new = sealed().case
    fresh = {"unsure", "by_author", "mentioned", "parts", "included_at", "sealed_at", "outside_at", "release", "copy"}
    old = {key: value for key, value in json.loads(dumped(new)).items() if key not in {*fresh, "merged"}}
    case = loaded(json.dumps(old).encode(), TERMS)
    assert isinstance(case, Case)
    assert is_sealed(case)
    assert [type(each.event) for each in deadlines(case)] == [OutsideDue]


def test_p14_nothing_of_who_is_kept_out_shows_in_a_repr():
    assert not {"Ada", "Jamison"} & set(repr(held().case).replace("'", " ").split())


def test_p14_whoever_is_off_a_complaint_is_let_into_its_appeal_only_after_the_complaint():
    terms = replace(TERMS, administrators=("Jamison", "Ada", "Grace"))
    appeal = Case(code="SSE-AAAAA", track=Track.APPEAL, stage=Stage.CONSIDERED, opened_at=START, terms=terms)
    off = decide(appeal, OffLearned(ADA), START).case
    with pytest.raises(NotAllowed, match="let them in there first"):
        decide(off, RecusalEnded("Jamison", "Ada"), START)
    again = decide(off, OnLearned(ADA), START).case
    assert decide(again, RecusalEnded("Jamison", "Ada"), START).case.off == frozenset()
