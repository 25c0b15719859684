"""P14: what a reporter reads of who could see their case, of words that changed nothing, and of choosing again."""

from notifiers.plain import unfolded
from tests.support.house import ADA, COMPLAINT, JAMISON, REPORTER, household
from tests.support.settings import JAMISON_ALONE, OUTSIDE

ABOUT_JAMISON = "I want to make a formal complaint about Jamison Dance. He called me a purple walrus in #careers.\n"


async def test_exclude_that_means_nobody_is_answered_with_how_to_say_it_and_noticed_to_nobody(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(f"Hi Jamison,\n\n{COMPLAINT}")
        letter = home.last("acknowledgement")
        home.forget()
        await home.answer(letter, "EXCLUDE\n")
        assert (home.came(REPORTER), home.came(JAMISON), home.came(ADA)) == (["unchanged"], [], [])
        text = unfolded(home.last("unchanged").text)
        assert "Jamison Dance and Ada Quist can still read your case." in text
        await home.answer(home.last("unchanged"), "not Jamison\n")
        assert (await home.case()).off == {"Jamison Dance"}
        assert "fewer of us see your case from now on. Ada Quist can read it." in unfolded(home.last("added").text)
        assert (home.came(JAMISON), home.came(ADA)) == ([], ["wrote_again"])


async def test_the_first_answer_says_how_to_keep_somebody_out(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        assert "To keep one of us out, write: not NAME" in home.last("acknowledgement").text


async def test_sealed_after_include_is_not_noticed_to_whom_it_seals_it_from(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE, outside=OUTSIDE) as home:
        await home.opens(ABOUT_JAMISON)
        await home.answer(home.last("sealed"), "INCLUDE\n")
        assert home.came(JAMISON) == ["notice"]
        letter = home.last("acknowledgement")
        home.forget()
        await home.answer(letter, "SEALED\n")
        assert (home.came(REPORTER), home.came(JAMISON)) == (["sealed_chosen"], [])
        assert "Before this some of them may have read it." in unfolded(home.last("sealed_chosen").text)
        await home.answer(home.last("sealed_chosen"), "not Jamison\n")
        assert "none was told" not in "".join(unfolded(each.text) for each in home.letters(REPORTER))


async def test_a_later_mail_that_reports_the_only_administrator_says_that_they_may_have_read_it(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE) as home:
        await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement"), ABOUT_JAMISON)
        text = unfolded(home.last("sealed").text)
        assert "none was told" not in text
        assert "From now on no administrator may see it. Before this some of them may have read it." in text
