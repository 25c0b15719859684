"""The two paths, the four questions and the word that turns one into the other (P1, P2, P5, P15)."""

import pytest

from daemon.process.case import Answer, Consent, Debt, Privacy, Stage, Standing, Track
from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Closed,
    ComplaintOpened,
    ConsentGiven,
    EstimateGiven,
    Mood,
    NotAllowed,
    PathChosen,
    PathCorrected,
    ReplyWritten,
    ReporterWrote,
    ResolutionLeft,
    ResolutionUndone,
    ResolutionWritten,
    TalkWanted,
    WasRead,
)
from daemon.process.events_parties import Danger
from daemon.process.letters import LetterName, Timing, To
from daemon.process.owed import owes
from tests.support.history import History

SEEN = frozenset({Answer.NATURE, Answer.INVOLVED})


def test_p3_a_complaint_is_answered_at_once_and_noticed_once():
    history = History().reports()
    assert [letter.name for _, letter in history.sent] == [LetterName.ACKNOWLEDGEMENT, LetterName.NOTICE]


def test_p3_the_first_answer_names_the_date_of_the_next_word():
    history = History().reports()
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "next_word") == history.in_(hours=24)


def test_p1_an_undecided_report_is_asked_which_path_it_means():
    assert History().reports(Track.UNDECIDED).fact(LetterName.ACKNOWLEDGEMENT, "path") == "undecided"


def test_p1_an_undecided_report_is_given_a_complaints_care():
    undecided, complaint = History().reports(Track.UNDECIDED), History().reports(Track.COMPLAINT)
    undecided.passes(days=9)
    complaint.passes(days=9)
    assert undecided.rang == complaint.rang


def test_p1_an_undecided_report_may_be_resolved_but_not_merely_closed():
    with pytest.raises(NotAllowed, match="resolve SSE-7K3F2 words"):
        History().reports(Track.UNDECIDED).happens(Closed("Jamison"))


def test_p5_a_concern_is_thanked_and_told_who_reads_it_by_when():
    history = History().reports(Track.CONCERN)
    assert history.to_reporter() == [LetterName.CONCERN]
    assert history.fact(LetterName.CONCERN, "next_word") == history.in_(hours=24)


def test_p5_a_concern_that_was_read_owes_nothing_and_stays_open():
    history = History().reports(Track.CONCERN).happens(WasRead("Jamison")).forgets_letters().passes(days=60)
    assert (history.case.stage, history.case.debt, history.sent) == (Stage.READ, None, [])


def test_p5_a_concern_owes_no_outcome():
    with pytest.raises(NotAllowed, match="no resolution") as refused:
        History().reports(Track.CONCERN).happens(ResolutionWritten("Jamison", "words"))
    assert refused.value.rule == "P5"


def test_p5_a_concern_ends_by_close_without_a_letter():
    history = History().reports(Track.CONCERN).forgets_letters().happens(Closed("Jamison"))
    assert (history.case.stage, history.sent) == (Stage.CLOSED, [])


def test_p1_one_word_of_its_reporter_turns_a_concern_into_a_complaint():
    history = History().reports(Track.CONCERN).happens(PathChosen(Track.COMPLAINT))
    assert (history.case.track, history.case.stage) == (Track.COMPLAINT, Stage.NEEDS_DATE)
    assert history.fact(LetterName.CORRECTED, "path") == "complaint"
    assert history.fact(LetterName.WROTE_AGAIN, "what") == "the reporter says that it is a complaint"


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.UNDECIDED])
def test_p1_nobody_else_turns_a_concern_into_a_complaint(track):
    with pytest.raises(NotAllowed, match="only its reporter"):
        History().reports(Track.CONCERN).happens(PathCorrected("Jamison", track))


def test_p1_an_administrator_opens_a_complaint_of_their_own_under_the_concerns_consent():
    refused = Privacy(Consent.REFUSED)
    history = History().reports(Track.CONCERN, privacy=refused, off=frozenset({"Ada"}))
    history.forgets_letters().happens(ComplaintOpened("Jamison", "words"))
    opened = history.opens.received
    assert (history.case.track, opened.track, opened.privacy) == (Track.CONCERN, Track.COMPLAINT, refused)
    assert (opened.off, history.opens.related) == (frozenset({"Ada"}), history.case.code)
    assert history.sent == []


def test_p1_a_read_concern_that_becomes_a_complaint_is_told_a_new_date():
    history = History().reports(Track.CONCERN).passes(hours=3).happens(WasRead("Jamison")).passes(days=3)
    history.forgets_letters().happens(PathChosen(Track.COMPLAINT))
    assert history.to_reporter() == [LetterName.ACKNOWLEDGEMENT]
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "next_word") == history.in_(hours=24)


def test_p2_what_was_asked_once_is_not_asked_again_when_the_path_changes():
    history = History().reports(Track.CONCERN).happens(WasRead("Jamison")).forgets_letters()
    history.happens(PathChosen(Track.COMPLAINT))
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == ()


def test_p1_a_reporter_may_make_a_concern_of_a_complaint():
    history = History().reports().happens(PathChosen(Track.CONCERN)).happens(WasRead("Jamison"))
    assert (history.case.track, history.case.debt) == (Track.CONCERN, None)


def test_p7_a_resolution_on_its_way_closes_the_case_whatever_path_its_reporter_chooses_meanwhile():
    history = History().reports().happens(ResolutionWritten("Jamison", "words"))
    history.happens(PathChosen(Track.CONCERN)).happens(ResolutionLeft())
    assert (history.case.stage, history.case.debt) == (Stage.CLOSED, Debt.LOOK)


def test_p1_a_misread_path_is_mended_and_played_back():
    history = History().reports(Track.UNDECIDED).happens(PathCorrected("Jamison", Track.CONCERN))
    assert history.fact(LetterName.CORRECTED, "path") == "concern"
    assert history.case.debt is Debt.READING_DATE


def test_p1_a_report_that_was_a_question_all_along_is_mended_and_answered_as_one():
    history = History().reports(Track.UNDECIDED).happens(PathCorrected("Jamison", Track.QUESTION))
    assert history.case.debt is Debt.ANSWER
    assert history.happens(ReplyWritten("Jamison", "words")).case.stage is Stage.CLOSED


def test_p1_a_path_that_is_right_already_is_not_mended():
    with pytest.raises(NotAllowed, match="undecided already"):
        History().reports(Track.UNDECIDED).happens(PathCorrected("Jamison", Track.UNDECIDED))


def test_p2_only_the_missing_answers_are_asked_for():
    history = History().reports(answered=SEEN)
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == ("material", "privacy")


def test_p2_the_missing_answers_are_asked_for_once():
    history = History().reports().writes(answered=SEEN).writes().passes(days=5)
    assert [letter for _, letter in history.sent if letter.facts.get("missing")] == [
        history.last(LetterName.ACKNOWLEDGEMENT)
    ]


def test_p2_an_answer_is_heard():
    assert History().reports(answered=SEEN).writes(answered={Answer.MATERIAL}).case.missing == (Answer.PRIVACY,)


def test_p2_asking_again_is_a_persons_decision():
    history = History().reports(answered=SEEN).happens(AskedAgain("Jamison"))
    assert history.fact(LetterName.ASK, "questions") == ("material", "privacy")


def test_p2_an_administrators_own_question_waits_for_undo():
    history = History().reports(answered=SEEN).happens(AskedAgain("Jamison", "which channel was it?"))
    assert (history.last(LetterName.ASK).timing, history.fact(LetterName.ASK, "questions")) == (Timing.AFTER_UNDO, ())


def test_p2_what_is_answered_is_not_asked_again():
    with pytest.raises(NotAllowed, match="nothing is missing"):
        History().reports(answered=frozenset(Answer)).happens(AskedAgain("Jamison"))


def test_p2_talk_in_the_first_message_answers_all_four_questions():
    history = History().reports(talk=True)
    assert (history.fact(LetterName.ACKNOWLEDGEMENT, "missing"), history.case.missing) == ((), ())


def test_p2_talk_owes_a_conversation():
    history = History().reports().happens(TalkWanted())
    assert owes(history.case) == "the date of the next word, and a conversation"
    assert history.fact(LetterName.WROTE_AGAIN, "owed") == "the date of the next word, and a conversation"


def test_p2_the_notice_says_that_a_conversation_is_owed():
    notice = History().reports(Track.CONCERN, talk=True).fact(LetterName.NOTICE, "owed")
    assert notice == "a date by which it is read, and a conversation"


def test_p2_a_conversation_is_still_owed_when_the_concern_was_only_read():
    assert History().reports(Track.CONCERN, talk=True).happens(WasRead("Jamison")).case.debt is Debt.CONVERSATION


def test_p2_a_letter_is_not_the_conversation():
    history = History().reports(Track.CONCERN, talk=True).happens(ReplyWritten("Jamison", "today at five?"))
    assert history.case.debt is Debt.CONVERSATION


def test_p2_a_conversation_that_was_had_is_not_owed_any_more():
    history = History().reports(Track.CONCERN, talk=True).happens(AnsweredElsewhere("Jamison", "we spoke"))
    assert (history.case.debt, history.case.talk) == (None, False)


def test_p2_a_conversation_is_chased_until_it_was_had():
    history = History().reports(Track.CONCERN, talk=True).happens(WasRead("Jamison")).passes(days=4)
    assert history.to_administrators().count(LetterName.REMINDER) == 4
    assert history.fact(LetterName.ESCALATION, "step") == "answered SSE-7K3F2 how"


@pytest.mark.parametrize(
    ("track", "facts"),
    [
        (Track.UNDECIDED, {"danger": Danger.READ}),
        (Track.UNDECIDED, {"privacy": Privacy(Consent.REFUSED)}),
        (Track.COMPLAINT, {}),
    ],
)
def test_p15_the_peaceful_way_is_not_offered_to_a_complaint_a_refusal_or_danger(track, facts):
    assert History().reports(track, **facts).fact(LetterName.ACKNOWLEDGEMENT, "peaceful") == "no"


def test_p15_the_peaceful_way_is_offered_in_a_calm_undecided_report():
    assert History().reports(Track.UNDECIDED).fact(LetterName.ACKNOWLEDGEMENT, "peaceful") == "yes"


def test_p15_a_concern_hears_nothing_of_the_peaceful_way():
    assert "peaceful" not in History().reports(Track.CONCERN).last(LetterName.CONCERN).facts


def test_a_second_message_is_received_and_noticed_once_until_somebody_acts():
    history = History().reports().forgets_letters().writes().writes().writes()
    assert [letter.name for _, letter in history.sent] == [LetterName.ADDED, LetterName.WROTE_AGAIN]


def test_a_message_after_an_administrator_acted_is_noticed_anew():
    history = History().reports().writes().happens(WasRead("Jamison")).forgets_letters().writes()
    assert LetterName.WROTE_AGAIN in history.to_administrators()


def test_several_words_in_one_message_are_answered_by_one_letter():
    history = History().reports(Track.UNDECIDED).forgets_letters()
    history.happens(
        ReporterWrote(standing=Standing.VERIFIED),
        PathChosen(Track.COMPLAINT),
        ConsentGiven(Consent.GRANTED, Standing.VERIFIED),
        TalkWanted(),
    )
    assert history.to_reporter() == [LetterName.CORRECTED]
    assert history.to_administrators() == [LetterName.WROTE_AGAIN]
    assert history.last(LetterName.CORRECTED).facts.items() >= {"path": "complaint", "consent": "granted"}.items()


def test_danger_in_a_first_message_reaches_every_administrator():
    assert History().reports(danger=Danger.READ).last(LetterName.NOTICE).to is To.EVERY_ADMINISTRATOR


def test_danger_in_a_later_message_is_told_each_time_and_answered_with_the_emergency_line():
    history = History().reports().writes().forgets_letters().writes(danger=Danger.READ).writes(danger=Danger.READ)
    assert history.to_reporter() == [LetterName.ADDED, LetterName.ADDED]
    assert history.fact(LetterName.ADDED, "urgent") == "yes"
    assert history.last(LetterName.WROTE_AGAIN).to is To.EVERY_ADMINISTRATOR


def test_the_emergency_line_is_not_lost_when_a_word_stands_beside_it():
    history = History().reports(Track.UNDECIDED).forgets_letters()
    history.happens(ReporterWrote(standing=Standing.VERIFIED, danger=Danger.READ), PathChosen(Track.COMPLAINT))
    assert any(letter.facts.get("urgent") == "yes" for _, letter in history.sent if letter.to is To.REPORTER)


def test_an_administrators_date_survives_a_resolution_that_was_undone():
    history = History().reports()
    due = history.in_(days=3)
    history.happens(EstimateGiven("Jamison", due)).happens(ResolutionWritten("Jamison", "words"))
    history.happens(ResolutionUndone())
    assert (history.case.stage, history.case.promise.due) == (Stage.PROMISED, due)


def test_p15_who_is_upset_is_not_sent_to_the_channel():
    history = History().reports(Track.UNDECIDED, mood=Mood.UPSET)
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "peaceful") == "no"


def test_p15_a_calm_undecided_report_is_told_of_the_channel():
    assert History().reports(Track.UNDECIDED).fact(LetterName.ACKNOWLEDGEMENT, "peaceful") == "yes"
