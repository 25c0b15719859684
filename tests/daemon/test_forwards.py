"""What an administrator got privately and hands on: a case without a reporter, to whom nothing is sent until named."""

import pytest

from daemon.process.case import Track
from daemon.process.events import NotAllowed
from tests.support.house import ADA, COMMUNITY, COMPLAINT, JAMISON, REPORTER, STRANGER, household, written_by
from tests.support.suspended import every_row, parties

HEADER = (
    "---------- Forwarded message ---------\nFrom: Rae Porter <rae@example.org>\n"
    "Date: Mon, 23 Nov 2026 at 08:10\nSubject: Something that happened\nTo: <hi@jamison.dance>\n\n"
)
FORWARDED = f"I got this. What do we do?\n\n{HEADER}{COMPLAINT}"
ABOUT_ADA = f"{HEADER}I want to make a formal complaint about Ada Quist. She called me an idiot in #general.\n"


async def forwards(home, text=FORWARDED, by=JAMISON):
    await home.mail(by, text, "Fwd: Something that happened", vouched=True)
    return await home.case()


async def test_a_verified_forward_opens_a_case_without_a_reporter_and_sends_nothing_to_anybody(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home)
        assert (case.track, case.has_reporter) == (Track.COMPLAINT, False)
        assert {each.to for each in home.wire.letters} == {JAMISON, ADA}
        assert home.came(ADA) == ["notice"]
        assert await parties(home, case.code) == []


async def test_the_reporter_is_acknowledged_once_they_are_named(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home)
        with pytest.raises(NotAllowed):
            await home.command(f"party {case.code} as reporter")
        await home.command(f"party {case.code} {REPORTER} as reporter")
        assert home.came(REPORTER) == ["acknowledgement"]
        assert (await home.case()).has_reporter
        await home.answer(home.last("acknowledgement", REPORTER), "He did it again in #general.\n")
        assert "ReporterWrote" in await home.happened()


async def test_a_case_has_one_reporter(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home)
        await home.command(f"party {case.code} {REPORTER} as reporter")
        before = await every_row(home)
        with pytest.raises(NotAllowed, match="relate"):
            await home.command(f"party {case.code} {STRANGER} as reporter")
        assert await every_row(home) == before


async def test_consent_in_a_forwarded_report_is_nobodys_word_to_us(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home, f"{FORWARDED}\nSHARE\n")
        assert not case.privacy.confirmed


async def test_p14_who_is_named_in_a_forwarded_report_hears_nothing(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home, ABOUT_ADA)
        assert case.off == {"Ada Quist"}
        assert home.came(ADA) == []


@pytest.mark.parametrize("how", [{}, {"vouched": True, "to": COMMUNITY}])
async def test_what_nobody_vouches_for_or_is_no_forward_is_set_aside(tmp_path, how):
    async with household(tmp_path) as home:
        text = FORWARDED if not how else "I talked with Rae this morning about what happened in #careers.\n"
        await home.mail(JAMISON, text, "Fwd: Something that happened", **how)
        assert await home.cases() == []
        assert home.came(ADA) == ["set_aside"]
        assert home.came(REPORTER) == []


async def test_by_the_embedded_door_nothing_is_vouched_for(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(written_by(JAMISON, FORWARDED, vouched=True), "smtp")
        assert await home.cases() == []


async def test_a_forward_that_was_set_aside_and_is_taken_has_no_reporter_either(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(JAMISON, FORWARDED, "Fwd: Something that happened")
        short = home.last("set_aside", ADA).subject.rpartition(" ")[2]
        await home.command(f"accept {short}", "Ada")
        assert not (await home.case()).has_reporter
        assert home.came(REPORTER) == []


async def test_a_strangers_forward_is_their_own_report(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, f"I want to make a formal complaint, see below.\n\n{HEADER}{COMPLAINT}", "Fwd: it")
        case = await home.case()
        assert case.has_reporter
        assert REPORTER not in {each.to for each in home.wire.letters}


async def test_a_forwarded_complaint_can_be_resolved_without_a_reporter(tmp_path):
    async with household(tmp_path) as home:
        case = await forwards(home)
        await home.command(f"resolve {case.code} We spoke with him.")
        await home.passes(minutes=2)
        assert not (await home.case()).stage.is_open
