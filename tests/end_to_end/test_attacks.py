"""Attacks over real doors: Dovecot's LMTP and IMAP, our own LMTP, a real SMTP sink. Each is sent twice, once about a case
that there is and once about one that there is not, and what comes back must be the same.
"""

import re
import smtplib
from dataclasses import dataclass

import pytest

from daemon.store import InboxState
from tests.end_to_end.cast import COMPLAINT, Place, Suspended, suspended
from tests.support.daemon import (
    ADMINISTRATOR,
    COMMUNITY,
    HOUSE,
    VERIFIER,
    Daemon,
    eventually,
    listener,
    mailbox,
    outgoing,
)
from tests.support.dovecot import free_port
from tests.support.twins import without_chance

REPORT = "I want to report that @cobb insulted a member in #random yesterday, I saw it myself."
QUESTION = "Is it an incident if somebody posts their own job advert twice?"
APPEAL = "I want to appeal the suspension of my account, because the messages that were reported are not mine."
ALL_READ_WITHIN = 150.0
VERDICT = f"Authentication-Results: {VERIFIER}; dmarc=pass header.from=example.org"
CLOCK = re.compile(r"\b\d\d:\d\d\b|\bSat|\bSun|\bMon|\bTue|\bWed|\bThu|\bFri|^Date: .*$", re.MULTILINE)
NOWHERE = "EXC-ZZZ77"
NO_TOKEN = "a" * 40


@dataclass(frozen=True)
class Held:
    """What the attacker holds: of a case that there is, or made up in the same form."""

    code: str
    message_id: str
    reply_to: str
    suspension_id: str
    suspension_to: str


def mail(text, subject="Hello", to=COMMUNITY, more=(), sender="{eve}"):
    """The fields of Held, and {eve}, stand in any of them."""
    lines = [*more, f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Message-ID: <{eve}.{number}>"]
    return "\r\n".join([*lines, "", text, ""])


def thread(text, to="{reply_to}", more=(), **how):
    return mail(text, "Re: A message", to, ("In-Reply-To: {message_id}", "References: {message_id}", *more), **how)


STRANGERS = {
    "the code in the subject": mail(QUESTION, "[{code}]"),
    "the code in a report": mail(f"{REPORT} It is {{code}}."),
    "the stolen letter": thread(REPORT),
    "the stolen thread": thread(REPORT, COMMUNITY),
    "the stolen address": mail(REPORT, to="{reply_to}"),
    "the stolen address as a copy": mail(REPORT, more=("Cc: {reply_to}",)),
    "a yes to the stolen letter": thread("SHARE"),
    "a withdrawal of the stolen letter": thread("WITHDRAW"),
    "a command": thread("resolve {code} done"),
    "a command for everything": thread("list"),
    "a confirmation": thread("confirm"),
    "another answer address": thread(REPORT, more=("Reply-To: reporter.rae@example.net", "Errors-To: all@example.net")),
    "a receipt asked for": thread(REPORT, more=("Disposition-Notification-To: reporter.rae@example.net",)),
    "a copy to all": thread(REPORT, more=("Cc: reporter.rae@example.net, member.rae@example.net",)),
    "resent": thread(REPORT, more=("Resent-From: reporter.rae@example.net", "Resent-To: member.rae@example.net")),
    "the name of the reporter": thread(REPORT, sender='"reporter.rae@example.net" <{eve}>'),
    "the name of the administrator": thread("list", more=(VERDICT,), sender='"Robin Example" <{eve}>'),
    "an appeal for somebody": mail(APPEAL, "Appeal [{code}]"),
    "an appeal in a stolen thread": mail(
        APPEAL, "Re: x", "{suspension_to}", ("In-Reply-To: {suspension_id}", "References: {suspension_id}")
    ),
    "the word CONFIRM in a stolen thread": mail(
        "CONFIRM", "Re: x", "{suspension_to}", ("In-Reply-To: {suspension_id}",)
    ),
    "an appeal on behalf": mail("On behalf of member.rae@example.net I appeal the suspension, because it was not him."),
    "an IMAP command in the Message-ID": mail(REPORT, more=("In-Reply-To: <a)\r\n 1 DELETE INBOX\r\n 2 LOGOUT@x>",)),
    "an IMAP command in the subject": mail(REPORT, '=?utf-8?q?"=0D=0Aa1_DELETE_Cases=0D=0A?='),
    "a header in the subject": mail(REPORT, "=?utf-8?q?x=0D=0ABcc:_victim=40example.net?="),
    "a dot and an SMTP command": mail(f"{REPORT}\r\n.. \r\nMAIL FROM:<x@example.net>"),
    "a template": mail(f"{REPORT} {{{{{{{{ 1193 * 2977 }}}}}}}}", "{{{{ 1193 * 2977 }}}}"),
    "a terminal's commands": mail(f"{REPORT} \x1b[2J\x1b]0;x\x07 \u202e", "=?utf-8?q?=1B[2J?="),
}
# these come in another's name, so that nobody but that other is answered
FORGERS = {
    "SHARE without a token": mail("SHARE", more=("In-Reply-To: {message_id}",), sender="reporter.rae@example.net"),
    "two Froms": thread("SHARE", more=("From: {eve}",), sender="reporter.rae@example.net"),
    "a group": thread("SHARE", sender="us: reporter.rae@example.net;"),
    "an encoded address": thread("SHARE", sender="=?utf-8?q?reporter=2Erae=40example=2Enet?="),
    "an open comment": thread("SHARE", sender="reporter.rae@example.net (<{eve}>"),
    "the administrator without a verdict": thread("resolve {code} done", sender=ADMINISTRATOR),
    "the administrator with a verdict that was brought along": thread(
        "resolve {code} done",
        more=("Received: from a by relay.evil.example with SMTP; x", VERDICT),
        sender=ADMINISTRATOR,
    ),
    "the administrator with another server's verdict": thread(
        "resolve {code} done",
        more=("Authentication-Results: evil.example; dmarc=pass header.from=example.org",),
        sender=ADMINISTRATOR,
    ),
    "the administrator with a pass in a comment": thread(
        "resolve {code} done",
        more=(f"Authentication-Results: {VERIFIER}; dmarc=fail (dmarc=pass) header.from=example.org",),
        sender=ADMINISTRATOR,
    ),
    "a bounce from nowhere": mail(
        "--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Final-Recipient: rfc822; nobody@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nresolve {code} done\r\n--b--",
        more=('Content-Type: multipart/report; report-type=delivery-status; boundary="b"',),
        sender="MAILER-DAEMON@evil.example",
    ),
}


@pytest.fixture(scope="module")
def attacked(dovecot, new_user, hops, tmp_path_factory, sink_of_the_module):
    user, port = new_user(), free_port()
    sections = (HOUSE, mailbox(dovecot, user, hops), listener(port), outgoing(sink_of_the_module.port))
    with Daemon(tmp_path_factory.mktemp("attacked"), *sections) as daemon:
        place = Place(dovecot, user, sink_of_the_module, daemon, port)
        yield place, suspended(place, "rae")
        assert daemon.complaints() == []


def held(story: Suspended) -> Held:
    letter = story.reporter.gets("We take it as a formal complaint")
    return Held(story.code, letter.message_id, letter.reply_to, story.letter.message_id, story.letter.reply_to)


def made_up() -> Held:
    of = f"<{NO_TOKEN}.0123456789abcdef@example.org>"
    to = f"admin+{NO_TOKEN}@example.org"
    return Held(NOWHERE, of, to, of, to)


def address(about, number):
    return f"eve.{about}.{number:02}@evil.example"


def written(attack, has: Held, eve, number):
    return attack.format(**vars(has), eve=eve, number=number).encode()


def handed_over(place, raw, sender, number):
    """By turns through the mailbox and through the daemon's own door."""
    if number % 2:
        place.server.deliver(place.user, raw, sender)
        return
    with smtplib.LMTP("127.0.0.1", place.lmtp_port, local_hostname="mx.example.org", timeout=30) as door:
        door.sendmail(sender, [COMMUNITY], raw)


def recorded(place):
    return place.daemon.look(lambda unit: sum(unit.inbox.count(state) for state in (InboxState.DONE, InboxState.ASIDE)))


def all_read(place, expected):
    eventually(lambda: recorded(place) >= expected, lambda: f"{recorded(place)} of {expected} read", ALL_READ_WITHIN)
    quiet = place.person("last.of.all@example.net")
    before = len(quiet.letters())
    quiet.writes(COMPLAINT, "Complaint")
    quiet.gets("We take it as a formal complaint", before=before)


def seen(place, eve):
    """The mails that came, but for the time of day and what is random."""
    mails = [each.raw.decode().replace(eve, "EVE") for each in place.person(eve).letters()]
    own = (re.sub(r"EXC-[0-9A-Z]{4,6}", "EXC-CODE", CLOCK.sub("", without_chance(each))) for each in mails)
    return [re.sub(r"<EVE\.\d+>", "<THEIRS>", each) for each in own]


def test_a_stranger_gets_the_same_mails_about_a_case_as_about_none(attacked):
    place, story = attacked
    has, nothing, before, known = held(story), made_up(), place.daemon.case(story.code), recorded(place)
    sent = len(place.sink.messages)
    for number, attack in enumerate(STRANGERS.values()):
        for about, which in (("real", has), ("none", nothing)):
            eve = address(about, number)
            handed_over(place, written(attack, which, eve, number), eve, number)
    all_read(place, known + 2 * len(STRANGERS))
    for number, name in enumerate(STRANGERS):
        real, none = (
            (lambda n=number: seen(place, address("real", n))),
            (lambda n=number: seen(place, address("none", n))),
        )
        eventually(lambda r=real, n=none: r() == n(), lambda r=real, n=none, of=name: f"{of}: {r()} is {n()}")
        assert not any(story.code in each.raw.decode() for each in place.person(address("real", number)).letters())
    assert place.daemon.case(story.code) == before
    assert others(place, sent) == set()
    assert {name for name, _, _ in folders(place)} >= {"INBOX", "Cases"}


def folders(place):
    with place.server.session(place.user) as client:
        return [(name, flags, delimiter) for flags, delimiter, name in client.list_folders()]


def others(place, sent):
    """Whom letters went to beside the attackers, the administrator and whoever came last."""
    reached = {each for mail in place.sink.messages[sent:] for each in mail.recipients}
    return {each for each in reached - {ADMINISTRATOR, "last.of.all@example.net"} if not each.startswith("eve.")}


def test_our_own_door_takes_every_address_alike(attacked):
    """So that nobody tries out tokens and codes on it."""
    place, story = attacked
    has = held(story)
    said = []
    for to in (has.reply_to, made_up().reply_to, f"admin+{story.code.lower()}@example.org", "nobody@example.net"):
        with smtplib.LMTP("127.0.0.1", place.lmtp_port, local_hostname="mx.example.org", timeout=30) as door:
            said.append((door.mail("eve@evil.example"), door.rcpt(to)))
    assert len(set(said)) == 1


def test_a_forger_moves_nothing_and_nobody_hears_of_it_but_the_administrator(attacked):
    place, story = attacked
    has, before, known = held(story), place.daemon.case(story.code), recorded(place)
    sent = len(place.sink.messages)
    for number, attack in enumerate(FORGERS.values()):
        handed_over(place, written(attack, has, "eve.f@evil.example", number), "eve.f@evil.example", number)
    all_read(place, known + len(FORGERS))
    after = place.daemon.case(story.code)
    assert (after.stage, after.track, after.privacy, after.suspensions) == (
        before.stage, before.track, before.privacy, before.suspensions,
    )  # fmt: skip
    assert others(place, sent) <= {story.reporter.address}
    assert place.daemon.is_alive
