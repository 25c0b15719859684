"""The town around a daemon whose disk is attacked, and its ledger: what was sent in by mailbox, LMTP and Slack and what
became of it. Each message has an identity of its own, and so has each answer that an administrator gave.

Senders behave as theirs do: a mail server keeps what was not answered with 250 and tries again, a mailbox keeps what
nobody took, Slack sends again what nobody acknowledged.
"""

import contextlib
import random
import smtplib
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from daemon.clock import now
from daemon.config import load
from daemon.demo.stage import read_letter
from daemon.desk import Desk
from daemon.store.values import ENDED, InboxState, LetterRow, LetterState
from tests.end_to_end.cast import composed
from tests.support.daemon import conductd, eventually, listener, mailbox, outgoing
from tests.support.disks import SmallDisk, integrity
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Sink
from tests.support.town import Neighbour, QuickDaemon, Town, community

ROBIN = "robin@example.org"
REPORT = """Hello,

I want to make a formal complaint about @brack in #careers. He called me an idiot, twice. This is report {name}.
"""
ANSWER = "We have read report {name} and speak with everybody involved this week."
ACKNOWLEDGED = "We take it as a formal complaint"
LATE = "We missed that"
MEBIBYTES = 24


@dataclass(slots=True)
class Queued:
    """A mail at its sender's server; `answers` are what our door said to each attempt."""

    raw: bytes
    sender: str
    answers: list[str] = field(default_factory=list)

    def offer(self, port: int) -> bool:
        try:
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as door:
                door.sendmail(self.sender, ["admin@example.org"], self.raw)
        except (smtplib.SMTPException, OSError) as error:
            code = getattr(error, "smtp_code", 0)
            self.answers.append(str(code or type(error).__name__))
            assert not 500 <= code < 600, f"refused for good: {self.answers}"
            return False
        self.answers.append("250")
        return True


class DiskTown:
    """Everything of conductd's is in `folder`: configuration, key, head, database, log, and `sent/` where letters are
    files. The mailbox, the sink and Slack are elsewhere and well.
    """

    def __init__(self, folder: Path, server: Dovecot, user: str, town: Town, sink: Sink, *, to_files: bool) -> None:
        self.folder, self.server, self.user, self.town, self.sink = folder, server, user, town, sink
        self.to_files = to_files
        self.port = free_port()
        self.robin = town.join("Robin", ROBIN)
        here = community(("Robin Example", "", ROBIN), process='undo = "1s"\nlate_warning = "0s"')
        out = outgoing(sink.port) if not to_files else '[smtp]\nfolder = "sent/"\nsender = "admin@example.org"\n'
        sections = (here, mailbox(server, user), listener(self.port), out, town.section(sockets=True))
        self.daemon = QuickDaemon(folder, *sections)
        self.database = folder / "conductd.db"
        self.queue: list[Queued] = []
        self.mailed: dict[str, str] = {}  # name -> address
        self.said: dict[str, Neighbour] = {}
        self.answered: dict[str, str] = {}  # name -> code
        self.promised: dict[str, str] = {}

    # --- what people do

    def mails(self, name: str) -> None:
        self.server.append(self.user, self._report(name))

    def hands_over(self, name: str) -> None:
        """By the mail server in front of LMTP, which tries once at once."""
        queued = self.queued(name)
        if not queued.offer(self.port):
            self.queue.append(queued)

    def queued(self, name: str) -> Queued:
        return Queued(self._report(name), f"{name}@example.net")

    def says(self, name: str) -> None:
        person = self.town.join(name)
        self.said[name] = person
        person.says(REPORT.format(name=name))

    def tries_again(self) -> None:
        self.queue = [each for each in self.queue if not each.offer(self.port)]

    def administrator_answers(self, name: str) -> None:
        """Words that leave after `undo`, one second."""
        code = self.code_of(name)
        self._commands(f"reply {code} {ANSWER.format(name=name)}")
        self.answered[name] = code

    def administrator_promises(self, name: str, within: timedelta) -> None:
        code = self.code_of(name)
        self._commands(f"estimate {code} {now() + within:%Y-%m-%dT%H:%M:%SZ}")
        self.promised[name] = code

    def _commands(self, text: str) -> None:
        with Desk(load(self.daemon.config, {}), "", "a test") as desk:
            desk.command(text)

    def _report(self, name: str) -> bytes:
        self.mailed[name] = f"{name}@example.net"
        return composed(self.mailed[name], REPORT.format(name=name), "Complaint").as_bytes()

    # --- what became of it

    def codes_of(self, name: str) -> list[str]:
        if name in self.mailed:
            return self.daemon.cases_of(self.mailed[name])
        member = self.said[name].member.id
        return [each.code for each in self.daemon.look(lambda unit: unit.parties.cases_of("slack", member))]

    def code_of(self, name: str) -> str:
        return eventually(lambda: self.codes_of(name), f"{name} has a case", 60)[0]

    def waiting(self) -> str:
        """What is not done yet; empty where everything came to its end."""
        if self.queue:
            return f"{len(self.queue)} mails at their sender's server"
        missing = [name for name in (*self.mailed, *self.said) if not self.codes_of(name)]
        unread = self.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW))
        on_their_way = [f"{each.name} {each.state}" for each in self._letters(LetterState.PENDING, LetterState.SENDING)]
        lying = len(self.server.folder(self.user))
        if not (missing or unread or on_their_way or lying):
            return ""
        return f"no case: {missing}, unread: {unread}, letters: {on_their_way}, in the mailbox: {lying}"

    def _letters(self, *states: LetterState) -> list[LetterRow]:
        soon = now() + timedelta(minutes=10)  # a reminder of tomorrow is not waited for
        found = [
            row for state in states for row in self.daemon.look(lambda unit, state=state: unit.letters.in_state(state))
        ]
        return [each for each in found if each.next_try is None or each.next_try < soon]

    def settles(self, within: float) -> float:
        """Seconds until everything came to its end, with the senders trying again each half second."""
        began = time.monotonic()
        while waiting := self._looked():
            assert self.daemon.is_alive, f"the daemon ended: {self.daemon.log()[-3000:]}"
            assert time.monotonic() - began < within, f"after {within:.0f} s: {waiting}\n{self.daemon.log()[-3000:]}"
            time.sleep(0.3)
        return time.monotonic() - began

    def _looked(self) -> str:
        self.tries_again()
        return self.waiting()

    def out(self) -> list[tuple[str, str]]:
        """Every mail that left: to whom, and its words."""
        if not self.to_files:
            return [(each.recipients[0], " ".join(each.text.split())) for each in self.sink.messages]
        mails = [read_letter(path) for path in (self.folder / "sent").glob("*.eml")]
        return [(each.to, " ".join(each.text.split())) for each in mails]

    def lost_and_doubled(self) -> tuple[list[str], list[str]]:
        """Each message one case and each letter one delivery; what has none, and what has more."""
        counts = Counter({f"message {name}": len(self.codes_of(name)) for name in (*self.mailed, *self.said)})
        counts.update(self._words_kept())  # not `|`, which leaves out what was counted 0 times: the lost
        counts.update(self._letters_out())
        lost = [what for what, count in counts.items() if count < 1]
        return lost, [what for what, count in counts.items() if count > 1]

    def _words_kept(self) -> Counter[str]:
        """How often each report stands in the messages of its case."""
        found: Counter[str] = Counter()
        for name in (*self.mailed, *self.said):
            for code in self.codes_of(name)[:1]:
                case = self.daemon.kept(code).id
                texts = self.daemon.look(lambda unit, case=case: [each.text for each in unit.messages.of(case)])
                found[f"words of {name}"] = sum(f"report {name}." in text for text in texts)
        return found

    def _letters_out(self) -> Counter[str]:
        """Every letter that the database calls sent or has given up, by its Message-ID or its marker, and what the wire has of it."""
        found: Counter[str] = Counter()
        sent = self.daemon.look(
            lambda unit: [(row, unit.letters.open(row.id)) for state in ENDED for row in unit.letters.in_state(state)]
        )
        ids = Counter(str(each.message["Message-ID"]) for each in self.sink.messages)
        markers = Counter(self.town.letters_sent())
        files = {path.stem for path in (self.folder / "sent").glob("*.eml")} if self.to_files else set()
        for row, body in sent:
            if body.channel == "slack":
                found[f"letter {row.name} {row.short}"] = markers[f"o:{row.id}"]
            elif self.to_files:
                found[f"letter {row.name} {row.short}"] = int(row.id in files)
            else:
                found[f"letter {row.name} {row.short}"] = ids[body.message_id]
        told = self.out()
        for name in self.mailed:
            mine = [text for to, text in told if to == self.mailed[name]]
            found[f"acknowledgement of {name}"] = sum(ACKNOWLEDGED in text for text in mine)
            if name in self.answered:
                found[f"answer to {name}"] = sum(f"report {name} and speak" in text for text in mine)
            if name in self.promised:
                found[f"late letter to {name}"] = sum(LATE in text for text in mine)
        return found

    def unsound(self) -> list[str]:
        """What SQLite's own check and `conductd audit` find."""
        found = [each for each in integrity(self.database) if each != "ok"]
        audit = conductd(self.folder, "audit", config=self.daemon.config)
        return found + (
            [f"audit ended with {audit.returncode}: {audit.stdout}{audit.stderr}"] if audit.returncode else []
        )


@dataclass(slots=True)
class Bench:
    """What a round has at hand."""

    disk: SmallDisk
    town: DiskTown
    chance: random.Random
    felt: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)


@contextlib.contextmanager
def opened(chance: random.Random, *, to_files: bool) -> Iterator[Bench]:
    """A daemon with everything of its own on a small disk; letters leave by SMTP, or are files on that disk too."""
    with Dovecot() as server, Town() as town, Sink() as sink, SmallDisk(MEBIBYTES) as disk:
        town.slack.sockets.retries = (0.5,) * 120
        place = DiskTown(disk.path, server, "admin", town, sink, to_files=to_files)
        try:
            with place.daemon:
                yield Bench(disk, place, chance)
        finally:
            place.daemon.close()
