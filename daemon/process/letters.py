"""The letters that the process writes: which, to whom, and the facts in them. Their words are `notifiers/letters/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daemon.process.overlap import Mark


class LetterName(StrEnum):
    """One a letter; each has a text of the same name in notifiers/letters/."""

    # to the person who wrote to us
    ACKNOWLEDGEMENT = "acknowledgement"
    CONCERN = "concern"
    QUESTION = "question"
    COUNT = "count"
    NEUTRAL_RECEIPT = "neutral_receipt"
    WHICH = "which"
    MAIL_WORD = "mail_word"
    MAIL_BOUND = "mail_bound"
    ESTIMATE = "estimate"
    READ_BY = "read_by"
    LATE = "late"
    ADDED = "added"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REPLY = "reply"
    ASK = "ask"
    RESOLUTION = "resolution"
    RETURN = "return"
    APPEAL_EARLY = "appeal_early"
    APPEAL_OPEN = "appeal_open"
    APPEAL_CONFIRM = "appeal_confirm"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    CONTEXT_DRAFT = "context_draft"
    CONSULT = "consult"
    JOINED = "joined"
    SEALED = "sealed"
    SEALED_CHOSEN = "sealed_chosen"
    UNCHANGED = "unchanged"
    # to another party
    SUSPENSION = "suspension"
    KEPT = "kept"
    LIFTED = "lifted"
    TOLD = "told"
    PARTY_CLOSED = "party_closed"
    # to administrators
    NOTICE = "notice"
    WROTE_AGAIN = "wrote_again"
    REMINDER = "reminder"
    WARNING = "warning"
    ESCALATION = "escalation"
    OUTSIDE_ESCALATION = "outside_escalation"
    UNDELIVERED = "undelivered"
    SET_ASIDE = "set_aside"
    DIGEST = "digest"
    PAGE = "page"
    CHECKLIST = "checklist"
    DRAFTED = "drafted"
    HANDOVER = "handover"
    RETENTION = "retention"
    CLOSED_BY_HAND = "closed_by_hand"
    ACCESS_SEEN = "access_seen"
    # to the rules channel
    CONTEXT = "context"
    # answers to an administrator's own words
    DONE = "done"
    OFFER = "offer"
    READ_BACK = "read_back"
    REFUSED = "refused"
    NOT_VERIFIED = "not_verified"
    HELP = "help"
    LISTING = "listing"
    PERSONAL_OFFER = "personal_offer"
    DECLARE = "declare"
    # to the outside contact, by the reporter's confirmed choice
    RELEASED = "released"


# The letters to people who wrote to us, or whom a case concerns; an administrator may draft these or switch them off.
TO_MEMBERS = (
    LetterName.ACKNOWLEDGEMENT,
    LetterName.CONCERN,
    LetterName.QUESTION,
    LetterName.COUNT,
    LetterName.NEUTRAL_RECEIPT,
    LetterName.WHICH,
    LetterName.MAIL_WORD,
    LetterName.MAIL_BOUND,
    LetterName.ESTIMATE,
    LetterName.READ_BY,
    LetterName.LATE,
    LetterName.ADDED,
    LetterName.CORRECTED,
    LetterName.WITHDRAWN,
    LetterName.REPLY,
    LetterName.ASK,
    LetterName.RESOLUTION,
    LetterName.RETURN,
    LetterName.APPEAL_EARLY,
    LetterName.APPEAL_OPEN,
    LetterName.APPEAL_CONFIRM,
    LetterName.UPHELD,
    LetterName.OVERTURNED,
    LetterName.CONTEXT_DRAFT,
    LetterName.CONSULT,
    LetterName.JOINED,
    LetterName.SEALED,
    LetterName.SEALED_CHOSEN,
    LetterName.UNCHANGED,
    LetterName.SUSPENSION,
    LetterName.KEPT,
    LetterName.LIFTED,
    LetterName.TOLD,
    LetterName.PARTY_CLOSED,
)


class To(StrEnum):
    """Whom a letter is for; who that is by name is settled when the roster is at hand (`audience.py`)."""

    REPORTER = "reporter"  # of an appeal: its author
    PARTY = "party"  # whose code is in `who`, and that code is the only one that the letter names
    RESPONSIBLE = "responsible"  # the assigned administrator or a deputy, else everybody permitted and present
    ADMINISTRATORS = "administrators"  # everybody permitted and present
    EVERY_ADMINISTRATOR = "every administrator"  # absent ones too
    OUTSIDE_CONTACT = "outside contact"
    ONE_ADMINISTRATOR = "one administrator"  # named in `name`
    RULES_CHANNEL = "rules channel"  # for everybody to read, and it names nobody and no case
    STRANGER = "stranger"  # the sender of one message, and nobody else


class Timing(StrEnum):
    AT_ONCE = "at once"
    AFTER_UNDO = "after undo"  # an administrator's words wait `undo` before they leave
    IN_WAKING_HOURS = "in waking hours"  # waits for the end of the quiet hours


Fact = str | int | datetime | tuple[str, ...] | None
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that is owed. `words` are what a person wrote for it, the only part that is not a fixed text;
    `about` is the case's code, empty for a letter that must not name one; `who` is an administrator's name, the address
    of a stranger, or a party's code. `marks` are what its reader did not write: it waits until a person confirmed them.
    """

    name: LetterName
    to: To
    about: str = ""
    who: str = field(default="", repr=False)
    facts: Facts = field(default_factory=dict, repr=False)
    words: str = field(default="", repr=False)
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    timing: Timing = Timing.AT_ONCE

    @property
    def fixed(self) -> bool:
        """Whether it holds no case-specific word."""
        return not self.words
