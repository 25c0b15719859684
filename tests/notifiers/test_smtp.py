"""SmtpSender against a real server: each thing that a server can do, and what becomes of the letter."""

import asyncio
import logging
import socket
from pathlib import Path

import pytest

from daemon.process.letters import LetterName
from notifiers.email import Envelope, Origin, compose
from notifiers.render import render
from notifiers.sending import Closed, Deferred, Evidence, Problem, Refused, Sent, Unknown
from notifiers.smtp import SmtpSender, SmtpSettings, Tls
from tests.support.certificates import Authority
from tests.support.imap_faults import Wire
from tests.support.letters import COMMUNITY, FRIDAY, SAMPLES
from tests.support.sink import AfterData, Sink

DANA = "dana@members.example"
US = "admin+token@softskills.example"
MAIL = b"From: admin@softskills.example\r\nTo: dana@members.example\r\nSubject: A message\r\n\r\nHello.\r\n.dot\r\n"


def settings(sink, **changes):
    return SmtpSettings(**{"host": "127.0.0.1", "port": sink.port, "tls": Tls.NONE, "timeout": 3.0, **changes})


async def send_one(given, recipient=DANA):
    sender = SmtpSender(given)
    try:
        return await sender.send("L1", MAIL, recipient, US)
    finally:
        await sender.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]  # bound and not listening: a connection is refused


async def test_a_letter_arrives_with_its_bytes_and_its_return_path():
    with Sink() as sink:
        assert await send_one(settings(sink)) == Sent()
        received = (await sink.until(1))[0]
    assert (received.sender, received.recipients) == (US, (DANA,))
    assert received.data == MAIL


async def test_a_letter_survives_the_wire_with_its_soft_line_ends_and_its_dots():
    rendered = render(
        LetterName.REPLY, SAMPLES[LetterName.REPLY], ".\n\n" + "many words " * 20 + "\nFrom here", COMMUNITY
    )
    envelope = Envelope(
        sender="admin@softskills.example",
        recipient=DANA,
        message_id="l1@softskills.example",
        date=FRIDAY,
        origin=Origin.PERSON,
    )
    with Sink() as sink:
        sender = SmtpSender(settings(sink))
        assert await sender.send("L1", compose(rendered, envelope), DANA, US) == Sent()
        await sender.close()
        text = sink.messages[0].text
    assert text.startswith(".\n\n" + ("many words " * 20).strip() + "\n From here\n")


async def test_we_do_not_tell_the_server_the_name_of_our_machine():
    with Sink() as sink:
        await send_one(settings(sink, hello="softskills.example"))
        assert sink.messages[0].hello == "softskills.example"


async def test_the_connection_is_kept_for_the_next_letter_and_every_letter_is_a_transaction():
    with Sink() as sink:
        sender = SmtpSender(settings(sink))
        for recipient in (DANA, "lee@members.example"):
            assert await sender.send("L", MAIL, recipient, US) == Sent()
        await sender.close()
        assert sink.connections == 1
        assert [message.recipients for message in sink.messages] == [(DANA,), ("lee@members.example",)]


async def test_a_kept_connection_that_the_server_closed_meanwhile_is_made_anew():
    with Sink() as sink:
        sender = SmtpSender(settings(sink))
        sink.after_data = AfterData.KEEP_AND_CLOSE
        await sender.send("L1", MAIL, DANA, US)
        sink.after_data = AfterData.ANSWER
        assert await sender.send("L2", MAIL, DANA, US) == Sent()
        await sender.close()
        assert sink.connections == 2


async def test_letters_sent_at_the_same_time_do_not_mix():
    with Sink() as sink:
        sender = SmtpSender(settings(sink))
        people = [f"member{number}@members.example" for number in range(8)]
        outcomes = await asyncio.gather(*(sender.send("L", MAIL, person, US) for person in people))
        await sender.close()
        assert outcomes == [Sent()] * 8
        assert sorted(message.recipients[0] for message in sink.messages) == people


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 nobody called dana here", Refused(Problem.RECIPIENT)),
        ("450 4.2.1 greylisted", Deferred(Problem.LATER)),
        ("452 4.2.2 full", Deferred(Problem.LATER)),
    ],
)
async def test_what_the_server_says_to_the_recipient_decides(answer, outcome):
    with Sink(refuse={DANA: answer}) as sink:
        assert await send_one(settings(sink)) == outcome
        assert sink.messages == ()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("554 5.7.1 spam", Refused(Problem.CONTENT)), ("451 4.3.0 later", Deferred(Problem.LATER))],
)
async def test_what_the_server_says_to_the_message_decides(answer, outcome):
    with Sink(answer=answer) as sink:
        assert await send_one(settings(sink)) == outcome


async def test_a_server_that_refuses_our_own_address_is_the_operators_to_mend_so_the_letter_waits():
    with Sink(refuse_sender="553 5.7.1 not yours") as sink:
        assert await send_one(settings(sink)) == Deferred(Problem.SENDER)


async def test_after_a_refused_recipient_the_next_letter_goes_to_its_own_reader_only():
    with Sink(refuse={DANA: "550 no"}) as sink:
        sender = SmtpSender(settings(sink))
        await sender.send("L1", MAIL, DANA, US)
        await sender.send("L2", MAIL, "lee@members.example", US)
        await sender.close()
        assert [message.recipients for message in sink.messages] == [("lee@members.example",)]


@pytest.mark.parametrize("then", [AfterData.KEEP_AND_CLOSE, AfterData.LOSE_AND_CLOSE])
async def test_a_connection_that_breaks_after_the_message_leaves_it_unknown(then):
    with Sink(after_data=then) as sink:
        assert await send_one(settings(sink)) == Unknown(Problem.LOST)


async def test_a_server_that_falls_silent_after_the_message_leaves_it_unknown():
    with Sink(after_data=AfterData.SAY_NOTHING) as sink:
        assert await send_one(settings(sink, timeout=0.3)) == Unknown(Problem.SILENT)


async def test_a_cancelled_letter_leaves_no_half_read_answer_for_the_next_one():
    with Sink(after_data=AfterData.SAY_NOTHING) as sink:
        sender = SmtpSender(settings(sink))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(sender.send("L1", MAIL, DANA, US), 0.3)
        sink.after_data = AfterData.ANSWER
        assert await sender.send("L2", MAIL, DANA, US) == Sent()
        await sender.close()


async def test_an_unreachable_server_takes_nobodys_letter(free_port):
    given = SmtpSettings(host="127.0.0.1", port=free_port, tls=Tls.NONE, timeout=2)
    assert await send_one(given) == Closed(Problem.UNREACHABLE)


async def test_a_server_that_says_nothing_takes_nobodys_letter():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # the kernel connects, nobody greets
        given = SmtpSettings(host="127.0.0.1", port=silent.getsockname()[1], tls=Tls.NONE, timeout=0.3)
        assert await send_one(given) == Closed(Problem.SILENT)


@pytest.mark.parametrize(
    "at", [{"refuse_sender": "451 4.3.0 later"}, {"refuse": {DANA: "421 4.3.2 bye"}}, {"answer": "421 4.3.2 bye"}]
)
async def test_a_server_that_closes_or_names_no_reader_takes_nobodys_letter(at):
    with Sink(**at) as sink:
        assert await send_one(settings(sink)) == Closed(Problem.LATER)


@pytest.mark.parametrize("address", ["dana@x\r\nRCPT TO:<b@y>", "<dana@x>", "dana", "da na@x", "dä@x", "a@b@c", ""])
async def test_what_is_no_address_is_refused_before_anything_is_said(address):
    with Sink() as sink:
        assert await send_one(settings(sink), recipient=address) == Refused(Problem.ADDRESS)
        assert sink.connections == 0


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_letter_goes_under_tls(authority, tls):
    context = authority.issue("localhost").server_context()
    with Sink(tls=context, starttls=tls is Tls.STARTTLS) as sink:
        given = settings(sink, tls=tls, host="localhost", ca_file=authority.ca_file)
        assert await send_one(given) == Sent()
        assert sink.messages[0].tls


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
@pytest.mark.parametrize("wrong", ["name", "authority"])
async def test_a_wrong_certificate_stops_before_the_login_and_the_letter(authority, tls, wrong):
    name = "elsewhere.example" if wrong == "name" else "localhost"
    trusted = authority.ca_file if wrong == "name" else None
    context = authority.issue(name).server_context()
    with Sink(tls=context, starttls=tls is Tls.STARTTLS, accounts={"admin": "right"}) as sink:
        given = settings(sink, tls=tls, host="localhost", ca_file=trusted, user="admin", password="right")
        assert await send_one(given) == Closed(Problem.CERTIFICATE)
        assert sink.messages == ()


async def test_a_server_without_starttls_is_not_spoken_to_in_the_clear(authority):
    with Sink() as sink:
        given = settings(sink, tls=Tls.STARTTLS, ca_file=authority.ca_file)
        assert await send_one(given) == Closed(Problem.NO_STARTTLS)
        assert sink.messages == ()


async def test_tls_on_a_port_that_does_not_speak_it_is_said(authority):
    with Sink() as sink:
        given = settings(sink, tls=Tls.IMPLICIT, ca_file=authority.ca_file)
        assert await send_one(given) == Closed(Problem.NO_TLS)


async def test_a_missing_file_of_certificates_is_said():
    with Sink() as sink:
        given = settings(sink, tls=Tls.IMPLICIT, ca_file=Path("nowhere.pem"))
        assert await send_one(given) == Closed(Problem.CA_FILE)


def test_mail_in_the_clear_is_for_the_loopback_only():
    with pytest.raises(ValueError, match="loopback"):
        SmtpSettings(host="smtp.example.com", port=25, tls=Tls.NONE)


async def test_a_password_logs_in():
    with Sink(accounts={"admin": "right"}) as sink:
        assert await send_one(settings(sink, user="admin", password="right")) == Sent()
        assert sink.messages[0].user == "admin"


async def test_a_wrong_password_defers_every_letter_and_refuses_none():
    with Sink(accounts={"admin": "right"}) as sink:
        assert await send_one(settings(sink, user="admin", password="wrong")) == Closed(Problem.LOGIN)


async def test_a_server_without_a_login_is_said():
    with Sink() as sink:
        assert await send_one(settings(sink, user="admin", password="right")) == Closed(Problem.NO_LOGIN)


async def test_a_fresh_access_token_is_asked_for_at_each_login():
    fresh = iter(["first", "second"])

    async def token():
        return next(fresh)

    with Sink(tokens={"admin": "first"}) as sink:
        given = settings(sink, user="admin", token=token)
        assert await send_one(given) == Sent()
        sink.tokens = {"admin": "second"}
        assert await send_one(given) == Sent()


async def test_a_refused_access_token_and_one_that_cannot_be_had_are_told_apart():
    async def stale():
        return "stale"

    async def none():
        raise RuntimeError("secret-in-an-error")

    with Sink(tokens={"admin": "fresh"}) as sink:
        assert await send_one(settings(sink, user="admin", token=stale)) == Closed(Problem.LOGIN)
        assert await send_one(settings(sink, user="admin", token=none)) == Closed(Problem.TOKEN)


async def test_the_copy_that_is_evidence_travels_in_the_same_transaction_and_in_no_header():
    receipts = "admin+receipts@softskills.example"
    with Sink() as sink:
        assert await send_one(settings(sink, receipts_to=receipts)) == Sent()
        assert sink.messages[0].recipients == (DANA, receipts)
        assert receipts.encode() not in sink.messages[0].data


async def test_a_copy_is_never_made_of_a_letter_that_its_reader_cannot_get():
    with Sink(refuse={DANA: "550 no"}) as sink:
        given = settings(sink, receipts_to="receipts@softskills.example")
        assert await send_one(given) == Refused(Problem.RECIPIENT)
        assert sink.messages == ()


async def test_a_refused_copy_keeps_no_letter_from_its_reader():
    receipts = "receipts@softskills.example"
    with Sink(refuse={receipts: "550 no"}) as sink:
        assert await send_one(settings(sink, receipts_to=receipts)) == Sent()
        assert sink.messages[0].recipients == (DANA,)


async def test_without_copies_nobody_can_say_whether_a_letter_left():
    with Sink() as sink:
        assert (
            await SmtpSender(settings(sink)).was_sent("L1", "id@softskills.example", "dana@example.org")
            is Evidence.UNKNOWN
        )


async def test_the_copies_are_asked_for_the_message_id():
    async def seen(message_id):
        return Evidence.YES if message_id == "id@softskills.example" else Evidence.NO

    with Sink() as sink:
        sender = SmtpSender(settings(sink), seen)
        assert await sender.was_sent("L1", "id@softskills.example", "dana@example.org") is Evidence.YES
        assert await sender.was_sent("L2", "other@softskills.example", "dana@example.org") is Evidence.NO


async def test_no_address_password_or_answer_of_the_server_is_logged_or_printed(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the sink's own, which logs what it gets
    with Sink(accounts={"admin": "pass-canary"}, refuse={DANA: "550 dana-canary is gone"}) as sink:
        given = settings(sink, user="admin", password="pass-canary")
        outcome = await send_one(given)
    seen = caplog.text + repr(outcome) + repr(given) + str(outcome)
    assert "canary" not in seen
    assert "dana" not in seen
    assert "softskills" not in seen


async def test_a_server_that_is_silent_at_the_goodbye_is_not_waited_for():
    with Sink() as sink:
        async with Wire(sink.port) as wire:
            sender = SmtpSender(settings(sink, port=wire.port, timeout=60.0))
            assert await sender.send("L1", MAIL, DANA, US) == Sent()
            wire.freeze()
            async with asyncio.timeout(15):
                await sender.close()
            wire.thaw()
