"""What a forger tried, who writes in the name of a reporter or an administrator and has seen some of our letters.

None of it has an effect: nothing is widened or commanded, and no letter goes to anybody but whom it is for.
"""

import pytest

from daemon.process.case import Consent
from tests.support.forged import EVE, EVIL_HOP, VERDICT, alternative, lifted, multipart, raw, token_of, tokened
from tests.support.house import ADA, COMMUNITY, COMPLAINT, JAMISON, REPORTER, household, written_by
from tests.support.played import complained, household_after

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
