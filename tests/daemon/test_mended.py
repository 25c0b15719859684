"""What follows once a reading was mended: nothing is lost by it, and an appeal is an appeal (P1, P2, P10, P12)."""

import re

import pytest

from daemon.process.case import Consent, Stage, Track
from daemon.process.events import NotAllowed
from tests.support.house import ADA, COMPLAINT, QUESTION, REPORT, REPORTER, STRANGER, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, considered, suspended

PRIVATE_QUESTION = f"{QUESTION}Please do not share this with anybody.\n"
THANKS = "Thanks everyone for the lovely evening.\n"


def first_letter(home):
    return home.letters(REPORTER)[0]


# --- nothing is lost by it


async def test_p2_the_letter_that_answers_a_question_says_how_it_becomes_a_report_which_is_asked_for_the_rest_once(
    tmp_path,
):
    async with household(tmp_path) as home:
        await home.opens(PRIVATE_QUESTION)
        assert "answer COMPLAINT" in first_letter(home).text
        await home.answer(first_letter(home), "COMPLAINT\n")
        case, letter = await home.case(), home.last("acknowledgement", REPORTER)
        assert (case.stage, case.privacy.value) == (Stage.NEEDS_DATE, Consent.REFUSED)
        assert "You want it private" in letter.text
        assert "What happened?" in letter.text
        await home.answer(letter, "CONCERN\n")
        assert "What happened?" not in home.last("corrected", REPORTER).text


async def test_p12_who_only_asked_hears_that_it_is_a_question_and_an_answer_is_owed(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(REPORT)
        await home.answer(first_letter(home), "only asking.\n")
        assert "It is a question." in home.last("corrected", REPORTER).text
        assert "they only ask" in home.last("wrote_again").text


async def test_p12_the_word_is_no_word_where_anything_else_stands_on_its_line(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.answer(first_letter(home), "I am not only asking!\n\nQuestion:\nwhen do I hear from you?\n")
        assert (await home.case()).track is Track.COMPLAINT


async def test_danger_that_was_missed_wakes_the_administrators_and_brings_the_emergency_line(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        home.forget()
        await home.answer(home.heard[0], "DANGER\n")
        assert "Danger was read" in home.last("wrote_again", ADA).text
        assert "call your local emergency number" in home.last("added", REPORTER).text


async def test_the_word_alone_as_a_first_message_is_a_report_with_danger(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens("DANGER\n")
        assert (case.track, case.urgent) == (Track.UNDECIDED, True)


# --- set aside, appeals


async def test_p1_a_message_that_was_set_aside_is_a_report_by_its_senders_one_word_or_an_administrators_command(
    tmp_path,
):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, THANKS)
        assert home.came(REPORTER) == ["neutral_receipt"]
        short = re.search(r"M-[A-Z0-9]{5}", home.last("set_aside", ADA).text)[0]
        assert (await home.order(f"accept {short}\n", ADA)).name == "done"
        assert (await home.case()).track is Track.UNDECIDED
        await home.answer(home.last("neutral_receipt"), "COMPLAINT\n")
        assert home.came(REPORTER)[-1] == "acknowledgement"
        assert {each.track for each in await home.cases()} == {Track.UNDECIDED, Track.COMPLAINT}


async def test_p10_an_appeal_that_was_read_as_a_report_is_held_for_its_members_word_where_nobody_vouched_for_it(
    tmp_path,
):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        read = await home.opens(REPORT, BRACK)
        await home.command(f"correct {read.code} kind appeal", "Ada")
        found = await home.case(read.code)
        assert (found.track, found.stage, found.appeal.complaint) == (Track.APPEAL, Stage.UNCONFIRMED, case.code)
        await home.answer(home.last("appeal_confirm", BRACK), "CONFIRM\n")
        assert (await home.case(read.code)).stage is Stage.EARLY
        assert (await home.case(case.code)).appeals == (read.code,)


async def test_p10_an_appeal_that_our_own_server_vouched_for_is_its_members(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, _)):
        await home.mail(BRACK, REPORT, vouched=True)
        (read,) = (each for each in await home.cases() if each.code != case.code)
        await home.command(f"correct {read.code} path appeal", "Ada")
        assert (await home.case(read.code)).stage is Stage.EARLY
        assert home.came(BRACK)[-1] == "appeal_early"


async def test_p10_one_appeal_at_a_time_also_where_it_was_read_as_something_else(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        await home.mail(BRACK, REPORT, vouched=True)
        read = next(each for each in await home.cases() if each.track is Track.UNDECIDED)
        with pytest.raises(NotAllowed, match=waiting.code):
            await home.command(f"correct {read.code} kind appeal", "Ada")
        assert (await home.case(read.code)).track is Track.UNDECIDED


async def test_p10_a_strangers_appeal_waits_for_whoever_says_whose_it_is(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        read = await home.opens(REPORT, STRANGER)
        await home.command(f"correct {read.code} kind appeal", "Ada")
        assert (await home.case(read.code)).stage is Stage.UNMATCHED
        await home.command(f"link {read.code} {BRACK}", "Ada")
        assert (await home.case(read.code)).stage is Stage.EARLY


async def test_p1_a_report_of_a_suspended_member_that_was_taken_for_an_appeal_is_a_report(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, _, waiting)):
        await home.command(f"correct {waiting.code} path undecided", "Ada")
        found = await home.case(waiting.code)
        assert (found.track, found.stage, found.appeal) == (Track.UNDECIDED, Stage.NEEDS_DATE, None)
        assert (await home.case(case.code)).appeals == ()
        assert home.came(BRACK)[-1] == "corrected"
        await home.command(f"lift {case.code} {BRACK}")
        assert (await home.case(case.code)).suspensions[0].returns_at
