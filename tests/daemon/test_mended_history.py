"""What the history says of a correction, that nobody sees or shares more by one, and how to find out what there is."""

import pytest

from daemon.process.case import Consent, Track
from daemon.process.events import NotAllowed
from tests.support.house import COMPLAINT, QUESTION, REPORT, REPORTER, household
from tests.support.played import household_after
from tests.support.suspended import BRACK, suspended


def first_letter(home):
    return home.letters(REPORTER)[0]


# --- the history keeps both


async def timeline(home, code, by="Ada"):
    view = await home.at_desk(lambda desk: desk.show(code), by)
    return [f"{each.what}: {each.say}" for each in view.timeline if "before: " in each.say]


async def test_the_history_says_what_was_read_what_it_is_now_and_who_said_so(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(REPORT)
        for said in ("path concern", "danger yes", "material given", "outcome unclear", "outcome none"):
            if said.startswith("path"):
                await home.answer(first_letter(home), "CONCERN\n\nSHARE\n")
            else:
                await home.command(f"correct {case.code} {said}", "Ada")
        assert await timeline(home, case.code) == [
            "the reporter chose the path: concern; before: undecided",
            "the reporter said what may be shared: granted; before: unstated, as it was read",
            "the reading of danger was corrected: danger was read; before: no danger was read",
            "an answer was corrected: material; given; before: missing",
            "the outcome was recorded: none; before: unclear",
        ]


async def test_the_history_of_a_case_that_turned_out_to_be_an_appeal_says_that_it_was_none(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        read = await home.opens(REPORT, BRACK)
        await home.command(f"correct {read.code} kind appeal", "Ada")
        await home.command(f"correct {read.code} kind question", "Ada")
        lines = await timeline(home, read.code)
        assert [line.partition(":")[0] for line in lines] == ["the reading was corrected"] * 2
        assert lines[0].endswith("before: undecided") or "before: undecided" in lines[0]
        assert "before: appeal" in lines[1]


async def test_no_word_that_anybody_wrote_stands_in_the_clear_for_it(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"consent {case.code} granted marmalade by telephone", "Ada")
        await home.command(f"correct {case.code} material given", "Ada")
        files = [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()]
        assert files
        assert not any(b"marmalade" in each or b"idiots" in each for each in files)


# --- nobody sees or shares more by it


@pytest.mark.parametrize("word", ["ONLY ASKING", "COMPLAINT\n\nSHARE\n\nINCLUDE"])
async def test_p14_what_anybody_could_have_written_widens_and_moves_nothing(tmp_path, word):
    named = (
        "Hello,\n\nI want to raise a concern about Jamison Dance. He laughed at me in #general and deleted my posts.\n"
    )
    async with household(tmp_path) as home:
        before = await home.opens(named)
        assert before.off == {"Jamison Dance"}
        await home.answer(first_letter(home), f"{word}\n", keeps=("references",))
        after = await home.case(before.code)
        assert (after.off, after.track) == (before.off, before.track)
        assert after.privacy.value is not Consent.GRANTED


@pytest.mark.parametrize("said", ["kind appeal", "path complaint", ""])
async def test_p14_who_may_not_know_of_a_case_corrects_nothing_in_it_and_is_shown_none_of_it(tmp_path, said):
    async with household(tmp_path) as home:
        case = await home.opens(QUESTION)
        await home.command(f"recuse {case.code} Jamison", "Ada")
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.command(f"correct {case.code} {said}", "Jamison")
        assert (await home.case()).track is Track.QUESTION


async def test_p14_a_correction_lets_nobody_in_who_was_kept_out(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        read = await home.opens(REPORT, BRACK)
        await home.command(f"recuse {read.code} Jamison", "Ada")
        for said in ("kind appeal", "path undecided", "kind question", "path concern"):
            await home.command(f"correct {read.code} {said}", "Ada")
            assert "Jamison Dance" in (await home.case(read.code)).off


# --- what can be corrected, and how it reads now


async def test_correct_with_the_code_alone_says_how_everything_reads_and_what_it_can_be(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        text = (await home.order(f"correct {case.code}\n")).text
        for line in (
            "path reads complaint now (complaint, concern, undecided, question, appeal)",
            "nature reads given now (given, missing)",
            "danger reads no now (yes, no)",
            "consent reads unstated now, not confirmed",
        ):
            assert line in text
        assert "idiots" not in text
        assert "the reading" not in " ".join(await home.happened())


REFUSED = {
    "path sideways": "write one of: complaint, concern, undecided, question, appeal.",
    "nature perhaps": "write one of: given, missing.",
    "danger maybe": "write one of: yes, no.",
    "outcome guilty": "write one of: violation, none, unclear, out-of-scope, settled, bad-faith.",
    "path concern": "with the word concern or only asking",
}


async def test_a_refusal_lists_the_values_of_its_field_or_names_the_word_that_mends_it(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        for said, known in REFUSED.items():
            assert known in (await home.order(f"correct {case.code} {said}\n")).text.lower()


async def test_help_on_the_command_lists_every_field_with_its_values(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        text = (await home.order("help correct\n")).text
        for line in ("path, kind: complaint", "danger: yes, no", "outcome: violation", "consent CODE granted"):
            assert line in text
