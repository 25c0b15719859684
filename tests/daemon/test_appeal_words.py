"""What a reporter does not allow is not said to the respondent by way of their own appeal either (P8, design 7.3)."""

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from tests.support.house import ADA, JAMISON, REPORTER, household
from tests.support.suspended import APPEAL, BRACK, OTHER, considered

WORDS = "You wrote rudely to a woman who joined last month."
CALM = "We read it all once more."


async def says(home, word):
    await home.answer(home.last("acknowledgement", REPORTER), f"{word}\n", vouched=True)


def read_by_the_member(home):
    return " ".join(letter.text for letter in home.letters(BRACK))


@pytest.mark.parametrize("verb", ["reply", "ask"])
@pytest.mark.parametrize("word", ["PRIVATE", "ASK FIRST", ""])
async def test_p8_words_in_an_appeal_need_what_words_to_its_author_need_in_the_complaint(tmp_path, verb, word):
    async with household(tmp_path) as home:
        case, _, ours = await considered(home)
        if word:
            await says(home, word)
        with pytest.raises(NotAllowed) as caught:
            await home.command(f"{verb} {ours.code} {WORDS}", "Ada")
        await home.passes(minutes=5)
        assert caught.value.rule == "P8"
        assert ours.code not in caught.value.reason
        assert (case.code in caught.value.reason) == (word == "ASK FIRST")
        assert "woman" not in read_by_the_member(home)


async def test_p8_under_a_consent_the_appellant_is_answered(tmp_path):
    async with household(tmp_path) as home:
        _, _, ours = await considered(home)
        await says(home, "SHARE")
        await home.command(f"reply {ours.code} {CALM}", "Ada")
        await home.passes(minutes=5)
        assert CALM in read_by_the_member(home)


async def test_an_appeal_of_which_nobody_knows_whose_it_is_is_answered_like_any_mail(tmp_path):
    async with household(tmp_path) as home:
        await considered(home)
        await says(home, "PRIVATE")
        known = {each.code for each in await home.cases()}
        await home.mail(OTHER, APPEAL)
        (code,) = {each.code for each in await home.cases()} - known
        await home.command(f"reply {code} {CALM}", "Ada")
        await home.passes(minutes=5)
        assert "reply" in home.came(OTHER)


@pytest.mark.parametrize("verb", ["uphold", "overturn"])
async def test_p8_of_a_decision_that_waits_the_words_are_taken_out_and_the_rest_leaves(tmp_path, verb):
    async with household(tmp_path) as home:
        _, _, ours = await considered(home)
        await says(home, "SHARE")
        await home.command(f"{verb} {ours.code} {WORDS}", "Ada")
        await says(home, "PRIVATE")
        await home.passes(minutes=5)
        name = {"uphold": "upheld", "overturn": "overturned"}[verb]
        assert home.came(BRACK).count(name) == 1
        assert "woman" not in read_by_the_member(home)
        assert (await home.case(ours.code)).appeal.outcome == name
        told = home.last("undelivered", ADA).text + home.last("undelivered", ADA).subject
        assert "taken out" in told
        assert "woman" not in told


async def test_p8_a_decision_that_waits_to_be_released_holds_no_word_any_more(tmp_path):
    async with household(tmp_path, letters='upheld = "ask"') as home:
        _, _, ours = await considered(home)
        await says(home, "SHARE")
        await home.command(f"uphold {ours.code} {WORDS}", "Ada")
        await says(home, "PRIVATE")
        await home.passes(days=1)
        (row,) = await home.rows("upheld")
        assert str(row.state) == "draft"
        await home.command(f"release {row.short}", "Ada")
        await home.passes(minutes=5)
        assert "upheld" in home.came(BRACK)
        assert "woman" not in read_by_the_member(home)


async def test_p8_a_reply_in_an_appeal_that_waits_is_dropped_and_its_administrators_hear_of_it(tmp_path):
    async with household(tmp_path) as home:
        _, _, ours = await considered(home)
        await says(home, "SHARE")
        await home.command(f"reply {ours.code} {WORDS}", "Ada")
        await says(home, "PRIVATE")
        await home.passes(minutes=5)
        assert "reply" not in home.came(BRACK)
        assert ours.code in home.last("undelivered", JAMISON).text
        assert (await home.case(ours.code)).stage is Stage.CONSIDERED
