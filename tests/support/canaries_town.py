"""A town of members and administrators around the real rooms: mail in, letters out, the command line, a SQLite file.

Every way out is searched as soon as something came out of it, and the disk at the end. What is played is cheap on
purpose: one loop, one configuration for each kind of house, and a copy of a folder in which a beginning was played.
"""

import atexit
import contextlib
import copy
import io
import json
import os
import re
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import time_machine

from daemon import cli, cli_call
from daemon.config import Config, load
from daemon.opening import open_store
from daemon.process.case import Stage, Track
from notifiers.folder import FolderSender
from tests.support.canaries import PLAYED, SEEN, Leak, Mint, dresses
from tests.support.canaries_known import REPORTER, Known, Oracle, Seat
from tests.support.canaries_stage import Loop
from tests.support.canaries_wire import Delivered, Rooms, Wire
from tests.support.house import ADA, CONTACT, JAMISON, MONDAY, Clock, empty
from tests.support.settings import OUTSIDE, configured

GRACE = "grace@admins.example"
ADMINISTRATORS = {JAMISON: "Jamison Dance", ADA: "Ada Quist", GRACE: "Grace Okoro"}
THREE = "".join(
    f'[[administrators]]\nname = "{name}"\nemail = "{address}"\n' for address, name in ADMINISTRATORS.items()
)
CODE = re.compile(r"(?<![A-Za-z0-9])(?:SSE-[A-Z0-9]{4,6}|M-[A-Z0-9]{4,8})(?![A-Za-z0-9])")
HOUSES = {
    "three": {"administrators": THREE, "outside": OUTSIDE, "process": 'digest = "mon-fri 09:00"'},
    "drafts": {"administrators": THREE, "letters": 'resolution = "ask"\ntold = "ask"\nreply = "ask"'},
    "footers": {"administrators": THREE, "outside": OUTSIDE, "mailbox": 'subaddress = "none"'},
}
TO_CONTACT = frozenset({"outside_escalation", "released"})
LISTS_MARKS = frozenset({"release", "resend", "confirm"})  # of a letter that they may read
THREAD = frozenset({"to", "in-reply-to", "references"})  # their own address, and their own mails
STATE = ("mint", "oracle", "clock", "letters", "history", "people", "typed", "names")


@dataclass(frozen=True)
class Printed:
    status: int
    out: str
    err: str


class Town:
    """`history` is what happened so far, for whoever has to read a failure; `receipts` is the one of all
    histories, by the kind of house."""

    receipts: ClassVar[dict[tuple[str, ...], tuple[str, str]]] = {}
    rooms: ClassVar[type[Rooms]] = Rooms

    def __init__(self, house: str, stream: io.StringIO, folder: Path | None = None) -> None:
        self.house, self.stream = house, stream
        self.folder, self.config = _place(house)
        for made in (folder or empty()).iterdir():
            shutil.copy2(made, self.folder)
        self.mint, self.history = Mint(), []
        self.oracle = Oracle(ADMINISTRATORS, CONTACT if "outside" in HOUSES[house] else "")
        self.clock, self.letters = Clock(MONDAY), []
        self.people, self.typed, self.names = [], {}, {}
        self._open()

    def _open(self) -> None:
        self.store = open_store(self.config, self.clock.now)
        self.enters()

    def enters(self) -> None:
        """With nothing in memory but what the wire had already."""
        self.home = self.rooms(self.config, self.store, self.clock)
        folder = FolderSender(self.folder / "sent") if self.house == "footers" else None
        self.home.wire = Wire(self.clock, folder)
        self.home._reach_the_wire()

    # --- a beginning that many histories share

    def kept(self) -> "Beginning":
        self.store.close()
        folder = Path(tempfile.mkdtemp(dir=self.folder.parent))
        for path in self.folder.glob("conductd.[dkh]*"):
            shutil.copy2(path, folder)
        return Beginning(self.house, folder, copy.deepcopy(self._state()))

    def _state(self):
        return {name: getattr(self, name) for name in STATE}

    @classmethod
    def again(cls, beginning: "Beginning", stream: io.StringIO) -> "Town":
        town = cls(beginning.house, stream, beginning.folder)
        vars(town).update(copy.deepcopy(beginning.state))
        town.enters()
        return town

    # --- what goes in

    def receive(self, raw: bytes) -> None:
        self.run(self.home.hand_over(raw))

    def run(self, work):
        try:
            return Loop.run(work)
        finally:
            self.learns()

    def says(self, administrator: str, *words: str) -> Printed:
        """At a terminal, in a process of its own as far as that can be had; then the daemon notices."""
        out, err = io.StringIO(), io.StringIO()
        given = ["--config", str(self.folder / "conductd.toml"), "--as", administrator, *words]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), self.now(), plain():
            status = cli_call.guarded(lambda: cli._run(given))
        self.run(self.home.settle())
        SEEN[f"printed {words[0]}"] += 1
        SEEN[f"printed {words[0]} {'done' if status == 0 else 'refused'}"] += 1
        printed = Printed(status, out.getvalue(), err.getvalue())
        self.check_printed(administrator, printed, words)
        return printed

    def now(self):
        return time_machine.travel(self.clock.now, tick=False)

    def restarts(self) -> None:
        self.store.close()
        self._open()
        SEEN["restart"] += 1

    # --- what the oracle may look up: who has which part; never who is off, or what is allowed

    def learns(self) -> None:
        cases, asides = Loop.run(self.store.look(self._every))
        for short in asides:
            self.oracle.cases.setdefault(short, Known(short))
        for row, parties in cases:
            known = self.oracle.cases.setdefault(row.code, Known(row.code))
            known.kind = _kind(row)
            known.complaint = row.appeal.complaint if row.appeal else ""
            theirs = [each for each in parties if each.role == REPORTER]
            known.reporters = {way.address for each in theirs for way in each.ways}
            for each in parties:
                seat = known.seats.setdefault(each.code, Seat(each.role, set())) if each.code != row.code else None
                if seat:
                    seat.role, seat.addresses = each.role, {way.address for way in each.ways}

    def _every(self, unit):
        terms = self.home.rooms.corridor.house.terms
        asides = [row.short for row in unit.inbox.set_aside(100)]
        return [(kept.case, unit.parties.of(kept.id)) for kept in unit.cases.every(terms)], asides

    # --- what comes out

    def check(self) -> None:
        """Everything that came out since the last time."""
        for letter in self.came():
            self.look_up(letter)
            self.check_letter(letter)
            self.letters.append(letter)
        said = self.stream.getvalue()
        self.stream.seek(0)
        self.stream.truncate()
        for line in said.splitlines():
            json.loads(line)
            SEEN["log line"] += 1
        self.nothing_in(said, "the log")

    def came(self) -> list[Delivered]:
        new, self.home.wire.letters = self.home.wire.letters, []
        return new

    def look_up(self, letter: Delivered) -> None:
        def look(unit):
            row = unit.letters.by_id(letter.letter_id)
            terms = self.home.rooms.corridor.house.terms
            kept = unit.cases.by_id(row.case_id, terms) if row.case_id else None
            return row.name, row.to_kind, kept.case.code if kept else "", row.short

        letter.name, letter.to_kind, letter.case, letter.short = Loop.run(self.store.run(look))

    def check_letter(self, letter: Delivered) -> None:
        PLAYED["letters checked"] += 1
        SEEN[f"letter {letter.name}"] += 1
        where = f"the letter {letter.name} to {letter.to_kind}"
        own = self.selves(letter.to)
        for name in letter.mail:
            for each in self.mint.found(letter.header(name)):
                owned = each.author in own and name.lower() in THREAD
                if not owned:
                    self.leak(each, f"{where}, header {name}")
        text = letter.text
        for each in self.mint.found(text):
            own = letter.to_kind not in {"reporter", "party"} and each.text in self.typed.get(letter.to, ())
            if not (own or self.oracle.may_read(each, letter.to, letter.short)):
                self.leak(each, where)
            SEEN[f"words {each.kind} in {letter.name}"] += 1
        for code in CODE.findall(f"{letter.header('Subject')}\n{text}"):
            if code not in self.typed.get(letter.to, ()) and not self.oracle.knows(letter.to, code):
                self.leak(code, where)
        self._about_nothing_hidden(letter, where)
        self._receipts_are_alike(letter)

    def selves(self, reader: str) -> set[str]:
        """By whatever name they are known."""
        return {reader}

    def _about_nothing_hidden(self, letter: Delivered, where: str) -> None:
        """P14: no notice of a case to whoever is off it, with or without its code."""
        name, case = self.oracle.administrators.get(letter.to), self.oracle.cases.get(letter.case)
        if name and case and letter.to_kind not in {"reporter", "party"} and not self.oracle.sees(name, case):
            self.leak(letter.case, where)
        if letter.to == CONTACT and (letter.name not in TO_CONTACT or CODE.search(letter.text)):
            self.leak("a case", where)
        if letter.name == "released" and not (case and case.released):
            self.leak("a sealed case", where)

    def _receipts_are_alike(self, letter: Delivered) -> None:
        """Design 7.5: the same for whoever writes, whatever there is."""
        if letter.name == "neutral_receipt":
            told = re.sub(r"Reference: \S+", "", letter.text)
            same = self.receipts.setdefault((self.house, type(letter).__name__), (letter.header("Subject"), told))
            if same != (letter.header("Subject"), told):
                self.leak("a difference", "the neutral receipt")

    def check_printed(self, administrator: str, printed: Printed, words: tuple[str, ...]) -> None:
        typed = " ".join(words)
        said = f"{printed.out}\n{printed.err}"
        where = f"what {words[0]} printed"
        reads = (words[0] in {"show", "search"} and printed.status == 0) or words[0] in LISTS_MARKS
        own = {each.text for each in self.mint.found(typed)}
        for each in self.mint.found(said):
            if each.text not in own and not (reads and self.oracle.may_see(each, administrator)):
                self.leak(each, where)
            SEEN[f"words {each.kind} printed by {words[0]}"] += 1
        for code in CODE.findall(said):
            if code not in typed.upper() and not self.oracle.knows(administrator, code):
                self.leak(code, where)

    def nothing_in(self, text: str, where: str) -> None:
        for each in self.mint.found(text):
            self.leak(each, where)

    def leak(self, what, where: str) -> None:
        told = f"{what.kind} of {what.author} in {sorted(what.cases)}" if hasattr(what, "kind") else what
        played = "\n".join(f"  {number}. {line}" for number, line in enumerate(self.history, 1))
        raise Leak(f"{told} came out in {where}, after\n{played}")

    # --- the disk, at the end

    def check_disk(self) -> None:
        files = {path.relative_to(self.folder).as_posix(): path for path in self.folder.rglob("*") if path.is_file()}
        self.nothing_in("\n".join(files), "a file's name")
        backup = self.folder / "backup.db"
        copy_of_database(self.folder / "conductd.db", backup)
        for name, path in {**files, "backup.db": backup}.items():
            dressed = dresses(path.read_bytes()) if not name.startswith("sent/") else []
            if dressed:
                self.leak(f"something in {', '.join(dressed)}", name)
            SEEN[f"searched {name.partition('/')[0]}"] += 1
        self.nothing_in(_title(), "the process title")

    def closes(self) -> None:
        self.store.close()


@dataclass(frozen=True)
class Beginning:
    house: str
    folder: Path
    state: dict


_places: dict[str, tuple[Path, Config]] = {}


def _place(house: str) -> tuple[Path, Config]:
    """One folder and one configuration for each kind of house, cleared of the history before."""
    if house not in _places:
        quick = Path("/dev/shm")  # noqa: S108  a folder of our own below it; each commit waits for the disk elsewhere
        folder = Path(tempfile.mkdtemp(dir=quick if quick.is_dir() else None))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / house).mkdir()
        _places[house] = (folder / house, _configured(folder / house, HOUSES[house]))
    folder, config = _places[house]
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name != "conductd.toml":
            each.unlink()
    return folder, config


def _configured(folder: Path, sections: dict[str, str]) -> Config:
    """With few quarters behind it: the figures of thirty take as long as a history."""
    configured(folder, **sections)
    path = folder / "conductd.toml"
    path.write_text(path.read_text().replace("as_of = 2019-04-30", "as_of = 2026-06-30"))
    return load(path, {})


def _kind(case) -> str:
    """As the statistics count."""
    return {Track.UNDECIDED: "complaints"}.get(case.track, f"{case.track}s") if case.stage is not Stage.MERGED else ""


def copy_of_database(source: Path, backup: Path) -> None:
    """As `sqlite3` makes one while the database is used."""
    opened = (contextlib.closing(sqlite3.connect(path)) for path in (source, backup))
    with next(opened) as here, next(opened) as there:
        here.backup(there)


def plain():
    """Without what is set for the tests alone: to the command line it is an unknown key of its configuration."""
    return patch.dict(
        os.environ, {name: each for name, each in os.environ.items() if "CONDUCTD" not in name}, clear=True
    )


def _title() -> str:
    own = Path("/proc/self")
    if not own.is_dir():
        return ""
    threads = "\n".join(each.read_text() for each in own.glob("task/*/comm"))
    return (own / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ") + threads


__all__ = ["ADMINISTRATORS", "CODE", "GRACE", "HOUSES", "Beginning", "Delivered", "Printed", "Town"]
