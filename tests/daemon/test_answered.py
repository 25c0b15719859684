"""An administrator answers from their own mail program: the Sent folder's copy stops the clock (P4), and no more."""

import re
from datetime import date, timedelta
from email.utils import format_datetime

import pytest

from daemon.answered import HOW, SOMEBODY
from daemon.process.case import Debt, Stage
from daemon.store.values import InboxState
from daemon.tokens import reply_to
from tests.support.house import (
    ADA,
    COMMUNITY,
    COMPLAINT,
    CONCERN,
    JAMISON,
    QUESTION,
    REPORTER,
    STRANGER,
    household,
    written_by,
)
from tests.support.played import complained, household_after
from tests.support.settings import JAMISON_ALONE

WORDS = "Dear Rae, thank you for this. We have talked to @brack, and he will apologise.\n"
DATE = re.compile(rb"^Date: .*$", re.MULTILINE)
SECRET = "Zwerggans-4711"
ABOUT_JAMISON = (
    "Hello,\n\nI want to make a formal complaint about Jamison Dance. In #careers he called people\n"
    "who asked beginner questions idiots, and yesterday me too.\n"
)


async def sends(home, raw, origin="hi@imap/Sent/1/1"):
    """A mail is filed in the Sent folder, and seen there; what became of it."""
    verdict = await home.rooms.intake.filed.receive("imap sent", raw, origin, "")
    await home.settle()
    return verdict


def answering(home, text=WORDS, by=JAMISON, to=REPORTER, letter="acknowledgement", **how):
    """To the reporter themselves, in the thread of our letter to them, at this moment."""
    raw = written_by(by, text, to=to, answers=home.last(letter), keeps=("references",), **how)
    return DATE.sub(f"Date: {format_datetime(home.clock.now)}".encode(), raw)


def in_thread(mail_id):
    return (("In-Reply-To", mail_id), ("References", mail_id))


async def kept(home):
    """What stands in the only case: its texts, and whether each is a party's."""
    case = await home.case()
    terms = home.rooms.corridor.house.terms
    found = await home.run(lambda unit: unit.messages.of(unit.cases.by_code(case.code, terms).id))
    return [(each.text, each.party_id is not None, each.reading.get("by", "")) for each in found]


async def test_an_administrator_s_own_answer_stops_the_clock_and_is_kept_as_theirs(tmp_path):
    """P4."""
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.passes(minutes=20)
        home.wire.letters[:] = home.letters(REPORTER)
        before = len(home.wire.letters)
        assert await sends(home, answering(home)) == "keep"
        case = await home.case()
        assert (case.promise, case.stage, case.unread_since) == (None, Stage.NEEDS_DATE, None)
        (told,) = await home.told("AnsweredElsewhere")
        assert (told["by"], told["how"]) == ("Jamison Dance", HOW)
        assert (await kept(home))[1:] == [(WORDS.strip(), False, "Jamison Dance")]
        assert len(home.wire.letters) == before


async def test_the_reporter_is_not_told_that_it_is_late_when_they_were_answered(tmp_path):
    """P4: the promise of the acknowledgement was kept."""
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.passes(hours=2)
        await sends(home, answering(home))
        await home.passes(hours=40)
        assert "late" not in home.came(REPORTER)


async def test_a_question_that_was_answered_is_closed(tmp_path):
    """P12."""
    async with household(tmp_path) as home:
        await home.opens(QUESTION)
        await sends(home, answering(home, letter="question"))
        assert (await home.case()).stage is Stage.CLOSED


async def test_a_concern_that_was_answered_is_read(tmp_path):
    """P5."""
    async with household(tmp_path) as home:
        await home.opens(CONCERN)
        await sends(home, answering(home, letter="concern"))
        assert (await home.case()).stage is Stage.READ


async def test_an_answer_to_the_reporter_s_own_mail_reaches_its_case(tmp_path):
    async with household(tmp_path) as home:
        mail = written_by(REPORTER, COMPLAINT)
        await home.hand_over(mail)
        sent_id = next(line for line in mail.decode().splitlines() if line.startswith("Message-ID")).split(": ")[1]
        await home.passes(minutes=5)
        assert await sends(home, written_by(JAMISON, WORDS, to=REPORTER, headers=in_thread(sent_id))) == "keep"


async def test_a_blind_copy_to_the_reporter_counts(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        raw = answering(home, to=JAMISON, headers=(("Bcc", f"Rae <{REPORTER}>"),))
        assert await sends(home, raw) == "keep"


async def test_an_answer_to_all_with_our_token_among_the_recipients_needs_no_thread(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        token = home.last("acknowledgement").reply_to
        assert await sends(home, written_by(JAMISON, WORDS, to=f"{REPORTER}, {token}")) == "keep"
        assert "AnsweredElsewhere" in await home.happened()


@pytest.mark.parametrize(
    "mail",
    [
        lambda home: written_by(JAMISON, WORDS, to=REPORTER),
        lambda home: answering(home, to=STRANGER),
        lambda home: answering(home, letter="notice"),
        lambda home: written_by(JAMISON, WORDS, to=f"{STRANGER}, {home.last('acknowledgement').reply_to}"),
        lambda home: answering(home, by=STRANGER),
        lambda home: answering(home, by=REPORTER),
        lambda home: answering(home, by=f"Jamison <{JAMISON}>, {STRANGER}"),
        lambda home: answering(home, headers=(("Auto-Submitted", "auto-replied"),)),
        lambda home: answering(home, subject="Automatic reply: Hello", headers=(("X-Autoreply", "yes"),)),
        lambda home: answering(home, by=COMMUNITY, headers=(("Auto-Submitted", "no"),)),
        lambda home: (
            b"From: hi@jamison.dance\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 3000
        ),
    ],
    ids=[
        "to the reporter, about something else",
        "to somebody else, in the case's thread",
        "to the reporter, in the thread of a notice",
        "with the reporter's token, to somebody else",
        "by a stranger",
        "by the reporter",
        "by two",
        "an out-of-office note",
        "another one",
        "a letter of ours, to which the provider gave another Message-ID",
        "unreadable",
    ],
)
async def test_what_answers_no_case_leaves_no_trace(tmp_path, mail):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        case, rows = await home.case(), await inbox_rows(home)
        assert await sends(home, mail(home)) == "leave"
        assert await home.case() == case
        assert await inbox_rows(home) == rows
        assert "AnsweredElsewhere" not in await home.happened()


async def inbox_rows(home):
    return await home.run(lambda unit: unit._connection.exec_driver_sql("SELECT count(*) FROM inbox").scalar())


async def test_a_private_mail_is_not_on_disk(tmp_path):
    async with household(tmp_path, mailbox='use = "personal"') as home:
        private = f"Shall we go to the lake on Saturday? I bring the {SECRET}.\n"
        assert await sends(home, written_by(JAMISON, private, to=f"{SECRET.lower()}@example.net")) == "leave"
        disk = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert SECRET.lower().encode() not in disk.lower()


async def test_in_a_personal_mailbox_an_answer_is_kept_without_asking(tmp_path):
    async with household(tmp_path, mailbox='use = "personal"') as home:
        await home.opens(COMPLAINT)
        assert await sends(home, answering(home)) == "keep"
        assert "personal_offer" not in home.came(JAMISON)
        assert (await home.told("AnsweredElsewhere"))[0]["by"] == "Jamison Dance"


async def test_our_own_letter_in_the_folder_is_no_answer(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        letter = home.last("acknowledgement")
        del letter.mail["Auto-Submitted"]
        assert await sends(home, letter.mail.as_bytes()) == "leave"
        assert await home.told("AnsweredElsewhere") == []


async def test_an_administrator_who_is_off_the_case_stops_nothing(tmp_path):
    """P14."""
    async with household(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        assert case.off == {"Jamison Dance"}
        assert await sends(home, answering(home, by=JAMISON)) == "leave"
        assert await home.case() == case
        assert await sends(home, answering(home, by=ADA), "hi@imap/Sent/1/2") == "keep"


async def test_from_the_community_s_address_it_may_be_the_one_who_is_off(tmp_path):
    """P14: conductd cannot tell who wrote it."""
    async with household(tmp_path) as home:
        case = await home.opens(ABOUT_JAMISON)
        assert await sends(home, answering(home, by=COMMUNITY)) == "leave"
        assert await home.case() == case


async def test_from_the_community_s_address_it_is_said_that_it_was_an_administrator(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await sends(home, answering(home, by=f"SSE Administrators <{COMMUNITY}>"))
        assert [each["by"] for each in await home.told("AnsweredElsewhere")] == [SOMEBODY]


async def test_from_the_community_s_address_it_was_the_one_to_whom_the_case_is_assigned(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"assign {case.code} Ada")
        await sends(home, answering(home, by=COMMUNITY))
        assert [each["by"] for each in await home.told("AnsweredElsewhere")] == ["Ada Quist"]


async def test_from_the_community_s_address_it_was_the_only_administrator(tmp_path):
    async with household(tmp_path, administrators=JAMISON_ALONE) as home:
        await home.opens(COMPLAINT)
        await sends(home, answering(home, by=COMMUNITY))
        assert [each["by"] for each in await home.told("AnsweredElsewhere")] == ["Jamison Dance"]


async def test_where_the_process_has_no_such_step_the_words_are_kept_and_nothing_else(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.answer(home.last("acknowledgement"), "WITHDRAW\n")
        before = await home.case()
        assert before.stage is Stage.WITHDRAWN
        assert await sends(home, answering(home)) == "keep"
        assert await home.case() == before
        assert (await kept(home))[-1] == (WORDS.strip(), False, "Jamison Dance")
        assert (await home.happened())[-1] == "OwnMailKept"


async def test_what_the_reporter_wrote_after_it_is_not_answered_by_it(tmp_path):
    """P12: the folder is seen late, and a question that came in between is not closed unread."""
    async with household(tmp_path) as home:
        await home.opens(QUESTION)
        early = answering(home, letter="question")
        await home.passes(minutes=1)
        await home.answer(home.last("question"), "And what if he wrote that he knows where I live?\n")
        await sends(home, early)
        assert (await home.case()).stage is Stage.NEEDS_ANSWER
        assert WORDS.strip() in [text for text, *_ in await kept(home)]


async def test_a_slow_clock_in_the_administrator_s_computer_changes_nothing(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(QUESTION)
        await home.passes(minutes=1)
        slow = home.clock.now - timedelta(hours=1)
        await sends(home, DATE.sub(f"Date: {format_datetime(slow)}".encode(), answering(home, letter="question")))
        assert (await home.case()).stage is Stage.CLOSED


async def test_a_date_that_was_given_after_it_stands(tmp_path):
    """P4."""
    async with household_after(tmp_path, complained) as (home, case):
        early = answering(home)
        await home.passes(minutes=1)
        await home.command(f"estimate {case.code} 2026-11-27 12:00")
        promise = (await home.case()).promise
        await sends(home, early)
        assert (await home.case()).promise == promise


async def test_one_mail_counts_once_whatever_the_server_calls_it(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        raw = answering(home)
        for origin in ("hi@imap/Sent/1/1", "hi@imap/Sent/1/1", "hi@imap/Sent/2/7"):
            await sends(home, raw, origin)
        assert len(await home.told("AnsweredElsewhere")) == 1
        assert len(await kept(home)) == 2


async def test_the_same_mail_in_the_inbox_says_nothing_and_hides_nothing(tmp_path):
    """Anybody may send a mail with an administrator's address; a copy of the answer may come in first."""
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        raw = answering(home)
        await home.hand_over(raw)
        assert await home.told("AnsweredElsewhere") == []
        await sends(home, raw)
        assert len(await home.told("AnsweredElsewhere")) == 1


@pytest.mark.parametrize(("role", "address"), [("witness", STRANGER), ("reporter", JAMISON)])
async def test_a_mail_to_another_party_or_to_themselves_answers_no_reporter(tmp_path, role, address):
    """With a token of that party's, which is as near as it can come."""
    async with household_after(tmp_path, complained) as (home, case):
        terms = home.rooms.corridor.house.terms
        party = await home.run(
            lambda unit: unit.parties.add(
                unit.cases.by_code(case.code, terms).id, role, "email", address, "", home.clock.now
            )
        )
        token = home.store.tokens.make(party.code, address, date(2027, 1, 1))
        to = f"{address}, {reply_to(COMMUNITY, token)}"
        assert await sends(home, written_by(JAMISON, WORDS, to=to)) == "leave"
        assert await home.case() == case


async def test_an_administrator_s_words_are_never_the_reporter_s(tmp_path):
    """P8: no consent, no withdrawal and no other path is read in them."""
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        before = await home.case()
        await sends(home, answering(home, "SHARE\nCONCERN\nWITHDRAW\n\nYou may share this with everybody.\n"))
        after = await home.case()
        assert (after.privacy, after.track, after.stage) == (before.privacy, before.track, before.stage)
        assert after.debt is Debt.DATE


async def test_our_next_letter_answers_the_reporter_s_own_mail_and_not_the_administrator_s(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        first = home.last("acknowledgement").mail["In-Reply-To"]
        await sends(home, answering(home))
        await home.command(f"estimate {case.code} 2026-11-27 12:00")
        assert home.last("estimate").mail["In-Reply-To"] == first


async def test_two_cases_of_one_reporter_are_told_apart_by_what_is_answered(tmp_path):
    async with household_after(tmp_path, complained) as (home, complaint):
        concern = await home.opens(CONCERN)
        await sends(home, answering(home, letter="concern"))
        assert (await home.case(complaint.code)).promise is not None
        assert "AnsweredElsewhere" in await home.happened(concern.code)
        assert "AnsweredElsewhere" not in await home.happened(complaint.code)


async def test_a_crash_between_storing_and_reading_loses_nothing(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        await home.rooms.intake.filed.receive("imap sent", answering(home), "hi@imap/Sent/1/1", "")
        again = await home.restarts()
        await again.settle()
        assert "AnsweredElsewhere" in await again.happened()


async def test_how_far_the_folder_was_read_is_kept_over_a_restart(tmp_path):
    async with household(tmp_path) as home:
        assert await home.rooms.intake.filed.read_to("hi@imap/Sent") == ""
        await home.rooms.intake.filed.reached("hi@imap/Sent", "17/4")
        again = await home.restarts()
        assert await again.rooms.intake.filed.read_to("hi@imap/Sent") == "17/4"
        assert await again.rooms.intake.filed.read_to("another@imap/Sent") == ""


async def test_a_mail_that_we_fail_on_does_not_hold_up_the_others(tmp_path, monkeypatch):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        filed = home.rooms.intake.filed
        with monkeypatch.context() as fault:
            fault.setattr(filed._answered, "finds", lambda *_: 1 / 0)
            assert await sends(home, answering(home)) == "leave"
        assert await home.run(lambda unit: unit.inbox.count(InboxState.NEW)) == 0
