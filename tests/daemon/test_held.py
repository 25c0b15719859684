"""P14: who may be reported is held and the reporter asked in one word; only and not NAME; off taken back."""

import pytest

from daemon.process.events import NotAllowed
from notifiers.plain import unfolded
from tests.support.house import ADA, COMPLAINT, JAMISON, REPORTER, STRANGER, household
from tests.support.suspended import BRACK, suspended

NAMES = {"Jamison Dance"}
UNSURE = f"{COMPLAINT}Jamison and brack are close friends.\n"
ASKED = "You mention one of us. Until you say otherwise, they do not learn of this."


async def held(home):
    case = await home.opens(UNSURE)
    assert (case.off, case.unsure) == (NAMES, NAMES)
    return case.code


async def test_p14_who_may_be_reported_is_not_told_and_the_reporter_is_asked_without_a_name(tmp_path):
    async with household(tmp_path) as home:
        await held(home)
        assert (home.came(ADA), home.came(JAMISON)) == (["notice"], [])
        letter = home.last("acknowledgement", REPORTER)
        assert ASKED in letter.text
        assert "Jamison" not in letter.text


async def test_p14_without_an_answer_they_stay_held(tmp_path):
    async with household(tmp_path) as home:
        await held(home)
        await home.passes(days=30)
        assert (await home.case()).unsure == NAMES
        assert home.came(JAMISON) == []


async def test_p14_include_lets_them_know(tmp_path):
    async with household(tmp_path) as home:
        code = await held(home)
        await home.answer(home.last("acknowledgement"), "INCLUDE\n")
        assert ((await home.case()).off, (await home.case()).unsure) == (frozenset(), frozenset())
        assert home.came(JAMISON)[0] == "notice"
        await home.command(f"note {code} Seen.", "Jamison")


async def test_p14_include_from_anybody_but_the_verified_reporter_lets_nobody_in(tmp_path):
    async with household(tmp_path) as home:
        await held(home)
        letter = home.last("acknowledgement")
        await home.mail(REPORTER, "INCLUDE\n", answers=letter, keeps=("references",))
        assert (await home.case()).off == NAMES
        await home.mail(STRANGER, "INCLUDE\n", answers=letter)
        assert home.came(JAMISON) == []


async def test_p14_exclude_keeps_them_out_for_good_from_any_plausible_sender(tmp_path):
    async with household(tmp_path) as home:
        await held(home)
        await home.mail(REPORTER, "EXCLUDE\n", answers=home.last("acknowledgement"), keeps=("references",))
        assert ((await home.case()).off, (await home.case()).unsure) == (NAMES, frozenset())
        assert ASKED not in home.last("corrected", REPORTER).text


async def test_p14_exclude_unasked_keeps_out_whom_the_words_mention_and_not_whom_they_greet(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(f"Hello Ada,\n\n{COMPLAINT}\nJamison was there too.\n")
        await home.answer(home.last("acknowledgement"), "EXCLUDE\n")
        assert (await home.case()).off == NAMES


async def test_p14_exclude_in_the_first_mail_counts_before_anybody_is_told(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(f"{COMPLAINT}\nJamison was there too.\n\nEXCLUDE\n")
        assert home.came(JAMISON) == []


async def test_p14_a_word_sent_twice_lets_nobody_else_in(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(f"{UNSURE}Please do not show this to Ada.\n")
        assert case.off == {"Jamison Dance", "Ada Quist"}
    three = tmp_path / "three"
    three.mkdir()
    async with household(three, administrators=THREE) as home:
        await home.opens(f"{UNSURE}Please do not show this to Ada.\n")
        for _ in range(2):
            await home.answer(home.last("acknowledgement"), "INCLUDE\n")
        assert (await home.case()).off == {"Ada Quist"}


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


@pytest.mark.parametrize("wish", ["Only Ada may read this.", "Please do not show this to Jamison."])
async def test_p14_only_and_not_name_limit_who_may_know(tmp_path, wish):
    async with household(tmp_path) as home:
        case = await home.opens(f"{COMPLAINT}\n{wish}\n")
        assert (case.off, case.unsure) == (NAMES, frozenset())
        assert home.came(JAMISON) == []
        assert ASKED not in home.last("acknowledgement").text


async def test_p14_a_later_wish_counts_from_then_on(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement"), "Please do not show this to Jamison.\n")
        found = await home.case()
        assert (found.off, found.by_author, found.unsure) == (NAMES, NAMES, frozenset())
        home.forget()
        await home.passes(days=5)
        assert home.came(JAMISON) == []
        assert home.came(ADA)


async def test_p14_later_words_that_may_report_somebody_hold_them_and_ask(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement"), "I forgot: Jamison and brack are close friends.\n")
        assert (await home.case()).unsure == NAMES
        text = unfolded(home.last("added", REPORTER).text)
        assert "From now on they see nothing of it, until you say otherwise." in text
        assert "do not learn of this" not in text
        assert "INCLUDE" in text


async def test_p14_a_forgers_words_empty_no_case(tmp_path):
    async with household(tmp_path, administrators=ALONE) as home:
        await home.opens(COMPLAINT)
        letter = home.last("acknowledgement")
        await home.mail(REPORTER, "Jamison and brack are friends.\n", answers=letter, keeps=("references",))
        await home.mail(REPORTER, "EXCLUDE\n", answers=letter, keeps=("references",))
        assert (await home.case()).off == frozenset()


ALONE = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
"""


# --- taken back


async def test_p14_another_administrator_lets_them_in_again_and_it_is_on_record(tmp_path):
    async with household(tmp_path) as home:
        code = await held(home)
        await home.command(f"recuse {code} Jamison off", "Ada")
        assert (await home.case()).off == frozenset()
        assert home.came(JAMISON) == ["notice"]
        view = await home.at_desk(lambda desk: desk.show(code), "Ada")
        assert "an administrator may know of it again" in [each.what for each in view.timeline]


async def test_p14_who_is_off_cannot_let_themselves_in(tmp_path):
    async with household(tmp_path) as home:
        code = await held(home)
        with pytest.raises(NotAllowed, match=f"there is no case {code}"):
            await home.command(f"recuse {code} Jamison off", "Jamison")


async def test_p14_who_is_not_off_cannot_be_let_in(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        with pytest.raises(NotAllowed, match="is not off this case"):
            await home.command(f"recuse {case.code} Jamison off", "Ada")


# --- parties


async def test_p14_whom_a_party_reports_is_held_and_not_told_of_the_words(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {BRACK} as witness")
        await home.command(f"tell {case.code} {BRACK}")
        await home.passes(hours=1)
        home.forget()
        letter = (await letters_of(home, "party_closed"))[0]
        await home.answer(letter, "I saw it. Jamison insulted me when I said so.\n")
        assert (await home.case()).unsure == NAMES
        assert home.came(JAMISON) == []
        assert "one of you may have a conflict" in home.last("wrote_again", ADA).text


async def letters_of(home, name):
    return [each for each in home.heard if each.name == name]


async def test_p14_a_respondents_words_do_not_remove_the_last_judge(tmp_path):
    async with household(tmp_path) as home:
        case, _ = await suspended(home)
        await home.answer(home.last("suspension", BRACK), "I do not appeal. Ada insulted me in a call last week.\n")
        assert "Ada Quist" not in (await home.case(case.code)).off


@pytest.mark.parametrize("role", ["target", "witness"])
async def test_p14_an_administrator_with_a_part_in_a_case_does_not_decide_in_it(tmp_path, role):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {ADA} as {role}", "Jamison")
        assert (await home.case()).off == frozenset()
        await home.command(f"note {case.code} I saw it.", "Ada")
        with pytest.raises(NotAllowed, match="another administrator decides"):
            await home.command(f"suspend {case.code} @brack because of this", "Ada")
        await home.command(f"suspend {case.code} @brack because of this", "Jamison")


async def test_p14_an_administrator_who_becomes_the_respondent_is_off_at_once_by_their_account_too(tmp_path):
    async with household(tmp_path, administrators=ACCOUNTS) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} @dance as respondent", "Ada")
        assert (await home.case()).off == NAMES


ACCOUNTS = """
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "@dance"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
"""
