"""What a forger tried, who writes in the name of a reporter or an administrator and has seen some of our letters.

None of it has an effect: nothing is widened or commanded, and no letter goes to anybody but whom it is for.
"""

import pytest

from daemon.process.case import Consent
from tests.support.house import ADA, COMMUNITY, COMPLAINT, JAMISON, REPORTER, household, written_by
from tests.support.played import complained, household_after

EVE = "eve@evil.example"
VERDICT = "mx.softskills.example; dmarc=pass header.from={}"
OWN = ("Authentication-Results", VERDICT.format("jamison.dance"))
EVIL_HOP = "Received: from x by relay.evil.example (Postfix) with ESMTP id 1; Mon, 23 Nov 2026 15:00:00 +0000"


def token_of(letter):
    return letter.reply_to.partition("+")[2].partition("@")[0]


def lifted(letter):
    """The token that stands in a Message-ID, as whoever gets a copy of an answer reads it."""
    return letter.message_id.strip("<").partition(".")[0]


def tokened(token):
    return f"admin+{token}@softskills.example"


def raw(from_lines, to, text, *more):
    lines = [
        *more,
        *from_lines,
        f"To: {to}",
        "Subject: Re: A message from the administrators",
        "Message-ID: <1@x.example>",
    ]
    return "\n".join([*lines, "", text, ""]).encode("utf-8", "surrogateescape")


# --- the reporter's name

FROM = {
    "two From lines": (f"From: {REPORTER}", f"From: {EVE}"),
    "two From lines, the forger's first": (f"From: {EVE}", f"From: {REPORTER}"),
    "one From line twice": (f"From: {REPORTER}", f"From: {REPORTER}"),
    "two addresses": (f"From: {REPORTER}, {EVE}",),
    "a group": (f"From: us: {REPORTER};",),
    "an empty group before it": (f"From: none:; {REPORTER}",),
    "the address as a name": (f"From: {REPORTER} <{EVE}>",),
    "the address as a quoted name": (f'From: "{REPORTER}" <{EVE}>',),
    "a forger's address as a name": (f"From: {EVE} <{REPORTER}>",),
    "no From but a Sender": (f"Sender: {REPORTER}",),
    "a Sender beside it": (f"From: {EVE}", f"Sender: {REPORTER}"),
    "a Resent-From": (f"From: {EVE}", f"Resent-From: {REPORTER}"),
    "an encoded address": ("From: =?utf-8?q?rae=40example=2Eorg?=",),
    "an encoded address in brackets": ("From: <=?utf-8?q?rae=40example=2Eorg?=>",),
    "an encoded address and the forger's": (f"From: =?utf-8?b?cmFlQGV4YW1wbGUub3JnPg==?= <{EVE}>",),
    "a comment that closes late": (f"From: {REPORTER} (<{EVE}>",),
    "an address within a comment": (f"From: ({REPORTER}) {EVE}",),
    "a comment within the address": ("From: rae(x)@example.org.evil.example",),
    "a quoted local part": ('From: "rae"@example.org',),
    "a quoted address": ('From: "rae@example.org"@evil.example',),
    "a route": (f"From: <@evil.example:{REPORTER}>",),
    "a percent route": ("From: rae%example.org@evil.example",),
    "a bang path": ("From: example.org!rae",),
    "a domain literal": ("From: rae@[192.0.2.1]",),
    "a second at-sign": (f"From: {REPORTER}@evil.example",),
    "a bracket in the domain": (f"From: {REPORTER}]@evil.example",),
    "brackets in brackets": (f"From: <<{REPORTER}>@evil.example>",),
    "an open bracket": (f"From: <{REPORTER}",),
    "two pairs of brackets": (f"From: <{REPORTER}> <{EVE}>",),
    "a NUL": (f"From: {REPORTER}\0@evil.example",),
    "a control character": (f"From: rae\x08@example.org, {EVE}",),
    "a trailing dot": (f"From: {REPORTER}.",),
    "an ideographic full stop": ("From: rae@example\u3002org",),
    "a zero-width space": ("From: rae@exam\u200bple.org",),
    "a soft hyphen": ("From: rae@exam\u00adple.org",),
    "a right-to-left override": ("From: \u202erae@example.org",),
    "a Cyrillic letter": ("From: r\u0430e@example.org",),
    "a fullwidth domain": ("From: rae@\uff45xample.org",),
    "a punycode domain": ("From: rae@xn--exmple-cua.org",),
    "a plus-address": ("From: rae+x@example.org",),
    "a subdomain": ("From: rae@mail.example.org",),
    "a longer domain": (f"From: {REPORTER}.evil.example",),
    "a very long name": (f"From: {'x' * 3000} <{REPORTER}>",),
    "a thousand addresses": ("From: " + ", ".join([REPORTER] * 1000),),
    "no From at all": (),
    "an empty From": ("From: ",),
    "a folded From with another below": (f"From: {EVE}\n From: {REPORTER}",),
    "a From of another case and a space": (f"From : {REPORTER}", f"FROM: {EVE}"),
}


@pytest.mark.parametrize("lines", FROM.values(), ids=FROM)
async def test_what_every_reader_reads_otherwise_is_not_the_reporter(tmp_path, lines):
    async with household_after(tmp_path, complained) as (home, case):
        letter, sent = home.last("acknowledgement"), len(home.wire.letters)
        await home.hand_over(raw(lines, letter.reply_to, "SHARE\n\nWITHDRAW"))
        assert await home.case(case.code) == case
        assert not any(
            case.code in str(each.mail) for each in home.wire.letters[sent:] if each.to not in {JAMISON, ADA}
        )


def by_reporter(text, to=COMMUNITY, **how):
    return written_by(REPORTER, text, to=to, **how)


FORGED = b"Authentication-Results: mx.softskills.example; dmarc=fail header.from=example.org\n"
WIDENING = {
    "without a token": lambda letter: by_reporter("SHARE\n"),
    "in the thread alone": lambda letter: by_reporter("SHARE\n", answers=letter, keeps=("references",)),
    "with the token of the Message-ID in the address": lambda letter: by_reporter("SHARE\n", tokened(lifted(letter))),
    "with that token and the thread": lambda letter: raw(
        [f"From: {REPORTER}"], tokened(lifted(letter)), "SHARE", f"In-Reply-To: {letter.message_id}"
    ),
    "with that token in a footer": lambda letter: by_reporter(f"SHARE\n\nReference: {lifted(letter)}\n"),
    "with the token in a footer where addresses carry it": lambda letter: by_reporter(
        f"SHARE\n\nReference: {token_of(letter)}\n"
    ),
    "with a token that was changed": lambda letter: by_reporter(
        "SHARE\n", tokened(token_of(letter)[:-1] + ("a" if token_of(letter)[-1] != "a" else "b"))
    ),
    "with the token in the subject": lambda letter: by_reporter("SHARE\n", subject=f"Re: {token_of(letter)}"),
    "with the token, and called forged by our server": lambda letter: (
        FORGED + by_reporter("SHARE\n", answers=letter, keeps=("reply_to",))
    ),
    "with a verdict below that": lambda letter: (
        FORGED
        + f"Authentication-Results: {VERDICT.format('example.org')}\n".encode()
        + by_reporter("SHARE\n", answers=letter)
    ),
    "with a verdict of another server and the thread": lambda letter: (
        b"Authentication-Results: mail.evil.example; dmarc=pass header.from=example.org\n"
        + by_reporter("SHARE\n", answers=letter, keeps=("references",))
    ),
    "with a verdict below a foreign hop": lambda letter: (
        f"{EVIL_HOP}\nAuthentication-Results: {VERDICT.format('example.org')}\n".encode()
        + by_reporter("SHARE\n", answers=letter, keeps=("references",))
    ),
    "as an automatic answer": lambda letter: by_reporter(
        "SHARE\n", answers=letter, headers=(("Auto-Submitted", "auto-replied"),)
    ),
    "as a list's mail": lambda letter: by_reporter("SHARE\n", answers=letter, headers=(("List-Id", "<x.example>"),)),
    "quoted": lambda letter: by_reporter("> SHARE\n", answers=letter),
    "in the subject": lambda letter: by_reporter("I see.\n", answers=letter, subject="SHARE"),
    "in a file": lambda letter: multipart(letter, "I see.", 'text/plain; name="a.txt"', "SHARE"),
    "in the HTML alone": lambda letter: alternative(letter, "I see. Thank you, that is all for now.", "<p>SHARE</p>"),
    "hidden in the HTML": lambda letter: alternative(letter, "", '<p>I see.</p><p style="display:none">SHARE</p>'),
    "in what was forwarded": lambda letter: multipart(
        letter, "I see.", "message/rfc822", f"From: {REPORTER}\nSubject: x\n\nSHARE"
    ),
    "in look-alike letters": lambda letter: by_reporter("SH\u0410RE\n", answers=letter),
    "with invisible letters": lambda letter: by_reporter("do not S\u200bHARE\n", answers=letter),
}


def multipart(letter, text, kind, inside, sender=REPORTER):
    return raw(
        [f"From: {sender}", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"'],
        letter.reply_to,
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: {kind}\n\n{inside}\n--b--",
        f"In-Reply-To: {letter.message_id}",
    )


def alternative(letter, text, html, sender=REPORTER):
    return raw(
        [f"From: {sender}", "MIME-Version: 1.0", 'Content-Type: multipart/alternative; boundary="b"'],
        letter.reply_to,
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/html\n\n<html>{html}</html>\n--b--",
        f"In-Reply-To: {letter.message_id}",
    )


@pytest.mark.parametrize("forged", WIDENING.values(), ids=WIDENING)
async def test_p8_in_the_reporters_name_nothing_is_widened(tmp_path, forged):
    async with household_after(tmp_path, complained) as (home, case):
        sent = len(home.wire.letters)
        await home.hand_over(forged(home.last("acknowledgement")))
        after = await home.case(case.code)
        assert (after.privacy.confirmed, after.track, after.stage) == (False, case.track, case.stage)
        assert after.privacy.value in {case.privacy.value, Consent.REFUSED}
        assert {each.to for each in home.wire.letters[sent:]} <= {REPORTER, JAMISON, ADA}


@pytest.mark.parametrize("word", ["COMPLAINT", "CONCERN", "TALK", "ASK FIRST"])
async def test_a_word_with_the_token_of_another_case_moves_only_that_one(tmp_path, word):
    async with household_after(tmp_path, complained) as (home, case):
        other = await home.opens("I want to raise a concern about @dorn, only as a heads-up.\n", EVE)
        own = home.last("concern", EVE)
        await home.mail(EVE, f"{word}\n", f"[{case.code}]", answers=own, headers=(("References", "<x@y>"),))
        assert await home.case(case.code) == case
        assert (await home.case(other.code)) is not None


async def test_a_token_that_expired_widens_nothing_and_a_day_before_it_does(tmp_path):
    async with household(tmp_path, process='retain_closed_for = "2000d"\nundo = "0s"') as home:
        case = await home.opens(COMPLAINT)
        letter = home.last("acknowledgement")
        home.clock.now = home.clock.now.replace(year=2028)
        await home.hand_over(by_reporter("SHARE\n", answers=letter, keeps=("reply_to",)))
        assert not (await home.case(case.code)).privacy.confirmed
        await home.hand_over(by_reporter("SHARE\n", answers=letter, keeps=("references",)))
        assert not (await home.case(case.code)).privacy.confirmed


# --- an administrator's name


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
    "two commands": order("help\nnote {code} forged", above=[GOOD]),
}


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
