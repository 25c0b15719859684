"""What stands on a case's record: suspensions, an appeal, a text for the channel, a consultation. Values only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daemon.process.people import Consent, Told


class Ground(StrEnum):
    """What an administrator's power rests on (P1)."""

    COMPLAINT = "a formal complaint"
    DANGER = "an override for danger, in the administrator's words"


class Access(StrEnum):
    """What is true of the account itself, as far as anybody confirmed it."""

    TO_REMOVE = "to be removed"
    REMOVED = "removed"
    TO_RETURN = "to be given back"
    RETURNED = "given back"


class Hands(StrEnum):
    """Who changes an account in Slack, and who says that it was done."""

    PEOPLE = "people do, and say so"
    WATCHED = "people do, and Slack says so"
    PROGRAM = "a program does, and Slack says so"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One account (the code of its party) suspended under a complaint, by one administrator, since that moment (P6).

    `kept_until` is set by `keep`. `returns_at` is when access comes back, once that is decided; `warning` what became
    of the letter that tells the reporter so before (P11). `ended_at` is when access came back. `reminded_at` is the
    last reminder of whatever is due under it. `refused` is why a program could not do what is to be done now.
    """

    account: str
    since: datetime
    by: str = field(repr=False)
    ground: Ground
    review_at: datetime
    kept_until: datetime | None = None
    returns_at: datetime | None = None
    warning: Told | None = None
    access: Access = Access.TO_REMOVE
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    refused: str = ""

    @property
    def is_settled(self) -> bool:
        """P6: kept until a day, or on its way to its end."""
        return self.kept_until is not None or self.returns_at is not None

    @property
    def in_force(self) -> bool:
        return self.ended_at is None


class Outcome(StrEnum):
    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Wording(StrEnum):
    """The context for the rules channel: the fixed text that is always publishable, or an administrator's own."""

    FIXED = "fixed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules channel is to be told (P11): a draft until both sides saw it and `by` somebody else it was handed
    over. `member` and `reporter` are what became of their copies; None where one has not left yet. Both were told that
    it is not published before `not_before`. A copy of an earlier draft, by its `number`, says nothing of this one.
    """

    by: str = field(repr=False)
    wording: Wording = Wording.FIXED
    text: str = field(default="", repr=False)
    member: Told | None = None
    reporter: Told | None = None
    not_before: datetime | None = None
    number: int = 0
    handed_at: datetime | None = None
    published_at: datetime | None = None


class Sender(StrEnum):
    """Who wrote an appeal, as far as we know."""

    MEMBER = "the suspended member"
    UNCONFIRMED = "from the suspended member's address, not verified"
    SOMEBODY = "somebody whom no suspension is about"
    ON_BEHALF = "somebody on a member's behalf"


@dataclass(frozen=True, slots=True)
class Appeal:
    """Against which suspension: its case, the party's code, since when and by whom; empty while nobody has said.
    `ended_at` is when that suspension was over: from then on there is nothing to decide.
    """

    sender: Sender
    complaint: str = ""
    account: str = ""
    suspended_at: datetime | None = None
    suspended_by: str = field(default="", repr=False)
    opens_at: datetime | None = None
    reasoned: bool = False
    outcome: Outcome | None = None
    decided_by: str = field(default="", repr=False)
    decided_at: datetime | None = None
    context: Context | None = None
    ended_at: datetime | None = None


class Reply(StrEnum):
    """An answer to the question whether a text may be published (P9); none is a no."""

    YES = "yes"
    NO = "no"
    NONE = "no answer"


@dataclass(frozen=True, slots=True)
class Consultation:
    """A text and a place that those involved are asked about, the reporter first (P9). `asked` maps each who was asked
    (the case's own code is the reporter) to their answer, `answered_at` to its time; `waiting` are those who are asked
    next.
    """

    by: str = field(repr=False)
    text: str = field(repr=False)
    until: datetime
    asked: dict[str, Reply] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    ended_at: datetime | None = None
    answered_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_yes(self) -> bool:
        return bool(self.asked) and not self.waiting and all(each is Reply.YES for each in self.asked.values())


class Release(StrEnum):
    """What the author of a sealed case chose (P14)."""

    CONTACT = "handed to the outside contact"
    SEALED = "left sealed"


class Copy(StrEnum):
    """What becomes of a message's copy in a mailbox that somebody who is off the case can open."""

    REMOVED = "removed"
    STAYS = "stays"
    WHERE_FOUND = "removed where it is found"
    HANDED_OVER = "an administrator has it, and handed it over"


class Item(StrEnum):
    """What somebody can allow (P8)."""

    WORDS = "what they told us"
    IDENTITY = "who they are"
    TEXT = "exactly this text"


PARTIES = "parties"  # the audiences that are no one party
CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one person (`who` is the case's own code for the reporter) said about one item and one audience: a party's
    code, PARTIES or CHANNEL. It holds from `at` until `withdrawn_at`. What was merely read from a text, or came from
    somebody unverified, is not confirmed and opens nothing. `text` is the one of a consultation.
    """

    who: str
    item: Item
    audience: str
    value: Consent
    at: datetime
    source: str = field(repr=False)
    confirmed: bool = True
    text: str = field(default="", repr=False)
    withdrawn_at: datetime | None = None


class Finding(StrEnum):
    """The outcome in a word, for the administrators alone."""

    VIOLATION = "violation"
    NONE = "none"
    UNCLEAR = "unclear"
    OUT_OF_SCOPE = "out-of-scope"
    SETTLED = "settled"
    BAD_FAITH = "bad-faith"
