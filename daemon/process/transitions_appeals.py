"""The part of the table that is about appeals (P10, P11); `transitions.py` puts the table together."""

from collections.abc import Mapping

from daemon.process.case import Stage
from daemon.process.events import (
    AskedAgain,
    Closed,
    EstimateGiven,
    PromiseMissed,
    Reopened,
    WarningDue,
    WithdrawalRecorded,
    Withdrew,
)
from daemon.process.events_reread import ReadAsReport
from daemon.process.events_suspensions import (
    AppealLinked,
    AppealMoot,
    AppealOpens,
    AppealOverturned,
    AppealReceived,
    AppealUpheld,
    AppellantWrote,
    ContextDrafted,
    ContextHanded,
    ContextPublished,
    ContextSeen,
    ContextUndone,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
)
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
    PROMISED,
    READ,
    RESOLVED,
    UNCONFIRMED,
    UNMATCHED,
    WITHDRAWN,
    Row,
    row,
)


def _appeal(here: Stage, moves: Row) -> Row:
    """An appeal is its author's to withdraw; what became of the copies of a text is told to it in any stage."""
    always: Row = {
        AppellantWrote: here,
        ContextSeen: here,
        ContextUndone: here,
        DecisionLeft: here,
        DecisionFailed: here,
        AppealMoot: here,
        Withdrew: WITHDRAWN,
        WithdrawalRecorded: WITHDRAWN,
    }
    return row(here, {**always, **moves})


def _heard(here: Stage) -> Row:
    """Its day has come: a decision is owed (P10)."""
    return _appeal(
        here,
        {
            ReadAsReport: NEEDS_DATE,
            AppealUpheld: RESOLVED,
            AppealOverturned: OVERTURNED,
            AskedAgain: here,
            EstimateGiven: CONSIDERED,
            WarningDue: here,
            PromiseMissed: LATE,
            AppealMoot: CLOSED,
        },
    )


APPEAL: Mapping[Stage, Row] = {
    NEW: {AppealReceived: UNMATCHED},
    NEEDS_DATE: {},
    PROMISED: {},
    LATE: _heard(LATE),
    READ: {},
    NEEDS_ANSWER: {},
    UNMATCHED: _appeal(UNMATCHED, {ReadAsReport: NEEDS_DATE, AppealLinked: EARLY, Closed: CLOSED}),
    UNCONFIRMED: _appeal(
        UNCONFIRMED, {ReadAsReport: NEEDS_DATE, AppealLinked: EARLY, Closed: CLOSED, AppealMoot: CLOSED}
    ),
    EARLY: _appeal(EARLY, {ReadAsReport: NEEDS_DATE, AppealOpens: CONSIDERED, AskedAgain: EARLY, AppealMoot: CLOSED}),
    CONSIDERED: _heard(CONSIDERED),
    OVERTURNED: _appeal(
        OVERTURNED,
        {
            Withdrew: OVERTURNED,
            WithdrawalRecorded: OVERTURNED,
            DecisionUndone: CONSIDERED,
            ContextDrafted: OVERTURNED,
            ContextHanded: OVERTURNED,
            ContextPublished: CLOSED,
        },
    ),
    RESOLVED: _appeal(
        RESOLVED,
        {
            Withdrew: RESOLVED,
            WithdrawalRecorded: RESOLVED,
            DecisionLeft: CLOSED,
            DecisionUndone: CONSIDERED,
            Closed: CLOSED,
        },
    ),
    WITHDRAWN: _appeal(WITHDRAWN, {Closed: CLOSED, Reopened: UNMATCHED}),
    CLOSED: _appeal(
        CLOSED,
        {Withdrew: CLOSED, WithdrawalRecorded: CLOSED, Closed: CLOSED, Reopened: UNMATCHED, DecisionFailed: RESOLVED},
    ),
    MERGED: {},
}
