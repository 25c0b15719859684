"""What a sender is, and what can become of a letter. Values that name no address, no server's text and no letter's."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Problem(StrEnum):
    """Fixed words: they may stand in a log, in a notice and in `check`."""

    UNREACHABLE = "the mail server cannot be reached"
    SILENT = "the mail server did not answer in time"
    LOST = "the connection broke before the mail server answered"
    DOUBT = "nothing says whether it arrived"
    NO_TLS = "the mail server does not speak TLS on this port"
    NO_STARTTLS = "the mail server does not offer STARTTLS"
    CERTIFICATE = "the mail server's certificate is not trusted"
    CA_FILE = "the file of trusted certificates cannot be read"
    NO_LOGIN = "the mail server offers no login that we know"
    LOGIN = "the mail server refused the login"
    TOKEN = "no access token could be had"  # noqa: S105  a sentence, not a token
    LATER = "the mail server asked to try again later"
    SENDER = "the mail server refused our own address"
    RECEIPTS = "the mail server refused the address of receipts_to"
    RECIPIENT = "the mail server refused the recipient"
    CONTENT = "the mail server refused the message"
    ADDRESS = "the address is not one that mail can go to"
    GARBLED = "the mail server answered something unexpected"
    FAULT = "conductd could not write it"
    FOLDER = "the folder for outgoing mail cannot be written"
    CHANNEL = "its channel is not configured"
    CLOSED = "the account in Slack is closed"
    NO_MEMBER = "Slack knows no such member or channel"
    NOT_INVITED = "the app is not in that channel: invite it there"
    SLACK_UNREACHABLE = "Slack cannot be reached"
    SLACK_LOST = "the connection broke before Slack answered"
    SLACK_LATER = "Slack asked to try again later"
    SLACK_TOKEN = "Slack refused the token, or it lacks a scope"  # noqa: S105  a sentence, not a token
    SLACK_CONTENT = "Slack refused the message"


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has taken the responsibility for it. `wire_id` is by what it is known there, where that is not our
    own Message-ID: "slack:CHANNEL:TS".
    """

    wire_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Deferred:
    """It did not leave, and may be tried again."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Closed:
    """It did not leave, and nobody's letter would have: the server was not there, or took none at all."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not leave, and trying the same again is of no use."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have left: the answer to the message itself never came. Evidence settles it (design 9.4)."""

    problem: Problem


Outcome = Sent | Deferred | Closed | Refused | Unknown


class Evidence(StrEnum):
    """Whether a letter left, as far as can be found out now."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"  # the other side knows, and cannot be asked now


class Sender(Protocol):
    """One letter, one transaction. Neither method raises for what the other side does."""

    async def send(self, letter_id: str, message: bytes, recipient: str, return_path: str) -> Outcome: ...

    async def was_sent(self, letter_id: str, message_id: str, recipient: str) -> Evidence: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `check`: what was tried, and what to do; empty where it is well."""

    what: str
    problem: str = ""
