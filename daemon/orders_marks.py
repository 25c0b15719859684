"""`confirm LETTER N`: an administrator looks at one thing in a letter that its reader did not write, and says that it
may stand there (design 7.3). When the last one is confirmed the letter goes on its way.
"""

from dataclasses import replace
from datetime import datetime

from daemon.config_model import Mode
from daemon.corridor import Corridor
from daemon.post import Posted
from daemon.process.disclosure import SAYS_WHO, Passage, Stopped
from daemon.process.events import NotAllowed
from daemon.process.letters import LetterName
from daemon.process.overlap import Identity
from daemon.second_look import (
    consents_of,
    kept_marks,
    kind_lines,
    looked_at_again,
    mark_lines,
    marks_of,
    open_numbers,
    with_new,
)
from daemon.store.unit import Unit
from daemon.store.values import Kept, KeptMark, LetterRow, LetterState
from parsers.when import say

WAITS = frozenset({LetterState.DRAFT, LetterState.PENDING, LetterState.FAILED})
NARROWER = "nobody allows these words any more: consent and consultation are narrower now"


def must_pass(unit: Unit, corridor: Corridor, kept: Kept, letter: LetterRow) -> None:
    """Raises NotAllowed with what still keeps the letter from leaving."""
    passage = looked_at_again(unit, corridor.house, kept, letter)
    known = with_new(unit.letters.open(letter.id).marks, marks_of(passage))
    numbers = open_numbers(known, marks_of(passage))
    shown = mark_lines(letter.name, known, numbers)
    if isinstance(passage, Stopped):
        raise NotAllowed(_why(kept, passage), "P8", shown)
    if numbers:
        kinds = "; ".join(kind_lines(letter.name, known, numbers))
        raise NotAllowed(f"it waits for you to confirm: {kinds}; write: {_form(letter, numbers)}", "P8", shown)


def confirm_mark(unit: Unit, corridor: Corridor, letter: LetterRow, number: int, by: str, now: datetime) -> str:
    """One of the marks, by its number; what is done, in words. Raises NotAllowed where there is nothing to confirm."""
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept is None or letter.state not in WAITS:
        raise NotAllowed("there is nothing to confirm in that letter")
    passage = looked_at_again(unit, corridor.house, kept, letter)
    known = with_new(unit.letters.open(letter.id).marks, marks_of(passage))
    numbers = open_numbers(known, marks_of(passage))
    if number not in numbers:
        raise NotAllowed(_nothing(letter, number, numbers), "P8", mark_lines(letter.name, known, numbers))
    mark = known[number - 1]
    if mark.identity:
        reason = SAYS_WHO[Identity(mark.identity)].replace("CODE", consents_of(kept.case))
        raise NotAllowed(f"{reason}; then: undo {letter.short}", "P8", mark_lines(letter.name, known, (number,)))
    known = _with_confirmed(known, mark)
    unit.letters.keep_marks(letter.id, known)
    told = {"letter": letter.short, "number": number, "mark": mark.kind}
    unit.history.record(kept.id, now, "LetterMarkConfirmed", by, told)
    return _goes_on(unit, corridor, kept, letter, now)


def _with_confirmed(known: tuple[KeptMark, ...], mark: KeptMark) -> tuple[KeptMark, ...]:
    return tuple(replace(each, confirmed=True) if each == mark else each for each in known)


def _nothing(letter: LetterRow, number: int, numbers: tuple[int, ...]) -> str:
    if not numbers:
        return f"nothing in {letter.short} waits to be confirmed"
    if not number:
        return f"say which one; write: {_form(letter, numbers)}"
    return f"that is no number of what still waits in {letter.short}; write: {_form(letter, numbers)}"


def _form(letter: LetterRow, numbers: tuple[int, ...]) -> str:
    return f"confirm {letter.short} {numbers[0]}"


def _goes_on(unit: Unit, corridor: Corridor, kept: Kept, letter: LetterRow, now: datetime) -> str:
    """As it would have gone at once, had nothing been marked."""
    passage = looked_at_again(unit, corridor.house, kept, letter)
    numbers = open_numbers(with_new(unit.letters.open(letter.id).marks, marks_of(passage)), marks_of(passage))
    if numbers:
        left = f"{len(numbers)} more {'waits' if len(numbers) == 1 else 'wait'}: {_form(letter, numbers)}"
        return f"{letter.short}: that may stand; {left}"
    if isinstance(passage, Stopped):
        return f"{letter.short}: that may stand, but the letter stays: {_why(kept, passage)}"
    if letter.state is LetterState.FAILED:
        return f"{letter.short}: all is confirmed; resend {letter.short} sends it once more"
    if corridor.house.mode(LetterName(letter.name)) is Mode.ASK:
        return f"{letter.short}: all is confirmed; release {letter.short} lets it leave"
    leaves = now + corridor.house.undo
    unit.letters.release(letter.id, leaves)
    when = say(leaves, corridor.house.zone)
    return f"{letter.short}: all is confirmed; it leaves {when}; undo {letter.short} takes it back"


def _why(kept: Kept, passage: Passage) -> str:
    reasons = passage.why if isinstance(passage, Stopped) else ""
    return f"{NARROWER}: {reasons}".replace("CODE", consents_of(kept.case))


def marked_lines(posted: Posted) -> tuple[str, ...]:
    """What of a new letter waits to be confirmed, for whoever wrote it."""
    if not posted.letter.marks:
        return ()
    marks = kept_marks(posted.letter.marks)
    head = f"{posted.short} waits until you have confirmed each of these, from your own words:"
    shown = mark_lines(posted.letter.name, marks, range(1, len(marks) + 1))
    return (head, *(f"  {line}" for line in shown), f"To confirm the first: confirm {posted.short} 1", "")
