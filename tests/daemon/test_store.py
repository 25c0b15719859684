"""Durable or refused: real files, real processes, real kills."""

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
import traceback
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from daemon.store import NewMessage, StoreProblem, Unavailable
from daemon.store.engine import PRAGMAS
from tests.support.stores import NOW, TERMS, new_case, new_letter, once, opened, store_in

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from pathlib import Path
from tests.support.stores import NOW, store_in

store = store_in(Path(sys.argv[1]))
store.open(NOW)
for n in range(int(sys.argv[3])):
    def work(unit):
        unit.cursors.set(sys.argv[2], str(int(unit.cursors.get(sys.argv[2]) or 0) + 1))
        unit.history.record(None, NOW, "counted", "", {"n": n})
    store.run_now(work)
    print(n, flush=True)
if len(sys.argv) > 4:
    def hang(unit):
        unit.cursors.set("half", "done")
        print("in the middle", flush=True)
        sys.stdin.read()
    store.run_now(hang)
store.close()
"""


def start(tmp_path, cursor, count, *more):
    command = [sys.executable, "-c", WRITER, str(tmp_path), cursor, str(count), *more]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path) as store:
        yield store


@pytest.mark.parametrize(("name", "expected"), [(name, expected) for name, (_, expected) in PRAGMAS.items()])
def test_every_pragma_is_set_on_the_connection_that_writes(store, name, expected):
    found = store.run_now(lambda unit: unit._connection.execute(text(f"PRAGMA {name}")).scalar())
    assert found == expected


def test_the_promises_of_the_design_are_among_the_pragmas():
    assert PRAGMAS["journal_mode"][1] == "wal"
    assert PRAGMAS["synchronous"][1] == 2
    assert PRAGMAS["foreign_keys"][1] == 1
    assert PRAGMAS["secure_delete"][1] == 1
    assert PRAGMAS["busy_timeout"][1] >= 5000


def test_a_pragma_that_sqlite_refuses_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setitem(PRAGMAS, "journal_mode", ("TRUNCATE", "wal"))
    with pytest.raises(StoreProblem, match="journal_mode"), opened(tmp_path):
        pass


def test_a_writer_holds_the_database_from_its_first_word(store, tmp_path):
    def try_to_write(_unit=None):
        with closing(sqlite3.connect(tmp_path / "conductd.db", timeout=0.05, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        store.run_now(try_to_write)
    try_to_write()


def test_the_database_and_what_stands_beside_it_are_private(store, tmp_path):
    store.run_now(new_case)
    store.run_now(lambda _unit: None)  # the head is written after the first has been answered
    assert {"conductd.db", "conductd.db-wal", "conductd.db-shm"} <= {path.name for path in tmp_path.iterdir()}
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_what_raises_leaves_nothing_behind(store):
    def work(unit):
        new_case(unit)
        raise LookupError

    with pytest.raises(LookupError):
        store.run_now(work)
    assert store.run_now(lambda unit: unit.cases.open(TERMS)) == []


def test_a_savepoint_takes_only_its_own_part_back(store):
    def fail(unit):
        with unit.savepoint():
            new_case(unit, "SSE-BBBBB")
            raise LookupError

    def work(unit):
        new_case(unit, "SSE-AAAAA")
        with pytest.raises(LookupError):
            fail(unit)
        new_case(unit, "SSE-CCCCC")

    store.run_now(work)
    assert [kept.case.code for kept in store.run_now(lambda unit: unit.cases.open(TERMS))] == ["SSE-AAAAA", "SSE-CCCCC"]


def test_a_killed_process_loses_nothing_that_it_committed_and_keeps_nothing_that_it_had_not(tmp_path):
    writer = start(tmp_path, "count", 7, "then hang")
    lines = [writer.stdout.readline().strip() for _ in range(8)]
    assert lines == ["0", "1", "2", "3", "4", "5", "6", "in the middle"]
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    with opened(tmp_path) as store:
        assert store.run_now(lambda unit: unit.cursors.get("count")) == "7"
        assert store.run_now(lambda unit: unit.cursors.get("half")) is None
        assert store.run_now(lambda unit: unit.history.head().count) == 7
        assert store.audit() == []


def test_two_processes_write_at_once_and_every_increment_stays(tmp_path):
    store_in(tmp_path).close()  # the key is there before both begin
    writers = [start(tmp_path, "shared", 40) for _ in range(2)]
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    with opened(tmp_path) as store:
        assert store.run_now(lambda unit: unit.cursors.get("shared")) == "80"
        assert store.run_now(lambda unit: unit.history.head().count) == 80
        assert store.audit() == []


async def test_of_twenty_increments_at_once_every_one_stays(store):
    def increment(unit):
        unit.cursors.set("count", str(int(unit.cursors.get("count") or 0) + 1))

    await asyncio.gather(*(store.run(increment) for _ in range(20)))
    assert await store.run(lambda unit: unit.cursors.get("count")) == "20"


async def test_a_caller_who_goes_away_does_not_stop_the_commit(store):
    started, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work(unit):
        loop.call_soon_threadsafe(started.set)
        go_on.wait(10)
        unit.cursors.set("count", "1")

    caller = asyncio.create_task(store.run(work))
    await started.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    assert await store.run(lambda unit: unit.cursors.get("count")) == "1"


async def test_a_caller_who_goes_away_while_waiting_in_line_is_served_all_the_same(store):
    go_on = threading.Event()
    first = asyncio.create_task(store.run(lambda _unit: go_on.wait(10)))
    second = asyncio.create_task(store.run(lambda unit: unit.cursors.set("count", "1")))
    await asyncio.sleep(0.01)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    go_on.set()
    await first
    assert await store.run(lambda unit: unit.cursors.get("count")) == "1"


async def test_the_loop_goes_on_while_the_store_works(store):
    go_on = threading.Event()
    busy = asyncio.create_task(store.run(lambda _unit: go_on.wait(10)))
    await asyncio.sleep(0.01)
    assert not busy.done()
    go_on.set()
    await busy


async def test_the_commit_of_another_process_is_noticed_once_and_our_own_is_not(store, tmp_path):
    await store.run(new_case)
    assert not await store.changed()
    await asyncio.to_thread(once, tmp_path, lambda unit: unit.cursors.set("count", "1"))
    assert await store.changed()
    await store.run(lambda unit: unit.cursors.set("count", "2"))
    assert not await store.changed()


def test_a_full_disk_is_an_error_that_may_pass_and_nothing_half_stays(store):
    def fill(unit):
        pages = unit._connection.execute(text("PRAGMA page_count")).scalar()
        unit._connection.execute(text(f"PRAGMA max_page_count={pages + 5}"))
        new_case(unit)
        unit.inbox.add("email", "imap:1", b"x" * 1_000_000, b"1", NOW)

    with pytest.raises(Unavailable, match="full"):
        store.run_now(fill)
    store.run_now(lambda unit: unit._connection.execute(text("PRAGMA max_page_count=1073741823")))
    assert store.run_now(lambda unit: unit.cases.open(TERMS)) == []
    store.run_now(new_case)
    assert len(store.run_now(lambda unit: unit.cases.open(TERMS))) == 1


def test_a_full_disk_that_somebody_swallows_is_still_no_commit(store):
    def fill(unit):
        pages = unit._connection.execute(text("PRAGMA page_count")).scalar()
        unit._connection.execute(text(f"PRAGMA max_page_count={pages + 5}"))
        new_case(unit)
        with contextlib.suppress(OperationalError):
            unit.inbox.add("email", "imap:1", b"x" * 1_000_000, b"1", NOW)
        return "done"

    with pytest.raises(Unavailable, match="gave the transaction up"):
        store.run_now(fill)


def test_a_database_that_somebody_holds_for_long_is_an_error_that_may_pass(tmp_path, monkeypatch):
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("50", 50))
    with opened(tmp_path) as store:
        other = sqlite3.connect(tmp_path / "conductd.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="another program holds"):
            store.run_now(new_case)
        other.close()
        assert store.run_now(new_case).version == 1


CANARY = "zanzibar-quokka-4711"


def test_no_word_name_or_address_is_found_in_any_file_of_the_database(store, tmp_path):
    def work(unit):
        kept = new_case(unit)
        arrival = unit.inbox.add("email", f"imap:{CANARY}:1", f"Subject: {CANARY}".encode() * 500, b"1", NOW, CANARY)
        party = unit.parties.add(kept.id, "reporter", "email", f"{CANARY}@example.org", CANARY, NOW)
        unit.messages.add(NewMessage(case_id=kept.id, at=NOW, text=CANARY * 90, subject=CANARY, party_id=party.id))
        unit.history.record(kept.id, NOW, "opened", CANARY, {"why": CANARY})
        for case_id in (kept.id, None):
            unit.letters.keep_text(unit.letters.add(new_letter(f"{CANARY}@x", case_id, CANARY))[0], CANARY)
        unit.inbox.settle(arrival.id, arrival.state, kept.id)
        unit.roster.set_away(CANARY, NOW, CANARY, NOW)
        unit.commands.keep(CANARY, {"text": CANARY}, NOW + timedelta(hours=1), NOW)
        unit.cursors.set(CANARY, "1")

    store.run_now(work)
    for name in ("conductd.db", "conductd.db-wal", "conductd.db-shm"):
        assert CANARY[:8].encode() not in (tmp_path / name).read_bytes().lower()
    store.close()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert b"incident_case" in (tmp_path / "conductd.db").read_bytes()
    assert all(CANARY[:8].encode() not in path.read_bytes().lower() for path in files)


def test_an_error_of_the_database_repeats_nothing_that_was_written(store):
    def twice(unit):
        for _ in range(2):
            unit.letters.add(replace(new_letter(f"{CANARY}@example.org", words=CANARY), message_id=f"<{CANARY}@x>"))

    with pytest.raises(IntegrityError) as problem:
        store.run_now(twice)
    assert "UNIQUE constraint failed" in str(problem.value)
    assert "parameters hidden" in str(problem.value)
    assert CANARY not in "".join(traceback.format_exception(problem.value))
