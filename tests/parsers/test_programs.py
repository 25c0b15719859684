"""What programs say of themselves, and the signs of other conductds; what people write about programs is no sign."""

import pytest

from parsers.automatic import automatic
from parsers.email import claimed_sender, read_email
from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import MessageKind

OURS = "amnqyaaaimb5jzqk3hgk5j2xcq4vvwcmpvhjqyi"
REPORT = "Bob insulted me in #general and I want it to stop."


def reason(subject: str, body: str, *headers: str, sender: str = "ana@example.com") -> str:
    head = [f"From: {sender}", "To: admin@softskills.example", f"Subject: {subject}", *headers]
    return automatic(read_email("\r\n".join([*head, "Content-Type: text/plain; charset=utf-8", "", body]).encode()))


@pytest.mark.parametrize(
    "body",
    [
        "We have got your enquiry.\n\nThis e-mail was generated automatically. Please do not reply to it.",
        "Ihre Anfrage hat uns erreicht.\n\nDiese E-Mail wurde automatisch erstellt.",
        "Nous avons bien reçu votre demande.\n\nCeci est un message automatique.",
        "Su solicitud ha quedado registrada.\n\nPor favor, no responda a este correo.",
        "O seu contato foi registrado.\n\nEsta mensagem foi gerada automaticamente.",
        "Wij hebben uw bericht ontvangen.\n\nDit is een automatisch gegenereerd bericht.",
        "La sua richiesta è stata presa in carico.\n\nQuesto messaggio è stato generato automaticamente.",
    ],
)
def test_a_program_that_says_so_is_believed_outside_an_answer_only(body):
    assert reason("Ticket 4711", body) == "says so"
    assert reason("Re: Ticket 4711", body) == ""


@pytest.mark.parametrize(
    "body",
    [
        f'{REPORT} His bot answers "this is an automated message" to every newcomer.',
        f"{REPORT}\n\nOn Monday, The Administrators <admin@softskills.example> wrote:\n> This note is automatic.",
        "\n".join([REPORT] * 12 + ["The bot says that this message was generated automatically."] + [REPORT] * 12),
    ],
)
def test_whoever_writes_about_a_program_is_none(body):
    assert reason("Something happened", body) == ""


def test_another_conductd_is_known_by_its_message_id_or_its_address_unless_a_person_wrote():
    named, answered = f"Message-ID: <{OURS}.0123456789abcdef@b.example>", f"Reply-To: team+{OURS}@b.example"
    for header in (named, answered):
        assert reason("A message", REPORT, header) == "conductd"
        assert reason("A message", REPORT, header, "Auto-Submitted: no") == ""
    assert reason("A message", REPORT, "Message-ID: <CAEx0aLqXyz.0123456789abcdef@mail.example>") == ""


@pytest.mark.parametrize(
    ("subject", "body", "sender"),
    [
        ("Mail not delivered", "It failed.", "mailer-daemon@relay.example"),
        ("Undeliverable: hello", "No such user here.", "postmaster@relay.example"),
        ("Delivery failure notification", "It could not be delivered to the following recipients:", "gate@relay.example"),
        ("Falha na entrega", "A mensagem não pôde ser entregue. 550 5.1.1", "correio@relay.example"),
    ],
)  # fmt: skip
def test_a_bounce_without_a_header_of_one_is_known_by_two_signs(subject, body, sender):
    assert reason(subject, body, sender=sender) in {"bounce", "undelivered"}
    assert reason(f"Fwd: {subject}", REPORT) == ""
    assert reason(subject, REPORT) == ""


@pytest.mark.parametrize(
    "subject", ["Please confirm your message", "Bestätigen Sie Ihre E-Mail", "Confirmez votre envoi"]
)
def test_a_challenge_is_a_programs(subject):
    assert reason(subject, "Click.") == "says so"


def test_a_report_on_our_domain_is_a_programs():
    assert reason("Report Domain: a.example Submitter: b.example Report-ID: 1", "") == "domain report"


def test_whom_a_mail_claims_to_be_from_is_read_from_its_head_alone():
    assert (
        claimed_sender(b"From: Ana <Ana@Example.com>\r\nSubject: x\r\n\r\nFrom: eve@example.com\r\n")
        == "ana@example.com"
    )
    assert claimed_sender(b"") == claimed_sender(b"From: a@b.example, c@d.example\r\n\r\nx") == ""


@pytest.mark.parametrize(
    "text",
    [
        "I want to make a formal complaint about @brack. He calls beginners idiots in #careers.",
        "He wrote that he is coming to my house tonight to kill me.",
        "PRIVATE",
    ],
)
def test_whoever_tells_or_allows_something_is_no_program_whatever_a_server_wrote_below(text):
    foot = "This email has been automatically scanned for viruses. Please do not reply to this message."
    read_as = read(Message(channel=Channel.EMAIL, sender="a@b.example", text=f"{text}\n\n{foot}\n"), Context())
    assert (read_as.automatic, bool(read_as.words) or read_as.kind is not MessageKind.AUTOMATIC) == ("", True)
