"""What a stranger tried to learn or to move: each sees exactly what they would see if there were no such case.

Every attack is played in two houses (tests/support/twins.py); in the second nothing of the story happened.
"""

import re
from dataclasses import dataclass, field, replace

import pytest

from tests.support.house import ADA, COMMUNITY, COMPLAINT, CONCERN, HOW_MANY, JAMISON, QUESTION, REPORTER, Household
from tests.support.suspended import APPEAL, BRACK, suspended
from tests.support.twins import EVE, Door, Shown, shown, twins

REPORT = "I want to report that @cobb insulted a member in #random yesterday, I saw it myself.\n"
HIS_APPEAL = "I want to appeal the suspension of the account of @brack, because the messages were not his.\n"
FOR_HIM = f"I am writing on behalf of {BRACK}: I appeal the suspension of his account, because it was not him.\n"
AS_HERSELF = f"my address is {REPORTER}, I only write from another one today.\n"
WORDS = ("SHARE", "ASK FIRST", "PRIVATE", "COMPLAINT", "CONCERN", "WITHDRAW", "TALK", "CONFIRM", "confirm")
COMMANDS = ("resolve {code} done", "show {code}", "list", "estimate {code} 2026-12-01", "tell {code} {eve} all of it")


THREAD = re.compile(r"^(?:In-Reply-To|References): .*$", re.MULTILINE)


@dataclass(frozen=True)
class Secret:
    """What of the case came into wrong hands: all that its letters show."""

    code: str
    to_reporter: object = field(repr=False)
    notice: object = field(repr=False)
    to_suspended: object = field(default=None, repr=False)

    @property
    def token(self):
        return token_of(self.to_reporter)


def token_of(letter):
    return letter.reply_to.partition("+")[2].partition("@")[0]


async def reported(home: Household) -> Secret:
    case = await home.opens(COMPLAINT)
    return Secret(case.code, home.last("acknowledgement", REPORTER), home.last("notice", JAMISON))


async def with_suspension(home: Household) -> Secret:
    case, _ = await suspended(home)
    to = home.last("suspension", BRACK)
    return Secret(case.code, home.last("acknowledgement", REPORTER), home.last("notice", JAMISON), to)


async def with_appeal(home: Household) -> Secret:
    secret = await with_suspension(home)
    await home.passes(days=8)
    await home.answer(secret.to_suspended, APPEAL)
    return Secret(secret.code, secret.to_reporter, secret.notice, home.last("appeal_open", BRACK))


async def with_respondent(home: Household) -> Secret:
    secret = await reported(home)
    await home.command(f"party {secret.code} {BRACK} as respondent")
    await home.passes(minutes=3)
    return secret


def writes(text, subject="Hello", sender=EVE, **how):
    """A mail that knows the code alone."""

    async def attack(door: Door, secret: Secret) -> None:
        said = {"code": secret.code, "token": secret.token, "eve": EVE}
        more = {key: value.format(**said) if isinstance(value, str) else value for key, value in how.items()}
        more["headers"] = tuple((name, value.format(**said)) for name, value in how.get("headers", ()))
        await door.mails(sender, text.format(**said), subject.format(**said), **more)

    return attack


def header(name, value, text=REPORT, **how):
    return writes(text, headers=((name, value),), **how)


def answers(text, which="to_reporter", sender=EVE, **how):
    """An answer to a letter that somebody else got."""

    async def attack(door: Door, secret: Secret) -> None:
        said = {"code": secret.code, "eve": EVE}
        await door.mails(sender, text.format(**said), answers=getattr(secret, which), **how)

    return attack


def with_token(change, text=REPORT, where="to"):
    async def attack(door: Door, secret: Secret) -> None:
        address = f"admin+{change(secret.token)}@softskills.example"
        if where == "to":
            await door.mails(EVE, text, to=address)
        else:
            await door.mails(EVE, text, headers=((where, address),))

    return attack


def last_changed(token):
    return token[:-1] + ("a" if token[-1] != "a" else "b")


def first_changed(token):
    return ("b" if token[0] == "a" else "a") + token[1:]


def message_id_of(which, sender=EVE, text=REPORT):
    async def attack(door: Door, secret: Secret) -> None:
        await door.brings(
            f"From: {sender}\nTo: {COMMUNITY}\nSubject: Hello\nMessage-ID: {getattr(secret, which).message_id}\n\n"
            f"{text}".encode()
        )

    return attack


def bounced(which):
    """A report that a letter came back, which anybody can write who saw its Message-ID."""

    async def attack(door: Door, secret: Secret) -> None:
        letter = getattr(secret, which)
        await door.brings(
            f"From: MAILER-DAEMON@evil.example\nTo: {COMMUNITY}\nSubject: failure\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            "--b\nContent-Type: text/plain\n\nfailed\n--b\nContent-Type: message/delivery-status\n\n"
            f"Reporting-MTA: dns; evil.example\n\nFinal-Recipient: rfc822; {letter.to}\nAction: failed\n"
            "Status: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n"
            f"Message-ID: {letter.message_id}\nSubject: x\n\nresolve {secret.code} done\n--b--\n".encode()
        )

    return attack


def many(count, text):
    async def attack(door: Door, secret: Secret) -> None:
        for number in range(count):
            await door.mails(EVE, f"{number}. {text}", f"[{secret.code}]")

    return attack


def then(attack, text):
    """And an answer to what they were answered."""

    async def both(door: Door, secret: Secret) -> None:
        await attack(door, secret)
        await door.mails(EVE, text, answers=door.last())

    return both


TOKEN_PLACES = ("Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Bcc", "Resent-To")
SENT_ON = (
    "Reply-To",
    "Mail-Followup-To",
    "Mail-Reply-To",
    "Return-Path",
    "Errors-To",
    "Disposition-Notification-To",
    "Return-Receipt-To",
    "Resent-From",
    "Resent-To",
    "Sender",
    "Cc",
    "Bcc",
    "X-Original-From",
    "Apparently-From",
)
HOLES = {
    "the code in the subject": writes(QUESTION, "Re: A message from the administrators [{code}]"),
    "the code in a report": writes(f"{REPORT}\nThis is about {{code}}.\n"),
    "the code and a claim to be the reporter": writes(f"About {{code}}: {AS_HERSELF}", "[{code}]"),
    "the code in an address": writes(REPORT, to="admin+{code}@softskills.example"),
    "the code in lower case": writes(QUESTION, "{code}".lower()),
    "a question about the reporter by address": writes(f"Has {REPORTER} reported me? Is that an incident?\n"),
    "a question about how many": writes(HOW_MANY, "[{code}]"),
    "thanks in the thread": answers("Thank you!\n"),
    "a report in the thread": answers(REPORT),
    "a concern in the thread": answers(CONCERN),
    "a question in the thread": answers(QUESTION),
    "the thread alone": answers(REPORT, keeps=("references",)),
    "the address alone": answers(REPORT, keeps=("reply_to",)),
    "an answer to a notice": answers(REPORT, "notice"),
    "the token in the subject": writes(REPORT, "Reference: {token}"),
    "the token in the text": writes(f"{REPORT}\nReference: {{token}}\n"),
    "the token as an in-reply-to": header("In-Reply-To", "<{token}.0123456789abcdef@softskills.example>"),
    "the token in capitals": with_token(str.upper),
    "the token with its last letter changed": with_token(last_changed),
    "the token with its first letter changed": with_token(first_changed),
    "half the token": with_token(lambda token: token[:20]),
    "the token twice": with_token(lambda token: f"{token}+{token}"),
    "the reporter's message-id as one's own": message_id_of("to_reporter"),
    "a notice's message-id as one's own": message_id_of("notice"),
    "our address as the sender": message_id_of("to_reporter", sender=COMMUNITY),
    "a bounce of the reporter's letter": bounced("to_reporter"),
    "an automatic answer that quotes a notice": answers(
        "I am away.\n> resolve {code} done\n", "notice", headers=(("Auto-Submitted", "auto-replied"),)
    ),
    "a list's mail in the thread": answers(REPORT, headers=(("Precedence", "list"), ("List-Id", "<x.evil.example>"))),
    "twelve questions in a row": many(12, QUESTION),
    "twelve reports in a row": many(12, REPORT),
    "a second mail in one's own thread": then(answers(REPORT), f"It was @brack. {REPORT}"),
    "a consent in one's own thread": then(answers(REPORT), "SHARE\n"),
    "a withdrawal in one's own thread": then(writes(REPORT, "[{code}]"), "WITHDRAW\n"),
    "a danger in the thread": answers("Help. He says that he comes to my house tonight and kills me.\n"),
    "the reporter's name as one's own": writes(REPORT, sender=f'"{REPORTER}" <{EVE}>'),
    "the reporter's encoded name as one's own": writes(REPORT, sender=f"=?utf-8?q?rae=40example=2Eorg?= <{EVE}>"),
    "an administrator's name as one's own": answers("list\n", "notice", sender=f'"Jamison Dance" <{EVE}>'),
    "an administrator's address as a name": answers("list\n", "notice", sender=f'"{JAMISON}" <{EVE}>'),
    "an administrator's look-alike name": answers("list\n", "notice", sender=f"Jam\u0456son Dance <{EVE}>"),
    **{f"the token in {place}": with_token(str, where=place) for place in TOKEN_PLACES},
    **{f"the word {word} in the thread": answers(f"{word}\n") for word in WORDS},
    **{f"the command {command.split()[0]}": answers(f"{command}\n", "notice") for command in COMMANDS},
    **{f"{name} of the reporter": header(name, REPORTER) for name in SENT_ON},
    **{f"{name} of an administrator": header(name, ADA) for name in ("Reply-To", "Sender", "Resent-From", "Cc")},
    "a list's reply-to": writes(
        REPORT, headers=(("Reply-To", "all@evil.example"), ("List-Post", "<mailto:a@b.example>"))
    ),
    "a copy to the accused": header("Cc", f"{BRACK}, {REPORTER}"),
}
ON_SUSPENSIONS = {
    "an appeal for another's account": writes(HIS_APPEAL),
    "an appeal on behalf": writes(FOR_HIM),
    "an appeal of nobody's": writes(APPEAL),
    "an appeal with the code": writes(APPEAL, "Appeal [{code}]"),
    "an appeal in the thread of the suspension": answers(APPEAL, "to_suspended"),
    "an appeal from the thread without its address": answers(APPEAL, "to_suspended", keeps=("references",)),
    "a question whether somebody is suspended": writes(f"Is {BRACK} suspended? Is that an incident?\n"),
    "a withdrawal of the appeal": answers("WITHDRAW\n", "to_suspended"),
    "a confirmation of the appeal": answers("CONFIRM\n", "to_suspended"),
    "the member's address as a name": writes(APPEAL, sender=f'"{BRACK}" <{EVE}>'),
    "a copy to the member": writes(APPEAL, headers=(("Cc", BRACK), ("Reply-To", BRACK))),
    "two appeals": many(2, APPEAL),
    "eight appeals": many(8, APPEAL),
    "a bounce of the suspension": bounced("to_suspended"),
    "the suspension's message-id as one's own": message_id_of("to_suspended", text=APPEAL),
}
# who holds a notice may let it seem to come back: the log says so, and the mailbox's owner sees how a copy of a letter
# is filed; neither is seen by who wrote it
SEEN_FROM_WITHIN = {
    "our address and a notice's message-id": message_id_of("notice", sender=COMMUNITY, text="confirm\n"),
    "a bounce of a notice with a command": bounced("notice"),
}
LIKE_THE_MEMBERS = {
    "a plus-address of the member": "brack+x@example.com",
    "another domain": "brack@example.com.evil.example",
    "a subdomain": "brack@mail.example.com",
    "a look-alike in the name": "br\u0430ck@example.com",
    "a look-alike in the domain": "brack@ex\u0430mple.com",
    "a punycode look-alike": "brack@xn--exmple-4nf.com",
    "the fullwidth domain": "brack@\uff45xample.com",
    "a dot in the name": "b.rack@example.com",
}
AS_THE_RESPONDENT = {
    "a report": writes(REPORT, sender=BRACK),
    "a question": writes(QUESTION, sender=BRACK),
    "how many": writes(HOW_MANY, sender=BRACK),
    "thanks": writes("Thanks for the nice evening!\n", sender=BRACK),
    "an appeal": writes(APPEAL, sender=BRACK),
    "a question about oneself": writes(f"Is there a report about {BRACK}? Was I reported?\n", sender=BRACK),
    "a report about the reporter": writes(
        f"I want to make a formal complaint about {REPORTER}. She lies.\n", sender=BRACK
    ),
    "an answer to the reporter's letter": answers(REPORT, sender=BRACK),
    "the word WITHDRAW to the reporter's letter": answers("WITHDRAW\n", sender=BRACK),
    "the code": writes(REPORT, "[{code}]", sender=BRACK),
    "a command": answers("resolve {code} done\n", "notice", sender=BRACK),
}


async def case_of(home, secret):
    return await home.case(secret.code)


def betrays(seen: Shown, secret: Secret) -> list[str]:
    """What of the case stands in any mail. Only the Message-ID that they chose themselves comes back to them, as the
    thread.
    """
    held = (secret.code, secret.token, REPORTER, "brack", "#careers")
    mails = [THREAD.sub("", mail).lower() for mail in seen.raw]
    return [each for each in held for mail in mails if each.lower() in mail]


async def is_blind(folder, story, attack, reader=EVE):
    async with twins(folder, story) as (here, nowhere, secret):
        before, letters = await case_of(here, secret), len(here.wire.letters)
        seen = await shown(here, attack, secret, reader)
        assert seen == await shown(nowhere, attack, secret, reader)
        assert await case_of(here, secret) == before
        others = {each.to for each in here.wire.letters[letters:]} - {reader, JAMISON, ADA}
        assert others == set()
        return seen, secret


@pytest.mark.parametrize("attack", HOLES.values(), ids=HOLES)
async def test_a_stranger_sees_no_report_and_moves_none(tmp_path, attack):
    seen, secret = await is_blind(tmp_path, reported, attack)
    assert betrays(seen, secret) == []


@pytest.mark.parametrize("attack", SEEN_FROM_WITHIN.values(), ids=SEEN_FROM_WITHIN)
async def test_what_our_own_log_and_folders_show_reaches_no_stranger(tmp_path, attack):
    async with twins(tmp_path, reported) as (here, nowhere, secret):
        before = await case_of(here, secret)
        seen, unseen = await shown(here, attack, secret), await shown(nowhere, attack, secret)
        assert replace(seen, verdicts=(), log=()) == replace(unseen, verdicts=(), log=())
        assert (betrays(seen, secret), await case_of(here, secret)) == ([], before)


@pytest.mark.parametrize("attack", ON_SUSPENSIONS.values(), ids=ON_SUSPENSIONS)
@pytest.mark.parametrize("story", [with_suspension, with_appeal])
async def test_p10_a_stranger_sees_no_suspension_and_no_appeal(tmp_path, story, attack):
    seen, secret = await is_blind(tmp_path, story, attack)
    assert betrays(seen, secret) == []


@pytest.mark.parametrize("address", LIKE_THE_MEMBERS.values(), ids=LIKE_THE_MEMBERS)
@pytest.mark.parametrize("text", [APPEAL, "CONFIRM\n"])
async def test_p10_who_writes_from_what_looks_like_the_members_address_is_a_stranger(tmp_path, address, text):
    await is_blind(tmp_path, with_suspension, writes(text, sender=address), reader=address)


@pytest.mark.parametrize("attack", AS_THE_RESPONDENT.values(), ids=AS_THE_RESPONDENT)
async def test_p8_a_respondent_who_writes_unasked_sees_what_a_stranger_sees(tmp_path, attack):
    await is_blind(tmp_path, with_respondent, attack, reader=BRACK)
