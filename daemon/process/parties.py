"""What follows around the people of a case: who is who, what each is told, what may be published (P7, P9, P14)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from daemon.process.case import NARROWNESS, Case, Consent, Party, Privacy, Role, Stage, Standing, Told, Track
from daemon.process.consents import narrowed_in_concern
from daemon.process.decision import Decision, change, to_administrators, to_party, to_reporter
from daemon.process.events import NotAllowed
from daemon.process.events_parties import (
    ConsentNarrowed,
    ConsultationAnswered,
    ConsultationEnded,
    ConsultationProposed,
    Danger,
    FindingRecorded,
    Held,
    HoldEnded,
    Merged,
    OffLearned,
    OnLearned,
    PageDue,
    PartyAdministrator,
    PartyConsented,
    PartyEvent,
    PartyMember,
    PartyMissed,
    PartyNamed,
    PartyReached,
    PartySpared,
    PartyTextUndone,
    PartyTold,
    PartyWorld,
    PartyWrote,
    PurgeWarned,
    Related,
)
from daemon.process.joins import merge, relate
from daemon.process.judges import must_leave_a_judge, reported, taken_off
from daemon.process.letters import Letter, LetterName, To
from daemon.process.members import SAID_SO, begins
from daemon.process.records import Access, Consultation, Ground, Reply
from daemon.process.said_back import wrote_again

GIVEN_BACK = frozenset({Access.TO_RETURN, Access.RETURNED})
CONSULT_WITHIN = timedelta(days=7)
CONFLICT = "one of you may have a conflict; look before you act"
NO_PARTY = "nobody of that name or code is a party of {code}: party {code} WHO as respondent makes them one"


def follow_party(case: Case, event: PartyEvent, now: datetime) -> Decision:
    """`case` is already in its next stage."""
    if isinstance(event, PartyMember):
        return _member(case, event, now)
    if isinstance(event, PartyAdministrator):
        return _administrator(change(case, unread_since=None), event, now)
    return _world(case, event, now)


def _member(case: Case, event: PartyMember, now: datetime) -> Decision:
    match event:
        case PartyWrote():
            return _wrote(case, event, now)
        case PartyConsented():
            return _consented(case, event, now)
        case ConsultationAnswered():
            return _answered(case, event, now)
        case _:
            assert_never(event)


def _administrator(case: Case, event: PartyAdministrator, now: datetime) -> Decision:
    match event:
        case PartyNamed():
            return _name(case, event, now)
        case PartyTold():
            return _tell(case, event)
        case PartySpared():
            return _spare(case, event, now)
        case ConsultationProposed():
            return _consult(case, event, now)
        case Related():
            return relate(case, event)
        case Merged():
            return merge(case, event)
        case Held():
            return Decision(change(case, held=True))
        case HoldEnded():
            return Decision(change(case, held=False))
        case FindingRecorded():
            return Decision(change(case, finding=event.finding))
        case _:
            assert_never(event)


def _world(case: Case, event: PartyWorld, now: datetime) -> Decision:
    match event:
        case PartyReached():
            return Decision(with_party(case, event.who, told=Told.TOLD))
        case PartyMissed():
            return _missed(case, event)
        case PartyTextUndone():
            return Decision(_text_undone(case, event.who, now))
        case ConsultationEnded():
            return _consultation_over(case, now)
        case PageDue():
            return Decision(change(case, paged_at=now), page(case))
        case PurgeWarned():
            return Decision(change(case, purge_warned_at=now))
        case OffLearned():
            must_leave_a_judge(case, event.off, event.by)
            joined = (*case.merged, event.merged) if event.merged and event.merged not in case.merged else case.merged
            barred = event.off if case.track is Track.APPEAL and not event.by else frozenset()
            return Decision(change(taken_off(case, event.off), merged=joined, barred=case.barred | barred))
        case OnLearned():
            return Decision(change(case, barred=case.barred - event.on))
        case ConsentNarrowed():
            return _narrowed(case, event, now)
        case _:
            assert_never(event)


def _narrowed(case: Case, event: ConsentNarrowed, now: datetime) -> Decision:
    narrowed = narrowed_in_concern(case, event, now)
    if narrowed is case:
        return Decision(case)
    what = f"the reporter of the concern that it was opened from allows less: consent is {event.consent}"
    return Decision(narrowed, wrote_again(narrowed, what, now))


def _text_undone(case: Case, who: str, now: datetime) -> Case:
    """Where the case has ended nobody would see any more that they are owed a word: so it waits for a look (P7)."""
    unread = case.unread_since or now if case.stage is Stage.CLOSED else case.unread_since
    return change(with_party(case, who, told=None), unread_since=unread)


# --- who is who


def with_party(case: Case, code: str, **fields: object) -> Case:
    """The case with one party changed; as it is where there is no such party."""
    changed = tuple(
        replace(each, **fields) if each.code == code else each  # type: ignore[arg-type]  # replace checks the names
        for each in case.parties
    )
    return change(case, parties=changed)


def party_of(case: Case, code: str) -> Party:
    """Raises NotAllowed where nobody has this code in the case."""
    party = case.party(code)
    if party is None:
        raise NotAllowed(NO_PARTY.format(code=case.code), "P7")
    return party


def _name(case: Case, event: PartyNamed, now: datetime) -> Decision:
    """The reporter of a case that had none is acknowledged as anybody is; the others hear nothing by being named."""
    if event.role is Role.REPORTER:
        if event.who != case.code:
            raise NotAllowed(
                f"a case has one reporter; a second report is a case of its own: relate {case.code} CODE", "P7"
            )
        if case.has_reporter:
            return Decision(case)
        named = _warned_now(change(case, has_reporter=True, asked=False, promise=None))
        begun = begins(named.case, now)
        return Decision(begun.case, (*begun.letters, *named.letters))
    has_part = event.administrator and event.role is not Role.RESPONDENT
    case = change(case, parts=case.parts | {event.administrator}) if has_part else case
    if case.party(event.who):
        return Decision(with_party(case, event.who, role=event.role))
    return Decision(change(case, parties=(*case.parties, Party(event.who, event.role))))


def _warned_now(case: Case) -> Decision:
    """P11: whoever is on the way back when the reporter becomes known waits for the letter to them."""
    back = [each for each in case.suspensions if each.in_force and each.returns_at and each.access not in GIVEN_BACK]
    waiting = tuple(replace(each, warning=None) if each in back else each for each in case.suspensions)
    letters: tuple[Letter, ...] = ()
    for each in back:
        letters += to_reporter(case, LetterName.RETURN, at=each.returns_at, account=each.account)
    return Decision(change(case, suspensions=waiting), letters)


# --- what each is told (P7)


def power(case: Case, ground: Ground) -> None:
    """P1: a complaint gives the powers, and danger does, on the record; raises NotAllowed where neither is there."""
    if ground is Ground.DANGER or (case.track is Track.COMPLAINT and not case.path_mended):
        return
    why = "its path was mended by an administrator" if case.track is Track.COMPLAINT else f"it is {case.track}"
    reason = (
        f"only a formal complaint gives this power, and {why}: its reporter's word COMPLAINT makes it one; where"
        " somebody is in danger say so on the record, by beginning your words with 'danger:'"
    )
    raise NotAllowed(reason, "P1")


def _tell(case: Case, event: PartyTold) -> Decision:
    party = party_of(case, event.who)
    power(case, event.ground)
    if party.told is Told.ON_ITS_WAY:
        reason = f"a text for them is on its way already: show {case.code} lists it, and undo with its name stops it"
        raise NotAllowed(reason, "P7")
    told = with_party(case, party.code, told=Told.ON_ITS_WAY, spared_at=None)
    if event.words:
        return Decision(told, to_party(party.code, told, LetterName.TOLD, event.words, by=event.by))
    return Decision(told, to_party(party.code, told, LetterName.PARTY_CLOSED))


def _spare(case: Case, event: PartySpared, now: datetime) -> Decision:
    party = party_of(case, event.who)
    if not event.words.strip():
        raise NotAllowed("say why they are told nothing", "P7")
    return Decision(with_party(case, party.code, spared_at=now))


def _missed(case: Case, event: PartyMissed) -> Decision:
    """A bounce is not 'told' (P7). An administrator hears of it, and nobody else is told in their place."""
    missed = with_party(case, event.who, told=Told.UNREACHABLE)
    return Decision(missed, undelivered(missed, event.letter, event.short, event.reason))


def undelivered(case: Case, letter: str, short: str, reason: str) -> tuple[Letter, ...]:
    return to_administrators(case, LetterName.UNDELIVERED, To.RESPONSIBLE, letter=letter, short=short, reason=reason)


def unheard(case: Case) -> tuple[str, ...]:
    """Respondents who never wrote to us."""
    return tuple(each.code for each in case.parties if each.role is Role.RESPONDENT and each.heard_at is None)


def _wrote(case: Case, event: PartyWrote, now: datetime) -> Decision:
    """Kept; an administrator hears once that a party wrote, until somebody has acted."""
    party = party_of(case, event.who)
    danger = event.danger is Danger.READ
    heard = with_party(case, party.code, heard_at=party.heard_at or now)
    heard = _held(change(heard, urgent=case.urgent or danger), event.off)
    conflict = bool(event.off)
    if case.unread_since and not danger and not conflict:
        return Decision(heard)
    heard = change(heard, unread_since=heard.unread_since or now)
    also = ", and danger was read" if danger else ""
    also += f"; {CONFLICT}" if conflict else ""
    return Decision(heard, wrote_again(heard, f"{_whose(party)} wrote{also}", now))


def _held(case: Case, off: frozenset[str]) -> Case:
    """P14: whom a party reports is held from the case; as any forger's, their words empty no case and take no last
    judge off.
    """
    held = reported(case, off, Standing.PLAUSIBLE)
    return change(held, unsure=held.unsure | (held.off - case.off))


def _whose(party: Party) -> str:
    return f"a {party.role} ({party.code})"


def _consented(case: Case, event: PartyConsented, now: datetime) -> Decision:
    """Their own consent, for what is theirs: narrowing counts at once, widening only from somebody verified (7.4)."""
    party = party_of(case, event.who)
    wider = NARROWNESS[event.consent] > NARROWNESS[party.privacy.value]
    verified = event.standing is Standing.VERIFIED
    if wider and not verified and event.consent is not Consent.REFUSED:
        return Decision(case)
    said = with_party(case, party.code, privacy=Privacy(event.consent, now if verified else None, SAID_SO))
    return Decision(said, wrote_again(said, f"{_whose(party)} says: consent is {event.consent}", now))


# --- the public-channel question (P9)


def _consult(case: Case, event: ConsultationProposed, now: datetime) -> Decision:
    """The reporter first, then the targets, one after the other; the exact text and place."""
    power(case, event.ground)
    if not event.words.strip():
        raise NotAllowed("write the exact text that is to be published", "P9")
    if case.consultation and case.consultation.ended_at is None:
        raise NotAllowed("a consultation runs already; wait for its end, or for the answers", "P9")
    first = (case.code,) if case.has_reporter else ()
    targets = tuple(each.code for each in case.parties if each.role is Role.TARGET)
    named = tuple(party_of(case, who).code for who in event.who if who != case.code)
    asked = tuple(dict.fromkeys(first + targets + named))
    if not first + targets:
        raise NotAllowed("there is nobody to ask: name the reporter or the target first", "P9")
    until = now + CONSULT_WITHIN
    return _ask_next(change(case, consultation=Consultation(event.by, event.words, until, {}, asked)), now)


def _ask_next(case: Case, now: datetime) -> Decision:
    consultation = case.consultation
    if consultation is None or not consultation.waiting:
        return _finished(case, now)
    who, *others = consultation.waiting
    asked = {**consultation.asked, who: Reply.NONE}
    asking = change(case, consultation=replace(consultation, asked=asked, waiting=tuple(others)))
    place, until, text = case.terms.rules_channel, consultation.until, consultation.text
    if who == case.code:
        return Decision(asking, to_reporter(asking, LetterName.CONSULT, text, place=place, until=until))
    return Decision(asking, to_party(who, asking, LetterName.CONSULT, text, place=place, until=until))


def _answered(case: Case, event: ConsultationAnswered, now: datetime) -> Decision:
    """A no ends it: nobody is asked any more. A later no still counts; a yes does not turn a no around."""
    consultation = case.consultation
    if consultation is None or event.who not in consultation.asked:
        return Decision(case)
    if event.reply is Reply.YES and (consultation.ended_at or consultation.asked[event.who] is Reply.NO):
        return Decision(case)
    asked = {**consultation.asked, event.who: event.reply}
    times = {**consultation.answered_at, event.who: now}
    told = change(case, consultation=replace(consultation, asked=asked, answered_at=times))
    if event.reply is Reply.YES:
        return _ask_next(told, now)
    return _finished(told, now)


def _finished(case: Case, now: datetime) -> Decision:
    consultation = case.consultation
    if consultation is None:
        return Decision(case)
    over = change(case, consultation=replace(consultation, ended_at=consultation.ended_at or now))
    said = "yes" if over.consultation and over.consultation.is_yes else "no"
    return Decision(over, wrote_again(over, f"the consultation is over: {said}", now))


def _consultation_over(case: Case, now: datetime) -> Decision:
    """No answer is a no."""
    if case.consultation is None or case.consultation.ended_at:
        return Decision(case)
    return _finished(case, now)


# --- danger


def page(case: Case) -> tuple[Letter, ...]:
    """Every permitted administrator, through quiet hours, until one says 'I am on it'."""
    return to_administrators(case, LetterName.PAGE, To.EVERY_ADMINISTRATOR, since=case.opened_at)
