"""How a case ends: resolved, withdrawn, closed, and taken up again (P5, P7)."""

import pytest

from daemon.process.case import Consent, Debt, Stage, Told, Track
from daemon.process.deadlines import deadlines
from daemon.process.events import (
    AnsweredElsewhere,
    Assigned,
    Closed,
    ConsentRecorded,
    EstimateGiven,
    LetterFailed,
    NotAllowed,
    NoteTaken,
    PathChosen,
    Recused,
    Reopened,
    ReplyWritten,
    ResolutionFailed,
    ResolutionLeft,
    ResolutionUndone,
    ResolutionWritten,
    TakenOn,
    TalkWanted,
    WasRead,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.letters import LetterName, Timing
from tests.support.history import History

RESOLVED = ResolutionWritten("Jamison", "words")


def promised():
    history = History().reports()
    return history.happens(EstimateGiven("Jamison", history.in_(days=2)))


STAGES = {
    "needs a date": lambda: History().reports(),
    "promised": promised,
    "late": lambda: promised().passes(days=3),
    "read": lambda: History().reports(Track.CONCERN).happens(WasRead("Jamison")),
    "is resolved": lambda: History().reports().happens(RESOLVED),
    "unreachable": lambda: History().reports().happens(RESOLVED).happens(ResolutionFailed()),
    "needs an answer": lambda: History().asks(),
}


def test_p7_a_resolution_waits_for_undo_before_it_leaves():
    assert History().reports().happens(RESOLVED).last(LetterName.RESOLUTION).timing is Timing.AFTER_UNDO


def test_p7_a_complaint_closes_when_its_resolution_has_left():
    history = History().reports().happens(RESOLVED)
    assert history.case.stage is Stage.RESOLVED
    assert history.happens(ResolutionLeft()).case.stage is Stage.CLOSED
    assert history.case.told is Told.TOLD


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.UNDECIDED])
def test_p7_a_report_does_not_close_without_a_word_to_its_reporter(track):
    with pytest.raises(NotAllowed) as refused:
        History().reports(track).happens(Closed("Jamison"))
    assert refused.value.rule == "P7"


def test_p7_a_resolution_needs_words():
    with pytest.raises(NotAllowed, match="needs the words"):
        History().reports().happens(ResolutionWritten("Jamison", "  "))


def test_p7_a_resolution_on_its_way_is_waited_for():
    with pytest.raises(NotAllowed, match="on its way"):
        History().reports().happens(RESOLVED).happens(Closed("Jamison"))


def test_p7_there_is_one_resolution_on_its_way_at_a_time():
    with pytest.raises(NotAllowed, match="on its way already"):
        History().reports().happens(RESOLVED).happens(RESOLVED)


def test_p7_a_case_is_not_reopened_behind_the_back_of_its_resolution():
    with pytest.raises(NotAllowed, match="undo that letter"):
        History().reports().happens(RESOLVED).happens(Reopened("Jamison"))


@pytest.mark.parametrize("leaves", [True, False])
def test_p7_a_bounce_is_not_told_and_another_way_is_owed(leaves):
    history = History().reports().happens(RESOLVED)
    history = history.happens(ResolutionLeft()).passes(days=1) if leaves else history
    history.happens(ResolutionFailed("L7"))
    assert (history.case.told, history.case.debt) == (Told.UNREACHABLE, Debt.OTHER_WAY)
    assert history.to_administrators()[-1] is LetterName.UNDELIVERED


def test_p7_nobody_else_is_told_in_the_place_of_a_reporter_who_cannot_be_reached():
    history = History().reports().forgets_letters().happens(RESOLVED).happens(ResolutionFailed()).passes(days=9)
    assert set(history.to_administrators()) == {
        LetterName.UNDELIVERED,
        LetterName.REMINDER,
        LetterName.ESCALATION,
    }


def test_p7_could_not_be_reached_ends_a_complaint():
    history = History().reports().happens(RESOLVED).happens(ResolutionFailed()).happens(Closed("Jamison"))
    assert (history.case.stage, history.case.told, deadlines(history.case)) == (Stage.CLOSED, Told.UNREACHABLE, ())


def test_p7_the_other_way_may_work():
    history = History().reports().happens(RESOLVED).happens(ResolutionFailed()).happens(RESOLVED)
    assert history.happens(ResolutionLeft()).case.told is Told.TOLD


def test_p7_a_second_bounce_does_not_open_a_case_that_was_closed_as_unreachable():
    history = History().reports().happens(RESOLVED).happens(ResolutionFailed()).happens(Closed("Jamison"))
    assert history.happens(ResolutionFailed()).case.stage is Stage.CLOSED


def test_p7_a_word_of_the_reporter_does_not_hide_that_they_were_not_reached():
    history = History().reports(Track.UNDECIDED).happens(RESOLVED).happens(ResolutionFailed())
    assert history.happens(PathChosen(Track.COMPLAINT)).case.debt is Debt.OTHER_WAY


def test_p7_an_undone_resolution_leaves_the_case_as_it_was():
    history = History().reports().happens(RESOLVED).happens(ResolutionUndone())
    assert (history.case.stage, history.case.debt, history.case.told) == (Stage.NEEDS_DATE, Debt.DATE, None)


def test_p4_a_date_that_passed_behind_an_undone_resolution_is_late():
    history = promised().happens(RESOLVED).passes(days=3).happens(ResolutionUndone()).passes(minutes=1)
    assert history.to_reporter().count(LetterName.LATE) == 1


def test_p7_a_complaint_without_a_reporter_closes_when_it_is_resolved():
    history = History().has_no_reporter().reports().happens(RESOLVED)
    assert (history.case.stage, deadlines(history.case)) == (Stage.CLOSED, ())
    assert history.to_reporter() == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_withdrawal_narrows_consent_to_nothing_and_owes_one_look(stage):
    history = STAGES[stage]().happens(Withdrew())
    assert (history.case.privacy.value, history.case.debt) == (Consent.REFUSED, Debt.LAST_LOOK)


@pytest.mark.parametrize("stage", STAGES)
def test_a_withdrawal_is_answered_once_and_then_there_are_no_more_letters(stage):
    history = STAGES[stage]().forgets_letters().happens(Withdrew()).passes(days=30)
    assert history.to_reporter() == [LetterName.WITHDRAWN]


@pytest.mark.parametrize("stage", [each for each in STAGES if each not in {"is resolved", "unreachable"}])
def test_a_withdrawal_that_an_administrator_records_narrows_consent_and_is_said_to_the_reporter(stage):
    history = STAGES[stage]().forgets_letters().happens(WithdrawalRecorded("Jamison"))
    assert history.to_reporter() == [LetterName.WITHDRAWN]
    assert history.case.privacy.value is Consent.REFUSED


def test_a_withdrawn_case_waits_for_one_look_and_is_chased_until_then():
    history = History().reports().happens(Withdrew()).forgets_letters().passes(days=1)
    assert history.to_administrators() == [LetterName.REMINDER]
    assert history.happens(Closed("Jamison")).case.stage is Stage.CLOSED


@pytest.mark.parametrize(
    "event", [ReplyWritten("Jamison", "words"), ConsentRecorded("Jamison", Consent.GRANTED, "by phone")]
)
def test_after_a_withdrawal_nothing_is_written_or_widened_without_reopening(event):
    with pytest.raises(NotAllowed, match="reopen SSE-7K3F2 first"):
        History().reports().happens(Withdrew()).happens(event)


@pytest.mark.parametrize("event", [ResolutionLeft(), ResolutionFailed(), ResolutionUndone()])
def test_what_becomes_of_a_letter_does_not_stir_a_withdrawn_case(event):
    history = History().reports().happens(RESOLVED).happens(Withdrew()).forgets_letters().happens(event)
    assert (history.case.stage, history.sent) == (Stage.WITHDRAWN, [])


def test_a_bounce_does_not_open_a_withdrawn_case_that_was_closed():
    history = History().reports().happens(RESOLVED).happens(Withdrew()).happens(Closed("Jamison"))
    assert history.happens(ResolutionFailed()).case.stage is Stage.CLOSED


def test_a_withdrawal_after_the_end_narrows_consent_and_keeps_that_the_reporter_was_told():
    history = History().reports().happens(RESOLVED).happens(ResolutionLeft()).happens(Withdrew())
    assert (history.case.privacy.value, history.case.told) == (Consent.REFUSED, Told.TOLD)


def test_who_withdrew_takes_it_up_again_with_one_word():
    history = History().reports().happens(Withdrew()).happens(PathChosen(Track.COMPLAINT))
    assert (history.case.stage, history.case.privacy.value) == (Stage.NEEDS_DATE, Consent.REFUSED)
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "next_word") == history.in_(hours=24)


def test_a_closed_case_can_be_reopened_and_owes_a_date_again():
    history = History().reports().happens(RESOLVED).happens(ResolutionLeft()).happens(Reopened("Jamison"))
    assert (history.case.debt, history.case.told, history.case.closed_at) == (Debt.DATE, None, None)


def test_a_reopened_case_ends_with_a_word_to_its_reporter_again():
    history = History().reports().happens(RESOLVED).happens(ResolutionLeft()).happens(Reopened("Jamison"))
    with pytest.raises(NotAllowed):
        history.happens(Closed("Jamison"))


def test_an_open_case_is_not_reopened():
    with pytest.raises(NotAllowed, match="is open"):
        History().reports().happens(Reopened("Jamison"))


def closed():
    return History().reports().happens(RESOLVED).happens(ResolutionLeft()).passes(days=30)


def test_a_closed_case_has_no_deadline():
    assert deadlines(closed().case) == ()


def test_what_is_written_after_the_end_is_received_and_noticed():
    history = closed().forgets_letters().writes()
    assert [letter.name for _, letter in history.sent] == [LetterName.ADDED, LetterName.WROTE_AGAIN]
    assert (history.case.stage, history.case.debt) == (Stage.CLOSED, Debt.LOOK)


def test_what_is_written_after_the_end_is_chased_until_it_was_looked_at():
    history = closed().writes().forgets_letters().passes(days=2)
    assert history.to_administrators() == [LetterName.REMINDER, LetterName.REMINDER]
    history.happens(WasRead("Ada")).forgets_letters().passes(days=30)
    assert (history.case.debt, history.sent) == (None, [])


@pytest.mark.parametrize("event", [Assigned("Jamison", "Ada"), Recused("Ada", "Ada"), TakenOn("Ada")])
def test_to_arrange_the_work_is_not_to_look(event):
    assert closed().writes().happens(event).case.debt is Debt.LOOK


def test_what_was_written_while_the_resolution_was_on_its_way_is_looked_at_after_it():
    history = History().reports().happens(RESOLVED).writes().happens(ResolutionLeft())
    assert (history.case.stage, history.case.debt) == (Stage.CLOSED, Debt.LOOK)


def test_p2_who_would_rather_talk_after_the_end_is_owed_a_conversation_until_it_was_had():
    history = closed().happens(TalkWanted()).happens(WasRead("Jamison"))
    assert history.case.debt is Debt.CONVERSATION
    assert history.happens(AnsweredElsewhere("Jamison", "we spoke")).case.debt is None


def test_p2_who_would_rather_talk_than_read_the_resolution_is_owed_a_conversation_after_it():
    history = History().reports().happens(RESOLVED).happens(TalkWanted()).happens(ResolutionLeft())
    assert history.case.debt is Debt.CONVERSATION


def test_p2_a_conversation_that_the_resolution_came_out_of_is_not_owed_after_it():
    assert History().reports(talk=True).happens(RESOLVED).happens(ResolutionLeft()).case.debt is None


def test_p13_a_case_keeps_the_day_of_its_end():
    history = closed()
    ended = history.case.closed_at
    assert history.happens(NoteTaken("Jamison", "words")).case.closed_at == ended


def test_a_letter_that_came_back_is_told_to_the_administrators():
    history = History().reports().happens(LetterFailed("acknowledgement", "L1"))
    assert history.fact(LetterName.UNDELIVERED, "letter") == "acknowledgement"


def test_a_case_without_a_reporter_has_nobody_to_write_to():
    with pytest.raises(NotAllowed, match="no reporter"):
        History().has_no_reporter().reports().happens(ReplyWritten("Jamison", "words"))
