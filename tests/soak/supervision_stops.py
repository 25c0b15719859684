"""A stop in the midst of everything: in under ten seconds, with exit code 0; and after the next start nothing is lost and
nothing is there twice.
"""

import os
import random
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from tests.soak.supervision_world import COMPLAINT, Round, mail, world
from tests.soak.table import Row
from tests.support.daemon import COMMUNITY, STOPS_WITHIN, eventually
from tests.support.dovecot import Dovecot
from tests.support.sink import AfterData

BY_SIGNAL = {-signal.SIGTERM, -signal.SIGINT, 130}  # before the first lines nobody listens, and nothing is open
AGAIN_AFTER = 0.2  # seconds
WAYS = ((signal.SIGTERM,), (signal.SIGTERM, signal.SIGTERM), (signal.SIGINT,), (signal.SIGTERM, signal.SIGINT))
LONG = "He shouts at every newcomer in #help until they leave, and yesterday he did it to me. " * 200
FLOOD = 1000  # mails that wait at the start


@dataclass(frozen=True, slots=True)
class Stop:
    situation: str
    seconds: float
    wrong: tuple[str, ...] = ()


def idle(here: Round, _left: ExitStack) -> None:
    here.daemon.start()
    here.writes()
    eventually(lambda: here.letters("sent"), "a letter has left")


def catching_up(here: Round, _left: ExitStack, count: int = 60) -> None:
    with here.server.session(here.user) as client:
        for _ in range(count):
            client.append("INBOX", mail(here.person(), COMPLAINT))
    here.daemon.start()
    eventually(lambda: here.asked("SELECT id FROM inbox"), "the first are read")


def flooded(here: Round, left: ExitStack) -> None:
    catching_up(here, left, FLOOD)


def silent_after_data(here: Round, _left: ExitStack) -> None:
    here.sink.after_data = AfterData.SAY_NOTHING
    here.daemon.start()
    here.writes()
    eventually(lambda: here.letters("sending"), "a letter is on the wire")
    time.sleep(0.3)


def mail_server_hangs(here: Round, left: ExitStack) -> None:
    """The connection is kept, and nobody is at its other end."""
    idle(here, left)
    eventually(lambda: not here.letters("pending") and not here.letters("sending"), "all have left")
    here.outward.freeze()


def mailbox_hangs(here: Round, _left: ExitStack) -> None:
    here.daemon.start()
    eventually(lambda: any("mailbox connected" in each for each in here.systemd.said()), "it is connected")
    here.inward.freeze()
    here.finds()
    time.sleep(0.5)


def slow_client(here: Round, left: ExitStack) -> None:
    """It has sent half of a mail; what it hears is for later, and it sends it again."""
    here.daemon.start()
    client = left.enter_context(socket.create_connection(("127.0.0.1", here.port), timeout=20))
    person = "slow@example.net"
    lines = f"LHLO here\r\nMAIL FROM:<{person}>\r\nRCPT TO:<{COMMUNITY}>\r\nDATA\r\n"
    for line in lines.splitlines(keepends=True):
        client.recv(1000)
        client.sendall(line.encode())
    client.sendall(mail(person, COMPLAINT)[:150])
    here.afterwards.append(here.writes)


def reading_hangs(here: Round, left: ExitStack) -> None:
    """The process for long messages stands still in the middle of one."""
    here.daemon.start()
    here.writes(LONG)
    child = eventually(lambda: _children(here.daemon.pid), "a long message is read")[0]
    os.kill(child, signal.SIGSTOP)
    left.callback(lambda: _gone(child))
    time.sleep(0.3)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for path in tasks for each in path.read_text().split()]


def _gone(child: int) -> None:
    """It was killed with its parent, if not by it."""
    eventually(lambda: not Path(f"/proc/{child}/exe").exists(), "the reading process is gone")


def post_stalls(here: Round, _left: ExitStack) -> None:
    here.town.do(lambda: here.town.faults.stall("chat.postMessage", times=5))
    here.daemon.start()
    here.says()
    eventually(lambda: here.letters("sending"), "a letter is on the wire")
    time.sleep(0.3)


def slack_hangs(here: Round, _left: ExitStack) -> None:
    here.daemon.start()
    here.says()
    here.town.do(lambda: here.town.faults.stall("*", times=50))
    time.sleep(1)


def locked(here: Round, left: ExitStack) -> None:
    """By another process, while mail comes in by both doors."""
    here.daemon.start()
    here.writes()
    other = left.enter_context(closing(sqlite3.connect(here.daemon.folder / "conductd.db", isolation_level=None)))
    eventually(lambda: _began(other), "the other process has it")
    for _ in range(5):
        here.finds()
    time.sleep(2)


def _began(other: sqlite3.Connection) -> bool:
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True


SITUATIONS = (
    idle, catching_up, silent_after_data, mail_server_hangs, mailbox_hangs, slow_client, reading_hangs, post_stalls,
    slack_hangs, locked,
)  # fmt: skip


def asked_to_stop(here: Round, way: tuple[signal.Signals, ...]) -> tuple[float, int]:
    began = time.monotonic()
    for number, each in enumerate(way):
        if number:
            time.sleep(AGAIN_AFTER)
        if here.daemon.is_alive:
            here.daemon.signal(each)
    return time.monotonic() - began, here.daemon.ended(3 * STOPS_WITHIN)


def stop(folder: Path, server: Dovecot, user: str, situation: Callable, way: tuple[signal.Signals, ...]) -> Stop:
    with world(folder, server, user) as here, ExitStack() as left:
        situation(here, left)
        began = time.monotonic()
        _, code = asked_to_stop(here, way)
        seconds = time.monotonic() - began
        fed = _fed_after_stopping(here)
        left.close()
        here.settles(600.0 if situation is flooded else 120.0)
        wrong = [*here.wrong(), *([f"it ended with {code}"] if code else []), *fed, *_uncaught(here)]
        here.daemon.stop()
    return Stop(f"{situation.__name__}, {' and '.join(each.name for each in way)}", seconds, tuple(wrong))


def _fed_after_stopping(here: Round) -> list[str]:
    said = here.systemd.said()
    after = said[said.index("STOPPING=1") + 1 :] if "STOPPING=1" in said else ["nothing of a stop"]
    return [f"it said {each} after STOPPING=1" for each in after]


def _uncaught(here: Round) -> list[str]:
    return [each["event"] for each in here.daemon.events() if each["event"] == "an error that nobody caught"]


def stop_while_starting(folder: Path, server: Dovecot, user: str, chance: random.Random) -> Stop:
    """At any moment from the first instruction on."""
    with world(folder, server, user) as here:
        here.finds()
        here.daemon.begin()
        after = chance.uniform(0, 1.5)
        time.sleep(after)
        began = time.monotonic()
        _, code = asked_to_stop(here, chance.choice(WAYS))
        seconds = time.monotonic() - began
        untouched = code in BY_SIGNAL and not here.systemd.said()
        here.settles()
        wrong = [*here.wrong(), *([f"it ended with {code}"] if code and not untouched else [])]
        here.daemon.stop()
    return Stop(f"start, after {after:.2f} s", seconds, tuple(wrong))


def rounds(folder: Path, count: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311  the same each time
    found = []
    with Dovecot() as server:
        names = [f"box{number}" for number in range(count)]
        with (server.root / "users").open("a", encoding="utf-8") as users:
            users.writelines(f"{name}:{{PLAIN}}{server.password}\n" for name in names)
        for number, name in enumerate(names):
            place = folder / f"stop{number}"
            place.mkdir()
            each = one(place, server, name, number, count, chance)
            say(f"stop in {each.situation}: {each.seconds:.1f} s {'; '.join(each.wrong)}")
            found.append(each)
    return [_row(found, seed)]


def one(place: Path, server: Dovecot, name: str, number: int, count: int, chance: random.Random) -> Stop:
    """Each situation in turn, every third round a start, and at the end of a long run a flood."""
    if count > 2 * len(SITUATIONS) and number == count - 1:
        return stop(place, server, name, flooded, WAYS[0])
    if number % 3 == 1:
        return stop_while_starting(place, server, name, chance)
    situation = SITUATIONS[(number - (number + 1) // 3) % len(SITUATIONS)]
    return stop(place, server, name, situation, chance.choice(WAYS))


def _row(found: list[Stop], seed: int) -> Row:
    bad = [f"{each.situation}: {', '.join(each.wrong)}" for each in found if each.wrong]
    longest = max(found, key=lambda each: each.seconds)
    figure = (
        f"longest {longest.seconds:.1f} s ({longest.situation}); {len(bad)} with something lost, doubled or unclean"
    )
    return Row(
        "supervision: stops", f"{len(found)} stops, seed {seed}", "under 10 s, exit code 0, 0 lost, 0 doubled",
        "; ".join([figure, *bad]), not bad and longest.seconds < STOPS_WITHIN,
    )  # fmt: skip
