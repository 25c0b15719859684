"""What anybody can have written moves nobody: paths, withdrawals, appeals, and who may know (P1, P6, P10, P14)."""

import pytest

from daemon.process.case import Consent, Role, Stage, Standing, Track
from daemon.process.events import NotAllowed, PathChosen, Recused, ReporterWrote, Withdrew
from daemon.process.events_parties import OffLearned
from daemon.process.events_suspensions import (
    AccountsSuspended,
    AppellantWrote,
    Confirmation,
    SuspensionKept,
)
from daemon.process.letters import LetterName
from daemon.process.records import Sender
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, ADA, WHO, APPEAL = "Jamison", "Ada", "SSE-P0001", "SSE-A0001"
BOTH = frozenset({BY, ADA})
FORGED = {"standing": Standing.PLAUSIBLE}
UNSURE = "it may report an administrator; its sender is not verified"


def suspended():
    """By the first of two administrators."""
    world = Neighbourhood().reports().named(WHO, Role.RESPONDENT)
    return world.happens(COMPLAINT, AccountsSuspended(BY, (WHO,), "words")).passes(minutes=5)


def appealed(**facts):
    return suspended().passes(days=7).appeals(APPEAL, WHO, **facts).passes(minutes=5)


def told(world, code=COMPLAINT):
    """What administrators were told that somebody wrote."""
    return [each.letter.facts["what"] for each in world.written(LetterName.WROTE_AGAIN, code)]


# --- P14: who may know


def test_p14_forged_words_leave_somebody_who_may_know():
    world = Neighbourhood().reports().happens(COMPLAINT, ReporterWrote(off=BOTH, **FORGED))
    assert (world.case().off, UNSURE in told(world)) == (frozenset(), True)


def test_p14_administrators_hear_of_forged_words_also_where_others_are_unread():
    world = Neighbourhood().reports().happens(COMPLAINT, ReporterWrote(**FORGED))
    assert told(world.happens(COMPLAINT, ReporterWrote(off=BOTH, **FORGED)))[-1] == UNSURE


def test_p14_words_of_somebody_verified_take_every_named_administrator_off():
    world = Neighbourhood().reports().happens(COMPLAINT, ReporterWrote(standing=Standing.VERIFIED, off=BOTH))
    assert (world.case().off, UNSURE in told(world)) == (BOTH, False)


def test_p14_unverified_words_take_one_off_where_another_is_left():
    world = Neighbourhood().reports().happens(COMPLAINT, ReporterWrote(off=frozenset({ADA}), **FORGED))
    assert (world.case().off, UNSURE in told(world)) == (frozenset({ADA}), False)


def test_p10_p14_forged_words_do_not_make_the_suspender_the_only_judge_of_an_appeal():
    world = appealed().happens(APPEAL, AppellantWrote(off=frozenset({ADA}), **FORGED))
    assert (world.case(APPEAL).off, told(world, APPEAL)[-1]) == (frozenset(), UNSURE)


def test_p10_p14_forged_words_in_the_complaint_do_not_make_the_suspender_the_only_judge_either():
    world = suspended().happens(COMPLAINT, ReporterWrote(off=frozenset({ADA}), **FORGED))
    assert world.case().off == frozenset()


# --- P1, P6, P9: paths and withdrawals


@pytest.mark.parametrize(("track", "said"), [(Track.CONCERN, Track.COMPLAINT), (Track.COMPLAINT, Track.CONCERN)])
def test_p1_a_path_of_an_unverified_sender_does_not_count_and_is_played_back(track, said):
    world = Neighbourhood().reports(track).happens(COMPLAINT, PathChosen(said, Standing.PLAUSIBLE))
    assert (world.case().track, told(world)) == (track, [f"{said} came from an unverified sender and does not count"])
    assert world.fact(LetterName.CORRECTED, "path") == str(track)


def test_p1_a_path_of_an_unverified_sender_takes_up_no_case_again():
    world = (
        Neighbourhood()
        .reports()
        .happens(COMPLAINT, Withdrew())
        .happens(COMPLAINT, PathChosen(Track.COMPLAINT, Standing.PLAUSIBLE))
    )
    assert world.case().stage is Stage.WITHDRAWN


def test_p6_a_path_of_an_unverified_sender_leaves_what_was_kept_kept():
    world = suspended()
    world.happens(COMPLAINT, SuspensionKept(BY, WHO, world.in_(days=20), "words"))
    world.happens(COMPLAINT, PathChosen(Track.CONCERN, Standing.PLAUSIBLE))
    assert world.suspension(WHO).kept_until


def test_an_unverified_withdrawal_narrows_and_ends_nothing_while_a_suspension_stands():
    world = suspended().happens(COMPLAINT, Withdrew(Standing.PLAUSIBLE))
    assert (world.case().stage, world.case().privacy.value) == (Stage.NEEDS_DATE, Consent.REFUSED)
    assert told(world) == ["WITHDRAW came from an unverified sender and ends nothing"]


def test_an_unverified_withdrawal_of_a_report_waits_for_a_look():
    world = Neighbourhood().reports().happens(COMPLAINT, Withdrew(Standing.PLAUSIBLE))
    assert world.case().stage is Stage.WITHDRAWN


def test_p10_an_appeal_is_withdrawn_by_somebody_verified_only():
    world = appealed().happens(APPEAL, Withdrew(Standing.PLAUSIBLE))
    assert world.case(APPEAL).stage is Stage.CONSIDERED
    assert world.happens(APPEAL, Withdrew()).case(APPEAL).stage is Stage.WITHDRAWN


# --- P10: whose appeal it is


@pytest.mark.parametrize("confirms", [Confirmation.NO, Confirmation.WORDS])
@pytest.mark.parametrize("standing", Standing)
def test_p10_nothing_but_a_yes_confirms_an_appeal(standing, confirms):
    world = appealed(sender=Sender.UNCONFIRMED)
    world.happens(APPEAL, AppellantWrote(standing=standing, confirms=confirms))
    assert (world.case(APPEAL).stage, world.case(APPEAL).appeal.sender) == (Stage.UNCONFIRMED, Sender.UNCONFIRMED)


def test_p10_a_yes_of_somebody_unverified_confirms_no_appeal():
    world = appealed(sender=Sender.UNCONFIRMED)
    world.happens(APPEAL, AppellantWrote(confirms=Confirmation.YES, **FORGED))
    assert world.case(APPEAL).stage is Stage.UNCONFIRMED


def test_p10_administrators_hear_that_an_appeal_is_not_the_members_own():
    world = appealed(sender=Sender.UNCONFIRMED).happens(APPEAL, AppellantWrote(standing=Standing.VERIFIED))
    world.happens(APPEAL, AppellantWrote(standing=Standing.VERIFIED, confirms=Confirmation.NO))
    assert told(world, APPEAL)[-1] == "an answer says that this appeal is not the member's own"


# --- P10: whoever suspended stays out of who decides


@pytest.mark.parametrize("code", [COMPLAINT, APPEAL])
def test_p10_whoever_suspended_does_not_take_off_the_last_other_administrator(code):
    world = appealed()
    with pytest.raises(NotAllowed) as why:
        world.happens(code, Recused(BY, ADA))
    assert (why.value.rule, world.case(code).off) == ("P10", frozenset())


def test_p10_whoever_suspended_does_not_take_them_off_by_naming_them_as_a_party_either():
    with pytest.raises(NotAllowed) as why:
        suspended().happens(COMPLAINT, OffLearned(frozenset({ADA}), BY))
    assert why.value.rule == "P10"


def test_p14_what_another_case_says_of_who_is_off_is_never_refused():
    assert suspended().happens(COMPLAINT, OffLearned(frozenset({ADA}))).case().off == frozenset({ADA})


@pytest.mark.parametrize("code", [COMPLAINT, APPEAL])
@pytest.mark.parametrize(("by", "who"), [(ADA, ADA), (ADA, BY), (BY, BY)])
def test_p14_anybody_steps_back_and_another_may_take_the_suspender_off(code, by, who):
    assert appealed().happens(code, Recused(by, who)).case(code).off == frozenset({who})
