"""Cases that belong together: merged where one person reported twice, else related, and no reporter learns of another."""

import pytest

from daemon.process.case import Stage, Track
from daemon.process.events import NotAllowed
from tests.support.house import ADA, COMPLAINT, CONCERN, JAMISON, QUESTION, REPORTER, STRANGER, household
from tests.support.played import complained, household_after
from tests.support.suspended import APPEAL, BRACK, appeal, every_row, suspended

AGAIN = "I want to make a formal complaint about @brack once more. He called me an idiot again in #general today.\n"


# --- merge


@pytest.mark.parametrize("door", ["mail", "desk"])
async def test_two_cases_of_one_reporter_are_joined_and_they_are_told(tmp_path, door):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN)
        text = f"merge {second.code} into {first.code}"
        if door == "mail":
            assert (await home.order(f"{text}\n")).name == "done"
        else:
            await home.command(text)
        merged = await home.case(second.code)
        assert (merged.stage, merged.merged_into) == (Stage.MERGED, first.code)
        assert (await home.case(first.code)).related == (second.code,)
        assert first.code in home.last("joined", REPORTER).text


async def test_what_is_written_to_the_old_thread_goes_on_in_the_other_case(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN)
        old = home.last("acknowledgement", REPORTER)
        assert second.code in old.subject
        await home.command(f"merge {second.code} into {first.code}")
        await (await home.restarts()).answer(old, "And PRIVATE it is:\n\nPRIVATE\n")
        assert (await home.case(first.code)).privacy.value == "refused"
        assert "ReporterWrote" in await home.happened(first.code)
        assert "ReporterWrote" not in await home.happened(second.code)
        assert len(await home.cases()) == 2


async def test_p8_two_reporters_are_never_joined(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN, STRANGER)
        before = await every_row(home)
        with pytest.raises(NotAllowed, match=f"relate {second.code} {first.code}"):
            await home.command(f"merge {second.code} into {first.code}")
        assert await every_row(home) == before
        answer = await home.order(f"merge {second.code} into {first.code}\n")
        assert answer.name == "refused"
        assert not [name for name in (REPORTER, STRANGER) if name in f"{answer.subject} {answer.text}"]


async def test_a_mail_that_claimed_a_case_from_another_address_is_joined_and_nobody_is_told_its_code(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        await home.mail(STRANGER, AGAIN, answers=home.last("acknowledgement", REPORTER))
        (second,) = (each for each in await home.cases() if each.code != first.code)
        assert second.unverified_of == first.code
        home.forget()
        await home.command(f"merge {second.code} into {first.code}")
        assert (await home.case(second.code)).stage is Stage.MERGED
        assert not [each for each in home.letters(STRANGER) if first.code in str(each.mail)]


async def test_who_is_off_the_one_is_off_the_other(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        second = await home.opens("I want to make a formal complaint about Jamison Dance. He called me an idiot.\n")
        await home.command(f"merge {second.code} into {first.code}", "Ada")
        assert (await home.case(first.code)).off == {"Jamison Dance"}
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.command(f"note {first.code} x", "Jamison")


async def test_nothing_goes_on_in_a_closed_case_or_an_appeal(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        await home.answer(home.last("suspension", BRACK), APPEAL)
        waiting = await appeal(home)
        closed = await home.opens(CONCERN)
        await home.command(f"close {closed.code}")
        other = await home.opens(AGAIN)
        before = await every_row(home)
        for text in (
            f"merge {other.code} into {closed.code}",
            f"merge {waiting.code} into {case.code}",
            f"merge {other.code} into {waiting.code}",
        ):
            with pytest.raises(NotAllowed):
                await home.command(text)
        assert await every_row(home) == before


async def test_a_merged_case_can_do_nothing_by_itself(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN)
        await home.command(f"merge {second.code} into {first.code}")
        for text in ("resolve {} x", "estimate {} 2026-12-01 12:00", "reply {} x", f"suspend {{}} {BRACK} because x"):
            with pytest.raises(NotAllowed, match=first.code):
                await home.command(text.format(second.code))
        home.forget()
        await home.passes(days=5)
        assert not [each for each in home.letters() if second.code in each.subject]


# --- relate


@pytest.mark.parametrize("door", ["mail", "desk"])
async def test_two_reports_of_one_incident_are_shown_together_and_neither_reporter_hears(tmp_path, door):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN, STRANGER)
        text = f"relate {first.code} {second.code}"
        if door == "mail":
            assert (await home.order(f"{text}\n")).name == "done"
        else:
            await home.command(text)
        assert (await home.case(first.code)).related == (second.code,)
        assert (await home.case(second.code)).related == (first.code,)
        await home.command(f"resolve {first.code} We spoke with him.")
        await home.passes(days=2)
        for to, other in ((REPORTER, second.code), (STRANGER, first.code)):
            assert not [each for each in home.letters(to) if other in str(each.mail)]


async def test_in_an_answer_one_code_is_enough(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(AGAIN, STRANGER)
        answer = await home.order(f"relate {first.code}\n")  # the last notice is the second's
        assert answer.name == "done"
        assert (await home.case(first.code)).related == (second.code,)


async def test_p14_what_somebody_may_not_know_of_is_related_by_nobody_else_in_their_sight(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        hidden = await home.opens("I want to make a formal complaint about Jamison Dance. He called me an idiot.\n")
        with pytest.raises(NotAllowed, match=f"no case {hidden.code}"):
            await home.command(f"relate {first.code} {hidden.code}", "Jamison")
        await home.command(f"relate {first.code} {hidden.code}", "Ada")
        assert not [each for each in home.letters(JAMISON) if hidden.code in str(each.mail)]
        assert hidden.code not in " ".join(await home.command("list", "Jamison"))


# --- the rest of a case's administration


async def test_a_question_becomes_a_report_by_its_administrators_word(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(QUESTION)
        await home.command(f"correct {case.code} path undecided")
        assert (await home.case()).track is Track.UNDECIDED


async def test_danger_pages_everybody_every_hour_until_somebody_is_on_it(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens("I want to make a formal complaint about @brack. He is coming to kill me tonight.\n")
        await home.passes(hours=3, minutes=5)
        assert home.came(ADA).count("page") == home.came(JAMISON).count("page") == 3
        assert (await home.answer_of(home.last("page", ADA), f"mine {case.code}\n")).name == "done"
        home.forget()
        await home.passes(hours=5)
        assert "page" not in {*home.came(ADA), *home.came(JAMISON)}
