"""P13, P14: the number that anybody may ask for shows no administrator how many cases they may not know of."""

from datetime import UTC, datetime

import pytest

from daemon.counting import told_of
from tests.support.house import COMPLAINT, household
from tests.support.settings import BOTH

APRIL = datetime(2026, 4, 6, 16, 0, tzinfo=UTC)


async def closes(home, number, *, hidden):
    for each in range(number):
        case = await home.opens(COMPLAINT, f"somebody{each}.{hidden}@example.org")
        if hidden:
            await home.command(f"recuse {case.code} Jamison", "Ada")
        await home.command(f"resolve {case.code} We looked at it.", "Ada")
        await home.passes(minutes=5)


@pytest.mark.parametrize(("hidden", "told"), [(0, 2), (4, 2), (5, 7), (6, 7)])
async def test_p14_hidden_cases_are_counted_five_at_a_time(tmp_path, hidden, told):
    async with household(tmp_path, start=APRIL, administrators=BOTH) as home:
        await closes(home, 2, hidden=False)
        await closes(home, hidden, hidden=True)
        house = home.rooms.corridor.house
        assert len(await home.run(lambda unit: told_of(unit, house))) == told
        assert len(await home.run(lambda unit: unit.cases.closed_dates())) == 2 + hidden
