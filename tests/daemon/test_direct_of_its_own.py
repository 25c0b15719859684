"""What joins no case though its sender has one: the question how many there were (P13), and what somebody says beside
an appeal that belongs to no suspension yet (P12).
"""

import pytest

from daemon.process.case import Stage, Track
from tests.support.direct import DANA, SAM, workplace
from tests.support.house import COMPLAINT, CONCERN, HOW_MANY, QUESTION

APPEAL = "I appeal my suspension. I was suspended for something that somebody else wrote."


async def kept_in(home, code):
    terms = home.rooms.corridor.house.terms
    return len(await home.run(lambda unit: unit.messages.of(unit.cases.by_code(code, terms).id)))


@pytest.mark.parametrize("before", [[COMPLAINT], [COMPLAINT, f"NEW {CONCERN}"]])
async def test_how_many_there_were_is_answered_and_joins_no_case(tmp_path, before):
    async with workplace(tmp_path) as home:
        codes = [(await home.reports(DANA, text)).code for text in before]
        await home.says(DANA, HOW_MANY)
        await home.passes(seconds=91)
        assert home.posted(DANA)[-1] == "count"
        assert "wrote_again" not in [each.name for each in home.posts()]
        assert [await kept_in(home, code) for code in codes] == [1] * len(codes)


@pytest.mark.parametrize(("text", "track"), [(QUESTION, Track.QUESTION), (CONCERN, Track.CONCERN)])
async def test_what_is_said_beside_an_unmatched_appeal_is_a_case_of_its_own(tmp_path, text, track):
    async with workplace(tmp_path) as home:
        appeal = await home.reports(SAM, APPEAL)
        assert appeal.stage is Stage.UNMATCHED
        await home.says(SAM, text)
        await home.passes(seconds=91)
        assert {each.track for each in await home.cases()} == {Track.APPEAL, track}


async def test_more_reasons_still_go_into_the_unmatched_appeal(tmp_path):
    async with workplace(tmp_path) as home:
        appeal = await home.reports(SAM, APPEAL)
        await home.says(SAM, "My brother had my phone that evening, and he says so too.")
        await home.passes(seconds=91)
        assert await kept_in(home, appeal.code) == 2
