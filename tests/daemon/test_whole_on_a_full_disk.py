"""On a disk that is really full a sealed case, a purge and a suspension are done whole or not at all."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from daemon.desk import Desk
from daemon.keeping_desk import KeepingDesk
from daemon.process.case import Stage
from daemon.store.errors import Unavailable
from daemon.views import NotOpen
from tests.support.disks import SmallDisk, emptied
from tests.support.house import COMPLAINT, JAMISON, REPORTER, household, written_by
from tests.support.settings import JAMISON_ALONE, OUTSIDE

ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. He called me a purple walrus in #careers.\n"
MOST_PAGES = 40


@pytest.fixture
def disk():
    with SmallDisk(16) as disk:
        yield disk


def file_of(home):
    return home.config.database.url.get_secret_value().removeprefix("sqlite:///")


def log_of(home):
    return Path(f"{file_of(home)}-wal").stat().st_size


def fill(home, disk, pages=0):
    emptied(file_of(home))
    disk.fill(leave=pages * 4096)


async def counts(home):
    """How many rows each table has."""
    with contextlib.closing(sqlite3.connect(file_of(home))) as looking:
        names = [name for (name,) in looking.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: looking.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


async def with_a_page_more_each_time(home, disk, work):
    """`work` until the disk has room for it; whatever it lacked before, nothing of it was done."""
    for pages in range(0, MOST_PAGES, 3):
        before = await counts(home)
        fill(home, disk, pages)
        try:
            await work()
        except (Unavailable, NotOpen):
            disk.free()
            assert await counts(home) == before
            continue
        disk.free()
        return pages
    pytest.fail("there was never room for it")


async def test_p14_a_sealed_case_is_opened_whole_or_not_at_all(disk):
    async with household(disk.path, administrators=JAMISON_ALONE, outside=OUTSIDE) as home:
        await home.rooms.intake.receive("lmtp", written_by(REPORTER, ABOUT_JAMISON), "", "")
        before = await counts(home)
        for pages in (0, 3, 6, 9):
            fill(home, disk, pages)
            with contextlib.suppress(Unavailable):
                await home.service._read()
            disk.free()
            if await counts(home) != before:
                break
        await home.settle()
        assert (home.came(REPORTER), home.came(JAMISON)) == (["sealed"], [])
        assert len(await home.cases()) == 1
        assert await home.run(lambda unit: unit.verify()) == []


async def test_a_purge_takes_all_or_nothing(disk):
    async with household(disk.path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"resolve {case.code} We read it and spoke with him.")
        await home.passes(minutes=5)
        assert (await home.case(case.code)).stage is Stage.CLOSED

        async def purge():
            with KeepingDesk(home.config, "Jamison", "robin", home.clock) as desk:
                desk.purge(case.code)

        needed = await with_a_page_more_each_time(home, disk, purge)
        assert needed > 0
        assert await home.cases() == []
        assert await home.run(lambda unit: unit.verify()) == []


async def test_a_suspension_is_recorded_with_its_letter_or_not_at_all(disk):
    async with household(disk.path) as home:
        case = await home.opens(COMPLAINT)
        words = f"suspend {case.code} brack@example.com because quicksilver threats"

        async def suspend():
            with Desk(home.config, "Jamison", "robin", home.clock) as desk:
                desk.command(words)

        needed = await with_a_page_more_each_time(home, disk, suspend)
        assert needed > 0
        await home.passes(minutes=5)
        assert len((await home.case(case.code)).suspensions) == 1
        assert len(home.letters("brack@example.com", "suspension")) == 1


async def test_what_was_purged_leaves_the_log_once_nobody_reads_any_more(tmp_path):
    async with household(tmp_path) as home:
        with contextlib.closing(sqlite3.connect(file_of(home))) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM letter").fetchone()
            await home.opens(COMPLAINT)
            await home.service._ringing.scrub()
            assert home.service._ringing.unscrubbed
        await home.service._ring()
        assert not home.service._ringing.unscrubbed
        assert log_of(home) == 0
