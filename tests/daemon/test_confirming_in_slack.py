"""A yes is to what it stands under: by the button below a read-back, in its thread, or where only one waits."""

from tests.support.direct import DANA, JAMISON, SAM, workplace
from tests.support.house import COMPLAINT


async def two_read_back(home):
    """Two commands outside of any thread, each read back; the two cases and the two answers."""
    first, second = await home.reports(DANA, COMPLAINT), await home.reports(SAM, COMPLAINT)
    await home.says(JAMISON, f"estimate {first.code} friday 17:00")
    await home.says(JAMISON, f"estimate {second.code} in 2 days")
    return first.code, second.code, home.posts(JAMISON, "read_back")


async def promised(home):
    return {case.code for case in await home.cases() if case.promise.by}


async def test_each_button_confirms_what_it_stands_under(tmp_path):
    async with workplace(tmp_path) as home:
        first, second, backs = await two_read_back(home)
        for expected, back in (({first}, backs[0]), ({first, second}, backs[1])):
            await home.presses(JAMISON, back, act="command", text=await confirming(home, back))
            assert await promised(home) == expected


async def confirming(home, back):
    """What the button below it says."""
    return await home.run(lambda unit: unit.letters.open(back.letter_id).facts["confirm"])


async def test_a_button_that_says_confirm_alone_is_about_the_letter_that_it_stands_under(tmp_path):
    async with workplace(tmp_path) as home:
        first, _, backs = await two_read_back(home)
        await home.presses(JAMISON, backs[0], act="command", text="confirm")
        assert await promised(home) == {first}


async def test_confirm_in_the_thread_of_a_read_back_is_to_that_one(tmp_path):
    async with workplace(tmp_path) as home:
        first, _, backs = await two_read_back(home)
        await home.says(JAMISON, "Confirm.", backs[0])
        assert await promised(home) == {first}


async def test_confirm_where_two_wait_does_neither_and_shows_both(tmp_path):
    async with workplace(tmp_path) as home:
        first, second, _ = await two_read_back(home)
        await home.says(JAMISON, "confirm")
        answer = home.posts(JAMISON)[-1]
        assert (answer.name, await promised(home)) == ("refused", set())
        assert f"estimate {first} 2026-11-" in answer.text
        assert f"estimate {second} 2026-11-" in answer.text


async def test_what_was_said_again_of_the_same_case_lapses_and_its_button_says_so(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        for when in ("friday 17:00", "in 2 days"):
            await home.says(JAMISON, f"estimate {case.code} {when}")
        early = home.posts(JAMISON, "read_back")[0]
        await home.presses(JAMISON, early, act="command", text=await confirming(home, early))
        assert "said again" in home.posts(JAMISON)[-1].text
        await home.says(JAMISON, "confirm")
        assert await promised(home) == {case.code}


async def test_a_read_back_names_the_case_the_member_and_the_deputy(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        for said, shown in (
            (f"estimate {case.code} in 2 days", f"estimate {case.code}, "),
            (f"keep {case.code} @brack until friday because x", f"keep {case.code} @brack, "),
            ("away until friday deputy Ada", "away, Ada stands in, "),
        ):
            await home.says(JAMISON, said)
            assert f"Understood: {shown}" in home.posts(JAMISON)[-1].text
