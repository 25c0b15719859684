"""Closed cases grow old: warned of, held, purged; nothing goes before somebody was really told."""

from datetime import timedelta

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from notifiers.sending import Deferred, Problem, Refused
from tests.support.house import ADA, COMPLAINT, JAMISON, MONDAY, QUESTION, REPORTER, STRANGER, household
from tests.support.played import household_after

RESOLVED = "We spoke with everybody, and it will not happen again."
QUIET = 'undo = "0s"\nquiet_hours = ""\n'
LONG = 345  # days in which nothing happens; six later the warning is due


async def closed(home, sender=REPORTER, text=COMPLAINT):
    """A complaint whose reporter was told."""
    case = await home.opens(text, sender)
    await home.command(f"resolve {case.code} {RESOLVED}")
    case = await home.case(case.code)
    assert case.stage is Stage.CLOSED
    return case


async def codes(home):
    return {case.code for case in await home.cases()}


@pytest.fixture
async def home(tmp_path):
    async with household(tmp_path, process=QUIET) as home:
        yield home


async def days(home, number):
    """Each with its look."""
    for _ in range(number):
        await home.passes(days=1)


async def aged(home):
    """A complaint that was closed so long ago."""
    case = await closed(home)
    home.forget()
    await days(home, LONG)
    assert home.came(JAMISON) == home.came(ADA) == home.came(REPORTER) == []
    return case


@pytest.fixture
async def old(tmp_path):
    async with household_after(tmp_path, aged, process=QUIET) as (home, case):
        yield home, case


async def audit(home):
    return await home.at_desk(lambda desk: desk.audit())


async def test_a_case_is_warned_of_and_purged_two_weeks_later(old):
    home, case = old
    await days(home, 351 - LONG)
    assert home.came(JAMISON) == home.came(ADA) == ["retention"]
    assert case.code in home.last("retention").text
    await days(home, 13)
    assert await codes(home) == {case.code}
    await days(home, 2)
    assert await codes(home) == set()
    assert await audit(home) == []


async def test_the_warning_says_no_more_than_code_and_days(old):
    home, _ = old
    await days(home, 351 - LONG)
    text = home.last("retention").text
    assert "hold" in text
    assert not {"brack", "rae@", "careers", "complaint"} & set(text.split())
    assert len(text.split()) < 120


async def test_a_purged_case_still_counts_and_its_people_are_unknown(old):
    home, case = old
    await days(home, 370 - LONG)
    assert len(await home.run(lambda unit: unit.cases.closed_dates())) == 1
    assert await home.run(lambda unit: unit.parties.cases_of("email", REPORTER)) == []
    home.forget()
    await home.mail(REPORTER, "Hello again, thank you.", subject=f"[{case.code}]")
    assert case.code not in await codes(home)


async def test_a_daemon_that_was_off_for_a_year_warns_first(home):
    case = await closed(home)
    home.forget()
    await home.sleeps(days=800)
    assert home.came(JAMISON) == ["retention"]
    assert await codes(home) == {case.code}
    await days(home, 13)
    assert await codes(home) == {case.code}
    await days(home, 3)
    assert await codes(home) == set()


async def test_while_the_warning_cannot_leave_nothing_is_purged(old):
    home, case = old
    home.wire.trouble = {JAMISON: Deferred(Problem.UNREACHABLE), ADA: Deferred(Problem.UNREACHABLE)}
    await days(home, 351 + 4 - LONG)
    home.wire.trouble = {}
    await home.passes(hours=2)
    given = home.clock.now
    await days(home, 13)
    assert await codes(home) == {case.code}
    await days(home, 3)
    assert home.clock.now - given > timedelta(days=14)
    assert await codes(home) == set()


async def test_where_no_warning_arrives_they_are_warned_again_and_nothing_goes(old):
    home, case = old
    home.wire.trouble = {JAMISON: Refused(Problem.ADDRESS), ADA: Refused(Problem.ADDRESS)}
    await days(home, 400 - LONG)
    assert await codes(home) == {case.code}
    home.wire.trouble = {}
    await days(home, 17)
    assert await codes(home) == set()


async def test_hold_keeps_it_and_once_that_ends_it_is_warned_of_anew(old):
    home, case = old
    await days(home, 355 - LONG)
    await home.command(f"hold {case.code}")
    home.forget()
    await days(home, 100)
    assert await codes(home) == {case.code}
    assert "retention" not in home.came(JAMISON)
    await home.command(f"hold {case.code} off")
    await days(home, 10)
    assert home.came(JAMISON).count("retention") == 1
    assert await codes(home) == {case.code}
    await days(home, 8)
    assert await codes(home) == set()


async def test_several_cases_of_one_day_stand_in_one_letter(home):
    first, second = await closed(home), await closed(home, STRANGER)
    home.forget()
    await days(home, 351)
    (letter,) = home.letters(JAMISON, "retention")
    assert {first.code, second.code} <= set(letter.text.replace(",", " ").split())


async def test_p14_who_is_off_a_case_is_not_told_that_it_goes(home):
    """Nor by a gap: they get no letter where there is nothing else to say."""
    await closed(home, text="I want to file a formal complaint. Ada Quist called me an idiot in #random yesterday.\n")
    home.forget()
    await days(home, 370)
    assert home.came(ADA) == []
    assert home.came(JAMISON) == ["retention"]
    assert await codes(home) == set()


async def test_a_shorter_time_in_the_configuration_counts_from_the_next_day_on(tmp_path):
    async with household(tmp_path, process=QUIET) as home:
        await closed(home)
        await home.passes(days=40)
    async with household(tmp_path, MONDAY + timedelta(days=41), process=f'{QUIET}retain_closed_for = "30d"') as home:
        await home.settle()
        assert home.came(JAMISON) == ["retention"]


async def test_what_concerns_no_case_goes_without_a_warning(home):
    """A receipt, a digest, a message that was discarded: nothing of it is anybody's record."""
    await home.hand_over(
        b"From: x@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + b"\0" * 10, note="too large"
    )
    (row,) = await home.run(lambda unit: unit.inbox.set_aside(5))
    await home.command(f"discard {row.short}")
    await days(home, 364)
    assert (await home.run(lambda unit: unit.inbox.by_id(row.id))).raw
    await days(home, 3)
    assert not (await home.run(lambda unit: unit.inbox.by_id(row.id))).raw
    assert await audit(home) == []


async def test_a_question_is_purged_like_a_report(home):
    await home.mail(REPORTER, QUESTION)
    (case,) = await home.cases()
    await home.command(f"reply {case.code} Once is fine.")
    await days(home, 370)
    assert await codes(home) == set()


async def test_a_restart_between_warning_and_purge_changes_nothing(old):
    home, _ = old
    await days(home, 353 - LONG)
    home = await home.restarts()
    home.forget()
    await days(home, 14)
    assert await codes(home) == set()
    assert "retention" not in home.came(JAMISON)


async def test_p8_on_an_appeal_whose_complaint_was_purged_nothing_is_decided_any_more(tmp_path):
    """What the people of the complaint allowed went with it: nobody could say which words may leave."""
    async with household(tmp_path, process=f'{QUIET}appeal_after = "1m"\nreturn_notice = "1m"') as home:
        brack = "brack@example.org"
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {brack} as respondent")
        await home.command(f"suspend {case.code} {brack} because it went on and on")
        await home.passes(minutes=5)
        await home.answer(home.last("suspension", brack), "I appeal: it was a misunderstanding, I had meant a book.")
        (appeal,) = [each for each in await home.cases() if each.code != case.code]
        party = (await home.case(case.code)).parties[0].code
        await home.command(f"uphold {appeal.code} We read all of it.", "Ada")
        await home.command(f"lift {case.code} {party}")
        await home.passes(hours=1)
        await home.command(f"confirm {party}")
        await home.command(f"tell {party} nothing because they know")
        await home.command(f"resolve {case.code} {RESOLVED}")
        await home.command(f"hold {appeal.code}")
        await days(home, 370)
        assert await codes(home) == {appeal.code}
        for words in ("reopen {}", "uphold {} Some words.", "overturn {} Some words."):
            with pytest.raises(NotAllowed):
                await home.command(words.format(appeal.code), "Ada")


async def test_the_warning_can_be_answered_with_hold(old):
    home, case = old
    await days(home, 351 - LONG)
    await home.answer(home.last("retention", JAMISON), f"hold {case.code}\n", vouched=True)
    assert (await home.case(case.code)).held
    await days(home, 40)
    assert await codes(home) == {case.code}


async def test_a_case_that_does_not_open_stops_neither_the_day_nor_the_others(home):
    first, second = await closed(home), await closed(home, STRANGER)
    await home.run(
        lambda unit: unit._connection.exec_driver_sql(
            "UPDATE incident_case SET state = zeroblob(60) WHERE code = ?", (first.code,)
        )
    )
    home.forget()
    await home.passes(days=352)
    (letter,) = home.letters(JAMISON, "retention")
    assert second.code in letter.text
    assert first.code not in letter.text
