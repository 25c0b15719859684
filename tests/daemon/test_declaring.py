"""P14: a new administrator sees no case that has ended before they said with whom they have a conflict."""

import asyncio
from datetime import timedelta

import pytest

from daemon.declaring import meet
from daemon.keeping_desk import KeepingDesk
from daemon.process.events import NotAllowed
from tests.support.house import ADA, COMPLAINT, CONCERN, JAMISON, REPORTER, STRANGER, household
from tests.support.settings import BOTH, JAMISON_ALONE

NEW = "Ada"


async def grown(folder, home):
    """Ada is added to the configuration of a house that has had cases."""
    return household(folder, administrators=BOTH, start=home.clock.now)


async def had_cases(home):
    await home.at_desk(lambda desk: desk.cases())
    case = await home.opens(CONCERN)
    await home.command(f"close {case.code}")
    other = await home.opens(COMPLAINT, "kim@example.org")
    return case.code, other.code


async def in_grown_house(folder, story):
    async with household(folder, administrators=JAMISON_ALONE) as home:
        closed, is_open = await had_cases(home)
    async with await grown(folder, home) as home:
        await home.settle()
        return await story(home, closed, is_open)


async def looks(home, code, actor=NEW):
    """What they see of a closed case, in every place that shows one."""
    view = await home.at_desk(lambda desk: [hit.code for hit in desk.search(["jokes"])], actor)
    refused = await refusal(home, f"note {code} x", actor)
    try:
        shown = (await home.at_desk(lambda desk: desk.show(code), actor)).line.code
    except NotAllowed as problem:
        shown = problem.reason
    stats = await home.at_desk(lambda desk: str(desk.stats()), actor)
    return view, refused, shown, stats


async def refusal(home, text, actor):
    try:
        await home.command(text, actor)
    except NotAllowed as problem:
        return problem.reason
    return ""


async def test_p14_a_closed_case_does_not_exist_for_a_new_administrator(tmp_path):
    async def story(home, closed, is_open):
        hits, refused, shown, _ = await looks(home, closed)
        assert (hits, refused, shown) == ([], f"there is no case {closed}", f"there is no case {closed}")
        assert [line.code for line in await home.at_desk(lambda desk: desk.cases(), NEW)] == [is_open]
        assert (await looks(home, closed, "Jamison"))[0] == [closed]

    await in_grown_house(tmp_path, story)


async def test_p14_the_first_thing_they_are_told_is_how_to_declare_once(tmp_path):
    async def story(home, closed, is_open):
        await home.run(lambda unit: meet(unit, home.rooms.corridor, home.clock.now))
        await home.settle()
        assert home.came(ADA) == ["declare"]
        assert "conductd declare none" in home.last("declare", ADA).text
        assert "declare none" in await home.at_desk(lambda desk: desk.remark, NEW)
        assert await home.at_desk(lambda desk: desk.remark, "Jamison") == ""

    await in_grown_house(tmp_path, story)


async def test_p14_who_declares_none_sees_every_case_from_then_on(tmp_path):
    async def story(home, closed, is_open):
        await home.command("declare none", NEW)
        assert (await home.at_desk(lambda desk: desk.show(closed), NEW)).line.code == closed
        assert await home.at_desk(lambda desk: desk.remark, NEW) == ""

    await in_grown_house(tmp_path, story)


@pytest.mark.parametrize("who", [REPORTER, f"kim@example.org and {REPORTER}"])
async def test_p14_who_declares_somebody_never_sees_their_cases_and_it_is_on_record(tmp_path, who):
    async def story(home, closed, is_open):
        lines = await home.command(f"declare {who}", NEW)
        assert closed not in " ".join(lines)
        assert (await looks(home, closed))[2] == f"there is no case {closed}"
        assert (await home.case(closed)).off == {"Ada Quist"}
        assert ("Ada Quist" in (await home.case(is_open)).off) == ("kim" in who)
        view = await home.at_desk(lambda desk: desk.show(closed), "Jamison")
        assert "an administrator declared a conflict" in [each.what for each in view.timeline]

    await in_grown_house(tmp_path, story)


async def test_p14_the_answer_to_a_declaration_does_not_say_whether_there_is_such_a_case(tmp_path):
    async def story(home, closed, is_open):
        known = await home.command(f"declare {REPORTER}", NEW)
        assert known == await home.command("declare nobody@example.net", NEW)
        assert "1 person" in known[0]

    await in_grown_house(tmp_path, story)


async def test_who_was_there_from_the_first_case_on_declares_nothing(tmp_path):
    async with household(tmp_path) as home:
        assert await home.at_desk(lambda desk: desk.remark, NEW) == ""
        case = await home.opens(CONCERN)
        await home.command(f"close {case.code}", "Jamison")
        assert (await home.at_desk(lambda desk: desk.show(case.code), NEW)).line.code == case.code
        assert home.came(ADA) == ["notice"]


async def test_a_database_from_before_this_was_kept_makes_nobody_new(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(CONCERN)
        await home.run(lambda unit: unit._connection.exec_driver_sql("DELETE FROM cursor"))
        await home.run(lambda unit: meet(unit, home.rooms.corridor, home.clock.now))
        await home.command(f"close {case.code}", "Jamison")
        assert (await home.at_desk(lambda desk: desk.show(case.code), NEW)).line.code == case.code


async def test_a_code_is_nobody_to_declare(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        with pytest.raises(NotAllowed, match="name people"):
            await home.command(f"declare {case.code}", NEW)


async def test_p14_a_declared_conflict_holds_for_cases_that_come_later(tmp_path):
    async with household(tmp_path, administrators=BOTH) as home:
        await home.command("declare @brack", "Ada")
        await home.mail(REPORTER, COMPLAINT)
        (case,) = await home.cases()
        assert case.off == {"Ada Quist"}
        assert home.came(ADA) == []


async def test_p14_a_declared_conflict_holds_for_somebody_who_is_named_later(tmp_path):
    async with household(tmp_path, administrators=BOTH) as home:
        await home.command("declare dorn@example.net", "Ada")
        await home.mail(REPORTER, COMPLAINT)
        (case,) = await home.cases()
        assert case.off == frozenset()
        await home.command(f"party {case.code} dorn@example.net as witness")
        assert (await home.case(case.code)).off == {"Ada Quist"}


async def keeps(home, work, actor=NEW):
    def sit():
        with KeepingDesk(home.config, actor, "robin", home.clock) as desk:
            return work(desk)

    done = await asyncio.to_thread(sit)
    await home.settle()
    return done


async def test_p14_what_is_kept_says_nothing_of_a_closed_case_to_a_new_administrator(tmp_path):
    """Neither the list of what is old, nor the preview of an erasure; and they erase nothing of it."""

    async def story(home, closed, _):
        home.clock.now += timedelta(days=352)
        assert (await keeps(home, lambda desk: desk.purgeable())).cases == ()
        assert [each.code for each in (await keeps(home, lambda desk: desk.purgeable(), "Jamison")).cases] == [closed]
        assert (await keeps(home, lambda desk: desk.erasure(REPORTER))).is_empty
        home.forget()
        assert (await keeps(home, lambda desk: desk.erase(REPORTER))).is_empty
        assert await home.run(lambda unit: [each.code for each in unit.parties.cases_of("email", REPORTER)]) == [closed]
        assert (home.came(ADA), home.came(JAMISON)) == ([], ["wrote_again"])

    await in_grown_house(tmp_path, story)


async def test_p14_no_warning_of_a_closed_case_goes_to_a_new_administrator_and_theirs_would_warn_nobody(tmp_path):
    async def story(home, closed, _):
        home.forget()
        home.clock.now += timedelta(days=350)
        for _day in range(3):
            await home.passes(days=1)
        assert "retention" in home.came(JAMISON)
        assert closed in home.last("retention", JAMISON).text
        assert "retention" not in home.came(ADA)

    await in_grown_house(tmp_path, story)


async def test_p14_no_flag_tells_a_new_administrator_of_a_closed_case(tmp_path):
    """The new case is open, and shown to them: that its sender was reported before is not."""

    async def story(home, closed, _):
        await home.command(f"party {closed} {STRANGER} as respondent", "Jamison")
        case = await home.opens(
            "I want to file a formal complaint. Somebody called me an idiot in #random.\n", STRANGER
        )
        assert not case.retaliation

    await in_grown_house(tmp_path, story)
