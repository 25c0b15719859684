"""Accounts in Slack: only of those who have a part, found by id and by the name that they have now."""

from datetime import timedelta

from daemon.retention import purge
from daemon.store.values import Account
from tests.support.direct import DANA, SAM, workplace
from tests.support.house import COMPLAINT

HANDLE = "dana"


def learn(home, **about):
    return home.run(lambda unit: unit.accounts.learn(Account(**about), home.clock()))


async def test_a_closed_account_keeps_the_address_that_it_had(tmp_path):
    async with workplace(tmp_path) as home:
        await learn(home, id=DANA, handle=HANDLE, email="dana@example.org")
        await learn(home, id=DANA, handle=HANDLE, closed=True)
        known = await home.run(lambda unit: unit.accounts.by_id(DANA))
        assert (known.email, known.closed) == ("dana@example.org", True)


async def test_a_name_finds_whoever_has_it_now_and_no_closed_account(tmp_path):
    async with workplace(tmp_path) as home:
        await learn(home, id=DANA, handle=HANDLE)
        await learn(home, id=SAM, handle="sam")
        found = await home.run(lambda unit: (unit.accounts.by_handle("@Dana"), unit.accounts.by_handle("sam r")))
        assert ([each.id for each in found[0]], found[1]) == ([DANA], [])
        await learn(home, id=DANA, handle="somebody-else")
        assert await home.run(lambda unit: unit.accounts.by_handle(HANDLE)) == []
        await learn(home, id=SAM, handle="sam", closed=True)
        assert await home.run(lambda unit: unit.accounts.by_handle("sam")) == []


async def test_who_has_no_part_any_more_is_forgotten_with_the_case(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await learn(home, id=DANA, handle=HANDLE)
        await learn(home, id="U0JAMISON", handle="jamison", administrator="Jamison Dance", configured="@jamison")
        await home.run(
            lambda unit: purge(unit, unit.cases.by_code(case.code, case.terms), "clock", home.clock() + timedelta(1))
        )
        left = await home.run(lambda unit: (unit.accounts.by_id(DANA), unit.accounts.pinned()))
        assert left == (None, {("Jamison Dance", "@jamison"): "U0JAMISON"})
        assert await home.at_desk(lambda desk: desk.audit(), "Jamison") == []
