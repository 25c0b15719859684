"""A case as the process sees it: who waits for whom, and until when. Values only; nothing here decides or acts."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from daemon.process.people import NARROWNESS, Consent, Party, Privacy, Role, Standing, Told
from daemon.process.records import Appeal, Consultation, Copy, Finding, Grant, Hands, Release, Suspension

__all__ = [
    "NARROWNESS",
    "Answer",
    "Case",
    "Consent",
    "Debt",
    "Party",
    "Privacy",
    "Promise",
    "Quiet",
    "Role",
    "Stage",
    "Standing",
    "Suspension",
    "Terms",
    "Told",
    "Track",
]


class Track(StrEnum):
    """The kind of a case and, for a report, its path (P1): each has stages of its own."""

    COMPLAINT = "complaint"
    CONCERN = "concern"
    UNDECIDED = "undecided"
    QUESTION = "question"
    APPEAL = "appeal"

    @property
    def kind(self) -> str:
        return str(self) if self in {Track.QUESTION, Track.APPEAL} else "report"


class Stage(StrEnum):
    """Named by who waits for what."""

    NEW = "new"  # nobody has been told yet; a case is never kept in it
    NEEDS_DATE = "needs a date"  # the reporter waits for an administrator's date
    PROMISED = "promised"  # the reporter has a date; an administrator owes the next word by then
    LATE = "late"  # the date passed and the reporter was told; a new one is owed
    READ = "read"  # a concern that an administrator has read; nothing is owed (P5)
    NEEDS_ANSWER = "needs an answer"  # somebody asked; an administrator owes the answer (P12)
    UNMATCHED = "belongs to no suspension yet"  # an appeal; an administrator says whose it is
    UNCONFIRMED = "not confirmed by its sender"  # an appeal that anybody can have written
    EARLY = "kept until its day"  # an appeal within the first week (P10)
    CONSIDERED = "considered"  # an appeal whose decision is owed by a date
    OVERTURNED = "overturned"  # the rules channel is owed the new context (P11)
    RESOLVED = "resolved"  # the resolution, or the decision, is on its way to its readers (P7)
    WITHDRAWN = "withdrawn"  # an administrator looks once before it closes
    CLOSED = "closed"
    MERGED = "merged"  # it goes on in another case of the same reporter

    @property
    def is_open(self) -> bool:
        return self not in {Stage.CLOSED, Stage.MERGED}


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
    PARTIES = "a word to each party, and the end of each suspension"
    LOOK = "a look at what was written since"
    LINK = "whose suspension it is about"
    CONFIRMING = "its sender's word, or yours that it is theirs"
    DECISION = "a decision"
    CONTEXT = "the new context for the rules channel"
    REVIEW = "the review of a suspension"
    ACCESS = "word that an account was changed"
    WARNING_ELSEWHERE = "another way to warn the reporter"


class Answer(StrEnum):
    """The four questions (P2)."""

    NATURE = "nature"
    INVOLVED = "involved"
    MATERIAL = "material"
    PRIVACY = "privacy"


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
    appeal_after: timedelta = timedelta(days=7)
    decide_appeal_within: timedelta = timedelta(days=7)
    review_suspension_within: timedelta = timedelta(hours=24)
    return_notice: timedelta = timedelta(hours=24)
    undo: timedelta = timedelta(minutes=2)
    retain_closed_for: timedelta = timedelta(days=365)
    quiet: Quiet | None = None
    outside: tuple[str, ...] = field(default=(), repr=False)
    address: str = field(default="", repr=False)
    rules_channel: str = ""
    administrators: tuple[str, ...] = field(default=(), repr=False)
    mailbox_readers: tuple[str, ...] = field(default=(), repr=False)
    undeclared: frozenset[str] = field(default=frozenset(), repr=False)
    hands: Hands = Hands.PEOPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `debt` is what an administrator owes, since `owed_since`; both None while nothing is owed.
    `reminders` counts what was sent for that one debt, the last at `reminded_at`. `unread_since` is the first
    message that nobody has acted on. `off` are the administrators who may not know of it (P14). `appeals` are the codes
    of the appeals against its suspensions, `appeal` what this case is about where it is one itself. `paged_at` is the
    last time that everybody was told of a danger that nobody is on; `purge_warned_at` when its administrators were told
    that it will be purged. A complaint whose path an administrator mended
    has a complaint's care, and its powers only once its reporter says the word (P1). `privacy` is the reporter's
    general answer; `grants` is what everybody allowed or refused, item by item (P8). `concern` is the case that an
    administrator opened this complaint from, and `complaints` are those that were opened from this concern.

    Of those who are off, `unsure` are held until somebody says what is meant, and `by_author` are kept out by the words
    of the case's author alone, who can take that back; `barred` are off the complaint that this appeal is about, and
    are let in there first; `mentioned` are the administrators whom those words name.
    `parts` are administrators who are a target or a witness here. `sealed_at` is since when nobody may know of it,
    `outside_at` when the outside contact last heard that something waits, `release` what its author chose. `merged` are
    the cases that go on in this one. `unheard` are the administrators who were off from the first message on and so
    never knew of it; none in a case of an earlier version, of which nobody can say. `let_in` are whom INCLUDE let
    in.
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
    grants: tuple[Grant, ...] = ()
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
    concern: str = ""
    complaints: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    appeals: tuple[str, ...] = ()
    appeal: Appeal | None = None
    consultation: Consultation | None = None
    finding: Finding | None = None
    retaliation: bool = False
    held: bool = False
    merged_into: str = ""
    path_mended: bool = False
    unheard_said: bool = False
    paged_at: datetime | None = None
    purge_warned_at: datetime | None = None
    unsure: frozenset[str] = field(default=frozenset(), repr=False)
    by_author: frozenset[str] = field(default=frozenset(), repr=False)
    barred: frozenset[str] = field(default=frozenset(), repr=False)
    mentioned: frozenset[str] = field(default=frozenset(), repr=False)
    parts: frozenset[str] = field(default=frozenset(), repr=False)
    unheard: frozenset[str] = field(default=frozenset(), repr=False)
    let_in: frozenset[str] = field(default=frozenset(), repr=False)
    included_at: datetime | None = None
    sealed_at: datetime | None = None
    outside_at: datetime | None = None
    release: Release | None = None
    copy: Copy = Copy.WHERE_FOUND
    merged: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms, compare=False, repr=False)

    def hides_from(self, name: str) -> bool:
        """P14: off means off; a new administrator sees no case that has ended before they declared their conflicts."""
        return name in self.off or (not self.stage.is_open and name in self.terms.undeclared)

    @property
    def missing(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in Answer if answer not in self.answered)

    def party(self, code: str) -> Party | None:
        return next((each for each in self.parties if each.code == code), None)

    def suspension(self, account: str) -> Suspension | None:
        """The one of this account that is in force."""
        return next((each for each in self.suspensions if each.account == account and each.in_force), None)
