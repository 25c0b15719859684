"""A program's mail is known by its signs, and a person's is never taken for it."""

import pytest

from parsers.automatic import RULES, Bounce, Failure, automatic, bounced
from parsers.email import read_email

REPORT = "Bob insulted me in #general and I want it to stop."


def mail(*headers: str, body: str = REPORT, sender: str = "ana@example.com", content_type: str = "text/plain") -> bytes:
    head = [f"From: {sender}", "To: admin@softskills.example", *headers, f"Content-Type: {content_type}", "", body]
    return "\r\n".join(head).encode()


def reason(*headers: str, **said: str) -> str:
    return automatic(read_email(mail(*headers, **said)))


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        (["Auto-Submitted: auto-generated"], "auto-submitted"),
        (["Auto-Submitted: auto-replied (vacation)"], "out of office"),
        (["Auto-Submitted: auto-replied", "Subject: Automatische Antwort: Ihr Bericht"], "out of office"),
        (["X-Autoreply: yes"], "out of office"),
        (["Subject: Out of office: hello", "X-Auto-Response-Suppress: All"], "out of office"),
        (["List-Id: <news.example.net>", "List-Unsubscribe: <https://x.example>"], "list"),
        (["Precedence: list"], "list"),
        (["Precedence: bulk"], "bulk"),
        (["List-Unsubscribe: <https://x.example>", "X-Mailer: MailChimp Mailer"], "bulk"),
        (["X-Failed-Recipients: x@y.example"], "bounce"),
    ],
)
def test_a_programs_mail_is_known_by_its_headers(headers, why):
    assert reason(*headers) == why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"content_type": "multipart/report; report-type=delivery-status; boundary=b"}, "bounce"),
        ({"content_type": "multipart/report; report-type=disposition-notification; boundary=b"}, "receipt"),
        ({"content_type": "text/calendar; method=REPLY"}, "calendar"),
    ],
)
def test_a_programs_mail_is_known_by_its_type(said, why):
    assert reason(**said) == why


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Automatic reply: your letter", "I am out of the office until Monday."),
        ("Automatische Antwort: Ihr Brief", "Ich bin bis Montag nicht erreichbar."),
        ("Réponse automatique : Absence", "Je suis absente du bureau jusqu'à lundi."),
        ("Respuesta automática: su carta", "Estoy ausente hasta el lunes."),
        ("Resposta automática: sua carta", "Estou ausente até segunda-feira."),
        ("Automatisch antwoord: uw brief", "Ik ben afwezig tot maandag."),
        ("Risposta automatica: la lettera", "Sono assente fino a lunedì."),
    ],
)
def test_an_out_of_office_subject_counts_together_with_its_wording(subject, body):
    assert reason(f"Subject: {subject}", body=body) == "out of office"
    assert reason(f"Subject: {subject}") == ""
    assert reason(f"Subject: Re: {subject}", body=body) == ""
    assert reason("Subject: your letter", body=body) == ""


@pytest.mark.parametrize(
    "headers",
    [
        ["Auto-Submitted: no"],
        ["Return-Path: <>"],
        ["X-Auto-Response-Suppress: All"],
        ["List-Unsubscribe: <https://x.example>"],
        ["Feedback-ID: 1:user:proton"],
        ["Subject: Delivery failure notice"],
        ["Subject: Accepted: his behaviour"],
        ["Subject: Read: what he wrote"],
        ["Subject: Absence of moderation"],
        ["Subject: Auto: he shouted at me in the car"],
    ],
)
def test_one_odd_sign_does_not_make_a_report_a_programs(headers):
    assert reason(*headers) == ""


@pytest.mark.parametrize("sender", ["no-reply@example.com", "notifications@example.com", "alert@example.com"])
def test_a_no_reply_sender_counts_only_together_with_another_sign(sender):
    assert reason(sender=sender) == ""
    assert reason("X-Auto-Response-Suppress: All", sender=sender) == "bulk"


LIST = ("List-Id: <group.example.net>", "Precedence: list", "List-Post: <mailto:group@example.net>")


def test_a_member_who_writes_to_us_and_to_a_list_is_a_person():
    assert reason(*LIST, "Cc: group@example.net") == ""
    assert (
        automatic(read_email(b"From: a@b.example\r\nTo: group@example.net\r\n" + "\r\n".join(LIST).encode())) == "list"
    )


def test_a_group_address_that_is_our_own_is_no_list():
    raw = "\r\n".join(["From: a@b.example", "To: group@example.net", *LIST, "", REPORT]).encode()
    assert automatic(read_email(raw), frozenset({"group@example.net"})) == ""


def test_our_own_letter_that_comes_back_is_known():
    ours = frozenset({"ana@example.com"})
    assert automatic(read_email(mail("Auto-Submitted: auto-replied")), ours) == "own letter"
    assert automatic(read_email(mail()), ours) == ""


def test_each_rule_has_a_sentence_and_a_name_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.sentence.endswith(".") for rule in RULES)


def report(action: str, state: str, subject: str = "Undelivered Mail Returned to Sender") -> bytes:
    return "\r\n".join(
        [
            "Return-Path: <>",
            "From: MAILER-DAEMON@mx.example.net",
            f"Subject: {subject}",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "",
            "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.",
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n",
            f"Final-Recipient: rfc822; Bob@Example.org\r\nAction: {action}\r\nStatus: {state}\r\n",
            "--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <letter.1@softskills.example>\r\n\r\nHello\r\n--b--",
        ]
    ).encode()


@pytest.mark.parametrize(
    ("action", "state", "failure"), [("failed", "5.1.1", Failure.PERMANENT), ("delayed", "4.4.1", Failure.TEMPORARY)]
)
def test_a_delivery_report_names_the_address_the_letter_and_whether_for_good(action, state, failure):
    raw = report(action, state)
    assert bounced(raw, read_email(raw)) == Bounce(("bob@example.org",), ("letter.1@softskills.example",), failure)


def test_a_warning_that_lists_the_address_as_failed_is_no_failure():
    raw = mail(
        "X-Failed-Recipients: bob@example.org",
        "Subject: Warning: message 1tpKzQ delayed 24 hours",
        sender="Mailer-Daemon@relay.example",
    )
    found = bounced(raw, read_email(raw))
    assert (found.addresses, found.permanent) == (("bob@example.org",), Failure.TEMPORARY)


def test_headers_of_the_returned_letter_in_plain_text_are_found():
    raw = mail(
        "Return-Path: <>",
        "X-Failed-Recipients: bob@example.org",
        sender="mailer-daemon@relay.example",
        body="It failed:\n\nMessage-ID: <letter.2@softskills.example>\nSubject: x",
    )
    assert bounced(raw, read_email(raw)).message_ids == ("letter.2@softskills.example",)


def test_a_person_who_quotes_a_bounce_is_no_bounce():
    raw = mail(body="My mail came back:\n\nThe following addresses had permanent fatal errors\n<bob@example.org>")
    assert bounced(raw, read_email(raw)) == Bounce()


def test_a_report_that_cannot_be_parsed_is_an_empty_bounce():
    message = read_email(report("failed", "5.1.1"))
    assert bounced(b"", message) == Bounce()
