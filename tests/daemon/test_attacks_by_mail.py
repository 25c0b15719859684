"""What somebody tried by mail who wished us ill, around consultations, appeals and merges: each was met once."""

import pytest

from daemon.process.case import Consent, Stage, Track
from daemon.process.records import Reply, Sender
from tests.support.house import (
    ADA,
    COMPLAINT,
    CONCERN,
    DANGER,
    JAMISON,
    QUESTION,
    REPORTER,
    STRANGER,
    household,
    written_by,
)
from tests.support.played import household_after
from tests.support.suspended import APPEAL, BRACK, CORA, appeal, appeals, suspended

AGAIN = "I want to make a formal complaint about @brack. He insulted me again yesterday.\n"
ABOUT_JAMISON = "I want to make a formal complaint. Jamison Dance insulted me in #careers yesterday.\n"
PRICES = "Dear Sirs,\n\nplease find attached our price list for office chairs, number {}.\n"
FORGED = b"Authentication-Results: mx.softskills.example; dmarc=fail header.from=example.com\n"
BOTH = "Jamison Dance and Ada Quist can read it"


async def other_case(home, code):
    (found,) = (each for each in await home.cases() if each.code != code)
    return found


async def consulted(home, text="Text one: harmless words."):
    """A complaint, whose reporter was asked about a text; the letter that asked."""
    case = await home.opens(COMPLAINT) if not await home.cases() else await home.case()
    await home.command(f"consult {case.code} {text}")
    await home.passes(minutes=3)
    return case, home.last("consult", REPORTER)


# --- what a stranger may learn (design 7.5)


@pytest.mark.parametrize("claim", ["code", "thread"])
async def test_p14_the_first_answer_does_not_say_whom_another_case_reports(tmp_path, claim):
    async with household(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        letter = home.last("acknowledgement", REPORTER)
        home.forget()
        if claim == "code":
            await home.mail(STRANGER, AGAIN, f"About it [{case.code}]")
        else:
            await home.mail(STRANGER, AGAIN, answers=letter, keeps=("references",))
        claimed = await other_case(home, case.code)
        assert BOTH in home.last("acknowledgement", STRANGER).text
        assert (claimed.unverified_of, claimed.off) == (case.code, {"Jamison Dance"})
        assert home.came(JAMISON) == []


# --- consultations (P9)


async def test_p9_a_yes_to_an_old_text_is_no_yes_to_a_new_one(tmp_path):
    async with household(tmp_path) as home:
        case, first = await consulted(home)
        await home.answer(first, "PRIVATE\n")
        _, second = await consulted(home, "Text two: names the reporter.")
        before = (await home.case()).privacy
        await home.answer(first, "SHARE\n")
        after = await home.case()
        assert (after.consultation.asked, after.privacy) == ({case.code: Reply.NONE}, before)
        await home.answer(second, "SHARE\n")
        assert (await home.case()).consultation.is_yes


async def test_p14_in_an_answer_to_a_consultation_danger_and_names_count_as_ever(tmp_path):
    async with household(tmp_path) as home:
        case, letter = await consulted(home)
        await home.answer(letter, f"PRIVATE\n\n{DANGER}\nAnd Jamison Dance insulted me and called me an idiot.\n")
        after = await home.case()
        assert (after.urgent, after.off) == (True, {"Jamison Dance"})
        assert after.consultation.asked == {case.code: Reply.NO}


async def test_p8_in_an_answer_to_a_consultation_private_narrows_all_of_it(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        _, letter = await consulted(home)
        await home.answer(letter, "PRIVATE\n")
        assert (await home.case()).privacy.value is Consent.REFUSED


async def test_p1_in_an_answer_to_a_consultation_the_other_words_count_as_ever(tmp_path):
    async with household(tmp_path) as home:
        _, letter = await consulted(home)
        await home.answer(letter, "TALK\n")
        assert (await home.case()).talk
        await home.answer(letter, "SHARE\n\nWITHDRAW\n")
        assert (await home.case()).stage is Stage.WITHDRAWN


async def test_p9_a_target_who_is_asked_about_a_text_is_heard_in_danger_too(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {CORA} as target")
        await consulted(home)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.passes(minutes=3)
        await home.answer(home.last("consult", CORA), f"PRIVATE\n\n{DANGER}")
        after = await home.case()
        (cora,) = after.parties
        assert (after.urgent, cora.privacy.value, cora.heard_at) == (True, Consent.REFUSED, home.clock.now)
        assert not after.consultation.is_yes


# --- appeals (P10, design 8)


@pytest.mark.parametrize(
    "text", ["No, I did not write that.\n", "Not me!\n", "No\n", "I didn't send this.\n\nCONFIRM\n"]
)
async def test_p10_a_no_confirms_no_appeal(tmp_path, text):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, APPEAL)
        await home.answer(home.last("appeal_confirm", BRACK), text)
        assert ((await appeal(home)).stage, (await appeal(home)).appeal.sender) == (
            Stage.UNCONFIRMED,
            Sender.UNCONFIRMED,
        )
        assert "not the member's own" in " ".join(each.text for each in home.letters(ADA, "wrote_again"))


@pytest.mark.parametrize(
    "text", ["Yes.\n", "No reason was given to me, so I appeal.\n", f"No, that was not me. This is:\n\n{APPEAL}"]
)
async def test_p10_other_words_of_the_member_are_an_appeal_of_their_own(tmp_path, text):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, "I appeal the suspension, because I was right and they are idiots.\n")
        forged = await appeal(home)
        await home.answer(home.last("appeal_confirm", BRACK), text)
        (own,) = (each for each in await appeals(home) if each.code != forged.code)
        assert (await home.case(forged.code)).stage is Stage.UNCONFIRMED
        assert (own.stage, own.appeal.sender) == (Stage.EARLY, Sender.MEMBER)
        await home.answer(home.last("appeal_early", BRACK), "It was not mine, because my laptop was stolen.\n")
        assert len(await appeals(home)) == 2


async def test_p10_confirm_from_nobody_verified_confirms_nothing(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        await home.mail(BRACK, APPEAL)
        letter = home.last("appeal_confirm", BRACK)
        await home.answer(letter, "CONFIRM\n", keeps=("references",))
        await home.hand_over(FORGED + written_by(BRACK, "CONFIRM\n", answers=letter))
        assert [each.stage for each in await appeals(home)] == [Stage.UNCONFIRMED]


async def test_confirm_in_a_reporters_answer_is_only_a_word(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement", REPORTER), "CONFIRM\n")
        after = await home.case()
        assert (after.stage, after.privacy) == (case.stage, case.privacy)


@pytest.mark.parametrize("thread", [True, False])
async def test_p10_an_administrator_who_is_suspended_can_appeal(tmp_path, thread):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"suspend {case.code} {ADA} because of threats")
        await home.passes(days=8)
        letter = home.last("suspension", ADA)
        await home.mail(ADA, APPEAL, answers=letter if thread else None, vouched=True)
        assert ((await appeal(home)).stage, home.came(ADA)[-1]) == (Stage.CONSIDERED, "appeal_open")


async def test_p9_an_administrator_who_is_the_target_answers_as_the_target(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"party {case.code} {ADA} as target")
        await consulted(home)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.passes(minutes=3)
        await home.answer(home.last("consult", ADA), "PRIVATE\n", vouched=True)
        asked = (await home.case()).consultation.asked
        assert (len(asked), list(asked.values())[-1]) == (2, Reply.NO)


# --- the daily limit (design 9.7)


async def test_p10_forged_mail_does_not_silence_the_question_about_an_appeal(tmp_path):
    async with household_after(tmp_path, suspended) as (home, _):
        for number in range(6):
            await home.mail(BRACK, PRICES.format(number))
        assert home.came(BRACK).count("neutral_receipt") == 5
        await home.mail(BRACK, APPEAL)
        assert home.came(BRACK)[-1] == "appeal_confirm"


@pytest.mark.parametrize(("text", "answer"), [(COMPLAINT, "acknowledgement"), (CONCERN, "concern")])
async def test_p3_forged_questions_do_not_silence_the_first_acknowledgement(tmp_path, text, answer):
    async with household(tmp_path) as home:
        for _ in range(6):
            await home.mail(REPORTER, QUESTION)
        await home.mail(REPORTER, text)
        assert home.came(REPORTER)[-1] == answer


async def test_p3_where_an_acknowledgement_is_held_back_the_notice_says_so(tmp_path):
    async with household(tmp_path) as home:
        for _ in range(5):
            await home.mail(REPORTER, COMPLAINT)
            assert "not answered" not in home.last("notice", ADA).text
        await home.mail(REPORTER, COMPLAINT)
        assert home.came(REPORTER).count("acknowledgement") == 5
        assert "Its sender was not answered" in home.last("notice", ADA).text


async def test_forged_commands_are_not_answered_without_end(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        notice = home.last("notice", ADA)
        for number in range(12):
            await home.answer(notice, f"note {number}\n")
        assert home.came(ADA).count("not_verified") == 5


# --- a merge that was only claimed (P8)


async def merged_with_a_stranger(home):
    """A victim's case into which that of a stranger was merged, who only knew its code; the stranger's own letter."""
    case = await home.opens(COMPLAINT)
    await home.mail(STRANGER, AGAIN, f"Re: A message [{case.code}]")
    claimed = await other_case(home, case.code)
    await home.command(f"merge {claimed.code} into {case.code}")
    return case, home.last("acknowledgement", STRANGER)


@pytest.mark.parametrize("words", ["SHARE\n", "WITHDRAW\n", "COMPLAINT\n", f"{AGAIN}\nSHARE\n"])
async def test_p8_whoever_only_claimed_a_case_has_no_word_in_it_after_a_merge(tmp_path, words):
    async with household(tmp_path) as home:
        case, letter = await merged_with_a_stranger(home)
        before = await home.case(case.code)
        await home.answer(letter, words)
        assert await home.case(case.code) == before
        assert case.code not in " ".join(str(each.mail) for each in home.letters(STRANGER))


async def test_p8_what_they_write_then_is_a_case_of_its_own_and_lost_to_nobody(tmp_path):
    async with household(tmp_path) as home:
        case, letter = await merged_with_a_stranger(home)
        await home.answer(letter, AGAIN)
        newest = [each for each in await home.cases() if each.stage is Stage.NEEDS_DATE and each.code != case.code]
        assert [(each.track, each.unverified_of) for each in newest] == [(Track.COMPLAINT, case.code)]
        assert home.came(ADA)[-1] == "notice"
