"""Letters into the outbox: to whom, when each may leave, and that none goes where it must not."""

import pytest

from daemon.post import About
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.store.values import LetterState
from tests.support.house import ADA, COMPLAINT, CONTACT, JAMISON, MONDAY, REPORTER, STRANGER, household
from tests.support.settings import OUTSIDE

NIGHT = MONDAY.replace(day=24, hour=6)  # 23:00 in Denver


async def posted(home, letter, now=MONDAY, about=None):
    return await home.run(lambda unit: home.rooms.corridor.post.write(unit, about or About(), (letter,), now))


def waits(timing):
    return Letter(name=LetterName.OUTSIDE_ESCALATION, to=To.ADMINISTRATORS, facts={"since": MONDAY}, timing=timing)


@pytest.mark.parametrize(
    ("timing", "now", "wait"),
    [
        (Timing.AT_ONCE, NIGHT, 0),
        (Timing.AFTER_UNDO, NIGHT, 120),
        (Timing.IN_WAKING_HOURS, NIGHT, 8 * 3600),
        (Timing.IN_WAKING_HOURS, MONDAY, 0),
    ],
)
async def test_a_letter_leaves_when_its_timing_says(tmp_path, timing, now, wait):
    async with household(tmp_path) as home:
        for each in await posted(home, waits(timing), now):
            assert (each.leaves_at - now).total_seconds() == wait


@pytest.mark.parametrize(
    ("to", "who", "readers"),
    [
        (To.ADMINISTRATORS, "", {JAMISON, ADA}),
        (To.EVERY_ADMINISTRATOR, "", {JAMISON, ADA}),
        (To.ONE_ADMINISTRATOR, "Ada Quist", {ADA}),
        (To.ONE_ADMINISTRATOR, "Nobody", set()),
        (To.OUTSIDE_CONTACT, "", {CONTACT}),
        (To.STRANGER, STRANGER, {STRANGER}),
        (To.REPORTER, "", set()),
    ],
)
async def test_a_letter_goes_to_whom_it_is_for(tmp_path, to, who, readers):
    async with household(tmp_path, outside=OUTSIDE) as home:
        await posted(home, Letter(name=LetterName.OUTSIDE_ESCALATION, to=to, who=who, facts={"since": MONDAY}))
        await home.settle()
        assert {each.to for each in home.wire.letters} == readers


async def test_copies_and_other_recipients_of_a_mail_are_never_answered(tmp_path):
    async with household(tmp_path) as home:
        headers = (("Cc", "boss@example.com"), ("Reply-To", "list@example.com"))
        await home.mail(REPORTER, COMPLAINT, headers=headers)
        assert {each.to for each in home.wire.letters} == {REPORTER, JAMISON, ADA}


async def test_a_draft_waits_for_a_person(tmp_path):
    async with household(tmp_path, letters='neutral_receipt = "ask"') as home:
        receipt = Letter(name=LetterName.NEUTRAL_RECEIPT, to=To.STRANGER, who=STRANGER)
        (draft,) = await posted(home, receipt)
        await home.passes(days=2)
        row = await home.run(lambda unit: unit.letters.by_short(draft.short))
        assert (draft.draft, row.state, home.wire.letters) == (True, LetterState.DRAFT, [])
