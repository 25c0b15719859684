"""What follows from an event: the case as it is now, the letters that are owed, and perhaps a second case."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.process.case import Case
from daemon.process.events import Event, ReportReceived
from daemon.process.letters import Fact, Letter, LetterName, Timing, To

AFTER_UNDO = Timing.AFTER_UNDO


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that an administrator opened out of another one; `by` stands for its reporter."""

    received: ReportReceived
    by: str = field(repr=False)
    related: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What follows in another case, in the same transaction."""

    code: str
    event: Event


@dataclass(frozen=True, slots=True)
class Decision:
    case: Case
    letters: tuple[Letter, ...] = ()
    opens: Opening | None = None
    also: tuple[Elsewhere, ...] = ()


def change(case: Case, **fields: object) -> Case:
    """`dataclasses.replace`, typed for the fields of a Case."""
    return replace(case, **fields)  # type: ignore[arg-type]  # replace checks the names, the tests the types


def to_reporter(case: Case, name: LetterName, words: str = "", **facts: Fact) -> tuple[Letter, ...]:
    """One letter to the author of the case; none where the case has none."""
    if not case.has_reporter:
        return ()
    timing = Timing.AFTER_UNDO if words else Timing.AT_ONCE
    facts = {"code": case.code, **facts}
    return (Letter(name=name, to=To.REPORTER, about=case.code, facts=facts, words=words, timing=timing),)


def to_party(who: str, case: Case, name: LetterName, words: str = "", **facts: Fact) -> tuple[Letter, ...]:
    """One letter to somebody who is not the author: it names no code but their own."""
    facts = {"code": who, **facts}
    return (Letter(name=name, to=To.PARTY, about=case.code, who=who, facts=facts, words=words, timing=AFTER_UNDO),)


def later(letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """What follows from an administrator's word can be undone for a while, also where the text is fixed."""
    return tuple(replace(letter, timing=AFTER_UNDO) for letter in letters)


def in_waking_hours(decision: Decision) -> Decision:
    """What the clock writes in the night, because a deadline fell there or the daemon was started then, waits for the
    morning; where danger was read nothing waits.
    """
    if decision.case.urgent:
        return decision
    waiting = tuple(replace(letter, timing=Timing.IN_WAKING_HOURS) for letter in decision.letters)
    return replace(decision, letters=waiting)


def to_administrators(case: Case, name: LetterName, to: To, **facts: Fact) -> tuple[Letter, ...]:
    """One letter without a case-specific word."""
    return (Letter(name=name, to=to, about=case.code, facts={"code": case.code, **facts}),)


def next_word(case: Case) -> datetime | None:
    return case.promise.due if case.promise else None


def yes(condition: object) -> str:
    """A fact that a text can ask for."""
    return "yes" if condition else "no"
