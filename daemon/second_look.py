"""Letters with words, compared with the material of their case: before they are written to the outbox, before anybody
lets them go, and once more when they leave. What a person confirmed in a letter is asked once; what is new stops it
again. It writes nothing but a letter's own marks.
"""

from collections.abc import Iterable

from daemon.gathered import family, gathered
from daemon.house import House
from daemon.process.case import Case
from daemon.process.disclosure import FOR_ALL_TO_READ, GATED, Marked, Passage, Passed, Stopped, gate
from daemon.process.letters import Letter, LetterName, To
from daemon.process.overlap import Mark
from daemon.store.unit import Unit
from daemon.store.values import Kept, KeptMark, LetterBody, LetterRow
from notifiers.plain import one_line

NOT_THEIRS = "that they did not write"
NOT_FOR_ALL = "that is not for everybody to read"
MOST_SHOWN = 50


def looked_at(unit: Unit, house: House, kept: Kept, letter: Letter) -> Passage:
    """As it passes the gate now; of a text that is asked about, without what was confirmed in an earlier copy of it."""
    if letter.to not in GATED or not letter.words:
        return gate(kept.case, letter)
    complaint = complaint_of(unit, house, kept)
    passage = gate(kept.case, letter, gathered(unit, house, kept), complaint.case if complaint else None)
    if letter.name not in FOR_ALL_TO_READ or not isinstance(passage, Marked):
        return passage
    return without(passage, confirmed_in_copies(unit, kept, letter.words))


def complaint_of(unit: Unit, house: House, kept: Kept) -> Kept | None:
    """What an appeal is about, once that is known."""
    code = kept.case.appeal.complaint if kept.case.appeal else ""
    return unit.cases.by_code(code, house.terms) if code else None


def consents_of(case: Case) -> str:
    """The code of the case in which it is recorded what may be said in this one."""
    return (case.appeal.complaint if case.appeal else "") or case.code


def confirmed_in_copies(unit: Unit, kept: Kept, words: str) -> frozenset[str]:
    rows = [row for row in unit.letters.of(kept.id) if row.name in FOR_ALL_TO_READ]
    copies = (body for row in rows if (body := unit.letters.open(row.id)).words == words)
    return frozenset(each.key for body in copies for each in body.marks if each.confirmed)


def looked_at_again(unit: Unit, house: House, kept: Kept, row: LetterRow) -> Passage:
    """A letter that waits, without what was confirmed in it."""
    body = unit.letters.open(row.id)
    passage = looked_at(unit, house, kept, letter_of(kept.case, row, body))
    return without(passage, frozenset(each.key for each in body.marks if each.confirmed))


def without(passage: Passage, confirmed: frozenset[str]) -> Passage:
    """Who somebody is is not confirmed but allowed, by whoever it is."""
    if isinstance(passage, Passed):
        return passage
    left = tuple(each for each in passage.marks if each.identity or each.key not in confirmed)
    if isinstance(passage, Stopped):
        return Stopped(passage.letter, passage.reasons, left)
    return Marked(passage.letter, left) if left else Passed(passage.letter)


def letter_of(case: Case, row: LetterRow, body: LetterBody) -> Letter:
    return Letter(
        name=LetterName(row.name),
        to=To(row.to_kind),
        about=case.code,
        who=body.code,
        facts=body.facts,
        words=body.words,
    )


def marks_of(passage: Passage) -> tuple[Mark, ...]:
    return () if isinstance(passage, Passed) else passage.marks


# --- as they are kept with the letter: numbered once, and never anew


def kept_marks(marks: Iterable[Mark]) -> tuple[KeptMark, ...]:
    return tuple(KeptMark(str(each.kind), each.key, each.text, str(each.identity or "")) for each in marks)


def with_new(known: tuple[KeptMark, ...], marks: Iterable[Mark]) -> tuple[KeptMark, ...]:
    """Those that a letter has, and behind them what was found since."""
    have = {(each.key, each.identity) for each in known}
    return (*known, *(each for each in kept_marks(marks) if (each.key, each.identity) not in have))


def open_numbers(known: tuple[KeptMark, ...], marks: Iterable[Mark]) -> tuple[int, ...]:
    """The numbers, from 1, of those that still keep the letter from leaving."""
    found = {(each.key, str(each.identity or "")) for each in marks}
    return tuple(
        number
        for number, each in enumerate(known, 1)
        if (each.key, each.identity) in found and (each.identity or not each.confirmed)
    )


def mark_lines(name: str, known: tuple[KeptMark, ...], numbers: Iterable[int]) -> tuple[str, ...]:
    """For whoever may read the letter's words."""
    return tuple(
        f'{number}. "{one_line(known[number - 1].text)}" - {_why(name, known[number - 1])}'
        for number in tuple(numbers)[:MOST_SHOWN]
    )


def kind_lines(name: str, known: tuple[KeptMark, ...], numbers: Iterable[int]) -> tuple[str, ...]:
    """The same without a word of the letter, for a mail."""
    return tuple(f"{number}. {_why(name, known[number - 1])}" for number in tuple(numbers)[:MOST_SHOWN])


def _why(name: str, mark: KeptMark) -> str:
    if mark.identity:
        return f"{mark.identity}, and is not yours to confirm"
    return f"{mark.kind} {NOT_FOR_ALL if name in FOR_ALL_TO_READ else NOT_THEIRS}"


def stop_lines(passage: Stopped) -> tuple[str, ...]:
    return tuple(f'"{one_line(each.text)}" - {each.identity}' for each in passage.marks if each.identity)[:MOST_SHOWN]


# --- the text for a public place


def text_stop(unit: Unit, house: House, appeal: Kept, text: str) -> str:
    """Why it may not be let go for the rules channel; it was confirmed in its copies, which both sides saw."""
    draft = Letter(name=LetterName.CONTEXT_DRAFT, to=To.REPORTER, about=appeal.case.code, words=text)
    passage = gate(appeal.case, draft, gathered(unit, house, appeal))
    for each in family(unit, house, appeal):
        passage = without(passage, confirmed_in_copies(unit, each, text))
    if isinstance(passage, Stopped):
        return passage.why
    found = len(marks_of(passage))
    return f"it holds {found} {'thing' if found == 1 else 'things'} {NOT_FOR_ALL}: publish CODE words" if found else ""
