"""A rendered letter and its envelope become the bytes of one mail. Pure: no clock, no identifier of its own, no wire.

Addresses and Message-IDs of strangers come in here; what does not look like one is refused or left out, never mended.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Final

from daemon.process.letters import LetterName
from notifiers.facts import WORDED
from notifiers.plain import stuffed
from notifiers.render import Rendered

# Lines of up to 998 (RFC 5322 2.1.1): at 78 the standard library turns a long Message-ID in References into an encoded
# word, and the thread is lost. 7bit: quoted-printable where the text needs it, so no server has to know 8BITMIME.
POLICY: Final = SMTP.clone(max_line_length=998, cte_type="7bit")
MOST_REFERENCES: Final = 10
LONGEST_ADDRESS: Final = 254  # RFC 5321 4.5.3.1.3 with its two brackets taken off
LONGEST_LOCAL_PART: Final = 64  # RFC 5321 4.5.3.1.1
LONGEST_ID: Final = 250

# ASCII without what needs quoting or could end an SMTP command; a quoted local part is answered by nobody in practice
ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
MESSAGE_ID: Final = re.compile(r"[!-;=?-~]{1,250}")

# Not "All": that would also suppress the non-delivery report (NDR) that tells of an unreached reporter (MS-OXCMAIL).
SUPPRESSED: Final = "DR, RN, NRN, OOF, AutoReply"


class Origin(StrEnum):
    """Who wrote it, in the words of RFC 3834 5."""

    PERSON = "no"
    ANSWER = "auto-replied"
    PROGRAM = "auto-generated"


ANSWERS: Final = frozenset(
    {
        LetterName.ACKNOWLEDGEMENT,
        LetterName.CONCERN,
        LetterName.QUESTION,
        LetterName.COUNT,
        LetterName.NEUTRAL_RECEIPT,
        LetterName.ADDED,
        LetterName.CORRECTED,
        LetterName.WITHDRAWN,
        LetterName.WHICH,
        LetterName.MAIL_WORD,
        LetterName.MAIL_BOUND,
        LetterName.DONE,
        LetterName.READ_BACK,
        LetterName.REFUSED,
        LetterName.HELP,
        LetterName.LISTING,
    }
)


class Unsendable(Exception):
    """An address that no mail can go to; `reason` is a fixed phrase and never holds the address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Whom it goes to and what ties it to its thread. Message-IDs come without angle brackets; `sender` may carry a
    display name; `reply_to` is an address, with the token where the configuration has subaddresses, or empty.
    """

    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    message_id: str = field(repr=False)
    date: datetime
    origin: Origin
    reply_to: str = field(default="", repr=False)
    in_reply_to: str = field(default="", repr=False)
    references: tuple[str, ...] = field(default=(), repr=False)


def origin(name: LetterName, words: str) -> Origin:
    """Words of a person go out as a person's; `done` only plays them back."""
    if words and name in WORDED and name not in ANSWERS:
        return Origin.PERSON
    return Origin.ANSWER if name in ANSWERS else Origin.PROGRAM


def compose(rendered: Rendered, envelope: Envelope) -> bytes:
    """One text/plain mail, format=flowed, pure ASCII on the wire. Raises Unsendable.

    No Precedence: RFC 3834 3.1.8 does not recommend it, and "bulk" sends a letter to somebody upset to the junk.
    """
    message = EmailMessage(policy=POLICY)
    name, sender = _name_and_address(envelope.sender)
    message["From"] = _mailbox(sender, name)
    message["To"] = _mailbox(envelope.recipient)
    if envelope.reply_to:
        message["Reply-To"] = _mailbox(envelope.reply_to, name)
    message["Subject"] = rendered.subject
    message["Date"] = envelope.date
    message["Message-ID"] = _own_id(envelope.message_id)
    _thread(message, envelope)
    message["Auto-Submitted"] = envelope.origin
    if envelope.origin is not Origin.PERSON:
        message["X-Auto-Response-Suppress"] = SUPPRESSED
    message.set_content(stuffed(rendered.text), params={"format": "flowed"})
    return message.as_bytes()


def bounce_address(envelope: Envelope) -> str:
    """The return path. RFC 3834 3.3 lets a service give an address at which failures are noticed in place of <>: the
    one with the token, by which a bounce finds its letter.
    """
    return envelope.reply_to or _name_and_address(envelope.sender)[1]


def is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def _name_and_address(sender: str) -> tuple[str, str]:
    """Not parseaddr: of "a@b, c@d" it takes the first, and of a stray line end it makes a name."""
    name, opened, address = sender.rpartition("<")
    if not opened:
        return "", sender
    return name.strip().strip('"'), address.removesuffix(">")


def _mailbox(address: str, name: str = "") -> Address:
    if not is_address(address):
        raise Unsendable("the address is not one that mail can go to")
    try:
        return Address(display_name=name, addr_spec=address)
    except ValueError:  # two dots in a row, and the like; its text holds the address
        raise Unsendable("the address is not one that mail can go to") from None


def _own_id(message_id: str) -> str:
    if not MESSAGE_ID.fullmatch(message_id):
        raise Unsendable("the Message-ID is malformed")
    return f"<{message_id}>"


def _thread(message: EmailMessage, envelope: Envelope) -> None:
    """RFC 5322 3.6.4. The oldest are left out first; the line stays under 998."""
    if MESSAGE_ID.fullmatch(envelope.in_reply_to):
        message["In-Reply-To"] = f"<{envelope.in_reply_to}>"
    known: list[str] = []
    room = POLICY.max_line_length or 0
    for one in reversed((*envelope.references, envelope.in_reply_to)):
        room -= len(one) + len("<> ")
        if room < len("References: ") or len(known) == MOST_REFERENCES:
            break
        if MESSAGE_ID.fullmatch(one) and f"<{one}>" not in known:
            known.insert(0, f"<{one}>")
    if known:
        message["References"] = " ".join(known)
