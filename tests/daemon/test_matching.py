"""Which case a message belongs to: by a token or one of our Message-IDs, from the address that it was made for."""

from contextlib import asynccontextmanager
from datetime import timedelta

from daemon.process.case import Standing
from tests.support.house import (
    ADA,
    COMMUNITY,
    COMPLAINT,
    CONCERN,
    JAMISON,
    MONDAY,
    REPORTER,
    STRANGER,
    Arrived,
    Household,
    household,
)
from tests.support.settings import ADA_ALONE

MORE = "He did it again this morning, to me, in #careers.\n"
ELSEWHERE = "rae.private@example.com"


async def acknowledged(home: Household) -> Arrived:
    await home.opens(COMPLAINT)
    letter = home.last("acknowledgement")
    home.forget()
    return letter


async def test_a_reply_reaches_its_case_without_references(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        await home.answer(letter, MORE, keeps=("reply_to",))
        assert "ReporterWrote" in await home.happened()


async def test_a_reply_reaches_its_case_without_the_address(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        await home.answer(letter, MORE, keeps=("references",))
        assert "ReporterWrote" in await home.happened()


async def test_without_subaddresses_the_message_id_is_enough(tmp_path):
    async with household(tmp_path, mailbox='subaddress = "none"') as home:
        letter = await acknowledged(home)
        assert letter.reply_to == COMMUNITY
        await home.answer(letter, MORE)
        assert "ReporterWrote" in await home.happened()


async def test_mail_servers_that_turn_the_address_to_capitals_lose_nothing(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        await home.mail(REPORTER.upper(), MORE, "more", to=letter.reply_to.upper())
        assert "ReporterWrote" in await home.happened()


async def test_a_token_from_another_address_opens_nothing(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        first = await home.case()
        await home.mail(STRANGER, CONCERN, answers=letter)
        assert "ReporterWrote" not in await home.happened(first.code)
        assert len(await home.cases()) == 2


async def test_a_token_of_one_case_reaches_no_other(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        first = await home.case()
        second = await home.opens(CONCERN, STRANGER)
        await home.answer(letter, f"About {second.code}: he did it again.\n", subject=f"[{second.code}]")
        assert "ReporterWrote" in await home.happened(first.code)
        assert "ReporterWrote" not in await home.happened(second.code)


async def test_after_its_day_a_token_still_ties_an_answer_to_our_letter_but_widens_nothing(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        home.clock.now += timedelta(days=401)
        await home.answer(letter, "SHARE\n")
        case = await home.case()
        assert "ConsentGiven" in await home.happened()
        assert not case.privacy.confirmed


async def test_after_its_day_a_token_in_the_address_alone_opens_nothing(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        first = await home.case()
        home.clock.now += timedelta(days=401)
        await home.answer(letter, COMPLAINT, keeps=("reply_to",))
        assert "ReporterWrote" not in await home.happened(first.code)
        assert len(await home.cases()) == 2


async def test_a_code_in_the_subject_proves_nothing(tmp_path):
    async with household(tmp_path) as home:
        await acknowledged(home)
        first = await home.case()
        await home.mail(STRANGER, CONCERN, f"Re: A message from the administrators [{first.code}]")
        assert await home.case(first.code) == first
        assert len(await home.cases()) == 2


async def test_who_writes_a_code_is_answered_as_one_who_writes_none(tmp_path):
    async with household(tmp_path) as home:
        await acknowledged(home)
        first = await home.case()
        for code, sender in ((first.code, STRANGER), ("SSE-2222", "una@example.net")):
            await home.mail(sender, CONCERN, f"Re: A message from the administrators [{code}]")
        known, unknown = (
            each.text.replace(each.subject.rpartition("[")[2][:-1], "CODE") for each in home.letters(name="concern")
        )
        assert known == unknown
        assert first.code not in known


async def test_only_the_administrators_learn_which_case_an_unproven_answer_names(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        first = await home.case()
        await home.mail(ELSEWHERE, MORE, answers=letter)
        second = next(case for case in await home.cases() if case.code != first.code)
        assert second.unverified_of == first.code
        assert first.code not in home.last("acknowledgement", ELSEWHERE).text
        assert "could not be verified" in home.last("notice", JAMISON).text


async def test_who_is_off_a_case_is_off_what_its_reporter_writes_from_elsewhere(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(
            "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general, twice.\n"
        )
        letter = home.last("acknowledgement")
        await home.mail(ELSEWHERE, "He did it again in #general today.\n", answers=letter)
        assert home.came(JAMISON) == []
        assert home.came(ADA) == ["notice", "notice"]


async def test_our_own_lines_are_not_taken_for_the_reporters_words(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
        await home.answer(letter, f"Thank you, that is all for now.\n\n{quoted}")
        case = await home.case()
        assert not case.privacy.confirmed
        assert "Withdrew" not in await home.happened()


async def test_a_verified_answer_is_verified_and_an_old_one_is_not(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        for at, standing in ((MONDAY, Standing.VERIFIED), (MONDAY + timedelta(days=500), Standing.PLAUSIBLE)):
            home.clock.now = at
            await home.answer(letter, "PRIVATE\n")
            assert (await home.told("ConsentGiven"))[-1]["standing"] == standing


@asynccontextmanager
async def reporter_who_became_an_administrator(folder):
    """Jamison reports to Ada, and is an administrator when the daemon is next started."""
    async with household(folder, administrators=ADA_ALONE) as home:
        await home.mail(JAMISON, COMPLAINT)
        acknowledgement = home.last("acknowledgement", JAMISON)
    async with household(folder) as home:
        yield home, acknowledgement


async def test_an_administrator_who_reported_is_a_reporter_in_their_own_case(tmp_path):
    async with reporter_who_became_an_administrator(tmp_path) as (home, acknowledgement):
        await home.answer(acknowledgement, "PRIVATE\n", vouched=True)
        assert (await home.case()).privacy.confirmed
        assert "not_verified" not in home.came(JAMISON)


async def test_an_administrator_who_reported_still_commands_by_answering_a_notice(tmp_path):
    async with reporter_who_became_an_administrator(tmp_path) as (home, acknowledgement):
        await home.answer(acknowledgement, "He did it again this morning in #careers.\n")
        await home.answer(home.last("wrote_again", JAMISON), "2026-11-27 17:00\n", vouched=True)
        assert (await home.case()).promise.by == "Jamison Dance"
        assert (await home.happened()).count("ReporterWrote") == 1


async def test_an_answer_to_a_letter_that_left_before_message_ids_had_tokens_of_their_own_reaches_its_case(tmp_path):
    async with household(tmp_path) as home:
        letter = await acknowledged(home)
        case = await home.case()
        token = home.store.tokens.make(case.code, REPORTER, (MONDAY + timedelta(days=9)).date())
        older = f"<{token}.0123456789abcdef@softskills.example>"
        assert older != letter.message_id
        await home.mail(REPORTER, f"{MORE}\nSHARE\n", headers=(("In-Reply-To", older),))
        assert "ReporterWrote" in await home.happened()
        assert not (await home.case()).privacy.confirmed
