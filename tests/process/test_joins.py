"""Cases that belong together: merge for one reporter, relate for several, hold against purging (P7, P8, P14)."""

import pytest

from daemon.process.case import Consent, Debt, Role, Stage, Standing, Track
from daemon.process.deadlines import deadlines
from daemon.process.events import ConsentGiven, NotAllowed, Recused, Reopened, TalkWanted
from daemon.process.events_parties import (
    Danger,
    FindingRecorded,
    Held,
    HoldEnded,
    Merged,
    PartyNamed,
    Related,
    Sameness,
)
from daemon.process.events_suspensions import AccountsSuspended
from daemon.process.letters import LetterName
from daemon.process.records import Finding
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, OTHER, QUESTION = "Jamison", "SSE-R0002", "SSE-Q0003"
MERGE = Merged(BY, COMPLAINT, Sameness.SAME_ADDRESS)


def two():
    return Neighbourhood().reports().reports(code=OTHER).passes(minutes=5).forgets_letters()


def refused(world, event, rule, code=OTHER):
    with pytest.raises(NotAllowed) as why:
        world.happens(code, event)
    assert why.value.rule == rule


def test_relate_shows_both_ways():
    world = two().happens(OTHER, Related(BY, COMPLAINT))
    assert (world.case(OTHER).related, world.case().related) == ((COMPLAINT,), (OTHER,))


def test_p8_reporters_of_related_cases_never_learn_of_each_other():
    assert two().happens(OTHER, Related(BY, COMPLAINT)).post == []


def test_a_case_is_not_related_to_itself():
    with pytest.raises(NotAllowed):
        two().happens(OTHER, Related(BY, OTHER))


def test_a_merged_case_owes_nothing_and_rings_no_more():
    case = two().happens(OTHER, MERGE).case(OTHER)
    assert (case.stage, case.debt, deadlines(case), case.merged_into) == (Stage.MERGED, None, (), COMPLAINT)


def test_the_reporter_of_a_merged_case_is_told_where_it_goes_on():
    world = two().happens(OTHER, MERGE).passes(minutes=5)
    assert (world.came(OTHER), world.fact(LetterName.JOINED, "into")) == ([LetterName.JOINED], COMPLAINT)


def test_p8_an_address_that_only_claims_to_be_theirs_is_told_nothing():
    assert two().happens(OTHER, Merged(BY, COMPLAINT, Sameness.CLAIMED)).post == []


def test_a_danger_goes_along_and_pages_where_it_goes_on():
    world = Neighbourhood().reports().reports(code=OTHER, danger=Danger.READ).passes(minutes=5).forgets_letters()
    world.happens(OTHER, MERGE)
    assert world.case().urgent
    assert LetterName.NOTICE in [posted.letter.name for posted in world.post if posted.code == COMPLAINT]


@pytest.mark.parametrize("narrower", [Consent.REFUSED, Consent.CONDITIONAL])
def test_p8_the_narrower_consent_goes_along(narrower):
    world = two()
    world.happens(COMPLAINT, ConsentGiven(Consent.GRANTED, Standing.VERIFIED))
    world.happens(OTHER, ConsentGiven(narrower, Standing.VERIFIED), MERGE)
    assert world.case().privacy.value is narrower


def test_p2_a_conversation_that_is_wanted_goes_along():
    assert two().happens(OTHER, TalkWanted(), MERGE).case().talk


def test_p7_a_party_who_is_owed_a_word_is_not_merged_away():
    refused(two().happens(OTHER, PartyNamed(BY, "SSE-P0001", Role.RESPONDENT)), MERGE, "P7")


def test_p14_who_may_not_know_where_it_goes_on_may_not_know_of_the_merged_case():
    world = two().happens(OTHER, Merged(BY, COMPLAINT, Sameness.SAME_ADDRESS, frozenset({"Ada"})))
    assert world.case(OTHER).off == frozenset({"Ada"})


def test_p14_a_merge_leaves_somebody_who_may_know():
    refused(two(), Merged(BY, COMPLAINT, Sameness.SAME_ADDRESS, frozenset({BY, "Ada"})), "P14")


def test_a_merged_case_refuses_commands_and_says_where_to_go():
    world = two().happens(OTHER, MERGE)
    with pytest.raises(NotAllowed, match=COMPLAINT):
        world.happens(OTHER, MERGE)


def test_a_merge_is_taken_back_by_opening_it_again():
    case = two().happens(OTHER, MERGE).happens(OTHER, Reopened(BY)).case(OTHER)
    assert (case.stage, case.debt, case.merged_into) == (Stage.NEEDS_DATE, Debt.DATE, "")


def test_p14_who_may_not_know_of_the_one_may_not_know_of_the_other():
    world = two().happens(OTHER, Recused(BY, "Ada")).happens(OTHER, MERGE)
    assert world.case().off == {"Ada"}


def test_p6_a_case_under_which_somebody_is_suspended_is_not_merged_away():
    world = two().named("SSE-P1", Role.RESPONDENT, OTHER)
    refused(world.happens(OTHER, AccountsSuspended(BY, ("SSE-P1",), "words")), MERGE, "P6")


def test_a_message_that_read_as_a_question_is_merged_too():
    world = two().asks(QUESTION).happens(QUESTION, MERGE)
    assert (world.case(QUESTION).track, world.case(QUESTION).stage) == (Track.QUESTION, Stage.MERGED)


def test_hold_stands_until_it_is_ended():
    world = two().happens(OTHER, Held(BY))
    assert world.case(OTHER).held
    assert not world.happens(OTHER, HoldEnded(BY)).case(OTHER).held


@pytest.mark.parametrize("finding", Finding)
def test_an_outcome_in_a_word_is_written_to_nobody(finding):
    world = two().happens(OTHER, FindingRecorded(BY, finding))
    assert (world.case(OTHER).finding, world.post) == (finding, [])


def test_p14_a_case_that_may_be_retaliation_is_flagged_to_administrators_alone():
    world = Neighbourhood().reports(retaliation=True)
    assert world.fact(LetterName.NOTICE, "flag")
    assert "flag" not in world.last(LetterName.ACKNOWLEDGEMENT).letter.facts
