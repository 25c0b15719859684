"""How a suspension goes, found by walking: a suspension has no table, so each event is tried on each state there is.

The walk asks `decide` alone. Two things are true of a suspension at any time, and each has its diagram: what was decided
of it, and what is true of the account in Slack.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from daemon.process.case import Case, Party, Role, Stage, Suspension, Terms, Told, Track
from daemon.process.deadlines import suspension_due
from daemon.process.decide import decide
from daemon.process.events import AnsweredElsewhere, Event, NotAllowed
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    LiftUndone,
    ReturnUnwarned,
    ReturnWarned,
    SuspensionDue,
    SuspensionKept,
    SuspensionLifted,
    SuspensionOverturned,
    SuspensionUndone,
)
from daemon.process.records import Access
from parsers.commands import Verb
from tests.support.process_diagrams import START, fenced

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
ACCOUNT = "SSE-4KX2P"
BY, OTHER = "Ada", "Bo"
STEP = timedelta(minutes=1)
KEPT_FOR = timedelta(days=10)
WORDS: dict[type[Event], str] = {
    AccountsSuspended: Verb.SUSPEND,
    SuspensionKept: Verb.KEEP,
    SuspensionLifted: Verb.LIFT,
    AccessConfirmed: Verb.CONFIRM,
    AnsweredElsewhere: Verb.ANSWERED,
    SuspensionOverturned: Verb.OVERTURN,
    SuspensionUndone: Verb.UNDO,
    LiftUndone: Verb.UNDO,
    SuspensionDue: "the time has come",
    ReturnWarned: "that letter has left",
    ReturnUnwarned: "that letter came back",
}


class Decided(StrEnum):
    NONE = "not suspended"
    REVIEW = "its review is owed"
    KEPT = "kept until a day"
    TELLING = "it ends: the reporter is being told"
    UNREACHED = "it ends: the reporter was not reached"
    WARNED = "it ends: the reporter was told"
    ENDED = "ended"


ENDING: dict[Told | None, Decided] = {Told.TOLD: Decided.WARNED, Told.UNREACHABLE: Decided.UNREACHED}


@dataclass(frozen=True, slots=True)
class Standing:
    decided: Decided
    access: Access | None


@dataclass(frozen=True, slots=True)
class Step:
    here: Standing
    event: type[Event]
    there: Standing


def standing(case: Case) -> Standing:
    record = case.suspensions[-1] if case.suspensions else None
    return Standing(Decided.NONE, None) if record is None else Standing(_decided(record), record.access)


def _decided(record: Suspension) -> Decided:
    if record.ended_at:
        return Decided.ENDED
    if record.returns_at is None:
        return Decided.REVIEW if record.kept_until is None else Decided.KEPT
    return ENDING.get(record.warning, Decided.TELLING)


def walk() -> frozenset[Step]:
    """Every step from one state to another one, from the moment before an account is suspended."""
    start = Case(
        code="SSE-7K3F2",
        track=Track.COMPLAINT,
        stage=Stage.NEEDS_DATE,
        opened_at=BEGIN,
        parties=(Party(ACCOUNT, Role.RESPONDENT),),
        terms=Terms(administrators=(BY, OTHER)),
    )
    seen = {_told_apart(start)}
    waiting = [(start, BEGIN)]
    steps = set()
    while waiting:
        case, now = waiting.pop(0)
        for event, at, after in _tried(case, now):
            here, there = standing(case), standing(after)
            if here != there:
                steps.add(Step(here, event, there))
            if _told_apart(after) not in seen:
                seen.add(_told_apart(after))
                waiting.append((after, at + STEP))
    return frozenset(steps)


def _told_apart(case: Case) -> tuple[Standing, bool]:
    """One that was kept before is kept again where its end is undone."""
    return standing(case), any(each.kept_until for each in case.suspensions)


def _tried(case: Case, now: datetime) -> Iterator[tuple[type[Event], datetime, Case]]:
    for event, at in _events(case, now):
        try:
            yield type(event), at, decide(case, event, at).case
        except NotAllowed:
            continue


def _events(case: Case, now: datetime) -> Iterator[tuple[Event, datetime]]:
    if standing(case).decided in {Decided.NONE, Decided.ENDED}:
        if not case.suspensions:
            yield AccountsSuspended(BY, (ACCOUNT,), "because"), now
        return
    yield SuspensionKept(BY, ACCOUNT, now + KEPT_FOR, "because"), now
    yield SuspensionLifted(BY, ACCOUNT), now
    yield AccessConfirmed(BY, ACCOUNT), now
    yield SuspensionOverturned(OTHER, ACCOUNT, "SSE-9PPLE"), now
    yield from ((event, now) for event in _fates(standing(case).decided))
    record = case.suspension(ACCOUNT)
    due = suspension_due(record, case) if record else None
    if due:
        yield SuspensionDue(ACCOUNT), max(due, now)


def _fates(decided: Decided) -> tuple[Event, ...]:
    """What can become of a letter that is on its way."""
    match decided:
        case Decided.REVIEW | Decided.KEPT:  # a draft of the member's letter can wait until after it was kept
            return (SuspensionUndone(ACCOUNT),)
        case Decided.TELLING:
            return ReturnWarned(ACCOUNT), ReturnUnwarned(ACCOUNT), LiftUndone(ACCOUNT)
        case Decided.UNREACHED:
            return AnsweredElsewhere(BY, "by phone"), LiftUndone(ACCOUNT)
        case Decided.WARNED:  # the member's own letter can wait longer than the reporter's
            return (LiftUndone(ACCOUNT),)
        case _:
            return ()


Seen = Decided | Access | None


@dataclass(frozen=True, slots=True)
class Side:
    """The walk, looked at from one side. `order` is as a suspension goes; its first is before there is one."""

    order: tuple[Seen, ...]
    seen_as: Callable[[Standing], Seen]

    def steps(self) -> tuple[tuple[Seen, Seen, str], ...]:
        found = {(self.seen_as(each.here), self.seen_as(each.there), _words(each)) for each in walk()}
        moved = (step for step in found if step[0] is not step[1])
        return tuple(sorted(moved, key=lambda step: (self.order.index(step[0]), self.order.index(step[1]), step[2])))

    def goes_on(self, here: Seen, there: Seen, words: str) -> bool:
        """What is undone turns back, wherever it leads."""
        return not words.startswith(Verb.UNDO) and self.order.index(here) < self.order.index(there)


def _words(step: Step) -> str:
    """What was done in Slack already is not taken back with a letter."""
    ends = step.event is SuspensionUndone and step.there.decided is not Decided.NONE
    return f"{WORDS[step.event]}, once confirmed" if ends else str(WORDS[step.event])


DECISIONS = Side(tuple(Decided), lambda each: each.decided)
ACCESS = Side((None, *Access), lambda each: each.access)


def drawn(side: Side) -> str:
    nothing, *states = side.order
    ids: dict[Seen, str] = {nothing: START}
    ids.update({each: each.name.lower() for each in states if each})
    names = {ids[each]: str(each) for each in states}
    steps = ((ids[here], ids[there], words) for here, there, words in side.steps() if side.goes_on(here, there, words))
    return fenced(names, steps)


def turned(side: Side) -> str:
    """What leads back."""
    heres: dict[tuple[str, str], list[str]] = {}
    for here, there, words in side.steps():
        if not side.goes_on(here, there, words):
            heres.setdefault((words, str(there or Decided.NONE)), []).append(str(here))
    rows = (f"| {_command(words)} | {', '.join(whence)} | {there} |" for (words, there), whence in heres.items())
    return "\n".join(("| what happens besides | where it says | leads to |", "|---|---|---|", *rows))


def _command(words: str) -> str:
    verb, comma, where = words.partition(",")
    return f"`{verb}`{comma}{where}"
