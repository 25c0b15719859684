"""What becomes of a message: a case, a word in one, something set aside, and never a lost one."""

import pytest

from daemon.process.case import Consent, Stage, Track
from daemon.store.values import InboxState
from tests.support.house import (
    ADA,
    COMPLAINT,
    CONCERN,
    CONTACT,
    DANGER,
    HOW_MANY,
    JAMISON,
    QUESTION,
    REPORT,
    REPORTER,
    STRANGER,
    household,
    written_by,
)
from tests.support.settings import JAMISON_ALONE, OUTSIDE

NAMED = (
    "I want to make a formal complaint about Jamison Dance. He called me an idiot in #general and deleted my posts.\n"
)
GARBAGE = b"From: sam@example.net\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 3000


@pytest.mark.parametrize(
    ("text", "track", "letter"),
    [
        (COMPLAINT, Track.COMPLAINT, "acknowledgement"),
        (CONCERN, Track.CONCERN, "concern"),
        (REPORT, Track.UNDECIDED, "acknowledgement"),
        (QUESTION, Track.QUESTION, "question"),
    ],
)
async def test_a_first_message_opens_a_case_and_is_answered_at_once(tmp_path, text, track, letter):
    async with household(tmp_path) as home:
        case = await home.opens(text)
        assert (case.track, home.came(REPORTER)) == (track, [letter])


async def test_the_administrators_are_told_without_a_name_or_a_word(tmp_path):
    async with household(tmp_path) as home:
        await home.mail("Rae Porter <rae@example.org>", COMPLAINT, "Brack in careers")
        for notice in home.letters(name="notice"):
            said = notice.subject + notice.text
            assert not [word for word in ("Rae", "rae@", "rack", "careers", "idiot") if word in said]
        assert home.came(JAMISON) == home.came(ADA) == ["notice"]


async def test_who_asks_how_many_is_answered_and_nobody_owes_more(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(HOW_MANY)
        assert (case.stage, home.came(REPORTER), home.came(JAMISON)) == (Stage.CLOSED, ["count"], [])
        assert "We handled 15 up to 30 April 2019" in home.last("count").text


async def test_danger_goes_first_and_to_absent_administrators_too(tmp_path):
    async with household(tmp_path) as home:
        await home.command("away until 2026-11-30 12:00", "Ada")
        await home.mail(REPORTER, DANGER)
        assert home.last("acknowledgement").text.startswith("If anyone is in danger now")
        assert "DANGER" in home.last("notice", ADA).subject


async def test_danger_in_a_question_is_danger(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens("Is it an incident if @brack writes that he comes to my house tonight to kill me?\n")
        assert case.urgent


async def test_whose_conduct_is_reported_is_off_the_case_before_anybody_is_told(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(NAMED)
        assert case.off == {"Jamison Dance"}
        assert (home.came(JAMISON), home.came(ADA)) == ([], ["notice"])


async def test_a_sealed_case_tells_the_outside_contact_only_that_something_waits(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE, outside=OUTSIDE) as home:
        case = await home.opens(NAMED)
        assert (home.came(JAMISON), home.came(CONTACT)) == ([], ["outside_escalation"])
        told = home.last("outside_escalation")
        assert case.code not in str(told.mail)
        assert not [word for word in ("rae@", "Jamison", "idiot", "complaint") if word in told.subject + told.text]


async def test_an_answer_by_the_outside_contact_does_nothing(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE, outside=OUTSIDE) as home:
        before = await home.opens(NAMED)
        told = home.last("outside_escalation")
        home.forget()
        for text in ("What is it about?\n", f"show {before.code}\n", f"resolve {before.code} all is well\n", COMPLAINT):
            await home.answer(told, text, vouched=True)
        assert await home.cases() == [before]
        assert home.wire.letters == []


async def test_what_is_no_report_gets_the_neutral_receipt_and_a_person_looks(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, "Dear Sirs,\n\nplease find attached our price list for office chairs.\n", "Offer")
        assert home.came(STRANGER) == ["neutral_receipt"]
        assert home.came(JAMISON) == ["set_aside"]
        assert await home.cases() == []


async def test_the_receipt_is_the_same_for_one_who_has_a_case_and_one_who_has_none(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT, STRANGER)
        for sender in (STRANGER, REPORTER):
            await home.mail(sender, "Dear Sirs,\n\nplease find attached our price list for office chairs.\n", "Offer")
        receipts = home.letters(name="neutral_receipt")
        assert [each.to for each in receipts] == [STRANGER, REPORTER]
        assert receipts[0].text == receipts[1].text
        assert receipts[0].subject == receipts[1].subject


async def test_what_cannot_be_read_is_set_aside_and_nobody_is_answered(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(GARBAGE)
        assert home.came(STRANGER) == []
        assert home.came(JAMISON) == ["set_aside"]


async def test_what_the_door_had_to_cut_is_set_aside_with_the_doors_reason(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(written_by(STRANGER, COMPLAINT), note="too large")
        assert "Too large" in home.last("set_aside", JAMISON).text
        assert await home.cases() == []


async def test_what_was_set_aside_can_be_taken_as_a_case(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, "Dear Sirs,\n\nplease find attached our price list for office chairs.\n", "Offer")
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        done = await home.order(f"accept {short}")
        case = await home.case()
        assert done.name == "done"
        assert (case.track, case.has_reporter) == (Track.UNDECIDED, True)
        assert home.came(STRANGER) == ["neutral_receipt", "acknowledgement"]


async def test_what_could_not_be_read_is_a_case_without_a_reporter_once_it_is_taken(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(GARBAGE)
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        await home.order(f"accept {short}")
        assert not (await home.case()).has_reporter
        assert home.came(STRANGER) == []


async def test_what_was_set_aside_can_be_left_alone_and_is_asked_for_once(tmp_path):
    async with household(tmp_path) as home:
        await home.hand_over(GARBAGE)
        short = home.last("set_aside", JAMISON).subject.rpartition(" ")[2]
        assert (await home.order(f"discard {short}")).name == "done"
        assert (await home.order(f"discard {short}")).name == "refused"
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 0


async def test_the_same_mail_by_two_doors_is_one_message(tmp_path):
    async with household(tmp_path) as home:
        raw = written_by(REPORTER, COMPLAINT)
        by_mta = b"Return-Path: <rae@example.org>\r\nDelivered-To: admin@softskills.example\r\n" + raw
        await home.hand_over(raw)
        await home.hand_over(by_mta.replace(b"\n", b"\r\n").replace(b"\r\r\n", b"\r\n"), "smtp")
        assert len(await home.cases()) == 1
        assert home.came(REPORTER) == ["acknowledgement"]


@pytest.mark.parametrize(
    "headers",
    [
        (("Auto-Submitted", "auto-replied"),),
        (("List-Id", "<news.example.net>"),),
        (("Precedence", "bulk"),),
    ],
)
async def test_automatic_mail_is_recorded_and_never_answered(tmp_path, headers):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, "Thank you for your mail. We answer within two days.\n", headers=headers)
        assert (await home.cases(), home.wire.letters) == ([], [])
        assert await home.run(lambda unit: unit.inbox.count(InboxState.DONE)) == 1


async def test_what_looks_like_a_programs_and_tells_of_something_is_looked_at_and_not_answered(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, COMPLAINT, headers=(("Precedence", "bulk"),))
        assert (await home.cases(), home.came(STRANGER), home.came(JAMISON)) == ([], [], ["set_aside"])


async def test_an_out_of_office_note_to_our_letter_stays_in_its_case_and_is_not_answered(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        home_letters = home.last("acknowledgement")
        home.forget()
        note = "I am out of the office until Monday.\n"
        headers = (("Auto-Submitted", "auto-replied"),)
        await home.answer(home_letters, note, subject="Out of office: hello", headers=headers)
        assert home.wire.letters == []
        assert "AutomaticMail" in await home.happened()
        assert "ReporterWrote" not in await home.happened()


async def test_further_words_stay_in_the_case_and_are_acknowledged_once_until_somebody_acts(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        first = home.last("acknowledgement")
        home.forget()
        for text in ("He did it again this morning in #careers.\n", "And once more, to Dana, at noon in #careers.\n"):
            await home.answer(first, text)
        assert home.came(REPORTER) == ["added"]
        assert len(await home.cases()) == 1


async def test_words_that_stand_alone_change_the_case_and_are_played_back(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(CONCERN)
        first = home.last("concern")
        home.forget()
        await home.answer(first, "COMPLAINT\n\nPRIVATE\n")
        case = await home.case()
        assert (case.track, case.privacy.value, case.privacy.confirmed) == (Track.COMPLAINT, Consent.REFUSED, True)
        assert home.came(REPORTER) == ["corrected"]


async def test_a_message_that_we_fail_on_is_set_aside_and_the_next_one_is_read(tmp_path):
    async with household(tmp_path) as home:
        terms = home.rooms.corridor.house.terms
        broken = await home.opens(COMPLAINT)
        first = home.last("acknowledgement")
        raw = written_by(REPORTER, "He did it again.\n", answers=first)
        kept = await home.run(lambda unit: unit.cases.by_code(broken.code, terms))
        await home.run(lambda unit: _spoil(unit, kept.id))
        await home.rooms.intake.receive("lmtp", raw, "", "")
        await home.rooms.intake.receive("lmtp", written_by(STRANGER, CONCERN), "", "")
        while await home.service._read() + await home.service._send():
            pass
        assert await home.run(lambda unit: unit.inbox.count(InboxState.ASIDE)) == 1
        assert STRANGER in {each.to for each in home.wire.letters}


def _spoil(unit, case_id):
    """A bit of the case's sealed state turns, as a failing disk would turn it."""
    unit._connection.exec_driver_sql("UPDATE incident_case SET state = zeroblob(64) WHERE id = ?", (case_id,))
