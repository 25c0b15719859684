"""What follows from an event: the case as it is now, the letters that are owed, and perhaps a second case."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.process.case import Case
from daemon.process.events import ReportReceived
from daemon.process.letters import Fact, Letter, LetterName, Timing, To


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that an administrator opened out of another one; `by` stands for its reporter."""

    received: ReportReceived
    by: str = field(repr=False)
    related: str
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    case: Case
    letters: tuple[Letter, ...] = ()
    opens: Opening | None = None


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


def to_administrators(case: Case, name: LetterName, to: To, **facts: Fact) -> tuple[Letter, ...]:
    """One letter without a case-specific word."""
    return (Letter(name=name, to=to, about=case.code, facts={"code": case.code, **facts}),)


def next_word(case: Case) -> datetime | None:
    return case.promise.due if case.promise else None


def yes(condition: object) -> str:
    """A fact that a text can ask for."""
    return "yes" if condition else "no"
