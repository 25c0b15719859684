"""Slips of the pen, and words that mean less than they seem to: nobody is suspended, told or published by one."""

import pytest

from daemon.process.case import Consent, Track
from daemon.process.events import NotAllowed
from tests.support.house import COMPLAINT, JAMISON, REPORTER, household
from tests.support.suspended import BRACK, considered, suspended, suspends


async def refused(home, text, by="Jamison"):
    with pytest.raises(NotAllowed) as problem:
        await home.command(text, by)
    return problem.value.reason


async def test_who_writes_their_own_address_suspends_nobody(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        assert "your own address" in await refused(home, f"suspend {case.code} {JAMISON} because x")
        assert await home.case(case.code) == case


async def test_an_address_without_a_whole_domain_is_refused(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        assert "no whole mail address" in await refused(home, f"suspend {case.code} brack@exmaple because x")
        assert (await home.case(case.code)).parties == ()


async def test_p7_that_a_member_is_told_is_not_said_where_no_address_is_known(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        assert "no mail address of theirs" in (await home.command(f"suspend {case.code} @brack because x"))[0]
        assert "no mail address" not in (await home.command(f"suspend {case.code} {BRACK} because x"))[0]


async def test_because_before_the_words_of_a_decision_is_not_sent(tmp_path):
    async with household(tmp_path) as home:
        case, _, waiting = await considered(home, COMPLAINT)
        await home.command(f"consent {case.code} granted in a call")
        await home.command(f"uphold {waiting.code} because it stands as it is.", "Ada")
        await home.passes(minutes=3)
        text = home.last("upheld", BRACK).text
        assert "it stands as it is." in text
        assert "because it stands" not in text


@pytest.mark.parametrize("text", ["OK. I understand, and I do not appeal.", "I am not going to appeal. Thank you."])
async def test_p10_who_does_not_appeal_has_not_appealed(tmp_path, text):
    async with household(tmp_path) as home:
        await suspended(home, COMPLAINT)
        await home.answer(home.last("suspension", BRACK), f"{text}\n")
        assert [case.track for case in await home.cases()] == [Track.COMPLAINT]
        assert home.came(BRACK)[-1] == "neutral_receipt"
        assert home.last("wrote_again", JAMISON)


async def test_p9_a_yes_that_answers_no_letter_widens_nothing_while_a_text_is_asked_about(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), "ASK FIRST\n")
        await home.command(f"consult {case.code} We looked at a thread in #careers.")
        await home.passes(minutes=3)
        await home.answer(home.last("consult", REPORTER), "SHARE\n", keeps=("reply_to",))
        after = await home.case(case.code)
        assert (after.privacy.value, after.consultation.is_yes) == (Consent.CONDITIONAL, False)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        assert (await home.case(case.code)).consultation.is_yes


async def test_p6_a_suspended_respondent_is_suspended_by_name_once(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await suspends(home, case.code, BRACK)
        assert "suspended already" in await refused(home, f"suspend {case.code} {BRACK} because again")
