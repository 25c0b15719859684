"""Somebody with several open cases, by direct message: what narrows counts in all of them at once (design 7.4)."""

import pytest

from daemon.process.case import Consent
from daemon.process.events import NotAllowed
from daemon.store.values import InboxState
from tests.support.direct import DANA, JAMISON, workplace
from tests.support.house import COMPLAINT, CONCERN


async def _two(home):
    first = await home.reports(DANA, COMPLAINT)
    second = await home.reports(DANA, f"NEW {CONCERN}")
    home.slack.posts.clear()
    return first.code, second.code


async def _allowed(home, codes):
    return [(await home.case(code)).privacy.value for code in codes]


async def _says_in(home, code, word):
    await home.says(DANA, f"{code}\n\n{word}")
    assert (await _allowed(home, [code])) != [Consent.UNSTATED]


async def test_private_narrows_in_all_of_them_and_asks_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        codes = await _two(home)
        await home.says(DANA, "PRIVATE")
        assert await _allowed(home, codes) == [Consent.REFUSED] * 2
        assert home.posted(DANA) == ["corrected"] * 2
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0


async def test_ask_first_narrows_where_both_had_allowed_more(tmp_path):
    async with workplace(tmp_path) as home:
        codes = await _two(home)
        for code in codes:
            await _says_in(home, code, "SHARE")
        await home.says(DANA, "ASK FIRST")
        assert await _allowed(home, codes) == [Consent.CONDITIONAL] * 2
        assert "which" not in home.posted(DANA)


async def test_ask_first_widens_nothing_before_its_case_is_known(tmp_path):
    async with workplace(tmp_path) as home:
        first, second = await _two(home)
        await _says_in(home, first, "SHARE")
        await _says_in(home, second, "PRIVATE")
        await home.says(DANA, "ASK FIRST")
        assert await _allowed(home, (first, second)) == [Consent.CONDITIONAL, Consent.REFUSED]
        assert home.posted(DANA)[-1] == "which"


async def test_withdraw_asks_which_and_meanwhile_nothing_is_shared_of_either(tmp_path):
    async with workplace(tmp_path) as home:
        codes = await _two(home)
        for code in codes:
            await _says_in(home, code, "SHARE")
        await home.says(DANA, "WITHDRAW")
        assert await _allowed(home, codes) == [Consent.REFUSED] * 2
        assert home.posted(DANA)[-1] == "which"
        assert (await home.case(codes[0])).stage is not (await _withdrawn(home, codes[0])).stage


async def _withdrawn(home, code):
    await home.says(DANA, code)
    return await home.case(code)


async def test_words_beside_private_wait_for_their_case(tmp_path):
    async with workplace(tmp_path) as home:
        codes = await _two(home)
        await home.says(DANA, "He wrote to me again.\n\nPRIVATE")
        assert await _allowed(home, codes) == [Consent.REFUSED] * 2
        assert home.posted(DANA)[-1] == "which"


async def test_what_was_set_aside_until_its_sender_chose_says_where_it_went(tmp_path):
    async with workplace(tmp_path) as home:
        codes = await _two(home)
        await home.says(DANA, "There is one more thing: he wrote to me again.")
        short = home.posts(JAMISON, "set_aside")[-1].subject.rpartition(" ")[2]
        await home.says(DANA, codes[0])
        with pytest.raises(NotAllowed, match=f"{short} belongs to {codes[0]} now"):
            await home.command(f"accept {short}")
        await home.command(f"recuse {codes[0]} Ada")
        with pytest.raises(NotAllowed, match="no message") as refused:
            await home.command(f"accept {short}", "Ada")
        assert codes[0] not in refused.value.reason
