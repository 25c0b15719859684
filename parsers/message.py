"""One inbound message, whatever channel it came by.

Everything in it was written by a stranger: nothing here prints itself, and nothing is trusted.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Unreadable(Exception):
    """A message that cannot be read; `reason` is one of a fixed few words and never holds what was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(StrEnum):
    EMAIL = "email"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A real attachment: no inline logo, no HTML part. `sha256` is of the decoded bytes, in hexadecimal."""

    name: str = field(repr=False)
    content_type: str = field(repr=False)
    size: int
    sha256: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message that the sender handed on (message/rfc822, or inline below a forward's heading): not their words."""

    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What arrived, decoded and bounded, before anybody interprets it.

    `sender` is the one address (mail, lower-case) or member id (Slack) that the message claims; empty where it claims
    none or more than one. `recipients` are all addresses of To, Cc, Delivered-To, X-Original-To and the envelope, in
    lower case. `message_id`, `in_reply_to` and `references` come without angle brackets. `text` is the whole body as
    plain text; the new text is `parsers.newtext`'s to find. `headers` are (lower-case name, unfolded raw value), in
    order, bounded in number and length. `date` is aware, or None where the header cannot be believed.
    `choices` are what was chosen in a form: offered words, UNDECIDED or QUESTION, and the Answers that it was given.
    """

    channel: Channel
    sender: str = field(default="", repr=False)
    sender_name: str = field(default="", repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    message_id: str = field(default="", repr=False)
    in_reply_to: tuple[str, ...] = field(default=(), repr=False)
    references: tuple[str, ...] = field(default=(), repr=False)
    date: datetime | None = None
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    forwarded: tuple[Forwarded, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = field(default=(), repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    content_type: str = ""
    thread: str = field(default="", repr=False)
    choices: frozenset[str] = field(default=frozenset(), repr=False)

    def header(self, name: str) -> str:
        """The first header of that lower-case name, or an empty string."""
        for key, value in self.headers:  # asked some twenty times a message: a generator would take twice as long
            if key == name:
                return value
        return ""
