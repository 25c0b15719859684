"""Two conductds that take each other for a reporter, with every kind of server between them.

Each is a stranger to the other. A mail that claims to come from the second one's address starts it; what is counted is
what the two then write to each other.
"""

import itertools
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from daemon.clock import now
from daemon.store import InboxState
from tests.support.daemon import Daemon, eventually, house, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.postman import Postman

ONE, OTHER = "admin@one.example", "team+incidents@other.example"
HIDES_ONE, HIDES_OTHER = "first@forward.example", "second@forward.example"
MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop", "Precedence")
THREAD = ("In-Reply-To", "References")
QUIET = 2.5  # seconds without a trip, both with nothing to read or to send

COMPLAINT = "I want to make a formal complaint about @brack in #careers, who called a beginner an idiot three times.\n"
QUESTION = "Is it an incident if somebody posts their own job advert twice in #general?\n"
THANKS = "Many thanks for the lovely evening, the slides are on my page now.\n"


@dataclass(frozen=True, slots=True)
class Between:
    """What the server between them does to every mail that passes."""

    name: str
    without: tuple[str, ...] = ()
    new_id: bool = False
    no_reply_to: bool = False
    hides: bool = False  # both know the other only by an alias of a forwarder
    reply_to: str = ""  # set on every mail
    more: tuple[tuple[str, str], ...] = ()

    def __call__(self, mail: EmailMessage, recipient: str) -> str:
        for name in self.without:
            del mail[name]
        if self.new_id:
            del mail["Message-ID"]
            mail["Message-ID"] = make_msgid(domain="relay.example")
        if self.no_reply_to or self.reply_to:
            del mail["Reply-To"]
        if self.reply_to:
            mail["Reply-To"] = self.reply_to
        for name, value in self.more:
            mail[name] = value
        return self._through_forwarder(mail, recipient) if self.hides else recipient

    @staticmethod
    def _through_forwarder(mail: EmailMessage, recipient: str) -> str:
        if recipient not in {HIDES_ONE, HIDES_OTHER}:
            return recipient
        del mail["From"], mail["Reply-To"], mail["To"]
        mail["From"], mail["To"] = (HIDES_ONE if recipient == HIDES_OTHER else HIDES_OTHER), recipient
        return ONE if recipient == HIDES_ONE else OTHER


LIST = (("List-Id", "<both.lists.example>"), ("Precedence", "list"), ("List-Post", "<mailto:both@lists.example>"))
SERVERS = (
    Between("nothing"),
    Between("strips the marks", without=MARKS),
    Between("strips the marks and the thread", without=(*MARKS, *THREAD)),
    Between("strips the marks, new Message-IDs", without=MARKS, new_id=True),
    Between("strips the marks, no Reply-To", without=MARKS, no_reply_to=True),
    Between("strips the marks, Reply-To of its own", without=MARKS, reply_to="both@lists.example"),
    Between("a list", more=LIST),
    Between("a list that strips the marks", without=MARKS, more=LIST, new_id=True),
    Between("a forwarder that hides both", hides=True),
    Between("a forwarder that hides both and strips the marks", without=MARKS, hides=True),
    Between("hides both, strips all, new Message-IDs", without=MARKS, hides=True, new_id=True),
    Between("hides both, strips all, no thread", without=(*MARKS, *THREAD), hides=True, new_id=True),
)


@dataclass(frozen=True, slots=True)
class Loop:
    """One round, and what came of it. `lost` are mails that were handed over and that no database has."""

    server: str
    begun_by: str
    related: str
    letters: tuple[str, ...] = field(repr=False)
    lost: int
    complaints: int


STARTS = {"a complaint": COMPLAINT, "a question": QUESTION, "thanks": THANKS}
RELATED = ("strangers", "an administrator of the other")

EVERY = len(SERVERS) * len(STARTS) * len(RELATED)


def rounds(size: int, seed: int) -> list[tuple[Between, str, str]]:
    """`size` of all combinations, mixed by `seed`."""
    every = list(itertools.product(SERVERS, STARTS, RELATED))
    random.Random(seed).shuffle(every)  # noqa: S311  a bench that can be played again
    return list(itertools.islice(itertools.cycle(every), size))


def play(server: Between, start: str, related: str) -> Loop:
    with tempfile.TemporaryDirectory(prefix="loop") as folder, _both(Path(folder), server, related) as (postman, both):
        first = EmailMessage()
        first["From"], first["To"] = (HIDES_OTHER if server.hides else OTHER), ONE
        first["Subject"], first["Message-ID"] = "Hello", make_msgid(domain="client.example")
        first.set_content(STARTS[start])
        postman.hand_over(first.as_bytes(), OTHER, ONE)
        eventually(lambda: _ended(postman, both), "the two have nothing more to say to each other", 120)
        kept = sum(daemon.look(_arrived) for daemon in both)
        return Loop(
            server.name,
            start,
            related,
            tuple(str(trip.received.message["Subject"]) for trip in postman.trips),
            1 + len(postman.trips) - kept,
            sum(len(daemon.complaints()) for daemon in both),
        )


@contextmanager
def _both(folder: Path, server: Between, related: str) -> Iterator[tuple[Postman, tuple[Daemon, ...]]]:
    ports = {ONE: free_port(), OTHER: free_port()}
    doors = {address.rpartition("@")[2]: port for address, port in ports.items()}
    with Postman(doors=doors, altered=server) as postman:
        others = (OTHER,) if related == RELATED[1] else ()
        one = _community(folder / "one", ONE, ports[ONE], postman.port, others)
        other = _community(folder / "other", OTHER, ports[OTHER], postman.port, ())
        with one, other:
            yield postman, (one, other)


def _community(folder: Path, address: str, port: int, out: int, administrators: tuple[str, ...]) -> Daemon:
    folder.mkdir()
    sender = outgoing(out, f'sender = "The Administrators <{address}>"')
    return Daemon(folder, house(*administrators), listener(port), sender)


def _ended(postman: Postman, both: tuple[Daemon, ...]) -> bool:
    return postman.quiet_since() >= QUIET and not any(daemon.look(_busy) for daemon in both)


def _busy(unit) -> bool:
    soon = unit.letters.next_at()
    due = soon is not None and soon <= now() + timedelta(seconds=QUIET)
    return bool(due or unit.inbox.count(InboxState.NEW) or unit.letters.in_flight())


def _arrived(unit) -> int:
    return sum(unit.inbox.count(state) for state in InboxState)
