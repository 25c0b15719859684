"""Where the process leads: the moves of the table, and beside it those that an event's own function makes.

A move is from one stage to another one; what stays is none. The words are for the diagrams of docs/process.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.process.case import Stage, Track
from daemon.process.events import (
    AnsweredElsewhere,
    Closed,
    EstimateGiven,
    Event,
    LetterFailed,
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
from daemon.process.events_parties import Merged
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport
from daemon.process.events_suspensions import (
    AppealLinked,
    AppealMoot,
    AppealOpens,
    AppealOverturned,
    AppealReceived,
    AppealUpheld,
    AppellantWrote,
    ContextPublished,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
)
from daemon.process.transitions import TABLE
from parsers.commands import Verb

REPORTS = (Track.COMPLAINT, Track.UNDECIDED, Track.CONCERN)
# what an administrator says; the verb is the word
COMMANDS: dict[type[Event], Verb] = {
    EstimateGiven: Verb.ESTIMATE,
    AnsweredElsewhere: Verb.ANSWERED,
    ReplyWritten: Verb.REPLY,
    PathCorrected: Verb.CORRECT,
    ReadAsAppeal: Verb.CORRECT,
    ReadAsReport: Verb.CORRECT,
    ResolutionWritten: Verb.RESOLVE,
    Closed: Verb.CLOSE,
    WithdrawalRecorded: Verb.WITHDRAWN,
    Reopened: Verb.REOPEN,
    WasRead: Verb.SHOW,
    Merged: Verb.MERGE,
    ResolutionUndone: Verb.UNDO,
    AppealLinked: Verb.LINK,
    AppealUpheld: Verb.UPHOLD,
    AppealOverturned: Verb.OVERTURN,
    ContextPublished: Verb.PUBLISHED,
    DecisionUndone: Verb.UNDO,
}
# what members do, in the words that they write alone on a line; and what the clock and the post do
HAPPENS: dict[type[Event], str] = {
    ReportReceived: "a report arrives",
    QuestionAsked: "a question arrives",
    AppealReceived: "an appeal arrives",
    PathChosen: "COMPLAINT, CONCERN, ONLY ASKING",
    Withdrew: "WITHDRAW",
    ReporterWrote: "they write again",
    AppellantWrote: "they write again",
    PromiseMissed: "date missed",
    ResolutionLeft: "the letter has left",
    ResolutionFailed: "the letter came back",
    LetterFailed: "the answer came back",
    AppealOpens: "its day has come",
    AppealMoot: "the suspension ends",
    DecisionLeft: "the letter has left",
    DecisionFailed: "the letter came back",
}
# as a case comes to them
ORDER = (
    *(Stage.NEW, Stage.NEEDS_DATE, Stage.PROMISED, Stage.NEEDS_ANSWER),
    *(Stage.UNMATCHED, Stage.UNCONFIRMED, Stage.EARLY, Stage.CONSIDERED, Stage.LATE, Stage.READ),
    *(Stage.OVERTURNED, Stage.RESOLVED, Stage.WITHDRAWN, Stage.CLOSED, Stage.MERGED),
)


@dataclass(frozen=True, slots=True)
class Move:
    """`where` is what must be true besides, for a move that the table alone does not show."""

    here: Stage
    event: type[Event]
    there: Stage
    where: str = ""

    @property
    def words(self) -> str:
        said = str(COMMANDS[self.event]) if self.event in COMMANDS else HAPPENS[self.event]
        return f"{said}, {self.where}" if self.where else said


@dataclass(frozen=True, slots=True)
class Beside:
    """Moves that the table does not hold: a test plays each, and finds that there are no others."""

    tracks: tuple[Track, ...]
    heres: tuple[Stage, ...]
    event: type[Event]
    there: Stage
    where: str

    def moves(self) -> Iterator[Move]:
        return (Move(here, self.event, self.there, self.where) for here in self.heres)


CARE = (Stage.NEEDS_DATE, Stage.PROMISED, Stage.LATE)
CARED_FOR = (Track.COMPLAINT, Track.UNDECIDED)
APPEAL = (Track.APPEAL,)
QUESTION = (Track.QUESTION,)
ASKED = (Stage.NEEDS_ANSWER, Stage.LATE)
WAITING = (Stage.UNMATCHED, Stage.UNCONFIRMED, Stage.EARLY, Stage.CONSIDERED, Stage.LATE)
DATED = "where a date stands"
OPEN = "from its day on"
UNVERIFIED = "not verified"
EARLY = "before its day"
BESIDE = (
    Beside(CARED_FOR, CARE, ResolutionWritten, Stage.CLOSED, "with no reporter"),
    Beside(CARED_FOR, (Stage.PROMISED,), ReplyWritten, Stage.NEEDS_DATE, "after the warning"),
    Beside(REPORTS, (Stage.RESOLVED,), ResolutionUndone, Stage.PROMISED, DATED),
    Beside(QUESTION, (Stage.NEW,), QuestionAsked, Stage.CLOSED, "only for the count"),
    Beside(QUESTION, (Stage.CLOSED,), LetterFailed, Stage.NEEDS_ANSWER, ""),
    Beside(CARED_FOR[1:], CARE, PathCorrected, Stage.NEEDS_ANSWER, "to question"),
    Beside(REPORTS, CARE, PathChosen, Stage.NEEDS_ANSWER, "to question"),
    Beside(REPORTS[2:], (Stage.READ,), PathChosen, Stage.NEEDS_ANSWER, "to question"),
    Beside(REPORTS, CARE, ReadAsAppeal, Stage.UNCONFIRMED, UNVERIFIED),
    Beside(REPORTS, CARE, ReadAsAppeal, Stage.EARLY, EARLY),
    Beside(REPORTS, CARE, ReadAsAppeal, Stage.CONSIDERED, OPEN),
    Beside(REPORTS[2:], (Stage.READ,), ReadAsAppeal, Stage.UNCONFIRMED, UNVERIFIED),
    Beside(REPORTS[2:], (Stage.READ,), ReadAsAppeal, Stage.EARLY, EARLY),
    Beside(REPORTS[2:], (Stage.READ,), ReadAsAppeal, Stage.CONSIDERED, OPEN),
    Beside(QUESTION, ASKED, ReadAsAppeal, Stage.UNCONFIRMED, UNVERIFIED),
    Beside(QUESTION, ASKED, ReadAsAppeal, Stage.EARLY, EARLY),
    Beside(QUESTION, ASKED, ReadAsAppeal, Stage.CONSIDERED, OPEN),
    Beside(APPEAL, WAITING, ReadAsReport, Stage.NEEDS_ANSWER, "to question"),
    Beside(APPEAL, (Stage.NEW,), AppealReceived, Stage.UNCONFIRMED, UNVERIFIED),
    Beside(APPEAL, (Stage.NEW,), AppealReceived, Stage.EARLY, EARLY),
    Beside(APPEAL, (Stage.NEW,), AppealReceived, Stage.CONSIDERED, OPEN),
    Beside(APPEAL, (Stage.UNMATCHED, Stage.UNCONFIRMED), AppealLinked, Stage.CONSIDERED, OPEN),
    Beside(APPEAL, (Stage.UNCONFIRMED,), AppellantWrote, Stage.EARLY, "verified"),
    Beside(APPEAL, (Stage.UNCONFIRMED,), AppellantWrote, Stage.CONSIDERED, "verified, from its day on"),
    Beside(APPEAL, (Stage.CONSIDERED, Stage.LATE), AppealUpheld, Stage.CLOSED, "with nobody to write to"),
    Beside(APPEAL, (Stage.WITHDRAWN, Stage.CLOSED), Reopened, Stage.UNCONFIRMED, UNVERIFIED),
    Beside(APPEAL, (Stage.WITHDRAWN, Stage.CLOSED), Reopened, Stage.EARLY, EARLY),
    Beside(APPEAL, (Stage.WITHDRAWN, Stage.CLOSED), Reopened, Stage.CONSIDERED, OPEN),
)


def moves(track: Track) -> tuple[Move, ...]:
    """Every move between the stages that a case of this track can come to, in the order of the stages."""
    every = tuple(_of_the_table(track)) + tuple(
        move for beside in BESIDE if track in beside.tracks for move in beside.moves()
    )
    lived = reached(every)
    found = {move: None for move in every if move.here in lived}
    return tuple(sorted(found, key=lambda move: (ORDER.index(move.here), ORDER.index(move.there))))


def _of_the_table(track: Track) -> Iterator[Move]:
    for here, row in TABLE[track].items():
        for event, there in row.items():
            if there is not here:
                yield Move(here, event, there)


def reached(every: tuple[Move, ...]) -> frozenset[Stage]:
    """From a new case."""
    seen: set[Stage] = set()
    waiting = [Stage.NEW]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += [move.there for move in every if move.here is here]
    return frozenset(seen)
