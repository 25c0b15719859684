"""What follows from what a reporter or an asker does (P1-P3, P5, P12, P13, P15)."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from daemon.process.case import NARROWNESS, Answer, Case, Consent, Debt, Privacy, Promise, Stage, Standing, Told, Track
from daemon.process.decision import Decision, change, next_word, to_administrators, to_reporter, yes
from daemon.process.events import (
    ConsentGiven,
    MemberEvent,
    Mood,
    PathChosen,
    QuestionAsked,
    ReporterWrote,
    ReportReceived,
    TalkWanted,
    Withdrew,
)
from daemon.process.events_parties import Danger
from daemon.process.judges import (
    UNSURE,
    asks_who,
    handed,
    held_flag,
    is_sealed,
    knew,
    mailbox,
    named_readers,
    reported,
    sealed_answer,
)
from daemon.process.letters import Letter, LetterName, To
from daemon.process.owed import due, owes
from daemon.process.questions import as_question, may_be_a_question
from daemon.process.said_back import FEWER, added, played_back_again, wrote_again

SAID_SO = "the word alone on its line"
WAS_READ = "read from the message"
MAYBE_RETALIATION = "It may be retaliation: somebody in it has a part in another case. Look at both before you act."
FINDABLE = {
    Track.CONCERN: ("answered {code} how", "close {code}", "estimate {code} WHEN"),
    Track.QUESTION: ("reply {code} words",),
}
APPEALED = {
    Stage.UNMATCHED: ("link {code} WHO", "close {code}"),
    Stage.UNCONFIRMED: ("link {code} WHO", "close {code}"),
    Stage.EARLY: ("show {code}", "note {code} words"),
}
DECIDING = ("uphold {code} words", "overturn {code} words", "estimate {code} WHEN")
ACTIONS = ("estimate {code} WHEN", "reply {code} words", "mine {code}")


def follow_member(case: Case, event: MemberEvent, now: datetime) -> Decision:
    """`case` is already in its next stage."""
    match event:
        case ReportReceived():
            return _report(case, event, now)
        case QuestionAsked():
            return _question(case, event, now)
        case ReporterWrote():
            return _wrote(case, event, now)
        case PathChosen():
            return _path(case, event, now)
        case ConsentGiven():
            return _consent(case, event, now)
        case TalkWanted():
            talking = change(case, talk=True, answered=frozenset(Answer))
            return played_back_again(talking, "a conversation is wanted", now)
        case Withdrew():
            return _withdrew(case, event, now)
        case _:
            assert_never(event)


def _report(case: Case, event: ReportReceived, now: datetime) -> Decision:
    """P1, P2, P3: played back, the missing answers asked for once, the date of the next word."""
    opened = change(
        case,
        track=event.track,
        urgent=event.danger is Danger.READ,
        answered=frozenset(Answer) if event.talk else event.answered,
        privacy=event.privacy,
        talk=event.talk,
        off=event.off,
        unverified_of=event.unverified_of,
        retaliation=event.retaliation,
        unsure=event.unsure,
        by_author=event.off,
        mentioned=event.mentioned,
        copy=event.copy,
    )
    sealed = is_sealed(opened)  # then there is nobody who could keep a promise, or read an answer
    promise = None if sealed else Promise(due=now + case.terms.estimate_within, made_at=now)
    opened = change(opened, promise=promise, asked=not sealed)
    return Decision(opened, (*_acknowledgement(opened, opened.missing, event.mood), *notice(opened, now)))


def _acknowledgement(case: Case, questions: tuple[Answer, ...], mood: Mood) -> tuple[Letter, ...]:
    if is_sealed(case):
        return sealed_answer(case)
    concern = case.track is Track.CONCERN
    path = {} if concern else {"path": str(case.track), "peaceful": yes(_peaceful(case, mood))}
    return to_reporter(
        case,
        LetterName.CONCERN if concern else LetterName.ACKNOWLEDGEMENT,
        **path,
        consent=str(case.privacy.value),
        confirmed=yes(case.privacy.confirmed),
        missing=tuple(str(answer) for answer in questions),
        urgent=yes(case.urgent),
        next_word=next_word(case),
        readers=named_readers(case),
        talk=yes(case.talk),
        held=yes(asks_who(case)),
        knew=knew(case, case.by_author),
        mailbox=mailbox(case),
        handed=handed(case),
    )


def _peaceful(case: Case, mood: Mood) -> bool:
    """P15: only in a calm undecided report, and never where consent is refused or danger was read."""
    calm = mood is Mood.CALM and not case.urgent and case.privacy.value is not Consent.REFUSED
    return case.track is Track.UNDECIDED and calm


def notice(case: Case, now: datetime) -> tuple[Letter, ...]:
    """One a case: code, kind, danger or not, what is owed and by when; never a name or a text (design 7.2)."""
    opens = case.appeal.opens_at if case.appeal and case.stage is Stage.EARLY else None
    how = APPEALED.get(case.stage, DECIDING) if case.track is Track.APPEAL else FINDABLE.get(case.track, ACTIONS)
    return to_administrators(
        case,
        LetterName.NOTICE,
        To.EVERY_ADMINISTRATOR if case.urgent else To.ADMINISTRATORS,
        kind=str(case.track),
        urgent=yes(case.urgent),
        opened=now,
        owed=str(Debt.DECISION) if opens else owes(case),
        due=opens + case.terms.decide_appeal_within if opens else due(case),
        unverified=yes(case.unverified_of),
        flag=(*((MAYBE_RETALIATION,) if case.retaliation else ()), *held_flag(case)),
        how=tuple(line.format(code=case.code) for line in how),
    )


def _question(case: Case, event: QuestionAsked, now: datetime) -> Decision:
    """P12: an administrator owes the answer. P13: how many incidents there were is answered at once, to anyone."""
    asked = change(
        case,
        answered=event.answered,
        privacy=event.privacy,
        off=event.off,
        unverified_of=event.unverified_of,
        urgent=event.danger is Danger.READ,
        by_author=event.off,
        mentioned=event.mentioned,
        copy=event.copy,
    )
    if event.count:
        counted = change(asked, stage=Stage.CLOSED)
        count = event.count
        letters = to_reporter(
            counted,
            LetterName.COUNT,
            total=count.total,
            baseline=count.baseline,
            as_of=count.as_of,
            until=count.until,
            complaints=count.complaints,
            concerns=count.concerns,
            questions=count.questions,
        )
        return Decision(counted, letters)
    if is_sealed(asked):
        return Decision(asked, sealed_answer(asked))
    asked = change(asked, promise=Promise(due=now + case.terms.estimate_within, made_at=now))
    return Decision(asked, (*_question_answer(asked), *notice(asked, now)))


def _question_answer(case: Case) -> tuple[Letter, ...]:
    return to_reporter(
        case,
        LetterName.QUESTION,
        next_word=next_word(case),
        urgent=yes(case.urgent),
        readers=named_readers(case),
        handed=handed(case),
    )


def _wrote(case: Case, event: ReporterWrote, now: datetime) -> Decision:
    """Kept with the case; said so once until an administrator has acted, and each time that danger is read (9.7)."""
    danger = event.danger is Danger.READ
    heard = change(case, answered=case.answered | event.answered, urgent=case.urgent or danger)
    heard = _kept_out(reported(heard, event.off, event.standing), case, event)
    heard = _narrowed(heard, event.hint)
    narrower, asks = heard.privacy != case.privacy, asks_who(heard) and heard.unsure != case.unsure
    fewer = heard.off - case.off - heard.unsure
    unsure = doubted(heard, event.off, now)
    if case.unread_since and not (danger or narrower or asks or fewer):
        return Decision(heard, unsure)
    heard = change(heard, unread_since=heard.unread_since or now)
    told = (*wrote_again(heard, FEWER if fewer else _what(event.danger, narrower, heard), now), *unsure)
    if case.unread_since and not (danger or asks or fewer):
        return Decision(heard, told)
    return Decision(heard, (*added(heard, asks_who(heard), danger, fewer), *told))


def _kept_out(heard: Case, before: Case, event: ReporterWrote) -> Case:
    """P14: what these words say of the administrators: held, for certain, or merely mentioned."""
    new = heard.off - before.off
    certain = event.off - event.unsure
    return change(
        heard,
        by_author=heard.by_author | new,
        unsure=(heard.unsure - certain) | (event.unsure & new),
        mentioned=heard.mentioned | event.mentioned,
        included_at=None if new else heard.included_at,
    )


def doubted(case: Case, off: frozenset[str], now: datetime) -> tuple[Letter, ...]:
    """P14: who was not taken off, because the sender may be anybody, is for an administrator to look at."""
    return () if off <= case.off else wrote_again(case, UNSURE, now)


def _narrowed(case: Case, hint: Consent) -> Case:
    """A consent that was read may narrow, never widen; nothing said takes nothing back (design 7.4)."""
    if hint is Consent.UNSTATED or NARROWNESS[hint] >= NARROWNESS[case.privacy.value]:
        return case
    return change(case, privacy=Privacy(hint, None, WAS_READ))


def _what(danger: Danger, narrower: object, case: Case) -> str:
    if danger is Danger.READ:
        return "danger was read"
    return f"the reporter wrote; consent reads as {case.privacy.value} now" if narrower else "the reporter wrote"


def _path(case: Case, event: PathChosen, now: datetime) -> Decision:
    """P1: only the reporter turns a concern into a complaint. What is on its way to them stays on its way."""
    if event.standing is not Standing.VERIFIED:
        return played_back_again(case, f"{event.track} came from an unverified sender and does not count", now)
    if event.track is Track.QUESTION:
        return _only_asks(case, event, now)
    told = case.told if case.stage is Stage.RESOLVED else None
    chosen = change(case, track=event.track, told=told, path_mended=False)
    if event.track is Track.CONCERN:
        chosen = reviewed_now(chosen, now)
    if is_sealed(chosen):
        return played_back_again(chosen, str(event.track), now)
    what = f"the reporter says that it is a {event.track}"
    if not starts_anew(chosen):
        return played_back_again(chosen, what, now)
    begun = begins(change(chosen, unread_since=chosen.unread_since or now), now)
    return Decision(begun.case, (*begun.letters, *wrote_again(begun.case, what, now)))


def _only_asks(case: Case, event: PathChosen, now: datetime) -> Decision:
    if not counts(case, event):
        return played_back_again(case, f"the reporter says that they only ask; it stays a {case.track}", now)
    return played_back_again(as_question(case, now), "the reporter says that they only ask", now)


def reviewed_now(case: Case, now: datetime) -> Case:
    """A concern suspends nobody (P6): what stands is looked at at once."""
    standing = tuple(
        replace(each, review_at=min(each.review_at, now), kept_until=None, reminded_at=None)
        if each.in_force and each.returns_at is None
        else each
        for each in case.suspensions
    )
    return change(case, suspensions=standing)


def starts_anew(case: Case) -> bool:
    """A report that was a question until now, or had ended: no date was said for it yet."""
    return not case.asked or (case.stage is Stage.NEEDS_DATE and case.promise is None)


def begins(case: Case, now: datetime) -> Decision:
    """P2, P3: acknowledged as a first message is, with its date; what was asked once is not asked again."""
    if is_sealed(case):
        return Decision(case, sealed_answer(case))
    begun = change(case, asked=True)
    if case.track is Track.QUESTION:
        return Decision(begun, _question_answer(begun))
    if begun.promise is None and begun.stage is Stage.NEEDS_DATE:
        begun = change(begun, promise=Promise(due=now + case.terms.estimate_within, made_at=now))
    return Decision(begun, _acknowledgement(begun, () if case.asked else begun.missing, Mood.UPSET))


def _consent(case: Case, event: ConsentGiven, now: datetime) -> Decision:
    """Design 7.4: narrowing counts at once, widening only from somebody verified; to confirm a hint widens it too."""
    if event.standing is not Standing.VERIFIED and event.consent is not Consent.REFUSED:
        narrowed = _narrowed(case, event.consent)
        if narrowed is case:
            return played_back_again(case, "a wider consent came from an unverified sender and does not count", now)
        return played_back_again(narrowed, f"consent is {event.consent} now, not confirmed", now)
    answered = case.answered | {Answer.PRIVACY}
    allowed = change(case, privacy=Privacy(event.consent, now, SAID_SO), answered=answered)
    return played_back_again(allowed, f"consent is {event.consent} now, confirmed", now)


def counts(case: Case, event: MemberEvent) -> bool:
    """Whether it may move the case: what anybody can have written gives and ends no power (P1, P6, P10)."""
    match event:
        case PathChosen():
            moves = event.track is not Track.QUESTION or may_be_a_question(case)
            return event.standing is Standing.VERIFIED and moves
        case Withdrew():
            stands = case.track is Track.APPEAL or case.appeals or any(each.in_force for each in case.suspensions)
            return event.standing is Standing.VERIFIED or not stands
        case _:
            return True


def _withdrew(case: Case, event: Withdrew, now: datetime) -> Decision:
    """Letters and questions stop, consent is narrowed to nothing; an administrator looks once before it closes."""
    if not counts(case, event):
        return _not_withdrawn(case, now)
    if case.track is Track.APPEAL and case.stage is not Stage.WITHDRAWN:  # it was decided: nothing is taken back
        return Decision(case, wrote_again(case, "the author of the appeal withdrew", now))
    gone = withdrawn(case, SAID_SO, now)
    last = to_reporter(gone, LetterName.WITHDRAWN, sealed=yes(is_sealed(gone)))
    return Decision(gone, (*last, *wrote_again(gone, "the reporter withdrew", now)))


def _not_withdrawn(case: Case, now: datetime) -> Decision:
    """Narrowing counts at once, from anybody (design 7.4); but nobody comes back by it, and no appeal ends."""
    what = "WITHDRAW came from an unverified sender and ends nothing"
    if case.track is Track.APPEAL:
        heard = change(case, unread_since=case.unread_since or now)
        return Decision(heard, wrote_again(heard, what, now))
    return played_back_again(change(case, privacy=Privacy(Consent.REFUSED, now, SAID_SO)), what, now)


def withdrawn(case: Case, source: str, now: datetime) -> Case:
    """Who was told already stays told."""
    told = case.told if case.told is Told.TOLD else None
    gone = Privacy(Consent.REFUSED, now, source)
    asked = case.consultation
    if asked and asked.ended_at is None:
        asked = replace(asked, ended_at=now, waiting=())
    return change(case, privacy=gone, promise=None, talk=False, told=told, unread_since=None, consultation=asked)
