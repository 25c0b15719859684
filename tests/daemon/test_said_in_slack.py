"""What an administrator reads of direct messages: whose they are, and whether they still stand as they were written."""

import json

from daemon.assembly import desks
from daemon.front_desk_views import Views
from daemon.store.values import Account
from tests.support.direct import DANA, ROBIN, workplace
from tests.support.house import COMPLAINT


async def shown(home, code):
    desk = desks(home.config, home.store)
    views = Views(desk.orders, desk.admission)
    return json.dumps(await home.run(lambda unit: views.case(unit, "Jamison Dance", code, 0, home.clock())))


async def test_a_deleted_and_a_changed_message_are_marked_in_the_modal(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        ts = await home.says(DANA, "He sits next to me.")
        other = await home.says(DANA, "It was at ten.")
        assert "by its sender" not in await shown(home, case.code)
        await home.deletes(DANA, ts)
        await home.edits(DANA, other, "It was at eleven.")
        page = await shown(home, case.code)
        for mark in ("deleted by its sender on Monday", "changed later, on Monday", "a later version by its sender"):
            assert page.count(mark) == 1
        assert "slack:D" not in page


async def test_people_have_the_names_of_their_accounts_and_unknown_ones_stay_ids(tmp_path):
    async with workplace(tmp_path) as home:
        for member, handle in ((DANA, "dana"), (ROBIN, "robin")):
            account = Account(id=member, handle=handle)
            await home.run(lambda unit, account=account: unit.accounts.learn(account, home.clock()))
        case = await home.reports(DANA, f"{COMPLAINT}\n<@{ROBIN}> and <@U0NOBODY> saw it.")
        page = await shown(home, case.code)
        assert "@robin (U0ROBIN) and <@U0NOBODY> saw it." in page
        assert "@dana (U0DANA) (reporter)" in page
        assert "Reporter: @dana (U0DANA)" in page
