"""What follows from an event: one function beside the table. Pure: no clock, channel, database or logging."""

from collections.abc import Iterable
from datetime import datetime

from daemon.process.administrators import follow_administrator
from daemon.process.case import Case, Stage, Track
from daemon.process.clock import follow_world
from daemon.process.decision import Decision, change
from daemon.process.disclosure import Stopped, gate
from daemon.process.events import (
    AdministratorEvent,
    AnsweredElsewhere,
    AskedAgain,
    Closed,
    ComplaintOpened,
    ConsentRecorded,
    EstimateGiven,
    Event,
    MemberEvent,
    NotAllowed,
    PathCorrected,
    Reopened,
    ReplyWritten,
    ResolutionWritten,
    WithdrawalRecorded,
)
from daemon.process.letters import Letter, LetterName
from daemon.process.members import follow_member
from daemon.process.owed import settle
from daemon.process.transitions import TABLE

REFUSED: dict[tuple[Track, type[Event]], tuple[str, str]] = {
    (Track.CONCERN, ResolutionWritten): (
        (
            "a concern has no resolution: close {code} ends it, reply {code} words writes to its reporter, "
            "and complain {code} words opens a complaint of your own from it"
        ),
        "P5",
    ),
    (Track.CONCERN, PathCorrected): ("only its reporter turns a concern into a complaint", "P1"),
    (Track.COMPLAINT, PathCorrected): ("only its reporter can change the path of a complaint", "P1"),
    (Track.COMPLAINT, Closed): ("a complaint ends with a word to its reporter: resolve {code} words", "P7"),
    (Track.UNDECIDED, Closed): ("a report ends with a word to its reporter: resolve {code} words", "P7"),
    (Track.QUESTION, Closed): (
        "somebody waits for an answer: reply {code} words, or answered {code} how where they have it already",
        "P12",
    ),
    (Track.QUESTION, ResolutionWritten): ("a question is answered, not resolved: reply {code} words", "P12"),
    (Track.QUESTION, AskedAgain): ("a question has no answers to ask for: reply {code} words", "P2"),
    (Track.COMPLAINT, ComplaintOpened): ("it is a complaint already", "P1"),
    (Track.UNDECIDED, ComplaintOpened): (
        "an undecided report has a complaint's care already, and its reporter can make it a complaint",
        "P1",
    ),
    (Track.QUESTION, ComplaintOpened): (
        "a question names no incident; where it does, correct {code} path undecided",
        "P1",
    ),
}
ENDED = (
    EstimateGiven,
    AnsweredElsewhere,
    AskedAgain,
    ResolutionWritten,
    WithdrawalRecorded,
    ReplyWritten,
    ConsentRecorded,
    PathCorrected,
    ComplaintOpened,
)
ANYTHING_ELSE = ("the process has no such step for {code} now; it is read as {track}, and its stage is: {stage}", "P1")


def decide(case: Case, event: Event, now: datetime) -> Decision:
    """The case after the event, and the letters that are owed; NotAllowed where the process forbids it now."""
    stage = TABLE[case.track][case.stage].get(type(event))
    if stage is None:
        raise _refusal(case, event)
    decision = _follow(change(case, stage=stage), event, now)
    for letter in decision.letters:
        passage = gate(letter)
        if isinstance(passage, Stopped):
            raise NotAllowed(passage.why, "P8")
    return Decision(settle(_end(decision.case, now), now), decision.letters, decision.opens)


def _follow(case: Case, event: Event, now: datetime) -> Decision:
    if isinstance(event, MemberEvent):
        return follow_member(case, event, now)
    if isinstance(event, AdministratorEvent):
        return follow_administrator(case, event, now)
    return follow_world(case, event, now)


def _end(case: Case, now: datetime) -> Case:
    """An ended case has the moment of its end; one that is open has none."""
    if case.stage is Stage.CLOSED:
        return change(case, closed_at=case.closed_at or now)
    return change(case, closed_at=None) if case.closed_at else case


def _refusal(case: Case, event: Event) -> NotAllowed:
    if case.stage in {Stage.CLOSED, Stage.WITHDRAWN} and isinstance(event, ENDED):
        return NotAllowed(f"{case.code} is {case.stage}: reopen {case.code} first", "P7")
    if isinstance(event, Reopened):
        return NotAllowed(f"{case.code} is open", "P7")
    if case.stage is Stage.RESOLVED and isinstance(event, ENDED):
        return NotAllowed(f"{case.code} is resolved, and its reporter is being told: reopen {case.code} first", "P7")
    reason, rule = REFUSED.get((case.track, type(event)), ANYTHING_ELSE)
    return NotAllowed(reason.format(code=case.code, track=case.track, stage=case.stage), rule)


PLAYED_BACK = frozenset({LetterName.CORRECTED, LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.WITHDRAWN})
SUPERSEDED = {
    LetterName.ADDED: PLAYED_BACK,
    LetterName.CORRECTED: frozenset({LetterName.WITHDRAWN}),
}


def decide_all(case: Case, events: Iterable[Event], now: datetime) -> Decision:
    """Several events of one message, one after the other; each recipient hears of them once."""
    letters: list[Letter] = []
    opens = None
    for event in events:
        decision = decide(case, event, now)
        case, opens = decision.case, decision.opens or opens
        letters.extend(decision.letters)
    return Decision(case, _once(letters), opens)


def _once(letters: list[Letter]) -> tuple[Letter, ...]:
    """Of letters of one name the last, which knows most; none that another makes superfluous. The emergency line is
    never held back (design 9.7).
    """
    names = {letter.name for letter in letters}
    last = {(letter.name, letter.to, letter.who): letter for letter in letters}
    return tuple(
        letter
        for letter in last.values()
        if letter.facts.get("urgent") == "yes" or not SUPERSEDED.get(letter.name, frozenset()) & names
    )
