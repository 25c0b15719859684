"""The rooms that ask Slack, together, as the daemon turns them."""

from daemon.inquiries import inquiries
from tests.support.direct import DANA, SAM, SLACK, workplace
from tests.support.house import COMPLAINT
from tests.support.slack_web import PlayedWeb

BY_NAME = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "@jamison"
"""


async def test_one_turn_meets_people_and_finds_the_channel_and_health_names_nobody(tmp_path):
    sections = {"administrators": BY_NAME, "outside": SLACK + 'scim_token = "xoxp-1"\n'}
    async with workplace(tmp_path, **sections) as home:
        web = PlayedWeb()
        web.join(DANA, "dana", "Dana Reyes")
        rooms = inquiries(home.config, home.store, home.rooms.corridor, web, home.clock)
        await home.reports(DANA, COMPLAINT)
        assert await rooms.turn() == 0
        assert (await home.run(lambda unit: unit.accounts.by_id(DANA))).name == "Dana Reyes"
        assert rooms.health() == {
            "administrators_not_found": ["no live account has that name"],
            "rules_channel": "conductd sees no channel of that name",
        }
        web.trouble["*"] = "unreachable"
        assert await rooms.turn() == 0
        await rooms.close()


async def test_p6_an_account_that_is_to_be_closed_waits_for_no_list_of_all_members(tmp_path):
    async with workplace(tmp_path, administrators=BY_NAME) as home:
        web = PlayedWeb()
        web.join(SAM, "sam")
        rooms = inquiries(home.config, home.store, home.rooms.corridor, web, home.clock)
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"suspend {case.code} <@{SAM}> because of threats")
        await home.passes(hours=1)
        await rooms.turn()
        assert web.asked[0] == ("users.info", {"user": SAM})
        assert web.calls("users.list")
        await rooms.close()
