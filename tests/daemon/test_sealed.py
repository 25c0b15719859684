"""P14: nobody is left who may know. The reporter is told so and chooses; nothing is promised, nothing is lost."""

import pytest

from daemon.process.events import NotAllowed
from daemon.process.records import Release
from notifiers.sending import Problem, Refused
from tests.support.house import CONTACT, JAMISON, QUESTION, REPORTER, household
from tests.support.settings import JAMISON_ALONE, OUTSIDE

ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. He called me a purple walrus in #careers.\n"
CANARY = "purple walrus"


def sealed_house(folder, outside=OUTSIDE, **sections):
    return household(folder, administrators=JAMISON_ALONE, outside=outside, **sections)


async def test_p14_the_reporter_is_told_plainly_and_no_date_is_promised(tmp_path):
    async with sealed_house(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        assert home.came(REPORTER) == ["sealed"]
        text = home.last("sealed").text
        assert "no administrator may know of it" in text
        assert [word for word in ("CONTACT:", "INCLUDE:", "SEALED:") if word in text] == [
            "CONTACT:",
            "INCLUDE:",
            "SEALED:",
        ]
        assert "2026" not in text
        assert (case.promise, home.came(JAMISON)) == (None, [])


async def test_p14_without_an_outside_contact_only_what_there_is_is_offered(tmp_path):
    async with sealed_house(tmp_path, outside="") as home:
        await home.opens(ABOUT_JAMISON)
        assert "CONTACT" not in home.last("sealed").text
        await home.answer(home.last("sealed"), "CONTACT\n")
        assert home.came(REPORTER) == ["sealed", "sealed"]
        assert (await home.case()).release is None


async def test_p14_the_outside_contact_hears_once_a_week_that_something_waits_and_no_more(tmp_path):
    async with sealed_house(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        await home.passes(days=22)
        letters = home.letters(CONTACT)
        assert [each.name for each in letters] == ["outside_escalation"] * 4
        whole = "".join(each.mail.as_string() for each in letters)
        assert not {case.code, CANARY, REPORTER} & {word for word in (case.code, CANARY, REPORTER) if word in whole}
        assert home.came(REPORTER) == ["sealed"]
        assert home.came(JAMISON) == []


async def test_p14_contact_hands_the_words_and_the_address_to_the_outside_contact_alone(tmp_path):
    async with sealed_house(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        await home.answer(home.last("sealed"), "CONTACT\n")
        letter = home.last("released", CONTACT)
        assert CANARY in letter.text
        assert REPORTER in letter.text
        assert case.code not in letter.subject + letter.text
        assert home.last("sealed_chosen", REPORTER)
        await home.passes(days=30)
        assert [each.name for each in home.letters(CONTACT)] == ["outside_escalation", "released"]
        assert home.came(JAMISON) == []


async def test_p14_contact_from_somebody_unverified_hands_nothing_on(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        await home.mail(REPORTER, "CONTACT\n", answers=home.last("sealed"), keeps=("references",))
        assert "released" not in home.came(CONTACT)


async def test_p14_what_came_back_from_the_contact_is_chosen_anew(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        home.wire.trouble[CONTACT] = Refused(Problem.ADDRESS)
        await home.answer(home.last("sealed"), "CONTACT\n")
        assert (await home.case()).release is None
        assert home.came(REPORTER)[-1] == "sealed"


async def test_p14_sealed_leaves_it_and_a_change_of_mind_counts(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        await home.answer(home.last("sealed"), "SEALED\n")
        assert (await home.case()).release is Release.SEALED
        home.forget()
        await home.passes(days=30)
        assert home.letters() == []
        await home.answer((await said(home)), "CONTACT\n")
        assert home.came(CONTACT) == ["released"]


async def said(home):
    return home.heard[-1]


async def test_p14_include_gives_it_to_the_administrator_as_if_it_had_come_now(tmp_path):
    async with sealed_house(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        await home.passes(days=10)
        await home.answer(home.last("sealed"), "INCLUDE\n")
        found = await home.case()
        assert (found.off, found.promise.due) == (frozenset(), home.clock.now + found.terms.estimate_within)
        assert home.came(REPORTER) == ["sealed", "acknowledgement"]
        assert home.came(JAMISON) == ["notice"]
        await home.command(f"estimate {case.code} 2026-12-20 17:00")


async def test_p14_the_outside_contact_who_has_it_may_let_the_administrator_know(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        waits = home.last("outside_escalation", CONTACT)
        await home.answer(waits, "INCLUDE\n")
        assert (await home.case()).off
        await home.answer(home.last("sealed"), "CONTACT\n")
        await home.answer(home.last("released", CONTACT), "INCLUDE\n")
        assert (await home.case()).off == frozenset()
        assert home.came(JAMISON) == ["notice"]


@pytest.mark.parametrize("word", ["COMPLAINT", "CONCERN", "SHARE", "PRIVATE", "TALK", "WITHDRAW"])
async def test_p14_no_letter_of_a_sealed_case_promises_what_nobody_can_keep(tmp_path, word):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        await home.answer(home.last("sealed"), f"{word}\n")
        await home.answer(home.last("sealed"), "One thing more: it was on Monday.\n")
        await home.passes(days=20)
        for letter in home.letters(REPORTER):
            assert "An administrator" not in letter.text
            assert "You hear from us by" not in letter.text
        assert home.came(JAMISON) == []


async def test_p14_a_sealed_question_promises_nothing_either(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(f"{QUESTION}Please do not show this to Jamison.\n")
        assert home.came(REPORTER) == ["sealed"]
        await home.answer(home.last("sealed"), "INCLUDE\n")
        assert home.came(REPORTER) == ["sealed", "question"]


async def test_p14_later_words_that_leave_nobody_seal_the_case_and_say_so(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.mail(REPORTER, "I want to make a formal complaint about @brack. He insulted me.\n")
        await home.answer(home.last("acknowledgement"), "Jamison insulted me too.\n")
        found = await home.case()
        assert (found.promise, home.came(REPORTER)[-1]) == (None, "sealed")
        assert home.came(CONTACT) == ["outside_escalation"]
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.command(f"note {found.code} x")


async def test_p14_a_sealed_case_survives_a_restart_with_its_week(tmp_path):
    async with sealed_house(tmp_path) as home:
        await home.opens(ABOUT_JAMISON)
        again = await home.restarts()
        await again.passes(days=8)
        assert [each.name for each in again.letters(CONTACT)] == ["outside_escalation"] * 2
