"""What an administrator can do with a letter that waits, failed or was drafted: release, undo, drop, resend."""

from datetime import datetime

from daemon.corridor import Corridor
from daemon.process.case import Stage, Track
from daemon.process.events import NotAllowed, Reopened, ResolutionUndone
from daemon.process.letters import LetterName
from daemon.store.unit import Unit
from daemon.store.values import LetterRow, LetterState
from parsers.commands import Command, Verb

GONE = "that letter has left already"
NONE = "there is no such letter"
ALLOWED = {
    Verb.RELEASE: (LetterState.DRAFT,),
    Verb.UNDO: (LetterState.DRAFT, LetterState.PENDING),
    Verb.DROP: (LetterState.DRAFT, LetterState.PENDING, LetterState.FAILED),
    Verb.RESEND: (LetterState.FAILED,),
}
DONE = {
    Verb.RELEASE: "leaves now",
    Verb.UNDO: "is taken back",
    Verb.DROP: "is given up",
    Verb.RESEND: "is sent once more",
}


def letter_order(unit: Unit, corridor: Corridor, by: str, command: Command, now: datetime) -> str:
    """Raises NotAllowed where the letter is not there for this administrator, or not in a state for it."""
    letter = unit.letters.by_short(command.letter)
    if letter is None or _off(unit, corridor, letter, by):
        raise NotAllowed(NONE)
    if letter.state not in ALLOWED[command.verb]:
        raise NotAllowed(GONE if letter.state is LetterState.SENT else f"that letter is {letter.state}")
    match command.verb:
        case Verb.RELEASE:
            unit.letters.release(letter.id, now)
            _record(unit, letter, "LetterReleased", by, now)
        case Verb.RESEND:
            unit.letters.resend(letter.id, now)
            _record(unit, letter, "LetterSentAgain", by, now)
        case _:
            unit.letters.mark_dropped(letter.id)
            _undone(unit, corridor, letter, by, now)
    return f"{letter.short} {DONE[command.verb]}"


def _off(unit: Unit, corridor: Corridor, letter: LetterRow, by: str) -> bool:
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    return kept is not None and by in kept.case.off


def _record(unit: Unit, letter: LetterRow, kind: str, by: str, now: datetime) -> None:
    unit.history.record(letter.case_id, now, kind, by, {"letter": letter.short, "name": letter.name})


def _undone(unit: Unit, corridor: Corridor, letter: LetterRow, by: str, now: datetime) -> None:
    """A resolution that was taken back leaves its case open again (P7)."""
    if letter.case_id is None:
        return
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms)
    if kept is None:
        return
    _record(unit, letter, "LetterTakenBack", by, now)
    if letter.name == LetterName.RESOLUTION and letter.state is not LetterState.FAILED:
        corridor.walk(unit, kept, (ResolutionUndone(),), now, by)
    if letter.name == LetterName.REPLY and kept.case.track is Track.QUESTION and kept.case.stage is Stage.CLOSED:
        corridor.walk(unit, kept, (Reopened(by),), now, by)
