"""What was sent in against what is there at the end: every message one entry, every letter one delivery.

It is told what was written, by a mark that stands in each message and nowhere else, and how often each letter was
delivered; everything else it reads from the database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from daemon.process.case import Terms
from daemon.store import Unit
from daemon.store.values import InboxState, LetterRow, LetterState

ANSWERED = {"acknowledgement": 1, "notice": 1}  # what each report causes, once
ALL = 1_000_000
# a message during whose reading the daemon ended three times is not read a fourth time: a person looks (intake.py)
GIVEN_UP = "a fault of conductd's own"


class Kind(StrEnum):
    REPORT = "a report"
    MORE = "more to a case"
    ODD = "something to set aside"
    AUTOMATIC = "a program's mail"
    ORDER = "an administrator's command"  # that sends these words to the reporter
    EDIT = "a message changed by its author"


@dataclass(frozen=True, slots=True)
class Written:
    """`channel` and `who` are how the house knows its author."""

    mark: str
    kind: Kind
    channel: str
    who: str = field(repr=False)


@dataclass(slots=True)
class Ledger:
    """`lost` and `doubled` say of what, in words that hold a mark or a letter's id."""

    messages: int = 0
    letters: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    for_a_person: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Ledger") -> None:
        self.messages += other.messages
        self.letters += other.letters
        self.lost += other.lost
        self.doubled += other.doubled
        self.for_a_person += other.for_a_person
        self.given_up += other.given_up
        self.broken += other.broken

    def count(self, what: str, found: int) -> None:
        if found != 1:
            (self.doubled if found else self.lost).append(f"{what}: {found} times")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in which words of somebody are kept: a case, or what was set aside or only recorded."""

    words: str = field(repr=False)
    state: str


def entries(unit: Unit, terms: Terms) -> Iterator[Entry]:
    for kept in unit.cases.every(terms):
        for message in unit.messages.of(kept.id):
            yield Entry(message.text, "case")
    for state in (InboxState.NEW, InboxState.ASIDE, InboxState.DONE):
        for row in unit.inbox._in_state(state, ALL):
            if row.case_id is None:
                yield Entry(row.raw.decode("utf-8", "replace"), GIVEN_UP if row.reason == GIVEN_UP else str(state))


def words_sent(unit: Unit) -> list[str]:
    return [unit.letters.open(letter.id).words for letter in _letters(unit) if letter.name == "reply"]


def fates(unit: Unit, mark: str) -> list[str]:
    """What became of every message that was taken in with this mark, in the house's fixed words."""
    every = (row for state in InboxState for row in unit.inbox._in_state(state, ALL))
    return [f"{row.state}: {row.reason}" for row in every if mark.encode() in row.raw]


def where(kind: Kind) -> str:
    match kind:
        case Kind.ODD:
            return str(InboxState.ASIDE)
        case Kind.AUTOMATIC:
            return str(InboxState.DONE)
        case _:
            return "case"


def compared(unit: Unit, terms: Terms, written: Sequence[Written], delivered: Counter[str], key: Any) -> Ledger:
    """`key` gives, of a letter's row and its open body, by what name `delivered` counts it."""
    ledger = Ledger()
    kept, ordered = list(entries(unit, terms)), words_sent(unit)
    for each in written:
        ledger.messages += 1
        if each.kind is Kind.ORDER:
            fate = ", ".join(fates(unit, each.mark))
            if GIVEN_UP in fate:
                ledger.given_up.append(each.mark)
            else:
                ledger.count(f"{each.kind} ({each.mark}; {fate})", sum(each.mark in words for words in ordered))
            continue
        found = [entry for entry in kept if each.mark in entry.words]
        ledger.count(f"{each.kind} ({each.mark})", len(found))
        if any(entry.state == GIVEN_UP for entry in found):
            ledger.given_up.append(each.mark)
        elif {entry.state for entry in found} - {where(each.kind)}:
            ledger.broken.append(f"{each.kind} ({each.mark}) is {', '.join(sorted(e.state for e in found))}")
    read = [each for each in written if each.mark not in ledger.given_up]
    _compare_cases(unit, terms, read, ledger)
    odd = sum(each.kind is Kind.ODD for each in read)
    asides = [row for row in unit.inbox.set_aside(ALL) if row.reason != GIVEN_UP]
    if len(asides) != odd:
        ledger.broken.append(f"{len(asides)} messages are set aside of {odd}: {[row.reason for row in asides]}")
    _compare_letters(_letters(unit), unit, Counter(delivered), key, ledger)
    ledger.broken += [f"audit: {finding.problem}" for finding in unit.verify()]
    return ledger


def _compare_cases(unit: Unit, terms: Terms, written: Iterable[Written], ledger: Ledger) -> None:
    """Each report is a case of its own, and causes its letters once."""
    for each in written:
        if each.kind is not Kind.REPORT:
            continue
        cases = unit.parties.cases_of(each.channel, each.who)
        ledger.count(f"the case of {each.mark}", len(cases))
        for case in cases:
            names = Counter(letter.name for letter in unit.letters.of(case.case_id))
            for name in ANSWERED:
                ledger.count(f"the {name} of {each.mark}", names[name])
    own = sum(each.kind is Kind.REPORT for each in written)
    if len(unit.cases.every(terms)) != own:
        ledger.broken.append(f"{len(unit.cases.every(terms))} cases of {own} reports")


def _letters(unit: Unit) -> list[LetterRow]:
    return [letter for state in LetterState for letter in unit.letters.in_state(state)]


def _compare_letters(
    letters: Sequence[LetterRow], unit: Unit, delivered: Counter[str], key: Any, ledger: Ledger
) -> None:
    for letter in letters:
        ledger.letters += 1
        times = delivered.pop(key(letter, unit.letters.open(letter.id)), 0)
        what = f"the letter {letter.name} {letter.id} ({letter.state}, {letter.attempts} attempts)"
        if letter.state is not LetterState.SENT:
            ledger.for_a_person.append(f"{what}: {times} times")
        if times != 1:
            ledger.count(what, times)
    ledger.broken += [f"a delivery of no letter: {name}" for name in delivered]
