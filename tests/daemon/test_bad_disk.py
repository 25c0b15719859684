"""What a full, broken or busy disk stops goes on afterwards as if nothing had been: no try is counted, no deadline put
off, no letter sent again. And a database that is damaged accepts nothing more.
"""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from daemon.secrets import KeyProblem, create_key_file, load_keys
from daemon.store import Store, StoreProblem
from daemon.store import store as store_module
from daemon.store.engine import PRAGMAS
from daemon.store.errors import Damaged, Unavailable
from daemon.store.headfile import HeadFile
from daemon.store.turning import turning
from daemon.store.values import Head, InboxState, LetterState
from tests.support.disks import limited
from tests.support.house import COMPLAINT, REPORTER, STRANGER, Wire, household, written_by
from tests.support.played import complained, household_after
from tests.support.stores import NOW, opened

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


async def test_those_who_queue_wait_for_another_program_together(tmp_path, monkeypatch):
    """Not one after the other: fifty mails would keep a loop waiting until the watchdog takes it for dead."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("2000", 2000))
    with opened(tmp_path) as store:
        with contextlib.closing(sqlite3.connect(tmp_path / "conductd.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            began = time.monotonic()
            calls = [store.run(lambda unit: unit.cursors.set("count", "1")) for _ in range(6)]
            found = await asyncio.gather(*calls, return_exceptions=True)
            took = time.monotonic() - began
        assert [type(each) for each in found] == [Unavailable] * 6
        assert took < 0.75 * 6 * 2  # three quarters of what they take one after the other: a loaded machine took 5.5
        await store.run(lambda unit: unit.cursors.set("count", "2"))
        waits = store.run_now(lambda unit: unit._connection.execute(text("PRAGMA busy_timeout")).scalar())
        assert waits == 2000


@pytest.mark.parametrize(("jobs", "alive"), [((0.05,) * 20, True), ((1.0,), False)])
async def test_who_queues_on_a_slow_disk_is_alive_while_the_others_get_on(tmp_path, monkeypatch, jobs, alive):
    monkeypatch.setattr(store_module, "SIGN_OF_LIFE", 0.2)
    signs = []
    with opened(tmp_path) as store:
        before = [asyncio.ensure_future(store.run(lambda _, took=took: time.sleep(took))) for took in jobs]
        await asyncio.sleep(0)
        turning.set(lambda: signs.append(time.monotonic()))
        await store.look(lambda _: None)
        await asyncio.gather(*before)
    assert (len(signs) > 2) is alive


def test_half_a_key_is_not_left_behind(tmp_path):
    """It would be taken for a lost one, and the next start be refused."""
    with limited(os.getpid(), 0), pytest.raises(KeyProblem, match="cannot be made"):
        create_key_file(tmp_path / "key")
    assert list(tmp_path.iterdir()) == []
    assert create_key_file(tmp_path / "key").id


def test_a_head_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with limited(os.getpid(), 0), pytest.raises(StoreProblem, match="cannot be written"):
        HeadFile(tmp_path / "head").write(Head(1, "aa"))
    assert list(tmp_path.iterdir()) == []


def test_a_head_that_lagged_is_renewed_at_the_end_at_the_latest(tmp_path):
    create_key_file(tmp_path / "key")
    away = tmp_path / "away"
    store = Store(f"sqlite:///{tmp_path / 'conductd.db'}", load_keys(tmp_path / "key"), away / "head")
    store.open(NOW)
    store.run_now(lambda unit: unit.history.record(None, NOW, "counted", "", {}))
    store.look_now(lambda _: None)  # the head is written after the first has been answered
    away.mkdir()
    store.close()
    assert HeadFile(away / "head").read().count == 1


def test_a_log_that_lost_what_was_committed_is_refused(tmp_path):
    """SQLite reads its log up to the first frame that is damaged, and says nothing: the head beside the key does."""
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    with opened(home) as store:
        for _ in range(3):
            store.run_now(lambda unit: unit.history.record(None, NOW, "counted", "", {}))
        store.look_now(lambda _: None)
        shutil.copytree(home, copy)  # as a machine without power leaves it
    log = copy / "conductd.db-wal"
    log.write_bytes(log.read_bytes()[:4000] + b"\xa5" + log.read_bytes()[4001:])
    with pytest.raises(StoreProblem, match="remembers 3 entries"), opened(copy):
        pass
