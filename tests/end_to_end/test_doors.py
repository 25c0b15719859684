"""What comes in at the doors: the same mail twice, programs' mail, mail from before (design 9.1, 9.2, 9.7)."""

import smtplib
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from daemon.clock import now
from daemon.process.case import Stage, Told
from daemon.store import InboxState
from tests.end_to_end.cast import composed
from tests.support.daemon import COMMUNITY, eventually

COMPLAINT = """Hello,

I want to make a formal complaint about @brack in #careers. Three times this week he called
people who asked beginner questions idiots, yesterday me too.
"""
RESOLUTION = "We read the three threads and spoke with the person, who was told what is expected of everybody here."


def by_the_listener(place, raw, sender):
    with smtplib.LMTP("127.0.0.1", place.lmtp_port, local_hostname="mx.example.org") as door:
        door.sendmail(sender, [COMMUNITY], raw)


def everything_before_is_read(place, address):
    """Mail is read in the order of its arrival: whoever is answered now came after all of it."""
    person = place.person(address)
    person.writes(COMPLAINT)
    person.gets("We take it as a formal complaint")


def stored_of(place, code):
    kept = place.daemon.kept(code)
    return place.daemon.look(lambda unit: [each.text for each in unit.messages.of(kept.id)])


def recorded(place):
    states = (InboxState.NEW, InboxState.DONE, InboxState.ASIDE)
    return place.daemon.look(lambda unit: sum(unit.inbox.count(state) for state in states))


def left_of(place, sender):
    """The flags of that sender's mails that are still in the inbox."""
    return [flags for raw, flags in place.server.contents(place.user) if f"From: {sender}".encode() in raw]


def test_the_same_mail_by_both_doors_is_one_message(place):
    dot = place.person("dot@example.net")
    raw = dot.writes(COMPLAINT)
    dot.gets("We take it as a formal complaint")
    by_the_listener(place, raw.replace(b"\n", b"\r\n"), dot.address)
    everything_before_is_read(place, "after.dot@example.net")
    assert len(place.daemon.cases_of(dot.address)) == len(dot.letters()) == 1


def test_the_same_mail_by_both_doors_is_one_message_also_where_the_listener_was_first(place):
    eve = place.person("eve@example.net")
    raw = composed(eve.address, COMPLAINT).as_bytes()
    by_the_listener(place, raw.replace(b"\n", b"\r\n"), eve.address)
    place.server.deliver(place.user, raw, eve.address)
    everything_before_is_read(place, "after.eve@example.net")
    assert len(place.daemon.cases_of(eve.address)) == len(eve.letters()) == 1


def test_the_same_mail_twice_in_the_mailbox_is_one_message(place):
    fay = place.person("fay@example.net")
    raw = fay.writes(COMPLAINT)
    place.server.deliver(place.user, raw, fay.address)
    everything_before_is_read(place, "after.fay@example.net")
    (code,) = place.daemon.cases_of(fay.address)
    assert len(stored_of(place, code)) == len(fay.letters()) == 1
    eventually(lambda: left_of(place, fay.address) == [], "both copies were filed")


def test_an_out_of_office_reply_is_recorded_and_not_answered(place):
    gus = place.person("gus@example.net")
    gus.writes(COMPLAINT)
    letter = gus.gets("We take it as a formal complaint")
    gus.answers(letter, "I am away until Monday.", Auto_Submitted="auto-replied")
    everything_before_is_read(place, "after.gus@example.net")
    assert len(gus.letters()) == 1
    kept = place.daemon.kept(letter.code)
    history = place.daemon.look(lambda unit: [each.kind for each in unit.history.of(kept.id)])
    assert history.count("AutomaticMail") == 1
    assert kept.case.unread_since is None


@pytest.mark.parametrize(
    "header", [{"Auto_Submitted": "auto-generated"}, {"List_Id": "<news.example.com>", "Precedence": "list"}]
)
def test_a_program_that_writes_first_is_recorded_and_not_answered(place, header):
    program = place.person(f"program.{len(header)}@example.com")
    before = recorded(place)
    program.writes(COMPLAINT, **header)
    everything_before_is_read(place, f"after.program.{len(header)}@example.net")
    assert place.daemon.cases_of(program.address) == []
    assert program.letters() == []
    assert recorded(place) == before + 2


def delivery_report(letter):
    """As a mail server writes it (RFC 3464), to the envelope's sender and in the envelope's silence."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"], report["To"] = "MAILER-DAEMON@mx.example.net", letter.received.sender
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Auto-Submitted"] = "auto-replied"
    report["Message-ID"] = f"<{now().timestamp()}@mx.example.net>"
    report.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    fields = Message()
    fields["Reporting-MTA"] = "dns; mx.example.net"
    person = Message()
    person["Final-Recipient"] = f"rfc822; {letter.received.recipients[0]}"
    person["Action"], person["Status"] = "failed", "5.1.1"
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([fields, person])
    report.attach(status)
    report.attach(MIMEMessage(message_from_bytes(letter.received.data)))
    return report.as_bytes()


def test_a_resolution_that_bounces_is_shown_to_the_administrators(place):
    ida, robin = place.person("ida@example.net"), place.administrator
    ida.writes(COMPLAINT)
    code = ida.gets("We take it as a formal complaint").code
    robin.answers(robin.gets("A new complaint waits", code), f"resolve {code} {RESOLUTION}")
    resolution = ida.gets(RESOLUTION, code)
    eventually(lambda: place.daemon.case(code).told is Told.TOLD, "the resolution counts as told")
    place.server.deliver(place.user, delivery_report(resolution), "")
    told = robin.gets('the letter "resolution" was not delivered', code)
    assert "resend" in told.text
    case = place.daemon.case(code)
    assert (case.stage, case.told) == (Stage.RESOLVED, Told.UNREACHABLE)
    assert len(ida.letters()) == 2


def test_mail_older_than_not_before_is_untouched(place):
    old = composed("joe@example.net", COMPLAINT).as_bytes()
    place.server.append(place.user, old, now() - timedelta(days=3))
    everything_before_is_read(place, "after.joe@example.net")
    assert place.daemon.cases_of("joe@example.net") == []
    assert place.person("joe@example.net").letters() == []
    assert left_of(place, "joe@example.net") == [frozenset()]
