"""The hand-made mails and the real ones, one after the other, through the running daemon: by LMTP, then by a mailbox.

Of each: what became of it, the processor time of the daemon and of the process that reads for it, and the most memory
that either had in use. The numbers are Linux's (proc(5)); a peak is forgotten between two mails where that is allowed.
"""

import contextlib
import re
import smtplib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from daemon.fingerprint import fingerprint
from daemon.store import InboxState
from daemon.store.inbox import INBOX
from tests.soak.memory import children
from tests.soak.table import Row
from tests.support.daemon import COMMUNITY, HOUSE, Daemon, eventually, listener, mailbox, outgoing
from tests.support.dovecot import Dovecot, free_port
from tests.support.sink import Sink

ROOT = Path(__file__).parents[2]
HOSTILE = sorted((ROOT / "tests/data/hostile").glob("*.eml"))
REAL_FOLDER = ROOT / "../shared/mails/real"
FULL = 1_000  # of each: all there are
SECOND, MEBIBYTES = 1.0, 256
HERTZ = 100
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
READ_WITHIN, PAUSE = 40.0, 0.03
FAULTS = {"a fault of conductd's own", "it does not fit its case"}


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    state: str
    reason: str
    seconds: float
    peak: int  # MiB

    @property
    def bad(self) -> bool:
        read = self.state in {InboxState.DONE, InboxState.ASIDE} and self.reason not in FAULTS
        return not read or self.seconds > SECOND or self.peak > MEBIBYTES


def real() -> list[Path]:
    found = (path for path in REAL_FOLDER.rglob("*") if path.is_file() and "/emails/" in path.as_posix())
    return sorted(found)


def pids(daemon: Daemon) -> list[int]:
    return [daemon.pid, *children(daemon.pid)]


def spent(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / HERTZ


def peak(pid: int) -> int:
    """MiB; 0 for a process that is gone."""
    with contextlib.suppress(FileNotFoundError):
        found = PEAK.search(Path(f"/proc/{pid}/status").read_text("ascii"))
        return int(found[1]) // 1024 if found else 0
    return 0


def forget_peaks(daemon: Daemon) -> None:
    for pid in pids(daemon):
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5", "ascii")


def as_sent(raw: bytes) -> bytes:
    return re.sub(rb"(?<!\r)\n", b"\r\n", raw)


def different(paths: Iterable[Path]) -> list[Path]:
    """Without those that are one message behind a trace, of which the second is known already."""
    found = {fingerprint(b"Return-Path: <>\r\n" + as_sent(path.read_bytes())): path for path in reversed([*paths])}
    return [*reversed(found.values())]


def by_lmtp(port: int) -> Callable[[bytes], None]:
    def deliver(raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", port, local_hostname="mx.example.org", timeout=120) as door:
            door.sendmail("someone@example.net", [COMMUNITY], as_sent(raw))

    return deliver


def rows_of(daemon: Daemon) -> dict[str, tuple[str, str]]:
    """Of every message: what became of it, and why."""
    query = select(INBOX.c.id, INBOX.c.state, INBOX.c.reason)
    found = daemon.look(lambda unit: unit.inbox._connection.execute(query).all())
    return {each.id: (each.state, each.reason) for each in found}


def settled(daemon: Daemon, count: int) -> bool:
    """Whether so many messages are on record, and none waits to be read."""
    states = (InboxState.DONE, InboxState.ASIDE)
    return daemon.look(
        lambda unit: not unit.inbox.count(InboxState.NEW) and sum(unit.inbox.count(each) for each in states) >= count
    )


def watched(daemon: Daemon, deliver: Callable[[bytes], None], paths: Iterable[Path]) -> list[Outcome]:
    """Every mail by itself."""
    outcomes = []
    for path in paths:
        forget_peaks(daemon)
        spent_before, before = {pid: spent(pid) for pid in pids(daemon)}, rows_of(daemon)
        deliver(path.read_bytes())
        state, reason = arrived(daemon, before)
        seconds = sum(spent(pid) - spent_before.get(pid, spent(pid)) for pid in pids(daemon))
        outcomes.append(Outcome(path.name, state, reason, seconds, max(map(peak, pids(daemon)))))
    return outcomes


def arrived(daemon: Daemon, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """`lost` where it never comes: that is said with its name, and the next one is looked at."""
    end = time.monotonic() + READ_WITHIN
    while time.monotonic() < end:
        if found := new_row(daemon, known):
            return found
        time.sleep(PAUSE)
    return "lost", ""


def new_row(daemon: Daemon, known: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    found = [row for name, row in rows_of(daemon).items() if name not in known]
    assert len(found) <= 1, "one mail became two messages"
    return found[0] if found and found[0][0] != InboxState.NEW else None


def warm(daemon: Daemon, deliver: Callable[[bytes], None]) -> None:
    """The process that reads large mails loads what it needs with the first, which is no mail's cost."""
    deliver(b"From: first@example.net\r\nSubject: first\r\n\r\n" + b"A large mail, to begin with.\r\n" * 30_000)
    eventually(lambda: settled(daemon, 1), "the first mail is read", READ_WITHIN)


def row(way: str, outcomes: list[Outcome]) -> Row:
    bad = [each for each in outcomes if each.bad]
    states = ", ".join(f"{count} {state}" for state, count in sorted(Counter(each.state for each in outcomes).items()))
    slowest = max((each.seconds for each in outcomes), default=0.0)
    most = max((each.peak for each in outcomes), default=0)
    told = "; ".join(
        f"{each.name}: {each.state} {each.reason} {each.seconds:.2f} s {each.peak} MiB" for each in bad[:5]
    )
    figure = f"{states}; slowest {slowest:.2f} s of processor, {most} MiB {told}".strip()
    goal = "0 crashes, each read or set aside, <= 1 s, <= 256 MiB"
    return Row(f"hostile {way}", f"{len(outcomes)} mails", goal, figure, bool(outcomes) and not bad)


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    del seed  # the mails are what they are
    rows = []
    with ExitStack() as stack:
        sink = stack.enter_context(Sink())
        port = free_port()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        daemon = stack.enter_context(Daemon(folder, HOUSE, listener(port), outgoing(sink.port)))
        deliver = by_lmtp(port)
        warm(daemon, deliver)
        for way, paths in (("by LMTP", HOSTILE), ("real, by LMTP", real())):
            outcomes = watched(daemon, deliver, different(paths)[:size])
            asides(outcomes, say if "real" in way else lambda _: None)
            rows.append(row(way, outcomes))
        assert daemon.is_alive
    rows.append(by_mailbox(size))
    return rows


def asides(outcomes: list[Outcome], say: Callable[[str], None]) -> None:
    for each in outcomes:
        if each.state == InboxState.ASIDE:
            say(f"set aside: {each.name}: {each.reason}")


def by_mailbox(size: int) -> Row:
    with ExitStack() as stack:
        server, sink = stack.enter_context(Dovecot()), stack.enter_context(Sink())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sections = (HOUSE, mailbox(server, "admin"), outgoing(sink.port))
        daemon = stack.enter_context(Daemon(folder, *sections))
        paths = [path for path in different(HOSTILE) if path.stat().st_size][:size]  # no mailbox takes an empty one
        return row("by IMAP", watched(daemon, lambda raw: server.deliver("admin", raw, "x@example.net"), paths))
