"""What is read in a message, field by field, and what its reader may know beside it."""

from dataclasses import dataclass, field

from parsers.message import Attachment, Channel
from parsers.terms import Answer, Consent, MessageKind, Word


@dataclass(frozen=True, slots=True)
class Context:
    """What the reader may know beside the message.

    administrators: every name, account name, member id and address by which each administrator is known, a tuple for
    each. code_prefix: the community's code, such as "SSE". sent_lines: folded lines of our own letters in this
    thread, which are never the sender's words. own_addresses: the community's addresses, lower case.
    """

    administrators: tuple[tuple[str, ...], ...] = ()
    code_prefix: str = "SSE"
    sent_lines: frozenset[str] = field(default=frozenset(), repr=False)
    own_addresses: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Why:
    """How sure one field of a Reading is (0 to 1), and where in its text the words stand that led to it."""

    name: str
    sure: float
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`kind` may be `followup`, a hint: `first_kind` is the kind that it would have as a first message, and counts
    when no case is found. `words` are the offered words that stood alone on a line, in order. `asks_count`: the whole
    message asks how many incidents there were. `code` is a case code that the message names, upper case, or empty: it
    proves nothing. `upset`: the sender may not be calm, or writes in a language in which we cannot tell. `automatic` is
    why a message was taken for a program's (`auto-submitted`, `list`, `bounce`, ...), or empty; `bounced` the addresses
    whose delivery failed; `bounced_ids` the Message-IDs of what came back.
    """

    channel: Channel
    kind: MessageKind
    first_kind: MessageKind
    text: str = field(repr=False)
    answered: frozenset[Answer] = frozenset()
    involved: tuple[str, ...] = field(default=(), repr=False)
    consent: Consent = Consent.UNSTATED
    links: tuple[str, ...] = field(default=(), repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    justified: bool = False
    named_administrators: tuple[int, ...] = ()  # places in Context.administrators whose conduct is reported
    unsure_administrators: tuple[int, ...] = ()  # ... perhaps: their sender is asked (P14)
    kept_out_administrators: tuple[int, ...] = ()  # 'not NAME', and all the others where it is 'only NAME'
    mentioned_administrators: tuple[int, ...] = ()  # named at all, and not merely greeted
    urgent: bool = False
    upset: bool = False
    words: tuple[Word, ...] = ()
    asks_count: bool = False
    code: str = field(default="", repr=False)
    automatic: str = ""
    bounced: tuple[str, ...] = field(default=(), repr=False)
    bounced_ids: tuple[str, ...] = field(default=(), repr=False)
    why: tuple[Why, ...] = field(default=(), compare=False)  # by field, in the order of the fields

    @property
    def missing(self) -> tuple[Answer, ...]:
        """The questions left unanswered, in the order of the process."""
        return tuple(answer for answer in Answer if answer not in self.answered)

    @property
    def names_admin(self) -> bool:
        return bool(self.named_administrators)
