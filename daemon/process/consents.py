"""What each person of a case allowed, of what, to whom and since when: the ledger that `Case.grants` is (P8, P9).

A row is only ever added, or withdrawn with its time. Case.privacy and Party.privacy stay each person's general answer:
their words, to the parties of the case. It covers neither who they are nor a public place.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from daemon.process.case import NARROWNESS, Case, Consent, Privacy
from daemon.process.decision import Elsewhere
from daemon.process.events import ConsentGiven, ConsentRecorded, Event, NotAllowed, ReporterWrote
from daemon.process.events_parties import ConsentNarrowed, PartyConsented
from daemon.process.records import CHANNEL, PARTIES, Consultation, Grant, Item, Reply

NARROW = frozenset({Consent.REFUSED, Consent.CONDITIONAL})
CONSULTED = "an answer to the consultation"
IN_THE_CONCERN = "said in the concern that it was opened from"


# --- what holds


def may_read_words(case: Case, who: str, general: Privacy, reader: str) -> Consent:
    """What somebody allows of their words to one party: what they said of that party, else in general. UNSTATED where
    it is not confirmed.
    """
    said = _last(case, who, Item.WORDS, reader) if reader else None
    if said:
        return said.value if said.confirmed else Consent.UNSTATED
    return general.value if general.confirmed or general.value in NARROW else Consent.UNSTATED


def named_to(case: Case, who: str) -> frozenset[str]:
    """The codes of those who may learn who this person is, and CHANNEL where everybody may."""
    audiences = (CHANNEL, case.code, *(each.code for each in case.parties))
    return frozenset(each for each in audiences if each != who and _may_know(case, who, each))


def _may_know(case: Case, who: str, reader: str) -> bool:
    said = _last(case, who, Item.IDENTITY, reader)
    if said is None and reader != CHANNEL:
        said = _last(case, who, Item.IDENTITY, PARTIES)
    return said is not None and said.confirmed and said.value is Consent.GRANTED


def kept_from(case: Case, who: str) -> frozenset[str]:
    """The codes of those of whom was said that they may not learn who this person is."""
    audiences = (CHANNEL, PARTIES, case.code, *(each.code for each in case.parties))
    last = {each: _last(case, who, Item.IDENTITY, each) for each in audiences}
    refused = {each for each, said in last.items() if said and said.value is not Consent.GRANTED}
    return frozenset(audiences) if PARTIES in refused else frozenset(refused)


def agreed_texts(case: Case, who: str) -> tuple[str, ...]:
    """The texts that they said yes to, for a public place, and have not taken back."""
    rows = _standing(case, who, Item.TEXT)
    return tuple(each.text for each in rows if each.value is Consent.GRANTED)


def took_back(case: Case, who: str, text: str) -> bool:
    """Whether a yes to exactly this text was withdrawn, and not given again."""
    mine = [each for each in case.grants if each.who == who and each.item is Item.TEXT and same_text(each.text, text)]
    return bool(mine) and not any(each.withdrawn_at is None and each.value is Consent.GRANTED for each in mine)


def same_text(one: str, other: str) -> bool:
    return one.split() == other.split()


def _standing(case: Case, who: str, item: Item) -> list[Grant]:
    return [each for each in case.grants if each.who == who and each.item is item and each.withdrawn_at is None]


def _last(case: Case, who: str, item: Item, audience: str) -> Grant | None:
    found = [each for each in _standing(case, who, item) if each.audience == audience]
    return found[-1] if found else None


# --- what is added


def remembered(before: Case, after: Case, event: Event, now: datetime) -> Case:
    """The case after an event, with what was said in it added to the ledger."""
    ledger = after.grants
    for who, general in _answers(after):
        was = dict(_answers(before)).get(who, Privacy())
        if _narrows(was, general) or (_asked_less(event) == who or (who == after.code and _asked_less(event) == "")):
            ledger = _withdrawn(ledger, who, now)
        if general != was and {general.value, was.value} != {Consent.UNSTATED}:
            source = _source(event, who, after) or general.source
            ledger += (Grant(who, Item.WORDS, PARTIES, general.value, now, source, general.confirmed),)
    ledger = _consulted(ledger, before.consultation, after.consultation, now)
    return after if ledger == after.grants else replace(after, grants=ledger)


def _answers(case: Case) -> tuple[tuple[str, Privacy], ...]:
    return ((case.code, case.privacy), *((each.code, each.privacy) for each in case.parties))


def _narrows(was: Privacy, general: Privacy) -> bool:
    if was == general:
        return False
    less = NARROWNESS[general.value] < NARROWNESS[was.value]
    return general.value in NARROW or less or (was.confirmed and not general.confirmed)


def _asked_less(event: Event) -> str | None:
    """Who asked for less, also where their general answer was as narrow before; empty for the reporter."""
    match event:
        case ConsentGiven() if event.consent in NARROW:
            return ""
        case ReporterWrote() if event.hint in NARROW:
            return ""
        case PartyConsented() if event.consent in NARROW:
            return event.who
        case _:
            return None


def _source(event: Event, who: str, case: Case) -> str:
    if isinstance(event, ConsentRecorded) and (event.who or case.code) == who:
        return event.source
    return ""


def _withdrawn(ledger: Iterable[Grant], who: str, now: datetime) -> tuple[Grant, ...]:
    """A narrower answer takes back all that this person had allowed, of whatever and to whomever."""
    return tuple(_taken_back(each, now) if each.who == who else each for each in ledger)


def _taken_back(grant: Grant, now: datetime) -> Grant:
    stands = grant.withdrawn_at is None and grant.value is Consent.GRANTED
    return replace(grant, withdrawn_at=now) if stands else grant


def _consulted(
    ledger: tuple[Grant, ...], was: Consultation | None, asked: Consultation | None, now: datetime
) -> tuple[Grant, ...]:
    """A yes to a consultation is a consent to exactly that text in that place; a later no takes it back."""
    if asked is None:
        return ledger
    before = was.asked if was and (was.text, was.until) == (asked.text, asked.until) else {}
    for who, reply in asked.asked.items():
        if reply is before.get(who, Reply.NONE):
            continue
        value = Consent.GRANTED if reply is Reply.YES else Consent.REFUSED
        ledger = tuple(
            _taken_back(each, now) if each.who == who and same_text(each.text, asked.text) and each.text else each
            for each in ledger
        )
        ledger += (Grant(who, Item.TEXT, CHANNEL, value, now, CONSULTED, text=asked.text),)
    return ledger


def recorded(case: Case, event: ConsentRecorded, now: datetime) -> Case:
    """An administrator's record of one item or one reader; what is no yes takes back what it is about."""
    if event.item is Item.WORDS and event.to == CHANNEL:
        raise NotAllowed(f"words in a public place need a yes to exactly that text: consult {case.code} words", "P9")
    who = event.who or case.code
    if event.to == who:
        raise NotAllowed("that is the same person; say to whom it may be told", "P8")
    ledger = case.grants
    if event.consent is not Consent.GRANTED:
        ledger = tuple(_taken_back(each, now) if _covers(event, who, each) else each for each in ledger)
    ledger += (Grant(who, event.item, event.to, event.consent, now, event.source),)
    return replace(case, grants=ledger)


def _covers(event: ConsentRecorded, who: str, grant: Grant) -> bool:
    audience = event.to == grant.audience or (event.to == PARTIES and grant.audience != CHANNEL)
    return grant.who == who and grant.item is event.item and audience


# --- an administrator's own complaint out of a concern


def narrowed_elsewhere(before: Case, after: Case, event: Event) -> tuple[Elsewhere, ...]:
    """P1: a complaint goes on under the consent of the concern that it was opened from, also where that gets less, and
    where the reporter says once more that it is little.
    """
    less = _narrows(before.privacy, after.privacy) or _asked_less(event) == ""
    if not after.complaints or not less:
        return ()
    return tuple(Elsewhere(code, ConsentNarrowed(after.code, after.privacy.value)) for code in after.complaints)


def narrowed_in_concern(case: Case, event: ConsentNarrowed, now: datetime) -> Case:
    """Never wider: what an administrator recorded for the complaint itself may be narrower already."""
    general = Privacy(event.consent, now if event.consent is Consent.REFUSED else None, IN_THE_CONCERN)
    wider = NARROWNESS[event.consent] > NARROWNESS[case.privacy.value]
    if event.concern != case.concern or wider:
        return case
    return replace(case, privacy=general, grants=_withdrawn(case.grants, case.code, now))
