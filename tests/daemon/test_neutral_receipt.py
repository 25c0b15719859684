"""One fixed neutral text for whoever may not know (design 7.5), and how often anybody is answered in a day (9.7)."""

import pytest

from tests.support.house import COMPLAINT, DANGER, HOW_MANY, JAMISON, QUESTION, REPORTER, household
from tests.support.played import household_after
from tests.support.suspended import APPEAL, BRACK, suspended
from tests.support.twins import EVE, without_chance

THANKS = "Thanks for the nice evening!\n"
ON_BEHALF = f"I am writing on behalf of {BRACK}: I appeal the suspension of his account, because it was not him.\n"
URGENT = "Is it an incident if he writes to me that he will come to my flat tonight and kill me?\n"


async def with_respondent(home):
    case = await home.opens(COMPLAINT)
    await home.command(f"party {case.code} {EVE} as respondent")
    await home.passes(minutes=3)
    return case


def receipts(home, to=EVE):
    return [without_chance(each.mail.as_string()) for each in home.letters(to, "neutral_receipt")]


async def test_the_receipt_is_the_same_mail_whatever_it_answers(tmp_path):
    seen = set()
    for number, (story, text) in enumerate(
        [(None, THANKS), (None, APPEAL), (None, ON_BEHALF), (suspended, THANKS), (suspended, APPEAL),
         (suspended, ON_BEHALF), (with_respondent, THANKS), (with_respondent, APPEAL)]
    ):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        async with household_after(folder, story or nothing) as (home, _):
            home.clock.now = home.clock.now.replace(hour=18, minute=0)
            await home.mail(EVE, text)
            seen.update(receipts(home))
    assert len(seen) == 1


async def nothing(home):
    return home


@pytest.mark.parametrize("text", [THANKS, APPEAL, QUESTION, HOW_MANY, COMPLAINT])
async def test_nobody_is_answered_automatically_more_than_five_times_a_day_outside_an_open_case(tmp_path, text):
    async with household(tmp_path) as home:
        for number in range(9):
            await home.mail(EVE, f"{text}\n({number})\n")
        assert len(home.letters(EVE)) == 5
        await home.sleeps(hours=25)
        before = len(home.letters(EVE))
        await home.mail(EVE, text)
        assert len(home.letters(EVE)) == before + 1


@pytest.mark.parametrize("text", [URGENT, DANGER])
async def test_the_danger_line_is_held_back_by_no_limit(tmp_path, text):
    async with household(tmp_path) as home:
        for number in range(8):
            await home.mail(REPORTER, f"{COMPLAINT}\n({number})\n")
            await home.mail(REPORTER, f"{QUESTION}\n({number})\n")
        before = len(home.letters(REPORTER))
        await home.mail(REPORTER, text)
        (answer,) = home.letters(REPORTER)[before:]
        assert answer.text.startswith("If anyone is in danger now")
        assert home.letters(JAMISON)


async def test_what_is_in_the_receipt_is_nothing_that_the_sender_wrote(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(
            f'"Zq7name" <{EVE}>', "Thanks for the nice Zq7text!\n", "Zq7subject", to="admin@softskills.example"
        )
        (receipt,) = home.letters(EVE)
        assert "Zq7" not in receipt.mail.as_string()
