"""More mail than anybody can read: from one sender, from many, under one name, unreadable, and waiting on start.

What was sent has the bench's own number in it, and is looked for in the database; what came of it, at the sink. Other
people write in the middle of it, and it is measured how long they wait.
"""

import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from daemon.clock import now
from daemon.store import InboxState
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, HOUSE, Daemon, eventually, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.sink import Sink

FLOODER = "sender@flood.example"
OTHER = "other@people.example"
IN_DANGER = "He stands in front of my house with a knife right now and says that he will kill me tonight.\n"
COMPLAINT = "I want to make a formal complaint about @brack, who called a beginner in #careers an idiot three times.\n"
HOURS = 3600.0
ONE_SENDER = "one sender"
ASIDE = "mail that is set aside"  # answered or not as an administrator decides: nothing is owed at once
ANSWERS = 6  # to one sender: five first answers, and one that speaks of danger


@dataclass(frozen=True, slots=True)
class Flood:
    """`seconds` until everything was read; `delay` is that of another sender's first answer. `letters` are those to the
    flood's senders, `notices` those to the administrator; `memory` is the daemon's highest, in MiB.
    """

    mails: int
    lost: int
    seconds: float
    delay: float
    letters: int
    notices: int
    memory: float
    complaints: int


@dataclass(frozen=True, slots=True)
class Mail:
    sender: str
    text: str
    name: str = ""
    subject: str = "Something happened"

    @property
    def raw(self) -> bytes:
        head = f"From: {self.sender}\r\nTo: {COMMUNITY}\r\nSubject: {self.subject}\r\nMessage-ID: <{self.name}@flood.example>"
        return f"{head}\r\n\r\n{self.text}".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def of_one_sender(size: int) -> list[Mail]:
    """Each says something else."""
    return [Mail(FLOODER, f"{COMPLAINT}This is number {number}.\n", f"one.{number}") for number in range(size)]


def of_many(size: int) -> list[Mail]:
    return [Mail(f"s{each}@flood.example", f"{COMPLAINT}I am number {each}.\n", f"many.{each}") for each in range(size)]


def of_one_name(size: int) -> list[Mail]:
    """One Message-ID, other texts: each is somebody's, and is kept."""
    return [Mail(f"n{each}@flood.example", f"{COMPLAINT}I am number {each}.\n", "the.same") for each in range(size)]


def to_be_set_aside(size: int) -> list[Mail]:
    return [Mail(f"a{each}@flood.example", f"Cheap roof tiles, lot {each}.\n", f"aside.{each}") for each in range(size)]


KINDS: dict[str, Callable[[int], list[Mail]]] = {
    ONE_SENDER: of_one_sender,
    "many senders, one mail each": of_many,
    "one Message-ID": of_one_name,
    ASIDE: to_be_set_aside,
}


@contextmanager
def daemon_at_a_door() -> Iterator[tuple[Daemon, Sink, int]]:
    with tempfile.TemporaryDirectory(prefix="flood") as folder, Sink() as sink:
        port = free_port()
        with Daemon(Path(folder), HOUSE, listener(port), outgoing(sink.port)) as daemon:
            yield daemon, sink, port


def play(kind: str, size: int, say: Callable[[str], None]) -> Flood:
    mails = KINDS[kind](size)
    with daemon_at_a_door() as (daemon, sink, port), ThreadPoolExecutor(1) as flood:
        began = time.monotonic()
        hand_over(port, mails[: size // 2])
        hand_over(port, [Mail(OTHER, COMPLAINT, "other"), Mail(FLOODER, IN_DANGER, "danger")])
        waits_since = time.monotonic()
        rest = flood.submit(hand_over, port, mails[size // 2 :])
        delay = answered(sink, OTHER) - waits_since
        answered(sink, FLOODER, "local emergency number")
        rest.result()
        all_read(daemon, say)
        return came_of(daemon, sink, size + 2, time.monotonic() - began, delay)


def hand_over(port: int, mails: Sequence[Mail]) -> None:
    with smtplib.LMTP("127.0.0.1", port) as door:
        for mail in mails:
            door.sendmail(mail.sender, [COMMUNITY], mail.raw)


def answered(sink: Sink, address: str, phrase: str = "") -> float:
    """When it was seen that this sender was answered."""

    def came() -> bool:
        return any(address in each.recipients and phrase in each.text for each in sink.messages)

    eventually(came, f"an answer to {address}", HOURS)
    return time.monotonic()


def all_read(daemon: Daemon, say: Callable[[str], None]) -> None:
    said = time.monotonic()

    def done() -> bool:
        nonlocal said
        waiting, due = daemon.look(_waiting)
        if time.monotonic() - said > 5:
            said = time.monotonic()
            say(f"{waiting} messages wait to be read, {due} letters to leave")
        return not waiting and not due

    eventually(done, "all of it is read and answered", HOURS)


def _waiting(unit) -> tuple[int, int]:
    soon = unit.letters.next_at()
    due = soon is not None and soon <= now() + timedelta(seconds=1)
    return unit.inbox.count(InboxState.NEW), int(due) + len(unit.letters.in_flight())


def came_of(daemon: Daemon, sink: Sink, sent: int, seconds: float, delay: float) -> Flood:
    kept = daemon.look(lambda unit: sum(unit.inbox.count(state) for state in InboxState))
    letters = [each for each in sink.messages if any(one.endswith("@flood.example") for one in each.recipients)]
    notices = [each for each in sink.messages if ADMINISTRATOR in each.recipients]
    peak, complaints = highest_memory(daemon.pid), len(daemon.complaints())
    return Flood(sent, sent - kept, seconds, delay, len(letters), len(notices), peak, complaints)


def highest_memory(pid: int) -> float:
    """In MiB, as the kernel counted it."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
