"""Messages in by LMTP, cases made, letters out to a server, by the thousand: what the daemon holds meanwhile stays flat.

Every message has a sender and a Message-ID of its own. Memory is what Linux calls VmRSS, of the daemon and of the process
that reads for it, looked at where everything that came in is read and every letter has left.
"""

import re
import smtplib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from daemon.clock import now
from daemon.store import InboxState, LetterState
from daemon.store.letters import LETTERS
from tests.soak.table import Row
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, HOUSE, Daemon, eventually, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.mutations import Chance
from tests.support.sink import Received, Sink

FULL = 50_000
EVERY = 1_000
SETTLED = 5_000  # messages after which nothing may grow any more
FLAT = 0.05  # of what was held after SETTLED: what the line through the samples may have risen by at the end
CONNECTIONS = 4
DRAINED_WITHIN = 900.0
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")
TEXTS = (
    "I want to make a formal complaint about @brack in #careers. He called {who} an idiot, and yesterday me too.",
    "I want to raise a concern about @dorn, just as a heads-up. The jokes about {who} in #random are rather mean.",
    "Is it an incident if {who} posts the same job advert twice in #general?",
    "Yesterday in #random @cobb called {who} an idiot and told her to go away. I saw it myself. Please keep it private.",
    "Happy birthday {who}, and see you on Thursday.",
)
WORDS = [
    "they",
    "said",
    "again",
    "that",
    "nobody",
    "here",
    "asked",
    "her",
    "opinion",
    "about",
    "the",
    "thread",
    "and",
    "it",
    "went",
    "on",
    "until",
    "late",
    "at",
    "night",
]


@dataclass(slots=True)
class Counting(Sink):
    """Keeps of a letter only who got it and its name, for a hundred thousand of them come."""

    letters: Counter[tuple[str, bytes]] = field(default_factory=Counter)

    def keep(self, received: Received) -> None:
        found = MESSAGE_ID.search(received.data[:8_000])
        with self._arrived:
            self.letters[received.recipients[0], found[1] if found else b""] += 1
            self._arrived.notify_all()


@dataclass(frozen=True, slots=True)
class Sample:
    messages: int
    daemon: int  # KiB
    reader: int


def written(seed: int, number: int, ballast: int = 0) -> bytes:
    """The same mail for the same numbers; `ballast` is what an attachment adds, in bytes before base64."""
    chance = Chance(f"{seed}:{number}")
    text = chance.choice(TEXTS).format(who=f"@member{chance.randrange(10**6)}")
    more = " ".join(chance.choice(WORDS) for _ in range(chance.choice((20, 100, 600))))
    automatic = "Auto-Submitted: auto-replied\r\n" if chance.random() < 0.05 else ""
    head = (
        f"From: reporter{number}@example{chance.randrange(50)}.net\r\nTo: {COMMUNITY}\r\nSubject: message {number}\r\n"
        f"Message-ID: <{seed}.{number}@client.example.net>\r\nDate: Mon, 16 Nov 2026 10:00:00 +0000\r\n{automatic}"
    )
    if not ballast and chance.random() < 0.8:
        return f"{head}\r\n{text}\r\n\r\n{more}\r\n".encode()
    blob = chance.randbytes((ballast or 20_000) // 2).hex()
    lines = "\r\n".join(blob[start : start + 76] for start in range(0, len(blob), 76))
    return (
        f'{head}Content-Type: multipart/mixed; boundary="b{number}"\r\n\r\n--b{number}\r\n\r\n{text}\r\n\r\n{more}\r\n'
        f'--b{number}\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="a.png"\r\n\r\n{lines}\r\n'
        f"--b{number}--\r\n"
    ).encode()


def resident(pid: int) -> int:
    """KiB; 0 for a process that is gone."""
    try:
        found = RESIDENT.search(Path(f"/proc/{pid}/status").read_text("ascii"))
    except FileNotFoundError:
        return 0
    return int(found[1]) if found else 0


def children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except FileNotFoundError:
        return []


class Line:
    """A daemon between a listener and a sink, and what has gone through it."""

    def __init__(self, daemon: Daemon, port: int, sink: Counting) -> None:
        self.daemon, self._port, self.sink = daemon, port, sink
        self.handed = 0

    def hand_over(self, mails: Sequence[bytes]) -> None:
        """By several connections at once, as an MTA would."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(self._deliver, [mails[start::CONNECTIONS] for start in range(CONNECTIONS)]))
        self.handed += len(mails)

    def _deliver(self, mails: Sequence[bytes]) -> None:
        with smtplib.LMTP("127.0.0.1", self._port, local_hostname="mx.example.org", timeout=120) as door:
            for each in mails:
                door.sendmail("someone@example.net", [COMMUNITY], each)

    def drained(self) -> None:
        eventually(self._idle, self._waiting, DRAINED_WITHIN)

    def _idle(self) -> bool:
        return not self.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW) or unsent(unit))

    def _waiting(self) -> str:
        return f"{self.daemon.look(lambda unit: unit.inbox.count(InboxState.NEW))} messages wait to be read"

    def sample(self) -> Sample:
        readers = (resident(each) for each in children(self.daemon.pid))
        return Sample(self.handed, resident(self.daemon.pid), max(readers, default=0))

    def lost(self) -> int:
        """Messages that have no row that says what became of them."""
        states = (InboxState.DONE, InboxState.ASIDE)
        return self.handed - self.daemon.look(lambda unit: sum(unit.inbox.count(each) for each in states))

    def doubled(self) -> int:
        """Letters that came again, and a second answer to somebody who wrote once."""
        answers = Counter(to for to, _ in self.sink.letters if to != ADMINISTRATOR)
        return sum(count - 1 for found in (self.sink.letters, answers) for count in found.values())

    def books(self) -> "Books":
        came = [name.decode() for name in {name for _, name in self.sink.letters}]
        said, known = self.daemon.look(
            lambda unit: (sent(unit), {unit.letters._message_id_hash(each) for each in came})
        )
        missing, unknown = len(said - known), len(known - said)
        return Books(self.handed, len(self.sink.letters), self.lost(), self.doubled(), missing, unknown)


def sent(unit) -> set[str]:
    """The letters that left, as the database has it: each by the hash of its Message-ID."""
    query = select(LETTERS.c.message_id_hash).where(LETTERS.c.state == LetterState.SENT)
    return set(unit.letters._connection.execute(query).scalars())


def unsent(unit) -> bool:
    return bool(unit.letters.in_flight() or unit.letters.due(now(), 1))


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    with Counting() as sink, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with Daemon(Path(folder), HOUSE, listener(port), outgoing(sink.port)) as daemon:
            line = Line(daemon, port, sink)
            samples = gone_through(line, seed, size, say)
            return [row(line.books(), samples, seed)]


def gone_through(line: Line, seed: int, size: int, say: Callable[[str], None]) -> list[Sample]:
    samples, began = [], time.monotonic()
    for start in range(0, size, EVERY):
        line.hand_over([written(seed, number) for number in range(start, min(size, start + EVERY))])
        line.drained()
        samples.append(line.sample())
        rate = line.handed / (time.monotonic() - began)
        say(f"{line.handed} messages, {samples[-1].daemon // 1024} MiB, {len(line.sink.letters)} letters, {rate:.0f}/s")
    return samples


def growth(samples: Sequence[Sample], settled: int) -> float:
    """What the least-squares line through the samples after `settled` rises by until the last, as a share of where it
    begins; that of the daemon or of the process that reads for it, whichever is worse. 0 where there are too few to
    tell.
    """
    held = [each for each in samples if each.messages >= settled]
    if len(held) < 3:
        return 0.0
    return max(
        _rise([(each.messages, each.daemon) for each in held]), _rise([(each.messages, each.reader) for each in held])
    )


def _rise(points: Sequence[tuple[int, int]]) -> float:
    middle_x, middle_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / sum((x - middle_x) ** 2 for x, _ in points)
    first, last = points[0][0], points[-1][0]
    began = middle_y + slope * (first - middle_x)
    return slope * (last - first) / began if began > 0 else float(slope > 0)


@dataclass(frozen=True, slots=True)
class Books:
    """What came of them: of the messages by the database, of the letters by the database against the sink."""

    messages: int
    letters: int
    lost: int
    doubled: int
    letters_lost: int  # sent, says the database, and the sink never got them
    letters_unknown: int  # at the sink, and the database has them as not sent


def row(books: Books, samples: Sequence[Sample], seed: int) -> Row:
    risen = growth(samples, SETTLED)
    settled = next((each for each in samples if each.messages >= SETTLED), samples[-1])
    ended = len(samples) * EVERY > SETTLED + 2 * EVERY
    figure = (
        f"{_both(settled)} MiB after {min(SETTLED, books.messages):,}, {_both(samples[-1])} MiB at the end (daemon + "
        f"reader): {risen:+.1%}; {books.lost} messages lost, {books.letters:,} letters, {books.letters_lost} lost, "
        f"{books.letters_unknown} unknown, {books.doubled} doubled"
    )
    whole = not (books.lost or books.doubled or books.letters_lost or books.letters_unknown)
    goal = f"flat after 5,000: < {FLAT:.0%}, 0 lost, 0 doubled"
    return Row("memory", f"{books.messages:,} messages, seed {seed}", goal, figure, ended and risen < FLAT and whole)


def _both(sample: Sample) -> str:
    return f"{sample.daemon / 1024:.0f} + {sample.reader / 1024:.0f}"
