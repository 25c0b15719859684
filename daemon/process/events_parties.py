"""What happens around the people of a case: parties, consultations, cases that belong together. Facts, past tense."""

from dataclasses import dataclass, field
from enum import StrEnum

from daemon.process.people import Consent, Role, Standing
from daemon.process.records import Finding, Ground, Reply


class Danger(StrEnum):
    READ = "danger was read"
    NOT_READ = "no danger was read"


class Sameness(StrEnum):
    """How two cases are known to be of one reporter."""

    SAME_ADDRESS = "they came from one address"
    CLAIMED = "the message said so, and an administrator believes it"


# --- what parties do


@dataclass(frozen=True, slots=True)
class PartyWrote:
    """Words of somebody who is not the author of the case, in their own thread. `off` are the administrators whom they
    report, or may report.
    """

    who: str
    danger: Danger = Danger.NOT_READ
    off: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class PartyConsented:
    """A party wrote SHARE, ASK FIRST or PRIVATE alone on a line: for what is theirs, and nothing else."""

    who: str
    consent: Consent
    standing: Standing


@dataclass(frozen=True, slots=True)
class ConsultationAnswered:
    """An answer to the letter that asked; `who` is the case's own code where it was the reporter."""

    who: str
    reply: Reply


# --- what administrators do


@dataclass(frozen=True, slots=True)
class PartyNamed:
    """Who is who (P7). `who` is a party's code, or the case's own for the reporter; `administrator` is their name where
    they are one.
    """

    by: str = field(repr=False)
    who: str
    role: Role
    administrator: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PartyTold:
    """A text for one party; without words the fixed one, which says only that the matter is closed."""

    by: str = field(repr=False)
    who: str
    words: str = field(default="", repr=False)
    ground: Ground = Ground.COMPLAINT


@dataclass(frozen=True, slots=True)
class PartySpared:
    """Why a party is told nothing."""

    by: str = field(repr=False)
    who: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsultationProposed:
    """`who` are asked after the reporter and the targets."""

    by: str = field(repr=False)
    words: str = field(repr=False)
    ground: Ground = Ground.COMPLAINT
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    by: str = field(repr=False)
    code: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`off` are the administrators who may not know of the case that it goes on in (P14)."""

    by: str = field(repr=False)
    into: str
    sameness: Sameness
    off: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing of it is purged until the hold is ended."""

    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HoldEnded:
    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FindingRecorded:
    by: str = field(repr=False)
    finding: Finding


# --- what the world does


@dataclass(frozen=True, slots=True)
class PartyReached:
    """A text for a party was taken over by their mail system."""

    who: str


@dataclass(frozen=True, slots=True)
class PartyMissed:
    """It was refused for good, or came back, and there is no other way that is known (P7)."""

    who: str
    letter: str
    short: str = ""
    reason: str = "it was refused"


@dataclass(frozen=True, slots=True)
class PartyTextUndone:
    """It was taken back before it left."""

    who: str


@dataclass(frozen=True, slots=True)
class ConsultationEnded:
    """No answer is a no (P9)."""


@dataclass(frozen=True, slots=True)
class PageDue:
    """Danger was read, and nobody has said 'I am on it'."""


@dataclass(frozen=True, slots=True)
class PurgeWarned:
    """The administrators are told that a closed case will be purged, and how it is held (retention.py)."""


@dataclass(frozen=True, slots=True)
class OffLearned:
    """Who is off a case is off the appeals against its suspensions (P14). `by` is the administrator whose command says
    so; empty where it follows from another case, `merged` that one's code where it goes on here.
    """

    off: frozenset[str] = field(repr=False)
    by: str = field(default="", repr=False)
    merged: str = ""


@dataclass(frozen=True, slots=True)
class OnLearned:
    """Who may know of a complaint again can be let into the appeals against its suspensions too (P14)."""

    on: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsentNarrowed:
    """The reporter of the concern that an administrator's own complaint was opened from allows less by now (P1)."""

    concern: str
    consent: Consent


PartyMember = PartyWrote | PartyConsented | ConsultationAnswered
PartyAdministrator = (
    PartyNamed | PartyTold | PartySpared | ConsultationProposed | Related | Merged | Held | HoldEnded | FindingRecorded
)
PartyWorld = (
    PartyReached
    | PartyMissed
    | PartyTextUndone
    | ConsultationEnded
    | PageDue
    | PurgeWarned
    | OffLearned
    | OnLearned
    | ConsentNarrowed
)
PartyEvent = PartyMember | PartyAdministrator | PartyWorld
