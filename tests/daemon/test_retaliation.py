"""A report that may be retaliation is flagged for those who may know of both cases, and for nobody else."""

import pytest

from tests.support.house import ADA, COMPLAINT, JAMISON, REPORTER, STRANGER, household
from tests.support.suspended import BRACK

AGAINST_RAE = f"I want to make a formal complaint about {REPORTER}. She called me an idiot in #general yesterday.\n"
AGAINST_NOBODY = "I want to make a formal complaint. Somebody called me an idiot in #general yesterday.\n"
AGAIN = f"I want to make a formal complaint about {BRACK}. He wrote to me in anger again, because I reported him.\n"


async def reported(home, text=COMPLAINT):
    """A complaint of Rae's with Brack as its respondent."""
    case = await home.opens(text)
    await home.command(f"party {case.code} @brack {BRACK} as respondent", "Ada")
    home.forget()
    return case


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        (BRACK, AGAINST_NOBODY),  # a respondent reports
        (STRANGER, AGAINST_RAE),  # somebody who reported is reported
        (REPORTER, AGAIN),  # a reporter reports their respondent once more
    ],
)
async def test_it_is_flagged_in_either_direction(tmp_path, sender, text):
    async with household(tmp_path) as home:
        await reported(home)
        case = await home.opens(text, sender)
        assert case.retaliation
        notice = home.last("notice", ADA)
        assert "retaliation" in notice.text.lower()
        assert not [word for word in ("brack", "rae@", "example.org") if word in f"{notice.subject} {notice.text}"]


async def test_its_sender_learns_nothing_of_the_flag(tmp_path):
    seen = []
    for folder in (tmp_path / "flagged", tmp_path / "not"):
        folder.mkdir()
        async with household(folder) as home:
            if folder.name == "flagged":
                await reported(home)
            case = await home.opens(AGAINST_NOBODY, BRACK)
            assert case.retaliation == (folder.name == "flagged")
            seen.append(home.last("acknowledgement", BRACK).text.replace(case.code, "CODE"))
    assert seen[0] == seen[1]


async def test_who_has_no_part_in_any_case_is_not_flagged(tmp_path):
    async with household(tmp_path) as home:
        await reported(home)
        case = await home.opens(AGAINST_NOBODY, STRANGER)
        assert not case.retaliation
        assert "retaliation" not in home.last("notice", ADA).text.lower()


async def test_a_second_report_by_another_person_is_no_retaliation(tmp_path):
    async with household(tmp_path) as home:
        await reported(home)
        case = await home.opens(COMPLAINT, STRANGER)
        assert not case.retaliation


async def test_p14_it_is_not_flagged_to_somebody_who_is_off_the_other_case(tmp_path):
    async with household(tmp_path) as home:
        await reported(home, "I want to make a formal complaint about Jamison Dance and @brack. Both insulted me.\n")
        case = await home.opens(AGAINST_NOBODY, BRACK)
        assert home.came(JAMISON) == ["notice"]
        assert not case.retaliation
        assert "retaliation" not in home.last("notice", JAMISON).text.lower()
