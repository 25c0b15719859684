"""Who is who in Slack: administrators' accounts, people with a part in a case, and accounts that were closed by hand."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from daemon.directory import NOT_FOUND, TWO_FOUND, Directory
from tests.support.direct import ADA, DANA, JAMISON, ROBIN, SAM, workplace
from tests.support.house import COMPLAINT
from tests.support.slack_web import PlayedWeb
from tests.support.suspended import parties

BY_NAME = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "@jamison"
"""


@asynccontextmanager
async def town(folder, **sections):
    """The house, its directory, and a workspace of a few members."""
    async with workplace(folder, **sections) as home:
        web = PlayedWeb()
        web.join(JAMISON, "jamison", "Jamison Dance", "hi@jamison.dance")
        web.join(DANA, "dana", "Dana Reyes", "dana@example.org")
        web.join(SAM, "sam", "Sam Okoye", "sam@example.net")
        yield home, web, Directory(web, home.store, home.rooms.corridor, home.clock)


async def account(home, member):
    return await home.run(lambda unit: unit.accounts.by_id(member))


# --- administrators


async def test_an_administrators_name_is_looked_up_once_and_the_id_is_kept(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        await directory.turn()
        assert home.rooms.corridor.house.administrator_at(JAMISON).name == "Jamison Dance"
        assert directory.unpinned == {}
        web.members[JAMISON]["name"] = "somebody"
        web.join("U0THIEF", "jamison", "Jamison Dance")
        await directory.turn()
        assert home.rooms.corridor.house.administrator_at("U0THIEF") is None
        again = (await home.restarts()).service._rooms.corridor.house
        assert again.administrator_at(JAMISON).name == "Jamison Dance"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"name": "jamison", "profile": {"display_name": "jamison"}}, TWO_FOUND),
        ({"name": "other", "profile": {"display_name": "jamison", "real_name": "jamison"}}, ""),
        ({"name": "jamison", "deleted": True}, ""),
        ({"name": "jamison", "is_bot": True}, ""),
    ],
)
async def test_only_the_one_live_person_with_exactly_that_account_name_is_an_administrator(tmp_path, more, why):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        web.members["U0OTHER"] = {"id": "U0OTHER", **more}
        await directory.turn()
        assert "".join(directory.unpinned.values()) == why
        assert (home.rooms.corridor.house.administrator_at(JAMISON) is None) == bool(why)
        assert home.rooms.corridor.house.administrator_at("U0OTHER") is None


async def test_an_administrator_whose_name_nobody_has_goes_on_by_mail(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        del web.members[JAMISON]
        await directory.turn()
        assert list(directory.unpinned.values()) == [NOT_FOUND]
        await home.reports(DANA, COMPLAINT)
        assert home.came("hi@jamison.dance") == ["notice"]
        web.join(JAMISON, "jamison")
        await directory.turn()
        assert directory.unpinned  # not asked again at once
        home.clock.now = await later(home, minutes=11)
        await directory.turn()
        assert directory.unpinned == {}


async def test_an_administrator_who_cannot_be_looked_up_keeps_nobody_else_from_being_known(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        await home.reports(DANA, COMPLAINT)
        web.trouble["users.list"] = "ratelimited"
        for _ in range(3):
            await directory.turn()
        assert (await account(home, DANA)).name == "Dana Reyes"
        assert web.calls("users.list") == 1  # a list of thousands is not asked for each half minute
        del web.trouble["users.list"]
        await later(home, minutes=11)
        await directory.turn()
        assert directory.unpinned == {}


async def test_a_member_who_cannot_be_looked_up_keeps_no_administrator_from_being_known(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        await home.reports(DANA, COMPLAINT)
        web.trouble["users.info"] = "unreachable"
        await directory.turn()
        assert directory.unpinned == {}


async def test_the_next_look_for_an_administrator_counts_from_the_end_of_the_last(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        del web.members[JAMISON]
        ask = web.call

        async def slowly(method, **arguments):
            home.clock.now += timedelta(minutes=6)
            return await ask(method, **arguments)

        web.call, web.page = slowly, 1  # two pages: twelve minutes
        await directory.pin()
        asked = web.calls("users.list")
        await directory.pin()
        assert web.calls("users.list") == asked == 2


async def later(home, **span):
    await home.passes(**span)
    return home.clock.now


async def test_slack_that_cannot_be_reached_stops_nothing(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        web.trouble["*"] = "unreachable"
        await home.reports(DANA, COMPLAINT)
        await directory.turn()
        assert await account(home, DANA) is None
        web.trouble.clear()
        await directory.turn()
        assert (await account(home, DANA)).email == "dana@example.org"


# --- people


async def test_whoever_wrote_to_us_is_known_with_their_address_which_outlives_the_account(tmp_path):
    async with town(tmp_path) as (home, _, directory):
        await home.reports(DANA, COMPLAINT)
        await directory.turn()
        assert (await account(home, DANA)).name == "Dana Reyes"
        assert await account(home, SAM) is None  # the members of a workspace are not copied
        await directory.member_changed({"id": DANA, "name": "dana", "deleted": True, "profile": {}})
        kept = await account(home, DANA)
        assert (kept.closed, kept.email) == (True, "dana@example.org")


async def test_whoever_writes_after_the_clock_was_set_back_is_known_too(tmp_path):
    async with town(tmp_path) as (home, _, directory):
        await directory.turn()
        home.clock.now -= timedelta(hours=5)
        await directory.turn()
        await home.reports(DANA, COMPLAINT)
        await directory.turn()
        assert (await account(home, DANA)).name == "Dana Reyes"


async def test_an_administrator_is_looked_up_again_within_minutes_when_the_clock_was_set_back(tmp_path):
    async with town(tmp_path, administrators=BY_NAME) as (home, web, directory):
        del web.members[JAMISON]
        home.clock.now += timedelta(days=1)
        await directory.pin()
        home.clock.now -= timedelta(days=1)
        web.join(JAMISON, "jamison", "Jamison Dance", "hi@jamison.dance")
        await directory.pin()
        assert directory.unpinned == {}


async def test_of_members_whom_we_do_not_know_nothing_is_kept(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await directory.member_changed(web.members[SAM])
        await directory.member_changed({"id": 7, "profile": "odd"})
        assert await account(home, SAM) is None


async def test_nobody_is_asked_about_twice_while_nothing_is_new(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await home.command(f"party {(await home.reports(DANA, COMPLAINT)).code} <@{ROBIN}> as respondent")
        for _ in range(3):
            await directory.turn()
        asked = [each["user"] for method, each in web.asked if method == "users.info"]
        assert asked.count(ROBIN) == 1  # Slack knows nobody of that id


# --- named in a command


@pytest.mark.parametrize("sections", [{}, {"administrators": BY_NAME}], ids=["by dm", "by mail"])
async def test_whom_an_administrator_names_is_looked_up_before_their_words_are_taken(tmp_path, sections):
    async with town(tmp_path, **sections) as (home, _, directory):
        home.rooms.intake.look_up_before_commands(directory.before_command)
        case = await home.opens(COMPLAINT)
        if sections:
            await home.order(f"party {case.code} @sam as respondent\n")
        else:
            await home.says(JAMISON, f"party {case.code} @sam as respondent")
        (_, found) = await parties(home, case.code)
        assert {(way.channel, way.address) for way in found.ways} == {
            ("slack", SAM),
            ("handle", "@sam"),
            ("email", "sam@example.net"),
        }


async def test_somebody_else_makes_us_look_up_nobody(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        home.rooms.intake.look_up_before_commands(directory.before_command)
        await home.says(DANA, "party SSE-AAAAA @sam as respondent")
        await home.passes(minutes=2)
        assert web.asked == []


@pytest.mark.parametrize("who", ["<@{}>", "@{}"], ids=["id", "name"])
async def test_p14_slack_is_asked_alike_about_whoever_is_named_known_or_not(tmp_path, who):
    async with town(tmp_path) as (home, web, directory):
        await home.reports(DANA, NAMED)
        await directory.turn()
        asked = []
        for member, name in ((DANA, "dana"), (SAM, "sam")):
            web.asked.clear()
            await directory.before_command(f"party SSE-AAAAA {who.format(member if '<' in who else name)} as witness")
            asked.append([(method, sorted(about)) for method, about in web.asked])
        assert asked[0] == asked[1] != []


async def test_p14_at_the_desk_slack_is_asked_about_whom_only_a_hidden_case_knows(tmp_path):
    async with town(tmp_path) as (home, _, directory):
        hidden = await home.reports(DANA, NAMED)
        own = await home.reports(ROBIN, COMPLAINT)
        await directory.turn()
        for code in (hidden.code, own.code):
            line = f"party {code} <@{DANA}> as witness"
            assert await home.at_desk(lambda desk, line=line: desk.strangers(line), "Jamison") == (DANA,)
        line = f"party {own.code} <@{ROBIN}> as witness"
        assert await home.at_desk(lambda desk: desk.strangers(line), "Jamison") == ()


async def test_a_command_is_answered_although_slack_does_not_answer(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        home.rooms.intake.look_up_before_commands(directory.before_command)
        case = await home.opens(COMPLAINT)
        web.trouble["*"] = "unreachable"
        await home.says(JAMISON, f"party {case.code} @sam as respondent")
        assert home.posted(JAMISON)[-1] == "done"


# --- closed by hand


@pytest.mark.parametrize("lost", [False, True])
async def test_p6_an_account_that_was_closed_by_hand_raises_one_question(tmp_path, lost):
    async with town(tmp_path) as (home, web, directory):
        await home.reports(DANA, COMPLAINT)
        await directory.turn()
        for _ in range(3):
            web.members[DANA]["deleted"] = True
            if not lost:
                await directory.member_changed(web.members[DANA])
            await directory.turn()
            await home.settle()
        (asked,) = home.posts(JAMISON, "closed_by_hand")
        assert not {"Dana", "dana", DANA} & set(asked.text.replace("@", " ").split())
        assert home.posts(ADA, "closed_by_hand")
        web.members[DANA]["deleted"] = False
        await directory.turn()
        web.members[DANA]["deleted"] = True
        await directory.turn()
        await home.settle()
        assert len(home.posts(JAMISON, "closed_by_hand")) == 2


NAMED = f"I want to make a formal complaint about <@{JAMISON}>. He insulted me in #general."


async def closes(home, web, directory, member):
    """Who is asked about it."""
    web.members[member]["deleted"] = True
    await directory.turn()
    await home.settle()
    return {who for who in (JAMISON, ADA) if home.posts(who, "closed_by_hand")}


async def test_p14_who_is_off_a_members_case_does_not_learn_of_it_by_closing_their_account(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await home.reports(DANA, NAMED)
        await directory.look_up([SAM])  # known, and in no case
        await directory.turn()
        assert await closes(home, web, directory, SAM) == set()
        assert await closes(home, web, directory, DANA) == {ADA}


async def test_p14_a_case_that_is_hidden_takes_nobodys_question_about_another_away(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await home.reports(DANA, NAMED)
        await home.reports(DANA, f"NEW {COMPLAINT}")
        await directory.turn()
        assert await closes(home, web, directory, DANA) == {JAMISON, ADA}


async def test_p14_a_suspension_that_is_hidden_is_not_told_by_the_question_that_does_not_come(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await home.command(f"party {(await home.reports(ROBIN, COMPLAINT)).code} <@{SAM}> as witness")
        hidden = await home.reports(DANA, NAMED)
        await home.says(ADA, f"suspend {hidden.code} <@{SAM}> because of threats")
        await directory.turn()
        assert (await home.case(hidden.code)).suspensions
        assert await closes(home, web, directory, SAM) == {JAMISON}


async def test_p14_of_a_sealed_case_nobody_is_asked(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, f"{NAMED} <@{ADA}> helped him and insulted me too.")
        await directory.turn()
        assert case.off == {"Jamison Dance", "Ada Quist"}
        assert await closes(home, web, directory, DANA) == set()


async def test_the_question_waits_for_the_morning(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await home.reports(DANA, COMPLAINT)
        await directory.turn()
        await home.passes(hours=14)  # 23:00 in Denver
        web.members[DANA]["deleted"] = True
        await directory.turn()
        await home.settle()
        assert home.posts(JAMISON, "closed_by_hand") == []
        await home.passes(hours=9)
        assert len(home.posts(JAMISON, "closed_by_hand")) == 1


async def test_an_account_of_somebody_who_is_suspended_raises_no_question(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"suspend {case.code} <@{SAM}> because of threats")
        await directory.turn()
        web.members[SAM]["deleted"] = True
        await directory.turn()
        await home.settle()
        assert home.posts(JAMISON, "closed_by_hand") == []


async def test_a_reporter_whose_account_is_closed_is_written_to_by_mail(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, COMPLAINT)
        await directory.turn()
        web.members[DANA].update(deleted=True, profile={})
        await directory.turn()
        await home.command(f"reply {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert home.came("dana@example.org") == ["reply"]
        await home.answer(home.last("reply"), "Thank you. PRIVATE\n", vouched=True)
        assert "wrote_again" in home.posted(JAMISON)
        assert len(await home.cases()) == 1


MOVED = {"email": "owner@elsewhere.example"}


async def test_p7_an_address_that_was_put_into_a_profile_since_gets_no_letters(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, COMPLAINT)
        await directory.turn()
        web.members[DANA]["profile"] = MOVED
        await directory.turn()
        web.members[DANA]["deleted"] = True
        await directory.turn()
        await home.command(f"reply {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert home.came("owner@elsewhere.example") == home.came("dana@example.org") == []
        assert "undelivered" in home.posted(JAMISON)  # they hear that nobody was reached, and give an address
        await home.command(f"party {case.code} <@{DANA}> dana@new.example as reporter")
        await home.command(f"reply {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert home.came("dana@new.example") == ["reply"]


async def test_p7_an_address_that_was_put_into_a_profile_while_it_closed_gets_no_letters(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, COMPLAINT)
        await directory.turn()
        web.members[DANA].update(deleted=True, profile=MOVED)
        await directory.member_changed(web.members[DANA])
        await home.command(f"suspend {case.code} <@{SAM}> because of threats")
        await home.command(f"reply {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert home.came("owner@elsewhere.example") == []
        assert "undelivered" in home.posted(JAMISON)


async def test_a_profile_that_says_the_first_address_again_is_written_to(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        case = await home.reports(DANA, COMPLAINT)
        await directory.turn()
        first = web.members[DANA]["profile"]
        for profile in (MOVED, first):
            web.members[DANA]["profile"] = profile
            await directory.turn()
        web.members[DANA]["deleted"] = True
        await directory.turn()
        await home.command(f"reply {case.code} We looked at it.")
        await home.passes(minutes=2)
        assert home.came("dana@example.org") == ["reply"]


async def test_who_has_no_part_in_a_case_has_the_address_of_their_profile_now(tmp_path):
    async with town(tmp_path) as (home, web, directory):
        await directory.look_up([SAM])
        web.members[SAM]["profile"] = MOVED
        await directory.look_up([SAM])
        assert (await account(home, SAM)).email == "owner@elsewhere.example"
