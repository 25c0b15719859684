"""One cell that does not open neither deafens Slack nor ends the daemon."""

import asyncio
from contextlib import suppress

from sqlalchemy import text

from daemon.rows import EPOCH
from daemon.secrets import Tampered
from daemon.slack_threads import threads
from tests.support.direct import DANA, SAM, workplace
from tests.support.house import COMPLAINT

SPOILT = "x'00112233445566778899001122334455667788990011'"


async def spoil(home, table, column):
    which = f"update {table} set {column} = {SPOILT} where rowid = (select min(rowid) from {table})"
    await home.run(lambda unit: unit.inbox._connection.execute(text(which)))


async def test_a_letter_that_does_not_open_leaves_the_other_threads_to_be_looked_at(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.reports(SAM, COMPLAINT)
        before = await home.run(lambda unit: threads(unit, home.rooms.corridor.house, home.clock()))
        await spoil(home, "letter", "body")
        after = await home.run(lambda unit: threads(unit, home.rooms.corridor.house, home.clock()))
        assert len(after) == len(before) - 1


async def test_the_messages_of_one_thread_are_one_thread(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        ts = await home.says(DANA, "He did it again.", home.posts(DANA)[0])
        found = await home.run(lambda unit: threads(unit, home.rooms.corridor.house, home.clock()))
        assert ts not in {root for _, root in found}


async def test_a_contact_that_does_not_open_leaves_the_others_to_be_met(tmp_path):
    async with workplace(tmp_path) as home:
        await home.reports(DANA, COMPLAINT)
        await home.reports(SAM, COMPLAINT)
        await spoil(home, "party", "contact")
        assert SAM in await home.run(lambda unit: unit.accounts.unmet(EPOCH))


async def test_the_loop_that_asks_goes_on_after_a_bad_row_and_says_that_it_lives(tmp_path):
    async with workplace(tmp_path) as home:
        room, turns, beats = home.rooms.workspace, [], []

        class Inquiries:
            async def turn(self):
                turns.append(1)
                raise Tampered

        room.inquiries, room.beat, room._every = Inquiries(), lambda: beats.append(1), 0.01
        room.door = type("Door", (), {"team": "T0TEAM"})()
        with suppress(TimeoutError):
            await asyncio.wait_for(room.keep_up(lambda: None), 0.3)
        assert len(turns) > 1
        assert len(beats) > 2
