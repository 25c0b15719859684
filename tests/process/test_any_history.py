"""Whatever happens in whatever order: what must always be true of a case (P1-P5, P7)."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.process.case import NARROWNESS, Answer, Case, Consent, Debt, Stage, Standing, Told, Track
from daemon.process.deadlines import deadlines
from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Assigned,
    Closed,
    ComplaintOpened,
    ConsentGiven,
    ConsentRecorded,
    DangerCorrected,
    EstimateGiven,
    LetterFailed,
    NotAllowed,
    PathChosen,
    PathCorrected,
    Recused,
    Reopened,
    ReplyWritten,
    ReporterWrote,
    ReportReceived,
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
from daemon.process.events_parties import Danger, PageDue
from daemon.process.letters import LetterName, To
from daemon.process.owed import debt
from tests.support.history import History

BY = "Jamison"
FIRST = (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED, Track.QUESTION)
PATHS = st.sampled_from([Track.COMPLAINT, Track.CONCERN])
CONSENTS = st.sampled_from(list(Consent))
STANDINGS = st.sampled_from(list(Standing))
DANGERS = st.sampled_from(list(Danger))
NOTHING_OWED = {None, Debt.LOOK, Debt.CONVERSATION}

WROTE = st.builds(
    ReporterWrote,
    standing=STANDINGS,
    answered=st.frozensets(st.sampled_from(list(Answer))),
    hint=CONSENTS,
    danger=DANGERS,
)
MEMBERS = st.one_of(
    WROTE,
    st.builds(PathChosen, PATHS),
    st.builds(ConsentGiven, CONSENTS, STANDINGS),
    st.just(TalkWanted()),
    st.just(Withdrew()),
)
ADMINISTRATORS = st.one_of(
    st.just(AnsweredElsewhere(BY, "by phone")),
    st.just(ReplyWritten(BY, "words")),
    st.just(AskedAgain(BY)),
    st.just(ConsentRecorded(BY, Consent.GRANTED, "by phone")),
    st.builds(PathCorrected, st.just(BY), st.sampled_from(FIRST)),
    st.builds(DangerCorrected, st.just(BY), DANGERS),
    st.just(ResolutionWritten(BY, "words")),
    st.just(Closed(BY)),
    st.just(ComplaintOpened(BY)),
    st.just(WithdrawalRecorded(BY)),
    st.just(Reopened(BY)),
    st.just(Assigned(BY, "Ada")),
    st.just(Recused(BY, "Ada")),
    st.just(TakenOn(BY)),
    st.just(WasRead(BY)),
)
POST = st.sampled_from(
    [ResolutionLeft(), ResolutionUndone(), ResolutionFailed(), LetterFailed("reply"), LetterFailed("late")]
)
DATES = st.integers(1, 400).map(lambda hours: ("promises", hours))
SPANS = st.tuples(st.sampled_from(["passes", "sleeps"]), st.integers(1, 200))
STEPS = st.lists(st.one_of(MEMBERS, ADMINISTRATORS, POST, DATES, SPANS), max_size=25)


def lived(track, steps):
    """Yields the history after each step that was allowed, with the case before it."""
    history = History()
    history = history.asks() if track is Track.QUESTION else history.reports(track)
    for step in steps:
        before = history.case
        try:
            _takes(history, step)
        except NotAllowed:
            continue
        yield history, before, step


def _takes(history, step):
    match step:
        case ("promises", hours):
            history.happens(EstimateGiven(BY, history.in_(hours=hours)))
        case (how, hours):
            getattr(history, how)(hours=hours)
        case _:
            history.happens(step)


def any_history(test):
    relaxed = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return relaxed(given(track=st.sampled_from(FIRST), steps=STEPS)(test))


def ended_rightly(case: Case, before: Case) -> bool:
    return case.told in {Told.TOLD, Told.UNREACHABLE} or before.stage is Stage.WITHDRAWN


@any_history
def test_p7_a_complaint_never_closes_without_a_word_a_failure_or_a_withdrawal(track, steps):
    for history, before, step in lived(track, steps):
        case = history.case
        closes = case.stage is Stage.CLOSED and before.stage is not Stage.CLOSED
        if closes and case.track in {Track.COMPLAINT, Track.UNDECIDED}:
            assert ended_rightly(case, before), step


@any_history
def test_a_case_without_a_debt_has_no_deadline_but_danger_and_one_with_a_debt_has(track, steps):
    for history, _, step in lived(track, steps):
        owed = [each for each in deadlines(history.case) if not isinstance(each.event, PageDue)]
        assert bool(owed) == (history.case.debt is not None), step


@any_history
def test_the_remembered_debt_is_the_one_that_follows_from_the_stage(track, steps):
    for history, _, _ in lived(track, steps):
        assert history.case.debt is debt(history.case)
        assert (history.case.owed_since is None) == (history.case.debt is None)


@any_history
def test_a_closed_case_owes_at_most_a_look_or_a_conversation(track, steps):
    for history, _, _ in lived(track, steps):
        assert history.case.stage is not Stage.CLOSED or history.case.debt in NOTHING_OWED


@any_history
def test_p4_no_promise_is_late_twice_and_none_that_was_not_made(track, steps):
    history = _after(track, steps)
    late = [letter.facts["promised"] for _, letter in history.sent if letter.name is LetterName.LATE]
    said = [
        letter.facts.get("due") or letter.facts.get("next_word")
        for _, letter in history.sent
        if letter.to is To.REPORTER and letter.name is not LetterName.LATE
    ]
    assert len(late) == len(set(late))
    assert set(late) <= set(said)


def _after(track, steps):
    last = History().asks() if track is Track.QUESTION else History().reports(track)
    for history, _, _ in lived(track, steps):
        last = history
    return last


@any_history
def test_p8_consent_widens_by_a_verified_word_or_a_record_only(track, steps):
    for history, before, step in lived(track, steps):
        was, now = before.privacy, history.case.privacy
        wider = NARROWNESS[now.value] > NARROWNESS[was.value] or (now.confirmed and not was.confirmed)
        if wider and now.value is not Consent.REFUSED:
            assert isinstance(step, ConsentRecorded) or (
                isinstance(step, ConsentGiven) and step.standing is Standing.VERIFIED
            )


@any_history
def test_p1_a_concern_becomes_a_complaint_by_a_word_of_its_reporter_only(track, steps):
    for history, before, step in lived(track, steps):
        if before.track is Track.CONCERN and history.case.track is not Track.CONCERN:
            assert isinstance(step, PathChosen)


@any_history
def test_p2_the_four_questions_are_asked_once_unless_a_person_asks(track, steps):
    history = _after(track, steps)
    assert len([letter for _, letter in history.sent if letter.facts.get("missing")]) <= 1


@any_history
def test_a_withdrawn_case_writes_nothing_by_itself(track, steps):
    for history, before, step in lived(track, steps):
        if before.stage is Stage.WITHDRAWN and isinstance(step, tuple):
            began = history.in_(hours=-step[1])
            assert not [letter for at, letter in history.sent if letter.to is To.REPORTER and at > began]


@any_history
def test_time_alone_never_spends_more_than_one_reminder_a_day(track, steps):
    history = _after(track, steps).forgets_letters().passes(days=30)
    at = history.when(LetterName.REMINDER)
    assert all(later - earlier >= timedelta(days=1) for earlier, later in pairwise(at))


def test_the_first_event_is_a_report_or_a_question():
    assert History().happens(ReportReceived(track=Track.COMPLAINT)).case.stage is Stage.NEEDS_DATE
