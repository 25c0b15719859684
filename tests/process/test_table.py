"""The table and what stands beside it: every event in every stage is allowed, or refused with its reason."""

from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest

from daemon.process.case import Answer, Case, Consent, Debt, Promise, Stage, Standing, Terms, Told, Track
from daemon.process.deadlines import deadlines
from daemon.process.decide import decide
from daemon.process.events import (
    AdministratorEvent,
    AnswerCorrected,
    AnsweredElsewhere,
    AskedAgain,
    Assigned,
    Closed,
    ComplaintOpened,
    ConsentGiven,
    ConsentRecorded,
    Danger,
    DangerCorrected,
    EscalationDue,
    EstimateGiven,
    LetterFailed,
    MemberEvent,
    Mending,
    NotAllowed,
    NoteTaken,
    PathChosen,
    PathCorrected,
    PromiseMissed,
    QuestionAsked,
    Recused,
    ReminderDue,
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
    WarningDue,
    WasRead,
    WithdrawalRecorded,
    Withdrew,
    WorldEvent,
)
from daemon.process.transitions import TABLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, tzinfo=UTC)
BY = "Jamison"
EVENTS = (
    ReportReceived(track=Track.COMPLAINT),
    QuestionAsked(),
    ReporterWrote(standing=Standing.VERIFIED),
    PathChosen(Track.COMPLAINT),
    ConsentGiven(Consent.REFUSED, Standing.PLAUSIBLE),
    TalkWanted(),
    Withdrew(),
    EstimateGiven(BY, LATER),
    AnsweredElsewhere(BY, "by phone"),
    ReplyWritten(BY, "words"),
    AskedAgain(BY),
    NoteTaken(BY, "words"),
    ConsentRecorded(BY, Consent.GRANTED, "by phone"),
    PathCorrected(BY, Track.CONCERN),
    AnswerCorrected(BY, Answer.NATURE, Mending.GIVEN),
    DangerCorrected(BY, Danger.READ),
    ResolutionWritten(BY, "words"),
    Closed(BY),
    ComplaintOpened(BY),
    WithdrawalRecorded(BY),
    Reopened(BY),
    Assigned(BY, "Ada"),
    Recused(BY, "Ada"),
    TakenOn(BY),
    WasRead(BY),
    ResolutionLeft(),
    ResolutionUndone(),
    ResolutionFailed(),
    LetterFailed("reply"),
    WarningDue(),
    PromiseMissed(),
    ReminderDue(),
    EscalationDue(),
)
FIRST = (ReportReceived, QuestionAsked)
RULES = {f"P{number}" for number in range(1, 16)}
CLOCK = (WarningDue, PromiseMissed, ReminderDue, EscalationDue)
EVERYWHERE = list(product(Track, Stage))
LIVED = [(track, stage) for track, stages in TABLE.items() for stage, row in stages.items() if row]


def in_stage(track, stage):
    promise = Promise(LATER, NOW, BY) if stage in {Stage.PROMISED, Stage.NEEDS_ANSWER} else None
    told = Told.UNREACHABLE if stage is Stage.RESOLVED else None
    terms = Terms(administrators=(BY, "Ada"))
    return Case(code="SSE-7K3F2", track=track, stage=stage, opened_at=NOW, promise=promise, told=told, terms=terms)


def outcome(case, event):
    try:
        return decide(case, event, NOW).case
    except NotAllowed as refused:
        return refused


def named(value):
    return str(value) if isinstance(value, str) else type(value).__name__


def test_every_event_of_the_process_is_tried_here():
    known = {*get_args(MemberEvent), *get_args(AdministratorEvent), *get_args(WorldEvent)}
    assert {type(event) for event in EVENTS} == known


def test_every_track_has_a_row_for_every_stage():
    assert {(track, stage) for track in TABLE for stage in TABLE[track]} == set(EVERYWHERE)


@pytest.mark.parametrize(("track", "stage"), EVERYWHERE, ids=named)
@pytest.mark.parametrize("event", EVENTS, ids=named)
def test_an_event_leads_where_the_table_says_or_is_refused_with_a_reason(track, stage, event):
    after = outcome(in_stage(track, stage), event)
    if isinstance(after, NotAllowed):
        assert after.reason.strip()
        assert after.rule in RULES
        assert "{" not in after.reason
    else:
        assert type(event) in TABLE[track][stage]
        assert TABLE[after.track][after.stage]


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_nobody_who_writes_to_us_is_refused(track, stage):
    members = set(get_args(MemberEvent)) - set(FIRST)
    assert stage is Stage.NEW or members <= TABLE[track][stage].keys()


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_what_the_post_tells_is_never_refused(track, stage):
    post = set(get_args(WorldEvent)) - set(CLOCK)
    assert stage is Stage.NEW or post <= TABLE[track][stage].keys()


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_the_table_leads_to_stages_that_are_lived_in(track, stage):
    turned = {
        (track, PathChosen): (Track.COMPLAINT, Track.CONCERN),
        (track, PathCorrected): (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED),
        (track, ReportReceived): (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED),
    }
    for event, following in TABLE[track][stage].items():
        for becomes in turned.get((track, event), (track,)):
            assert TABLE[becomes][following], (event, becomes, following)


@pytest.mark.parametrize(("track", "stage"), [each for each in LIVED if each[1] is not Stage.NEW], ids=named)
def test_every_debt_of_a_case_has_a_deadline(track, stage):
    written = decide(in_stage(track, stage), NoteTaken(BY, "words"), NOW).case
    assert written.debt is None or deadlines(written)


@pytest.mark.parametrize(("track", "stage"), [each for each in LIVED if each[1] is not Stage.NEW], ids=named)
def test_an_open_case_that_owes_nothing_is_a_concern_that_was_read(track, stage):
    quiet = decide(in_stage(track, stage), NoteTaken(BY, "words"), NOW).case
    assert quiet.debt or stage is Stage.CLOSED or (track, stage) == (Track.CONCERN, Stage.READ)


def test_a_resolution_on_its_way_waits_for_the_post_and_for_nobody_else():
    case = decide(in_stage(Track.COMPLAINT, Stage.NEEDS_DATE), ResolutionWritten(BY, "words"), NOW).case
    assert (case.debt, deadlines(case)) == (None, ())
    assert decide(case, ResolutionFailed(), NOW).case.debt is Debt.OTHER_WAY
