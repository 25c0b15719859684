"""Appeals: kept until their day, decided by somebody else where there is somebody else, undone and repeated (P10)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.process.audience import Member, recipients
from daemon.process.case import Debt, Quiet, Role, Stage, Standing, Terms, Told
from daemon.process.deadlines import next_deadline
from daemon.process.events import AnsweredElsewhere, Closed, NotAllowed, Recused, Reopened, Withdrew
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    AppealLinked,
    AppealOverturned,
    AppealUpheld,
    AppellantWrote,
    Confirmation,
    Reasons,
    SuspensionLifted,
)
from daemon.process.letters import LetterName, To
from daemon.process.records import Access, Outcome, Sender
from tests.support.neighbourhood import COMPLAINT, Neighbourhood

BY, WHO, APPEAL, SECOND = "Jamison", "SSE-P0001", "SSE-A0001", "SSE-A0002"
DENVER = ZoneInfo("America/Denver")
SPRING = datetime(2027, 3, 10, 21, 0, tzinfo=DENVER)  # the night of 14 March has 23 hours
AUTUMN = datetime(2026, 10, 28, 21, 0, tzinfo=DENVER)  # the night of 1 November has 25
NIGHTS = Quiet(time(22), time(7), DENVER)
VERIFIED = AppellantWrote(standing=Standing.VERIFIED)
YES = AppellantWrote(standing=Standing.VERIFIED, confirms=Confirmation.YES)


def terms(*names, **kept):
    return Terms(administrators=names, rules_channel="#rules", outside=("the outside contact",), **kept)


def suspended(*names, start=datetime(2026, 11, 23, 9, tzinfo=UTC), quiet=None):
    """By the first of these administrators."""
    world = Neighbourhood(terms(*(names or (BY, "Ada")), quiet=quiet), start)
    world.reports().named(WHO, Role.RESPONDENT)
    world.happens(COMPLAINT, AccountsSuspended(BY, (WHO,), "words")).passes(minutes=5)
    return world.happens(COMPLAINT, AccessConfirmed(BY, WHO))


def heard(*names):
    """Its day has come, and its author was told."""
    return suspended(*names).passes(days=7).appeals(APPEAL, WHO).passes(minutes=5)


def refused(world, event, rule="P10", code=APPEAL):
    with pytest.raises(NotAllowed) as why:
        world.happens(code, event)
    assert why.value.rule == rule
    return str(why.value)


# --- its day


def test_p10_an_early_appeal_is_kept_and_its_sender_told_the_day():
    world = suspended().passes(days=2).appeals(APPEAL, WHO)
    day = world.suspension(WHO).since + timedelta(days=7)
    assert world.case(APPEAL).stage is Stage.EARLY
    assert (world.fact(LetterName.APPEAL_EARLY, "opens"), world.case(APPEAL).appeal.opens_at) == (day, day)


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("quiet", [None, NIGHTS], ids=["no quiet hours", "quiet hours"])
def test_p10_an_early_appeal_opens_at_the_second_across_a_dst_night(start, quiet):
    world = suspended(start=start, quiet=quiet).appeals(APPEAL, WHO)
    day = world.suspension(WHO).since + timedelta(days=7)
    world.passes(seconds=(day - world.now).total_seconds() - 1)
    assert world.case(APPEAL).stage is Stage.EARLY
    assert world.passes(seconds=1).case(APPEAL).stage is Stage.CONSIDERED
    assert world.now == start.astimezone(UTC) + timedelta(days=7)


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_p10_a_day_is_24_hours_also_where_the_time_was_recorded_with_its_zone(start):
    world = suspended(start=start)
    local = world.suspension(WHO).since.astimezone(DENVER)
    assert world.against(WHO).opens_at - local.astimezone(UTC) == timedelta(hours=168)


def test_p10_an_appeal_that_came_while_the_daemon_was_down_opens_when_it_wakes():
    world = suspended().appeals(APPEAL, WHO).sleeps(days=20)
    assert world.case(APPEAL).stage is Stage.CONSIDERED
    assert world.case(APPEAL).promise.due > world.now


def test_p10_an_early_appeal_cannot_be_decided():
    refused(suspended().appeals(APPEAL, WHO), AppealUpheld("Ada", "words"))


def test_p10_on_its_day_its_author_hears_until_when_and_by_whom():
    world = heard()
    facts = world.last(LetterName.APPEAL_OPEN).letter.facts
    assert facts["deciders"] == ("Ada",)
    assert facts["due"] == world.case(APPEAL).promise.due


def test_p10_a_missing_reason_may_be_added_until_then():
    world = suspended().appeals(APPEAL, WHO, reasons=Reasons.MISSING)
    assert world.fact(LetterName.APPEAL_EARLY, "reasons") == "no"
    world.happens(APPEAL, AppellantWrote(standing=Standing.VERIFIED, reasons=Reasons.GIVEN)).passes(days=8)
    assert world.fact(LetterName.APPEAL_OPEN, "reasons") == "yes"


def test_p10_a_talk_is_no_decision():
    world = heard()
    refused(world, AnsweredElsewhere("Ada", "words"), "P1")
    assert (world.case(APPEAL).debt, world.case(APPEAL).stage) == (Debt.DECISION, Stage.CONSIDERED)
    assert next_deadline(world.case(APPEAL))


def test_p4_p10_a_decision_that_is_late_is_said_so_and_owed():
    world = heard().passes(days=8)
    assert (world.case(APPEAL).stage, world.case(APPEAL).debt) == (Stage.LATE, Debt.DECISION)
    assert world.came(APPEAL)[-1] is LetterName.LATE


# --- whose it is


def test_p10_somebody_whom_no_suspension_is_about_hears_nothing_of_the_process():
    world = suspended().appeals(APPEAL)
    assert world.case(APPEAL).stage is Stage.UNMATCHED
    assert [each for each in world.post if each.code == APPEAL and each.letter.to is To.REPORTER] == []


def test_p10_an_unmatched_appeal_is_asked_about_each_day():
    world = suspended().appeals(APPEAL).forgets_letters().passes(days=3)
    assert str(Debt.LINK) in str(world.fact(LetterName.REMINDER, "owed", APPEAL))


def test_p10_linked_it_counts_as_if_it_had_come_now():
    world = suspended().appeals(APPEAL).passes(days=2)
    world.happens(APPEAL, AppealLinked("Ada", world.against(WHO)))
    assert world.case(APPEAL).stage is Stage.EARLY
    assert world.case().appeals == (APPEAL,)


def test_p10_whoever_is_off_the_complaint_does_not_link_an_appeal_to_it():
    world = suspended().appeals(APPEAL).happens(COMPLAINT, Recused("Ada", "Ada"))
    refused(world, AppealLinked("Ada", world.against(WHO)), "P14")


def test_p10_one_in_the_members_name_waits_until_they_confirm_it():
    world = suspended().passes(days=7).appeals(APPEAL, WHO, sender=Sender.UNCONFIRMED).passes(days=2)
    assert world.case(APPEAL).stage is Stage.UNCONFIRMED
    assert world.came(APPEAL) == [LetterName.APPEAL_CONFIRM]
    refused(world, AppealUpheld("Ada", "words"))
    assert world.happens(APPEAL, YES).case(APPEAL).stage is Stage.CONSIDERED


def test_p10_a_forged_one_does_not_use_up_the_members_own():
    world = suspended().passes(days=7).appeals(APPEAL, WHO, sender=Sender.UNCONFIRMED)
    world.happens(APPEAL, Closed("Ada")).appeals(SECOND, WHO)
    assert world.case(SECOND).stage is Stage.CONSIDERED


def test_p10_words_of_somebody_unverified_confirm_nothing():
    world = suspended().passes(days=7).appeals(APPEAL, WHO, sender=Sender.UNCONFIRMED)
    world.happens(APPEAL, AppellantWrote(standing=Standing.PLAUSIBLE))
    assert world.case(APPEAL).stage is Stage.UNCONFIRMED


# --- who decides


DECISIONS = [AppealUpheld, AppealOverturned]


@pytest.mark.parametrize("decision", DECISIONS)
def test_p10_of_two_administrators_the_other_decides(decision):
    world = heard(BY, "Ada")
    refused(world, decision(BY, "words"))
    assert world.happens(APPEAL, decision("Ada", "words")).case(APPEAL).appeal.decided_by == "Ada"


@pytest.mark.parametrize("decision", DECISIONS)
def test_p10_of_three_administrators_either_other_decides(decision):
    refused(heard(BY, "Ada", "Grace"), decision(BY, "words"))
    for by in ("Ada", "Grace"):
        assert heard(BY, "Ada", "Grace").happens(APPEAL, decision(by, "words")).case(APPEAL).appeal.outcome


@pytest.mark.parametrize("decision", DECISIONS)
def test_p10_one_administrator_alone_decides_and_says_so_and_offers_the_outside_contact(decision):
    world = heard(BY).happens(APPEAL, decision(BY, "words"))
    name = LetterName.UPHELD if decision is AppealUpheld else LetterName.OVERTURNED
    assert world.fact(LetterName.APPEAL_OPEN, "solo") == "yes"
    assert (world.fact(name, "solo"), world.fact(name, "outside")) == ("yes", ("the outside contact",))


def test_p10_where_there_is_another_no_letter_says_solo():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words"))
    assert (world.fact(LetterName.APPEAL_OPEN, "solo"), world.fact(LetterName.UPHELD, "solo")) == ("no", "no")


def test_p10_p14_the_suspender_decides_where_the_only_other_is_off_the_complaint():
    world = suspended(BY, "Ada").happens(COMPLAINT, Recused("Ada", "Ada")).passes(days=7).appeals(APPEAL, WHO)
    refused(world, AppealUpheld("Ada", "words"))
    assert world.fact(LetterName.APPEAL_OPEN, "solo") == "yes"
    assert world.happens(APPEAL, AppealUpheld(BY, "words")).case(APPEAL).appeal.decided_by == BY


def test_p10_p14_whoever_is_taken_off_the_complaint_later_is_off_its_appeal():
    world = heard(BY, "Ada", "Grace").happens(COMPLAINT, Recused(BY, "Ada"))
    refused(world, AppealUpheld("Ada", "words"))
    refused(world, AppealUpheld(BY, "words"))
    assert world.happens(APPEAL, AppealUpheld("Grace", "words")).case(APPEAL).appeal.outcome is Outcome.UPHELD


def test_p10_the_suspender_away_is_no_hindrance_and_the_other_away_gives_them_nothing():
    world = heard(BY, "Ada")
    away = (Member(BY, world.in_(days=30)), Member("Ada"))
    assert recipients(To.RESPONSIBLE, world.case(APPEAL), away, world.now) == ("Ada",)
    assert "another administrator" in refused(world, AppealUpheld(BY, "words"))
    assert world.passes(days=11).written(LetterName.ESCALATION, APPEAL)


def test_p10_an_early_appeal_can_be_moot_by_a_lift():
    world = suspended().appeals(APPEAL, WHO).happens(COMPLAINT, SuspensionLifted(BY, WHO))
    assert world.case(APPEAL).stage is Stage.CLOSED


# --- what follows


def test_p10_upheld_says_until_when_and_when_to_write_again():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words"))
    assert world.fact(LetterName.UPHELD, "again") == world.in_(days=7)
    assert world.passes(minutes=5).case(APPEAL).stage is Stage.CLOSED
    assert world.suspension(WHO).returns_at is None


def test_p10_an_appeal_after_an_upheld_one_counts_a_week_after_that_decision():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words"))
    decided = world.now
    world.passes(days=1).appeals(SECOND, WHO)
    assert world.case(SECOND).appeal.opens_at == decided + timedelta(days=7)
    assert world.passes(days=6).case(SECOND).stage is Stage.CONSIDERED


def test_p10_words_that_the_gate_stops_stay_on_the_record_and_the_fixed_letter_goes():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words", "nobody consented"))
    assert world.last(LetterName.UPHELD).letter.words == ""


def test_p10_a_decision_that_is_taken_back_is_owed_again():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words")).undoes(LetterName.UPHELD)
    assert (world.case(APPEAL).stage, world.case(APPEAL).debt) == (Stage.CONSIDERED, Debt.DECISION)
    assert next_deadline(world.case(APPEAL))


def test_p10_p11_an_overturning_that_is_taken_back_returns_nobody():
    world = heard().happens(APPEAL, AppealOverturned("Ada", "words")).undoes(LetterName.OVERTURNED).passes(days=3)
    assert world.suspension(WHO).returns_at is None
    assert LetterName.RETURN not in world.came(COMPLAINT)
    assert LetterName.CONTEXT_DRAFT not in world.came(COMPLAINT)


def test_p10_p11_overturned_gives_access_back_with_notice_to_the_reporter():
    world = heard().happens(APPEAL, AppealOverturned("Ada", "words"))
    at = world.in_(hours=24)
    world.passes(minutes=5)
    assert world.came(COMPLAINT)[-2:] == [LetterName.RETURN, LetterName.CONTEXT_DRAFT]
    assert (world.suspension(WHO).returns_at, world.fact(LetterName.OVERTURNED, "at")) == (at, at)
    assert world.passes(hours=24).suspension(WHO).access is Access.TO_RETURN


def test_p7_that_it_was_overturned_is_the_members_word_in_the_complaint():
    world = heard().happens(APPEAL, AppealOverturned("Ada", "words"))
    assert world.party(WHO).told is Told.ON_ITS_WAY
    assert world.passes(minutes=5).party(WHO).told is Told.TOLD


def test_p7_a_decision_that_came_back_reached_nobody():
    world = heard().happens(APPEAL, AppealOverturned("Ada", "words")).passes(minutes=5).fails(LetterName.OVERTURNED)
    assert (world.case(APPEAL).told, world.party(WHO).told) == (Told.UNREACHABLE, Told.UNREACHABLE)


def test_p7_an_upheld_letter_that_came_back_opens_the_appeal_again_for_another_way():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words")).passes(minutes=5).fails(LetterName.UPHELD)
    assert (world.case(APPEAL).stage, world.case(APPEAL).debt) == (Stage.RESOLVED, Debt.OTHER_WAY)


# --- withdrawn, and taken up again


def test_p10_an_appeal_is_its_authors_to_withdraw_until_it_is_decided():
    assert heard().happens(APPEAL, Withdrew()).case(APPEAL).stage is Stage.WITHDRAWN


@pytest.mark.parametrize("decision", DECISIONS)
def test_p10_a_decision_is_not_withdrawn_and_its_letter_still_leaves(decision):
    world = heard().happens(APPEAL, decision("Ada", "words")).happens(APPEAL, Withdrew()).passes(minutes=5)
    assert world.case(APPEAL).told is Told.TOLD


def test_p10_an_upheld_appeal_that_is_opened_again_is_decided_anew():
    world = heard().happens(APPEAL, AppealUpheld("Ada", "words")).passes(minutes=5).happens(APPEAL, Reopened("Ada"))
    assert (world.case(APPEAL).stage, world.case(APPEAL).appeal.outcome) == (Stage.CONSIDERED, None)
