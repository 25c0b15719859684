"""Who writes and reads in these tests: people with a mail program, around one mailbox and one SMTP sink.

They know of the daemon only what their letters say.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from enum import Enum, auto

from daemon.clock import now
from daemon.process.case import Case, Stage, Suspension
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, PREFIX, VERIFIER, Daemon, eventually
from tests.support.dovecot import Dovecot
from tests.support.sink import Received, Sink

CODE = re.compile(rf"{PREFIX}-[A-Z0-9]{{4,6}}")
KIM = "kim@example.org"
LEE = "lee@example.org"
VOUCHED = f"Authentication-Results: {VERIFIER}; dmarc=pass header.from=example.org"


class Client(Enum):
    """What a mail program puts into an answer."""

    WHOLE = auto()
    DROPS_THE_THREAD = auto()  # no In-Reply-To, no References; the answer goes to the Reply-To
    DROPS_THE_TOKEN = auto()  # answers to the From address, in the thread


@dataclass(frozen=True)
class Letter:
    """One of the daemon's letters, as its reader has it."""

    received: Received

    @property
    def text(self) -> str:
        """Without the daily noise of line breaks."""
        return self.received.text

    @property
    def raw(self) -> bytes:
        return self.received.data

    @property
    def subject(self) -> str:
        return str(self.received.message["Subject"])

    @property
    def code(self) -> str:
        found = CODE.search(self.subject)
        assert found, "the subject has no case's code"
        return found.group()

    @property
    def message_id(self) -> str:
        return str(self.received.message["Message-ID"])

    @property
    def reply_to(self) -> str:
        return str(self.received.message["Reply-To"])


@dataclass(frozen=True)
class Place:
    """A mailbox on the test's Dovecot that the daemon watches, and the sink that its letters reach."""

    server: Dovecot
    user: str
    sink: Sink
    daemon: Daemon
    lmtp_port: int = 0

    def person(self, address: str) -> "Person":
        return Person(self, address)

    @property
    def administrator(self) -> "Person":
        return self.administrator_at(ADMINISTRATOR)

    def administrator_at(self, address: str) -> "Person":
        return Person(self, address, VOUCHED)

    def at_stage(self, code: str, stage: Stage) -> Case:
        return eventually(
            lambda: (case := self.daemon.case(code)).stage is stage and case,
            lambda: f"{code} is {stage}; it is {self.daemon.case(code).stage}",
        )


@dataclass(frozen=True)
class Person:
    """`headers` are what the community's own mail server writes above this person's mails."""

    place: Place
    address: str
    headers: str = ""

    def writes(self, text: str, subject: str = "Hello", **more: str) -> bytes:
        """A mail to the community; returned as it was delivered."""
        return self.sends(composed(self.address, text, subject, **more))

    def answers(self, letter: Letter, text: str, client: Client = Client.WHOLE, **more: str) -> bytes:
        return self.sends(answer(self.address, letter, text, client, **more))

    def sends(self, mail: EmailMessage) -> bytes:
        raw = mail.as_bytes()
        raw = f"{self.headers}\n".encode() + raw if self.headers else raw
        self.place.server.deliver(self.place.user, raw, self.address)
        return raw

    def letters(self, phrase: str = "", about: str = "") -> list[Letter]:
        """Those to this person so far that hold the phrase in any case, and the code where one is given."""
        mine = [Letter(each) for each in self.place.sink.messages if self.address in each.recipients]
        return [each for each in mine if phrase.lower() in each.text.lower() and about in f"{each.subject} {each.text}"]

    def gets(self, phrase: str, about: str = "", before: int = 0) -> Letter:
        """The letter with that phrase, once it is there; the next one where there are `before` already."""
        return eventually(
            lambda: self.letters(phrase, about)[before : before + 1], lambda: self._without(phrase, about)
        )[0]

    def _without(self, phrase: str, about: str) -> str:
        came = "\n\n".join(f"{each.subject}\n{each.text}" for each in self.letters(about=about))
        logged = self.place.daemon.complaints()
        return f"a letter to {self.address} with: {phrase}\nThe log complains: {logged}\nThese came:\n{came}"


def composed(sender: str, text: str, subject: str = "Hello", **more: str) -> EmailMessage:
    """`more` are headers, with _ for -."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, COMMUNITY, subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(domain="client.example.net")
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def answer(sender: str, letter: Letter, text: str, client: Client = Client.WHOLE, **more: str) -> EmailMessage:
    """With the letter quoted below, as most mail programs do."""
    wrote = f"On {now():%a, %d %b %Y at %H:%M}, The Administrators <{COMMUNITY}> wrote:"
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    mail = composed(sender, f"{text}\n\n{wrote}\n{quoted}\n", f"Re: {letter.subject}", **more)
    if client is not Client.DROPS_THE_TOKEN:
        del mail["To"]
        mail["To"] = letter.reply_to
    if client is not Client.DROPS_THE_THREAD:
        mail["In-Reply-To"] = mail["References"] = letter.message_id
    return mail


COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""


@dataclass(frozen=True)
class Suspended:
    """A complaint of `reporter`, and the suspension of `member` under it; `letter` is what the member was told."""

    reporter: Person
    member: Person
    code: str
    letter: Letter

    @property
    def account(self) -> str:
        """The code by which everybody but the reporter calls the case."""
        return self.letter.code

    @property
    def record(self) -> Suspension:
        (found,) = (
            each for each in self.reporter.place.daemon.case(self.code).suspensions if each.account == self.account
        )
        return found

    @property
    def opens_at(self) -> datetime:
        """From when an appeal counts."""
        return self.record.since + self.reporter.place.daemon.case(self.code).terms.appeal_after

    @property
    def appeal(self) -> str:
        """The code of the only appeal against it."""
        daemon = self.reporter.place.daemon
        (code,) = eventually(lambda: daemon.case(self.code).appeals, "the appeal stands in the complaint")
        return code


def suspended(place: Place, name: str, consent: str = "PRIVATE") -> Suspended:
    """By Robin's answer to the notice of a complaint; `name` makes the two addresses this story's own."""
    reporter, member = place.person(f"reporter.{name}@example.net"), place.person(f"member.{name}@example.net")
    reporter.writes(f"{COMPLAINT}\n{consent}\n", "Complaint")
    code = reporter.gets("We take it as a formal complaint").code
    robin = place.administrator
    robin.answers(robin.gets("A new complaint waits", code), f"suspend {code} {member.address} because {REASON}")
    letter = member.gets("Your account at Example Community is suspended")
    return Suspended(reporter, member, code, letter)


REASON = "quicksilver threats against three members"
