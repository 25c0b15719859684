"""The one way through the house: case + events -> decide -> case, history, letters and the next deadline, together.

Everything here runs inside one transaction of the store; the five ways in (IMAP, SMTP, Slack, a deadline, a command)
all end here.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from daemon.house import House
from daemon.post import About, Post, Posted
from daemon.process.case import Case, Track
from daemon.process.deadlines import next_deadline
from daemon.process.decide import decide_all
from daemon.process.decision import Decision, Opening
from daemon.process.events import Event, QuestionAsked, WithdrawalRecorded, Withdrew
from daemon.process.letters import Letter, LetterName, To
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterState

STOPPABLE = frozenset({LetterState.PENDING, LetterState.DRAFT, LetterState.FAILED})
CATCH_UP = 50  # deadlines of one case that may fall due in one gap; more is a fault in the process


class Actor(StrEnum):
    """Who acts where no administrator does."""

    SENDER = "sender"
    CLOCK = "clock"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Passage:
    """What came of a walk through the corridor. `opened` is a second case that an administrator opened."""

    kept: Kept
    posted: tuple[Posted, ...] = ()
    opened: Kept | None = None


class Corridor:
    def __init__(self, house: House, post: Post) -> None:
        self.house = house
        self.post = post

    def open(self, unit: Unit, track: Track, now: datetime) -> Kept:
        """A case that nobody was told of yet; its first event comes in the same transaction."""
        code = unit.cases.fresh_code(self.house.prefix)
        return unit.cases.add(Case(code=code, track=track, opened_at=now, terms=self.house.terms), None)

    def walk(self, unit: Unit, kept: Kept, events: tuple[Event, ...], now: datetime, actor: str) -> Passage:
        """Raises NotAllowed where the process forbids one of the events; nothing is written then."""
        before = kept.case
        decision = decide_all(before, events, now)
        kept = self._save(unit, kept, decision.case)
        self._take_off(unit, kept, decision.case.off - before.off, now)
        if any(isinstance(event, Withdrew | WithdrawalRecorded) for event in events):
            self._stop_letters(unit, kept, now, actor)
        for event in events:
            unit.history.record(kept.id, now, type(event).__name__, actor, facts(event))
        posted = self._post(unit, kept, decision, now)
        opened = self._opened(unit, decision.opens, now) if decision.opens else None
        return Passage(kept, posted, opened.kept if opened else None)

    def ring(self, unit: Unit, kept: Kept, now: datetime) -> Kept:
        """Every deadline that has come, in order; one that fell into a gap is met once."""
        for _ in range(CATCH_UP):
            deadline = next_deadline(kept.case)
            if deadline is None or deadline.at > now:
                break
            kept = self.walk(unit, kept, (deadline.event,), now, Actor.CLOCK).kept
        # a deadline that another configuration had set is not there any more: its row would be found due for ever
        return self._save(unit, kept, kept.case)

    def ring_by_id(self, unit: Unit, case_id: str, now: datetime) -> None:
        kept = unit.cases.by_id(case_id, self.house.terms)
        if kept:
            self.ring(unit, kept, now)

    def _stop_letters(self, unit: Unit, kept: Kept, now: datetime, actor: str) -> None:
        """A withdrawal stops letters: what waits for the reporter, or could be sent to them again, is dropped."""
        for letter in unit.letters.of(kept.id):
            if letter.to_kind == To.REPORTER and letter.state in STOPPABLE:
                unit.letters.mark_dropped(letter.id)
                told = {"letter": letter.short, "name": letter.name}
                unit.history.record(kept.id, now, "LetterTakenBack", actor, told)

    def _save(self, unit: Unit, kept: Kept, case: Case) -> Kept:
        deadline = next_deadline(case)
        return unit.cases.save(kept, case, deadline.at if deadline else None)

    def _post(self, unit: Unit, kept: Kept, decision: Decision, now: datetime) -> tuple[Posted, ...]:
        about = About(kept.id, kept.case, kept.case.code)
        return self.post.write(unit, about, decision.letters, now)

    def _take_off(self, unit: Unit, kept: Kept, names: frozenset[str], now: datetime) -> None:
        """P14: whoever is off the case from now on gets no letter of it that still waits; where nobody is left the
        outside contact learns that a case waits.
        """
        gone = [each for name in names if (each := self.house.administrator(name))]
        hashes = {unit.lookup("email", each.address) for each in gone if each.address}
        for letter in unit.letters.of(kept.id) if hashes else ():
            if letter.lookup in hashes and letter.to_kind != To.REPORTER and letter.state in STOPPABLE:
                unit.letters.mark_dropped(letter.id)
        if names and self._sealed(kept.case):
            self.tell_outside(unit, now)

    def _sealed(self, case: Case) -> bool:
        """P14: nobody is left who may know."""
        return all(each.name in case.off for each in self.house.administrators)

    def tell_outside(self, unit: Unit, now: datetime) -> None:
        """The outside contact learns only that a case waits."""
        waits = Letter(name=LetterName.OUTSIDE_ESCALATION, to=To.OUTSIDE_CONTACT, facts={"since": now})
        self.post.write(unit, About(), (waits,), now)

    def _opened(self, unit: Unit, opening: Opening, now: datetime) -> Passage:
        """An administrator's own complaint out of a concern; there is no reporter to write to (P1)."""
        code = unit.cases.fresh_code(self.house.prefix)
        case = Case(
            code=code,
            track=Track.COMPLAINT,
            opened_at=now,
            has_reporter=False,
            reporter_is=opening.by,
            related=(opening.related,),
            terms=self.house.terms,
        )
        passage = self.walk(unit, unit.cases.add(case, None), (opening.received,), now, opening.by)
        if opening.words:
            unit.history.record(passage.kept.id, now, "NoteTaken", opening.by, {"words": opening.words})
        return passage


def track_of(event: Event) -> Track:
    """The track in which a case waits for its first event."""
    return Track.QUESTION if isinstance(event, QuestionAsked) else Track.UNDECIDED


def facts(value: Any) -> dict[str, Any]:
    """An event's fields as plain values, for the history."""
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return facts(value)
    if isinstance(value, (frozenset, tuple)):
        return sorted(str(each) for each in value)
    return str(value) if isinstance(value, StrEnum) else value
