"""What a forger tried, who writes in the name of an administrator and has seen a notice: nothing is commanded."""

import pytest

from tests.support.forged import EVE, EVIL_HOP, VERDICT, alternative, multipart, raw
from tests.support.house import ADA, COMMUNITY, JAMISON, REPORTER, written_by
from tests.support.played import complained, household_after


def order(text="note {code} forged", sender=JAMISON, to="{to}", above=(), more=()):
    """A mail in an administrator's name that answers their notice, with what the forger put above and below."""

    def made(home, case):
        notice = home.last("notice", JAMISON)
        thread = [f"In-Reply-To: {notice.message_id}", *more]
        said = text.format(code=case.code)
        return raw([*thread, f"From: {sender}"], to.format(to=notice.reply_to, community=COMMUNITY), said, *above)

    return made


def result(value):
    return f"Authentication-Results: {value}"


GOOD = result(VERDICT.format("jamison.dance"))
ORDERS = {
    "without a verdict": order(),
    "with another server's verdict": order(above=[result("mail.evil.example; dmarc=pass header.from=jamison.dance")]),
    "with a verdict below a foreign hop": order(above=[EVIL_HOP, GOOD]),
    "with a verdict below other headers": order(above=["X-Mailer: x", GOOD]),
    "with a verdict below our server's no": order(above=[result(VERDICT.format("x").replace("pass", "fail")), GOOD]),
    "with a verdict below our server's silence": order(above=[result("mx.softskills.example; none"), GOOD]),
    "with a verdict at the end of the headers": order(more=[GOOD]),
    "with a verdict for another domain": order(above=[result(VERDICT.format("evil.example"))]),
    "with a verdict for a subdomain": order(above=[result(VERDICT.format("x.jamison.dance"))]),
    "with a verdict for the parent of its own": order(
        sender="hi@mail.jamison.dance", above=[result(VERDICT.format("jamison.dance"))]
    ),
    "with a pass in a comment": order(
        above=[result("mx.softskills.example; dmarc=fail (dmarc=pass) header.from=jamison.dance")]
    ),
    "with a pass in a reason": order(
        above=[result('mx.softskills.example; spf=fail reason="; dmarc=pass header.from=jamison.dance"')]
    ),
    "with a pass in a greeting": order(
        above=[result('mx.softskills.example; spf=fail smtp.helo="; dmarc=pass header.from=jamison.dance')]
    ),
    "with a pass of SPF alone": order(above=[result("mx.softskills.example; spf=pass smtp.mailfrom=hi@jamison.dance")]),
    "with a signature of another domain": order(
        above=[result("mx.softskills.example; dmarc=none; dkim=pass header.d=evil.example header.i=@jamison.dance")]
    ),
    "with a name that only begins like ours": order(
        above=[result("mx.softskills.example.evil.example; dmarc=pass header.from=jamison.dance")]
    ),
    "with a verdict without a name": order(above=[result("dmarc=pass action=none header.from=jamison.dance")]),
    "with an ARC verdict alone": order(above=["ARC-Authentication-Results: i=1; " + VERDICT.format("jamison.dance")]),
    "with an X verdict alone": order(above=["X-Authentication-Results: " + VERDICT.format("jamison.dance")]),
    "with two Froms": order(sender=f"{JAMISON}\nFrom: {EVE}", above=[result(VERDICT.format("evil.example"))]),
    "with the forger's own good verdict": order(
        sender=f'"Jamison Dance" <{EVE}>', above=[result(VERDICT.format("evil.example"))]
    ),
    "with the administrator as a name": order(
        sender=f'"{JAMISON}" <{EVE}>', above=[result(VERDICT.format("evil.example"))]
    ),
    "with the administrator as the sender": order(
        sender=EVE, above=[result(VERDICT.format("evil.example"))], more=[f"Sender: {JAMISON}"]
    ),
    "from a look-alike": order(sender="hi@jam\u0456son.dance", above=[result(VERDICT.format("xn--jamson-r2e.dance"))]),
    "from a plus-address": order(sender="hi+x@jamison.dance", above=[GOOD]),
    "in answer to no notice": lambda home, case: written_by(JAMISON, f"note {case.code} forged\n", vouched=True),
    "in answer to the reporter's letter": lambda home, case: written_by(
        JAMISON, f"note {case.code} forged\n", answers=home.last("acknowledgement"), vouched=True
    ),
    "in answer to a notice of another": lambda home, case: written_by(
        JAMISON, f"note {case.code} forged\n", answers=home.last("notice", ADA), keeps=("references",), vouched=True
    ),
    "in a list's mail": order(above=[GOOD], more=["List-Id: <x.example>", "Precedence: list"]),
    "in an automatic answer": order(above=[GOOD], more=["Auto-Submitted: auto-replied"]),
    "quoted": order("> note {code} forged", above=[GOOD]),
    "below other words": order("Thank you for this.\n\nnote {code} forged", above=[GOOD]),
    "behind a bullet": order("- note {code} forged", above=[GOOD]),
    "of a case that is not there": order("note SSE-ZZZZZ forged", above=[GOOD]),
    "confirm, with nothing to confirm": order("confirm", above=[GOOD]),
    "in the HTML alone": lambda home, case: vouched_parts(
        alternative, home, "Thank you.", f"<p>note {case.code} forged</p>"
    ),
    "hidden in the HTML": lambda home, case: vouched_parts(
        alternative, home, "", f'<p style="display:none">note {case.code} forged</p><p>Thank you for it.</p>'
    ),
    "in a forwarded mail": lambda home, case: vouched_parts(
        multipart, home, "Look at this.", "message/rfc822", f"From: {JAMISON}\nSubject: x\n\nnote {case.code} forged"
    ),
    "in a file": lambda home, case: vouched_parts(
        multipart, home, "Look at this.", 'text/plain; name="a.txt"', f"note {case.code} forged"
    ),
    "two commands": order("help\nnote {code} forged", above=[GOOD]),
}


def vouched_parts(made, home, *parts):
    """What an administrator really sent, with a command in a part of it that they did not write."""
    return f"{GOOD}\n".encode() + made(home.last("notice", JAMISON), *parts, sender=JAMISON)


@pytest.mark.parametrize("forged", ORDERS.values(), ids=ORDERS)
async def test_in_an_administrators_name_nothing_is_commanded(tmp_path, forged):
    async with household_after(tmp_path, complained) as (home, case):
        happened, sent = await home.happened(case.code), len(home.wire.letters)
        await home.hand_over(forged(home, case))
        assert await home.case(case.code) == case
        assert set(await home.happened(case.code)) <= {*happened, "AutomaticMail"}
        strangers = [each for each in home.wire.letters[sent:] if each.to not in {JAMISON, ADA}]
        assert REPORTER not in {each.to for each in strangers}
        assert not any(case.code in str(each.mail) for each in strangers)


async def test_the_same_mail_with_our_servers_word_is_a_command(tmp_path):
    """So that the table above cannot pass because of its shape."""
    async with household_after(tmp_path, complained) as (home, case):
        await home.hand_over(order(above=[GOOD])(home, case))
        assert (await home.happened(case.code))[-1] == "NoteTaken"


async def test_a_notice_of_one_administrator_is_no_key_for_another(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        notice = home.last("notice", ADA)
        await home.hand_over(written_by(JAMISON, f"note {case.code} x\n", to=notice.reply_to, vouched=True))
        assert "NoteTaken" not in await home.happened(case.code)


async def test_a_reporters_token_is_no_key_for_an_administrator(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        letter = home.last("acknowledgement")
        await home.hand_over(written_by(JAMISON, f"note {case.code} x\n", to=letter.reply_to, vouched=True))
        assert "NoteTaken" not in await home.happened(case.code)


@pytest.mark.parametrize("channel", ["smtp", "lmtp"])
async def test_what_comes_through_the_embedded_door_is_never_a_command(tmp_path, channel):
    async with household_after(tmp_path, complained) as (home, case):
        await home.hand_over(order(above=[GOOD])(home, case), channel)
        assert ("NoteTaken" in await home.happened(case.code)) == (channel == "lmtp")


async def test_a_confirm_that_is_sent_again_confirms_nothing_new(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        notice = home.last("notice", JAMISON)
        await home.answer_of(notice, f"estimate {case.code} in 2 days")
        raw_confirm = written_by(JAMISON, "confirm\n", answers=notice, vouched=True)
        await home.hand_over(raw_confirm)
        promised = (await home.case(case.code)).promise
        await home.answer_of(notice, f"estimate {case.code} in 9 days")
        await home.hand_over(b"X-Again: 1\n" + raw_confirm)
        assert (await home.case(case.code)).promise == promised


async def test_a_command_that_was_quoted_in_a_bounce_is_none(tmp_path):
    async with household_after(tmp_path, complained) as (home, case):
        notice = home.last("notice", JAMISON)
        report = (
            f"{GOOD}\nFrom: {JAMISON}\nTo: {notice.reply_to}\nSubject: Undelivered\nMessage-ID: <9@x.example>\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
            f"note {case.code} forged\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
            f"Final-Recipient: rfc822; {JAMISON}\nAction: failed\nStatus: 5.1.1\n--b--\n"
        )
        await home.hand_over(report.encode())
        assert "NoteTaken" not in await home.happened(case.code)


async def test_a_forged_bounce_costs_the_administrators_a_look_and_tells_nobody_else_anything(tmp_path):
    """Not every mail service keeps our return path, so that a bounce is also known by the Message-ID and the address.
    Whoever has a copy of the letter can write one: it is told as not delivered, and an administrator sends it again.
    """
    async with household_after(tmp_path, complained) as (home, case):
        await home.command(f"resolve {case.code} We looked at the threads.")
        await home.passes(minutes=2)
        letter, sent = home.last("resolution"), len(home.wire.letters)
        await home.hand_over(
            f"From: MAILER-DAEMON@evil.example\nTo: {COMMUNITY}\nSubject: failure\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nfailed\n"
            "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; evil.example\n\n"
            f"Final-Recipient: rfc822; {REPORTER}\nAction: failed\nStatus: 5.1.1\n\n--b\n"
            f"Content-Type: message/rfc822\n\nMessage-ID: {letter.message_id}\nSubject: x\n\nx\n--b--\n".encode()
        )
        assert {(each.name, each.to in {JAMISON, ADA}) for each in home.wire.letters[sent:]} == {("undelivered", True)}
        assert (await home.case(case.code)).privacy == case.privacy
