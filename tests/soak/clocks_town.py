"""A daemon with many cases whose deadlines are known beforehand, and a ledger of which letter is due when.

What is expected is worked out here from what was said in the commands and the configuration, minute by minute on the
zone's own clock face: nothing of the daemon's own reckoning is asked.
"""

import smtplib
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from daemon.config import load
from daemon.desk import Desk
from daemon.process.case import Stage
from tests.end_to_end.cast import Letter, answer, composed
from tests.end_to_end.story import OPEN, REASONED
from tests.support.daemon import ADMINISTRATOR, COMMUNITY, eventually, house, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.set_clock import ClockedDaemon, SetClock
from tests.support.sink import Received, Sink

COMPLAINT = (
    "Hello,\n\nI want to make a formal complaint about @brack in #careers. Three times this week he called people who\n"
    "asked beginner questions idiots, yesterday me too.\n\nPRIVATE\n"
)
WORDS = "We read the three threads and spoke with the person, who was told what is expected of everybody here."
TAKEN, LATE, SUSPENDED = "We take it as a formal complaint", "We missed that.", "Your account at"
HEAD, REMINDER = "Head of the record: ", "reminder: owed since"
UNDO, REMIND, APPEAL = timedelta(minutes=2), timedelta(hours=24), timedelta(hours=6)
WAITS_FOR_MORNING = frozenset({"promise", "appeal", "reminder"})
NOTICED, SETTLED = 5.0, 2.5
WITHIN, GRACE = 60.0, 90.0
MINUTE = timedelta(minutes=1)
NIGHT, MORNING = hour(22), hour(7)
PROCESS = """undo = "2m"
digest = "mon-sun {digest}"
quiet_hours = "22:00-07:00"
appeal_after = "6h"
late_warning = "0s"
escalate_after = "900d"
review_suspension_within = "900d"
decide_appeal_within = "900d"
retain_closed_for = "3000d"
"""


@dataclass
class TimedSink(Sink):
    """With the machine's second in which each letter came."""

    to: dict[str, list[tuple[float, Received]]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def keep(self, received: Received) -> None:
        second = time.monotonic()
        for each in received.recipients:
            self.to[each].append((second, received))
        self.named[str(received.message["Message-ID"])].append(second)
        super().keep(received)


@dataclass
class Due:
    """A letter that `reader` is owed at `at` on the clock that the daemon sees; `since` the machine's second `said`."""

    kind: str
    at: datetime
    said: float
    reader: str
    phrase: str
    round: str = ""


@dataclass
class Told:
    """A case of which a date was promised; `resolved` is the second in which an administrator ended it."""

    code: str
    reader: str
    round: str = ""
    resolved: float = 0.0


@dataclass
class Ledger:
    met: int = 0
    missed: int = 0
    twice: int = 0
    late: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Town:
    """`with Town(folder, zone, digest, start) as town:` a running daemon; `jump`, `set` and `run` move its clock."""

    def __init__(self, folder: Path, zone: str, digest: str, start: datetime) -> None:
        self.zone = ZoneInfo(zone)
        self.hour = hour.fromisoformat(digest)
        self.clock = SetClock(folder / "clock", start)
        self.sink = TimedSink()
        self.ledger = Ledger()
        self.round = ""  # which one is played, for whoever reads what went wrong
        self.expected: list[Due] = []
        self.told: list[Told] = []
        self.days: dict[date, Due] = {}
        self.away: list[tuple[float, float]] = []
        self._folder = folder
        self._digest = digest
        self._port = free_port()
        self._served_before: date | None = None

    def __enter__(self) -> Self:
        self.sink.__enter__()
        sections = house(process=PROCESS.format(digest=self._digest)).replace("Europe/Vienna", str(self.zone))
        self.daemon = ClockedDaemon(self._folder, self.clock, sections, listener(self._port), outgoing(self.sink.port))
        self.daemon.start()
        self._served_before = self._last_day()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.daemon.__exit__(kind)
        self.sink.__exit__()

    # --- the clock

    def jump(self, step: timedelta) -> None:
        """What can be undone waits two minutes, not two minutes and the hours by which the clock was set back."""
        for each in self.expected:
            if step < timedelta() and each.kind == "undo" and not self._came(each) and self.passed(each) is None:
                each.at += step
        self.clock.jump(step)
        self.expect_digest()

    def run(self, speed: float, seconds: float) -> None:
        self.clock.run(speed)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.expect_digest()
            time.sleep(min(0.1, left))
        self.clock.run(1.0)
        self.expect_digest()

    def set(self, at: datetime) -> None:
        self.jump(at - self.clock.now())

    def expect_digest(self) -> None:
        """Each day's is due once its hour has come on the clock face, whatever the night did to that hour."""
        day = self._last_day()
        if not self.told:  # nothing is owed yet: the day passes without one
            self._served_before = day
        elif day != self._served_before and day not in self.days:
            self.days[day] = Due("digest", self._digest_at(day), time.monotonic(), ADMINISTRATOR, HEAD, self.round)

    def _last_day(self) -> date:
        local = self.clock.now().astimezone(self.zone)
        return local.date() if local.time() >= self.hour else local.date() - timedelta(days=1)

    def _digest_at(self, day: date) -> datetime:
        at = datetime.combine(day, hour(), self.zone).astimezone(UTC)
        while at.astimezone(self.zone).time() < self.hour:
            at += MINUTE
        return at

    def waking(self, at: datetime) -> datetime:
        """`at`, or the minute in which the quiet hours end."""
        if not self._is_quiet(at):
            return at
        at = at.replace(second=0, microsecond=0)
        while self._is_quiet(at):
            at += MINUTE
        return at

    def _is_quiet(self, at: datetime) -> bool:
        local = at.astimezone(self.zone).time()
        return local >= NIGHT or local < MORNING

    # --- people

    def complain(self, addresses: list[str]) -> list[Letter]:
        """Each writes a complaint; the letters that acknowledge them."""
        with smtplib.LMTP("127.0.0.1", self._port, local_hostname="mx.example.org", timeout=30) as door:
            for each in addresses:
                door.sendmail(each, [COMMUNITY], composed(each, COMPLAINT, "Complaint").as_bytes())
        return [self.gets(each, TAKEN) for each in addresses]

    def appeals(self, member: str) -> None:
        mail = answer(member, self.gets(member, SUSPENDED), REASONED)
        with smtplib.LMTP("127.0.0.1", self._port, local_hostname="mx.example.org", timeout=30) as door:
            door.sendmail(member, [COMMUNITY], mail.as_bytes())

    def gets(self, reader: str, phrase: str) -> Letter:
        found = eventually(lambda: self._letters(reader, phrase), f"a letter with: {phrase}", GRACE)
        return Letter(found[0][1])

    def desk(self) -> Desk:
        """Robin at the command line of the same machine."""
        return Desk(load(self.daemon.config, {}), "", "the bench", self.clock.now)

    def promise(self, desk: Desk, letter: Letter, reader: str, due: datetime) -> None:
        desk.command(f"estimate {letter.code} {due:%Y-%m-%dT%H:%M:%SZ}")
        self.told.append(Told(letter.code, reader, self.round))
        self.owe("promise", self.waking(due), reader, LATE)

    def resolve(self, desk: Desk, told: Told) -> None:
        desk.command(f"resolve {told.code} {WORDS}")
        told.resolved = time.monotonic()
        self.owe("undo", self.clock.now() + UNDO, told.reader, WORDS)

    def opened_appeal(self, code: str, member: str) -> None:
        """What the member was told: six hours from the moment that is recorded."""
        eventually(lambda: self.daemon.case(code).appeals, "the appeal stands in the complaint", GRACE)
        case = self.daemon.case(code)
        (appeal,), (record,) = case.appeals, case.suspensions
        assert self.daemon.case(appeal).stage is Stage.EARLY
        self.owe("appeal", record.since + APPEAL, member, OPEN)

    def owe(self, kind: str, at: datetime, reader: str, phrase: str) -> None:
        self.expected.append(Due(kind, at, time.monotonic(), reader, phrase, self.round))

    # --- what came

    def wait(self) -> None:
        """Until every letter whose time has passed is there, and a moment more for those that come twice."""
        end = time.monotonic() + GRACE
        if self._all_there():  # nothing tells whether the daemon has seen the clock; it looks once a second
            time.sleep(SETTLED)
        while time.monotonic() < end and not self._all_there():
            time.sleep(0.05)
        time.sleep(0.3)

    def _all_there(self) -> bool:
        digests = len(self._letters(ADMINISTRATOR, HEAD))
        waiting = (each for each in self.expected if self.passed(each) is not None and not self._came(each))
        return digests >= len(self.days) and next(waiting, None) is None

    def _came(self, due: Due) -> list[float]:
        return [second for second, _ in self._letters(due.reader, due.phrase)]

    def _letters(self, reader: str, phrase: str) -> list[tuple[float, Received]]:
        return [each for each in list(self.sink.to[reader]) if phrase in each[1].text]

    def passed(self, due: Due) -> float | None:
        """When its time had come; what the clock writes in the night leaves in the morning."""
        second = self.clock.passed(due.at, due.said)
        return self._morning(second) if second is not None and due.kind in WAITS_FOR_MORNING else second

    def _morning(self, second: float) -> float | None:
        """Of a clock that runs through hours in a second the night may begin before the deadline is noticed."""
        for moment in (second, min(second + NOTICED, time.monotonic())):
            if self._is_quiet(shown := self.clock.shown(moment)):
                return self.clock.passed(self.waking(shown), second)
        return second

    # --- the books

    def close_books(self) -> Ledger:
        for each in self.expected:
            self._enter(each, self._came(each), self.passed(each))
        digests = [second for second, _ in self._letters(ADMINISTRATOR, HEAD)]
        for number, due in enumerate(self.days.values()):
            self._enter(due, digests[number : number + 1], due.said)
        self._more("digest", len(digests) - len(self.days))
        for told in self.told:
            self._reminders(told)
        for name, seconds in self.sink.named.items():
            self._more(f"Message-ID {name[:12]}", len(seconds) - 1)
        return self.ledger

    def _enter(self, due: Due, came: list[float], passed: float | None) -> None:
        what = f"{due.kind} of {due.at:%Y-%m-%d %H:%M:%S}, given in {due.round}"
        first = self.clock.passed(due.at, due.said)
        if first is None:
            self._more(f"{what}, whose time never came,", len(came))
            return
        self._more(what, len(came) - 1)
        if came:
            in_time = passed is None or came[0] < self._at_home(passed)
            self._late(what, came[0] - self._at_home(first if in_time or passed is None else passed))
        elif passed is not None:
            self.ledger.missed += 1
            self.ledger.problems.append(f"missed: {what}")

    def _late(self, what: str, seconds: float) -> None:
        self.ledger.met += 1
        self.ledger.late.append(seconds)
        if not -0.5 <= seconds <= WITHIN:
            self.ledger.problems.append(f"{seconds:.1f} s after its time: {what}")

    def _more(self, what: str, number: int) -> None:
        if number > 0:
            self.ledger.twice += number
            self.ledger.problems.append(f"{number} too many: {what}")

    def _at_home(self, second: float) -> float:
        """Nothing is late because nobody was there: then it is due when somebody is back."""
        return next((back for gone, back in self.away if gone <= second <= back), second)

    def _reminders(self, told: Told) -> None:
        """A chain: each is due a day after the one before, in waking hours, until somebody acts."""
        end = (told.resolved or time.monotonic()) - WITHIN
        chain = self._reminded(told)
        for (before, at), following in zip(chain, [*chain[1:], None], strict=False):
            due = self.waking(at + REMIND)
            first, passed = self.clock.passed(due, before), self.passed(Due("reminder", due, before, "", REMINDER))
            what = f"reminder of {due:%Y-%m-%d %H:%M:%S}, given in {told.round}"
            if following and first is None:
                self._more(what, 1)
            elif following and first is not None:
                in_time = passed is None or following[0] < self._at_home(passed)
                self._late(what, following[0] - self._at_home(first if in_time or passed is None else passed))
            elif passed is not None and self._at_home(passed) < end:
                self.ledger.missed += 1
                self.ledger.problems.append(f"missed: {what}")

    def _reminded(self, told: Told) -> list[tuple[float, datetime]]:
        """When each reminder came, and when it was written on the daemon's clock."""
        kept = self.daemon.kept(told.code)
        rows = self.daemon.look(
            lambda unit: [
                (unit.letters.open(each.id).message_id, each.created_at)
                for each in unit.letters.of(kept.id)
                if each.name == "reminder"
            ]
        )
        came = ((self.sink.named.get(name), at) for name, at in rows)
        return sorted((seconds[0], at) for seconds, at in came if seconds)
