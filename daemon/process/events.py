"""What happened to a case, in the past tense. An event carries facts; it never says what follows from them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daemon.process.case import Answer, Consent, Privacy, Standing, Track
from daemon.process.events_audience import AudienceEvent, How, OutsideDue
from daemon.process.events_parties import ConsultationEnded, Danger, PageDue, PartyEvent
from daemon.process.events_reread import RereadEvent
from daemon.process.events_suspensions import AppealEvent, AppealOpens, SuspensionDue, SuspensionEvent
from daemon.process.records import PARTIES, Copy, Item


class NotAllowed(Exception):
    """An administrator's command that the process does not allow now; the text is the rule's reason."""

    def __init__(self, reason: str, rule: str = "", lines: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule
        self.lines = lines  # for whoever wrote the words alone: they may hold some of them


class Mood(StrEnum):
    """Who is upset is not sent to a public channel (P15)."""

    CALM = "calm"
    UPSET = "upset, or we cannot tell"


class Mending(StrEnum):
    GIVEN = "given"
    MISSING = "missing"


# --- what people outside the administrators do


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived:
    """The first message about an incident, as it was read."""

    track: Track
    answered: frozenset[Answer] = frozenset()
    privacy: Privacy = field(default_factory=Privacy)
    danger: Danger = Danger.NOT_READ
    talk: bool = False
    mood: Mood = Mood.CALM
    off: frozenset[str] = field(default=frozenset(), repr=False)
    unverified_of: str = ""
    retaliation: bool = False
    unsure: frozenset[str] = field(default=frozenset(), repr=False)
    mentioned: frozenset[str] = field(default=frozenset(), repr=False)
    copy: Copy = Copy.WHERE_FOUND


@dataclass(frozen=True, slots=True)
class Count:
    """Closed cases (P13), each figure as it may be said; dates are the ends of what was counted."""

    total: str
    baseline: str
    as_of: str
    until: str
    complaints: str
    concerns: str
    questions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAsked:
    """`count` is there where the whole message asked how many incidents there were (P13): nobody owes more. `answered`
    and `privacy` are for whoever turns out to have reported something: they are not asked again what they said.
    """

    count: Count | None = None
    answered: frozenset[Answer] = frozenset()
    privacy: Privacy = field(default_factory=Privacy)
    danger: Danger = Danger.NOT_READ
    off: frozenset[str] = field(default=frozenset(), repr=False)
    unverified_of: str = ""
    mentioned: frozenset[str] = field(default=frozenset(), repr=False)
    copy: Copy = Copy.WHERE_FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterWrote:
    """More words from the author of the case. `hint` is the consent that was read from free text; `off` are the
    administrators whose conduct these words report, or whom they keep out, `unsure` those of them who are only held.
    """

    standing: Standing
    answered: frozenset[Answer] = frozenset()
    hint: Consent = Consent.UNSTATED
    danger: Danger = Danger.NOT_READ
    off: frozenset[str] = field(default=frozenset(), repr=False)
    unsure: frozenset[str] = field(default=frozenset(), repr=False)
    mentioned: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class PathChosen:
    """The reporter wrote COMPLAINT, CONCERN or ONLY ASKING alone on a line (P1, P12)."""

    track: Track
    standing: Standing = Standing.VERIFIED


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The reporter wrote SHARE, ASK FIRST or PRIVATE alone on a line (design 7.4)."""

    consent: Consent
    standing: Standing


@dataclass(frozen=True, slots=True)
class TalkWanted:
    """The reporter would rather talk (P2): every question is answered, and a conversation is owed."""


@dataclass(frozen=True, slots=True)
class Withdrew:
    """The reporter wrote WITHDRAW alone on a line."""

    standing: Standing = Standing.VERIFIED


# --- what administrators do


@dataclass(frozen=True, slots=True)
class EstimateGiven:
    by: str = field(repr=False)
    due: datetime
    resolved_by: datetime | None = None


class Knowledge(StrEnum):
    """How we know what somebody did elsewhere."""

    SAID = "an administrator says so"
    SEEN = "it was seen, and may have been about anything"


@dataclass(frozen=True, slots=True)
class AnsweredElsewhere:
    by: str = field(repr=False)
    how: str = field(repr=False)
    known: Knowledge = Knowledge.SAID


@dataclass(frozen=True, slots=True)
class ReplyWritten:
    by: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """An administrator asks: in their own words, or (without any) for what is still missing."""

    by: str = field(repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NoteTaken:
    by: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """What somebody allowed elsewhere, and where they said it; the reporter, or the party of that code. Of WORDS to all
    PARTIES it is their general answer. `to` is one party's code, or the public channel.
    """

    by: str = field(repr=False)
    consent: Consent
    source: str = field(repr=False)
    who: str = ""
    item: Item = Item.WORDS
    to: str = PARTIES

    @property
    def is_general(self) -> bool:
        return self.item is Item.WORDS and self.to == PARTIES


@dataclass(frozen=True, slots=True)
class PathCorrected:
    by: str = field(repr=False)
    track: Track


@dataclass(frozen=True, slots=True)
class AnswerCorrected:
    by: str = field(repr=False)
    answer: Answer
    mending: Mending


@dataclass(frozen=True, slots=True)
class DangerCorrected:
    by: str = field(repr=False)
    danger: Danger


@dataclass(frozen=True, slots=True)
class ResolutionWritten:
    by: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Closed:
    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ComplaintOpened:
    """An administrator opens a complaint of their own from a concern (P1)."""

    by: str = field(repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WithdrawalRecorded:
    """The reporter withdrew in another place, and an administrator says so."""

    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reopened:
    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assigned:
    by: str = field(repr=False)
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recused:
    by: str = field(repr=False)
    who: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TakenOn:
    """'I am on it.'"""

    by: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WasRead:
    """An administrator was shown the case's text."""

    by: str = field(repr=False)
    how: How = How.DESK


# --- what the world does: letters and the clock


@dataclass(frozen=True, slots=True)
class ResolutionLeft:
    """The resolution was taken over by its reader's mail system: the reporter counts as told (P7)."""


@dataclass(frozen=True, slots=True)
class ResolutionUndone:
    """The resolution was taken back or dropped before it left."""


@dataclass(frozen=True, slots=True)
class ResolutionFailed:
    """The resolution was refused for good, or came back: a bounce is not 'told' (P7)."""

    short: str = ""
    reason: str = "it was refused"


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """Another letter to the reporter was refused for good, or came back."""

    letter: str
    short: str = ""
    reason: str = "it was refused"


@dataclass(frozen=True, slots=True)
class WarningDue:
    """A promise is about to be missed (P4)."""


@dataclass(frozen=True, slots=True)
class PromiseMissed:
    """The date of the next word passed without one."""


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """An administrator still owes what they owed."""


@dataclass(frozen=True, slots=True)
class EscalationDue:
    """Nobody has done what is owed for as long as the community waits."""


MemberEvent = ReportReceived | QuestionAsked | ReporterWrote | PathChosen | ConsentGiven | TalkWanted | Withdrew
AdministratorEvent = (
    EstimateGiven
    | AnsweredElsewhere
    | ReplyWritten
    | AskedAgain
    | NoteTaken
    | ConsentRecorded
    | PathCorrected
    | AnswerCorrected
    | DangerCorrected
    | ResolutionWritten
    | Closed
    | ComplaintOpened
    | WithdrawalRecorded
    | Reopened
    | Assigned
    | Recused
    | TakenOn
    | WasRead
)
DebtEvent = WarningDue | PromiseMissed | ReminderDue | EscalationDue
WorldEvent = ResolutionLeft | ResolutionUndone | ResolutionFailed | LetterFailed | DebtEvent
ClockEvent = DebtEvent | SuspensionDue | AppealOpens | ConsultationEnded | PageDue | OutsideDue
OthersEvent = PartyEvent | SuspensionEvent | AppealEvent | AudienceEvent | RereadEvent
Event = MemberEvent | AdministratorEvent | WorldEvent | OthersEvent
