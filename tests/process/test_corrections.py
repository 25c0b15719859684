"""What was read is mended by its author's word: nothing of it is lost, and nobody gains by it (P1, P12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.process.case import Answer, Consent, Debt, Privacy, Stage, Standing, Terms, Track
from daemon.process.events import EstimateGiven, NotAllowed, PathChosen, Recused, ReplyWritten, ResolutionWritten
from daemon.process.events_parties import ConsultationProposed, PartyNamed
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport
from daemon.process.events_suspensions import AccountsSuspended, Against, AppealReceived, AppealUpheld, Reasons
from daemon.process.letters import LetterName
from daemon.process.people import Role
from daemon.process.records import Sender
from tests.support.history import START, History

ONLY_ASKS = PathChosen(Track.QUESTION)
BY = "Jamison"


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED])
def test_p12_a_question_that_was_read_as_a_report_is_one_by_its_askers_word(track):
    history = History().reports(track).forgets_letters().happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.QUESTION, Stage.NEEDS_ANSWER)
    assert history.case.debt is Debt.ANSWER
    assert history.fact(LetterName.CORRECTED, "path") == "question"
    assert history.happens(ReplyWritten(BY, "words")).case.stage is Stage.CLOSED


def test_p12_its_asker_keeps_the_date_that_they_had():
    history = History().reports()
    date = history.case.promise.due
    history.passes(hours=3).forgets_letters().happens(ONLY_ASKS)
    assert history.fact(LetterName.CORRECTED, "next_word") == date


def test_p12_an_answer_is_owed_also_where_the_date_was_missed():
    history = History().reports().happens(EstimateGiven(BY, History().in_(hours=30))).passes(days=3)
    assert history.case.stage is Stage.LATE
    assert history.happens(ONLY_ASKS).fact(LetterName.CORRECTED, "next_word") == history.in_(hours=24)


def test_what_anybody_could_have_written_makes_no_question_of_a_complaint():
    history = History().reports().happens(PathChosen(Track.QUESTION, Standing.PLAUSIBLE))
    assert (history.case.track, history.case.stage) == (Track.COMPLAINT, Stage.NEEDS_DATE)


@pytest.mark.parametrize(
    "before",
    [
        PartyNamed(BY, "SSE-P2Q4R", Role.RESPONDENT),
        ConsultationProposed(BY, "a text"),
        ResolutionWritten(BY, "words"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_p7_a_report_in_which_others_have_a_part_stays_one_and_its_author_is_told_how_it_stands(before):
    history = History().reports().happens(before).forgets_letters()
    stage = history.case.stage
    history.happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.COMPLAINT, stage)
    assert history.fact(LetterName.CORRECTED, "path") == "complaint"
    assert "stays a complaint" in history.fact(LetterName.WROTE_AGAIN, "what")


def test_the_word_to_a_question_changes_nothing():
    history = History().asks().forgets_letters().happens(ONLY_ASKS)
    assert (history.case.track, history.case.stage) == (Track.QUESTION, Stage.NEEDS_ANSWER)


def test_who_only_asked_can_still_say_that_it_was_a_complaint():
    history = History().reports(Track.UNDECIDED).happens(ONLY_ASKS, PathChosen(Track.COMPLAINT))
    assert (history.case.track, history.case.debt) == (Track.COMPLAINT, Debt.DATE)


def test_p2_whose_report_was_read_as_a_question_is_not_asked_what_they_said_already():
    history = History().asks(answered=frozenset({Answer.NATURE, Answer.INVOLVED})).happens(PathChosen(Track.COMPLAINT))
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == ("material", "privacy")


def test_p8_a_wish_for_privacy_in_what_was_read_as_a_question_is_not_lost():
    history = History().asks(privacy=Privacy(Consent.REFUSED)).happens(PathChosen(Track.CONCERN))
    assert history.fact(LetterName.CONCERN, "consent") == "refused"


# --- a report that is an appeal, and the reverse

DAY = START + timedelta(days=5)
AGAINST = Against(
    complaint="SSE-9QQ9Q", account="SSE-4KX2P", suspended_at=START, suspended_by="Ada", opens_at=DAY, off=frozenset()
)
SEEN = frozenset({Answer.NATURE, Answer.INVOLVED})


def read_as_appeal(**facts):
    return ReadAsAppeal(**{"by": BY, "sender": Sender.MEMBER, "against": AGAINST, **facts})


def appealed(**facts):
    event = AppealReceived(**{"sender": Sender.MEMBER, "against": AGAINST, "reasons": Reasons.GIVEN, **facts})
    return appealing().happens(event).forgets_letters()


def appealing(*administrators):
    history = History(Terms(administrators=administrators or ("Jamison", "Ada")))
    history.case = replace(history.case, track=Track.APPEAL)
    return history


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED])
def test_p10_an_appeal_that_was_read_as_a_report_is_kept_for_its_day_as_any(track):
    history = History().reports(track).forgets_letters().happens(read_as_appeal())
    assert (history.case.track, history.case.stage) == (Track.APPEAL, Stage.EARLY)
    assert history.to_reporter() == [LetterName.APPEAL_EARLY]
    assert history.passes(days=6).case.stage is Stage.CONSIDERED


def test_p10_an_appeal_that_was_read_as_a_question_is_one_too():
    assert History().asks().happens(read_as_appeal()).case.stage is Stage.EARLY


def test_p10_an_appeal_that_nobody_vouches_for_waits_for_its_members_word():
    history = History().reports().forgets_letters().happens(read_as_appeal(sender=Sender.UNCONFIRMED))
    assert history.to_reporter() == [LetterName.APPEAL_CONFIRM]


def test_p10_where_no_suspension_is_known_its_author_hears_how_it_reads_and_nothing_of_a_suspension():
    history = History().reports().forgets_letters().happens(ReadAsAppeal(by=BY))
    assert (history.to_reporter(), history.fact(LetterName.CORRECTED, "path")) == ([LetterName.CORRECTED], "appeal")
    assert history.case.debt is Debt.LINK


def test_p14_who_is_off_the_report_or_off_the_suspension_is_off_the_appeal_and_no_word_of_its_author_lets_them_in():
    against = replace(AGAINST, off=frozenset({"Ada"}))
    history = History(Terms(administrators=("Jamison", "Ada", "Mel"))).reports().happens(Recused(BY, "Mel"))
    history.happens(read_as_appeal(against=against))
    assert history.case.off == {"Ada", "Mel"}
    assert not history.case.by_author & {"Ada", "Mel"}


def test_p14_nobody_makes_an_appeal_against_a_suspension_that_they_may_not_know_of():
    with pytest.raises(NotAllowed, match="not yours to look at"):
        History().reports().happens(read_as_appeal(against=replace(AGAINST, off=frozenset({BY}))))


def test_p10_a_case_in_which_others_have_a_part_becomes_no_appeal():
    with pytest.raises(NotAllowed, match="others have a part"):
        History().reports().happens(PartyNamed(BY, "SSE-P2Q4R", Role.RESPONDENT), read_as_appeal())


@pytest.mark.parametrize("track", [Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED])
def test_p1_a_report_that_was_read_as_an_appeal_has_a_date_and_its_author_hears_that_it_is_one(track):
    history = appealed().happens(ReadAsReport(by=BY, track=track, answered=SEEN))
    assert (history.case.track, history.case.stage, history.case.appeal) == (track, Stage.NEEDS_DATE, None)
    assert history.fact(LetterName.CORRECTED, "path") == str(track)
    assert history.fact(LetterName.CORRECTED, "next_word") == history.in_(hours=24)


def test_p2_whoever_had_only_the_receipt_is_answered_as_for_a_report_and_asked_for_what_is_missing():
    history = appealed(sender=Sender.SOMEBODY, against=None).happens(
        ReadAsReport(by=BY, track=Track.UNDECIDED, answered=SEEN, privacy=Privacy(Consent.REFUSED))
    )
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "missing") == ("material", "privacy")
    assert history.fact(LetterName.ACKNOWLEDGEMENT, "consent") == "refused"


def test_p12_an_appeal_can_turn_out_to_be_a_question():
    history = appealed().happens(ReadAsReport(by=BY, track=Track.QUESTION))
    assert (history.case.stage, history.case.debt) == (Stage.NEEDS_ANSWER, Debt.ANSWER)


def test_p1_an_administrator_gives_a_complaints_care_and_its_powers_only_the_reporter():
    history = appealed().happens(ReadAsReport(by=BY, track=Track.COMPLAINT))
    with pytest.raises(NotAllowed, match="COMPLAINT"):
        history.happens(AccountsSuspended(BY, ("SSE-P2Q4R",), "words"))


def test_p10_whoever_suspended_does_not_take_the_appeal_off_the_table_alone():
    history = appealing("Ada", "Jamison")
    history.happens(AppealReceived(sender=Sender.MEMBER, against=AGAINST))
    with pytest.raises(NotAllowed, match="does not decide"):
        history.happens(ReadAsReport(by="Ada", track=Track.CONCERN))


def test_p10_a_decided_appeal_stays_one():
    history = appealed().passes(days=6).happens(AppealUpheld(BY, "words"))
    with pytest.raises(NotAllowed, match="decided"):
        history.happens(ReadAsReport(by=BY, track=Track.CONCERN))
