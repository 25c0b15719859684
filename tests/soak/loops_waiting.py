"""A mailbox with thousands of mails when the daemon starts: how long until it is ready, until all are read, and how long
somebody waits who writes meanwhile, by the same mailbox and by the other door. The watchdog is fed all the while.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from daemon.store import InboxState
from tests.soak.loops_floods import COMPLAINT, IN_DANGER, Mail, all_read, answered, came_of, hand_over
from tests.support.daemon import HOUSE, Daemon, eventually, listener, mailbox, outgoing
from tests.support.dovecot import Dovecot, free_port
from tests.support.nursery import FORKS, nursery
from tests.support.sink import Sink

TALK = "Many thanks for the lovely evening, the slides are on my page now. It was the {number}th.\n"
USER = "admin"
FED_EVERY = 5.0  # seconds, as half of WATCHDOG_USEC says
BY_THE_DOOR = 60.0  # seconds; a report that comes now is not to wait for thousands that came before


@dataclass(frozen=True, slots=True)
class Waiting:
    """Seconds: until it was ready, until everything was read, until a mail through each door was answered in the middle,
    and the longest between two signs of life.
    """

    mails: int
    lost: int
    ready: float
    seconds: float
    by_the_door: float
    by_the_mailbox: float
    hungry: float
    memory: float
    complaints: int


@dataclass
class SignsOfLife:
    """systemd's side of sd_notify."""

    at: dict[str, list[float]] = field(default_factory=dict)

    def hear(self, ear: socket.socket) -> None:
        while words := ear.recv(4096).decode():
            for word in words.splitlines():
                self.at.setdefault(word, []).append(time.monotonic())

    def longest(self, until: float) -> float:
        """From READY=1 on, when systemd begins to count; endless where one of the two never came."""
        ready, fed = self.at.get("READY=1", []), self.at.get("WATCHDOG=1", [])
        if not ready or not fed:
            return float("inf")
        heard = [ready[0], *(at for at in fed if ready[0] < at < until), until]
        return max(later - earlier for earlier, later in pairwise(heard))


@contextmanager
def heard(folder: Path) -> Iterator[SignsOfLife]:
    path, signs = folder / "notify", SignsOfLife()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, pytest.MonkeyPatch.context() as surroundings:
        ear.bind(str(path))
        surroundings.setenv("NOTIFY_SOCKET", str(path))
        surroundings.setenv("WATCHDOG_USEC", str(int(2 * FED_EVERY * 1_000_000)))
        listening = threading.Thread(target=signs.hear, args=(ear,), daemon=True)
        listening.start()
        yield signs
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", str(path))
        listening.join(5)


def mails(size: int) -> Iterator[Mail]:
    """A quarter are complaints, each sender has four."""
    for number in range(size):
        text = f"{COMPLAINT}I am number {number}.\n" if number % 4 == 0 else TALK.format(number=number)
        yield Mail(f"w{number // 4}@flood.example", text, f"waiting.{number}")


def fill(server: Dovecot, size: int) -> None:
    """Into the Maildir itself, which takes a hundredth of the time that ten thousand deliveries take."""
    home = server.root / "mail" / USER
    folders = [home, home / "Maildir", *(home / "Maildir" / name for name in ("cur", "new", "tmp"))]
    for folder in folders:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, server.owner.pw_uid, server.owner.pw_gid)
    now = int(time.time())
    for number, mail in enumerate(mails(size)):
        path = home / "Maildir/new" / f"{now}.M{number:06}.bench"
        path.write_bytes(mail.raw)
        os.chown(path, server.owner.pw_uid, server.owner.pw_gid)


def play(size: int, say: Callable[[str], None]) -> Waiting:
    with Dovecot() as server, Sink() as sink, tempfile.TemporaryDirectory(prefix="wait") as name:
        fill(server, size)
        folder, port = Path(name), free_port()
        daemon = Daemon(folder, HOUSE, mailbox(server, USER), listener(port), outgoing(sink.port))
        with heard(folder) as signs:
            if FORKS:
                nursery()  # which takes as long as a usual start
            began = time.monotonic()
            with daemon:
                ready = signs.at["READY=1"][0] - began
                _arrives(daemon, size // 10)
                hand_over(port, [Mail("door@people.example", COMPLAINT, "by.the.door")])
                server.deliver(USER, Mail("box@people.example", IN_DANGER, "by.the.mailbox").raw)
                asked = time.monotonic()
                by_the_door = answered(sink, "door@people.example") - asked
                say(f"ready after {ready:.1f} s; a mail by the other door was answered after {by_the_door:.1f} s")
                by_the_mailbox = answered(sink, "box@people.example") - asked
                say(f"a mail into the same mailbox was answered after {by_the_mailbox:.1f} s")
                _arrives(daemon, size)
                all_read(daemon, say)
                ended = time.monotonic()
                found = came_of(daemon, sink, size + 2, time.monotonic() - began, by_the_door)
    return Waiting(
        size,
        found.lost,
        ready,
        found.seconds,
        by_the_door,
        by_the_mailbox,
        signs.longest(ended),
        found.memory,
        found.complaints,
    )


def _arrives(daemon: Daemon, count: int) -> None:
    """Until so many are in the database."""

    def there() -> bool:
        return daemon.look(lambda unit: sum(unit.inbox.count(state) for state in InboxState)) >= count

    eventually(there, f"{count} mails are in the database", 3600)
