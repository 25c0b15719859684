"""The one table of the process: track -> stage -> what happened -> next stage.

What the table does not hold is not allowed. Dead ends are written out: a stage that answers nothing stands here with
what it refuses, by being absent from its row. What follows from an event beside the next stage is `decide.py`'s; what
the table cannot say (who, when, and a closing that needs a word first) is checked there. What the world tells us is
never refused: a letter may leave or come back long after the case went on.

Theory: a report is a debt of an administrator to a person. NEEDS_DATE, LATE and NEEDS_ANSWER are debts; PROMISED is
a debt with a date; READ, RESOLVED, WITHDRAWN and CLOSED owe the reporter nothing further by themselves. A member's
event is allowed in every stage, for nobody who writes to us is ever refused.
"""

from collections.abc import Callable, Mapping

from daemon.process.case import Stage, Track
from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Closed,
    ComplaintOpened,
    EstimateGiven,
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
    WarningDue,
    WasRead,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.events_parties import Merged, PartySpared
from daemon.process.events_reread import ReadAsAppeal
from daemon.process.transition_rows import (
    CLOSED,
    CONSIDERED,
    EARLY,
    LATE,
    MERGED,
    NEEDS_ANSWER,
    NEEDS_DATE,
    NEW,
    OVERTURNED,
    POWERS,
    PROMISED,
    READ,
    RESOLVED,
    STOPPED,
    UNCONFIRMED,
    UNMATCHED,
    WITHDRAWN,
    Row,
    report_row,
    row,
)
from daemon.process.transitions_appeals import APPEAL


def _care(here: Stage) -> Row:
    """A complaint's care, which an undecided report is given too (P1)."""
    return report_row(
        here,
        {
            **dict.fromkeys(POWERS, here),
            PathChosen: here,
            Withdrew: WITHDRAWN,
            WithdrawalRecorded: WITHDRAWN,
            EstimateGiven: PROMISED,
            AnsweredElsewhere: NEEDS_DATE,
            AskedAgain: here,
            ReadAsAppeal: UNMATCHED,
            ResolutionWritten: RESOLVED,
            WarningDue: here,
            PromiseMissed: LATE,
        },
    )


ELSEWHERE = frozenset({Merged, ReplyWritten})  # what is said where a merged case goes on


def _ends(opens_again: Stage, make: Callable[[Stage, Row], Row] = report_row) -> Mapping[Stage, Row]:
    """Withdrawn and closed: whoever wrote the report can always take it up again. Merged: it goes on elsewhere."""
    merged = make(MERGED, {PathChosen: MERGED, Withdrew: MERGED, Reopened: opens_again})
    withdrawn = make(
        WITHDRAWN,
        {
            PathChosen: opens_again,
            Withdrew: WITHDRAWN,
            AnsweredElsewhere: WITHDRAWN,
            Closed: CLOSED,
            Reopened: opens_again,
        },
    )
    return {
        WITHDRAWN: {event: stage for event, stage in withdrawn.items() if event not in STOPPED},
        CLOSED: make(
            CLOSED,
            {
                PathChosen: opens_again,
                Withdrew: CLOSED,
                AnsweredElsewhere: CLOSED,
                Closed: CLOSED,
                Reopened: opens_again,
            },
        ),
        MERGED: {event: stage for event, stage in merged.items() if event not in ELSEWHERE},
    }


APPEALS_ONLY: Mapping[Stage, Row] = {UNMATCHED: {}, UNCONFIRMED: {}, EARLY: {}, CONSIDERED: {}, OVERTURNED: {}}

RESOLUTION = report_row(
    RESOLVED,
    {
        **dict.fromkeys(POWERS[1:3], RESOLVED),
        PathChosen: RESOLVED,
        Withdrew: WITHDRAWN,
        AnsweredElsewhere: RESOLVED,
        ResolutionWritten: RESOLVED,
        ResolutionLeft: CLOSED,
        ResolutionUndone: NEEDS_DATE,
        Closed: CLOSED,
        Reopened: NEEDS_DATE,
    },
)

COMPLAINT: Mapping[Stage, Row] = {
    NEW: {ReportReceived: NEEDS_DATE},
    NEEDS_DATE: _care(NEEDS_DATE),
    PROMISED: _care(PROMISED),
    LATE: _care(LATE),
    READ: {},
    NEEDS_ANSWER: {},
    RESOLVED: RESOLUTION,
    **_ends(NEEDS_DATE),
    **APPEALS_ONLY,
}
COMPLAINT = {
    **COMPLAINT,
    WITHDRAWN: {**COMPLAINT[WITHDRAWN], PartySpared: WITHDRAWN},
    CLOSED: {**COMPLAINT[CLOSED], **dict.fromkeys(POWERS[1:3], CLOSED), ResolutionFailed: RESOLVED},
}

UNDECIDED: Mapping[Stage, Row] = {
    **COMPLAINT,
    NEEDS_DATE: {**_care(NEEDS_DATE), PathCorrected: NEEDS_DATE},
    PROMISED: {**_care(PROMISED), PathCorrected: PROMISED},
    LATE: {**_care(LATE), PathCorrected: LATE},
}


def _concern(here: Stage) -> Row:
    """P5: there may be no action, no outcome is owed, and only its reporter makes a complaint of it (P1)."""
    return report_row(
        here,
        {
            PathChosen: NEEDS_DATE if here is READ else here,
            Withdrew: WITHDRAWN,
            WithdrawalRecorded: WITHDRAWN,
            EstimateGiven: PROMISED,
            AnsweredElsewhere: READ,
            ReplyWritten: READ,
            WasRead: READ,
            AskedAgain: here,
            ReadAsAppeal: UNMATCHED,
            ComplaintOpened: here,
            WarningDue: here,
            PromiseMissed: LATE,
            Closed: CLOSED,
        },
    )


CONCERN: Mapping[Stage, Row] = {
    NEW: {ReportReceived: NEEDS_DATE},
    NEEDS_DATE: _concern(NEEDS_DATE),
    PROMISED: _concern(PROMISED),
    LATE: _concern(LATE),
    READ: _concern(READ),
    NEEDS_ANSWER: {},
    RESOLVED: RESOLUTION,  # of a complaint that its reporter made a concern while the words were on their way
    **_ends(NEEDS_DATE),
    **APPEALS_ONLY,
}
CONCERN = {**CONCERN, CLOSED: {**CONCERN[CLOSED], ResolutionFailed: RESOLVED}}

QUESTION: Mapping[Stage, Row] = {
    NEW: {QuestionAsked: NEEDS_ANSWER},
    NEEDS_DATE: {},
    PROMISED: {},
    LATE: row(
        LATE,
        {
            Merged: MERGED,
            PathChosen: NEEDS_DATE,
            PathCorrected: NEEDS_DATE,
            ReadAsAppeal: UNMATCHED,
            Withdrew: WITHDRAWN,
            WithdrawalRecorded: WITHDRAWN,
            EstimateGiven: NEEDS_ANSWER,
            ReplyWritten: CLOSED,
            AnsweredElsewhere: CLOSED,
        },
    ),
    READ: {},
    NEEDS_ANSWER: row(
        NEEDS_ANSWER,
        {
            Merged: MERGED,
            PathChosen: NEEDS_DATE,
            PathCorrected: NEEDS_DATE,
            ReadAsAppeal: UNMATCHED,
            Withdrew: WITHDRAWN,
            WithdrawalRecorded: WITHDRAWN,
            EstimateGiven: NEEDS_ANSWER,
            ReplyWritten: CLOSED,
            AnsweredElsewhere: CLOSED,
            WarningDue: NEEDS_ANSWER,
            PromiseMissed: LATE,
        },
    ),
    RESOLVED: {},
    **_ends(NEEDS_ANSWER, row),
    **APPEALS_ONLY,
}
QUESTION = {**QUESTION, CLOSED: {**QUESTION[CLOSED], ReporterWrote: NEEDS_ANSWER, PathChosen: NEEDS_DATE}}
QUESTION = {**QUESTION, WITHDRAWN: {**QUESTION[WITHDRAWN], PathChosen: NEEDS_DATE}}


TABLE: Mapping[Track, Mapping[Stage, Row]] = {
    Track.COMPLAINT: COMPLAINT,
    Track.CONCERN: CONCERN,
    Track.UNDECIDED: UNDECIDED,
    Track.QUESTION: QUESTION,
    Track.APPEAL: APPEAL,
}
