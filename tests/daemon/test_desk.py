"""The command line's way in: what it shows, to whom, and that looking is recorded."""

import pytest

from daemon.process.case import Consent
from daemon.process.events import NotAllowed
from daemon.views import NotOpen
from parsers.commands import NotUnderstood
from tests.support.house import (
    COMPLAINT,
    CONCERN,
    DANGER,
    QUESTION,
    REPORTER,
    STRANGER,
    household,
)
from tests.support.played import complained, household_after

NAMED = (
    "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general and deleted my posts.\n"
)


async def test_a_case_is_shown_with_its_words_its_letters_and_its_history(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"note {case.code} seen before")
        view = await home.at_desk(lambda desk: desk.show(case.code), "Ada")
        assert "called people who asked beginner" in view.messages[0].text
        assert view.parties[0].ways == (REPORTER,)
        assert {each.name for each in view.letters} == {"acknowledgement", "notice"}
        assert "seen before" in " ".join(each.say for each in view.timeline)


async def test_a_code_may_be_given_without_its_prefix(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        view = await home.at_desk(lambda desk: desk.show(case.code.partition("-")[2].lower()), "Ada")
        assert view.line.code == case.code


async def test_to_show_a_case_is_to_read_it_and_is_recorded(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.at_desk(lambda desk: desk.show(case.code), "Ada")
        assert (await home.told("WasRead")) == [{"by": "Ada Quist", "how": "on the command line"}]


async def test_a_search_finds_words_of_messages_and_of_administrators_and_is_recorded(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"note {case.code} the kingfisher again")
        found = await home.at_desk(
            lambda desk: [desk.search([word]) for word in ("BEGINNER", "kingfisher", "xyzzy")], "Ada"
        )
        assert [[hit.where for hit in hits] for hits in found] == [["message"], ["note"], []]
        assert "beginner" in found[0][0].excerpt
        assert (await home.happened()).count("WasRead") == 2


async def test_whoever_is_off_a_case_sees_nothing_of_it_anywhere(tmp_path):
    async with household(tmp_path, letters='acknowledgement = "ask"') as home:
        hidden = await home.opens(NAMED)
        for actor, count in (("Jamison", 0), ("Ada", 1)):
            cases, hits, digest = await home.at_desk(
                lambda desk: (desk.cases(), desk.search(["idiot"]), desk.digest()), actor
            )
            assert (len(cases), len(hits), len(digest.owed), digest.waiting) == (count,) * 4
        with pytest.raises(NotAllowed, match="there is no case"):
            await home.at_desk(lambda desk: desk.show(hidden.code), "Jamison")


async def test_a_hidden_case_is_not_named_by_the_one_that_speaks_of_it(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        await home.mail(STRANGER, CONCERN, f"Re: [{first.code}]")
        second = next(case for case in await home.cases() if case.code != first.code)
        await home.command(f"recuse {first.code} Jamison", "Ada")
        views = [await home.at_desk(lambda desk: desk.show(second.code), actor) for actor in ("Ada", "Jamison")]
        assert [view.related for view in views] == [(first.code,), ()]


async def test_the_digest_shows_danger_first_and_then_the_oldest_promise(tmp_path):
    async with household_after(tmp_path, complained) as (home, first):
        await home.passes(hours=1)
        urgent = await home.opens(DANGER, STRANGER)
        asked = await home.opens(QUESTION, "una@example.net")
        digest = await home.at_desk(lambda desk: desk.digest(), "Ada")
        assert [line.code for line in digest.owed] == [urgent.code, first.code, asked.code]
        assert digest.chain_count > 0


async def test_the_digest_counts_drafts_and_what_was_set_aside_and_says_who_is_away(tmp_path):
    async with household(tmp_path, letters='acknowledgement = "ask"') as home:
        await home.opens(COMPLAINT)
        await home.mail(STRANGER, "Dear Sirs,\n\nplease find attached our price list for office chairs.\n", "Offer")
        await home.command("away until 2026-11-30 12:00", "Ada")
        digest = await home.at_desk(lambda desk: desk.digest(), "Jamison")
        assert (digest.waiting, digest.set_aside, [each.name for each in digest.away]) == (1, 1, ["Ada Quist"])


async def test_where_there_are_two_somebody_has_to_say_who_acts(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        with pytest.raises(NotOpen, match="who is acting"):
            await home.at_desk(lambda desk: desk.cases())
        with pytest.raises(NotOpen, match="which administrator"):
            await home.at_desk(lambda desk: desk.cases(), "Nobody")


async def test_a_letter_that_a_command_writes_is_shown_with_the_way_to_stop_it(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        lines = await home.command(f"reply {case.code} We are looking at it.")
        (row,) = await home.rows("reply")
        assert f"undo {row.short} takes it back" in " ".join(lines)
        assert "We are looking at it." in " ".join(lines)


async def test_what_the_desk_refuses_leaves_no_trace_and_what_it_does_is_audited(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        with pytest.raises(NotAllowed):
            await home.command(f"close {case.code}")
        await home.command(f"mine {case.code}")
        assert (await home.happened())[-1] == "CommandLine"
        assert await home.at_desk(lambda desk: desk.audit(), "Ada") == []


async def test_the_desk_asks_before_a_time_in_words_counts(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        words = await home.at_desk(lambda desk: desk.prepare(f"estimate {case.code} friday 17:00"), "Ada")
        iso = await home.at_desk(lambda desk: desk.prepare(f"estimate {case.code} 2026-11-27 17:00"), "Ada")
        assert (words.read_back, iso.read_back) == ("Friday 27 November 2026, 17:00 MST", "")


@pytest.mark.parametrize(
    ("text", "error"),
    [("estimate {code} someday", NotAllowed), ("estimat {code} friday", NotUnderstood), ("close {code}", NotAllowed)],
)
async def test_the_desk_refuses_and_writes_nothing(tmp_path, text, error):
    async with household_after(tmp_path, complained) as (home, before):
        with pytest.raises(error):
            await home.command(text.format(code=before.code))
        assert await home.case() == before
        assert "CommandLine" not in await home.happened()


async def test_a_command_at_the_desk_is_recorded_with_the_systems_user(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"consent {case.code} granted she said so on the phone", "Ada")
        assert (await home.case()).privacy.value is Consent.GRANTED
        (told,) = await home.told("CommandLine")
        assert told["os_user"] == "robin"
