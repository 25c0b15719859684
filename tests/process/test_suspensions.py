"""Suspensions: recorded under a complaint, reviewed, kept or lifted, and nobody returns unannounced (P1, P6, P7, P11)."""

from datetime import timedelta

import pytest

from daemon.process.case import Debt, Role, Stage, Told, Track
from daemon.process.events import (
    AnsweredElsewhere,
    Closed,
    Knowledge,
    NotAllowed,
    PathChosen,
    PathCorrected,
    ResolutionWritten,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.events_parties import Merged, PartyTold, PartyWrote, Sameness
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    SuspensionKept,
    SuspensionLifted,
)
from daemon.process.letters import LetterName, Timing, To
from daemon.process.records import Access, Ground
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, WHO, OTHER = "Jamison", "SSE-P0001", "SSE-P0002"
LIFT, CONFIRM = SuspensionLifted(BY, WHO), AccessConfirmed(BY, WHO)
RESOLVE = ResolutionWritten(BY, "words")


def suspend(*accounts, ground=Ground.COMPLAINT):
    return AccountsSuspended(BY, accounts or (WHO,), "words", ground)


def reported(track=Track.COMPLAINT):
    return Neighbourhood().reports(track).named(WHO, Role.RESPONDENT)


def suspended():
    return reported().happens(COMPLAINT, suspend()).passes(minutes=5)


def keep(world, who=WHO, **span):
    return world.happens(COMPLAINT, SuspensionKept(BY, who, world.in_(**span), "words"))


def refused(world, event, rule):
    with pytest.raises(NotAllowed) as why:
        world.happens(COMPLAINT, event)
    assert why.value.rule == rule
    return str(why.value)


# --- P1, P6: what a suspension rests on


@pytest.mark.parametrize("track", [Track.CONCERN, Track.UNDECIDED])
def test_p1_p6_nothing_but_a_complaint_suspends(track):
    refused(reported(track), suspend(), "P1")


def test_p1_p6_danger_in_the_administrators_words_suspends_under_an_undecided_report():
    world = reported(Track.UNDECIDED).happens(COMPLAINT, suspend(ground=Ground.DANGER))
    assert world.suspension(WHO).ground is Ground.DANGER


def test_p1_p6_danger_does_not_suspend_under_a_concern():
    refused(reported(Track.CONCERN), suspend(ground=Ground.DANGER), "P1")


def test_p1_a_path_that_an_administrator_mended_gives_no_powers():
    world = reported(Track.UNDECIDED).happens(COMPLAINT, PathCorrected(BY, Track.COMPLAINT))
    assert "mended by an administrator" in refused(world, suspend(), "P1")


def test_p1_the_reporters_word_gives_the_powers_that_mending_did_not():
    world = reported(Track.UNDECIDED).happens(COMPLAINT, PathCorrected(BY, Track.COMPLAINT))
    world.happens(COMPLAINT, PathChosen(Track.COMPLAINT)).happens(COMPLAINT, suspend())
    assert world.suspension(WHO).in_force


def test_p6_a_target_is_not_suspended():
    refused(reported().named(OTHER, Role.TARGET), suspend(OTHER), "P6")


def test_p6_the_record_says_since_when_by_whom_and_when_it_is_reviewed():
    world = reported().happens(COMPLAINT, suspend())
    record = world.suspension(WHO)
    assert (record.since, record.by, record.review_at) == (world.now, BY, world.in_(hours=24))


def test_p6_p10_the_member_is_told_the_review_and_the_day_from_which_an_appeal_counts():
    world = reported().happens(COMPLAINT, suspend())
    told = world.last(LetterName.SUSPENSION).letter
    assert (told.facts["review"], told.facts["appeal_from"]) == (world.in_(hours=24), world.in_(days=7))
    assert told.timing is Timing.AFTER_UNDO


def test_p8_the_members_letter_names_no_code_but_their_own():
    told = reported().happens(COMPLAINT, suspend()).last(LetterName.SUSPENSION).letter
    assert (told.who, told.facts["code"], told.words) == (WHO, WHO, "")


def test_p6_a_suspension_that_is_taken_back_before_it_left_never_was():
    world = reported().happens(COMPLAINT, suspend()).undoes(LetterName.SUSPENSION)
    assert world.case().suspensions == ()
    assert world.happens(COMPLAINT, suspend()).suspension(WHO).in_force


def test_p6_nobody_confirmed_that_the_account_is_closed_so_the_list_comes_again():
    world = keep(suspended(), days=30).forgets_letters().passes(days=2)
    assert world.written(LetterName.CHECKLIST)


def test_p6_the_review_reminds_of_an_account_that_nobody_closed_too():
    world = suspended().passes(days=2)
    assert str(Debt.ACCESS) in str(world.fact(LetterName.REMINDER, "owed"))


def test_p6_a_confirmed_one_needs_no_list():
    world = suspended().happens(COMPLAINT, CONFIRM).forgets_letters().passes(days=3)
    assert world.written(LetterName.CHECKLIST) == []


def test_p6_a_review_that_is_missed_is_reminded_of_each_day():
    world = suspended().happens(COMPLAINT, CONFIRM)
    world.happens(COMPLAINT, AnsweredElsewhere(BY, "words")).forgets_letters().passes(days=3)
    assert str(Debt.REVIEW) in str(world.fact(LetterName.REMINDER, "owed"))


# --- keep


def test_p6_keep_says_until_when_and_that_an_appeal_is_their_right():
    world = keep(suspended(), days=30)
    facts = world.last(LetterName.KEPT).letter.facts
    assert facts["until"] == world.in_(days=30)
    assert facts["appeal_from"] == world.suspension(WHO).since + timedelta(days=7)


def test_p11_keep_until_less_than_the_notice_from_now_is_refused():
    world = suspended()
    refused(world, SuspensionKept(BY, WHO, world.in_(hours=23, minutes=59), "words"), "P11")


def test_p11_keep_until_exactly_the_notice_from_now_is_the_nearest_day():
    assert keep(suspended(), hours=24).suspension(WHO).is_settled


def test_p6_keep_without_a_reason_is_refused():
    world = suspended()
    refused(world, SuspensionKept(BY, WHO, world.in_(days=3), " "), "P6")


def test_p6_p11_a_kept_suspension_ends_on_its_day_after_the_complaint_closed():
    world = keep(suspended(), days=30).passes(minutes=5).happens(COMPLAINT, RESOLVE).passes(minutes=5)
    assert world.case().stage is Stage.CLOSED
    world.passes(days=30)
    assert world.suspension(WHO).access is Access.TO_RETURN
    assert world.happens(COMPLAINT, CONFIRM).suspension(WHO).ended_at


def test_p11_the_reporter_hears_of_a_kept_suspensions_end_a_day_before_it():
    world = keep(suspended(), days=30)
    until = world.suspension(WHO).kept_until
    world.passes(days=31)
    assert world.last(LetterName.RETURN).ended_at == until - timedelta(hours=24)


def test_p6_keeping_it_on_before_its_end_is_said_moves_the_end():
    world = keep(keep(suspended(), days=3).passes(days=1), days=30).passes(days=5)
    assert world.suspension(WHO).access is not Access.TO_RETURN


def test_p6_an_end_that_was_said_to_people_is_not_taken_back_by_keeping():
    world = keep(suspended(), days=3).passes(days=2, hours=1)
    refused(world, SuspensionKept(BY, WHO, world.in_(days=30), "words"), "P6")


def test_p11_a_late_start_tells_the_reporter_before_a_kept_suspension_ends():
    world = keep(suspended(), days=3).sleeps(days=10)
    assert world.suspension(WHO).returns_at == world.in_(hours=24)


# --- lift, and the way back


def test_p11_a_lift_gives_access_back_after_the_notice_and_by_hand():
    world = suspended().happens(COMPLAINT, LIFT)
    refused(world, CONFIRM, "P11")
    world.passes(hours=23, minutes=59)
    assert world.suspension(WHO).access is not Access.TO_RETURN
    assert world.passes(minutes=1).suspension(WHO).access is Access.TO_RETURN


def test_p11_the_reporter_is_told_from_when():
    world = suspended().happens(COMPLAINT, LIFT)
    told = world.in_(hours=24)
    assert world.passes(minutes=5).came(COMPLAINT)[-1] is LetterName.RETURN
    assert world.fact(LetterName.RETURN, "at") == told


def test_p6_a_lift_that_is_taken_back_leaves_the_suspension_and_tells_nobody():
    world = suspended().happens(COMPLAINT, LIFT).undoes(LetterName.LIFTED).passes(days=2)
    record = world.suspension(WHO)
    assert (record.in_force, record.returns_at) == (True, None)
    assert LetterName.RETURN not in world.came(COMPLAINT)
    assert world.party(WHO).told is None


def test_p11_a_reporter_who_cannot_be_reached_keeps_the_account_closed():
    world = suspended()
    world.unreachable.add(COMPLAINT)
    world.happens(COMPLAINT, LIFT).passes(days=5)
    assert world.suspension(WHO).access is not Access.TO_RETURN
    assert str(Debt.WARNING_ELSEWHERE) in str(world.fact(LetterName.REMINDER, "owed"))


def test_p11_answered_elsewhere_counts_as_warned():
    world = suspended()
    world.unreachable.add(COMPLAINT)
    world.happens(COMPLAINT, LIFT).passes(days=5).happens(COMPLAINT, AnsweredElsewhere(BY, "words")).passes(minutes=1)
    assert world.suspension(WHO).access is Access.TO_RETURN


def test_p11_a_mail_that_was_merely_seen_is_no_warning():
    world = suspended()
    world.unreachable.add(COMPLAINT)
    world.happens(COMPLAINT, LIFT).passes(days=5)
    world.happens(COMPLAINT, AnsweredElsewhere(BY, "words", Knowledge.SEEN)).passes(days=1)
    assert world.suspension(WHO).access is not Access.TO_RETURN


def test_p11_a_warning_that_leaves_late_puts_the_return_off():
    world = suspended()
    world.stuck.add(COMPLAINT)
    world.happens(COMPLAINT, LIFT).passes(days=3).recovers().passes(minutes=1)
    assert (world.suspension(WHO).warning, world.suspension(WHO).access) == (Told.TOLD, Access.TO_REMOVE)
    assert world.suspension(WHO).returns_at >= world.in_(hours=23)
    assert world.passes(hours=25).suspension(WHO).access is Access.TO_RETURN


def test_p11_where_nobody_reported_nobody_is_waited_for():
    world = Neighbourhood().unreported().named(WHO, Role.RESPONDENT).happens(COMPLAINT, suspend())
    world.happens(COMPLAINT, LIFT).passes(hours=24)
    assert world.suspension(WHO).access is Access.TO_RETURN


def test_p11_a_reporter_who_becomes_known_before_the_return_is_told_first():
    world = Neighbourhood().unreported().named(WHO, Role.RESPONDENT).happens(COMPLAINT, suspend())
    world.happens(COMPLAINT, LIFT).named(COMPLAINT, Role.REPORTER)
    assert world.suspension(WHO).warning is None
    world.passes(minutes=1)
    assert (world.came(COMPLAINT)[-1], world.suspension(WHO).warning) == (LetterName.RETURN, Told.TOLD)


def test_p11_a_letter_that_is_stuck_for_days_keeps_the_account_closed_for_as_long():
    world = suspended()
    world.stuck.add(COMPLAINT)
    world.happens(COMPLAINT, LIFT).passes(days=5)
    assert world.suspension(WHO).access is not Access.TO_RETURN


# --- P7: the end of a complaint


def test_p6_resolve_is_refused_until_the_suspension_is_settled():
    world = suspended()
    refused(world, RESOLVE, "P6")
    assert keep(world, days=30).happens(COMPLAINT, RESOLVE).case().stage is Stage.RESOLVED


def test_p6_two_accounts_one_lifted_and_one_kept():
    world = reported().named(OTHER, Role.RESPONDENT).happens(COMPLAINT, suspend(WHO, OTHER)).passes(minutes=5)
    refused(keep(world, OTHER, days=30), RESOLVE, "P6")
    world.happens(COMPLAINT, LIFT).happens(COMPLAINT, RESOLVE).passes(days=2)
    assert world.case().stage is Stage.CLOSED
    assert world.suspension(WHO).access is Access.TO_RETURN
    assert world.suspension(OTHER).returns_at is None


def test_p7_what_the_member_is_told_of_the_suspensions_end_is_their_word():
    world = suspended().happens(COMPLAINT, LIFT).passes(minutes=5)
    assert world.party(WHO).told is Told.TOLD


def test_p5_p6_a_complaint_that_becomes_a_concern_has_its_suspension_reviewed_at_once():
    world = keep(suspended(), days=30).happens(COMPLAINT, PathChosen(Track.CONCERN))
    assert world.suspension(WHO).review_at == world.now
    refused(world, SuspensionKept(BY, WHO, world.in_(days=9), "words"), "P6")
    refused(world, Closed(BY), "P6")
    assert world.happens(COMPLAINT, LIFT).happens(COMPLAINT, Closed(BY)).case().stage is Stage.CLOSED


@pytest.mark.parametrize("withdrawal", [Withdrew(), WithdrawalRecorded(BY)])
def test_p6_a_withdrawn_complaint_does_not_close_over_a_suspension(withdrawal):
    world = suspended().happens(COMPLAINT, withdrawal)
    refused(world, Closed(BY), "P6")
    assert world.happens(COMPLAINT, LIFT).happens(COMPLAINT, Closed(BY)).case().stage is Stage.CLOSED


def test_p11_a_reporter_who_withdrew_is_told_all_the_same_before_somebody_is_back():
    world = suspended().happens(COMPLAINT, LIFT).happens(COMPLAINT, Withdrew()).passes(days=2)
    assert LetterName.RETURN in world.came(COMPLAINT)
    assert world.suspension(WHO).access is Access.TO_RETURN


def test_p6_a_case_with_a_suspension_is_not_merged_away():
    world = suspended().reports(code="SSE-R2222")
    refused(world, Merged(BY, "SSE-R2222", Sameness.SAME_ADDRESS), "P6")


def test_p11_a_target_who_knows_of_the_case_is_told_of_the_return_too():
    world = suspended().named(OTHER, Role.TARGET).happens(COMPLAINT, PartyWrote(OTHER)).happens(COMPLAINT, LIFT)
    assert [each.letter.to for each in world.written(LetterName.RETURN)] == [To.REPORTER, To.PARTY]


def test_p8_a_target_who_knows_of_nothing_learns_nothing_by_a_return():
    world = suspended().named(OTHER, Role.TARGET).happens(COMPLAINT, LIFT)
    assert [each.letter.to for each in world.written(LetterName.RETURN)] == [To.REPORTER]


def test_p7_a_text_for_the_member_waits_while_their_word_is_on_its_way():
    world = suspended().happens(COMPLAINT, LIFT)
    refused(world, PartyTold(BY, WHO), "P7")
