"""`python -m tests.support.fuzzed take|read FOLDER`: mails in on standard input, a line of JSON about each on standard
output. It is watched from outside, for a mail may end it.

`take` has the real rooms over a real store: from the door's `receive` to the letters. `read` only reads, and says how
the same bytes are read by a process whose sets have another order. A mail may hold @@NAMES@@ of the letters that this
house sent first, so that an answer to one of them is an answer here too.
"""

import asyncio
import dataclasses
import hashlib
import io
import json
import logging
import re
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from daemon.admission import unpack
from daemon.fingerprint import fingerprint
from daemon.log import setup
from notifiers.sending import Evidence, Sent
from parsers.message import Unreadable
from parsers.mime import Limits, children, parse
from parsers.reading import Context, read
from tests.support.house import COMPLAINT, CONCERN, JAMISON, MONDAY, REPORTER, Household, household

LENGTH = struct.Struct("!I")
SMALL = Limits(size=200_000, lines=4_000, header_size=60_000, header_lines=300, structures=6, parts=12, parameters=20)
HERTZ = 100  # of the times in /proc/PID/stat (proc(5))
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
LARGE = "A large mail starts the process that reads such ones, and makes it load all that it needs.\n" * 7_000


class Wire:
    """Takes every letter, also one to an address that no library would write."""

    async def send(self, *_: object) -> Sent:
        return Sent()

    async def was_sent(self, *_: object) -> Evidence:
        return Evidence.UNKNOWN


class Taking:
    """The house, measured a mail at a time."""

    def __init__(self, home: Household, log: io.StringIO, names: Mapping[bytes, bytes]) -> None:
        self._home, self._log, self._names = home, log, names

    async def one(self, raw: bytes) -> dict:
        raw = named(raw, self._names)
        _forget_peak()
        self._log.seek(0)
        self._log.truncate()
        began, spent = time.monotonic(), self._spent()
        fault = await self._through(raw)
        told = {"cpu": self._spent() - spent, "wall": time.monotonic() - began, "fault": fault}
        state, reason = await self._became(raw) if not fault else ("", "")
        return told | {"state": state, "reason": reason, "log": self._log.getvalue(), "peak": peak(self._readers_pid)}

    @property
    def _readers_pid(self) -> int | None:
        return self._home.rooms.intake._reception.readers.pid

    async def _through(self, raw: bytes) -> str:
        try:
            await self._home.rooms.intake.receive("lmtp", raw, "", "")
            await self._home.settle()
        except Exception as problem:  # noqa: BLE001  what leaves the corridor ends the daemon: that is what is looked for
            return type(problem).__name__
        return ""

    async def _became(self, raw: bytes) -> tuple[str, str]:
        def look(unit):
            known = unit.inbox._known(unit.inbox._hashes("", fingerprint(raw)))
            return (known.state, known.reason) if known else ("lost", "")

        return await self._home.store.look(look)

    def _spent(self) -> float:
        pid = self._readers_pid
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split() if pid else []
        return time.process_time() + (int(fields[11]) + int(fields[12])) / HERTZ if fields else time.process_time()


def named(raw: bytes, names: Mapping[bytes, bytes]) -> bytes:
    for name, value in names.items():
        raw = raw.replace(b"@@" + name + b"@@", value)
    return raw


def _forget_peak() -> None:
    """Of this process; where it is not allowed, the peak is the highest so far (proc(5))."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def peak(*others: int | None) -> int:
    """The most memory that this process, or the greatest of `others`, had in use; MiB."""
    names = ["self", *(str(each) for each in others if each)]
    found = (PEAK.search(Path(f"/proc/{each}/status").read_text("ascii")) for each in names)
    return max(int(each[1]) for each in found if each) // 1024


def look_alike(what: object) -> object:
    """The same for the same reading, in whatever order a set is walked."""
    if dataclasses.is_dataclass(what):
        return [type(what).__name__, *(look_alike(getattr(what, each.name)) for each in dataclasses.fields(what))]
    if isinstance(what, set | frozenset):
        return sorted(repr(look_alike(each)) for each in what)
    if isinstance(what, Mapping):
        return sorted((repr(key), repr(look_alike(value))) for key, value in what.items())
    if isinstance(what, list | tuple):
        return [look_alike(each) for each in what]
    return repr(what)


def digest(raw: bytes) -> str:
    """Of all that was read in it."""
    context = Context(administrators=(("Jamison Dance", JAMISON),), code_prefix="SSE")
    opened = unpack(raw, "")
    found = read(opened.message, context) if opened.message else opened.unreadable
    return hashlib.sha256(repr(look_alike((opened, found))).encode("utf-8", "surrogatepass")).hexdigest()


def within(raw: bytes, limits: Limits) -> bool:
    """Whether `parse` keeps its promise for these limits."""
    try:
        level, depth, count = [parse(raw, limits)], 0, 0
    except Unreadable:
        return True
    while level:
        depth, count = depth + 1, count + len(level)
        level = [child for part in level for child in children(part)]
    return len(raw) <= limits.size and depth <= limits.structures and count <= limits.parts


def only_read(raw: bytes) -> dict:
    try:
        return {"digest": digest(raw), "limits": within(raw, SMALL)}
    except Exception as problem:  # noqa: BLE001  as above: nothing may leave the readers
        return {"fault": type(problem).__name__}


async def letters_of(home: Household) -> dict[bytes, bytes]:
    """What an answer must bring: where the letters go back to, and how they are called."""
    await home.mail(REPORTER, COMPLAINT)
    await home.mail(JAMISON, CONCERN)
    await home.mail("large@example.net", LARGE)
    told, notice = home.letters(REPORTER)[0], home.letters(JAMISON)[0]
    names = {"REPORTER": told, "ADMINISTRATOR": notice}
    found = {f"{name}_TO".encode(): letter.reply_to.encode() for name, letter in names.items()}
    found |= {f"{name}_ID".encode(): letter.message_id.encode() for name, letter in names.items()}
    return found | {b"CODE": (await home.cases())[0].code.encode(), b"TOKEN": told.reply_to.encode().partition(b"@")[0]}


async def take(folder: Path) -> None:
    setup()
    log = io.StringIO()
    logging.getLogger().handlers[0].stream = log
    async with household(folder, MONDAY) as home:
        names = await letters_of(home)
        home.rooms.outbox._pens["email"]._sender = Wire()
        taking = Taking(home, log, names)
        say({"ready": True})
        while (raw := given()) is not None:
            told = await taking.one(raw)
            say(told | {"digest": digest(raw)} if not told["fault"] else told)
        await home.rooms.close()


def given() -> bytes | None:
    head = sys.stdin.buffer.read(LENGTH.size)
    return sys.stdin.buffer.read(*LENGTH.unpack(head)) if head else None


def say(what: dict) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def main() -> None:
    if sys.argv[1] == "take":
        asyncio.run(take(Path(sys.argv[2])))
        return
    say({"ready": True})
    while (raw := given()) is not None:
        say(only_read(raw))


if __name__ == "__main__":
    main()
