"""What the bench of the servers attacks: one daemon, its mailbox behind a wire, the sink of its letters, and the ledger.

Whoever writes writes once, from an address of their own: so that a mail is one case is seen by the address, and that a
letter is one delivery by its Message-ID.
"""

import contextlib
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from daemon.store.values import InboxState, LetterState
from tests.end_to_end.cast import composed
from tests.support.daemon import HOUSE, STOPS_WITHIN, Daemon, mailbox, outgoing, written
from tests.support.dovecot import Dovecot
from tests.support.moody_sink import MoodySink
from tests.support.moody_wire import Act, MoodyWire
from tests.support.nursery import FORKS, nursery
from tests.support.sink import Received

HURRIED = Path(__file__).parents[1] / "support" / "hurried.py"
USERS = 500
COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too. This is number {number}.
"""
UNREADABLE = b"From: \r\nSubject: nobody, %d\r\n\r\nWho wrote this does not say who they are.\r\n"
WITHIN = 60.0  # seconds of the machine, for something to happen on a loaded one
LONGEST_COPY = 65_536


class Lost(AssertionError):
    """What was lost or doubled, or did not come to pass."""


class HurriedDaemon(Daemon):
    """Time passes `factor` times as fast for it."""

    factor = 1.0

    def program(self, ahead: timedelta) -> list[str]:
        return ["-P", str(HURRIED), str(self.factor)] if self.factor > 1 else super().program(ahead)


@dataclass
class Town:
    """`wrote` are the addresses of those whose mail must become one case each; `asides` mails that must be set aside;
    `gone` those whose mail somebody else took away, so that it may never have been met; `unanswered` those whom no
    letter can reach. So many letters as `doubles` may arrive twice, for nothing can tell that they arrived; so many as
    `failing` may be given up, for the fault refuses them for good.
    """

    server: Dovecot
    user: str
    wire: MoodyWire
    sink: MoodySink
    daemon: HurriedDaemon
    chance: Random
    wrote: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    failing: int = 0
    doubles: int = 0
    asides: int = 0
    ended: float = 0.0
    recovered: float | None = None
    notes: dict[str, float] = field(default_factory=dict)

    # --- what people do

    def writes(self, count: int = 1, folder: str = "") -> list[str]:
        """That many new people, a complaint each; their addresses."""
        new = [f"p{len(self.wrote) + number}.{self.user}@example.net" for number in range(count)]
        for address in new:
            raw = composed(address, COMPLAINT.format(number=address)).as_bytes()
            if folder:
                self.server.append(self.user, raw, folder=folder)
            else:
                self.server.deliver(self.user, raw, address)
        self.wrote += new
        return new

    def writes_unreadably(self) -> None:
        self.asides += 1
        self.server.deliver(self.user, UNREADABLE % self.asides, "someone@example.net")

    def rewrite(self, post: str) -> None:
        """Another section [smtp]; the daemon is not running."""
        written(self.daemon.folder, HOUSE, mailbox(self.server, self.user, f"port = {self.wire.port}"), post)

    def deliver_copy(self, received: Received, address: str) -> None:
        """As a mail server would, where the evidence goes to the community's own mailbox."""
        if address in received.recipients:
            self.server.deliver(self.user, received.data, received.sender)

    # --- what the bench waits for

    def sees(self, condition: Callable[[], object], what: str, within: float = 0.0) -> None:
        within = within or WITHIN
        end = time.monotonic() + within
        while not condition():
            if not self.daemon.is_alive and self.daemon._process is not None:
                raise Lost(f"the daemon ended, before: {what}")
            if time.monotonic() > end:
                raise Lost(f"within {within:.0f} s not: {what}")
            time.sleep(0.02)

    def is_well_again(self) -> None:
        """From here the time is taken until all that was written has been read."""
        self.ended = time.monotonic()

    def all_is_read(self) -> None:
        self.sees(lambda: not self.unread(), "every mail is a case or set aside")
        if self.ended:
            self.recovered = (time.monotonic() - self.ended) * self.daemon.factor

    def all_is_marked(self, folder: str = "INBOX") -> None:
        self.sees(lambda: not self.lying_in(folder), "every mail that was read left the folder")

    def all_is_sent(self) -> None:
        self.sees(lambda: not self.on_their_way(), "every letter left")

    def all_left_after(self) -> None:
        """The fault is over now: the time is taken until every letter has left."""
        self.is_well_again()
        self.all_is_sent()
        self.recovered = (time.monotonic() - self.ended) * self.daemon.factor

    # --- what is on record

    def look(self, work: Callable[..., object]) -> object:
        return self.daemon.look(work)

    def unread(self) -> int:
        """How many mails are not on record yet as a case, or aside."""
        without = [each for each in self.wrote if each not in self.gone and not self.daemon.cases_of(each)]
        return len(without) + max(0, self.asides - self.set_aside())

    def lying_in(self, folder: str) -> int:
        """How many mails; those that a server at fault does not count are none."""
        with self.server.session(self.user) as client:
            client.select_folder(folder, readonly=True)
            return len(client.search())

    def set_aside(self) -> int:
        return self.daemon.look(lambda unit: unit.inbox.count(InboxState.ASIDE))

    def on_their_way(self) -> int:
        states = (LetterState.PENDING, LetterState.SENDING)
        return self.daemon.look(lambda unit: sum(len(unit.letters.in_state(each)) for each in states))

    def sent(self) -> set[str]:
        """The Message-IDs of the letters that the daemon says have left."""
        return self.daemon.look(
            lambda unit: {unit.letters.open(row.id).message_id for row in unit.letters.in_state(LetterState.SENT)}
        )

    def given_up(self) -> int:
        states = (LetterState.FAILED, LetterState.DROPPED)
        return self.daemon.look(lambda unit: sum(len(unit.letters.in_state(each)) for each in states))

    def delivered(self) -> Counter[str]:
        return Counter(str(each.message["Message-ID"]) for each in list(self.sink.messages))

    def settle_accounts(self) -> None:
        """Raises Lost: what was sent in against what is on record, what left against what arrived."""
        self._settle_mails()
        self._settle_letters()
        if complaints := self.daemon.complaints():
            self.notes["errors logged"] = len(complaints)
        if self.daemon.look(lambda unit: unit.verify()):
            raise Lost("the history does not verify")

    def _settle_mails(self) -> None:
        cases = {each: len(self.daemon.cases_of(each)) for each in self.wrote}
        lost = [each for each, count in cases.items() if not count and each not in self.gone]
        doubled = [each for each, count in cases.items() if count > 1]
        if lost or doubled:
            raise Lost(f"mails lost: {lost}; mails doubled: {doubled}")
        if (aside := self.set_aside()) != self.asides:
            raise Lost(f"{aside} set aside, and it should be {self.asides}")

    def _settle_letters(self) -> None:
        sent, delivered = self.sent(), self.delivered()
        if (over := self.given_up() - self.failing) > 0:
            raise Lost(f"{over} letters more were given up than the fault refuses for good")
        if missing := sent - set(delivered):
            raise Lost(f"{len(missing)} letters are said to have left, and did not arrive")
        twice = [each for each, count in delivered.items() if count > 1]
        self.notes["letters twice"] = len(twice)
        if len(twice) > self.doubles:
            raise Lost(f"{len(twice)} letters arrived more than once")
        acknowledged = Counter(
            each.recipients[0] for each in list(self.sink.messages) if "formal complaint" in each.text
        )
        if few := set(self.wrote) - self.gone - self.unanswered - set(acknowledged):
            raise Lost(f"never answered: {sorted(few)}")


@contextlib.contextmanager
def dovecot(**how: object) -> Iterator[Dovecot]:
    with Dovecot(**how) as server:
        # before anybody logs in: Dovecot looks for new names once a second at most
        with (server.root / "users").open("a", encoding="utf-8") as users:
            users.writelines(f"round{number}:{{PLAIN}}{server.password}\n" for number in range(USERS))
        yield server


@contextlib.contextmanager
def town(
    server: Dovecot,
    user: str,
    chance: Random,
    *,
    factor: float = 10.0,
    box: str = "",
    post: str = "",
    house: str = HOUSE,
) -> Iterator[Town]:
    """A daemon of its own that is not running yet; keys of [mailbox] in `box`, of [smtp] in `post`."""
    folder = Path(tempfile.mkdtemp(prefix="servers"))
    if FORKS:
        nursery()  # its own start is not what is measured
    with MoodyWire(server.port) as wire, MoodySink() as sink:
        keys = f"port = {wire.port}\n{box}"
        daemon = HurriedDaemon(folder, house, mailbox(server, user, keys), outgoing(sink.port, post))
        daemon.factor = factor
        try:
            yield Town(server, user, wire, sink, daemon, chance)
            if daemon.is_alive and daemon.stop() > STOPS_WITHIN:
                raise Lost("it did not stop in time")
        finally:
            if daemon.is_alive:
                daemon.kill()
            daemon.close()
            shutil.rmtree(folder, ignore_errors=True)


def once(town: Town, command: str, act: Callable[[], object], then: Act | str = Act.PASS) -> None:
    """Before the next command of that beginning gets to the server, `act` is done; and only before that one."""
    waiting = [True]

    def mood(said: str) -> Act | str:
        if waiting and said.upper().startswith(command):
            waiting.clear()
            town.notes["met"] += 1
            act()
            return then
        return Act.PASS

    town.notes.setdefault("met", 0)
    town.wire.mood = mood


def always(town: Town, command: str, then: Act | str) -> None:
    town.wire.mood = lambda said: then if said.upper().startswith(command) else Act.PASS
