"""WHO in a command, where people have accounts in Slack: an id, a mention, or exactly one account's name."""

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.store.values import Account
from tests.support.direct import DANA, JAMISON, SAM, workplace
from tests.support.house import COMPLAINT
from tests.support.suspended import parties

APPEAL = "I appeal the suspension of my account, because the messages that were reported are not mine.\n"


async def knows(home, member, handle, email="", name="", **more):
    account = Account(id=member, handle=handle, email=email, name=name, **more)
    await home.run(lambda unit: unit.accounts.learn(account, home.clock()))


async def ways(home, code):
    return [{(way.channel, way.address) for way in each.ways} for each in await parties(home, code)][1:]


@pytest.mark.parametrize("who", [f"<@{SAM}>", f"<@{SAM}|sam>", "@sam", "@Sam"])
async def test_an_account_is_meant_by_its_id_a_mention_or_its_name(tmp_path, who):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "sam", "sam@example.net")
        await home.command(f"party {case.code} {who} as respondent")
        expected = {("slack", SAM), ("handle", "@sam"), ("email", "sam@example.net")}
        (found,) = await ways(home, case.code)
        assert {
            (channel, address.lower()) if channel == "handle" else (channel, address) for channel, address in found
        } == (expected)


async def test_a_display_name_is_nobodys(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "s.okoye", display="sam", name="sam")
        with pytest.raises(NotAllowed, match="no such party"):
            await home.command(f"suspend {case.code} @sam because of threats")


@pytest.mark.parametrize("which", [{"closed": True}, {"bot": True}])
async def test_a_name_of_a_closed_account_or_a_robot_is_only_a_name(tmp_path, which):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "sam", **which)
        await home.command(f"party {case.code} @sam as respondent")
        assert await ways(home, case.code) == [{("handle", "@sam")}]


async def test_of_two_accounts_of_one_name_the_ids_are_shown(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "sam")
        await knows(home, "U0OTHERSAM", "sam")
        with pytest.raises(NotAllowed, match=f"{SAM}, U0OTHERSAM|U0OTHERSAM, {SAM}"):
            await home.command(f"suspend {case.code} @sam because of threats")


async def test_who_was_a_name_before_their_account_was_known_stays_one_party(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"party {case.code} @brack as respondent")
        await knows(home, SAM, "brack", "brack@example.net")
        await home.command(f"suspend {case.code} @brack because of threats")
        assert await ways(home, case.code) == [{("handle", "@brack"), ("slack", SAM), ("email", "brack@example.net")}]


async def test_a_name_that_somebody_else_has_now_is_not_taken_for_them(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "brack")
        await home.command(f"party {case.code} <@{SAM}> as respondent")
        await knows(home, SAM, "renamed")
        await knows(home, "U0NEWBRACK", "brack")
        await home.command(f"suspend {case.code} @brack because of threats")
        first, second = await ways(home, case.code)
        assert (("slack", SAM) in first, ("slack", "U0NEWBRACK") in second) == (True, True)
        assert ("handle", "@brack") not in second


async def test_nobody_suspends_their_own_account(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        with pytest.raises(NotAllowed, match="your own"):
            await home.command(f"suspend {case.code} <@{JAMISON}> because of threats")


async def test_the_address_of_somebody_else_in_the_case_is_not_taken_from_a_profile(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"party {case.code} shared@example.net as witness")
        await knows(home, SAM, "sam", "shared@example.net")
        await home.command(f"party {case.code} <@{SAM}> as respondent")
        assert ("email", "shared@example.net") not in (await ways(home, case.code))[1]


async def test_p10_a_mail_from_the_address_in_a_profile_is_asked_about_although_it_is_authenticated(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, SAM, "sam", "sam@example.net")
        await home.command(f"suspend {case.code} <@{SAM}> because of threats")
        await home.passes(days=8)
        assert home.came("sam@example.net") == ["suspension"]
        await home.mail("sam@example.net", APPEAL, vouched=True)
        appeal = next(each for each in await home.cases() if each.appeal)
        assert (appeal.stage, home.came("sam@example.net")[-1]) == (Stage.UNCONFIRMED, "appeal_confirm")
        await home.answer(home.last("appeal_confirm"), "CONFIRM\n", vouched=True)
        assert (await home.case(appeal.code)).stage is Stage.CONSIDERED


async def test_what_an_account_is_called_is_kept_from_others_by_the_gate(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, DANA, "dana", "dana@example.org", "Dana Reyes", display="Dayna")
        await home.command(f"party {case.code} <@{SAM}> as respondent")
        await home.says(DANA, "SHARE")
        for called in ("Dana Reyes", "Dayna", "@dana", "dana@example.org"):
            with pytest.raises(NotAllowed, match="who the reporter is"):
                await home.command(f"tell {case.code} <@{SAM}> Please leave {called} alone.")


async def test_at_the_desk_an_account_stands_with_its_name_and_whether_it_is_closed(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await knows(home, DANA, "dana", name="Dana Reyes", closed=True)
        page = await home.at_desk(lambda desk: desk.show(case.code), "Jamison")
        assert page.parties[0].ways == (f"{DANA} (@dana, Dana Reyes, closed in Slack)",)


async def test_whoever_declared_a_conflict_with_a_name_hears_nothing_of_that_account(tmp_path):
    async with workplace(tmp_path) as home:
        await knows(home, DANA, "dana")
        await home.command("declare @dana")
        await home.reports(DANA, COMPLAINT)
        assert home.posted(JAMISON) == []
