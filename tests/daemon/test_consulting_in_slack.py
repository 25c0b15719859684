"""The public-channel question by direct message (P9): a word in the thread of the letter, or its button; no answer is
a no.
"""

import pytest

from daemon.process.records import Reply
from tests.support.direct import DANA, JAMISON, SAM, workplace
from tests.support.house import COMPLAINT

TEXT = "Please keep beginners' questions in #careers friendly."


async def asked(home):
    """A reporter who was asked about a text: the code of the case, and the letter."""
    case = await home.reports(DANA, COMPLAINT)
    await home.says(DANA, "SHARE")
    await home.command(f"consult {case.code} {TEXT}")
    await home.passes(minutes=2)
    return case.code, home.posts(DANA, "consult")[-1]


async def answer(home, code):
    return (await home.case(code)).consultation.asked


@pytest.mark.parametrize(("word", "reply"), [("SHARE", Reply.YES), ("PRIVATE", Reply.NO), ("ASK FIRST", Reply.NO)])
@pytest.mark.parametrize("how", ["thread", "button"])
async def test_p9_a_word_to_the_letter_answers_it(tmp_path, how, word, reply):
    async with workplace(tmp_path) as home:
        code, letter = await asked(home)
        assert TEXT in letter.text
        if how == "thread":
            await home.says(DANA, word, letter)
        else:
            await home.presses(DANA, letter, act="word", word=word, code=code)
        assert await answer(home, code) == {code: reply}


async def test_p9_the_target_is_asked_after_the_reporter_and_the_letters_say_nothing_of_each_other(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        await home.command(f"party {case.code} <@{SAM}> as target")
        await home.says(DANA, "SHARE")
        await home.command(f"consent {case.code} <@{SAM}> granted they said so by phone")
        await home.command(f"consult {case.code} {TEXT}")
        await home.passes(minutes=2)
        assert home.posts(SAM, "consult") == []
        await home.says(DANA, "SHARE", home.posts(DANA, "consult")[-1])
        await home.passes(minutes=2)
        (letter,) = home.posts(SAM, "consult")
        assert case.code not in letter.text + letter.subject
        await home.presses(SAM, letter, act="word", word="SHARE", code=letter.short)
        consultation = (await home.case(case.code)).consultation
        assert consultation.is_yes
        assert "wrote_again" in home.posted(JAMISON)


async def test_p9_a_share_outside_of_the_thread_is_no_yes_to_the_text(tmp_path):
    async with workplace(tmp_path) as home:
        code, _ = await asked(home)
        await home.says(DANA, "SHARE")
        assert await answer(home, code) == {code: Reply.NONE}


async def test_p9_no_answer_is_a_no(tmp_path):
    async with workplace(tmp_path) as home:
        code, _ = await asked(home)
        await home.passes(days=8)
        consultation = (await home.case(code)).consultation
        assert (consultation.ended_at is not None, consultation.is_yes) == (True, False)


async def test_p9_somebody_elses_press_answers_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        code, letter = await asked(home)
        await home.presses(SAM, letter, act="word", word="SHARE", code=code)
        assert await answer(home, code) == {code: Reply.NONE}
