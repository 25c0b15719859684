"""Suspended, kept, lifted, given back: what each command does, and what is taken back or only drafted (P6, P7, P11)."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.process.case import Consent, Stage, Told
from daemon.process.events import NotAllowed
from daemon.process.records import Access, Finding
from notifiers.plain import unfolded
from tests.support.house import JAMISON, REPORTER
from tests.support.played import complained, household_after
from tests.support.suspended import BRACK, CORA, suspended, suspends

FRIDAY = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)  # 17:00 in Denver on the 27th


async def both(home, code):
    """A respondent who can be written to, and a target: their codes."""
    await home.command(f"party {code} @brack {BRACK} as respondent")
    await home.command(f"party {code} {CORA} as target")
    first, second = (each.code for each in (await home.case(code)).parties)
    return first, second


# --- suspensions


async def test_two_accounts_are_suspended_in_one_command_and_each_hears_under_its_own_code(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        first, second = await suspends(home, case.code, BRACK, CORA)
        letters = [home.last("suspension", to) for to in (BRACK, CORA)]
        for letter, own, other in zip(letters, (first, second), (second, first), strict=True):
            said = str(letter.mail)
            assert own in said
            assert other not in said
            assert case.code not in said
            assert "threats" not in said
        assert home.came(JAMISON).count("checklist") == 2


async def test_one_is_lifted_and_one_is_kept(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        first, second = await suspends(home, case.code, BRACK, CORA)
        with pytest.raises(NotAllowed, match=first):
            await home.command(f"lift {case.code}")  # which of the two?
        await home.command(f"lift {first}")
        await home.command(f"keep {second} until 2026-12-05 12:00 because it goes on")
        await home.passes(minutes=2)
        assert (home.came(BRACK)[-1], home.came(CORA)[-1]) == ("lifted", "kept")
        await home.command(f"resolve {case.code} We spoke with both.")
        await home.passes(minutes=2)
        assert (await home.case()).stage is Stage.CLOSED


async def test_a_member_without_an_address_is_reported_and_hears_once_there_is_one(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"suspend {case.code} @brack because of threats")
        said = home.last("undelivered", JAMISON).text
        assert "no mail address" in said.lower()
        assert "brack" not in said
        suspended_at = home.clock.now
        await home.passes(hours=3)
        for _ in range(2):
            await home.command(f"party {case.code} @brack {BRACK} as respondent")
            await home.passes(minutes=2)
            assert home.came(BRACK) == ["suspension"]
        assert (await home.case()).suspensions[0].since == suspended_at
        assert "Monday 23 November 2026, 09:00" in home.last("suspension", BRACK).text


async def test_the_time_of_a_keep_is_read_back_and_its_words_survive_the_confirmation(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, brack)):
        asked = await home.order(f"keep {case.code} {brack} until friday 17:00 because he went on,\nin two places\n")
        assert asked.name == "read_back"
        assert "Friday 27 November 2026, 17:00 MST" in asked.text
        assert (await home.case()).suspensions[0].kept_until is None
        assert (await home.order("confirm\n")).name == "done"
        assert (await home.case()).suspensions[0].kept_until == FRIDAY
        (kept,) = await home.told("SuspensionKept")
        assert kept["words"] == "he went on,\nin two places"


async def test_at_the_desk_a_keep_is_prepared_with_its_words(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (case, brack)):
        text = f"keep {case.code} {brack} until friday 17:00 because he went on"
        prepared = await home.at_desk(lambda desk: desk.prepare(text), "Jamison")
        assert "Friday 27 November 2026, 17:00 MST" in prepared.read_back
        await home.command(prepared.token)
        assert (await home.case()).suspensions[0].kept_until == FRIDAY
        assert (await home.told("SuspensionKept"))[0]["words"] == "he went on"


async def test_a_bare_confirm_on_a_checklist_says_that_it_was_done(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        answer = await home.answer_of(home.last("checklist", JAMISON), "confirm\n")
        assert answer.name == "done"
        assert (await home.case()).suspensions[0].access is Access.REMOVED
        again = await home.answer_of(home.last("checklist", JAMISON), "confirm\n")
        assert again.name == "refused"


async def test_a_bare_confirm_with_two_accounts_asks_which(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await suspends(home, case.code, BRACK, CORA)
        answer = await home.answer_of(home.last("checklist", JAMISON), "confirm\n")
        assert answer.name == "refused"
        assert [each.access for each in (await home.case()).suspensions] == [Access.TO_REMOVE] * 2


async def test_p11_nobody_is_back_before_the_reporter_was_told_from_when(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        await home.command(f"confirm {brack}")
        await home.command(f"lift {brack}")
        await home.passes(minutes=2)
        assert home.came(REPORTER)[-1] == "return"
        assert "return" not in home.came(BRACK)
        home.forget()
        await home.passes(hours=23)
        with pytest.raises(NotAllowed, match="not time yet"):
            await home.command(f"confirm {brack}")
        await home.passes(hours=1, minutes=5)
        assert "checklist" in home.came(JAMISON)
        await home.command(f"confirm {brack}")
        (record,) = (await home.case()).suspensions
        assert (record.access, record.in_force) == (Access.RETURNED, False)


async def test_a_kept_suspension_ends_on_its_day_in_the_same_way(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        await home.command(f"keep {brack} until 2026-11-27 17:00 because it goes on")
        await home.passes(days=2)
        assert "return" not in home.came(REPORTER)
        await home.passes(days=3)
        assert home.last("return", REPORTER).at <= FRIDAY - timedelta(hours=24)
        assert home.came(REPORTER).count("return") == 1
        assert home.came(BRACK) == ["suspension", "kept", "lifted"]
        (record,) = (await home.case()).suspensions
        assert (record.returns_at, record.access) == (FRIDAY, Access.TO_RETURN)


async def test_p7_the_end_waits_until_each_party_was_told_or_it_stands_why_not(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        brack, cora = await both(home, case.code)
        await home.command(f"tell {brack}")
        with pytest.raises(NotAllowed, match=cora) as refused:
            await home.command(f"resolve {case.code} It is settled.")
        assert brack not in refused.value.reason
        await home.command(f"tell {cora} nothing because they never knew of it")
        lines = await home.command(f"resolve {case.code} It is settled.")
        assert "never wrote to us" in lines[0]
        assert brack in lines[0]
        await home.passes(minutes=2)
        assert (await home.case()).stage is Stage.CLOSED
        assert (home.came(BRACK), home.came(CORA)) == (["party_closed"], [])


async def test_words_for_a_party_pass_the_gate_once_the_reporter_confirmed(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"party {case.code} {BRACK} as respondent")
        await home.answer(home.last("acknowledgement"), "SHARE\n")
        await home.command(f"tell {case.code} {BRACK} Please write to beginners as you would like to be written to.")
        await home.passes(minutes=2)
        letter = home.last("told", BRACK)
        assert "as you would like to be written to" in letter.text
        assert case.code not in str(letter.mail)
        assert (await home.case()).parties[0].told is Told.TOLD


async def test_a_targets_recorded_consent_is_theirs_and_not_the_reporters(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        _, cora = await both(home, case.code)
        await home.command(f"consent {case.code} {CORA} granted they said so on the phone")
        after = await home.case()
        assert after.party(cora).privacy.value is Consent.GRANTED
        assert after.privacy == case.privacy
        assert "corrected" not in home.came(CORA)


async def test_the_outcome_word_is_told_to_nobody(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"correct {case.code} outcome bad-faith")
        assert (await home.case()).finding is Finding.BAD_FAITH
        await home.command(f"resolve {case.code} It is settled.")
        await home.passes(minutes=2)
        assert not [each for each in home.letters(REPORTER) if "faith" in f"{each.subject} {each.text}"]


# --- taken back


def short_of(lines):
    return next(line.rpartition("undo ")[2].split()[0] for line in lines if "undo L-" in line)


async def test_a_suspension_that_is_undone_never_was(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        lines = await home.command(f"suspend {case.code} {BRACK} because of threats")
        await home.command(f"undo {short_of(lines)}")
        await home.passes(days=1)
        assert (await home.case()).suspensions == ()
        assert home.came(BRACK) == []


async def test_a_lift_that_is_undone_leaves_the_suspension_and_the_reporter_hears_nothing(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        lines = await home.command(f"lift {brack}")
        await home.command(f"undo {short_of(lines)}")
        await home.passes(hours=1)
        (record,) = (await home.case()).suspensions
        assert (record.returns_at, record.in_force) == (None, True)
        assert "return" not in home.came(REPORTER)
        assert home.came(BRACK) == ["suspension"]


async def test_a_text_for_a_party_that_is_undone_is_owed_again(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        brack, _ = await both(home, case.code)
        await home.command(f"tell {brack}")
        (row,) = await home.rows("party_closed")
        await home.command(f"undo {row.short}")
        assert (await home.case()).party(brack).told is None
        with pytest.raises(NotAllowed, match=brack):
            await home.command(f"resolve {case.code} It is settled.")


# --- `ask`: a letter that a person lets go


async def test_a_suspension_letter_that_is_asked_for_is_a_draft_and_somebody_is_told(tmp_path):
    async with household_after(tmp_path, complained, letters='suspension = "ask"') as (home, case):
        lines = await home.command(f"suspend {case.code} {BRACK} because of threats")
        assert "is a draft" in lines[1]
        await home.passes(hours=1)
        assert home.came(BRACK) == []
        (row,) = await home.rows("suspension")
        await home.command(f"release {row.short}")
        assert home.came(BRACK) == ["suspension"]


async def test_a_fixed_letter_that_is_asked_for_is_told_to_administrators_with_its_number(tmp_path):
    async with household_after(tmp_path, complained, letters='acknowledgement = "ask"') as (home, case):
        drafted = home.last("drafted", JAMISON)
        (row,) = await home.rows("acknowledgement")
        assert f"release {row.short}" in drafted.text
        assert (await home.answer_of(drafted, f"release {row.short}\n")).name == "done"
        assert home.came(REPORTER) == ["acknowledgement"]
        assert case.code in home.last("acknowledgement").text


async def test_the_review_of_a_suspension_is_asked_for_until_it_is_settled(tmp_path):
    async with household_after(tmp_path, suspended) as (home, (_, brack)):
        await home.command(f"confirm {brack}")
        home.forget()
        await home.passes(hours=25)
        assert any("review" in f"{each.subject} {each.text}" for each in home.letters(JAMISON))
        await home.command(f"keep {brack} until 2026-12-20 12:00 because it goes on")
        home.forget()
        await home.passes(days=3)
        assert not any("review of a suspension" in each.text for each in home.letters(JAMISON))


async def test_what_a_restart_finds_is_what_was_left(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        lines = await (await home.restarts()).command(f"suspend {case.code} {BRACK} because of threats")
        assert short_of(lines)
        await (await home.restarts()).passes(minutes=2)
        assert home.came(BRACK) == ["suspension"]
        home.clock.now += timedelta(hours=1)
        await (await home.restarts()).command(f"lift {case.code}")
        await (await home.restarts()).passes(hours=25)
        await (await home.restarts()).command(f"confirm {case.code}")
        assert not (await home.case()).suspensions[0].in_force
        assert home.came(REPORTER).count("return") == 1


async def test_that_a_member_is_told_is_said_only_where_a_letter_waits_for_them(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        done = (await home.order(f"suspend {case.code} @brack because of threats")).text
        assert "is told" not in unfolded(done)
        assert "no mail address of theirs is known" in unfolded(done)
        done = (await home.order(f"keep {case.code} until 2026-12-05 12:00 because it goes on")).text
        assert "is told" not in unfolded(done)
        done = (await home.order(f"suspend {case.code} {CORA} because of threats")).text
        assert "and the member is told" in unfolded(done)
