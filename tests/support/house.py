"""The house with its real rooms and a real SQLite file, without processes: mail in, letters out, time by hand.

    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        assert home.came(REPORTER) == ["acknowledgement"]
        await home.passes(hours=13)

Only the wire is not real: `home.wire` keeps what is sent and answers as a test tells it to.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, make_msgid
from functools import cache, cached_property
from pathlib import Path

from daemon.config import Config
from daemon.declaring import meet
from daemon.desk import Desk
from daemon.opening import open_store
from daemon.outbox import Outbox
from daemon.pens import MailPen
from daemon.process.case import Case
from daemon.service import Service
from daemon.store import Store
from daemon.wiring import community
from notifiers.plain import unfolded
from notifiers.sending import Evidence, Outcome, Sent
from tests.support.settings import configured
from tests.support.thrift import keep_what_is_compiled

keep_what_is_compiled()

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # 9:00 in Denver
COMMUNITY = "admin@softskills.example"
JAMISON = "hi@jamison.dance"
ADA = "ada@admins.example"
CONTACT = "contact@outside.example"
REPORTER = "rae@example.org"
STRANGER = "sam@example.net"

COMPLAINT = (
    "Hello,\n\nI want to make a formal complaint about @brack. In #careers he called people who asked beginner\n"
    "questions idiots, three times this week, and yesterday me too.\n"
)
CONCERN = (
    "Hi, I want to raise a concern about @dorn, just as a heads-up. I am not looking for any action.\n"
    "The jokes that he makes in #random about one member are rather mean.\n"
)
REPORT = "Hello,\n\nyesterday in #random @cobb called a member an idiot and told her to go away. I saw it myself.\n"
QUESTION = "Is it an incident if somebody posts their own job advert twice in #general?\n"
HOW_MANY = "How many incidents have you handled so far?\n"
DANGER = (
    "I want to make a formal complaint about @brack. He wrote to me that he knows where I live and that he is\n"
    "coming to my house tonight to kill me. I am afraid.\n"
)

PASSED = "Authentication-Results: mx.softskills.example; dmarc=pass header.from={domain}\n"


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Arrived:
    """A letter as its reader gets it."""

    letter_id: str
    at: datetime
    raw: bytes
    to: str
    return_path: str
    name: str = ""

    @cached_property
    def mail(self) -> EmailMessage:
        """Most letters are counted and never opened."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def reply_to(self) -> str:
        return self.mail["Reply-To"].addresses[0].addr_spec

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    @property
    def text(self) -> str:
        return unfolded(self.mail.get_content().replace("\r\n", "\n"))


@dataclass
class Wire:
    """`outcomes` are given out one a letter; an exception in it is raised. `trouble` is what an address always has. All
    else is Sent.
    """

    clock: Clock
    outcomes: list[Outcome | BaseException] = field(default_factory=list)
    trouble: dict[str, Outcome] = field(default_factory=dict)
    evidence: Evidence = Evidence.UNKNOWN
    letters: list[Arrived] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    reached: bool = False

    async def send(self, letter_id: str, message: bytes, recipient: str, return_path: str) -> Outcome:
        self.tried.append(letter_id)
        outcome = self.outcomes.pop(0) if self.outcomes else self.trouble.get(recipient, Sent())
        if isinstance(outcome, BaseException):
            raise outcome
        if isinstance(outcome, Sent):
            assert str(BytesHeaderParser(policy=policy.default).parsebytes(message)["To"]) == recipient
            self.letters.append(Arrived(letter_id, self.clock.now, message, recipient, return_path))
        return outcome

    async def was_sent(self, letter_id: str, message_id: str, recipient: str) -> Evidence:
        return self.evidence


def written_by(
    sender: str,
    text: str,
    subject: str = "",
    *,
    to: str = COMMUNITY,
    answers: Arrived | None = None,
    keeps: tuple[str, ...] = ("reply_to", "references"),
    headers: tuple[tuple[str, str], ...] = (),
    vouched: bool = False,
) -> bytes:
    """A mail as somebody's own program writes it. `keeps` is what that program keeps of the letter it `answers`."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = answers.reply_to if answers and "reply_to" in keeps else to
    mail["Subject"] = subject or (f"Re: {answers.subject}" if answers else "Hello")
    mail["Date"] = format_datetime(MONDAY)
    mail["Message-ID"] = make_msgid(domain="client.example")
    if answers and "references" in keeps:
        mail["In-Reply-To"] = mail["References"] = answers.message_id
    for name, value in headers:
        mail[name] = value
    mail.set_content(text)
    above = PASSED.format(domain=sender.rpartition("@")[2].strip(">")) if vouched else ""
    # at 78 columns the standard library makes an encoded word of a long Message-ID, which no other client does
    return above.encode() + mail.as_bytes(policy=mail.policy.clone(max_line_length=998))


class Household:
    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.service = Service(config, store, clock)
        self.wire = Wire(clock)
        self.heard: list[Arrived] = []  # what came before the last `forget`
        self._reach_the_wire()

    def _reach_the_wire(self) -> None:
        rooms, sender = self.service._rooms, self.config.smtp.sender
        from_ = f'"{sender.name}" <{sender.address}>'
        pens = {"email": MailPen(rooms.corridor.house, rooms.corridor.post, self.wire, from_)}
        outbox = Outbox(self.store, rooms.corridor, pens, community(self.config))
        self.rooms = self.service._rooms = replace(rooms, outbox=outbox, sender=self.wire)

    # --- what people do

    async def mail(self, sender: str, text: str, subject: str = "", **how) -> None:
        """`how` is as for `written_by`."""
        await self.hand_over(written_by(sender, text, subject, **how))

    async def hand_over(self, raw: bytes, channel: str = "lmtp", note: str = "") -> None:
        await self.rooms.intake.receive(channel, raw, "", note)
        await self.settle()

    async def answer(self, letter: Arrived, text: str, **how) -> None:
        """By whoever the letter went to, from a client that keeps everything."""
        await self.mail(letter.to, text, answers=letter, **how)

    async def order(self, text: str, by: str = JAMISON) -> Arrived:
        """An administrator's authenticated answer to the last letter that they got; what they are answered."""
        await self.answer(self.letters(by)[-1], text, vouched=True)
        return self.letters(by)[-1]

    async def answer_of(self, letter: Arrived, text: str) -> Arrived:
        """What an administrator's authenticated answer to `letter` is answered with."""
        await self.answer(letter, f"{text}\n", vouched=True)
        return self.letters(letter.to)[-1]

    async def opens(self, text: str, sender: str = REPORTER) -> Case:
        """The case that a mail opens."""
        before = {case.code for case in await self.cases()}
        await self.mail(sender, text)
        (case,) = (case for case in await self.cases() if case.code not in before)
        return case

    # --- what the house does

    async def settle(self) -> None:
        """Everything that is due now."""
        while await self.service._read() + await self.service._ring() + await self.service._send():
            pass
        await self._name_letters()

    async def passes(self, **span: float) -> None:
        """Time goes by; whatever falls due in it happens when it is due."""
        end = self.clock.now + timedelta(**span)
        while (at := await self.next_at()) is not None and at <= end:
            self.clock.now = max(at, self.clock.now)
            await self.settle()
        self.clock.now = end
        await self.settle()

    async def sleeps(self, **span: float) -> None:
        """Time goes by while nobody is at home; what came is met at once afterwards."""
        self.clock.now += timedelta(**span)
        await self.settle()

    async def next_at(self) -> datetime | None:
        return await self.store.look(
            lambda unit: min(
                filter(None, (unit.cases.next_due(), unit.letters.next_at(), unit.inbox.next_at())), default=None
            )
        )

    async def restarts(self) -> "Household":
        """The same folder with everything in memory gone."""
        again = type(self)(self.config, self.store, self.clock)
        again.wire.letters = self.wire.letters
        return again

    # --- what can be looked at

    async def run(self, work):
        return await self.store.run(work)

    async def cases(self) -> list[Case]:
        terms = self.rooms.corridor.house.terms
        return [kept.case for kept in await self.run(lambda unit: unit.cases.every(terms))]

    async def case(self, code: str = "") -> Case:
        """The one of that code, or the only one."""
        found = [case for case in await self.cases() if code in {"", case.code}]
        assert len(found) == 1, f"{len(found)} cases"
        return found[0]

    async def rows(self, name: str = ""):
        """The rows of the outbox, the oldest first."""
        terms = self.rooms.corridor.house.terms
        found = await self.run(
            lambda unit: [row for kept in unit.cases.every(terms) for row in unit.letters.of(kept.id)]
        )
        return [row for row in found if name in {"", row.name}]

    async def happened(self, code: str = "") -> list[str]:
        """The kinds of the history's rows of one case."""
        terms = self.rooms.corridor.house.terms
        case = await self.case(code)
        return await self.run(
            lambda unit: [each.kind for each in unit.history.of(unit.cases.by_code(case.code, terms).id)]
        )

    async def told(self, kind: str):
        """The bodies of the history's rows of that kind, of whatever case."""
        terms = self.rooms.corridor.house.terms
        return await self.run(
            lambda unit: [
                each.body for kept in unit.cases.every(terms) for each in unit.history.of(kept.id) if each.kind == kind
            ]
        )

    def letters(self, to: str = "", name: str = "") -> list[Arrived]:
        return [each for each in self.wire.letters if to in {"", each.to} and name in {"", each.name}]

    def came(self, to: str) -> list[str]:
        """The names of the letters that an address got."""
        return [each.name for each in self.letters(to)]

    def last(self, name: str, to: str = "") -> Arrived:
        return self.letters(to, name)[-1]

    def forget(self) -> None:
        """What follows is about the letters from here on; the ones before can still be answered."""
        self.heard += self.wire.letters
        self.wire.letters.clear()

    async def at_desk(self, work, actor: str = ""):
        """`work(desk)` in a thread with a store of its own, as the command line is a process of its own."""

        def sit():
            with Desk(self.config, actor, "robin", self.clock) as desk:
                return work(desk)

        return await asyncio.to_thread(sit)

    async def command(self, text: str, actor: str = "Jamison") -> tuple[str, ...]:
        done = await self.at_desk(lambda desk: desk.command(text), actor)
        await self.settle()
        return done.lines

    async def _name_letters(self) -> None:
        unnamed = [each for each in self.wire.letters if not each.name]
        if unnamed:
            found = await self.store.look(lambda unit: [unit.letters.by_id(each.letter_id) for each in unnamed])
            for each, row in zip(unnamed, found, strict=True):
                each.name = row.name


@cache
def empty() -> Path:
    """A database without a row and its key, made once: the migration takes longer than most stories."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    config = configured(folder)
    open_store(config, MONDAY).close()
    (folder / "conductd.toml").unlink()
    return folder


@asynccontextmanager
async def household(
    folder: Path, start: datetime = MONDAY, *, kind: type[Household] = Household, **sections: str
) -> AsyncIterator[Household]:
    """`sections` as for `configured`."""
    config = configured(folder, **sections)
    if not config.keys.file.exists():
        for made in empty().iterdir():
            shutil.copy2(made, folder)
    store = open_store(config, start)
    try:
        home = kind(config, store, Clock(start))
        await home.run(lambda unit: meet(unit, home.rooms.corridor, start))  # as the daemon does at its start
        yield home
    finally:
        await asyncio.to_thread(store.close)
