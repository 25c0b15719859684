"""What administrators keep and let go for good: a copy of a case, a purge, an erasure, other keys (design 7.7).

The database is searched byte by byte for what was in it before: not for the canaries alone, which are sealed, but for
the sealed cells and wrapped keys themselves. Whoever has the daemon's key could open what is left.
"""

import contextlib
import json
import sqlite3
import zipfile

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from daemon.rows import Row
from tests.support.canaries import SEEN
from tests.support.canaries_administrators import ADMIN
from tests.support.canaries_known import Known
from tests.support.canaries_marks import Confirming
from tests.support.canaries_members import MANY
from tests.support.canaries_town import CODE, copy_of_database

SLICE = 24  # bytes; a nonce and the beginning of what it sealed
EVERY = 700  # a long cell lies on many pages
KEYS = frozenset({"lookup", "content_hash", "hash", "previous", "digest", "message_id_hash"})  # hashes that stay


class Keeping(Confirming):
    @precondition(lambda self: self.cases())
    @rule(
        which=MANY, by=ADMIN, verb=st.sampled_from(["export", "export", "purge", "purge", "erase", "erase", "rotate"])
    )
    def somebody_keeps_or_lets_go(self, which, by, verb):
        if verb == "rotate":
            self.rotates(by)
        elif verb == "erase":
            self.erases(by, self.pick(which, self.town.people))
        elif verb == "export":
            self.exports(by, self.pick(which, self.cases()))
        else:
            case = self.pick(which, self.visible(by))
            if case and which % 2:
                self.ends(case, by)
            self.purges(by, case or self.pick(which, self.cases()))

    def ends(self, case: Known, by: str) -> None:
        """So that it may go."""
        self.did(f"ends: {by}: {case.code}")
        for words in (("withdrawn", case.code), ("close", case.code)):
            self.town.says(by, *words)
        self.time_passes(13)

    # --- a copy

    def exports(self, by: str, case: Known) -> None:
        self.did(f"exports: {by}: {case.code}")
        file = self.town.folder.parent / "export.zip"
        file.unlink(missing_ok=True)
        status = self.town.says(by, "export", case.code, str(file)).status
        self.town.check()
        SEEN[f"exported {'refused' if status else 'done'}"] += 1
        if not file.exists():
            return
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                self.holds_only_theirs(f"{name}\n{archive.read(name).decode('latin-1')}", by)
        file.unlink()

    def holds_only_theirs(self, text: str, by: str) -> None:
        oracle, where = self.town.oracle, f"an export by {by}"
        for each in self.town.mint.found(text):
            if not oracle.may_see(each, by):
                self.town.leak(each, where)
            SEEN["words in an export"] += 1
        for code in CODE.findall(text):
            if not oracle.knows(by, code):
                self.town.leak(code, where)

    # --- what goes

    def purges(self, by: str, case: Known) -> None:
        self.did(f"purges: {by}: {case.code}")
        cells = self.cells(case.code)
        if self.town.says(by, "purge", case.code, "--yes").status == 0:
            case.gone = True
            self.is_nowhere(cells, "a purged case")
            SEEN["purged"] += 1
        self.town.check()

    def erases(self, by: str, who: str | None) -> None:
        if who is None:
            return
        self.did(f"erases: {by}")
        before = {each.code: self.cells(each.code, who) for each in self.cases()}
        printed = self.town.says(by, "--json", "erase", who, "--yes")
        places = json.loads(printed.out)["erased"]["places"] if printed.out.startswith("{") else []
        for each in places:
            case = self.town.oracle.cases[each["code"]]
            if printed.status == 0 and not each["waits"]:
                case.erased.add(who)
                self.is_nowhere(before[case.code], "an erased person")
                SEEN["erased"] += 1
        self.town.check()

    def rotates(self, by: str) -> None:
        self.did(f"rotates: {by}")
        path = self.town.config.keys.file
        before = path.read_text().split() if path.exists() else []
        if self.town.says(by, "key", "rotate").status == 0:
            SEEN["rotated"] += 1
            for line in before:
                if any(line.encode() in each.read_bytes() for each in self.town.folder.rglob("*") if each.is_file()):
                    self.town.leak("a key that is not used any more", path.name)
        self.town.check()

    # --- the database before and after

    def cells(self, code: str, who: str = "") -> set[bytes]:
        """Pieces of what is sealed there of a case; or of one person's part in it, where `who` is given."""
        with contextlib.closing(sqlite3.connect(self.town.folder / "conductd.db")) as db:
            found = db.execute("SELECT id FROM incident_case WHERE code = ?", (code,)).fetchone()
            if found is None:
                return set()
            wanted = _of_person(self.town, found[0], who) if who else _of_case(found[0])
            return {piece for query, given in wanted for piece in _pieces(db, query, given)}

    def is_nowhere(self, cells: set[bytes], what: str) -> None:
        folder = self.town.folder
        copy_of_database(folder / "conductd.db", folder / "backup.db")
        for path in (each for each in folder.rglob("*") if each.is_file()):
            data = path.read_bytes()
            if any(each in data for each in cells):
                self.town.leak(f"what was sealed of {what}", path.name)
        (folder / "backup.db").unlink()
        SEEN["searched for cells"] += len(cells)


def _sealed(table) -> list[str]:
    return [each.name for each in table.columns if str(each.type) in {"BLOB", "VARBINARY"} and each.name not in KEYS]


def _of_case(case_id: str):
    for name, table in Row.metadata.tables.items():
        key = "id" if name == "incident_case" else "case_id"
        for column in _sealed(table) if key in table.columns else ():
            yield f"SELECT {column} FROM {name} WHERE {key} = ?", (case_id,)
    for column in ("raw", "note", "wrapped_key"):
        yield f"SELECT {column} FROM inbox WHERE key_of_case = ?", (case_id,)


def _of_person(town, case_id: str, who: str):
    """Their party, their ways, their words and their mails."""

    def look(unit):
        return [each for each in unit.parties.of(case_id) if who in {way.address for way in each.ways}]

    for party in town.run(town.store.look(look)):
        yield "SELECT contact FROM party WHERE id = ?", (party.id,)
        yield "SELECT contact FROM way WHERE party_id = ?", (party.id,)
        yield "SELECT body FROM message WHERE party_id = ?", (party.id,)
        mails = "SELECT inbox_id FROM message WHERE party_id = ?"
        for column in ("raw", "wrapped_key"):
            yield f"SELECT {column} FROM inbox WHERE id IN ({mails})", (party.id,)


def _pieces(db: sqlite3.Connection, query: str, given: tuple):
    for (cell,) in db.execute(query, given):
        for start in range(0, max(len(cell or b"") - SLICE, 0), EVERY):
            yield cell[start : start + SLICE]


__all__ = ["Keeping"]
