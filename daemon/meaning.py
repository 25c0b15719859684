"""A reading in the words of the parsers, as events in the words of the process. Pure; it decides nothing."""

from daemon.process.case import Answer, Consent, Privacy, Standing, Track
from daemon.process.events import (
    ConsentGiven,
    Count,
    Danger,
    Event,
    Mood,
    PathChosen,
    QuestionAsked,
    ReporterWrote,
    ReportReceived,
    TalkWanted,
    Withdrew,
)
from daemon.process.members import WAS_READ
from parsers.reading import Reading
from parsers.terms import MessageKind, Word

TRACKS = {
    MessageKind.COMPLAINT: Track.COMPLAINT,
    MessageKind.CONCERN: Track.CONCERN,
    MessageKind.REPORT: Track.UNDECIDED,
}
PATHS = {Word.COMPLAINT: Track.COMPLAINT, Word.CONCERN: Track.CONCERN}
CONSENTS = {Word.SHARE: Consent.GRANTED, Word.ASK_FIRST: Consent.CONDITIONAL, Word.PRIVATE: Consent.REFUSED}


def first_event(reading: Reading, off: frozenset[str], unverified_of: str, count: Count | None) -> Event:
    """What a first message does. A consent in it is a hint: what confirms it is the answer to our letter."""
    if reading.kind is MessageKind.QUESTION:
        return QuestionAsked(count=count, off=off, unverified_of=unverified_of, danger=danger(reading))
    return ReportReceived(
        track=TRACKS.get(reading.kind, Track.UNDECIDED),
        answered=answered(reading),
        privacy=Privacy(Consent(str(reading.consent)), None, WAS_READ),
        danger=danger(reading),
        talk=Word.TALK in reading.words,
        mood=Mood.UPSET if reading.upset else Mood.CALM,
        off=off,
        unverified_of=unverified_of,
    )


def later_events(reading: Reading, standing: Standing, off: frozenset[str] = frozenset()) -> tuple[Event, ...]:
    """What a further message does: its words first as words, then what stood alone on a line."""
    spoken = tuple(_event(word, standing) for word in reading.words)
    return spoken if spoken and _only_words(reading) else (wrote(reading, standing, off), *spoken)


def wrote(reading: Reading, standing: Standing, off: frozenset[str] = frozenset()) -> ReporterWrote:
    hint = Consent.UNSTATED if set(reading.words) & set(CONSENTS) else Consent(str(reading.consent))
    return ReporterWrote(standing=standing, answered=answered(reading), hint=hint, danger=danger(reading), off=off)


def _event(word: Word, standing: Standing) -> Event:
    if word in PATHS:
        return PathChosen(PATHS[word])
    if word in CONSENTS:
        return ConsentGiven(CONSENTS[word], standing)
    return TalkWanted() if word is Word.TALK else Withdrew()


def _only_words(reading: Reading) -> bool:
    return len([line for line in reading.text.splitlines() if line.strip()]) <= len(reading.words)


def answered(reading: Reading) -> frozenset[Answer]:
    return frozenset(Answer(str(each)) for each in reading.answered)


def danger(reading: Reading) -> Danger:
    return Danger.READ if reading.urgent else Danger.NOT_READ
