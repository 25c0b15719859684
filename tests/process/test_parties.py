"""Who is who in a case, what each of them is told, and what they allow (P7, P8)."""

import pytest

from daemon.process.case import Consent, Debt, Privacy, Role, Stage, Standing, Told, Track
from daemon.process.events import Closed, ConsentRecorded, NotAllowed, PathChosen, PathCorrected, ResolutionWritten
from daemon.process.events_parties import Danger, PartyConsented, PartyNamed, PartySpared, PartyTold, PartyWrote
from daemon.process.letters import LetterName, To
from tests.support.history import START
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, WHO, TARGET = "Jamison", "SSE-P0001", "SSE-P0002"
GRANTED = Privacy(Consent.GRANTED, START, "said so")
RESOLVE = ResolutionWritten(BY, "words")
WORDS, FIXED = PartyTold(BY, WHO, "words"), PartyTold(BY, WHO)
SHARE = PartyConsented(TARGET, Consent.GRANTED, Standing.VERIFIED)


def reported(track=Track.COMPLAINT, **facts):
    return Neighbourhood().reports(track, **facts).named(WHO, Role.RESPONDENT)


def refused(world, event, rule="P7"):
    with pytest.raises(NotAllowed) as why:
        world.happens(COMPLAINT, event)
    assert why.value.rule == rule


def test_p7_being_named_tells_nobody_anything():
    world = reported().forgets_letters().named(TARGET, Role.TARGET)
    assert [each for each in world.post if each.letter.to is To.PARTY] == []


def test_p7_resolve_is_refused_until_each_party_has_a_word_or_a_reason():
    world = reported().named(TARGET, Role.TARGET)
    refused(world, RESOLVE)
    refused(world.happens(COMPLAINT, FIXED), RESOLVE)
    world.happens(COMPLAINT, PartySpared(BY, TARGET, "words"))
    assert world.happens(COMPLAINT, RESOLVE).case().stage is Stage.RESOLVED


def test_p7_a_reason_without_words_is_none():
    refused(reported(), PartySpared(BY, WHO, " "))


def test_p7_told_counts_once_it_left():
    world = reported().happens(COMPLAINT, FIXED)
    assert world.party(WHO).told is Told.ON_ITS_WAY
    assert world.passes(minutes=2).party(WHO).told is Told.TOLD


def test_p7_a_text_that_came_back_is_known_not_to_have_been_told():
    world = reported().happens(COMPLAINT, FIXED).passes(minutes=2).fails(LetterName.PARTY_CLOSED)
    assert world.party(WHO).told is Told.UNREACHABLE
    assert world.written(LetterName.UNDELIVERED)


def test_p7_a_text_that_is_taken_back_is_owed_again():
    world = reported().happens(COMPLAINT, FIXED).undoes(LetterName.PARTY_CLOSED)
    assert world.party(WHO).told is None
    refused(world, RESOLVE)


def test_p7_a_text_taken_back_after_the_end_is_seen_by_somebody():
    world = reported()
    world.stuck.add(WHO)
    world.happens(COMPLAINT, FIXED).happens(COMPLAINT, RESOLVE).passes(minutes=5)
    assert world.case().stage is Stage.CLOSED
    assert world.undoes(LetterName.PARTY_CLOSED).case().debt is Debt.LOOK


def test_p7_a_party_named_while_the_resolution_is_on_its_way_keeps_the_case_open():
    world = reported().happens(COMPLAINT, FIXED).happens(COMPLAINT, RESOLVE).named(TARGET, Role.TARGET)
    world.passes(minutes=5)
    assert (world.case().stage, world.case().debt) == (Stage.RESOLVED, Debt.PARTIES)
    refused(world, Closed(BY))
    world.happens(COMPLAINT, PartySpared(BY, TARGET, "words")).happens(COMPLAINT, Closed(BY))
    assert world.case().stage is Stage.CLOSED


def test_p7_a_word_that_is_owed_after_the_resolution_is_reminded_of():
    world = reported().happens(COMPLAINT, FIXED).happens(COMPLAINT, RESOLVE).named(TARGET, Role.TARGET)
    world.passes(days=2)
    assert world.fact(LetterName.REMINDER, "owed") == str(Debt.PARTIES)


def test_p8_words_to_a_party_need_the_reporters_confirmed_consent():
    refused(reported(), WORDS, "P8")
    assert reported(privacy=GRANTED).happens(COMPLAINT, WORDS).last(LetterName.TOLD).letter.words == "words"


def test_p8_words_to_a_party_need_the_targets_own_consent_too():
    world = reported(privacy=GRANTED).named(TARGET, Role.TARGET)
    refused(world, WORDS, "P8")
    assert world.happens(COMPLAINT, SHARE).happens(COMPLAINT, WORDS).written(LetterName.TOLD)


def test_p8_a_targets_yes_counts_for_a_target_only_once_they_are_known_by_more_than_a_from_line():
    world = reported(privacy=GRANTED).named(TARGET, Role.TARGET)
    world.happens(COMPLAINT, PartyConsented(TARGET, Consent.GRANTED, Standing.PLAUSIBLE))
    refused(world, WORDS, "P8")


def test_p8_a_targets_no_counts_at_once_from_anybody_plausible():
    world = reported(privacy=GRANTED).named(TARGET, Role.TARGET).happens(COMPLAINT, SHARE)
    world.happens(COMPLAINT, PartyConsented(TARGET, Consent.REFUSED, Standing.PLAUSIBLE))
    refused(world, WORDS, "P8")


def test_p8_a_targets_consent_is_not_the_reporters():
    world = reported().named(TARGET, Role.TARGET).happens(COMPLAINT, SHARE)
    assert world.case().privacy == Privacy()
    refused(world, WORDS, "P8")


def test_p8_what_a_target_allowed_elsewhere_is_an_administrators_record():
    world = reported(privacy=GRANTED).named(TARGET, Role.TARGET)
    world.happens(COMPLAINT, ConsentRecorded(BY, Consent.GRANTED, "in a call", TARGET)).happens(COMPLAINT, WORDS)
    assert world.written(LetterName.TOLD)


def test_p7_p8_the_fixed_text_needs_no_consent():
    letter = reported().happens(COMPLAINT, FIXED).last(LetterName.PARTY_CLOSED).letter
    assert (letter.words, letter.facts["code"]) == ("", WHO)


@pytest.mark.parametrize("track", [Track.UNDECIDED, Track.CONCERN])
def test_p1_only_a_complaint_tells_parties(track):
    refused(reported(track), FIXED, "P1")


def test_p1_a_mended_path_tells_nobody():
    world = reported(Track.UNDECIDED).happens(COMPLAINT, PathCorrected(BY, Track.COMPLAINT))
    refused(world, FIXED, "P1")
    assert world.happens(COMPLAINT, PathChosen(Track.COMPLAINT)).happens(COMPLAINT, FIXED).party(WHO).told


def test_p7_somebody_who_is_no_party_is_told_nothing():
    refused(Neighbourhood().reports(), FIXED)


def test_p12_a_report_with_parties_is_not_made_a_question():
    refused(reported(Track.UNDECIDED), PathCorrected(BY, Track.QUESTION), "P12")


def test_p7_a_case_has_one_reporter():
    refused(reported(), PartyNamed(BY, WHO, Role.REPORTER))


def test_p3_a_reporter_who_is_named_later_is_acknowledged_as_anybody_is():
    world = Neighbourhood().unreported().named(COMPLAINT, Role.REPORTER).passes(minutes=1)
    assert world.came(COMPLAINT) == [LetterName.ACKNOWLEDGEMENT]


def test_p7_a_party_who_writes_is_heard_and_said_once():
    world = reported().forgets_letters().happens(COMPLAINT, PartyWrote(WHO)).happens(COMPLAINT, PartyWrote(WHO))
    assert world.party(WHO).heard_at == world.now
    assert len(world.written(LetterName.WROTE_AGAIN)) == 1


def test_danger_in_a_partys_words_is_said_each_time():
    world = reported().forgets_letters()
    for _ in range(2):
        world.happens(COMPLAINT, PartyWrote(WHO, Danger.READ))
    assert len(world.written(LetterName.WROTE_AGAIN)) == 2
