"""A message that was set aside is hidden from whoever is off the case that it answers (P14)."""

import pytest

from daemon.process.events import NotAllowed
from tests.support.house import ADA, JAMISON, REPORTER, household

ABOUT_ADA = "I want to make a formal complaint about Ada Quist. She called me an idiot in #careers.\n"
AGAIN = "She wrote again: she knows where I live, and she is coming to my house tonight to kill me. I am afraid.\n"
BY_A_PROGRAM = (("Auto-Submitted", "auto-generated"),)


async def test_p14_an_answer_that_looks_like_a_programs_is_not_there_for_whom_the_case_is_about(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(ABOUT_ADA)
        await home.answer(home.last("acknowledgement", REPORTER), AGAIN, headers=BY_A_PROGRAM)
        assert (home.came(JAMISON)[-1], home.came(ADA)) == ("set_aside", [])
        (line,) = (each for each in await home.at_desk(lambda desk: desk.cases(), "Jamison") if each.kind == "message")
        with pytest.raises(NotAllowed):
            await home.at_desk(lambda desk: desk.show(line.code), "Ada")
        assert await home.at_desk(lambda desk: desk.cases(), "Ada") == []
