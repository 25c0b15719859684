"""A daemon under systemd's eyes with all that it talks to, for one round; and the ledger of what became of everything."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import make_msgid
from pathlib import Path

from tests.support.daemon import COMMUNITY, eventually, listener, mailbox
from tests.support.dovecot import Dovecot, free_port
from tests.support.lines import Line
from tests.support.sink import AfterData, Sink
from tests.support.systemd import Supervised, Systemd
from tests.support.town import Handing, Town, community, outgoing

COMPLAINT = "I want to make a formal complaint about @brack. He called me an idiot in #general yesterday.\r\n"
# a letter that a stop met on the wire waits two minutes for evidence (design 9.4): the next start is that much later
LATER = timedelta(minutes=3)


@dataclass(slots=True)
class Round:
    """`people` have written by mail, `members` in Slack: each once, so that each has one case."""

    daemon: Supervised
    systemd: Systemd
    server: Dovecot
    user: str
    sink: Sink
    town: Town
    inward: Line
    outward: Line
    port: int
    people: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    afterwards: list[Callable[[], object]] = field(default_factory=list)  # what others do once it runs again

    def person(self) -> str:
        self.people.append(f"member{len(self.people)}@example.net")
        return self.people[-1]

    def writes(self, text: str = COMPLAINT) -> None:
        """By LMTP; it is answered when it is on disk."""
        person = self.person()
        Handing(self.port).deliver("", mail(person, text), person)

    def finds(self) -> None:
        """In the mailbox."""
        self.server.append(self.user, mail(self.person(), COMPLAINT))

    def says(self) -> None:
        """In Slack."""
        somebody = self.town.join(f"Dana{len(self.members)}")
        self.members.append(somebody.member.id)
        somebody.says(COMPLAINT)

    def asked(self, question: str) -> list[str]:
        """Of the database, beside the daemon and without writing."""
        path = self.daemon.folder / "conductd.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as database:
            return [str(row[0]) for row in database.execute(question)]

    def letters(self, state: str) -> list[str]:
        return self.asked(f"SELECT id FROM letter WHERE state = '{state}'")

    def settles(self, within: float = 120.0) -> None:
        """The weather is fair again, and the daemon runs until nothing is left to do."""
        self.sink.after_data = AfterData.ANSWER
        self.town.do(self.town.faults.clear)
        self.inward.thaw()
        self.outward.thaw()
        self.inward.cut()
        self.outward.cut()
        self.daemon.start(LATER)
        for act in self.afterwards:
            act()
        eventually(self._is_done, lambda: f"nothing is left to do: {self.left()}", within)

    def _is_done(self) -> bool:
        return not any(self.left().values())

    def left(self) -> dict[str, int]:
        found = self.asked("SELECT count(*) FROM inbox")
        return {
            "not read": len(self.asked("SELECT id FROM inbox WHERE state = 'new'")),
            "not sent": len(self.letters("pending")) + len(self.letters("sending")),
            "in the mailbox": self._in_the_mailbox(),
            "not come": len(self.people) + len(self.members) - int(found[0]),
        }

    def _in_the_mailbox(self) -> int:
        with self.server.session(self.user) as client:
            return int(client.folder_status("INBOX", ["MESSAGES"])[b"MESSAGES"])

    def wrong(self) -> list[str]:
        """What was lost or doubled."""
        daemon = self.daemon
        cases = {each: len(daemon.cases_of(each)) for each in self.people}
        cases |= {
            each: len(daemon.look(lambda unit, who=each: unit.parties.cases_of("slack", who))) for each in self.members
        }
        arrived = Counter([*map(self._letter, self.sink.messages), *self.town.letters_sent()])
        letters = {each: arrived.pop(f"o:{each}", 0) + arrived.pop(each, 0) for each in self.letters("sent")}
        aside = self.asked("SELECT id FROM inbox WHERE state = 'aside'")
        broken = daemon.look(lambda unit: unit.verify())
        return [
            *(f"{number} cases of {who}" for who, number in cases.items() if number != 1),
            *(f"a letter arrived {number} times" for number in letters.values() if number != 1),
            *(f"{number} deliveries of no letter" for number in [sum(arrived.values())] if number),
            *(f"{len(each)} {what}" for each, what in ((aside, "set aside"), (broken, "broken rows")) if each),
            *(f"failed letter {each}" for each in self.letters("failed")),
        ]

    def _letter(self, received) -> str:
        name = str(received.message["Message-ID"])
        found = self.daemon.look(lambda unit: unit.letters.by_message_id(name))
        return found.id if found else name


def mail(person: str, text: str) -> bytes:
    named = make_msgid(domain="client.example.net")
    head = f"From: {person}\r\nTo: {COMMUNITY}\r\nSubject: Hello\r\nMessage-ID: {named}\r\n"
    return f"{head}\r\n{text}\r\n".encode()


@contextmanager
def world(folder: Path, server: Dovecot, user: str) -> Iterator[Round]:
    """Not started."""
    port = free_port()
    with (
        Town() as town, Sink() as sink, Systemd(folder) as systemd, Line(server.port) as inward, Line(sink.port) as outward,
    ):  # fmt: skip
        robin = town.join("Robin", "robin@example.org")
        here = community(("Robin Example", robin.member.id, "robin@example.org"))
        mails = mailbox(server, user, f"port = {inward.port}")
        daemon = Supervised(
            folder, systemd, here, listener(port), mails, outgoing(outward.port), town.section(sockets=True)
        )
        try:
            yield Round(daemon, systemd, server, user, sink, town, inward, outward, port)
        finally:
            daemon.close()
            if daemon.is_alive:
                daemon.kill()
