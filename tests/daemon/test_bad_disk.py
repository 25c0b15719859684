"""What a full, broken or busy disk stops goes on afterwards as if nothing had been: no try is counted, no deadline put
off, no letter sent again. And a database that is damaged accepts nothing more.
"""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from daemon.store.engine import PRAGMAS
from daemon.store.errors import Damaged, Unavailable
from daemon.store.values import InboxState, LetterState
from tests.support.house import COMPLAINT, REPORTER, STRANGER, Wire, household, written_by
from tests.support.played import complained, household_after

NO_LIMIT = 1_073_741_823


async def limit(home, pages):
    await home.run(lambda unit: unit._connection.execute(text(f"PRAGMA max_page_count={pages}")))


async def fill(home):
    """Not a page more; what fits into those that are there is written."""
    await limit(home, await home.run(lambda unit: unit._connection.execute(text("PRAGMA page_count")).scalar()))


def file_of(home):
    return home.config.database.url.get_secret_value().removeprefix("sqlite:///")


async def test_a_message_that_a_full_disk_held_up_is_no_fault_of_ours(tmp_path):
    async with household(tmp_path) as home:
        raw = written_by(REPORTER, COMPLAINT + "It went on like this. " * 2000)
        await home.rooms.intake.receive("lmtp", raw, "", "")
        await fill(home)
        for _ in range(5):
            with pytest.raises(Unavailable, match="full"):
                await home.service._read()
        await limit(home, NO_LIMIT)
        await home.settle()
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0
        assert len(home.letters(REPORTER)) == len(await home.cases()) == 1


async def test_deadlines_that_a_full_disk_held_up_are_not_put_off(tmp_path):
    async with household(tmp_path) as home:
        people = [f"person{number}@example.net" for number in range(6)]
        for each in people:
            await home.opens(COMPLAINT, each)
        await fill(home)
        home.clock.now += home.config.process.estimate_within
        with pytest.raises(Unavailable, match="full"):
            await home.service._ring()
        await limit(home, NO_LIMIT)
        await home.settle()
        assert [home.came(each) for each in people] == [["acknowledgement", "late"]] * len(people)


class Locks(Wire):
    """The mail server takes the letter, and meanwhile another program takes the database."""

    async def send(self, letter_id, message, recipient, return_path):
        outcome = await super().send(letter_id, message, recipient, return_path)
        if self.holds:
            self.other.execute("BEGIN EXCLUSIVE")
        return outcome


async def test_a_letter_that_left_while_nothing_could_be_written_is_not_sent_again(tmp_path, monkeypatch):
    """Without any evidence: the process itself knows it."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    async with household(tmp_path) as home:
        with contextlib.closing(sqlite3.connect(file_of(home), isolation_level=None)) as other:
            home.wire.__class__, home.wire.other, home.wire.holds = Locks, other, True
            with pytest.raises(Unavailable, match="another program holds"):
                await home.mail(REPORTER, COMPLAINT)
            home.wire.holds = False
            with pytest.raises(Unavailable):
                await home.service._send()
            other.execute("ROLLBACK")
        home.clock.now += home.config.process.undo * 3
        await home.settle()
        assert home.came(REPORTER) == ["acknowledgement"]
        (row,) = await home.rows("acknowledgement")
        assert (row.state, home.wire.tried.count(row.id)) == (LetterState.SENT, 1)


def spoil(file, table):
    """A page of that table is overwritten as a bad disk does it, in the file itself."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = other.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    with Path(file).open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xa5" * size)


async def test_damage_ends_the_loops_whoever_met_it(tmp_path):
    """The door that met it says 'later'; the daemon ends within a beat, and the file takes nothing more in."""
    async with household_after(tmp_path, complained) as (home, _case):
        spoil(file_of(home), "inbox")
        await home.run(lambda unit: unit._connection.exec_driver_sql("PRAGMA shrink_memory"))
        with pytest.raises(Damaged, match="restore the last backup"):
            await home.rooms.intake.receive("lmtp", written_by(STRANGER, COMPLAINT), "", "")
        with pytest.raises(Damaged):
            await home.store.changed()
        with pytest.raises(Damaged):
            await home.service._worked("clock", lambda: home.run(lambda unit: unit.cursors.set("count", "1")))
