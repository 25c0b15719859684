"""The table and what stands beside it: every event in every stage is allowed, or refused with its reason."""

from dataclasses import replace
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
from daemon.process.events_parties import (
    ConsentNarrowed,
    ConsultationAnswered,
    ConsultationEnded,
    ConsultationProposed,
    Danger,
    FindingRecorded,
    Held,
    HoldEnded,
    Merged,
    OffLearned,
    OnLearned,
    PageDue,
    PartyAdministrator,
    PartyConsented,
    PartyMember,
    PartyMissed,
    PartyNamed,
    PartyReached,
    PartySpared,
    PartyTextUndone,
    PartyTold,
    PartyWorld,
    PartyWrote,
    PurgeWarned,
    Related,
    Sameness,
)
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport, RereadEvent
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccessRefused,
    AccountsSuspended,
    AddressLearned,
    Against,
    AppealAdministrator,
    AppealLinked,
    AppealMember,
    AppealMoot,
    AppealNoMore,
    AppealOpens,
    AppealOverturned,
    AppealReceived,
    AppealUpheld,
    AppealWorld,
    AppellantWrote,
    ContextCopyFate,
    ContextDrafted,
    ContextHanded,
    ContextProposed,
    ContextPublished,
    ContextSeen,
    ContextUndone,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
    LiftUndone,
    ReturnUnwarned,
    ReturnWarned,
    Side,
    SuspensionAdministrator,
    SuspensionAppealed,
    SuspensionDue,
    SuspensionKept,
    SuspensionLifted,
    SuspensionOverturned,
    SuspensionUndone,
    SuspensionWorld,
)
from daemon.process.people import Party, Role
from daemon.process.records import Appeal, Context, Finding, Ground, Reply, Sender, Suspension, Wording
from daemon.process.transitions import TABLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, tzinfo=UTC)
BY = "Jamison"
WHO = "SSE-4KX2P"
AGAINST = Against(complaint="SSE-9QQ9Q", account=WHO, suspended_at=NOW, suspended_by="Ada", opens_at=LATER)
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
    PartyWrote(WHO),
    PartyConsented(WHO, Consent.REFUSED, Standing.PLAUSIBLE),
    ConsultationAnswered(WHO, Reply.NO),
    PartyNamed(BY, WHO, Role.WITNESS),
    PartyTold(BY, WHO),
    PartySpared(BY, WHO, "words"),
    ConsultationProposed(BY, "words"),
    Related(BY, "SSE-9QQ9Q"),
    Merged(BY, "SSE-9QQ9Q", Sameness.SAME_ADDRESS),
    Held(BY),
    HoldEnded(BY),
    FindingRecorded(BY, Finding.NONE),
    PartyReached(WHO),
    PartyMissed(WHO, "told"),
    PartyTextUndone(WHO),
    ConsultationEnded(),
    PageDue(),
    PurgeWarned(),
    OffLearned(frozenset({"Ada"})),
    OnLearned(frozenset({"Ada"})),
    ConsentNarrowed("SSE-9QQ9Q", Consent.REFUSED),
    AccountsSuspended(BY, (WHO,), "words"),
    AddressLearned(WHO),
    SuspensionKept(BY, WHO, LATER, "words"),
    SuspensionLifted(BY, WHO),
    AccessConfirmed(BY, WHO),
    AccessRefused(WHO, "it was refused"),
    SuspensionDue(WHO),
    SuspensionUndone(WHO),
    LiftUndone(WHO),
    ReturnWarned(WHO),
    ReturnUnwarned(WHO),
    SuspensionAppealed("SSE-9QQ9Q", WHO),
    AppealNoMore("SSE-9QQ9Q"),
    ReadAsAppeal(by=BY, sender=Sender.MEMBER, against=AGAINST),
    ReadAsReport(by=BY, track=Track.UNDECIDED),
    SuspensionOverturned(BY, WHO, "SSE-9QQ9Q"),
    ContextProposed(BY, "SSE-9QQ9Q", Wording.FIXED),
    ContextCopyFate("SSE-9QQ9Q", Told.TOLD),
    AppealReceived(sender=Sender.MEMBER, against=AGAINST),
    AppellantWrote(standing=Standing.VERIFIED),
    AppealLinked(BY, AGAINST),
    AppealUpheld(BY, "words"),
    AppealOverturned(BY, "words"),
    ContextDrafted(BY, "words"),
    ContextHanded(BY),
    ContextPublished(BY),
    AppealOpens(),
    AppealMoot(),
    DecisionLeft(),
    DecisionUndone(),
    DecisionFailed("upheld"),
    ContextSeen(Side.MEMBER, Told.TOLD),
    ContextUndone(),
)
FIRST = (ReportReceived, QuestionAsked, AppealReceived)
RULES = {f"P{number}" for number in range(1, 16)}
REPORTS = (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED)
# an appeal has no path: a path word in one is words like any other, and so reaches no case as an event
WRITERS = {
    **dict.fromkeys(REPORTS, {*get_args(MemberEvent), *get_args(PartyMember)} - {*FIRST}),
    Track.QUESTION: {*get_args(MemberEvent)} - {*FIRST},
    Track.APPEAL: {*get_args(MemberEvent), *get_args(AppealMember)} - {*FIRST, PathChosen},
}
LETTERS = {ResolutionLeft, ResolutionUndone, ResolutionFailed, LetterFailed, OffLearned, OnLearned, ConsentNarrowed}
POST = {
    **dict.fromkeys(
        REPORTS,
        LETTERS | {*get_args(PartyWorld), *get_args(SuspensionWorld)} - {ConsultationEnded, PageDue, SuspensionDue},
    ),
    Track.QUESTION: LETTERS,
    Track.APPEAL: LETTERS | {DecisionLeft, DecisionFailed, ContextSeen, AppealMoot},
}
DATED = {Stage.PROMISED, Stage.NEEDS_ANSWER, Stage.CONSIDERED}
EVERYWHERE = list(product(Track, Stage))
LIVED = [(track, stage) for track, stages in TABLE.items() for stage, row in stages.items() if row]


def appeal_in(stage):
    context = Context("Ada") if stage is Stage.OVERTURNED else None
    unmatched = Appeal(Sender.SOMEBODY)
    known = Appeal(Sender.MEMBER, "SSE-9QQ9Q", WHO, NOW, "Ada", LATER, context=context)
    return unmatched if stage in {Stage.NEW, Stage.UNMATCHED} else known


def in_stage(track, stage):
    report = track in REPORTS and stage is not Stage.NEW
    return Case(
        code="SSE-7K3F2",
        track=track,
        stage=stage,
        opened_at=NOW,
        promise=Promise(LATER, NOW, BY) if stage in DATED else None,
        told=Told.UNREACHABLE if stage is Stage.RESOLVED else None,
        parties=(Party(WHO, Role.RESPONDENT, told=Told.TOLD),) if report else (),
        suspensions=(Suspension(WHO, NOW, BY, Ground.COMPLAINT, LATER),) if report else (),
        appeal=appeal_in(stage) if track is Track.APPEAL else None,
        terms=Terms(administrators=(BY, "Ada")),
    )


def outcome(case, event):
    try:
        return decide(case, event, NOW).case
    except NotAllowed as refused:
        return refused


def named(value):
    return str(value) if isinstance(value, str) else type(value).__name__


def test_every_event_of_the_process_is_tried_here():
    kinds = (
        *(MemberEvent, AdministratorEvent, WorldEvent, PartyMember, PartyAdministrator, PartyWorld),
        *(SuspensionAdministrator, SuspensionWorld, AppealMember, AppealAdministrator, AppealWorld),
        RereadEvent,
    )
    assert {type(event) for event in EVENTS} == {each for kind in kinds for each in get_args(kind)}


def test_every_track_has_a_row_for_every_stage():
    assert {(track, stage) for track in TABLE for stage in TABLE[track]} == set(EVERYWHERE)


@pytest.mark.parametrize(("track", "stage"), EVERYWHERE, ids=named)
def test_an_event_leads_where_the_table_says_or_is_refused_with_a_reason(track, stage):
    for event in EVENTS:
        after = outcome(in_stage(track, stage), event)
        if isinstance(after, NotAllowed):
            assert after.reason.strip(), event
            assert after.rule in RULES, event
            assert "{" not in after.reason, event
        else:
            assert type(event) in TABLE[track][stage], event
            assert TABLE[after.track][after.stage], event


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_nobody_who_writes_to_us_is_refused(track, stage):
    assert stage is Stage.NEW or WRITERS[track] <= TABLE[track][stage].keys()


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_what_the_post_tells_is_never_refused(track, stage):
    assert stage is Stage.NEW or POST[track] <= TABLE[track][stage].keys()


@pytest.mark.parametrize("stage", Stage, ids=named)
def test_p1_p6_a_concern_suspends_nobody_and_publishes_nothing_in_any_stage(stage):
    for event in (AccountsSuspended(BY, (WHO,), "words"), ConsultationProposed(BY, "words")):
        assert isinstance(outcome(in_stage(Track.CONCERN, stage), event), NotAllowed)


@pytest.mark.parametrize(("track", "stage"), LIVED, ids=named)
def test_the_table_leads_to_stages_that_are_lived_in(track, stage):
    turned = {
        (track, PathChosen): (Track.COMPLAINT, Track.CONCERN),
        (track, PathCorrected): (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED),
        (track, ReadAsAppeal): (Track.APPEAL,),
        (track, ReadAsReport): (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED),
        (track, ReportReceived): (Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED),
    }
    for event, following in TABLE[track][stage].items():
        for becomes in turned.get((track, event), (track,)):
            assert TABLE[becomes][following], (event, becomes, following)


@pytest.mark.parametrize(("track", "stage"), [each for each in LIVED if each[1] is not Stage.NEW], ids=named)
def test_every_debt_of_a_case_has_a_deadline(track, stage):
    written = decide(in_stage(track, stage), NoteTaken(BY, "words"), NOW).case
    assert written.debt is None or deadlines(written)


ENDED = {Stage.CLOSED, Stage.MERGED}


@pytest.mark.parametrize(("track", "stage"), [each for each in LIVED if each[1] not in ENDED | {Stage.NEW}], ids=named)
def test_an_open_case_owes_something_or_waits_for_its_day_or_is_a_concern_that_was_read(track, stage):
    case = replace(in_stage(track, stage), suspensions=())
    quiet = decide(case, NoteTaken(BY, "words"), NOW).case
    assert quiet.debt or stage is Stage.EARLY or (track, stage) == (Track.CONCERN, Stage.READ)


def test_a_resolution_on_its_way_waits_for_the_post_and_for_nobody_else():
    before = replace(in_stage(Track.COMPLAINT, Stage.NEEDS_DATE), suspensions=())
    case = decide(before, ResolutionWritten(BY, "words"), NOW).case
    assert (case.debt, deadlines(case)) == (None, ())
    assert decide(case, ResolutionFailed(), NOW).case.debt is Debt.OTHER_WAY
