"""P14: off means off, everywhere: to whoever is off a case it is as if it did not exist. One table, a row a place."""

import re
from dataclasses import replace

import pytest

from daemon.process.events import NotAllowed
from notifiers.sending import Problem, Refused
from parsers.commands import forms
from tests.support.house import ADA, COMPLAINT, JAMISON, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, CORA, considered, suspends

ABOUT_JAMISON = (
    "I want to make a formal complaint about Jamison Dance and @brack. They called me an idiot, in #careers.\n"
)
NOWHERE = "SSE-ZZZZZ"
NO_LETTER = "L-ZZZZZ"
# what each command needs beside its code; the other code is that of a case that both may know of
AFTER = {
    "estimate": "in 2 days", "answered": "by phone", "reply": "words", "ask": "", "note": "words",
    "party": "somebody@example.net as witness", "consent": "granted on the phone", "correct": "danger yes",
    "tell": f"{BRACK} words", "consult": "words", "suspend": f"{BRACK} because words",
    "keep": f"{BRACK} until in 2 days because words", "lift": BRACK, "resolve": "words", "close": "", "complain": "words",
    "withdrawn": "", "reopen": "", "merge": "into {other}", "relate": "{other}", "hold": "", "link": BRACK,
    "uphold": "words", "overturn": "words", "publish": "", "published": "", "assign": "Ada", "mine": "", "recuse": "",
    "show": "", "confirm": BRACK,
}  # fmt: skip
NOT_ABOUT_A_CASE = {
    *("away", "back", "accept", "discard", "resend", "drop", "release", "undo", "list", "digest", "stats", "help"),
    "declare",
}


async def lived(home):
    """A case that Jamison is off, with parties, a suspension and letters; and one that both may know of."""
    hidden = await home.opens(ABOUT_JAMISON)
    seen = await home.opens(COMPLAINT, "kim@example.org")
    await home.command(f"party {hidden.code} {CORA} as target", "Ada")
    await suspends(home, hidden.code, BRACK, by="Ada")
    await home.command(f"note {hidden.code} The kingfisher was there.", "Ada")
    await home.command(f"relate {seen.code} {hidden.code}", "Ada")
    found = await home.case(hidden.code)
    return found, [each.code for each in found.parties], seen.code


async def answer(home, text, actor="Jamison"):
    """What a command is answered with, whether it is carried out or refused."""
    try:
        return " ".join(await home.command(text, actor))
    except NotAllowed as problem:
        return problem.reason


def test_the_table_has_every_command():
    assert AFTER.keys() | NOT_ABOUT_A_CASE == {str(form.verb) for form in forms()}


@pytest.mark.parametrize("verb", sorted(AFTER))
async def test_p14_every_command_is_refused_as_for_a_case_that_does_not_exist(tmp_path, verb):
    async with household_after(tmp_path, lived) as (home, (hidden, parties, other)):
        after = AFTER[verb].format(other=other)
        expected = await answer(home, f"{verb} {NOWHERE} {after}".strip())
        before = await home.run(lambda unit: unit.history.head())
        for code in (hidden.code, *parties):
            said = await answer(home, f"{verb} {code} {after}".strip())
            assert said == expected.replace(NOWHERE, code), said
        assert await home.run(lambda unit: unit.history.head()) == before


@pytest.mark.parametrize("verb", ["merge", "relate"])
async def test_p14_as_the_second_code_it_does_not_exist_either(tmp_path, verb):
    async with household_after(tmp_path, lived) as (home, (hidden, _, other)):
        word = "into " if verb == "merge" else ""
        expected = await answer(home, f"{verb} {other} {word}{NOWHERE}")
        assert await answer(home, f"{verb} {other} {word}{hidden.code}") == expected.replace(NOWHERE, hidden.code)


@pytest.mark.parametrize("verb", ["undo", "drop", "release", "resend"])
async def test_p14_its_letters_do_not_exist_by_their_short_names(tmp_path, verb):
    async with household_after(tmp_path, lived) as (home, (hidden, *_)):
        rows = await home.run(lambda unit: unit.letters.of(unit.cases.by_code(hidden.code, hidden.terms).id))
        expected = await answer(home, f"{verb} {NO_LETTER}")
        assert {await answer(home, f"{verb} {row.short}") for row in rows} == {expected}


PLACES = {
    "cases": lambda desk: desk.cases(),
    "search": lambda desk: (desk.search(["idiot"]), desk.search(["kingfisher"])),
    "digest": lambda desk: desk.digest().owed,
    "stats": lambda desk: desk.stats(),
}


@pytest.mark.parametrize("place", PLACES)
async def test_p14_no_list_count_hit_or_statistic_shows_it(tmp_path, place):
    async with household_after(tmp_path, lived) as (home, (hidden, parties, _)):
        seen = repr(await home.at_desk(PLACES[place], "Jamison"))
        assert not [code for code in (hidden.code, *parties) if code in seen]
        assert "kingfisher" not in seen
    alone = tmp_path / "alone"
    alone.mkdir()
    async with household(alone) as home:
        await home.opens(COMPLAINT, "kim@example.org")
        without = await home.at_desk(PLACES[place], "Jamison")
        assert shape(seen) == shape(repr(without))


def shape(text):
    """Without the codes, which are drawn at random, and what hangs on another moment."""
    return re.sub(r"SSE-[A-Z0-9]{5}|M-[A-Z0-9]+|since=[^,]*\)|datetime\([^)]*\)|tzinfo=[^,)]*", "*", text)


async def test_p14_it_is_nowhere_on_the_page_of_a_related_case(tmp_path):
    async with household_after(tmp_path, lived) as (home, (hidden, parties, other)):
        page = repr(await home.at_desk(lambda desk: desk.show(other), "Jamison"))
        assert not [code for code in (hidden.code, *parties) if code in page]
        assert hidden.code in repr(await home.at_desk(lambda desk: desk.show(other), "Ada"))


async def test_p14_no_notice_reminder_or_digest_of_it_is_ever_written_to_them(tmp_path):
    async with household(tmp_path, process='digest = "mon-fri 09:00"') as home:
        case = await home.opens(ABOUT_JAMISON)
        await home.passes(days=9)
        assert home.came(JAMISON) == []
        assert {"notice", "reminder", "digest"} <= set(home.came(ADA))
        assert not [each for each in home.letters(JAMISON) if case.code in each.mail.as_string()]


async def test_p14_a_refusal_by_mail_is_the_same_and_leaves_in_the_same_pass(tmp_path):
    async with household_after(tmp_path, lived) as (home, (hidden, *_)):
        thread = home.letters(JAMISON, "notice")[0]
        letters = [await home.answer_of(thread, f"note {code} words") for code in (NOWHERE, hidden.code)]
        texts = [each.text.replace(code, "*") for each, code in zip(letters, (NOWHERE, hidden.code), strict=True)]
        assert texts[0] == texts[1]
        assert [each.name for each in letters] == ["refused", "refused"]
        assert letters[0].at == letters[1].at


async def test_p14_as_somebody_else_is_the_only_way_in_and_it_is_on_record(tmp_path):
    async with household_after(tmp_path, lived) as (home, (hidden, *_)):
        view = await home.at_desk(lambda desk: desk.show(hidden.code), "Ada")
        assert view.line.code == hidden.code
        assert (await home.told("WasRead"))[-1] == {"by": "Ada Quist", "how": "on the command line"}


# --- beside a hidden case


async def test_p14_a_merged_case_s_refusal_names_no_hidden_case(tmp_path):
    async with household(tmp_path) as home:
        first = await home.opens(COMPLAINT)
        second = await home.opens(COMPLAINT)
        await home.command(f"merge {first.code} into {second.code}", "Ada")
        await home.command(f"recuse {second.code} Jamison", "Ada")
        said = await answer(home, f"reply {first.code} words")
        assert second.code not in said
        assert said == f"there is no case {first.code}"


async def test_p14_a_case_that_was_merged_before_this_is_closed_to_whoever_may_not_know_where_it_goes_on(tmp_path):
    async with household(tmp_path) as home:
        first, second = await home.opens(COMPLAINT), await home.opens(COMPLAINT)
        await home.command(f"merge {first.code} into {second.code}", "Ada")

        def hide(unit):
            kept = unit.cases.by_code(second.code, second.terms)
            unit.cases.save(kept, replace(kept.case, off=frozenset({"Jamison Dance"})), None)

        await home.run(hide)
        for text in ("reply {} words", "reopen {}", "estimate {} in 2 days", "close {}"):
            assert await answer(home, text.format(first.code)) == f"{first.code} is closed"


async def test_p14_who_is_taken_off_a_case_is_off_the_cases_that_go_on_in_it(tmp_path):
    async with household(tmp_path) as home:
        first, second, third = [await home.opens(COMPLAINT) for _ in range(3)]
        await home.command(f"merge {first.code} into {second.code}", "Ada")
        await home.command(f"merge {second.code} into {third.code}", "Ada")
        await home.command(f"recuse {third.code} Jamison", "Ada")
        assert {name for case in await home.cases() for name in case.off} == {"Jamison Dance"}
        assert all(case.off for case in await home.cases())


async def test_p14_an_appellant_reads_no_list_of_deciders_with_a_gap(tmp_path):
    async with household_after(tmp_path, considered) as (home, _):
        assert "Ada Quist decides" in home.last("appeal_open", BRACK).text
    gap = tmp_path / "gap"
    gap.mkdir()
    async with household(gap, administrators=THREE) as home:
        case = await home.opens(COMPLAINT)
        await suspends(home, case.code, BRACK)
        await home.command(f"recuse {case.code} Marlon", "Ada")
        await home.passes(days=8)
        await home.mail(BRACK, "I appeal, because it was not me who wrote that.\n", vouched=True)
        text = home.last("appeal_open", BRACK).text
        assert "An administrator decides" in text
        assert not {"Ada Quist", "Marlon Reyes"} & {name for name in ("Ada Quist", "Marlon Reyes") if name in text}


THREE = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
[[administrators]]
name = "Marlon Reyes"
email = "marlon@admins.example"
"""


async def test_p14_a_forger_who_claims_a_case_reads_nobody_s_absence(tmp_path):
    """Their own words, and a code: what they are told must not show who is off that case."""
    async with household(tmp_path, administrators=THREE) as home:
        hidden = await home.opens(ABOUT_JAMISON)
        await home.mail("eve@example.net", f"More on {hidden.code}: @brack called me an idiot in #careers.\n")
        await home.answer(home.letters("eve@example.net")[-1], "COMPLAINT\n")
        await home.answer(home.letters("eve@example.net")[-1], "TALK\n")
        for letter in home.letters("eve@example.net")[1:]:
            assert "Ada Quist" not in letter.text


APPEAL_ABOUT_JAMISON = (
    "I appeal the suspension of my account, because Jamison Dance insulted me in #careers and then suspended me.\n"
)


async def overturned(home, before_it_leaves=lambda: None):
    """Jamison suspended and is off the appeal; Ada overturns it."""
    case = await home.opens(COMPLAINT)
    await suspends(home, case.code, BRACK)
    await home.passes(days=8)
    await home.mail(BRACK, APPEAL_ABOUT_JAMISON, vouched=True)
    (appeal,) = [each for each in await home.cases() if each.track == "appeal"]
    assert appeal.off == {"Jamison Dance"}
    home.forget()
    before_it_leaves()
    await home.command(f"overturn {appeal.code} It was not him.", "Ada")
    await home.passes(days=1)


async def test_p14_that_a_decision_on_a_hidden_appeal_did_not_arrive_is_told_only_to_who_may_know(tmp_path):
    async with household(tmp_path) as home:
        await overturned(home, before_it_leaves=lambda: home.wire.trouble.update({BRACK: Refused(Problem.ADDRESS)}))
        told = {who: [each.text for each in home.letters(who, "undelivered")] for who in (ADA, JAMISON)}
        assert any("overturned" in text for text in told[ADA])
        assert told[JAMISON] == []


async def test_p14_a_draft_that_follows_from_a_hidden_appeal_is_shown_only_to_who_may_know(tmp_path):
    async with household(tmp_path, letters='context_draft = "ask"') as home:
        await overturned(home)
        assert "drafted" in home.came(ADA)
        assert "drafted" not in home.came(JAMISON)
