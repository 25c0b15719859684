"""An administrator's words, by mail and at the desk: carried out, said back, or refused with nothing changed."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.process.case import Stage, Track
from tests.support.house import (
    ADA,
    COMPLAINT,
    CONCERN,
    JAMISON,
    QUESTION,
    REPORT,
    REPORTER,
    STRANGER,
    household,
)
from tests.support.played import complained, household_after
from tests.support.settings import JAMISON_ALONE

FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # 17:00 in Denver on the 27th
NAMED = (
    "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general and deleted my posts.\n"
)


# --- times


async def test_a_bare_iso_time_is_a_promise_at_once(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        assert (await home.order("2026-11-27 17:00\n")).name == "done"
        assert (await home.case()).promise.due == FRIDAY
        assert home.came(REPORTER) == ["acknowledgement", "estimate"]


async def test_a_time_in_words_is_said_back_and_counts_once_it_is_confirmed(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        asked = await home.order("friday 17:00\n")
        assert asked.name == "read_back"
        assert "Friday 27 November 2026, 17:00 MST" in asked.text
        assert home.came(REPORTER) == ["acknowledgement"]
        assert (await home.order("confirm\n")).name == "done"
        assert (await home.case()).promise.due == FRIDAY


async def test_what_was_confirmed_is_the_time_that_was_said_back_and_not_read_anew(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order("in 2 days\n")
        home.clock.now += timedelta(hours=20)
        await home.order("confirm\n")
        assert (await home.case()).promise.due == FRIDAY - timedelta(days=2)


async def test_a_hoped_for_end_in_words_is_said_back_too(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        asked = await home.order(f"estimate {case.code} friday 17:00 : resolved 4 december 17:00\n")
        assert "Friday 4 December 2026, 17:00 MST" in asked.text
        await home.order("confirm\n")
        assert (await home.case()).promise.resolved_by == FRIDAY + timedelta(days=7)


async def test_a_yes_to_one_case_confirms_nothing_of_another(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(CONCERN, STRANGER)
        for case in (first, second):
            await home.answer(_notice(home, case.code), "friday 17:00\n", vouched=True)
        await home.answer(_notice(home, first.code), "confirm\n", vouched=True)
        assert (await home.case(first.code)).promise.due == FRIDAY
        assert (await home.case(second.code)).promise.by == ""


async def test_confirm_twice_does_it_once(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.order("friday 17:00\n")
        await home.order("confirm\n")
        assert (await home.order("confirm\n")).name == "refused"
        assert home.came(REPORTER).count("estimate") == 1


async def test_a_read_back_waits_two_days(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        asked = await home.order("next friday 17:00\n")
        home.clock.now += timedelta(days=2, minutes=1)
        await home.answer(asked, "confirm\n", vouched=True)
        assert "refused" in home.came(JAMISON)
        assert "EstimateGiven" not in await home.happened()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("estimat {code} friday\n", "estimate"),
        ("estimate {code}\n", "estimate"),
        ("estimate {code} when the cows come home\n", "estimate"),
        ("estimate {code} 2020-01-01 09:00\n", "time"),
        ("assign {code} Nobody\n", "Jamison Dance, Ada Quist"),
        ("correct {code} path sideways\n", "complaint, concern, undecided"),
        ("close {code}\n", "resolve {code} words"),
        ("complain {code} it goes on\n", "complaint already"),
        ("reopen {code}\n", "is open"),
        ("estimate SSE-22222 2026-11-27 17:00\n", "no case SSE-22222"),
        ("undo L-22222\n", "no such letter"),
        ("accept M-22222\n", "o message M-22222 waits"),
        ("\n", "help"),
    ],
)
async def test_what_is_not_understood_or_not_allowed_is_answered_and_changes_nothing(tmp_path, text, said):
    async with household_after(tmp_path, complained) as (home, before):
        answer = await home.order(text.format(code=before.code))
        assert answer.name == "refused"
        assert said.format(code=before.code) in answer.text
        assert await home.case() == before
        assert home.came(REPORTER) == ["acknowledgement"]


# --- every verb


async def test_reply_leaves_after_undo_as_it_was_shown(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        done = await home.order(f"reply {case.code} We are looking at it now.\n")
        assert "We are looking at it now." in done.text
        assert home.came(REPORTER) == ["acknowledgement"]
        await home.passes(minutes=1, seconds=59)
        assert home.came(REPORTER) == ["acknowledgement"]
        await home.passes(seconds=1)
        assert "We are looking at it now." in home.last("reply", REPORTER).text


async def test_undo_takes_back_what_has_not_left(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        done = await home.order(f"resolve {case.code} It is settled.\n")
        short = done.text.rpartition("undo ")[2].split()[0]
        assert (await home.case()).stage is Stage.RESOLVED
        assert (await home.order(f"undo {short}\n")).name == "done"
        assert (await home.case()).stage is Stage.NEEDS_DATE
        await home.passes(hours=1)
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_undo_too_late_says_so(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        done = await home.order(f"reply {case.code} We are looking at it now.\n")
        await home.passes(minutes=2)
        answer = await home.order(f"undo {done.text.rpartition('undo ')[2].split()[0]}\n")
        assert (answer.name, "left already" in answer.text) == ("refused", True)


async def test_a_resolution_that_left_closes_its_case(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.order(f"resolve {case.code} We looked at the threads and spoke with him.\n")
        await home.passes(minutes=2)
        assert (await home.case()).stage is Stage.CLOSED
        assert home.came(REPORTER)[-1] == "resolution"


async def test_words_go_on_to_the_first_quoted_line(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.order(f"reply {case.code} First line.\n\nSecond line.\n\n> A new complaint waits\n> Owed by\n")
        await home.passes(minutes=2)
        text = home.last("reply", REPORTER).text
        assert "First line." in text
        assert "Second line." in text
        assert "waits" not in text


@pytest.mark.parametrize(
    ("opening", "text", "kind"),
    [
        (COMPLAINT, "answered {code} I called them", "AnsweredElsewhere"),
        (COMPLAINT, "ask {code}", "AskedAgain"),
        (COMPLAINT, "ask {code} Which day was it?", "AskedAgain"),
        (COMPLAINT, "note {code} seen before", "NoteTaken"),
        (COMPLAINT, "consent {code} conditional said so on the phone", "ConsentRecorded"),
        (REPORT, "correct {code} path complaint", "PathCorrected"),
        (COMPLAINT, "correct {code} material given", "AnswerCorrected"),
        (COMPLAINT, "correct {code} danger yes", "DangerCorrected"),
        (CONCERN, "close {code}", "Closed"),
        (COMPLAINT, "withdrawn {code}", "WithdrawalRecorded"),
        (COMPLAINT, "assign {code} Ada", "Assigned"),
        (COMPLAINT, "mine {code}", "TakenOn"),
        (COMPLAINT, "recuse {code} Ada Quist", "Recused"),
        (COMPLAINT, "recuse {code}", "Recused"),
        (QUESTION, "reply {code} Yes, it is.", "ReplyWritten"),
    ],
)
async def test_every_verb_is_carried_out_by_mail_and_at_the_desk(tmp_path, opening, text, kind):
    for door in ("mail", "desk"):
        folder = tmp_path / door
        folder.mkdir()
        async with household(folder) as home:
            case = await home.opens(opening)
            words = text.format(code=case.code)
            if door == "mail":
                assert (await home.order(f"{words}\n")).name == "done"
            else:
                assert case.code in " ".join(await home.command(words))
            assert kind in await home.happened()


async def test_an_administrators_own_complaint_out_of_a_concern_is_a_case_without_a_reporter(tmp_path):
    async with household(tmp_path) as home:
        concern = await home.opens(CONCERN)
        done = await home.order(f"complain {concern.code} it goes on\n")
        second = next(case for case in await home.cases() if case.code != concern.code)
        assert second.code in done.text
        assert (second.track, second.has_reporter, second.related) == (Track.COMPLAINT, False, (concern.code,))
        assert home.came(REPORTER) == ["concern"]


async def test_reopen_opens_a_closed_case(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(CONCERN)
        await home.order(f"close {case.code}\n")
        await home.order(f"reopen {case.code}\n")
        assert (await home.case()).stage is Stage.NEEDS_DATE


async def test_who_is_away_gets_no_notice_until_they_are_back(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        asked = await home.order("away until friday 12:00 deputy Jamison\n", ADA)
        assert asked.name == "read_back"
        assert (await home.order("confirm\n", ADA)).name == "done"
        last = home.letters(ADA)[-1]
        home.forget()
        await home.mail(STRANGER, CONCERN)
        assert (home.came(ADA), home.came(JAMISON)) == ([], ["notice"])
        await home.answer(last, "back\n", vouched=True)
        await home.mail(STRANGER, REPORT)
        assert home.came(ADA) == ["done", "notice"]


async def test_nobody_is_their_own_deputy(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        assert (await home.order("away until 2026-11-30 12:00 deputy Ada Quist\n", ADA)).name == "refused"


@pytest.mark.parametrize(("text", "name"), [("list", "listing"), ("digest", "listing"), ("help", "help")])
async def test_a_look_is_answered_with_lines(tmp_path, text, name):
    async with household_after(tmp_path, complained) as (home, case):
        answer = await home.order(f"{text}\n")
        assert answer.name == name
        assert (case.code in answer.text) == (name == "listing")


async def test_show_by_mail_tells_no_word_of_the_report(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        answer = await home.order(f"show {case.code}\n")
        assert case.code in answer.text
        assert "brack" not in answer.text
        assert REPORTER not in answer.text


# --- drafts, and letters that are off


async def test_a_letter_that_is_asked_for_first_leaves_when_it_is_released(tmp_path):
    async with household_after(tmp_path, complained, letters='estimate = "ask"') as (home, case):
        done = await home.order("2026-11-27 17:00\n")
        assert home.came(REPORTER) == ["acknowledgement"]
        short = done.text.rpartition("release ")[2].split()[0].strip(".")
        assert (await home.order(f"release {short}\n")).name == "done"
        assert home.came(REPORTER) == ["acknowledgement", "estimate"]
        assert case.code in home.last("estimate").text


async def test_a_draft_of_an_administrators_words_does_not_leave_by_itself(tmp_path):
    async with household_after(tmp_path, complained, letters='reply = "ask"') as (home, case):
        lines = await home.command(f"reply {case.code} Soon.")
        assert any("is a draft" in line for line in lines)
        await home.passes(hours=1)
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_a_draft_can_be_given_up(tmp_path):
    async with household(tmp_path, letters='acknowledgement = "ask"') as home:
        await home.opens(COMPLAINT)
        (row,) = await home.rows("acknowledgement")
        assert (await home.order(f"drop {row.short}\n")).name == "done"
        assert (await home.order(f"release {row.short}\n")).name == "refused"
        assert home.came(REPORTER) == []


async def test_a_letter_that_is_off_is_not_written(tmp_path):
    async with household(tmp_path, letters='estimate = "off"') as home:
        await home.opens(COMPLAINT)
        await home.order("2026-11-27 17:00\n")
        assert home.came(REPORTER) == ["acknowledgement"]


async def test_words_for_a_letter_that_is_off_are_refused_and_not_lost(tmp_path):
    async with household_after(tmp_path, complained, letters='reply = "off"\nresolution = "off"') as (home, before):
        for verb in ("reply", "resolve"):
            answer = await home.order(f"{verb} {before.code} We looked at it.\n")
            assert (answer.name, "off" in answer.text) == ("refused", True)
        assert await home.case() == before


def _notice(home, code):
    return next(each for each in home.letters(JAMISON, "notice") if code in each.subject)
