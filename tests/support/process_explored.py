"""Tries events on cases in every stage, to find the moves that the table does not hold: what an event's own function does.

The cases are as the process makes them: only who was written to has been told, only an ended case has an end.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product

from daemon.process.case import Case, Promise, Stage, Standing, Terms, Told, Track
from daemon.process.decide import decide
from daemon.process.events import (
    AnsweredElsewhere,
    Closed,
    Count,
    EstimateGiven,
    Event,
    LetterFailed,
    NotAllowed,
    PathChosen,
    PathCorrected,
    PromiseMissed,
    QuestionAsked,
    Reopened,
    ReplyWritten,
    ReporterWrote,
    ReportReceived,
    ResolutionFailed,
    ResolutionLeft,
    ResolutionUndone,
    ResolutionWritten,
    WasRead,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.events_parties import Merged, Sameness
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport
from daemon.process.events_suspensions import (
    Against,
    AppealLinked,
    AppealMoot,
    AppealOpens,
    AppealOverturned,
    AppealReceived,
    AppealUpheld,
    AppellantWrote,
    Confirmation,
    ContextPublished,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
)
from daemon.process.records import Appeal, Context, Sender
from daemon.process.transitions import TABLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BY, OTHER, THIRD = "Ada", "Bo", "Cy"
COMPLAINT, ACCOUNT = "SSE-CCCCC", "SSE-4KX2P"
COUNTED = Count("15", "15", "2019-04-30", "2026-09-30", *3 * ("fewer than five",))
WAS_TOLD: dict[Stage, tuple[Told | None, ...]] = {
    Stage.RESOLVED: (Told.ON_ITS_WAY, Told.UNREACHABLE),
    Stage.OVERTURNED: (Told.ON_ITS_WAY, Told.TOLD, Told.UNREACHABLE),
    Stage.CLOSED: (None, Told.TOLD, Told.UNREACHABLE),
    Stage.WITHDRAWN: (None, Told.TOLD),
}
PROMISES = (None, Promise(NOW + DAY, NOW), Promise(NOW + DAY, NOW, BY), Promise(NOW + DAY, NOW, BY, warned_at=NOW))
APPEALS = (Sender.MEMBER, Sender.UNCONFIRMED, Sender.SOMEBODY)


def against(opens: datetime) -> Against:
    since = NOW - DAY
    return Against(complaint=COMPLAINT, account=ACCOUNT, suspended_at=since, suspended_by=BY, opens_at=opens)


DAYS = (NOW - DAY, NOW + DAY)
OF_REPORTS: tuple[Event, ...] = (
    *(ReportReceived(track=track) for track in (Track.COMPLAINT, Track.UNDECIDED, Track.CONCERN)),
    *(QuestionAsked(), QuestionAsked(count=COUNTED), ReporterWrote(standing=Standing.VERIFIED)),
    *(PathChosen(Track.COMPLAINT), PathChosen(Track.CONCERN), PathChosen(Track.QUESTION)),
    PathCorrected(BY, Track.QUESTION),
    *(ReadAsAppeal(by=BY, sender=sender, against=against(day)) for sender in APPEALS for day in DAYS),
    *(EstimateGiven(BY, NOW + DAY), AnsweredElsewhere(BY, "by phone"), ReplyWritten(BY, "words"), WasRead(BY)),
    *(ResolutionWritten(BY, "words"), ResolutionLeft(), ResolutionUndone(), ResolutionFailed()),
    *(Merged(BY, COMPLAINT, Sameness.CLAIMED), LetterFailed("reply")),
)
OF_ALL: tuple[Event, ...] = (Closed(BY), Reopened(BY), Withdrew(), WithdrawalRecorded(BY), PromiseMissed())
OF_APPEALS: tuple[Event, ...] = (
    *(AppealReceived(sender=sender, against=against(day)) for sender in APPEALS for day in DAYS),
    *(ReadAsReport(by=OTHER, track=track) for track in (Track.UNDECIDED, Track.QUESTION)),
    *(AppellantWrote(standing=standing, confirms=Confirmation.YES) for standing in Standing),
    *(AppealLinked(OTHER, against(day)) for day in DAYS),
    *(AppealUpheld(OTHER, "words"), AppealOverturned(OTHER, "words"), ContextPublished(THIRD)),
    *(AppealOpens(), AppealMoot(), DecisionLeft(), DecisionUndone(), DecisionFailed("upheld")),
    *(EstimateGiven(BY, NOW + DAY), AnsweredElsewhere(BY, "by phone"), LetterFailed("added")),
)


def explored(track: Track) -> frozenset[tuple[Stage, type[Event], Stage]]:
    """The moves that were seen and are not the table's. What changes its path goes on in that path's own table."""
    found = set()
    events = (*OF_ALL, *(OF_APPEALS if track is Track.APPEAL else OF_REPORTS))
    for case, event in product(cases(track), events):
        there = _after(case, event)
        if there not in {None, case.stage, TABLE[track][case.stage].get(type(event))}:
            found.add((case.stage, type(event), there))
    return frozenset(found)


def _after(case: Case, event: Event) -> Stage | None:
    try:
        return decide(case, event, NOW).case.stage
    except NotAllowed:
        return None


def cases(track: Track) -> Iterator[Case]:
    for stage in (stage for stage in Stage if TABLE[track][stage]):
        nobody = (True,) if stage in {Stage.RESOLVED, Stage.NEW} else (True, False)
        for has_reporter, told, promise in product(nobody, WAS_TOLD.get(stage, (None,)), PROMISES):
            for appeal in _appeals() if track is Track.APPEAL else (None,):
                yield Case(
                    code="SSE-7K3F2",
                    track=track,
                    stage=stage,
                    opened_at=NOW - DAY,
                    closed_at=None if stage.is_open else NOW,
                    has_reporter=has_reporter,
                    told=told,
                    promise=promise,
                    asked=True,
                    appeal=appeal,
                    terms=Terms(administrators=(BY, OTHER, THIRD)),
                )


def _appeals() -> Iterator[Appeal]:
    yield Appeal(Sender.SOMEBODY)
    for sender, opens in product(APPEALS[:2], DAYS):
        yield Appeal(
            sender,
            complaint=COMPLAINT,
            account=ACCOUNT,
            suspended_at=NOW - DAY,
            suspended_by=BY,
            opens_at=opens,
            context=Context(OTHER, handed_at=NOW),
        )
