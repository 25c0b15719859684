"""Parties who write: kept, told to administrators by code, answered with the one neutral receipt; and what they allow."""

from datetime import timedelta

import pytest

from daemon.process.case import Consent
from daemon.process.records import Reply
from tests.support.house import ADA, COMPLAINT, DANGER, JAMISON, REPORTER, STRANGER, household
from tests.support.suspended import BRACK, CORA, every_row

TEXT = "A member was asked to be kinder to beginners."
THEIRS = "I only said what everybody thinks about beginners in #careers.\n"
PRICES = "Dear Sirs,\n\nplease find attached our price list for office chairs.\n"
OWN = {"To", "Message-ID", "Reply-To", "In-Reply-To", "References", "Date"}


async def told(home, who, role):
    """A party of a complaint who has a letter of ours to answer: the case, their code, and the letter."""
    case = await home.opens(COMPLAINT)
    await home.command(f"party {case.code} {who} as {role}")
    await home.command(f"tell {case.code} {who}")
    await home.passes(minutes=2)
    (party,) = (await home.case(case.code)).parties
    return case, party.code, home.last("party_closed", who)


async def asked(home, *targets):
    """A consultation that has begun: the case, and the codes of the targets."""
    case = await home.opens(COMPLAINT)
    for who in targets:
        await home.command(f"party {case.code} {who} as target")
    await home.command(f"consult {case.code} {TEXT}")
    await home.passes(minutes=2)
    case = await home.case(case.code)
    return case, [each.code for each in case.parties]


# --- words


@pytest.mark.parametrize("role", ["respondent", "target", "witness"])
async def test_a_partys_words_are_kept_and_administrators_hear_of_them_by_code(tmp_path, role):
    async with household(tmp_path) as home:
        _, party, letter = await told(home, BRACK, role)
        home.forget()
        await home.answer(letter, THEIRS)
        assert home.came(BRACK) == ["neutral_receipt"]
        heard = home.last("wrote_again", ADA)
        assert party in f"{heard.subject} {heard.text}"
        assert not [word for word in ("brack", "everybody thinks") if word in f"{heard.subject} {heard.text}".lower()]
        assert (await home.case()).party(party).heard_at == home.clock.now
        assert home.came(REPORTER) == []
        assert len(await home.cases()) == 1


async def test_the_receipt_is_the_one_that_a_stranger_gets(tmp_path):
    async with household(tmp_path) as home:
        _, _, letter = await told(home, BRACK, "respondent")
        await home.mail(STRANGER, PRICES)
        await home.answer(letter, THEIRS)
        seen = [
            (each.text, {name: value for name, value in each.mail.items() if name not in OWN})
            for each in home.letters(name="neutral_receipt")
        ]
        assert len(seen) == 2
        assert seen[0] == seen[1]


async def test_who_writes_and_writes_is_heard_of_once_until_somebody_acts(tmp_path):
    async with household(tmp_path) as home:
        case, _, letter = await told(home, BRACK, "respondent")
        for _ in range(3):
            await home.answer(letter, THEIRS)
        assert home.came(JAMISON).count("wrote_again") == 1
        await home.command(f"note {case.code} seen")
        await home.answer(letter, THEIRS)
        assert home.came(JAMISON).count("wrote_again") == 2


async def test_danger_in_a_partys_words_is_danger(tmp_path):
    async with household(tmp_path) as home:
        _, _, letter = await told(home, BRACK, "witness")
        await home.answer(letter, DANGER)
        assert (await home.case()).urgent
        assert "danger" in home.last("wrote_again", ADA).text.lower()


async def test_a_partys_letter_is_of_no_use_to_another_address(tmp_path):
    async with household(tmp_path) as home:
        case, party, letter = await told(home, BRACK, "respondent")
        before = await home.case(case.code)
        await home.mail(STRANGER, THEIRS, answers=letter)
        assert await home.case(case.code) == before
        assert before.party(party).heard_at is None


async def test_a_respondent_who_writes_unasked_gets_the_neutral_receipt_or_a_case_of_their_own(tmp_path):
    async with household(tmp_path) as home:
        case, party, _ = await told(home, BRACK, "respondent")
        await home.mail(BRACK, PRICES)
        assert home.came(BRACK)[-1] == "neutral_receipt"
        assert (await home.case(case.code)).party(party).heard_at is None


# --- what a target allows


@pytest.mark.parametrize(
    ("word", "consent"),
    [("SHARE", Consent.GRANTED), ("ASK FIRST", Consent.CONDITIONAL), ("PRIVATE", Consent.REFUSED)],
)
async def test_a_target_says_what_of_theirs_may_be_shared_and_the_reporters_stays(tmp_path, word, consent):
    async with household(tmp_path) as home:
        case, cora, letter = await told(home, CORA, "target")
        await home.answer(letter, f"{word}\n")
        after = await home.case(case.code)
        assert (after.party(cora).privacy.value, after.party(cora).privacy.confirmed) == (consent, True)
        assert after.privacy == case.privacy


async def test_only_a_verified_target_widens_and_anybody_narrows(tmp_path):
    async with household(tmp_path) as home:
        case, cora, letter = await told(home, CORA, "target")
        await home.answer(letter, "SHARE\n", keeps=("references",))
        assert (await home.case(case.code)).party(cora).privacy.value is Consent.UNSTATED
        await home.answer(letter, "SHARE\n")
        await home.answer(letter, "PRIVATE\n", keeps=("references",))
        assert (await home.case(case.code)).party(cora).privacy.value is Consent.REFUSED


# --- the public-channel question (P9)


async def test_p9_the_reporter_is_asked_first_and_then_the_targets(tmp_path):
    async with household(tmp_path) as home:
        case, (cora,) = await asked(home, CORA)
        assert TEXT in home.last("consult", REPORTER).text
        assert "consult" not in home.came(CORA)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.passes(minutes=2)
        letter = home.last("consult", CORA)
        assert TEXT in letter.text
        assert case.code not in str(letter.mail)
        await home.answer(letter, "SHARE\n")
        asked_now = (await home.case()).consultation
        assert (asked_now.is_yes, asked_now.asked) == (True, {case.code: Reply.YES, cora: Reply.YES})


async def test_p9_a_no_of_the_reporter_ends_it_and_nobody_else_is_asked(tmp_path):
    async with household(tmp_path) as home:
        await asked(home, CORA)
        await home.answer(home.last("consult", REPORTER), "PRIVATE\n")
        assert (await home.case()).consultation.ended_at
        await home.passes(days=8)
        assert home.came(CORA) == []


async def test_p9_only_an_answer_to_the_letter_that_asked_is_a_yes(tmp_path):
    async with household(tmp_path) as home:
        case, _ = await asked(home, CORA)
        await home.answer(home.last("acknowledgement", REPORTER), "SHARE\n")
        after = await home.case()
        assert after.privacy.confirmed
        assert after.consultation.asked == {case.code: Reply.NONE}
        assert home.came(CORA) == []


async def test_p9_a_yes_to_the_text_is_no_consent_to_anything_else(tmp_path):
    async with household(tmp_path) as home:
        case, _ = await asked(home, CORA)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        assert (await home.case()).privacy == case.privacy


@pytest.mark.parametrize("text", ["Yes, of course.\n", "OK\n", "I would rather not say.\n", "> SHARE\n"])
async def test_p9_other_words_are_no_yes(tmp_path, text):
    async with household(tmp_path) as home:
        case, _ = await asked(home)
        await home.answer(home.last("consult", REPORTER), text)
        assert (await home.case()).consultation.asked == {case.code: Reply.NONE}


async def test_p9_a_yes_from_nobody_verified_is_none(tmp_path):
    async with household(tmp_path) as home:
        case, _ = await asked(home)
        await home.answer(home.last("consult", REPORTER), "SHARE\n", keeps=("references",))
        assert (await home.case()).consultation.asked == {case.code: Reply.NONE}


async def test_p9_no_answer_is_a_no(tmp_path):
    async with household(tmp_path) as home:
        await asked(home, CORA)
        await home.answer(home.last("consult", REPORTER), "SHARE\n")
        await home.passes(days=7, minutes=5)
        asked_now = (await home.case()).consultation
        assert (asked_now.is_yes, asked_now.ended_at is None) == (False, False)
        await home.answer(home.last("consult", CORA), "SHARE\n")
        assert not (await home.case()).consultation.is_yes


async def test_p9_a_second_consultation_waits_for_the_end_of_the_first(tmp_path):
    async with household(tmp_path) as home:
        case, _ = await asked(home, CORA)
        before = await every_row(home)
        assert (await home.order(f"consult {case.code} Another text.\n")).name == "refused"
        after = await every_row(home)
        assert before["incident_case"] == after["incident_case"]
        await home.answer(home.last("consult", REPORTER), "PRIVATE\n")
        assert (await home.order(f"consult {case.code} Another text.\n")).name == "done"


async def test_an_out_of_office_note_is_no_word_of_a_party(tmp_path):
    async with household(tmp_path) as home:
        case, _, letter = await told(home, BRACK, "respondent")
        before = await home.case(case.code)
        await home.answer(letter, "I am away.\n", headers=(("Auto-Submitted", "auto-replied"),))
        assert await home.case(case.code) == before
        assert home.came(BRACK) == ["party_closed"]


async def test_a_partys_old_letter_is_still_answered_a_year_later(tmp_path):
    async with household(tmp_path) as home:
        case, party, letter = await told(home, BRACK, "respondent")
        home.clock.now += timedelta(days=390)
        await home.answer(letter, THEIRS)
        assert (await home.case(case.code)).party(party).heard_at
