"""A case as the process sees it: who waits for whom, and until when. Values only; nothing here decides or acts."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Track(StrEnum):
    """The kind of a case and, for a report, its path (P1): each has stages of its own."""

    COMPLAINT = "complaint"
    CONCERN = "concern"
    UNDECIDED = "undecided"
    QUESTION = "question"

    @property
    def kind(self) -> str:
        return "question" if self is Track.QUESTION else "report"


class Stage(StrEnum):
    """Named by who waits for what."""

    NEW = "new"  # nobody has been told yet; a case is never kept in it
    NEEDS_DATE = "needs a date"  # the reporter waits for an administrator's date
    PROMISED = "promised"  # the reporter has a date; an administrator owes the next word by then
    LATE = "late"  # the date passed and the reporter was told; a new one is owed
    READ = "read"  # a concern that an administrator has read; nothing is owed (P5)
    NEEDS_ANSWER = "needs an answer"  # somebody asked; an administrator owes the answer (P12)
    RESOLVED = "resolved"  # the resolution is on its way to its readers (P7)
    WITHDRAWN = "withdrawn"  # an administrator looks once before it closes
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is not Stage.CLOSED


class Debt(StrEnum):
    """What an administrator owes; the phrase that notices and the digest use."""

    DATE = "the date of the next word"
    READING_DATE = "a date by which it is read"
    NEW_DATE = "a new date"
    NEXT_WORD = "the next word"
    READING = "reading it"
    ANSWER = "an answer"
    CONVERSATION = "a conversation"
    LAST_LOOK = "a last look before it closes"
    OTHER_WAY = "another way to reach the reporter"
    LOOK = "a look at what was written since"


class Answer(StrEnum):
    """The four questions (P2)."""

    NATURE = "nature"
    INVOLVED = "involved"
    MATERIAL = "material"
    PRIVACY = "privacy"


class Consent(StrEnum):
    """Ordered in `NARROWNESS`: narrowing counts at once, widening only from somebody verified (design 7.4)."""

    REFUSED = "refused"
    UNSTATED = "unstated"
    CONDITIONAL = "conditional"
    GRANTED = "granted"


NARROWNESS = {Consent.REFUSED: 0, Consent.UNSTATED: 1, Consent.CONDITIONAL: 2, Consent.GRANTED: 3}


class Standing(StrEnum):
    """How sure we are that a message is its alleged author's (design 8)."""

    VERIFIED = "verified"  # brought the token, from the address that it was made for
    PLAUSIBLE = "plausible"  # says so, and that is all


class Told(StrEnum):
    """What became of the words that a party is owed (P7)."""

    ON_ITS_WAY = "on its way"
    TOLD = "told"
    UNREACHABLE = "could not be reached"


@dataclass(frozen=True, slots=True)
class Privacy:
    """A consent and where it comes from; only a confirmed one opens the gate. `source` is a fixed phrase."""

    value: Consent = Consent.UNSTATED
    confirmed_at: datetime | None = None
    source: str = ""

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None


@dataclass(frozen=True, slots=True)
class Promise:
    """The date of the next word. `by` is the administrator who gave it; empty for the acknowledgement's own."""

    due: datetime
    made_at: datetime
    by: str = field(default="", repr=False)
    resolved_by: datetime | None = None
    warned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours in which reminders and timed letters wait; danger does not. `start == end` is never."""

    start: time
    end: time
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The configuration's part in the process: durations, and who administers. Not remembered with a case."""

    estimate_within: timedelta = timedelta(hours=24)
    remind_every: timedelta = timedelta(hours=24)
    escalate_after: timedelta = timedelta(hours=72)
    late_warning: timedelta = timedelta(hours=12)
    quiet: Quiet | None = None
    administrators: tuple[str, ...] = field(default=(), repr=False)
    mailbox_readers: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `debt` is what an administrator owes, since `owed_since`; both None while nothing is owed.
    `reminders` counts what was sent for that one debt, the last at `reminded_at`. `unread_since` is the first
    message that nobody has acted on. `off` are the administrators who may not know of it (P14).
    """

    code: str
    track: Track
    stage: Stage = Stage.NEW
    opened_at: datetime
    urgent: bool = False
    unverified_of: str = ""
    has_reporter: bool = True
    reporter_is: str = field(default="", repr=False)
    answered: frozenset[Answer] = frozenset()
    asked: bool = False
    talk: bool = False
    privacy: Privacy = field(default_factory=Privacy)
    promise: Promise | None = None
    debt: Debt | None = None
    owed_since: datetime | None = None
    reminders: int = 0
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    unread_since: datetime | None = None
    assigned: str = field(default="", repr=False)
    off: frozenset[str] = field(default=frozenset(), repr=False)
    on_it: str = field(default="", repr=False)
    told: Told | None = None
    resolution_sent_at: datetime | None = None
    closed_at: datetime | None = None
    related: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms, compare=False, repr=False)

    @property
    def missing(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in Answer if answer not in self.answered)
