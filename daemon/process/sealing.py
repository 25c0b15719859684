"""What follows from a word on who may know of a case, and what is said of one that nobody may know of (P14).

Narrowing counts from anybody, but never so that a forger empties a case; widening only from somebody verified, and
never by whoever is off. No promise is made that nobody can keep: a sealed case has no date.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from daemon.process.case import Case, Promise, Stage, Standing, Track
from daemon.process.decision import Decision, change, to_reporter, yes
from daemon.process.events import Event, NotAllowed
from daemon.process.events_audience import (
    AudienceEvent,
    ConflictDeclared,
    Excluded,
    Included,
    OutsideDue,
    RecusalEnded,
    ReleaseFailed,
    SealedChosen,
)
from daemon.process.events_parties import OffLearned
from daemon.process.judges import is_sealed, knew, named_readers, reported, sealed_answer, taken_off
from daemon.process.letters import Letter, LetterName, To
from daemon.process.members import begins, notice
from daemon.process.records import Release
from daemon.process.said_back import FEWER, played_back_again

UNVERIFIED = "{word} came from an unverified sender and does not count"
ANSWERED = frozenset(  # what a letter that says that the case is sealed makes superfluous, and untrue
    {LetterName.ACKNOWLEDGEMENT, LetterName.CONCERN, LetterName.QUESTION, LetterName.ADDED, LetterName.CORRECTED}
)
WAITS_ANEW = {Stage.PROMISED: Stage.NEEDS_DATE, Stage.LATE: Stage.NEEDS_DATE}


def follow_audience(case: Case, event: AudienceEvent, now: datetime) -> Decision:
    """`case` is already in its next stage, which is the one it was in."""
    match event:
        case Included():
            return _include(case, event, now)
        case Excluded():
            return _exclude(case, event, now)
        case SealedChosen():
            return _chosen(case, event, now)
        case RecusalEnded():
            return _let_in(case, event, now)
        case ConflictDeclared():
            return Decision(taken_off(case, frozenset({event.by})))
        case OutsideDue():
            return _outside(case, now)
        case ReleaseFailed():
            return _came_back(case)
        case _:
            assert_never(event)


# --- let in


def _include(case: Case, event: Included, now: datetime) -> Decision:
    """Whoever was asked about; where nobody was, whoever the author's own words keep out. Once, until they narrow it
    again: a word that was sent twice lets nobody else in.
    """
    if event.standing is not Standing.VERIFIED:
        return played_back_again(case, UNVERIFIED.format(word="INCLUDE"), now)
    asked = case.unsure & case.by_author
    who = asked or (case.by_author if is_sealed(case) or case.included_at is None else frozenset())
    who -= case.barred
    if not who:
        return played_back_again(case, "the reporter wrote INCLUDE, and their words keep nobody out", now)
    included = change(without(case, who), included_at=now, release=None, let_in=who)
    if is_sealed(case):
        return _unsealed(included, now)
    played = played_back_again(included, "who may know was widened by the reporter", now)
    return Decision(played.case, (*_told(played.case, who, now), *played.letters))


def without(case: Case, who: frozenset[str]) -> Case:
    """They are not off any more."""
    return change(case, off=case.off - who, unsure=case.unsure - who, by_author=case.by_author - who)


def _unsealed(case: Case, now: datetime) -> Decision:
    """As if it had come now: it is acknowledged with a date, and whoever may know is told."""
    anew = change(case, debt=None, owed_since=None, sealed_at=None, outside_at=None)
    if not anew.stage.is_open or anew.track is Track.APPEAL:
        return Decision(anew, notice(anew, now))
    if anew.track is Track.QUESTION:
        anew = change(anew, promise=Promise(due=now + anew.terms.estimate_within, made_at=now))
    begun = begins(anew, now)
    return Decision(begun.case, (*begun.letters, *notice(begun.case, now)))


def _let_in(case: Case, event: RecusalEnded, now: datetime) -> Decision:
    if event.who not in case.off:
        raise NotAllowed("that administrator is not off this case", "P14")
    if event.who == event.by:
        raise NotAllowed("another administrator says so, or the reporter", "P14")
    if event.who in case.barred:
        raise NotAllowed("they are off the complaint that this appeal is about: let them in there first", "P14")
    back = without(case, frozenset({event.who}))
    return Decision(back, _told(back, frozenset({event.who}), now))


def _told(case: Case, who: frozenset[str], now: datetime) -> tuple[Letter, ...]:
    """The notice of the case, to those alone who get it for the first time."""
    return tuple(
        replace(letter, to=To.ONE_ADMINISTRATOR, who=name) for name in sorted(who) for letter in notice(case, now)
    )


# --- kept out


def _exclude(case: Case, event: Excluded, now: datetime) -> Decision:
    """Whoever was asked about stays out, and is asked about no more; else go whoever is mentioned and whom INCLUDE let
    in.
    """
    asked = case.unsure & case.by_author
    narrowed = _narrowed(case, asked or (case.mentioned | case.let_in) - case.off, event.standing)
    if narrowed == case:
        return _unchanged(case)
    return played_back_again(narrowed, FEWER, now)


def _narrowed(case: Case, who: frozenset[str], standing: Standing) -> Case:
    """They are off by their author's words; the case as it is where nobody is, or a forger would empty it."""
    narrowed = reported(case, who, standing)
    kept = who & narrowed.off
    if not kept:
        return case
    by_author = narrowed.by_author | (kept - case.off) | (kept & case.by_author)
    left = narrowed.let_in - kept
    return change(narrowed, unsure=narrowed.unsure - kept, by_author=by_author, let_in=left, included_at=None)


def _unchanged(case: Case) -> Decision:
    """To the author alone: a notice would make those look who were meant to be kept out."""
    if is_sealed(case):
        return Decision(case, sealed_answer(case))
    return Decision(case, to_reporter(case, LetterName.UNCHANGED, readers=named_readers(case)))


# --- sealed


def _chosen(case: Case, event: SealedChosen, now: datetime) -> Decision:
    """The outside contact gets words only by the confirmed choice of somebody verified."""
    if not is_sealed(case):
        narrowed = _narrowed(case, case.let_in - case.off, event.standing)
        if narrowed == case:
            return _unchanged(case)
        if not is_sealed(narrowed):
            return played_back_again(narrowed, FEWER, now)
        case = narrowed
    to_contact = event.chosen is Release.CONTACT
    if event.standing is not Standing.VERIFIED or (to_contact and not (case.terms.outside and event.release)):
        return Decision(case, sealed_answer(case))
    chosen = change(case, release=event.chosen)
    said = to_reporter(
        chosen,
        LetterName.SEALED_CHOSEN,
        chosen=str(event.chosen),
        contact=yes(case.terms.outside),
        include=yes(case.by_author),
        knew=knew(chosen, chosen.off),
    )
    if not to_contact:
        return Decision(chosen, said)
    handed = Letter(name=LetterName.RELEASED, to=To.OUTSIDE_CONTACT, facts={"at": now}, words=event.release)
    return Decision(chosen, (handed, *said))


def _came_back(case: Case) -> Decision:
    if case.release is not Release.CONTACT or not is_sealed(case):
        return Decision(case)
    return Decision(change(case, release=None), sealed_answer(case))


def _outside(case: Case, now: datetime) -> Decision:
    waits = Letter(
        name=LetterName.OUTSIDE_ESCALATION, to=To.OUTSIDE_CONTACT, facts={"since": case.sealed_at or case.opened_at}
    )
    return Decision(change(case, outside_at=now), (waits,))


def sealed_since(event: Event, decision: Decision, now: datetime) -> Decision:
    """The decision, where the event left nobody who may know: no date stands any more, and the author is told so. Not
    where it follows from another case, of which they learn nothing.
    """
    after = decision.case
    if not is_sealed(after):
        return decision if after.sealed_at is None else replace(decision, case=change(after, sealed_at=None))
    if after.sealed_at or after.track is Track.APPEAL:
        return decision
    anew = Stage.NEEDS_ANSWER if after.track is Track.QUESTION else Stage.NEEDS_DATE
    stage = anew if after.stage in WAITS_ANEW else after.stage
    sealed = change(after, stage=stage, promise=None, sealed_at=now, outside_at=now)
    if not after.stage.is_open or (isinstance(event, OffLearned) and not event.by):
        return replace(decision, case=sealed)
    if any(letter.name is LetterName.SEALED for letter in decision.letters):
        return replace(decision, case=sealed)
    others = tuple(letter for letter in decision.letters if letter.name not in ANSWERED)
    return replace(decision, case=sealed, letters=(*others, *sealed_answer(sealed)))
