"""The one way through the house: case + events -> decide -> case, history, letters and the next deadline, together.

Everything here runs inside one transaction of the store; the five ways in (IMAP, SMTP, Slack, a deadline, a command)
all end here.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from daemon import fates
from daemon.house import House
from daemon.post import About, Post, Posted
from daemon.process.case import Case, Stage, Track
from daemon.process.deadlines import next_deadline
from daemon.process.decide import decide_all
from daemon.process.decision import Decision, Opening
from daemon.process.disclosure import GATED, Passed, Stopped
from daemon.process.events import Event, NotAllowed, QuestionAsked, WithdrawalRecorded, Withdrew
from daemon.process.events_suspensions import AppealReceived
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.second_look import consents_of, looked_at, looked_at_again, marks_of, stop_lines, with_new
from daemon.sight import DECISIONS
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterRow, LetterState
from daemon.unsaid import kept_back, take_words_out, unsaid
from daemon.was_read import was_read

STOPPABLE = frozenset({LetterState.PENDING, LetterState.DRAFT, LetterState.FAILED})
NOWHERE = "no mail address of theirs is known"
CATCH_UP = 50  # deadlines of one case that may fall due in one gap; more is a fault in the process


class Actor(StrEnum):
    """Who acts where no administrator does."""

    SENDER = "sender"
    CLOCK = "clock"
    POST = "post"
    SLACK = "slack"


NOBODY = frozenset(Actor)


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
        stopped = self._stop_letters(unit, kept, now, actor) if _withdraws(events, kept.case) else ()
        unsaid = self._stop_words(unit, kept, now, actor) if _may_narrow(before, kept.case) else ()
        for place, event in enumerate(events):
            told = facts(event) | was_read(before, events, place)
            unit.history.record(kept.id, now, type(event).__name__, actor, told)
        posted = self._post(unit, kept, decision, now, actor)
        opened = self._opened(unit, decision.opens, now) if decision.opens else None
        if opened:
            kept = self._save(unit, kept, with_complaint(kept.case, opened.kept.case.code))
        elsewhere = self._elsewhere(unit, decision, now, actor)
        nowhere = self._without_address(unit, kept, decision, now)
        self._never_arrive(unit, kept, stopped, now)
        self._never_said(unit, kept, unsaid, now, actor)
        if decision.also or nowhere or stopped or unsaid:  # what follows elsewhere may come back to this case
            kept = unit.cases.by_id(kept.id, self.house.terms) or kept
        return Passage(kept, (*posted, *elsewhere), opened.kept if opened else None)

    def _elsewhere(self, unit: Unit, decision: Decision, now: datetime, actor: str) -> tuple[Posted, ...]:
        """What follows in other cases, in the same transaction."""
        posted: tuple[Posted, ...] = ()
        for each in decision.also:
            other = unit.cases.by_code(each.code, self.house.terms)
            if other:
                posted += self.walk(unit, other, (each.event,), now, actor).posted
        return posted

    def _without_address(self, unit: Unit, kept: Kept, decision: Decision, now: datetime) -> tuple[Letter, ...]:
        """Nobody waits for a letter that has nowhere to go: an administrator hears of it (P7)."""
        about = About(kept.id, kept.case, kept.case.code)
        nowhere = self.post.unreachable(unit, about, decision.letters, now)
        for letter in nowhere:
            fate = fates.Fate(letter.name, letter.to, kept.case, letter.who, letter.facts, "", NOWHERE)
            self._hears(unit, kept, fates.failed(fate), now, Actor.POST)
        return nowhere

    def _hears(self, unit: Unit, kept: Kept, event: Event | None, now: datetime, actor: str) -> None:
        """What a letter's fate means to its case, as that is by now."""
        if event:
            self.walk(unit, unit.cases.by_id(kept.id, self.house.terms) or kept, (event,), now, actor)

    def _drop(self, unit: Unit, kept: Kept, letters: tuple[LetterRow, ...], now: datetime, actor: str) -> None:
        for letter in letters:
            unit.letters.mark_dropped(letter.id)
            told = {"letter": letter.short, "name": letter.name}
            unit.history.record(kept.id, now, "LetterTakenBack", actor, told)

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

    def _stop_letters(self, unit: Unit, kept: Kept, now: datetime, actor: str) -> tuple[LetterRow, ...]:
        """A withdrawal stops letters: what waits for the reporter, or could be sent to them again, is dropped. That
        somebody who was suspended comes back they are told all the same: it is for their safety (P11).
        """
        stopped = tuple(
            letter
            for letter in unit.letters.of(kept.id)
            if letter.to_kind == To.REPORTER and letter.state in STOPPABLE and letter.name != LetterName.RETURN
        )
        self._drop(unit, kept, stopped, now, actor)
        return stopped

    def _stop_words(self, unit: Unit, kept: Kept, now: datetime, actor: str) -> tuple[LetterRow, ...]:
        """Narrowing counts at once (design 7.4): words for somebody else that have not left yet pass the gate again,
        and what it stops now is dropped. So does what is said of the case in the appeals that it led to.
        """
        dropped = self._drop_words(unit, kept, now, actor)
        for code in kept.case.appeals:
            appeal = unit.cases.by_code(code, self.house.terms)
            if appeal:
                self._never_said(unit, appeal, self._drop_words(unit, appeal, now, Actor.POST), now, Actor.POST)
        return dropped

    def _drop_words(self, unit: Unit, kept: Kept, now: datetime, actor: str) -> tuple[LetterRow, ...]:
        """Of a decision on an appeal only the words: that it was decided its author is told in any case."""
        stopped = unsaid(unit, self.house, kept, STOPPABLE)
        decisions = tuple(row for row in stopped if row.name in DECISIONS)
        dropped = tuple(row for row in stopped if row not in decisions)
        for row in decisions:
            take_words_out(unit, self.house, row, now)
        self._drop(unit, kept, dropped, now, actor)
        if kept.case.appeal:
            told = kept_back(kept.case, decisions, dropped)
            self.post.write(unit, About(kept.id, kept.case, kept.case.code), told, now)
        return dropped

    def _never_said(self, unit: Unit, kept: Kept, unsaid: tuple[LetterRow, ...], now: datetime, actor: str) -> None:
        for row in unsaid:
            body = unit.letters.open(row.id)
            fate = fates.Fate(row.name, row.to_kind, kept.case, body.code, body.facts)
            self._hears(unit, kept, fates.undone(fate), now, actor)

    def _never_arrive(self, unit: Unit, kept: Kept, stopped: tuple[LetterRow, ...], now: datetime) -> None:
        """A text that the reporter was to see first is not waited for any more."""
        for letter in stopped:
            if letter.name == LetterName.CONTEXT_DRAFT:
                fate = fates.Fate(letter.name, letter.to_kind, kept.case, "", unit.letters.open(letter.id).facts)
                self._hears(unit, kept, fates.failed(fate), now, Actor.POST)

    def _save(self, unit: Unit, kept: Kept, case: Case) -> Kept:
        deadline = next_deadline(case)
        return unit.cases.save(kept, case, deadline.at if deadline else None)

    def _post(self, unit: Unit, kept: Kept, decision: Decision, now: datetime, actor: str) -> tuple[Posted, ...]:
        """Whoever wrote words is told what waits in them; of what nobody commanded somebody must hear."""
        about = About(kept.id, kept.case, kept.case.code)
        outside = tuple(each for each in decision.letters if each.name is LetterName.OUTSIDE_ESCALATION)
        self.post.write(unit, About(), outside, now)  # without a case, so that nothing in it can name one
        letters = tuple(self._looked_at(unit, kept, each, actor) for each in decision.letters if each not in outside)
        posted = self.post.write(unit, about, letters, now)
        unheard = (each for each in posted if each.draft and (not each.letter.words or actor in NOBODY))
        self.post.write(unit, about, tuple(_drafted(kept.case.code, each) for each in unheard), now)
        return posted

    def _looked_at(self, unit: Unit, kept: Kept, letter: Letter, actor: str) -> Letter:
        """With its marks (design 7.3). Raises NotAllowed for whoever wrote it; what follows from somebody else's words
        waits for a person instead, for a message is never refused.
        """
        passage = looked_at(unit, self.house, kept, letter)
        if isinstance(passage, Stopped) and actor not in NOBODY:
            raise NotAllowed(passage.why.replace("CODE", consents_of(kept.case)), "P8", stop_lines(passage))
        marks = marks_of(passage)
        return replace(letter, marks=marks) if marks else letter

    def may_leave_now(self, unit: Unit, row: LetterRow, now: datetime) -> bool:
        """The last look, as it leaves: what was said since it was written counts. What may not leave waits for a
        person, who hears of it.
        """
        kept = unit.cases.by_id(row.case_id, self.house.terms) if row.case_id and row.to_kind in GATED else None
        found = unit.letters.by_id(row.id)
        if kept is None or found is None or found.state is not LetterState.PENDING:
            return True
        passage = looked_at_again(unit, self.house, kept, found)
        if isinstance(passage, Passed):
            return True
        body = unit.letters.open(row.id)
        unit.letters.keep_marks(row.id, with_new(body.marks, marks_of(passage)))
        unit.letters.hold(row.id)
        unit.history.record(kept.id, now, "LetterHeld", Actor.POST, {"letter": row.short, "name": row.name})
        drafted = _drafted(kept.case.code, Posted(row.short, passage.letter, now, draft=True))
        self.post.write(unit, About(kept.id, kept.case, kept.case.code), (drafted,), now)
        return False

    def _take_off(self, unit: Unit, kept: Kept, names: frozenset[str], now: datetime) -> None:
        """P14: whoever is off the case from now on gets no letter of it that still waits; where nobody is left the
        outside contact learns that a case waits.
        """
        gone = [each for name in names if (each := self.house.administrator(name))]
        hashes = {unit.lookup(*place) for each in gone for place in self.house.places_of(each)}
        for letter in unit.letters.of(kept.id) if hashes else ():
            if letter.lookup in hashes and letter.to_kind not in fates.WRITTEN and letter.state in STOPPABLE:
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
            concern=opening.related,
            terms=self.house.terms,
        )
        passage = self.walk(unit, unit.cases.add(case, None), (opening.received,), now, opening.by)
        if opening.words:
            unit.history.record(passage.kept.id, now, "NoteTaken", opening.by, {"words": opening.words})
        return passage


def with_complaint(case: Case, code: str) -> Case:
    """P1: who narrows the consent of a concern narrows that of the complaint that was opened from it."""
    return replace(case, complaints=(*case.complaints, code))


def _may_narrow(before: Case, after: Case) -> bool:
    """Whether what anybody allowed has changed."""
    was, now = (
        (case.privacy, case.grants, case.consultation, [(each.role, each.privacy) for each in case.parties])
        for case in (before, after)
    )
    return was != now


def _withdraws(events: tuple[Event, ...], after: Case) -> bool:
    """A decision on an appeal that is on its way is not stopped by its author any more."""
    withdrew = any(isinstance(event, Withdrew | WithdrawalRecorded) for event in events)
    return withdrew and (after.track is not Track.APPEAL or after.stage is Stage.WITHDRAWN)


def _drafted(code: str, posted: Posted) -> Letter:
    """A letter that waits for somebody to let it go is one that somebody must hear of."""
    name, at = str(posted.letter.name), posted.leaves_at
    told: dict[str, Fact] = {"code": code, "letter": name, "short": posted.short, "at": at}
    return Letter(name=LetterName.DRAFTED, to=To.RESPONSIBLE, about=code, facts=told)


def track_of(event: Event) -> Track:
    """The track in which a case waits for its first event."""
    if isinstance(event, AppealReceived):
        return Track.APPEAL
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
