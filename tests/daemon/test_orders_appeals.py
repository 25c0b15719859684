"""Decisions on an appeal, and the text that follows from one (P10, P11): who may, what each side hears, what is undone."""

from datetime import timedelta

import pytest

from daemon.process.case import Stage
from daemon.process.events import NotAllowed
from daemon.process.records import Access, Outcome
from tests.support.house import ADA, COMPLAINT, CONTACT, JAMISON, REPORTER, household
from tests.support.played import household_after
from tests.support.settings import JAMISON_ALONE, OUTSIDE
from tests.support.suspended import APPEAL, BRACK, appeal, considered, every_row, suspended

FIXED = "A suspension was overturned after new context; details stay confidential."


def short_of(lines):
    return next(line.rpartition("undo ")[2].split()[0] for line in lines if "undo L-" in line)


# --- who decides


async def test_p10_whoever_suspended_does_not_decide_where_another_may(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        before = await every_row(home)
        for text in ("uphold {} It stands.", "overturn {} It ends."):
            with pytest.raises(NotAllowed, match="whoever suspended"):
                await home.command(text.format(waiting.code), "Jamison")
        assert await every_row(home) == before
        await home.command(f"uphold {waiting.code} It stands.", "Ada")
        assert (await home.case(waiting.code)).stage is Stage.RESOLVED


async def test_by_mail_too(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        assert (await home.order(f"uphold {waiting.code} It stands.\n", JAMISON)).name == "refused"
        assert (await home.order(f"uphold {waiting.code} It stands.\n", ADA)).name == "done"
        await home.passes(minutes=2)
        assert home.came(BRACK)[-1] == "upheld"
        assert (await home.case(waiting.code)).stage is Stage.CLOSED


async def test_a_solo_administrator_decides_and_says_so_with_the_outside_contact(tmp_path):
    async with household_after(tmp_path, considered, administrators=JAMISON_ALONE, outside=OUTSIDE) as (
        home,
        (_, _, waiting),
    ):
        await home.command(f"uphold {waiting.code} It stands.")
        await home.passes(minutes=2)
        for name in ("appeal_open", "upheld"):
            text = home.last(name, BRACK).text
            assert "There is no other administrator for this" in text
            assert CONTACT in text


async def test_the_complaints_code_stands_for_its_only_appeal(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, _, waiting)):
        await home.command(f"uphold {case.code} It stands.", "Ada")
        assert (await home.case(waiting.code)).appeal.outcome is Outcome.UPHELD


@pytest.mark.parametrize("verb", ["uphold", "overturn"])
async def test_p10_nothing_is_decided_before_its_day(tmp_path, verb):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.answer(home.last("suspension", BRACK), APPEAL)
        waiting = await appeal(home)
        before = await every_row(home)
        with pytest.raises(NotAllowed, match="day has not come"):
            await home.command(f"{verb} {waiting.code} words", "Ada")
        assert await every_row(home) == before


# --- upheld


async def test_words_of_a_decision_stay_on_the_record_where_the_reporter_consented_to_nothing(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        lines = await home.command(f"uphold {waiting.code} He wrote it himself.", "Ada")
        assert "not sent" in lines[0]
        await home.passes(minutes=2)
        assert "He wrote it himself" not in home.last("upheld", BRACK).text
        assert (await home.told("AppealUpheld"))[0]["words"] == "He wrote it himself."


async def test_words_of_a_decision_go_out_where_the_reporter_confirmed_it(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, _, waiting)):
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        assert (await home.case(case.code)).privacy.confirmed
        await home.command(f"uphold {waiting.code} He wrote it himself.", "Ada")
        await home.passes(minutes=2)
        assert "He wrote it himself" in home.last("upheld", BRACK).text


async def test_an_upheld_decision_that_is_undone_is_owed_again(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        lines = await home.command(f"uphold {waiting.code} It stands.", "Ada")
        await home.command(f"undo {short_of(lines)}", "Ada")
        await home.passes(minutes=5)
        again = await home.case(waiting.code)
        assert (again.stage, again.appeal.outcome) == (Stage.CONSIDERED, None)
        assert "upheld" not in home.came(BRACK)


async def test_p10_the_next_appeal_counts_a_week_after_one_was_upheld(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, first)):
        await home.command(f"uphold {first.code} It stands.", "Ada")
        await home.passes(minutes=2)
        decided = (await home.case(first.code)).appeal.decided_at
        await home.answer(home.last("upheld", BRACK), APPEAL)
        (second,) = (each for each in await home.cases() if each.appeal and each.code != first.code)
        assert (second.stage, second.appeal.opens_at) == (Stage.EARLY, decided + timedelta(days=7))
        assert home.came(BRACK)[-1] == "appeal_early"


# --- overturned


async def overturned(home):
    """The complaint, the account and the appeal, once the letters of the decision have left."""
    case, party, waiting = await considered(home)
    await home.command(f"confirm {party}")
    await home.command(f"overturn {waiting.code} It was not him.", "Ada")
    await home.passes(minutes=2)
    return await home.case(case.code), party, await home.case(waiting.code)


async def test_p11_the_whole_way_from_overturned_to_published(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (case, party, waiting)):
        assert (home.came(BRACK)[-1], set(home.came(REPORTER)[-2:])) == ("overturned", {"return", "context_draft"})
        for letter in (home.last("overturned", BRACK), home.last("context_draft", REPORTER)):
            assert FIXED in letter.text
        assert case.suspensions[0].returns_at == waiting.appeal.decided_at + timedelta(days=1)
        with pytest.raises(NotAllowed, match="not time yet"):
            await home.command(f"confirm {party}")
        await home.passes(days=1)
        await home.command(f"confirm {party}")
        assert (await home.case(case.code)).suspensions[0].access is Access.RETURNED
        with pytest.raises(NotAllowed, match="let go yet"):
            await home.command(f"published {waiting.code}")
        lines = await home.command(f"publish {waiting.code}", "Jamison")
        assert FIXED in lines
        assert "#rands-slack-rules" in " ".join(lines)
        await home.command(f"published {waiting.code}", "Jamison")
        assert (await home.case(waiting.code)).stage is Stage.CLOSED


async def test_the_whole_way_with_a_restart_between_any_two_steps(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await (await home.restarts()).command(f"suspend {case.code} {BRACK} because of threats")
        await (await home.restarts()).passes(minutes=2)
        await (await home.restarts()).command(f"confirm {case.code}")
        await (await home.restarts()).passes(days=2)
        await (await home.restarts()).answer(home.last("suspension", BRACK), APPEAL)
        waiting = await appeal(home)
        assert (waiting.stage, home.came(BRACK)[-1]) == (Stage.EARLY, "appeal_early")
        await (await home.restarts()).passes(days=5)
        assert ((await appeal(home)).stage, home.came(BRACK)[-1]) == (Stage.CONSIDERED, "appeal_open")
        await (await home.restarts()).command(f"overturn {waiting.code} It was not him.", "Ada")
        await (await home.restarts()).passes(minutes=2)
        await (await home.restarts()).passes(days=1)
        await (await home.restarts()).command(f"confirm {case.code}")
        await (await home.restarts()).command(f"publish {waiting.code}", "Jamison")
        await (await home.restarts()).command(f"published {waiting.code}", "Jamison")
        assert (await appeal(home)).stage is Stage.CLOSED
        assert home.came(BRACK) == ["suspension", "appeal_early", "appeal_open", "overturned"]
        assert [home.came(REPORTER).count(name) for name in ("return", "context_draft")] == [1, 1]


async def test_an_overturned_decision_that_is_undone_takes_its_consequences_with_it(tmp_path):
    async with household_after(tmp_path, considered) as (home, (case, party, waiting)):
        home.forget()
        lines = await home.command(f"overturn {waiting.code} It was not him.", "Ada")
        await home.command(f"undo {short_of(lines)}", "Ada")
        await home.passes(minutes=5)
        again, complaint = await home.case(waiting.code), await home.case(case.code)
        assert (again.stage, again.appeal.outcome, again.appeal.context) == (Stage.CONSIDERED, None, None)
        assert (complaint.suspension(party).returns_at, home.came(REPORTER), home.came(BRACK)) == (None, [], [])


async def test_p11_another_administrator_lets_the_text_go(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (_, _, waiting)):
        await home.passes(days=1)
        with pytest.raises(NotAllowed, match="another administrator"):
            await home.command(f"publish {waiting.code}", "Ada")
        answer = await home.order(f"publish {waiting.code}\n", JAMISON)
        assert answer.name == "handover"
        assert FIXED in answer.text


async def test_a_solo_administrator_publishes_what_they_drafted(tmp_path):
    async with household_after(tmp_path, considered, administrators=JAMISON_ALONE) as (home, (_, _, waiting)):
        await home.command(f"overturn {waiting.code} It was not him.")
        await home.passes(days=1, minutes=5)
        assert FIXED in await home.command(f"publish {waiting.code}")


async def test_p11_the_text_waits_until_both_sides_had_it_for_a_day(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        await home.command(f"overturn {waiting.code} It was not him.", "Ada")
        with pytest.raises(NotAllowed, match="sees the text first"):
            await home.command(f"publish {waiting.code}", "Jamison")
        await home.passes(hours=23)
        with pytest.raises(NotAllowed, match="until then"):
            await home.command(f"publish {waiting.code}", "Jamison")
        await home.passes(hours=1, minutes=5)
        assert FIXED in await home.command(f"publish {waiting.code}", "Jamison")


async def test_p9_own_words_for_the_channel_need_consent_and_consultation(tmp_path):
    words = "The messages were not written by the member."
    async with household_after(tmp_path, overturned) as (home, (case, _, waiting)):
        before = await every_row(home)
        with pytest.raises(NotAllowed, match="fixed text can always be published"):
            await home.command(f"publish {waiting.code} {words}", "Ada")
        assert await every_row(home) == before
        await home.answer(home.last("return", REPORTER), "SHARE\n")
        with pytest.raises(NotAllowed, match="consult"):
            await home.command(f"publish {waiting.code} {words}", "Ada")
        await home.command(f"consult {case.code} {words}", "Ada")
        await home.passes(minutes=2)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.command(f"publish {waiting.code} {words}", "Ada")
        await home.passes(minutes=2)
        assert [words in home.last("context_draft", each).text for each in (REPORTER, BRACK)] == [True, True]
        await home.passes(days=1)
        assert words in await home.command(f"publish {waiting.code}", "Jamison")


async def test_fixed_brings_the_fixed_text_back(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (_, _, waiting)):
        await home.passes(days=1)
        await home.command(f"publish {waiting.code} fixed", "Ada")
        await home.passes(days=2)  # both sides are sent each draft, and have a day to object
        assert FIXED in await home.command(f"publish {waiting.code}", "Jamison")


async def test_two_who_drafted_and_let_go_by_mail(tmp_path):
    async with household_after(tmp_path, overturned) as (home, (_, _, waiting)):
        await home.passes(days=1)
        handed = await home.order(f"publish {waiting.code}\n", JAMISON)
        assert (await home.answer_of(handed, f"published {waiting.code}\n")).name == "done"
        assert (await home.case(waiting.code)).stage is Stage.CLOSED


# --- off means off (P14)


THEIRS = ("uphold {} x", "overturn {} x", "link {} SSE-22222", "close {}", "show {}", "publish {}")


async def test_p14_who_is_off_the_complaint_sees_nothing_of_its_appeal(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(
            "I want to make a formal complaint about Jamison Dance and @brack. Both threatened me.\n"
        )
        await home.command(f"suspend {case.code} {BRACK} because of threats", "Ada")
        await home.passes(days=8)
        await home.answer(home.last("suspension", BRACK), APPEAL)
        waiting = await appeal(home)
        assert waiting.off == case.off == {"Jamison Dance"}
        assert home.came(JAMISON) == []
        for text in THEIRS:
            with pytest.raises(NotAllowed, match="there is no case"):
                await home.command(text.format(waiting.code), "Jamison")
            assert waiting.code not in " ".join(await home.command("list", "Jamison"))
