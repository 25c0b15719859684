"""What somebody who is suspended sees by direct message: the same whatever else is known of them, and whoever reported it.

Slack may let them write for a while after the decision: they are pointed to mail (P10).
"""

import pytest

from tests.support.direct import DANA, JAMISON, ROBIN, SAM, Workplace
from tests.support.house import COMPLAINT, DANGER, HOW_MANY, QUESTION
from tests.support.twins_slack import seen, twins

APPEAL = "I want to appeal the suspension of my account, because the messages were not mine."


async def suspended(home: Workplace) -> str:
    """On one complaint; the code that the member has."""
    case = await home.reports(DANA, COMPLAINT)
    await home.command(f"suspend {case.code} <@{SAM}> because insults")
    await home.passes(minutes=5)
    return home.posts(SAM, "suspension")[0]


async def suspended_after_two(home: Workplace):
    """There is another complaint about them, of somebody who is afraid; an administrator is off it."""
    other = await home.reports(ROBIN, f"{DANGER} Not Ada Quist.")
    await home.command(f"party {other.code} <@{SAM}> as respondent")
    return await suspended(home)


async def suspended_at_the_same_time(home: Workplace):
    await home.passes(seconds=91)
    return await suspended(home)


def says(text, threaded=""):
    async def attack(home, who, letter):
        await home.says(who, text.format(dana=DANA, jamison=JAMISON), letter if threaded else "")

    return attack


async def presses(home, who, letter):
    await home.presses(who, letter, act="command", text="list")


TRIES = {
    "an appeal": says(APPEAL),
    "an appeal in the thread": says(APPEAL, "thread"),
    "a question": says(QUESTION),
    "a question in the thread": says(QUESTION, "thread"),
    "how many": says(HOW_MANY),
    "who reported me": says("Who reported me? Was it <@{dana}>?", "thread"),
    "a new message about something else": says("NEW I want to raise a concern about @cobb, who shouts at people."),
    "WITHDRAW": says("WITHDRAW", "thread"),
    "MAIL": says("MAIL", "thread"),
    "a command": says("list", "thread"),
    "a button": presses,
}


@pytest.mark.parametrize("attack", TRIES.values(), ids=TRIES)
async def test_p10_a_suspended_member_learns_in_slack_of_no_other_report(tmp_path, attack):
    async with twins(tmp_path, suspended_after_two, suspended_at_the_same_time) as (here, there, letter, twin):
        shown = await seen(here, attack, SAM, letter)
        assert shown == await seen(there, attack, SAM, twin)
        assert [each for each in (DANA, ROBIN, "brack", "#careers", "kill me") if each in shown.raw] == []
