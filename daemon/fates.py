"""What became of a letter, as an event for its case: one table a fate. Most of them mean nothing to the process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daemon.process.case import Case, Stage, Told, Track
from daemon.process.events import Event, LetterFailed, Reopened, ResolutionFailed, ResolutionLeft, ResolutionUndone
from daemon.process.events_audience import ReleaseFailed
from daemon.process.events_parties import PartyMissed, PartyReached, PartyTextUndone
from daemon.process.events_suspensions import (
    SLACKS_WORD,
    ContextCopyFate,
    ContextPublished,
    ContextSeen,
    ContextUndone,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
    LiftUndone,
    ReturnUnwarned,
    ReturnWarned,
    Side,
    SuspensionUndone,
)
from daemon.process.letters import Facts, LetterName, To


@dataclass(frozen=True, slots=True)
class Fate:
    """A letter of a case and what became of it. `who` is the party's code, where it was for one; `reason` a fixed
    phrase.
    """

    name: str
    to: str
    case: Case
    who: str = ""
    facts: Facts = field(default_factory=dict, repr=False)
    short: str = ""
    reason: str = ""
    by: str = field(default="", repr=False)
    at: datetime | None = None

    @property
    def account(self) -> str:
        return str(self.facts.get("account", ""))

    @property
    def draft(self) -> int:
        return int(str(self.facts.get("draft", 0)))

    @property
    def appeal(self) -> str:
        return str(self.facts.get("appeal", ""))


Meaning = Callable[[Fate], Event | None]
OWED_WORDS = frozenset({LetterName.TOLD, LetterName.PARTY_CLOSED, LetterName.KEPT, LetterName.LIFTED})  # P7
WRITTEN = frozenset({To.REPORTER, To.PARTY})
HEARD = WRITTEN | {To.RULES_CHANNEL}  # of what becomes of these their case hears


def left(fate: Fate) -> Event | None:
    """Taken over by the other side."""
    if fate.to == To.RULES_CHANNEL:
        return ContextPublished(SLACKS_WORD) if fate.case.stage is Stage.OVERTURNED else None
    return _look(LEFT, PARTY_LEFT, fate)


def failed(fate: Fate) -> Event | None:
    """Refused for good, or came back. Whoever wrote it hears of every such letter."""
    known = _look(FAILED, PARTY_FAILED, fate)
    if known is None and fate.to in HEARD:
        return LetterFailed(fate.name, fate.short, fate.reason)
    return known


def undone(fate: Fate) -> Event | None:
    """Taken back before it left."""
    if fate.to == To.RULES_CHANNEL:
        return ContextUndone()
    return _look(UNDONE, PARTY_UNDONE, fate)


def _look(of_reporter: Mapping[str, Meaning], of_party: Mapping[str, Meaning], fate: Fate) -> Event | None:
    if fate.name == LetterName.RELEASED and of_reporter is not LEFT:
        return ReleaseFailed()
    table = of_reporter if fate.to == To.REPORTER else of_party if fate.to == To.PARTY else {}
    meaning = table.get(fate.name)
    return meaning(fate) if meaning else None


def _copy(fate: Fate, told: Told) -> Event:
    """The proposed text for the rules channel: the member's copy is the appeal's, the reporter's is the complaint's."""
    if fate.case.track is Track.APPEAL:
        return ContextSeen(Side.MEMBER, told, fate.draft)
    return ContextCopyFate(fate.appeal, told, fate.draft)


def _reply_undone(fate: Fate) -> Event | None:
    """A question whose answer was taken back is open again (P12)."""
    asked = fate.case.track is Track.QUESTION and fate.case.stage is Stage.CLOSED
    return Reopened(fate.by) if asked else None


def _of_words(meaning: Meaning) -> dict[str, Meaning]:
    return {str(name): meaning for name in OWED_WORDS}


LEFT: dict[str, Meaning] = {
    LetterName.RESOLUTION: lambda _: ResolutionLeft(),
    LetterName.RETURN: lambda fate: ReturnWarned(fate.account),
    LetterName.CONTEXT_DRAFT: lambda fate: _copy(fate, Told.TOLD),
    LetterName.UPHELD: lambda _: DecisionLeft(),
    LetterName.OVERTURNED: lambda _: DecisionLeft(),
}
FAILED: dict[str, Meaning] = {
    LetterName.RESOLUTION: lambda fate: ResolutionFailed(fate.short, fate.reason),
    LetterName.RETURN: lambda fate: ReturnUnwarned(fate.account, fate.short, fate.reason),
    LetterName.CONTEXT_DRAFT: lambda fate: _copy(fate, Told.UNREACHABLE),
    LetterName.UPHELD: lambda fate: DecisionFailed(fate.name, fate.short, fate.reason),
    LetterName.OVERTURNED: lambda fate: DecisionFailed(fate.name, fate.short, fate.reason),
}
UNDONE: dict[str, Meaning] = {
    LetterName.RESOLUTION: lambda _: ResolutionUndone(),
    LetterName.REPLY: _reply_undone,
    LetterName.RETURN: lambda fate: LiftUndone(fate.account),
    LetterName.CONTEXT_DRAFT: lambda fate: _copy(fate, Told.UNREACHABLE),
    LetterName.UPHELD: lambda _: DecisionUndone(),
    LetterName.OVERTURNED: lambda _: DecisionUndone(),
}
PARTY_LEFT: dict[str, Meaning] = _of_words(lambda fate: PartyReached(fate.who))
PARTY_FAILED: dict[str, Meaning] = _of_words(lambda fate: PartyMissed(fate.who, fate.name, fate.short, fate.reason))
PARTY_UNDONE: dict[str, Meaning] = {
    LetterName.TOLD: lambda fate: PartyTextUndone(fate.who),
    LetterName.PARTY_CLOSED: lambda fate: PartyTextUndone(fate.who),
    LetterName.KEPT: lambda fate: PartyTextUndone(fate.who),
    LetterName.SUSPENSION: lambda fate: SuspensionUndone(fate.who),
    LetterName.LIFTED: lambda fate: LiftUndone(fate.who),
}
