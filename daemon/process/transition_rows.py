"""The rows that the table of transitions is built of: what every stage of a track answers in the same way."""

from daemon.process.case import Stage
from daemon.process.events import (
    AnswerCorrected,
    Assigned,
    ConsentGiven,
    ConsentRecorded,
    DangerCorrected,
    EscalationDue,
    Event,
    LetterFailed,
    NoteTaken,
    Recused,
    ReminderDue,
    ReplyWritten,
    ReporterWrote,
    ResolutionFailed,
    ResolutionLeft,
    ResolutionUndone,
    TakenOn,
    TalkWanted,
    WasRead,
)
from daemon.process.events_audience import (
    ConflictDeclared,
    Excluded,
    Included,
    OutsideDue,
    RecusalEnded,
    ReleaseFailed,
    SealedChosen,
)
from daemon.process.events_parties import (
    ConsentNarrowed,
    ConsultationAnswered,
    ConsultationEnded,
    ConsultationProposed,
    FindingRecorded,
    Held,
    HoldEnded,
    Merged,
    OffLearned,
    OnLearned,
    PageDue,
    PartyConsented,
    PartyMissed,
    PartyNamed,
    PartyReached,
    PartySpared,
    PartyTextUndone,
    PartyTold,
    PartyWrote,
    PurgeWarned,
    Related,
)
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccessRefused,
    AccountsSuspended,
    AddressLearned,
    AppealNoMore,
    ContextCopyFate,
    ContextProposed,
    LiftUndone,
    ReturnUnwarned,
    ReturnWarned,
    SuspensionAppealed,
    SuspensionDue,
    SuspensionKept,
    SuspensionLifted,
    SuspensionOverturned,
    SuspensionUndone,
)

Row = dict[type[Event], Stage]

NEW, NEEDS_DATE, PROMISED, LATE = Stage.NEW, Stage.NEEDS_DATE, Stage.PROMISED, Stage.LATE
READ, NEEDS_ANSWER = Stage.READ, Stage.NEEDS_ANSWER
RESOLVED, WITHDRAWN, CLOSED, MERGED = Stage.RESOLVED, Stage.WITHDRAWN, Stage.CLOSED, Stage.MERGED
UNMATCHED, UNCONFIRMED, EARLY = Stage.UNMATCHED, Stage.UNCONFIRMED, Stage.EARLY
CONSIDERED, OVERTURNED = Stage.CONSIDERED, Stage.OVERTURNED

PARTIES: tuple[type[Event], ...] = (  # what happens around the people of a report, whatever its stage
    PartyNamed,
    PartyWrote,
    PartyConsented,
    ConsultationAnswered,
    FindingRecorded,
    PartyReached,
    PartyMissed,
    PartyTextUndone,
    ConsultationEnded,
)
# a suspension outlives its complaint's other stages, and even its end (P6)
SUSPENSIONS: tuple[type[Event], ...] = (
    SuspensionKept,
    SuspensionLifted,
    AccessConfirmed,
    SuspensionDue,
    AddressLearned,
    AccessRefused,
    SuspensionUndone,
    LiftUndone,
    ReturnWarned,
    ReturnUnwarned,
    SuspensionAppealed,
    AppealNoMore,
    SuspensionOverturned,
    ContextProposed,
    ContextCopyFate,
)
POWERS: tuple[type[Event], ...] = (AccountsSuspended, PartyTold, PartySpared, ConsultationProposed)  # P1
STAYS: tuple[type[Event], ...] = (
    ReporterWrote,
    ConsentGiven,
    TalkWanted,
    ReplyWritten,
    NoteTaken,
    ConsentRecorded,
    AnswerCorrected,
    DangerCorrected,
    Assigned,
    Recused,
    TakenOn,
    WasRead,
    LetterFailed,
    ReminderDue,
    EscalationDue,
    ResolutionLeft,
    ResolutionUndone,
    ResolutionFailed,
    Related,
    Held,
    HoldEnded,
    PageDue,
    PurgeWarned,
    OffLearned,
    OnLearned,
    Included,
    Excluded,
    SealedChosen,
    RecusalEnded,
    ConflictDeclared,
    OutsideDue,
    ReleaseFailed,
    ConsentNarrowed,
)
# a withdrawal stops letters, and consent stays narrowed to nothing
STOPPED = frozenset({ReplyWritten, ConsentRecorded})


def row(here: Stage, moves: Row) -> Row:
    return {**dict.fromkeys(STAYS, here), **moves}


def report_row(here: Stage, moves: Row) -> Row:
    """Reports have parties and suspensions, and can go on in another case of the same reporter."""
    stays = dict.fromkeys((*STAYS, *PARTIES, *SUSPENSIONS), here)
    return {**stays, Merged: MERGED, **moves}
