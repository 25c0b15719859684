"""Bounces: tied to the letter that came back, never answered."""

from email.message import EmailMessage

from daemon.process.case import Stage, Told
from daemon.store.values import LetterState
from tests.support.house import COMPLAINT, JAMISON, REPORTER, Arrived, Household, household

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {to}
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Auto-Submitted: auto-replied
Message-ID: <bounce{number}@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered to {address}.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

{returned}--b--
"""


def bounce(
    letter: Arrived, *, action: str = "failed", status: str = "5.1.1", returned: bool = True, number: int = 1
) -> bytes:
    head = f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter.message_id}\nSubject: x\n\n"
    return REPORT.format(
        to=letter.return_path,
        address=letter.to,
        action=action,
        status=status,
        returned=head if returned else "",
        number=number,
    ).encode()


async def resolved(home: Household) -> Arrived:
    case = await home.opens(COMPLAINT)
    await home.command(f"resolve {case.code} We looked at the threads and spoke with him.")
    await home.passes(minutes=2)
    assert (await home.case()).told is Told.TOLD
    return home.last("resolution")


async def test_a_resolution_that_comes_back_was_not_told(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        await home.hand_over(bounce(letter))
        case = await home.case()
        assert (case.stage, case.told) == (Stage.RESOLVED, Told.UNREACHABLE)
        assert home.came(JAMISON)[-1] == "undelivered"


async def test_a_bounce_without_our_headers_is_tied_by_the_address_that_it_was_sent_to(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        await home.hand_over(bounce(letter, returned=False))
        assert (await home.case()).told is Told.UNREACHABLE


async def test_a_bounce_is_answered_by_nobody(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        before = len(home.letters(REPORTER))
        await home.hand_over(bounce(letter))
        assert len(home.letters(REPORTER)) == before
        assert not [each for each in home.wire.letters if "MAILER" in each.to.upper()]
        assert len(await home.cases()) == 1


async def test_two_reports_of_one_failure_are_heard_once(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        for number in (1, 2):
            await home.hand_over(bounce(letter, number=number))
        assert home.came(JAMISON).count("undelivered") == 1


async def test_a_report_that_comes_after_the_letter_was_given_up_changes_nothing(tmp_path):
    async with household(tmp_path) as home:
        await home.opens(COMPLAINT)
        letter = home.last("acknowledgement")
        await home.hand_over(bounce(letter))
        (row,) = await home.rows("acknowledgement")
        await home.command(f"drop {row.short}")
        await home.hand_over(bounce(letter, number=2))
        assert "set_aside" not in home.came(JAMISON)
        assert [row.state for row in await home.rows("acknowledgement")] == [LetterState.DROPPED]


async def test_a_delay_is_no_failure(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        await home.hand_over(bounce(letter, action="delayed", status="4.4.1"))
        assert (await home.case()).told is Told.TOLD


async def test_a_bounce_of_somebody_elses_mail_touches_no_letter(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        foreign = bounce(letter).replace(letter.message_id.encode(), b"<theirs@example.net>")
        await home.hand_over(foreign.replace(letter.return_path.encode(), b"admin@softskills.example"))
        assert (await home.case()).told is Told.TOLD


async def test_who_quotes_a_bounce_to_us_is_no_bounce(tmp_path):
    async with household(tmp_path) as home:
        letter = await resolved(home)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = (
            "sam@example.net",
            "admin@softskills.example",
            "Fwd: Undelivered Mail",
        )
        mail.set_content(f"Look what I got:\n\nFinal-Recipient: rfc822; {letter.to}\nMessage-ID: {letter.message_id}\n")
        await home.hand_over(mail.as_bytes())
        assert (await home.case(letter.subject.rpartition("[")[2][:-1])).told is Told.TOLD
