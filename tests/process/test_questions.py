"""Questions, and the one that everybody may ask (P12, P13)."""

from datetime import date, timedelta

import pytest

from daemon.process.case import Answer, Debt, Stage, Track
from daemon.process.count import count, quarter_end
from daemon.process.deadlines import deadlines
from daemon.process.events import (
    AnsweredElsewhere,
    Closed,
    Count,
    EstimateGiven,
    LetterFailed,
    NotAllowed,
    PathChosen,
    PathCorrected,
    ReplyWritten,
    ResolutionWritten,
)
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName, To
from tests.support.history import START, History

FIGURES = Count("15", "15", "2019-04-30", "2026-09-30", "fewer than five", "fewer than five", "fewer than five")
REPLY = ReplyWritten("Jamison", "words")
SPRING = date(2026, 5, 20)
AS_OF = date(2019, 4, 30)


def closed(track, number, day=date(2026, 2, 1)):
    return [(track, day)] * number


def test_p12_a_question_is_received_and_an_administrator_owes_the_answer():
    history = History().asks()
    assert [letter.name for _, letter in history.sent] == [LetterName.QUESTION, LetterName.NOTICE]
    assert history.case.debt is Debt.ANSWER


def test_p12_an_answer_ends_the_question():
    history = History().asks().happens(REPLY)
    assert (history.to_reporter()[-1], history.case.stage) == (LetterName.REPLY, Stage.CLOSED)
    assert deadlines(history.case) == ()


def test_p12_an_answer_that_was_given_elsewhere_ends_it_too():
    assert History().asks().happens(AnsweredElsewhere("Jamison", "in the channel")).case.stage is Stage.CLOSED


@pytest.mark.parametrize(("event", "rule"), [(Closed("Jamison"), "P12"), (ResolutionWritten("Jamison", "x"), "P12")])
def test_p12_a_question_does_not_end_without_its_answer(event, rule):
    with pytest.raises(NotAllowed, match="reply SSE-7K3F2 words") as refused:
        History().asks().happens(event)
    assert refused.value.rule == rule


def test_p12_a_question_that_nobody_answers_is_warned_of_late_and_escalated():
    history = History().asks().passes(days=4)
    assert [name for _, name in history.rang][:3] == ["WarningDue", "PromiseMissed", "ReminderDue"]
    assert len(history.when(LetterName.ESCALATION)) == 1


def test_p12_an_answer_that_was_promised_for_next_week_is_not_overdue_today():
    history = History().asks()
    history.happens(EstimateGiven("Jamison", history.in_(days=7))).forgets_letters().passes(days=6)
    assert history.sent == []


def test_p12_a_promised_answer_is_owed_since_the_missed_date():
    history = History().asks()
    history.happens(EstimateGiven("Jamison", history.in_(days=7))).passes(days=12)
    assert history.when(LetterName.ESCALATION) == [START + timedelta(days=10)]


def test_p12_a_question_that_was_late_is_given_a_new_date_as_such():
    history = History().asks().passes(days=2)
    history.happens(EstimateGiven("Jamison", history.in_(days=2)))
    assert history.fact(LetterName.ESTIMATE, "renewal") == "yes"


def test_p12_who_writes_again_after_the_answer_is_owed_one_again():
    history = History().asks().happens(REPLY).passes(days=3).writes()
    assert (history.case.stage, history.case.debt, history.case.closed_at) == (Stage.NEEDS_ANSWER, Debt.ANSWER, None)
    assert LetterName.REMINDER in history.passes(days=2).to_administrators()


def test_p12_who_writes_again_in_the_moment_of_the_answer_is_not_lost():
    assert History().asks().happens(REPLY).writes().case.debt is Debt.ANSWER


def test_p12_an_answer_that_came_back_is_no_answer():
    history = History().asks().happens(REPLY).happens(LetterFailed(LetterName.REPLY, "L2"))
    assert history.case.debt is Debt.ANSWER


def test_p12_a_question_that_turns_out_to_be_a_report_is_asked_the_four_questions_once():
    history = History().asks().happens(PathChosen(Track.COMPLAINT))
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == tuple(str(answer) for answer in Answer)
    assert (history.case.track, history.case.debt) == (Track.COMPLAINT, Debt.DATE)
    assert LetterName.ACKNOWLEDGEMENT not in history.forgets_letters().happens(PathChosen(Track.CONCERN)).to_reporter()


def test_p12_an_administrator_mends_a_report_that_was_read_as_a_question():
    history = History().asks().passes(days=2).happens(PathCorrected("Jamison", Track.UNDECIDED))
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "next_word") == history.in_(hours=24)
    assert history.case.debt is Debt.DATE


def test_danger_in_a_question_reaches_every_administrator():
    assert History().asks(danger=Danger.READ).last(LetterName.NOTICE).to is To.EVERY_ADMINISTRATOR


def test_p13_how_many_incidents_is_answered_at_once_and_nobody_owes_more():
    history = History().asks(count=FIGURES).passes(days=30)
    assert [letter.name for _, letter in history.sent] == [LetterName.COUNT]
    assert (history.case.stage, history.case.closed_at, deadlines(history.case)) == (Stage.CLOSED, START, ())


def test_p13_who_asks_on_after_the_count_is_owed_an_answer():
    assert History().asks(count=FIGURES).writes().case.debt is Debt.ANSWER


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 11, 22), date(2026, 9, 30)),
    ],
)
def test_p13_cases_count_up_to_the_end_of_the_last_full_quarter(today, end):
    assert quarter_end(today) == end


def test_p13_the_baseline_stands_where_nothing_came_since():
    figures = count([], 15, AS_OF, SPRING)
    assert (figures.total, figures.complaints, figures.until) == ("15", "fewer than five", "2026-03-31")


def test_p13_fewer_than_five_are_not_added_to_the_baseline():
    assert count(closed(Track.COMPLAINT, 4), 15, AS_OF, SPRING).total == "15"


def test_p13_five_are_added_to_the_baseline():
    figures = count(closed(Track.COMPLAINT, 5) + closed(Track.CONCERN, 6), 15, AS_OF, SPRING)
    assert (figures.total, figures.complaints, figures.concerns) == ("26", "5", "6")


def test_p13_a_small_figure_does_not_follow_from_the_others_by_subtraction():
    figures = count(closed(Track.COMPLAINT, 7) + closed(Track.CONCERN, 1), 15, AS_OF, SPRING)
    assert (figures.total, figures.complaints, figures.concerns) == ("22", "7", "fewer than five")


@pytest.mark.parametrize(("complaints", "concerns", "total"), [(5, 0, "20"), (4, 4, "15"), (4, 5, "20")])
def test_p13_the_total_is_the_sum_of_what_is_told(complaints, concerns, total):
    assert (
        count(closed(Track.COMPLAINT, complaints) + closed(Track.CONCERN, concerns), 15, AS_OF, SPRING).total == total
    )


def test_p13_a_figure_moves_on_only_once_five_have_come_since_it_last_did():
    six = closed(Track.COMPLAINT, 6, date(2026, 2, 1))
    assert count(six + closed(Track.COMPLAINT, 1, date(2026, 5, 1)), 15, AS_OF, date(2026, 7, 1)).complaints == "6"
    assert count(six + closed(Track.COMPLAINT, 5, date(2026, 5, 1)), 15, AS_OF, date(2026, 7, 1)).complaints == "11"


def test_p13_appeals_are_no_incidents_of_their_own():
    assert count(closed(Track.APPEAL, 9), 15, AS_OF, SPRING).total == "15"


def test_p13_cases_of_this_quarter_do_not_count_yet():
    assert count(closed(Track.COMPLAINT, 9, SPRING), 15, AS_OF, SPRING).total == "15"


def test_p13_cases_of_the_baseline_do_not_count_twice():
    assert count(closed(Track.COMPLAINT, 9, AS_OF), 15, AS_OF, SPRING).total == "15"


def test_p13_questions_are_counted_apart():
    figures = count(closed(Track.QUESTION, 8), 15, AS_OF, SPRING)
    assert (figures.total, figures.questions) == ("15", "8")


def test_p13_a_baseline_of_this_quarter_is_not_counted_up_to_an_earlier_day():
    assert count([], 3, date(2026, 5, 1), SPRING).until == "2026-05-01"
