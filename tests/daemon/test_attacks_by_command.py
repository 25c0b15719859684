"""What an administrator tried who was off a case, or had suspended somebody: each was met once, and has no effect."""

import pytest

from daemon.process.case import Role, Stage
from daemon.process.events import NotAllowed
from daemon.process.records import Outcome
from tests.support.house import ADA, COMPLAINT, JAMISON, REPORTER, household
from tests.support.played import household_after
from tests.support.suspended import (
    APPEAL,
    BRACK,
    CORA,
    OTHER,
    appeal,
    appeals,
    considered,
    every_row,
    parties,
    suspended,
    suspends,
)

ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. He called me an idiot.\n"
APPEAL_ABOUT_JAMISON = (
    "I appeal the suspension of my account, because Jamison Dance insulted me in #careers and then suspended me.\n"
    "Jamison Dance called me an idiot.\n"
)
NONE = "there is no such letter: show CODE lists the letters of a case, with their names"
ON_LETTERS = ("undo", "drop", "release", "resend")


async def short_of(home, name):
    (row,) = await home.rows(name)
    return row.short


# --- one address is of one person in a case (P8)


@pytest.mark.parametrize("who", [REPORTER, CORA])
async def test_p8_the_address_of_one_person_in_a_case_becomes_no_way_of_another(tmp_path, who):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {CORA} as witness")
        await home.command(f"party {case.code} {BRACK} as respondent")
        before = await every_row(home)
        with pytest.raises(NotAllowed):
            await home.command(f"party {case.code} {BRACK} {who} as respondent")
        assert await every_row(home) == before
        with pytest.raises(NotAllowed):
            await home.command(f"party {case.code} {REPORTER} {CORA} as reporter")
        assert await every_row(home) == before


async def test_p8_one_person_can_still_have_several_addresses(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {BRACK} {OTHER} as respondent")
        (brack,) = (each for each in await parties(home, case.code) if each.role == Role.RESPONDENT)
        assert {way.address for way in brack.ways} == {BRACK, OTHER}


# --- an appeal that somebody may not know of (P14)


async def hidden_appeal(home):
    """Ada has heard an appeal that reports Jamison, who suspended; its letters still wait. The complaint's code."""
    case, _ = await suspended(home, COMPLAINT)
    await home.passes(days=8)
    await home.mail(BRACK, APPEAL_ABOUT_JAMISON, vouched=True)
    waiting = await appeal(home)
    assert (waiting.stage, waiting.off) == (Stage.CONSIDERED, {"Jamison Dance"})
    await home.command(f"overturn {waiting.code} It was not him.", "Ada")
    return case, waiting


@pytest.mark.parametrize("name", ["return", "context_draft"])
@pytest.mark.parametrize("verb", ON_LETTERS)
async def test_p14_a_letter_that_follows_from_a_hidden_appeal_is_not_there(tmp_path, name, verb):
    async with household_after(tmp_path, hidden_appeal) as (home, (case, _)):
        rows = [each for each in await home.rows(name) if each.to_kind == "reporter"]
        kept = [each for each in rows if await is_of(home, each, case.code)]
        before = await every_row(home)
        for each in kept:
            with pytest.raises(NotAllowed, match=NONE):
                await home.command(f"{verb} {each.short}", "Jamison")
        assert kept
        assert await every_row(home) == before


async def is_of(home, row, code):
    terms = home.rooms.corridor.house.terms
    return await home.run(lambda unit: unit.cases.by_id(row.case_id, terms).case.code == code)


async def test_p14_a_return_that_follows_from_no_appeal_is_there_for_everybody(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, party)):
        await home.mail(BRACK, APPEAL_ABOUT_JAMISON, vouched=True)
        await home.command(f"lift {case.code} {party}", "Ada")
        (row,) = await home.rows("lifted")
        await home.command(f"undo {row.short}", "Jamison")
        assert (await home.case(case.code)).suspensions[0].returns_at is None


async def test_p14_whoever_is_off_the_other_case_is_off_the_one_that_was_merged_into_it(tmp_path):
    async with household(tmp_path) as home:
        seen, hidden = await home.opens(COMPLAINT), await home.opens(ABOUT_JAMISON)
        home.forget()
        await home.command(f"merge {seen.code} into {hidden.code}", "Ada")
        assert (await home.case(seen.code)).off == {"Jamison Dance"}
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.command(f"note {seen.code} x", "Jamison")
        assert home.came(JAMISON) == []


# --- to take a decision back is to decide (P10)


@pytest.mark.parametrize(("verb", "letter"), [("overturn", "overturned"), ("uphold", "upheld")])
async def test_p10_whoever_suspended_does_not_take_the_decision_of_another_back(tmp_path, verb, letter):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        await home.command(f"{verb} {waiting.code} These are my words.", "Ada")
        short = await short_of(home, letter)
        before = await every_row(home)
        for order in (f"undo {short}", f"drop {short}"):
            with pytest.raises(NotAllowed, match="does not take back"):
                await home.command(order, "Jamison")
        assert await every_row(home) == before
        await home.command(f"undo {short}", "Ada")
        assert (await home.case(waiting.code)).stage is Stage.CONSIDERED


async def test_p10_an_unconfirmed_appeal_is_linked_to_the_suspension_of_its_own_address_alone(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, party)):
        (other,) = await suspends(home, case.code, CORA)
        await home.mail(BRACK, APPEAL)
        waiting = await appeal(home)
        for who in (CORA, other):
            with pytest.raises(NotAllowed, match="another suspended member"):
                await home.command(f"link {waiting.code} {who}", "Ada")
        assert (await appeal(home)).stage is Stage.UNCONFIRMED
        await home.command(f"link {waiting.code} {party}", "Ada")
        assert ((await appeal(home)).stage, (await appeal(home)).appeal.account) == (Stage.EARLY, party)


async def test_p10_a_link_gives_nobody_the_address_of_somebody_else_in_the_case(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens("I want to make a formal complaint about @brack. @brack called me an idiot again.\n")
        await home.command(f"suspend {case.code} @brack because of threats")
        await home.mail(REPORTER, APPEAL)
        waiting = await appeal(home)
        with pytest.raises(NotAllowed, match="somebody else's"):
            await home.command(f"link {waiting.code} @brack", "Ada")


# --- accept (P10)


async def test_p10_an_accepted_mail_that_our_server_vouches_for_is_the_members_own(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        bulk = (("Precedence", "bulk"),)
        await home.mail(BRACK, APPEAL, headers=bulk, vouched=True)
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        await home.command(f"accept {short}")
        assert (await appeal(home)).stage is Stage.EARLY


async def test_p10_an_accepted_appeal_of_an_administrator_is_one(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await suspends(home, case.code, ADA)
        await home.mail(ADA, APPEAL, headers=(("Precedence", "bulk"),), vouched=True)
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        await home.command(f"accept {short}")
        assert [each.stage for each in await appeals(home)] == [Stage.EARLY]


# --- what is read back or offered counts once, and the newest alone


async def test_a_command_that_was_superseded_is_not_confirmed_by_the_next_word(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        notice = home.last("notice", JAMISON)
        for days in (2, 5):
            assert (await home.answer_of(notice, f"estimate {case.code} in {days} days")).name == "read_back"
        assert (await home.answer_of(notice, "confirm")).name == "done"
        promised = (await home.case()).promise
        assert (await home.answer_of(notice, "confirm")).name == "refused"
        assert ((await home.case()).promise, (promised.due - home.clock.now).days) == (promised, 5)


async def test_words_that_were_superseded_are_not_sent_by_the_next_word(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        notice = home.last("notice", JAMISON)
        for words in ("These were my first words to her.", "These are my second words."):
            assert (await home.answer_of(notice, words)).name == "offer"
        await home.answer_of(notice, "note")
        await home.answer_of(notice, "reply")
        await home.passes(minutes=5)
        assert "reply" not in home.came(REPORTER)


async def test_a_decision_that_was_undone_by_whoever_made_it_is_none(tmp_path):
    async with household_after(tmp_path, considered) as (home, (_, _, waiting)):
        await home.command(f"overturn {waiting.code} These are my words.", "Ada")
        assert (await home.case(waiting.code)).appeal.outcome is Outcome.OVERTURNED
        await home.command(f"undo {await short_of(home, 'overturned')}", "Ada")
        assert (await home.case(waiting.code)).appeal.outcome is None
