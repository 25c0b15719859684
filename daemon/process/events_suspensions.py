"""What happens to a suspension and to an appeal against one (P6, P10, P11). Facts, in the past tense."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daemon.process.events_parties import Danger
from daemon.process.people import Standing, Told
from daemon.process.records import Ground, Sender, Wording

SLACKS_WORD = "Slack"  # who says so, where no administrator does


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """The suspension that an appeal is about, as its own case tells it. `opens_at` is the first moment that the appeal
    counts; `off` are the administrators who may not know of that case.
    """

    complaint: str
    account: str
    suspended_at: datetime
    suspended_by: str = field(repr=False)
    opens_at: datetime
    off: frozenset[str] = field(default=frozenset(), repr=False)


class Side(StrEnum):
    MEMBER = "the member"
    REPORTER = "the reporter"


class Reasons(StrEnum):
    GIVEN = "given"
    MISSING = "missing"


class Confirmation(StrEnum):
    """What a message says to our question whether an appeal is its reader's own."""

    YES = "it is"
    NO = "it is not"
    WORDS = "words of another kind"


class Ending(StrEnum):
    DECIDED = "the end of the suspension is decided"
    OVER = "the suspension is over"


# --- what the suspended member does


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealReceived:
    """The first message of an appeal; `against` is None where no suspension is known for its sender."""

    sender: Sender
    against: Against | None = None
    reasons: Reasons = Reasons.MISSING
    danger: Danger = Danger.NOT_READ
    off: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppellantWrote:
    """More words of an appeal's author; somebody verified who says that it is theirs confirms an appeal."""

    standing: Standing
    reasons: Reasons = Reasons.MISSING
    danger: Danger = Danger.NOT_READ
    off: frozenset[str] = field(default=frozenset(), repr=False)
    confirms: Confirmation = Confirmation.WORDS


# --- what administrators do


@dataclass(frozen=True, slots=True)
class AccountsSuspended:
    """P6; `words` stay on the record, the member's letter has its own text."""

    by: str = field(repr=False)
    accounts: tuple[str, ...]
    words: str = field(repr=False)
    ground: Ground = Ground.COMPLAINT


@dataclass(frozen=True, slots=True)
class SuspensionKept:
    by: str = field(repr=False)
    account: str
    until: datetime
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuspensionLifted:
    by: str = field(repr=False)
    account: str


@dataclass(frozen=True, slots=True)
class AccessConfirmed:
    """It was done in Slack: an administrator says so, or Slack itself."""

    by: str = field(repr=False)
    account: str


@dataclass(frozen=True, slots=True)
class AppealLinked:
    """An administrator says whose suspension it is about."""

    by: str = field(repr=False)
    against: Against


@dataclass(frozen=True, slots=True)
class AppealUpheld:
    """`stop` is why the words may not be sent; empty where they may. `until` is the day to which it is kept."""

    by: str = field(repr=False)
    words: str = field(repr=False)
    stop: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppealOverturned:
    by: str = field(repr=False)
    words: str = field(repr=False)
    stop: str = ""


@dataclass(frozen=True, slots=True)
class ContextDrafted:
    """An administrator's own words for the rules channel; `stop` is why they may not go there."""

    by: str = field(repr=False)
    words: str = field(repr=False)
    stop: str = ""


@dataclass(frozen=True, slots=True)
class ContextHanded:
    """A second administrator let the text go; without Slack a person posts it. `stop` is why own words may not go
    there any more: a consent may have been narrowed since they were drafted.
    """

    by: str = field(repr=False)
    stop: str = ""


@dataclass(frozen=True, slots=True)
class ContextPublished:
    """An administrator says that it stands there, or Slack took it."""

    by: str = field(repr=False)


# --- what the world does


@dataclass(frozen=True, slots=True)
class SuspensionDue:
    """Something is due under a suspension: its review, its end, a reminder."""

    account: str


@dataclass(frozen=True, slots=True)
class AddressLearned:
    """A party whom no letter could reach can be written to now."""

    account: str


@dataclass(frozen=True, slots=True)
class AccessRefused:
    """A program could not do in Slack what is to be done; `reason` is a fixed phrase. A person does it."""

    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuspensionUndone:
    """The letter to the member was taken back before it left: nobody was suspended."""

    account: str


@dataclass(frozen=True, slots=True)
class LiftUndone:
    account: str


@dataclass(frozen=True, slots=True)
class ReturnWarned:
    """The reporter was told from when somebody is back."""

    account: str


@dataclass(frozen=True, slots=True)
class ReturnUnwarned:
    """The reporter could not be told, so nobody's access returns yet."""

    account: str
    short: str = ""
    reason: str = "it was refused"


@dataclass(frozen=True, slots=True)
class SuspensionAppealed:
    """An appeal against a suspension of this case waits in a case of its own."""

    appeal: str
    account: str


@dataclass(frozen=True, slots=True)
class AppealNoMore:
    """What was taken for an appeal against a suspension of this case was none."""

    appeal: str


@dataclass(frozen=True, slots=True)
class SuspensionOverturned:
    """An appeal against a suspension of this case was heard."""

    by: str = field(repr=False)
    account: str
    appeal: str


@dataclass(frozen=True, slots=True)
class ContextProposed:
    """The text for the rules channel, for the reporter to see first."""

    by: str = field(repr=False)
    appeal: str
    wording: Wording
    words: str = field(default="", repr=False)
    number: int = 0


@dataclass(frozen=True, slots=True)
class ContextCopyFate:
    """What became of the reporter's copy of that text, in the reporter's own case."""

    appeal: str
    told: Told
    number: int = 0


@dataclass(frozen=True, slots=True)
class ContextSeen:
    """What became of one side's copy, in the appeal."""

    side: Side
    told: Told
    number: int = 0


@dataclass(frozen=True, slots=True)
class ContextUndone:
    """The text for the rules channel was taken back before it left."""


@dataclass(frozen=True, slots=True)
class AppealOpens:
    """The day has come from which it counts (P10)."""


@dataclass(frozen=True, slots=True)
class AppealMoot:
    """The suspension of this account ended without a decision on the appeal. Others may be suspended in the same case:
    an appeal against one of those goes on. Without an account it is the appeal's own.
    """

    account: str = ""
    ending: Ending = Ending.DECIDED


@dataclass(frozen=True, slots=True)
class DecisionLeft:
    """The decision was taken over by its reader's mail system."""


@dataclass(frozen=True, slots=True)
class DecisionUndone:
    """It was taken back or dropped before it left."""


@dataclass(frozen=True, slots=True)
class DecisionFailed:
    letter: str
    short: str = ""
    reason: str = "it was refused"


SuspensionAdministrator = AccountsSuspended | SuspensionKept | SuspensionLifted | AccessConfirmed
SuspensionWorld = (
    SuspensionDue
    | AddressLearned
    | AccessRefused
    | SuspensionUndone
    | LiftUndone
    | ReturnWarned
    | ReturnUnwarned
    | SuspensionAppealed
    | AppealNoMore
    | SuspensionOverturned
    | ContextProposed
    | ContextCopyFate
)
SuspensionEvent = SuspensionAdministrator | SuspensionWorld
AppealMember = AppealReceived | AppellantWrote
AppealAdministrator = AppealLinked | AppealUpheld | AppealOverturned | ContextDrafted | ContextHanded | ContextPublished
AppealWorld = AppealOpens | AppealMoot | DecisionLeft | DecisionUndone | DecisionFailed | ContextSeen | ContextUndone
AppealEvent = AppealMember | AppealAdministrator | AppealWorld
