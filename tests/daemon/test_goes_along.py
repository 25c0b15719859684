"""Where a case goes on in another one, or a complaint is opened from a concern, nobody's no is left behind (P1, P2, P8)."""

import pytest

from daemon.process.events import NotAllowed
from tests.support.house import COMPLAINT, CONCERN, REPORTER, household
from tests.support.suspended import BRACK

TIM = "tim@example.org"
FROM = "Rae Lindqvist <rae@example.org>"
CALM = "We ask you to leave beginners alone."


async def opened_from_a_concern(home, *commands):
    """A shared concern with what was recorded in it, and the complaint that an administrator opened from it; codes."""
    await home.mail(FROM, CONCERN)
    (concern,) = await home.cases()
    await home.answer(home.last("concern", REPORTER), "SHARE\n")
    for command in commands:
        await home.command(command.format(concern=concern.code))
    await home.command(f"complain {concern.code} it is more than a concern")
    complaint = next(case for case in await home.cases() if case.code != concern.code)
    await home.command(f"party {complaint.code} {BRACK} as respondent")
    return concern.code, complaint.code


async def refused(home, text):
    with pytest.raises(NotAllowed) as caught:
        await home.command(text)
    return caught.value.reason


async def test_p2_the_no_of_a_concerns_target_stands_in_the_complaint_opened_from_it(tmp_path):
    said = (f"party {{concern}} {TIM} as target", f"consent {{concern}} {TIM} refused he said so on the phone")
    async with household(tmp_path) as home:
        _, complaint = await opened_from_a_concern(home, *said)
        assert "a target has not confirmed" in await refused(home, f"tell {complaint} {BRACK} {CALM}")


async def test_p2_the_no_of_a_target_goes_along_where_two_cases_are_merged(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        (first,) = await home.cases()
        await home.mail(REPORTER, COMPLAINT.replace("careers", "random"))
        second = next(case for case in await home.cases() if case.code != first.code)
        await home.command(f"party {second.code} {TIM} as target")
        await home.command(f"consent {second.code} {TIM} refused he said so on the phone")
        await home.command(f"tell {second.code} {TIM} nothing because he asked for it")
        await home.command(f"merge {second.code} into {first.code}")
        await home.command(f"party {first.code} {BRACK} as respondent")
        assert "a target has not confirmed" in await refused(home, f"tell {first.code} {BRACK} {CALM}")


async def test_p8_a_closed_concern_is_kept_while_the_complaint_opened_from_it_is_open(tmp_path):
    async with household(
        tmp_path, process='retain_closed_for = "15d"\nremind_every = "60d"\nescalate_after = "90d"\n'
    ) as home:
        concern, complaint = await opened_from_a_concern(home)
        await home.command(f"close {concern}")
        await home.passes(days=20)
        assert (await home.case(concern)).code == concern
        assert "who the reporter is" in await refused(home, f"tell {complaint} {BRACK} Rae told us.")


async def test_p8_a_no_about_the_name_in_the_concern_beats_a_yes_in_the_complaint(tmp_path):
    async with household(tmp_path) as home:
        concern, complaint = await opened_from_a_concern(home)
        await home.command(f"consent {complaint} granted identity she said so on the phone")
        await home.command(f"consent {concern} refused identity she called back")
        assert "who the reporter is" in await refused(home, f"tell {complaint} {BRACK} Rae told us.")
