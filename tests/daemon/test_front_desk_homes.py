"""The Home: what is open and may be known, never a word of a case, and up to date for those who look at it."""

import json

from daemon.front_desk_homes import PAUSE
from notifiers.sending import Deferred, Problem
from tests.support.direct import ADA, DANA, JAMISON, ROBIN, SAM
from tests.support.front_desk import reception
from tests.support.house import COMPLAINT, CONCERN

FORWARDED = (
    f"---------- Forwarded message ---------\nFrom: Rae <rae@example.org>\nTo: <hi@jamison.dance>\n\n{COMPLAINT}"
)
CANARY = "zanzibarquux"


async def home_of(desk, who):
    await desk.front.home_opened(who)
    await desk.ends()
    published = [each for each in desk.web.of("views.publish") if each["user_id"] == who]
    return json.dumps(published[-1]["view"])


async def test_an_administrator_s_home_has_what_is_open_the_oldest_promise_first_and_no_word_of_it(tmp_path):
    async with reception(tmp_path) as (home, desk):
        first = await home.reports(DANA, f"{COMPLAINT}\n{CANARY}")
        second = await home.reports(ROBIN, CONCERN)
        await home.command(f"estimate {first.code} 2026-12-24 17:00")
        await home.command(f"estimate {second.code} 2026-11-27 17:00")
        shown = await home_of(desk, JAMISON)
        assert 0 < shown.index(second.code) < shown.index(first.code)
        assert "Friday 27 November 2026, 17:00 MST" in shown
        for word in (CANARY, DANA, ROBIN, "brack"):
            assert word not in shown


async def test_a_case_that_an_administrator_is_off_is_not_in_their_home_nor_counted(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"recuse {case.code} Ada")
        assert case.code not in await home_of(desk, ADA)
        assert "Nothing is owed." in await home_of(desk, ADA)


async def test_what_was_set_aside_is_a_count(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await home.mail("hi@jamison.dance", f"{CANARY}\n")
        shown = await home_of(desk, ADA)
        assert "1 message to be looked at" in shown
        assert CANARY not in shown


async def test_a_reporter_s_home_has_their_own_case_its_stage_and_its_date_and_nothing_else(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, f"{COMPLAINT}\n{CANARY}")
        other = await home.reports(ROBIN, CONCERN)
        assert "Next you get a date" in await home_of(desk, DANA)
        await home.command(f"estimate {case.code} 2026-11-27 17:00")
        shown = await home_of(desk, DANA)
        assert case.code in shown
        assert "You hear from us by Friday 27 November 2026, 17:00 MST." in shown
        for word in (other.code, CANARY, "Jamison", "brack", "complaint"):
            assert word not in shown


async def test_whoever_a_case_is_about_sees_nothing_of_it(tmp_path):
    async with reception(tmp_path) as (home, desk):
        case = await home.reports(DANA, COMPLAINT)
        for who, role in ((SAM, "respondent"), (ROBIN, "target")):
            await home.command(f"party {case.code} <@{who}> as {role}")
            assert "SSE-" not in await home_of(desk, who)


async def test_a_case_of_which_nobody_wrote_to_its_reporter_yet_is_not_in_their_home(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await home.mail("hi@jamison.dance", FORWARDED, "Fwd: Something", vouched=True)
        case = await home.case()
        home.slack.outcomes = [Deferred(Problem.SLACK_LATER)] * 2
        await home.command(f"party {case.code} <@{SAM}> as reporter")
        assert case.code not in await home_of(desk, SAM)
        await home.passes(hours=1)
        assert home.posted(SAM) == ["acknowledgement"]
        assert case.code in await home_of(desk, SAM)


async def test_a_member_without_a_case_reads_how_to_report(tmp_path):
    async with reception(tmp_path) as (_, desk):
        assert "Report something" in await home_of(desk, SAM)


async def test_who_looked_at_their_home_today_sees_what_changed_and_others_are_not_published(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await home_of(desk, JAMISON)
        case = await home.reports(DANA, COMPLAINT)
        desk.web.asked.clear()
        await desk.ends()
        assert [each["user_id"] for each in desk.web.of("views.publish")] == [JAMISON]
        assert case.code in desk.web.shown


async def test_a_home_in_which_nothing_changed_is_not_published_again(tmp_path):
    async with reception(tmp_path) as (_, desk):
        await home_of(desk, SAM)
        for _ in range(3):
            desk.home.clock.now += PAUSE
            await desk.ends()
        assert desk.web.methods == ["views.publish"]


async def test_a_home_that_was_opened_yesterday_is_left_as_it_was(tmp_path):
    async with reception(tmp_path) as (home, desk):
        await home_of(desk, JAMISON)
        await home.passes(days=1)
        await home.reports(DANA, COMPLAINT)
        await desk.ends()
        assert desk.web.methods == ["views.publish"]


async def test_a_home_that_slack_did_not_take_is_tried_again(tmp_path):
    async with reception(tmp_path) as (_, desk):
        desk.web.troubles["views.publish"] = "rate limited"
        await desk.front.home_opened(SAM)
        await desk.front.lanes.quiet()
        desk.web.troubles.clear()
        await desk.ends()
        assert desk.web.methods == ["views.publish"] * 2


async def test_a_home_of_nobody_is_nothing(tmp_path):
    async with reception(tmp_path) as (_, desk):
        await desk.front.home_opened("everybody")
        await desk.ends()
        assert desk.web.methods == []
