"""What was set aside and is changed or taken back afterwards."""

from daemon.process.case import Consent
from tests.support.direct import ADA, DANA, JAMISON, workplace
from tests.support.house import COMPLAINT


async def two_cases(home):
    first = await home.reports(DANA, COMPLAINT)
    await home.reports(DANA, "NEW Is it an incident when somebody posts jobs in #general?")
    return first


async def test_what_was_set_aside_and_becomes_a_report_is_read(tmp_path):
    async with workplace(tmp_path) as home:
        ts = await home.says(DANA, "hello")
        await home.passes(seconds=91)
        await home.edits(DANA, ts, f"I want to make a formal complaint. <@{JAMISON}> insulted me in #general.")
        assert (await home.case()).off == {"Jamison Dance"}


async def test_of_a_waiting_message_the_words_count_that_stand_there_when_it_is_answered(tmp_path):
    async with workplace(tmp_path) as home:
        first = await two_cases(home)
        ts = await home.says(DANA, "He did it again.")
        await home.edits(DANA, ts, f"<@{JAMISON}> insulted me too.")
        await home.says(DANA, first.code)
        assert (await home.case(first.code)).off == {"Jamison Dance"}


async def test_a_waiting_message_that_was_taken_back_allows_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        first = await two_cases(home)
        ts = await home.says(DANA, "SHARE")
        await home.deletes(DANA, ts)
        await home.says(DANA, first.code)
        assert (await home.case(first.code)).privacy.value is not Consent.GRANTED


async def test_a_message_whose_deletion_came_first_allows_nothing(tmp_path):
    async with workplace(tmp_path) as home:
        case = await home.reports(DANA, COMPLAINT)
        ts = home._ts()
        await home.deletes(DANA, ts)
        event = {"type": "message", "channel_type": "im", "user": DANA, "text": "SHARE", "ts": ts}
        await home.direct({"kind": "message", "event": event}, DANA, ts)
        assert (await home.case(case.code)).privacy.value is not Consent.GRANTED


async def test_an_edit_whose_message_never_comes_is_read_as_one(tmp_path):
    async with workplace(tmp_path) as home:
        await home.edits(DANA, home._ts(), f"I want to make a formal complaint. <@{JAMISON}> insulted me.")
        await home.passes(minutes=62)
        assert (await home.case()).off == {"Jamison Dance"}


async def test_p14_an_edit_that_names_an_administrator_before_the_case_opens_keeps_them_from_being_told(tmp_path):
    async with workplace(tmp_path) as home:
        ts = await home.says(DANA, "I want to make a formal complaint. Somebody insulted me in #general today.")
        await home.passes(seconds=19)
        await home.edits(DANA, ts, f"I want to make a formal complaint about <@{JAMISON}>. He insulted me in #general.")
        await home.passes(seconds=91)
        assert "notice" not in home.posted(JAMISON)
        assert "notice" in home.posted(ADA)
        assert "Jamison" not in home.posts(DANA)[0].text
