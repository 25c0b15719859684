"""What somebody tried who wished us ill: each was met once, and has no effect any more."""

import pytest

from daemon.process.events import NotAllowed
from tests.support.house import COMPLAINT, HOW_MANY, JAMISON, REPORTER, STRANGER, household, written_by

ADMINISTRATOR_NAMED = "I want to make a formal complaint. Jamison Dance insulted me in #careers yesterday.\n"
ADA = "ada@admins.example"


def short_of(letter):
    return letter.subject.rpartition(" ")[2]


async def test_who_is_accused_in_a_message_that_was_set_aside_hears_nothing_of_it(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(ADA, ADMINISTRATOR_NAMED)
        assert (home.came(JAMISON), home.came(ADA)) == ([], ["set_aside"])


@pytest.mark.parametrize("verb", ["accept", "discard"])
async def test_who_is_accused_in_a_message_that_was_set_aside_can_do_nothing_with_it(tmp_path, verb):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.mail(ADA, ADMINISTRATOR_NAMED)
        short = short_of(home.last("set_aside", ADA))
        answer = await home.order(f"{verb} {short}", by=JAMISON)
        assert "waits to be looked at" in answer.text
        assert len(await home.cases()) == 1


async def test_who_is_named_in_a_later_message_is_off_from_then_on(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, "I want to make a formal complaint. Somebody insulted me in #careers yesterday.\n")
        home.clock.now += home.config.process.undo
        letter = home.last("acknowledgement")
        before = len(home.letters(JAMISON))
        await home.answer(letter, "It was Jamison. Jamison Dance insulted me and called me an idiot.\n")
        assert (await home.case()).off == {"Jamison Dance"}
        assert len(home.letters(JAMISON)) == before


async def test_who_is_named_in_the_subject_is_off(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(
            REPORTER, "He insulted me yesterday and called me an idiot.\n", "Formal complaint about Jamison"
        )
        assert (await home.case()).off == {"Jamison Dance"}


@pytest.mark.parametrize("text", [" > SHARE\n", '"SHARE"\n', "I do not understand:\n> SHARE\nWhat is it?\n"])
async def test_a_word_that_is_quoted_confirms_nothing(tmp_path, text):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        await home.answer(home.last("acknowledgement"), text)
        assert not (await home.case()).privacy.confirmed


async def test_a_token_from_somebodys_copy_widens_nothing(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        await home.answer(home.last("acknowledgement"), "SHARE\n", keeps=("references",))
        case = await home.case()
        assert (case.privacy.confirmed, len(await home.cases())) == (False, 1)


async def test_what_our_own_server_calls_forged_widens_nothing(tmp_path):
    failed = b"Authentication-Results: mx.softskills.example; dmarc=fail header.from=example.org\n"
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        await home.hand_over(failed + written_by(REPORTER, "SHARE\n", answers=home.last("acknowledgement")))
        assert not (await home.case()).privacy.confirmed


@pytest.mark.parametrize("header", [("Precedence", "bulk"), ("Auto-Submitted", "auto-generated")])
async def test_a_report_that_looks_like_a_programs_is_set_aside_and_not_dropped(tmp_path, header):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT, headers=(header,))
        assert (home.came(REPORTER), home.came(JAMISON)) == ([], ["set_aside"])


async def test_a_program_that_answers_every_letter_is_not_answered_for_ever(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, COMPLAINT)
        for _ in range(30):
            await home.answer(home.letters(REPORTER)[-1], "PRIVATE\n\nand he threatens to kill me\n")
        assert len(home.letters(REPORTER)) < 25


async def test_a_command_that_is_played_again_does_nothing(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        raw = written_by(JAMISON, f"note {case.code} once\n", answers=home.letters(JAMISON)[-1], vouched=True)
        await home.hand_over(raw)
        await home.hand_over(b"X-Added: 1\n" + raw)
        await home.hand_over(raw.replace(b"once", b"twice"))
        assert (await home.happened()).count("NoteTaken") == 1


async def test_a_bounce_from_elsewhere_with_a_known_message_id_changes_nothing(tmp_path):
    async with household(tmp_path) as home:
        case = await home.opens(COMPLAINT)
        await home.command(f"resolve {case.code} We talked.")
        home.clock.now += home.config.process.undo
        await home.settle()
        letter = home.last("resolution")
        await home.hand_over(
            b"From: MAILER-DAEMON@evil.example\nTo: admin@softskills.example\nSubject: failure\n"
            b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            b"--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
            b"Reporting-MTA: dns; evil.example\n\nFinal-Recipient: rfc822; nobody@nowhere.example\n"
            b"Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n"
            + f"Message-ID: {letter.message_id}\nSubject: x\n\nx\n--b--\n".encode()
        )
        assert (await home.case()).stage == "closed"


async def test_forged_questions_do_not_silence_the_answer_to_a_report_of_danger(tmp_path):
    async with household(tmp_path) as home:
        for _ in range(6):
            await home.mail(STRANGER, HOW_MANY)
        await home.mail(
            STRANGER, "I want to make a formal complaint. @brack says he will come to my flat and kill me.\n"
        )
        assert home.came(STRANGER)[-1] == "acknowledgement"


async def test_a_word_of_thousands_of_hyphens_is_read_in_no_time(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(REPORTER, "SSE-" * 2000)
        assert home.came(REPORTER)


async def test_a_flood_of_what_cannot_be_read_does_not_flood_the_administrators(tmp_path):
    async with household(tmp_path) as home:
        for number in range(30):
            await home.hand_over(f"From: a{number}@x.example\nSubject: x\n\nthanks {number}\n".encode())
        assert home.came(JAMISON) == ["set_aside"] * 20
        assert len(await home.at_desk(lambda desk: desk.cases(), "Jamison")) == 30


async def test_a_message_that_was_set_aside_can_be_read_before_it_is_taken(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(STRANGER, "Thanks for the nice evening!\n")
        short = short_of(home.last("set_aside", JAMISON))
        view = await home.at_desk(lambda desk: desk.show(short), "Jamison")
    assert "nice evening" in view.messages[0].text


async def test_who_is_accused_in_it_cannot_read_a_message_that_was_set_aside(tmp_path):
    async with household(tmp_path) as home:
        await home.mail(ADA, ADMINISTRATOR_NAMED)
        short = short_of(home.last("set_aside", ADA))
        with pytest.raises(NotAllowed):
            await home.at_desk(lambda desk: desk.show(short), "Jamison")
        assert await home.at_desk(lambda desk: desk.cases(), "Jamison") == []


async def test_what_an_administrator_hands_on_allows_nothing_and_still_takes_off_whom_it_names(tmp_path):
    raw = (
        f"From: {ADA}\nTo: admin@softskills.example\nSubject: Fwd: help\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nfor the record\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: rae@example.org\nSubject: help\n\n"
        "Jamison Dance insulted me in #careers yesterday. You may share this with anybody.\n--b--\n"
    )
    async with household(tmp_path) as home:
        await home.hand_over(raw.encode())
        await home.order(f"accept {short_of(home.last('set_aside', ADA))}", by=ADA)
        case = await home.case()
        assert (case.off, case.has_reporter, case.privacy.value) == ({"Jamison Dance"}, False, "unstated")
        assert home.came(JAMISON) == []
