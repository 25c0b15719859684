"""A reading in the words of the parsers, as events in the words of the process. Pure; it decides nothing."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from daemon.process.case import Answer, Consent, Privacy, Standing, Track
from daemon.process.events import (
    ConsentGiven,
    Count,
    Event,
    Mood,
    PathChosen,
    QuestionAsked,
    ReporterWrote,
    ReportReceived,
    TalkWanted,
    Withdrew,
)
from daemon.process.events_audience import Excluded, Included, SealedChosen
from daemon.process.events_parties import ConsultationAnswered, Danger, PartyConsented, PartyWrote
from daemon.process.members import WAS_READ
from daemon.process.records import Release, Reply
from parsers.reading import Reading
from parsers.terms import MessageKind, Word

TRACKS = {
    MessageKind.COMPLAINT: Track.COMPLAINT,
    MessageKind.CONCERN: Track.CONCERN,
    MessageKind.REPORT: Track.UNDECIDED,
}
PATHS = {Word.COMPLAINT: Track.COMPLAINT, Word.CONCERN: Track.CONCERN, Word.ONLY_ASKING: Track.QUESTION}
CONSENTS = {Word.SHARE: Consent.GRANTED, Word.ASK_FIRST: Consent.CONDITIONAL, Word.PRIVATE: Consent.REFUSED}
CHOSEN = "chosen in the form"
AUDIENCE = frozenset({Word.INCLUDE, Word.EXCLUDE, Word.CONTACT, Word.SEALED})
SPOKEN = frozenset(
    {*PATHS, *CONSENTS, *AUDIENCE, Word.TALK, Word.WITHDRAW}
)  # CONFIRM is said to an appeal's letter alone


class Asked(StrEnum):
    """Which text the letter that is answered asked about (P9)."""

    NOTHING = "it asked about none"
    NOW = "the one that is asked about now"
    BEFORE = "one that is not asked about any more"


def first_event(reading: Reading, off: frozenset[str], unverified_of: str, count: Count | None) -> Event:
    """What a first message does. A consent in it is a hint: what confirms it is the answer to our letter."""
    if reading.kind is MessageKind.QUESTION:
        return QuestionAsked(
            count=count,
            answered=answered(reading),
            privacy=privacy(reading),
            off=off,
            unverified_of=unverified_of,
            danger=danger(reading),
        )
    return ReportReceived(
        track=TRACKS.get(reading.kind, Track.UNDECIDED),
        answered=answered(reading),
        privacy=privacy(reading),
        danger=danger(reading),
        talk=Word.TALK in reading.words,
        mood=Mood.UPSET if reading.upset else Mood.CALM,
        off=off,
        unverified_of=unverified_of,
    )


def as_chosen(event: ReportReceived, chosen: frozenset[str], now: datetime) -> ReportReceived:
    """What was chosen in a form counts, for Slack says whose it is (design 7.4)."""
    said = [consent for word, consent in CONSENTS.items() if word.value in chosen]
    return replace(event, privacy=Privacy(said[0], now, CHOSEN)) if len(said) == 1 else event


def later_events(reading: Reading, standing: Standing, off: frozenset[str] = frozenset()) -> tuple[Event, ...]:
    """What a further message does: its words first as words, then what stood alone on a line."""
    spoken = tuple(_event(word, standing) for word in reading.words if word in SPOKEN)
    return _with_words(reading, spoken, standing, off)


def consulted_events(
    reading: Reading, who: str, standing: Standing, asked: Asked, off: frozenset[str] = frozenset()
) -> tuple[Event, ...]:
    """What a reporter does in answer to the letter that asked about a text: what they say of sharing they say of that
    text alone, but PRIVATE narrows what they allow at once (design 7.4). All else counts as ever.
    """
    said = _of_the_text(reading, who, standing, asked)
    narrower = (ConsentGiven(Consent.REFUSED, standing),) if Word.PRIVATE in reading.words else ()
    spoken = tuple(_event(word, standing) for word in reading.words if word in SPOKEN and word not in CONSENTS)
    return _with_words(reading, (*said, *narrower, *spoken), standing, off)


def _with_words(
    reading: Reading, spoken: tuple[Event, ...], standing: Standing, off: frozenset[str]
) -> tuple[Event, ...]:
    """A danger or a name may stand beside the words, in the subject."""
    alone = spoken and _only_words(reading) and not reading.urgent and not off
    return spoken if alone else (wrote(reading, standing, off), *spoken)


def wrote(reading: Reading, standing: Standing, off: frozenset[str] = frozenset()) -> ReporterWrote:
    hint = Consent.UNSTATED if set(reading.words) & set(CONSENTS) else Consent(str(reading.consent))
    return ReporterWrote(standing=standing, answered=answered(reading), hint=hint, danger=danger(reading), off=off)


def may_have_allowed(reading: Reading) -> bool:
    """Whether anything in it may be why something is allowed: an offered word, or what was read from it."""
    said = {Consent(str(reading.consent)), *(CONSENTS[word] for word in reading.words if word in CONSENTS)}
    return not said.isdisjoint({Consent.GRANTED, Consent.CONDITIONAL})


def _of_the_text(reading: Reading, who: str, standing: Standing, asked: Asked) -> tuple[Event, ...]:
    """What was said to a text that somebody was asked about (P9): a yes only from somebody verified and to the text
    that is asked about now, a no from anybody and to any. Both are a no.
    """
    if Word.PRIVATE in reading.words or Word.ASK_FIRST in reading.words:
        return (ConsultationAnswered(who, Reply.NO),)
    said_yes = Word.SHARE in reading.words and standing is Standing.VERIFIED and asked is Asked.NOW
    return (ConsultationAnswered(who, Reply.YES),) if said_yes else ()


def party_events(reading: Reading, who: str, standing: Standing) -> tuple[Event, ...]:
    """What a party does in their own thread: they write, and may say what of theirs may be shared."""
    consents = tuple(PartyConsented(who, CONSENTS[word], standing) for word in reading.words if word in CONSENTS)
    return (PartyWrote(who, danger(reading)), *consents)


def consulted_party_events(reading: Reading, who: str, standing: Standing, asked: Asked) -> tuple[Event, ...]:
    """As `consulted_events`, of a party in their own thread."""
    said = _of_the_text(reading, who, standing, asked)
    narrower = (PartyConsented(who, Consent.REFUSED, standing),) if Word.PRIVATE in reading.words else ()
    alone = said and _only_words(reading) and not reading.urgent
    return (*said, *narrower) if alone else (PartyWrote(who, danger(reading)), *said, *narrower)


def _event(word: Word, standing: Standing) -> Event:
    if word in PATHS:
        return PathChosen(PATHS[word], standing)
    if word in CONSENTS:
        return ConsentGiven(CONSENTS[word], standing)
    if word in AUDIENCE:
        return audience_event(word, standing)
    return TalkWanted() if word is Word.TALK else Withdrew(standing)


def audience_event(word: Word, standing: Standing) -> Event:
    """Who may know (P14). What is handed over is not the reading's to say."""
    if word is Word.INCLUDE:
        return Included(standing)
    if word is Word.EXCLUDE:
        return Excluded(standing)
    return SealedChosen(Release.CONTACT if word is Word.CONTACT else Release.SEALED, standing)


def _only_words(reading: Reading) -> bool:
    return len([line for line in reading.text.splitlines() if line.strip()]) <= len(reading.words)


def answered(reading: Reading) -> frozenset[Answer]:
    return frozenset(Answer(str(each)) for each in reading.answered)


def privacy(reading: Reading) -> Privacy:
    """A hint: it confirms nothing."""
    return Privacy(Consent(str(reading.consent)), None, WAS_READ)


def danger(reading: Reading) -> Danger:
    return Danger.READ if reading.urgent else Danger.NOT_READ
