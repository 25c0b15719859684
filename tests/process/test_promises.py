"""A promise with a clock: given, renewed, warned of, missed, chased (P3, P4)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.process.case import Debt, Stage, Terms, Track
from daemon.process.deadlines import deadlines
from daemon.process.events import (
    AnsweredElsewhere,
    EstimateGiven,
    NotAllowed,
    PathChosen,
    ReplyWritten,
    ResolutionWritten,
    TakenOn,
    WasRead,
)
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName, To
from tests.support.history import START, History


def promised(**span):
    history = History().reports()
    return history.happens(EstimateGiven("Jamison", history.in_(**span)))


def test_p3_an_estimate_names_a_person_a_date_and_a_hoped_for_end():
    history = History().reports()
    due, hoped = history.in_(days=2), history.in_(days=9)
    history.happens(EstimateGiven("Jamison", due, hoped))
    told = history.last(LetterName.ESTIMATE).facts
    assert (told["by"], told["due"], told["resolved_by"], told["renewal"]) == ("Jamison", due, hoped, "no")


def test_p3_a_concern_is_told_by_when_it_is_read():
    history = History().reports(Track.CONCERN)
    history.happens(EstimateGiven("Jamison", history.in_(days=2)))
    assert history.to_reporter()[-1] is LetterName.READ_BY


@pytest.mark.parametrize("hours", [-1, 0])
def test_p3_a_date_that_has_passed_is_refused(hours):
    with pytest.raises(NotAllowed, match="has passed"):
        promised(hours=hours)


def test_p3_a_hoped_for_end_before_the_next_word_is_refused():
    history = History().reports()
    with pytest.raises(NotAllowed, match="hoped-for end"):
        history.happens(EstimateGiven("Jamison", history.in_(days=2), history.in_(days=1)))


def test_p4_a_promise_can_be_renewed_and_the_old_date_is_forgotten():
    history = promised(days=2)
    history.happens(EstimateGiven("Jamison", history.in_(days=5))).passes(days=9)
    assert history.when(LetterName.LATE) == [START + timedelta(days=5)]


def test_p4_a_renewed_date_is_said_to_replace_the_earlier_one():
    history = promised(days=2)
    assert history.happens(EstimateGiven("Jamison", history.in_(days=5))).fact(LetterName.ESTIMATE, "renewal") == "yes"


def test_p4_the_date_after_a_missed_one_is_said_as_a_renewal():
    history = promised(days=2).passes(days=2, hours=1)
    assert history.happens(EstimateGiven("Ada", history.in_(days=1))).fact(LetterName.ESTIMATE, "renewal") == "yes"


def test_p4_the_warning_comes_before_the_promise_is_missed():
    history = promised(days=2).passes(days=2)
    assert history.when(LetterName.WARNING) == [START + timedelta(hours=36)]
    assert history.when(LetterName.LATE) == [START + timedelta(hours=48)]


def test_p4_a_short_promise_is_warned_of_at_half_time():
    assert promised(hours=4).passes(hours=4).when(LetterName.WARNING) == [START + timedelta(hours=2)]


def test_p4_a_promise_is_warned_of_once():
    assert len(promised(days=3).passes(days=9).when(LetterName.WARNING)) == 1


def test_p4_a_renewal_is_warned_of_anew():
    history = promised(days=1).passes(hours=13)
    history.happens(EstimateGiven("Jamison", history.in_(days=1))).passes(days=1)
    assert len(history.when(LetterName.WARNING)) == 2


def test_p4_the_reporter_is_told_once_that_a_promise_is_late():
    history = promised(days=2).passes(days=30)
    assert history.to_reporter().count(LetterName.LATE) == 1
    assert history.fact(LetterName.LATE, "promised") == START + timedelta(days=2)


def test_p4_each_promise_may_be_late_once():
    history = promised(days=1).passes(days=2)
    history.happens(EstimateGiven("Jamison", history.in_(days=1))).passes(days=2)
    assert history.to_reporter().count(LetterName.LATE) == 2


def test_p3_the_acknowledgements_own_date_is_a_promise_too():
    assert History().reports().passes(hours=25).when(LetterName.LATE) == [START + timedelta(hours=24)]


def test_p4_answered_elsewhere_keeps_the_promise_and_owes_the_next_date():
    history = promised(hours=10).happens(AnsweredElsewhere("Jamison", "by phone")).passes(hours=20)
    assert (LetterName.LATE in history.to_reporter(), history.case.debt) == (False, Debt.DATE)


def test_p4_the_date_after_answered_elsewhere_is_owed_from_then_on():
    history = History().reports().passes(hours=20).happens(AnsweredElsewhere("Jamison", "by phone")).passes(days=3)
    assert history.when(LetterName.REMINDER) == [START + timedelta(hours=20 + 24 * day) for day in (1, 2, 3)]


def test_p4_a_reply_is_the_word_that_the_acknowledgement_promised():
    history = History().reports().passes(hours=2).happens(ReplyWritten("Jamison", "we spoke to you today"))
    assert LetterName.LATE not in history.passes(hours=40).to_reporter()


def test_p3_a_reply_is_not_yet_the_date_that_is_owed():
    history = History().reports().passes(hours=2).happens(ReplyWritten("Jamison", "words"))
    assert history.passes(hours=40).to_administrators()[-1] is LetterName.REMINDER


def test_p4_a_word_in_between_leaves_the_promised_date_standing():
    history = promised(days=4).passes(hours=2).happens(ReplyWritten("Jamison", "words"))
    assert history.case.promise.due == START + timedelta(days=4)


def test_p4_a_reply_after_the_warning_is_the_word_that_was_promised():
    history = promised(days=2).passes(hours=40).happens(ReplyWritten("Jamison", "words")).passes(days=1)
    assert LetterName.LATE not in history.to_reporter()


def test_p4_a_reply_without_words_is_refused():
    with pytest.raises(NotAllowed, match="write the words"):
        promised(days=2).happens(ReplyWritten("Jamison", " \n"))


def test_p3_a_date_that_is_owed_is_reminded_of_every_remind_every():
    history = History().reports().passes(days=4)
    assert history.when(LetterName.REMINDER) == [START + timedelta(days=day) for day in (1, 2, 3, 4)]


def test_p3_a_debt_is_escalated_once_to_every_administrator():
    history = History().reports().passes(days=20)
    assert history.when(LetterName.ESCALATION) == [START + timedelta(hours=72)]
    assert history.last(LetterName.ESCALATION).to is To.EVERY_ADMINISTRATOR


def test_the_escalation_names_the_one_step_that_ends_it():
    assert History().reports().passes(days=4).fact(LetterName.ESCALATION, "step") == "estimate SSE-7K3F2 WHEN"


def test_a_date_ends_the_reminders():
    history = History().reports().passes(days=2)
    history.happens(EstimateGiven("Jamison", history.in_(days=9))).forgets_letters().passes(days=8)
    assert history.to_administrators() == []


def test_p4_what_was_promised_is_owed_since_the_missed_date_and_escalated_from_there():
    history = promised(days=5).passes(days=9)
    assert history.when(LetterName.ESCALATION) == [START + timedelta(days=8)]


def test_the_reminder_says_what_the_reporter_was_told():
    assert promised(days=1).passes(days=1).fact(LetterName.REMINDER, "next") == (
        "the reporter was told that it is late"
    )


def test_a_resolution_ends_the_promise():
    history = promised(days=1).happens(ResolutionWritten("Jamison", "words")).passes(days=3)
    assert LetterName.LATE not in history.to_reporter()


def test_a_concern_that_was_read_is_not_late():
    history = History().reports(Track.CONCERN).happens(WasRead("Jamison")).passes(days=3)
    assert LetterName.LATE not in history.to_reporter()


def test_a_path_chosen_while_a_case_is_late_makes_it_late_only_once():
    history = promised(days=1).passes(days=2).happens(PathChosen(Track.CONCERN)).passes(days=9)
    assert history.to_reporter().count(LetterName.LATE) == 1


def test_danger_is_reminded_to_everybody_until_one_is_on_it():
    history = History().reports(danger=Danger.READ).passes(days=1)
    assert history.last(LetterName.REMINDER).to is To.EVERY_ADMINISTRATOR
    assert history.happens(TakenOn("Ada")).passes(days=1).last(LetterName.REMINDER).to is To.RESPONSIBLE


def test_a_date_in_a_local_zone_is_kept_in_utc():
    history = History().reports()
    history.happens(EstimateGiven("Jamison", history.in_(days=2).astimezone(ZoneInfo("Europe/Berlin"))))
    assert history.case.promise.due.utcoffset() == timedelta(0)


def test_a_deadline_that_fell_into_a_gap_is_met_once():
    history = promised(days=2).forgets_letters().sleeps(days=20)
    assert history.to_reporter() == [LetterName.LATE]
    assert history.to_administrators() == [LetterName.REMINDER]


def test_deadlines_of_a_gap_come_in_order():
    history = promised(days=2).sleeps(days=2, hours=1)
    assert [name for _, name in history.rang] == ["WarningDue", "PromiseMissed"]


def test_a_warning_that_lateness_has_overtaken_is_not_sent():
    assert LetterName.WARNING not in promised(days=2).sleeps(days=3).to_administrators()


def test_a_warning_that_fell_into_a_gap_is_sent_while_it_is_of_use():
    history = promised(days=2).sleeps(hours=46)
    assert history.when(LetterName.WARNING) == [history.now]


def test_reminders_of_a_gap_are_one_reminder():
    history = History().reports().passes(days=1).forgets_letters().sleeps(hours=60)
    assert sorted(history.to_administrators()) == [LetterName.ESCALATION, LetterName.REMINDER]


def test_a_day_may_last_seconds():
    second = timedelta(seconds=1)
    terms = Terms(estimate_within=second, remind_every=second, escalate_after=3 * second, late_warning=second / 2)
    history = History(terms).reports().passes(seconds=4)
    assert [name for _, name in history.rang[:4]] == ["WarningDue", "PromiseMissed", "ReminderDue", "ReminderDue"]


def test_a_late_case_still_has_its_next_deadline():
    late = promised(days=1).passes(days=1).case
    assert (late.stage, deadlines(late)[0].at) == (Stage.LATE, START + timedelta(days=2))
