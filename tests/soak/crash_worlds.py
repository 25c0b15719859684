"""Where the daemon is killed: its servers, the people who write, and the copies of its letters that come back late.

Time passes by starting the daemon, and whoever is around it, with a clock that is further ahead.
"""

import contextlib
import smtplib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from typing import Any, Protocol, Self

from daemon.clock import now
from daemon.config import load
from daemon.demo.workspace import Workspace
from daemon.outbox import NO_EVIDENCE
from daemon.steps import Step
from daemon.store import Unit
from daemon.store.values import InboxState, LetterBody, LetterRow
from daemon.wiring import terms
from tests.end_to_end.cast import Letter, answer, composed
from tests.soak.crash_ledger import Kind, Ledger, Written, compared
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, Daemon, house, listener, mailbox, outgoing
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Received, Sink
from tests.support.town import Neighbour, Town, community

CRASHING = Path(__file__).parents[1] / "support" / "crashing.py"
RECEIPTS = "admin+receipts@example.org"
LATEST = 60.0  # seconds that a copy, or Slack's history, is behind at most
ON_THE_WIRE = timedelta(seconds=2)  # for longer only where the answer does not come
AT_ONCE = 0.4  # of the copies are not late at all

STORE = (Step.COMMITTING, Step.COMMITTED)
OUTBOX = (Step.LETTER_TAKEN, Step.LETTER_SENT, Step.LETTER_SETTLED)
IMAP = (Step.IMAP_FETCHED, Step.IMAP_STORED, Step.IMAP_MARKED)
LMTP = (Step.MAIL_RECEIVED, Step.MAIL_STORED)

REPORT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too. My own word for it is {mark}.
"""
MORE = "I remembered something: it happened in a second thread of #careers too. My own word for it is {mark}.\n"
ABSENCE = "I am away until Monday and read no mail. This message has a number:\n{mark}\n"
ODD = "Lunch is at noon on Thursday. This message has a number:\n{mark}\n"


def fresh_mark(number: int, rng: Random) -> str:
    """It stands in one message, and in no address and no letter."""
    return f"quince{number:05d}{rng.randrange(1 << 32):08x}"


class Doomed(Daemon):
    """It dies where it is told to: at the `times`-th reach of `step`, or never."""

    step: Step | None = None
    times = 1

    def program(self, ahead: timedelta) -> list[str]:
        name = self.step.name if self.step else "-"
        return ["-P", str(CRASHING), str(ahead.total_seconds()), name, str(self.times)]

    def start(self, ahead: timedelta = timedelta()) -> Self:
        """To live."""
        self.step = None
        return super().start(ahead)

    def launch(self, ahead: timedelta, step: Step | None, times: int) -> None:
        """Without waiting until it is ready: it may never be."""
        self.step, self.times = step, times
        self._log.touch()
        self._process = self._started([*self.program(ahead), "--config", str(self.config), "run"])

    def died(self, within: float) -> bool:
        """By itself, of its own SIGKILL."""
        assert self._process is not None
        end = time.monotonic() + within
        while self._process.poll() is None:
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        assert self._process.returncode == -9, f"it ended with {self._process.returncode}: {self.log()[-2000:]}"
        self._process = None
        return True


class Ahead:
    """The clock of one world."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return now() + self.by

    def passes(self, seconds: float) -> None:
        self.by += timedelta(seconds=seconds)


class World(Protocol):
    """`took` says whether everything that was written has been taken over, as far as its author can see."""

    steps: tuple[Step, ...]
    daemon: Doomed
    clock: Ahead
    written: list[Written]

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def writes(self) -> None: ...
    def passes(self, seconds: float) -> None: ...
    def took(self) -> bool: ...
    def ledger(self) -> Ledger: ...


class Mta:
    """The community's mail server: it hands a mail to the listener again and again, until that says yes."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="mta", daemon=True)
        self.attempts = 0

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(20)

    @property
    def idle(self) -> bool:
        return not self._waiting

    def hand_over(self, sender: str, raw: bytes) -> None:
        self._waiting.append((sender, raw))

    def _work(self) -> None:
        while not self._closing.wait(0.02):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                while self._waiting:
                    self._deliver(*self._waiting[0])
                    self._waiting.popleft()

    def _deliver(self, sender: str, raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", self._port, timeout=10) as door:
            self.attempts += 1
            door.sendmail(sender, [COMMUNITY], raw)


class Filing(Sink):
    """A server that keeps a copy of what it sends: at once, before it answers; late; or never."""

    def __init__(self, file: Callable[[bytes], None], delay: Callable[[], float | None], clock: Ahead) -> None:
        super().__init__()
        self._file, self._delay, self._clock = file, delay, clock
        self._late: list[tuple[datetime, bytes]] = []
        self._turn = threading.Lock()

    def keep(self, received: Received) -> None:
        super().keep(received)
        wait = self._delay()
        if wait == 0:
            self._file(received.data)
        elif wait is not None:
            with self._turn:
                self._late.append((self._clock.now() + timedelta(seconds=wait), received.data))

    def files_what_is_due(self) -> None:
        with self._turn:
            due = [each for each in self._late if each[0] <= self._clock.now()]
            self._late = [each for each in self._late if each not in due]
        for _, raw in due:
            self._file(raw)


class MailWorld:
    """Mail comes by the mailbox, where a server is given, else by the listener. `evidence` is of the configuration, or
    `folder`; `delay` gives the seconds after which the copy of a letter is where it is looked for, or None for never.
    """

    def __init__(
        self,
        folder: Path,
        rng: Random,
        evidence: str,
        delay: Callable[[], float | None],
        box: tuple[Dovecot, str] | None,
    ) -> None:
        self.clock, self.written, self._rng, self._evidence = Ahead(), [], rng, evidence
        self._box = box
        self.sink = Filing(self._file, delay, self.clock)
        port = free_port()
        self._mta = None if box else Mta(port)
        self.steps = (*STORE, *OUTBOX, *(IMAP if box else LMTP))
        self._folder, self._port = folder, port
        self._answered: list[Letter] = []
        self.daemon: Doomed

    def __enter__(self) -> Self:
        self.sink.__enter__()
        if self._mta:
            self._mta.start()
        if self._box:
            server, user = self._box
            with server.session(user) as client:
                client.create_folder("Sent")
        self.daemon = Doomed(self._folder, house(), self._way_in(), self._way_out())
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon.is_alive:
            self.daemon.kill()
        self.daemon.close()
        if self._mta:
            self._mta.close()
        self.sink.__exit__()

    def _way_in(self) -> str:
        if self._box is None:
            return listener(self._port)
        watched = 'sent_folder = "Sent"\n' if self._evidence == "sent" else ""
        return mailbox(*self._box, f'{watched}poll_every = "1s"')

    def _way_out(self) -> str:
        if self._evidence == "folder":
            return f'[smtp]\nfolder = "sent"\nsender = "The Administrators <{COMMUNITY}>"\n'
        receipts = f'receipts_to = "{RECEIPTS}"\n' if self._evidence == "copy" else ""
        return outgoing(self.sink.port, f'{receipts}evidence = "{self._evidence}"')

    def _file(self, raw: bytes) -> None:
        if self._box is None:
            return
        server, user = self._box
        if self._evidence == "sent":
            server.append(user, raw, folder="Sent")
        elif self._evidence == "copy":
            server.deliver(user, raw, COMMUNITY)

    # --- who writes -----------------------------------------------------------------------------------------------
    def writes(self) -> None:
        mark = fresh_mark(len(self.written), self._rng)
        kind = self._rng.choices(list(Kind), (70, 15, 5, 10))[0]
        letter = self._to_answer() if kind is Kind.MORE else None
        if kind is Kind.MORE and letter is None:
            kind = Kind.REPORT
        who = str(letter.received.recipients[0]) if letter else f"dana{len(self.written)}@example.net"
        mail = self._mail(kind, mark, who, letter)
        self.written.append(Written(mark, kind, "email", who))
        self._hand_over(who, mail.as_bytes())

    def _mail(self, kind: Kind, mark: str, who: str, letter: Letter | None) -> Any:
        match kind:
            case Kind.MORE:
                assert letter is not None
                return answer(who, letter, MORE.format(mark=mark))
            case Kind.ODD:
                return composed(ADMINISTRATOR, ODD.format(mark=mark), "Lunch")
            case Kind.AUTOMATIC:
                return composed(who, ABSENCE.format(mark=mark), "Out of office", Auto_Submitted="auto-replied")
            case _:
                return composed(who, REPORT.format(mark=mark), "Complaint")

    def _to_answer(self) -> Letter | None:
        """One that nobody answered yet."""
        known = {each.message_id for each in self._answered}
        found = [each for each in self.letters() if each.received.recipients[0].startswith("dana")]
        free = [each for each in found if each.message_id not in known]
        if not free:
            return None
        self._answered.append(self._rng.choice(sorted(free, key=lambda each: each.message_id)))
        return self._answered[-1]

    def letters(self) -> list[Letter]:
        if self._evidence != "folder":
            return [Letter(each) for each in self.sink.messages]
        return [Letter(_as_received(path.read_bytes())) for path in self._files()]

    def _files(self) -> list[Path]:
        return sorted((self._folder / "sent").glob("*.eml"))

    def _hand_over(self, who: str, raw: bytes) -> None:
        if self._box is None:
            assert self._mta is not None
            self._mta.hand_over(who, raw)
        else:
            server, user = self._box
            server.append(user, raw)

    def passes(self, seconds: float) -> None:
        self.clock.passes(seconds)
        self.sink.files_what_is_due()

    def took(self) -> bool:
        self.sink.files_what_is_due()
        if self._mta:
            return self._mta.idle
        assert self._box is not None
        server, user = self._box
        return not server.folder(user)

    def ledger(self) -> Ledger:
        here = terms(load(self.daemon.config, {}))
        return self.daemon.look(lambda unit: compared(unit, here, self.written, self._delivered(), self._key))

    def _delivered(self) -> Counter[str]:
        if self._evidence == "folder":
            return Counter(path.stem for path in self._files())
        return Counter(each.message_id for each in self.letters())

    def _key(self, letter: LetterRow, body: LetterBody) -> str:
        return letter.id if self._evidence == "folder" else body.message_id


def _as_received(raw: bytes) -> Received:
    mail = message_from_bytes(raw, policy=policy.default)
    return Received(COMMUNITY, (str(mail["To"]),), raw)


class LateTown(Town):
    """A workspace with the world's clock."""

    def __init__(self, clock: Ahead) -> None:
        super().__init__()
        self._clock = clock

    async def _open(self) -> Workspace:
        slack = Workspace(clock=self._clock.now)
        slack.sockets.retries = (0.2,) * 30
        await slack.start()
        return slack


class SlackWorld:
    """`delay` gives, of what the app posted, the seconds after which the history shows it, or None for never."""

    def __init__(self, folder: Path, rng: Random, delay: Callable[[], float | None], sockets: bool) -> None:
        self.clock, self.written, self._rng, self._delay = Ahead(), [], rng, delay
        self._folder, self._sockets = folder, sockets
        heard = (Step.SLACK_IN_HAND, Step.SLACK_STORED) if sockets else ()
        self.steps = (*STORE, *OUTBOX, Step.SLACK_SWEPT, *heard)
        self.town = LateTown(self.clock)
        self._shown_from: dict[str, datetime | None] = {}
        self._said: list[tuple[str, str]] = []
        self._people: list[Neighbour] = []
        self.daemon: Doomed

    def __enter__(self) -> Self:
        town = self.town.__enter__()
        robin = town.join("Robin", ADMINISTRATOR)
        town.do(lambda: setattr(town.slack.core, "hidden", self._hidden))
        here = community(("Robin Example", robin.member.id, ""), process='settle = "0s"')
        out = f'[smtp]\nfolder = "sent"\nsender = "The Administrators <{COMMUNITY}>"\n'
        self.daemon = Doomed(self._folder, here, out, town.section(sockets=self._sockets))
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon.is_alive:
            self.daemon.kill()
        self.daemon.close()
        self.town.__exit__()

    def _hidden(self, message: dict[str, Any]) -> bool:
        """In the town's own thread."""
        if not message.get("bot_id"):
            return False
        ts = str(message["ts"])
        if ts not in self._shown_from:
            wait = self._delay()
            posted = datetime.fromtimestamp(float(ts), tz=self.clock.now().tzinfo)
            self._shown_from[ts] = None if wait is None else posted + timedelta(seconds=wait)
        shown_from = self._shown_from[ts]
        return shown_from is None or self.clock.now() < shown_from

    def writes(self) -> None:
        mark = fresh_mark(len(self.written), self._rng)
        answered = self._rng.random() < 0.2 and self._again(mark)
        if answered:
            return
        person = self.town.join(f"dana{len(self.written)}")
        self._people.append(person)
        self._note(person, person.says(REPORT.format(mark=mark)), Written(mark, Kind.REPORT, "slack", person.member.id))

    def _again(self, mark: str) -> bool:
        """Somebody who got an answer, in its thread."""
        answered = [(person, posts[0]) for person in self._people if (posts := person.posts("formal complaint"))]
        if not answered:
            return False
        person, post = self._rng.choice(answered)
        ts = person.says(MORE.format(mark=mark), post)
        self._note(person, ts, Written(mark, Kind.MORE, "slack", person.member.id))
        return True

    def _note(self, person: Neighbour, ts: str, written: Written) -> None:
        self.written.append(written)
        self._said.append((person.member.id, ts))

    def passes(self, seconds: float) -> None:
        self.clock.passes(seconds)

    def took(self) -> bool:
        """Everything that was said is on disk."""
        names = self.town.do(self._names)
        known = self.daemon.look(lambda unit: unit.inbox.known(names))
        return len(known) == len(names)

    def _names(self) -> list[str]:
        slack = self.town.slack
        bot = slack.bot.id
        rooms = {member: slack.records.im(bot, member).id for member, _ in self._said}
        return [f"slack {slack.team} {rooms[member]} {ts}" for member, ts in self._said]

    def ledger(self) -> Ledger:
        here = terms(load(self.daemon.config, {}))
        delivered = Counter(each.removeprefix("o:") for each in self.town.letters_sent())
        return self.daemon.look(lambda unit: compared(unit, here, self.written, delivered, lambda row, _: row.id))


def quiet(unit: Unit, at: datetime) -> bool:
    """Nothing waits to be read now, nothing to be sent now, nothing is on the wire, and nobody is in doubt for so long
    that it would be decided upon.
    """
    if unit.inbox.count(InboxState.NEW):
        return False
    following = unit.letters.next_at()
    in_doubt = (at - each.sending_since for each in unit.letters.in_flight() if each.sending_since)
    return (following is None or following > at) and all(ON_THE_WIRE < each < NO_EVIDENCE for each in in_doubt)
