"""Who may command: an authenticated answer to our own letter, by somebody who may know of the case."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from tests.support.house import (
    COMPLAINT,
    CONCERN,
    JAMISON,
    REPORTER,
    STRANGER,
    household,
    written_by,
)
from tests.support.played import complained, household_after

FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # 17:00 in Denver on the 27th
NAMED = (
    "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general and deleted my posts.\n"
)


# --- who may command


async def test_a_command_counts_only_from_an_authenticated_mail(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        await home.answer(home.last("notice", JAMISON), "2026-11-27 17:00\n")
        assert await home.case() == before
        assert home.came(JAMISON)[-1] == "not_verified"
        assert home.came(REPORTER) == ["acknowledgement"]


@pytest.mark.parametrize(
    "result",
    ["dmarc=fail header.from=jamison.dance", "dmarc=pass header.from=example.org", "dkim=pass header.d=example.org"],
)
async def test_another_domains_word_is_no_authentication(tmp_path, result):
    async with household_after(tmp_path, complained) as (home, before):
        raw = written_by(JAMISON, "2026-11-27 17:00\n", answers=home.last("notice", JAMISON))
        await home.hand_over(f"Authentication-Results: mx.softskills.example; {result}\n".encode() + raw)
        assert (await home.case(), home.came(JAMISON)[-1]) == (before, "not_verified")


async def test_a_command_by_the_embedded_door_is_never_carried_out(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        answer = written_by(JAMISON, "2026-11-27 17:00\n", answers=home.last("notice", JAMISON), vouched=True)
        await home.hand_over(answer, "smtp")
        assert (await home.case(), home.came(JAMISON)[-1]) == (before, "not_verified")


async def test_an_authenticated_mail_without_a_token_commands_nothing(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        await home.mail(JAMISON, f"estimate {before.code} 2026-11-27 17:00\n", vouched=True)
        assert (await home.case(), home.came(JAMISON)[-1]) == (before, "set_aside")


async def test_one_administrators_token_is_of_no_use_to_another_address(tmp_path):
    async with household_after(tmp_path, complained) as (home, before):
        await home.mail(STRANGER, "2026-11-27 17:00\n", answers=home.last("notice", JAMISON), vouched=True)
        assert await home.case(before.code) == before


async def test_a_token_past_its_day_commands_nothing(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        notice = home.last("notice", JAMISON)
        home.clock.now += timedelta(days=401)
        await home.answer(notice, "note it is old\n", vouched=True)
        assert "not_verified" in home.came(JAMISON)
        assert "NoteTaken" not in await home.happened()


async def test_the_reporters_token_gives_no_command(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.answer(home.last("acknowledgement"), f"resolve {case.code} all is well\n", vouched=True)
        assert (await home.case()).stage is Stage.NEEDS_DATE


# --- off means off (P14)


@pytest.mark.parametrize(
    "text",
    [
        "estimate {code} 2026-11-27 17:00",
        "show {code}",
        "note {code} x",
        "reply {code} x",
        "mine {code}",
        "recuse {code} Ada",
        "assign {code} Jamison",
        "undo {letter}",
        "drop {letter}",
    ],
)
async def test_a_case_does_not_exist_for_whoever_is_off_it(tmp_path, text):
    async with household(tmp_path) as home:
        other = await home.opens(CONCERN, STRANGER)
        hidden = await home.opens(NAMED)
        (letter,) = list(await home.rows("acknowledgement"))
        words = text.format(code=hidden.code, letter=letter.short)
        answer = await home.answer_of(_notice(home, other.code), words)
        assert (answer.name, "here is no" in answer.text) == ("refused", True)
        with pytest.raises(NotAllowed, match="there is no"):
            await home.command(words)
        assert await home.case(hidden.code) == hidden


async def test_an_unknown_code_and_a_hidden_one_are_refused_alike(tmp_path):
    async with household(tmp_path) as home:
        other = await home.opens(CONCERN, STRANGER)
        hidden = await home.opens(NAMED)
        answers = [
            (await home.answer_of(_notice(home, other.code), f"show {code}")).text.replace(code, "CODE")
            for code in (hidden.code, "SSE-22222")
        ]
        assert answers[0] == answers[1]


async def test_lists_and_digests_leave_a_hidden_case_out(tmp_path):
    async with household(tmp_path) as home:
        other = await home.opens(CONCERN, STRANGER)
        hidden = await home.opens(NAMED)
        for text in ("list", "digest"):
            answer = await home.answer_of(_notice(home, other.code), text)
            assert (other.code in answer.text, hidden.code in answer.text) == (True, False)


def _notice(home, code):
    return next(each for each in home.letters(JAMISON, "notice") if code in each.subject)
