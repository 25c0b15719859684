"""Clients without manners at the running daemon's listener: what they cost it in memory, while another one is served.

Each pattern is said by several connections at once. The peak is VmHWM, forgotten before each pattern where that is
allowed; after each one a mail must be taken in.
"""

import contextlib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.soak.hostile import by_lmtp, forget_peaks, peak, pids, warm
from tests.soak.table import Row
from tests.support.daemon import HOUSE, Daemon, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.mutations import Chance
from tests.support.sink import Sink

FULL = 60  # MiB that each connection tries to send
LIMIT = 25  # MiB, of a message, as the configuration has it by default
AT_ONCE = 4
PIECE = 1 << 16
DRIPS = 50
TAKEN = ("endless line", "endless header", "empty lines", "bare LF", "bare CR", "NUL")  # read as a message's data
AFTERWARDS = 10.0  # seconds for a mail: a burst is thrown away in a second, and a busy machine takes some more
BESIDE_DRIPS = 60.0  # an MTA waits five minutes for a greeting (RFC 5321, 4.5.3.2.1): a fifth of that
BEGIN = b"LHLO x\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<admin@example.org>\r\nDATA\r\n"
MAIL = b"From: served@example.net\r\nMessage-ID: <%d@client.example.net>\r\nSubject: hello\r\n\r\nHello, number %d.\r\n"


def pieces(pattern: bytes, size: int) -> Iterator[bytes]:
    piece = pattern * (PIECE // len(pattern))
    for _ in range((size << 20) // len(piece)):
        yield piece


def said(size: int, chance: Chance) -> dict[str, Callable[[], Iterator[bytes]]]:
    """By what each is called in the table."""
    return {
        "endless command": lambda: pieces(b"x", size),
        "endless line": lambda: iter([BEGIN, *pieces(b"x", size)]),
        "endless header": lambda: iter([BEGIN, b"X: ", *pieces(b"y\r\n z", size)]),
        "empty lines": lambda: iter([BEGIN, *pieces(b"\r\n", min(10, size)), b".\r\n"]),
        "bare LF": lambda: iter([BEGIN, *pieces(b"\n.\n", min(10, size)), b"\r\n.\r\n"]),
        "bare CR": lambda: iter([BEGIN, *pieces(b"\r.\r", min(10, size)), b"\r\n.\r\n"]),
        "NUL": lambda: iter([BEGIN, *pieces(b"\0", min(10, size)), b"\r\n.\r\n"]),
        "recipients": lambda: iter([BEGIN[:-6], b"RCPT TO:<admin@example.org>\r\n" * 10_000]),
        "commands": lambda: iter([b"NOOP\r\n" * 100_000]),
        "noise": lambda: iter([chance.randbytes(PIECE) for _ in range(size)]),
    }


def talk(port: int, lines: Iterator[bytes]) -> int:
    """How many bytes the listener's side took, until all is said or the daemon hangs up."""
    taken = 0
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 20) as wire:
        for each in lines:
            wire.sendall(each)
            taken += len(each)
        wire.settimeout(1.0)
        while wire.recv(PIECE):
            continue
    return taken


def least(name: str, size: int) -> int:
    """What a connection must have got rid of, in bytes, for its pattern to say anything: what is meant to be read as a
    message's data as much as a message may have, and of all others something.
    """
    ends = name in {"empty lines", "bare LF", "bare CR", "NUL"}
    return max(1, min(LIMIT, size, *([10] if ends else [])) * 9 // 10 << 20) if name in TAKEN else 1


def served(port: int, number: int) -> float:
    """Seconds until an ordinary mail is taken in."""
    began = time.monotonic()
    by_lmtp(port)(MAIL % (number, number))
    return time.monotonic() - began


def dripped(port: int) -> float:
    """How long a mail takes beside as many clients as there is room for, each of which says a byte now and then; twice
    the bound where it is not taken by then.
    """
    with ExitStack() as stack:
        for _ in range(DRIPS):
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            wire.sendall(b"L")
        began = time.monotonic()
        while time.monotonic() < began + 2 * BESIDE_DRIPS:
            try:
                served(port, 999)
            except OSError:  # there is no room yet
                time.sleep(0.5)
            else:
                break
        return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one pattern: MiB that the daemon and the process that reads for it grew by, the bytes that each connection got
    rid of, and the seconds that a mail took afterwards.
    """

    name: str
    grown: int
    taken: tuple[int, ...]
    afterwards: float


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    with ExitStack() as stack:
        port, sink = free_port(), stack.enter_context(Sink())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        daemon = stack.enter_context(Daemon(folder, HOUSE, listener(port), outgoing(sink.port)))
        warm(daemon, by_lmtp(port))  # the process that reads large mails is there before anything is measured
        costs: list[Cost] = []
        for number, (name, lines) in enumerate(said(size, Chance(seed)).items(), 1):
            grown, taken = _grown(daemon, port, lines)
            costs.append(Cost(name, grown, taken, served(port, number)))
            say(f"{name}: {grown} MiB, {min(taken) / (1 << 20):.1f} MiB taken of each")
        waited = dripped(port)
        assert daemon.is_alive
    return [row(costs, waited, size, seed)]


def row(costs: Sequence[Cost], waited: float, size: int, seed: int) -> Row:
    worst, longest = max(costs, key=lambda each: each.grown), max(each.afterwards for each in costs)
    short = [each.name for each in costs if min(each.taken) < least(each.name, size)]
    taken = sum(sum(each.taken) for each in costs) >> 20
    figure = (
        f"{worst.grown} MiB ({worst.name}), {worst.grown / LIMIT:.1f} times, of {taken:,} MiB that were taken; a mail "
        f"afterwards in {longest:.1f} s, beside {DRIPS} that drip in {waited:.1f} s"
        + (f"; NOT TAKEN: {', '.join(short)}" if short else "")
    )
    done = f"{len(costs)} patterns, {AT_ONCE} at once, {size} MiB each, seed {seed}"
    goal = (
        f"memory growth <= 3 times the size limit; a mail within {AFTERWARDS:.0f} s, {BESIDE_DRIPS:.0f} s beside drips"
    )
    in_time = longest <= AFTERWARDS and waited <= BESIDE_DRIPS
    return Row("LMTP abuse", done, goal, figure, in_time and not short and worst.grown <= 3 * LIMIT)


def _grown(daemon: Daemon, port: int, lines: Callable[[], Iterator[bytes]]) -> tuple[int, tuple[int, ...]]:
    """A process that was begun meanwhile counts with all that it holds."""
    forget_peaks(daemon)
    before = {pid: peak(pid) for pid in pids(daemon)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = tuple(pool.map(lambda _: talk(port, lines()), range(AT_ONCE)))
    return sum(peak(pid) - before.get(pid, 0) for pid in pids(daemon)), taken
