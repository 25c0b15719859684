"""Mutated mails through the real reader and the real store, each watched: time, memory, what became of it, the log.

Two processes get the same bytes: one takes them in as the daemon does, one only reads them, with its sets in another
order. A mail fails where anything leaves the readers (also where only intake's last resort would have caught it), where
it takes more than a second of processor time or 256 MiB, where it is neither read nor set aside, where the two read it
differently, and where the log holds a word of it.
"""

import json
import re
import select
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

from tests.soak.table import Row
from tests.support.daemon import environment
from tests.support.minimised import smaller
from tests.support.mutations import Chance, mutate

FULL = 20_000
ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data"
SECOND, MEBIBYTES = 1.0, 256
GONE = 300.0  # seconds without an answer after which a process counts as dead; a busy machine starts one in fifty
FRESH_AFTER = 400  # mails to one store: what is measured is a mail, not how a store grows
MOST_MINIMISED = 3
LENGTH = struct.Struct("!I")
FAULTS = {"a fault of conductd's own", "it does not fit its case"}
WORD = re.compile(r"[^\W\d_]{5,}")
ANSWERS = (  # to letters that the fuzzed house has sent
    ("REPORTER", b"rae@example.org", b"SHARE\n\n> Please answer"),
    ("REPORTER", b"rae@example.org", b"1. it was on Tuesday\n2. @brack\n3. attached\n4. PRIVATE\n"),
    ("REPORTER", b"rae@example.org", b"WITHDRAW\n\nand I also want to make a formal complaint about Jamison."),
    ("ADMINISTRATOR", b"hi@jamison.dance", b"estimate in 2 days : resolved in 5 days\n"),
    ("ADMINISTRATOR", b"hi@jamison.dance", b"suspend @@CODE@@ U0BRACK because he went on\n"),
    ("ADMINISTRATOR", b"hi@jamison.dance", b"party @@CODE@@ brack@example.net as respondent\n"),
    ("ADMINISTRATOR", b"hi@jamison.dance", b"reply @@CODE@@ we have read it, and write again on Friday.\n"),
    ("ADMINISTRATOR", b"hi@jamison.dance", b"show @@CODE@@\n"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """`raw` is what makes it fail; the number and the seed make it again."""

    number: int
    what: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Until:
    """So many seconds, and on a busy machine so many mails all the same."""

    seconds: float
    least: int = 0


@dataclass(slots=True)
class Told:
    """What was measured of all of them."""

    became: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    peak: int = 0
    failures: list[Failure] = field(default_factory=list)
    mails: int = 0


def answers() -> Iterator[bytes]:
    for number, (whose, sender, text) in enumerate(ANSWERS):
        name = whose.encode()
        yield (
            b"Authentication-Results: mx.softskills.example; dmarc=pass header.from=jamison.dance\n"
            b"From: %b\nTo: @@%b_TO@@\nSubject: Re: @@CODE@@\nMessage-ID: <answer%d@client.example>\n"
            b"In-Reply-To: @@%b_ID@@\nReferences: @@%b_ID@@\nDate: Mon, 23 Nov 2026 16:00:00 +0000\n"
            b"Content-Type: text/plain; charset=utf-8\n\n%b\n"
        ) % (sender, name, number, name, name, text)


def bounce() -> bytes:
    return (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: @@REPORTER_TO@@\nAuto-Submitted: auto-replied\n"
        b'Subject: failure\nContent-Type: multipart/report; report-type=delivery-status; boundary="r"\n\n--r\n\n'
        b"Not delivered.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        b"Final-Recipient: rfc822; rae@example.org\nAction: failed\nStatus: 5.1.1\n\n--r\n"
        b"Content-Type: text/rfc822-headers\n\nMessage-ID: @@REPORTER_ID@@\n\n--r--\n"
    )


@cache
def corpus() -> tuple[bytes, ...]:
    """The hand-made ones, the label corpus, what answers a letter, and what failed once."""
    folders = (DATA / "hostile", DATA / "corpus/email", DATA / "authentication", DATA / "fuzzed")
    files = [path for folder in folders for path in sorted(folder.glob("*.eml"))]
    return (*(path.read_bytes() for path in files), *answers(), *answers(), bounce())


def mail(seed: int, number: int) -> bytes:
    chance = Chance(f"{seed}:{number}")
    return mutate(chance.choice(corpus()), corpus(), chance)


class Watched:
    """One of the two processes. It is started again where it died, and after so many mails."""

    def __init__(self, job: str) -> None:
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._told = 0

    def ask(self, raw: bytes) -> None:
        if self._told >= FRESH_AFTER:
            self.close()
        process = self._process or self.start()
        assert process.stdin
        process.stdin.write(LENGTH.pack(len(raw)) + raw)
        process.stdin.flush()
        self._told += 1

    def answer(self) -> dict:
        """`died` where there is none."""
        process = self._process
        assert process
        assert process.stdout
        ready, _, _ = select.select([process.stdout], [], [], GONE)
        line = process.stdout.readline() if ready else b""
        if not line:
            self.close()
            return {"fault": f"{self._job}: it died" if ready else f"{self._job}: no answer"}
        return json.loads(line)

    def close(self) -> None:
        process, self._process, self._told = self._process, None, 0
        if process:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                assert stream
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def start(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.TemporaryDirectory(prefix="fuzz")
        words = [sys.executable, "-m", "tests.support.fuzzed", self._job, self._folder.name]
        seeds = {"PYTHONHASHSEED": "1" if self._job == "take" else "2"}
        self._process = subprocess.Popen(
            words, cwd=ROOT, env={**environment(), **seeds}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.answer() == {"ready": True}
        self._told = 0
        return self._process


class Pair:
    """Both processes: what is wrong with a mail, in a few words."""

    def __init__(self) -> None:
        self._take, self._read = Watched("take"), Watched("read")
        self.last: dict = {}

    def __enter__(self) -> Self:
        self._take.start()
        self._read.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._take.close()
        self._read.close()

    def wrong(self, raw: bytes) -> str:
        for each in (self._take, self._read):
            try:
                each.ask(raw)
            except BrokenPipeError:
                continue  # its answer says that it died
        taken, read = self._take.answer(), self._read.answer()
        self.last = taken
        return next(filter(None, (complaint(taken, raw), unlike(taken, read))), "")


def complaint(taken: dict, raw: bytes) -> str:
    if taken["fault"]:
        return f"raised {taken['fault']}"
    if taken["reason"] in FAULTS:
        return f"{taken['reason']}: {loud(taken['log'])}"
    if taken["state"] not in {"done", "aside"}:
        return f"it is {taken['state']}"
    if taken["cpu"] > SECOND:
        return f"took {taken['cpu']:.2f} s"
    if taken["peak"] > MEBIBYTES:
        return f"took {taken['peak']} MiB"
    if said := leaked(taken["log"], raw):
        return f"the log holds {len(said)} of its words"
    return loud(taken["log"])


def unlike(taken: dict, read: dict) -> str:
    if read.get("fault"):
        return f"reading raised {read['fault']}"
    if not read["limits"]:
        return "parse went beyond its limits"
    return "" if read["digest"] == taken["digest"] else "read in two ways"


def loud(log: str) -> str:
    """What the daemon complained of, but for letters to nobody's address."""
    events = [json.loads(line) for line in log.splitlines()]
    bad = [each for each in events if each["level"] in {"warning", "error", "critical"} and not _of_an_address(each)]
    return "; ".join(f"{each['event']} {each.get('error', '')} {each.get('frames', '')}"[:300] for each in bad[:2])


def _of_an_address(event: dict) -> bool:
    return event["event"] == "letter refused"


def leaked(log: str, raw: bytes) -> set[str]:
    """Words of the mail in the log that are not words of our own code."""
    return {word for word in WORD.findall(log) if word not in vocabulary() and word.encode() in raw}


@cache
def vocabulary() -> frozenset[str]:
    folders = (ROOT / each for each in ("daemon", "parsers", "notifiers"))
    texts = (path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    return frozenset(word for text in texts for word in WORD.findall(text))


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    with Pair() as pair:
        told = played(pair, seed, size, Until(float("inf")), say)
        for failure in told.failures[:MOST_MINIMISED]:
            say(f"mail {failure.number} is kept as {_kept(pair, failure, seed)}")
    return [row(told, seed)]


def played(pair: Pair, seed: int, size: int, until: Until, say: Callable[[str], None]) -> Told:
    told, began, spoken = Told(), time.monotonic(), time.monotonic()
    while told.mails < size and (told.mails < until.least or time.monotonic() < began + until.seconds):
        _one(pair, seed, told, say)
        if time.monotonic() - spoken > 5:
            spoken = time.monotonic()
            say(
                f"{told.mails} mails, {len(told.failures)} failures, slowest {told.slowest:.2f} s, peak {told.peak} MiB"
            )
    return told


def _one(pair: Pair, seed: int, told: Told, say: Callable[[str], None]) -> None:
    raw = mail(seed, told.mails)
    what = pair.wrong(raw)
    if what:
        told.failures.append(Failure(told.mails, what, raw))
        _path(seed, told.mails).write_bytes(raw)
        say(f"seed {seed}, mail {told.mails} ({len(raw)} bytes): {what}")
    told.became[pair.last.get("state") or "none"] += 1
    told.slowest = max(told.slowest, pair.last.get("cpu", 0.0))
    told.peak = max(told.peak, pair.last.get("peak", 0))
    told.mails += 1


def _kept(pair: Pair, failure: Failure, seed: int) -> Path:
    kind = failure.what.partition(" ")[0]
    found = smaller(failure.raw, lambda raw: pair.wrong(raw).startswith(kind))
    path = _path(seed, failure.number)
    path.write_bytes(found)
    return path


def _path(seed: int, number: int) -> Path:
    return Path(tempfile.gettempdir()) / f"fuzz-{seed}-{number}.eml"


def row(told: Told, seed: int) -> Row:
    done = f"{told.mails:,} mutated mails, seed {seed}"
    became = ", ".join(f"{count:,} {state}" for state, count in sorted(told.became.items()))
    figure = f"{len(told.failures)} failures ({became}); slowest {told.slowest:.2f} s of processor, {told.peak} MiB"
    return Row("fuzz", done, "0 crashes, each read or set aside, <= 1 s, <= 256 MiB", figure, not told.failures)
