"""A database that is moved, removed or replaced while it is open takes nothing more in: what was accepted would be lost."""

import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from daemon.store import InboxState, Unavailable
from daemon.store.errors import Replaced
from tests.support.stores import NOW, new_case, opened


def restored_over_it(database):
    shutil.copy(database, f"{database}.backup")
    database.with_name(f"{database.name}.backup").rename(database)


def moved_away(database):
    database.rename(f"{database}.old")


def log_removed(database):
    database.with_name(f"{database.name}-wal").unlink()


@pytest.mark.parametrize("happens", [restored_over_it, moved_away, log_removed])
async def test_nothing_more_is_accepted_and_one_line_says_why(tmp_path, happens):
    database = tmp_path / "conductd.db"
    with opened(tmp_path) as store:
        await store.run(new_case)
        assert await store.changed() is False
        happens(database)
        with pytest.raises(Replaced, match="stops every conductd first"):
            await store.run(lambda unit: unit.inbox.add("lmtp", "", b"A report", b"1", NOW))
        with pytest.raises(Replaced) as said:
            await store.changed()
        assert "\n" not in str(said.value)


async def test_a_link_that_was_led_elsewhere_is_noticed(tmp_path):
    """The database is opened through a folder that is a link, as after a move to a larger disk."""
    with opened(tmp_path):
        pass
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    with opened(tmp_path / "link") as store:
        await store.run(new_case)
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(Replaced):
            await store.run(lambda unit: unit.inbox.count(InboxState.NEW))


async def test_commits_purges_and_other_processes_do_not_look_like_it(tmp_path):
    with opened(tmp_path) as store:
        for number in range(3):
            with opened(tmp_path) as other:
                other.run_now(lambda unit, number=number: new_case(unit, f"SSE-ABC2{number + 2}"))
            await store.scrub()
            await store.run(lambda unit: unit.inbox.count(InboxState.NEW))


def test_a_wait_for_somebody_who_holds_the_database_ends_when_there_is_no_time(tmp_path):
    """Else a stop waits ten seconds for each transaction in the queue."""
    with opened(tmp_path) as store, ThreadPoolExecutor(3) as callers:
        other = sqlite3.connect(tmp_path / "conductd.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = [callers.submit(store.run_now, new_case) for _ in range(3)]
        time.sleep(0.3)
        assert not any(each.done() for each in waiting)
        began = time.monotonic()
        store.hurry()
        for each in waiting:
            with pytest.raises(Unavailable, match="holds the database"):
                each.result()
        assert time.monotonic() - began < 3
        other.close()
