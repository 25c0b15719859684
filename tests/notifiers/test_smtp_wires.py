"""SmtpSender on a bad wire: what had not left is put off, what may have left is in doubt, and nobody waits for long."""

import time

import pytest

from daemon import outbox
from notifiers import smtp
from notifiers.sending import Closed, Deferred, Problem, Sent, Unknown
from notifiers.smtp import SmtpSender, SmtpSettings, Tls
from tests.support.bad_wires import Fault, Play, Point, Wires
from tests.support.sink import Sink

DANA = "dana@members.example"
US = "admin+token@softskills.example"
MAIL = b"From: admin@softskills.example\r\nTo: dana@members.example\r\nSubject: A message\r\n\r\nHello.\r\n"


@pytest.fixture
def sink():
    with Sink() as running:
        yield running


@pytest.fixture
def wire(sink):
    with Wires() as wires:
        yield wires.to(sink.port)


@pytest.fixture
async def sender(wire):
    made = SmtpSender(SmtpSettings(host="127.0.0.1", port=wire.port, tls=Tls.NONE))
    yield made
    await made.close()


async def sent(sender):
    return await sender.send("L1", MAIL, DANA, US)


async def test_a_kept_connection_that_fell_into_a_hole_is_left_for_a_new_one(sender, sink, wire, monkeypatch):
    monkeypatch.setattr(smtp, "KEPT_ANSWERS_WITHIN", 0.3)
    assert await sent(sender) == Sent()
    wire.goes_wrong(Fault(Play.HOLE))
    wire.is_mended()
    began = time.monotonic()
    assert await sent(sender) == Sent()
    assert time.monotonic() - began < 5
    assert len(sink.messages) == 2


@pytest.mark.parametrize("when", [b"", b"EHLO ", b"MAIL FROM", b"RCPT TO"])
@pytest.mark.parametrize("play", [Play.HOLE, Play.DRIP])
async def test_what_takes_too_long_before_the_message_is_put_off_and_not_in_doubt(
    sender, sink, wire, monkeypatch, when, play
):
    monkeypatch.setattr(smtp, "BEFORE_DATA", 0.4)
    wire.goes_wrong(Fault(play, when, Point.ANSWER if when else Point.BEFORE))
    # once its reader was named it may be about that one alone
    assert await sent(sender) == (Deferred if when == b"RCPT TO" else Closed)(Problem.SILENT)
    wire.is_mended()
    monkeypatch.setattr(smtp, "BEFORE_DATA", 25.0)
    assert await sent(sender) == Sent()
    assert len(sink.messages) == 1


async def test_what_falls_into_a_hole_after_the_last_dot_is_in_doubt(sender, sink, wire, monkeypatch):
    monkeypatch.setattr(smtp, "DATA_WITHIN", 0.4)
    wire.goes_wrong(Fault(Play.HOLE, rb"\r\n\.\r\n", Point.ANSWER))
    assert await sent(sender) == Unknown(Problem.SILENT)
    assert len(sink.messages) == 1


async def test_a_server_that_does_not_answer_quit_holds_up_no_stop(sender, wire):
    assert await sent(sender) == Sent()
    wire.goes_wrong(Fault(Play.HOLE, b"QUIT"))
    began = time.monotonic()
    await sender.close()
    assert time.monotonic() - began < 5


def test_a_letter_is_given_up_by_its_sender_before_the_outbox_gives_it_up():
    """The outbox does not know how far it came, and would take it for one that may have left."""
    assert smtp.BEFORE_DATA + smtp.DATA_WITHIN <= outbox.LONGEST_ATTEMPT
