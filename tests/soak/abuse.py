"""Clients without manners at the running daemon's listener: what they cost it in memory, while another one is served.

Each pattern is said by several connections at once. The peak is VmHWM, forgotten before each pattern where that is
allowed; after each one a mail must be taken in.
"""

import contextlib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.soak.hostile import by_lmtp, forget_peaks, peak
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


def talk(port: int, lines: Iterator[bytes]) -> None:
    """Until it is said, or the daemon hangs up."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 20) as wire:
        for each in lines:
            wire.sendall(each)
        wire.settimeout(1.0)
        while wire.recv(PIECE):
            continue


def served(port: int, number: int) -> float:
    """Seconds until an ordinary mail is taken in."""
    began = time.monotonic()
    by_lmtp(port)(MAIL % (number, number))
    return time.monotonic() - began


def dripped(port: int) -> float:
    """How long a mail takes beside as many clients as there is room for, each of which says a byte now and then."""
    with ExitStack() as stack:
        for _ in range(DRIPS):
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            wire.sendall(b"L")
        began = time.monotonic()
        while True:
            try:
                served(port, 999)
            except OSError:  # there is no room yet
                time.sleep(0.5)
            else:
                return time.monotonic() - began


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    with ExitStack() as stack:
        port, sink = free_port(), stack.enter_context(Sink())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        daemon = stack.enter_context(Daemon(folder, HOUSE, listener(port), outgoing(sink.port)))
        served(port, 0)
        grown: dict[str, int] = {}
        longest = 0.0
        for number, (name, lines) in enumerate(said(size, Chance(seed)).items(), 1):
            grown[name] = _grown(daemon, port, lines)
            longest = max(longest, served(port, number))
            say(f"{name}: {grown[name]} MiB")
        waited = dripped(port)
        assert daemon.is_alive
    worst = max(grown, key=grown.__getitem__)
    figure = (
        f"{grown[worst]} MiB ({worst}), {grown[worst] / LIMIT:.1f} times; a mail afterwards in {longest:.1f} s, "
        f"beside {DRIPS} that drip in {waited:.1f} s"
    )
    done = f"{len(grown)} patterns, {AT_ONCE} at once, {size} MiB each, seed {seed}"
    return [Row("LMTP abuse", done, "memory growth <= 3 times the size limit", figure, grown[worst] <= 3 * LIMIT)]


def _grown(daemon: Daemon, port: int, lines: Callable[[], Iterator[bytes]]) -> int:
    forget_peaks(daemon)
    before = peak(daemon.pid)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda _: talk(port, lines()), range(AT_ONCE)))
    return peak(daemon.pid) - before
