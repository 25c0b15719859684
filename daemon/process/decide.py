"""What follows from an event: one function beside the table. Pure: no clock, channel, database or logging."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from daemon.process.administrators import follow_administrator
from daemon.process.appeals import follow_appeal, is_own
from daemon.process.case import Case, Stage
from daemon.process.clock import follow_world
from daemon.process.consents import narrowed_elsewhere, remembered
from daemon.process.decision import Decision, Elsewhere, change
from daemon.process.disclosure import Stopped, gate
from daemon.process.events import (
    AdministratorEvent,
    Event,
    MemberEvent,
    NotAllowed,
)
from daemon.process.events_audience import AudienceEvent
from daemon.process.events_parties import OffLearned, OnLearned, PartyEvent
from daemon.process.events_reread import RereadEvent
from daemon.process.events_suspensions import AppealEvent, AppealMoot, SuspensionEvent
from daemon.process.judges import is_sealed, must_have_no_part
from daemon.process.letters import Letter, LetterName
from daemon.process.members import counts, follow_member
from daemon.process.owed import settle
from daemon.process.parties import follow_party
from daemon.process.refusals import refusal
from daemon.process.reread import follow_reread
from daemon.process.sealing import follow_audience, sealed_since
from daemon.process.suspensions import follow_suspension
from daemon.process.transitions import TABLE


def decide(case: Case, event: Event, now: datetime) -> Decision:
    """The case after the event, and the letters that are owed; NotAllowed where the process forbids it now."""
    stage = TABLE[case.track][case.stage].get(type(event))
    if stage is None:
        raise refusal(case, event)
    must_have_no_part(case, event)
    decision = _follow(change(case, stage=stage if _counts(case, event) else case.stage), event, now)
    decision = sealed_since(event, decision, now)
    decision = replace(decision, case=remembered(case, decision.case, event, now))
    for letter in decision.letters:
        passage = gate(decision.case, letter)
        if isinstance(passage, Stopped):
            raise NotAllowed(passage.why.replace("CODE", case.code), "P8")
    also = (*decision.also, *_learn_who_is_off(case, decision.case), *narrowed_elsewhere(case, decision.case, event))
    after = _end(decision.case, now)
    if after.urgent and not case.urgent:
        after = change(after, paged_at=now)  # everybody was told just now; the next page comes an hour later
    return replace(decision, case=settle(after, now), also=also)


def _counts(case: Case, event: Event) -> bool:
    """Whether the event moves this case as the table says. One that does not is heard all the same."""
    if isinstance(event, AppealMoot):
        return is_own(case, event)
    return not isinstance(event, MemberEvent) or counts(case, event)


def _learn_who_is_off(before: Case, after: Case) -> tuple[Elsewhere, ...]:
    """P14: off a case is off the appeals against its suspensions, and off the cases that go on in it."""
    new, back = after.off - before.off, before.off - after.off
    learned = tuple(Elsewhere(code, OffLearned(new)) for code in (*after.appeals, *after.merged)) if new else ()
    return (*learned, *(Elsewhere(code, OnLearned(back)) for code in after.appeals if back))


def _follow(case: Case, event: Event, now: datetime) -> Decision:
    if isinstance(event, MemberEvent):
        return follow_member(case, event, now)
    if isinstance(event, AdministratorEvent):
        return follow_administrator(case, event, now)
    if isinstance(event, PartyEvent):
        return follow_party(case, event, now)
    if isinstance(event, SuspensionEvent):
        return follow_suspension(case, event, now)
    if isinstance(event, AppealEvent):
        return follow_appeal(case, event, now)
    if isinstance(event, RereadEvent):
        return follow_reread(case, event, now)
    if isinstance(event, AudienceEvent):
        return follow_audience(case, event, now)
    return follow_world(case, event, now)


def _end(case: Case, now: datetime) -> Case:
    """An ended case has the moment of its end; one that is open has none."""
    if not case.stage.is_open:
        return change(case, closed_at=case.closed_at or now)
    return change(case, closed_at=None) if case.closed_at else case


PLAYED_BACK = frozenset({LetterName.CORRECTED, LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.WITHDRAWN})
SEALING = frozenset({LetterName.SEALED, LetterName.SEALED_CHOSEN})
FIRST_ANSWERS = frozenset({LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.QUESTION})
SUPERSEDED = {
    LetterName.ADDED: PLAYED_BACK | SEALING,
    LetterName.CORRECTED: frozenset({LetterName.WITHDRAWN}) | SEALING,
    LetterName.SEALED: frozenset({LetterName.SEALED_CHOSEN}),
}


def decide_all(case: Case, events: Iterable[Event], now: datetime) -> Decision:
    """Several events of one message, one after the other; each recipient hears of them once."""
    letters: list[Letter] = []
    also: list[Elsewhere] = []
    opens = None
    if case.stage is Stage.NEW:  # nobody is told of a first message before it is read whole
        case = change(case, unheard=frozenset(case.terms.administrators))
    for event in events:
        decision = decide(case, event, now)
        case, opens = decision.case, decision.opens or opens
        letters.extend(decision.letters)
        also.extend(decision.also)
    case = change(case, unheard=case.unheard & case.off)
    return Decision(case, _once(_of_the_end(letters, case)), opens, tuple(also))


def _of_the_end(letters: list[Letter], case: Case) -> list[Letter]:
    """P14: a first answer with a date goes where somebody may know in the end, and the choice where nobody may."""
    untrue = FIRST_ANSWERS if is_sealed(case) else frozenset({LetterName.SEALED})
    if LetterName.SEALED not in _names(letters) or not _names(letters) & FIRST_ANSWERS:
        return letters
    return [letter for letter in letters if letter.name not in untrue]


def _names(letters: list[Letter]) -> set[LetterName]:
    return {letter.name for letter in letters}


def _once(letters: list[Letter]) -> tuple[Letter, ...]:
    """Of letters of one name the last, which knows most; none that another makes superfluous. The emergency line is
    never held back (design 9.7).
    """
    names = _names(letters)
    last = {_about(letter): letter for letter in _with_danger(letters)}
    return tuple(
        letter
        for letter in last.values()
        if letter.facts.get("urgent") == "yes" or not SUPERSEDED.get(letter.name, frozenset()) & names
    )


def _about(letter: Letter) -> tuple[object, ...]:
    """What makes two letters of one name the same: their reader, and what they are about."""
    return (letter.name, letter.to, letter.who, letter.facts.get("party"), letter.facts.get("account"))


def _with_danger(letters: list[Letter]) -> list[Letter]:
    """That danger was read is said in whatever administrators are told last, and never makes way for it."""
    said = [str(letter.facts["what"]) for letter in letters if letter.name is LetterName.WROTE_AGAIN]
    dangers = [what for what in said if "danger" in what]
    if not dangers or dangers[-1] == said[-1]:
        return letters
    return [
        replace(letter, facts={**letter.facts, "what": f"{dangers[-1]}; {letter.facts['what']}"})
        if letter.name is LetterName.WROTE_AGAIN and letter.facts["what"] not in dangers
        else letter
        for letter in letters
    ]
