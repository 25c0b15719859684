"""What strace saw a process do, and whether that proves that a row was on the disk before somebody was told so.

A proof is: a page with the row, in the state that it must have, was written into the database's log; afterwards the same
thread's fdatasync of that log came to its end; and only then the call began that tells the other side.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.sqlite_pages import PAGE, rows

SYNCS = frozenset({"fdatasync", "fsync"})
SENDS = frozenset({"sendto", "sendmsg", "write", "writev"})
LOG = "-wal"

WHOLE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
BEGUN = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
ENDED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)")
FILE = re.compile(r"\d+<(.*?)>(?=[,)]|$)")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: `begins` and `ends` are its places in the trace, `data` what was written or read."""

    thread: int
    name: str
    file: str
    data: bytes = field(repr=False)
    begins: int
    ends: int
    result: int


@dataclass(frozen=True, slots=True)
class Claim:
    """That the row was on disk when `told` began; `column` holds `value` then, where that counts too. `since` is the
    call with which the message came in, if it came in.
    """

    door: str
    row: str
    told: Call = field(repr=False)
    since: Call | None = field(default=None, repr=False)
    column: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one claim; `why` it does not hold, if it does not."""

    claim: Claim
    why: str = ""
    thread: int = 0


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """In the order in which they ended. The trace is of `strace -f -yy -xx -o`."""
    waiting: dict[int, tuple[int, str]] = {}
    for number, line in enumerate(lines):
        if found := BEGUN.match(line):
            waiting[int(found[1])] = (number, found[3])
        elif found := ENDED.match(line):
            begins, arguments = waiting.pop(int(found[1]), (number, ""))
            yield _call(found, arguments + found[3], begins, number)
        elif found := WHOLE.match(line):
            yield _call(found, found[3], number, number)


def traced(path: Path) -> list[Call]:
    with path.open(encoding="ascii", errors="replace") as lines:
        return list(calls(lines))


def _call(found: re.Match[str], arguments: str, begins: int, ends: int) -> Call:
    file = FILE.match(arguments)
    name = _unescaped(file[1]) if file else ""
    rest = arguments[file.end() :] if file else arguments
    data = b"".join(bytes.fromhex(each.replace("\\x", "")) for each in STRING.findall(rest))
    return Call(int(found[1]), found[2], name, data, begins, ends, int(found[4]))


def _unescaped(name: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})", lambda byte: chr(int(byte[1], 16)), name)


class Disk:
    """What was written into the log of the database, and when it was safe."""

    def __init__(self, seen: Sequence[Call]) -> None:
        log = [each for each in seen if each.file.endswith(LOG)]
        self._syncs = [each for each in log if each.name in SYNCS and each.result == 0]
        self._began = [each.begins for each in self._syncs]
        self._written: dict[bytes, list[tuple[Call, list[bytes]]]] = {}
        for each in log:
            if each.name == "pwrite64" and each.result == PAGE:
                for row in rows(each.data):
                    self._written.setdefault(row[0] if row else b"", []).append((each, row))
        self.writers = {each.thread for each in log if each.name == "pwrite64" and len(each.data) == PAGE}

    def prove(self, claim: Claim) -> Proof:
        written = self._written.get(claim.row.encode(), [])
        if not written:
            return Proof(claim, "the row was never written into the log")
        fitting = [call for call, row in written if self._fits(claim, row)]
        if not fitting:
            return Proof(claim, f"the row was never written as {claim.value}")
        start = claim.since.ends if claim.since else -1
        for write in fitting:
            sync = self._sync_after(write)
            if start < write.begins and sync and sync.ends < claim.told.begins:
                return Proof(claim, "", write.thread)
        return Proof(claim, "it was told before the row was safe")

    @staticmethod
    def _fits(claim: Claim, row: Sequence[bytes]) -> bool:
        return not claim.value or (len(row) > claim.column and row[claim.column] == claim.value.encode())

    def _sync_after(self, write: Call) -> Call | None:
        """The first one that the same thread began after that."""
        first = bisect_left(self._began, write.ends)
        return next((each for each in self._syncs[first:] if each.thread == write.thread), None)


def without_syncs(seen: Sequence[Call]) -> list[Call]:
    """The same process on a system whose fdatasync does nothing."""
    return [each for each in seen if each.name not in SYNCS]


def sent(seen: Sequence[Call]) -> list[Call]:
    return [each for each in seen if each.name in SENDS and each.file.startswith("TCP")]


def came(seen: Sequence[Call]) -> list[Call]:
    return [each for each in seen if each.name.startswith("recv") and each.file.startswith("TCP") and each.result > 0]
