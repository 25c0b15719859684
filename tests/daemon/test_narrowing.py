"""Words for somebody else that have not left yet do not outlive the consent that let them (P8, design 7.4)."""

import pytest

from daemon.process.case import Told
from daemon.process.events import NotAllowed
from notifiers.sending import Problem, Refused
from tests.support.house import ADA, COMPLAINT, DANGER, JAMISON, REPORTER, household
from tests.support.suspended import BRACK

WORDS = "We ask you to leave beginners alone."


async def told(home, narrows):
    """A complaint whose reporter shared; words for the respondent wait for `undo` when the reporter writes again."""
    case = await home.opens(COMPLAINT)
    await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
    await home.command(f"party {case.code} {BRACK} as respondent")
    await home.command(f"tell {case.code} {BRACK} {WORDS}")
    await home.answer(home.last("acknowledgement", REPORTER), f"{narrows}\n")
    await home.passes(minutes=10)
    return await home.case(case.code)


@pytest.mark.parametrize("narrows", ["PRIVATE", "WITHDRAW", "ASK FIRST"])
async def test_p8_words_that_wait_do_not_leave_once_the_reporter_narrows_the_consent(tmp_path, narrows):
    async with household(tmp_path) as home:
        case = await told(home, narrows)
        assert home.came(BRACK) == []
        assert case.parties[0].told is None


async def test_p8_under_a_consent_that_stands_they_leave(tmp_path):
    async with household(tmp_path) as home:
        case = await told(home, "SHARE")
        assert home.came(BRACK) == ["told"]
        assert case.parties[0].told is Told.TOLD


async def test_danger_beside_a_word_reaches_every_administrator(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), f"{DANGER}\n\nPRIVATE\n")
        assert (await home.case(case.code)).urgent
        for who in (JAMISON, ADA):
            assert "danger was read" in home.last("wrote_again", who).text.casefold()


async def test_p8_words_that_were_refused_are_not_sent_again_under_a_narrower_consent(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        await home.command(f"party {case.code} {BRACK} as respondent")
        home.wire.trouble[BRACK] = Refused(Problem.RECIPIENT)
        await home.command(f"tell {case.code} {BRACK} {WORDS}")
        await home.passes(minutes=10)
        (row,) = await home.rows("told")
        await home.answer(home.last("acknowledgement", REPORTER), "PRIVATE\n")
        home.wire.trouble.clear()
        with pytest.raises(NotAllowed):
            await home.command(f"resend {row.short}")
        await home.passes(minutes=10)
        assert home.came(BRACK) == []
