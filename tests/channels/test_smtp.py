"""The LMTP and SMTP door, spoken to over real sockets."""

import asyncio
import re
import smtplib
import time

import pytest

from daemon.channels.smtp import Door, Settings, Speaks
from tests.support.doors import Behind, until
from tests.support.smtp_clients import RAW, Talk, client, opened, send, without_trace


@pytest.fixture
def behind():
    return Behind()


@pytest.mark.parametrize("speaks", list(Speaks))
async def test_mail_is_accepted_once_it_is_stored(behind, speaks):
    async with opened(behind, speaks) as door:
        assert await asyncio.to_thread(send, door, RAW, speaks) == {}
    ((channel, raw, origin, note),) = behind.stored
    assert (channel, origin, note) == (speaks.value, "", "")
    assert without_trace(raw) == RAW


async def test_the_trace_says_from_whom_and_for_whom_it_came(behind):
    async with opened(behind, hostname="mx.example.org") as door:
        await asyncio.to_thread(send, door)
    lines = behind.raws[0].decode().split("\r\n")
    assert lines[:2] == ["Return-Path: <a@example.net>", "Delivered-To: admin@example.org"]
    assert lines[2] == "Received: from client.example.net ([127.0.0.1])"
    assert lines[3] == "\tby mx.example.org (conductd) with LMTP;"
    assert re.fullmatch(r"\t\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d -0000", lines[4])


async def test_a_bounce_has_an_empty_return_path(behind):
    async with opened(behind) as door:
        await asyncio.to_thread(send, door, sender="")
    assert behind.raws[0].startswith(b"Return-Path: <>\r\nDelivered-To: ")


async def test_a_client_cannot_write_header_lines_into_the_trace(behind):
    async with opened(behind) as door:

        def attack() -> None:
            with Talk(door) as talk:
                talk.say(b"LHLO evil\rX-Evil: 1\x00\xff(")
                talk.say(b'MAIL FROM:<"a\rX-Evil: 1"@example.net>')
                talk.say(b"RSET")
                talk.say(b"MAIL FROM:<\xe2\x80\xa8\xff" + b"a" * 300 + b"@example.net>")
                talk.say(b"RCPT TO:<admin@example.org>")
                talk.say(b"DATA")
                talk.say(RAW + b".")

        await asyncio.to_thread(attack)
    trace = behind.raws[0][: -len(RAW)]
    assert not re.search(rb"(?m)^X-Evil|[\x00\xff]|\r(?!\n)", trace)
    assert all(len(line) < 998 for line in trace.split(b"\r\n"))
    assert without_trace(behind.raws[0]) == RAW


async def test_international_addresses_and_eight_bits_pass(behind):
    raw = "Subject: Grüße\r\n\r\nÄ\r\n".encode()
    async with opened(behind, Speaks.SMTP) as door:

        def talk() -> None:
            with client(door, Speaks.SMTP) as wire:
                wire.sendmail("jürgen@example.net", ["admin@example.org"], raw, ["SMTPUTF8", "BODY=8BITMIME"])

        await asyncio.to_thread(talk)
    assert "Return-Path: <jürgen@example.net>".encode() in behind.raws[0]
    assert without_trace(behind.raws[0]) == raw


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..b\r\n\r\n...\r\n.\r\n", b"a\r\n.b\r\n\r\n..\r\n"),
        (b"bare\n.\nLF and\r.\rCR do not end it\r\n.\r\n", b"bare\n.\nLF and\r.\rCR do not end it\r\n"),
        (b"x" * 5000 + b"\r\n.\r\n", b"x" * 5000 + b"\r\n"),
        ((b"y" * 997 + b"\r\n") * 70 + b".\r\n", (b"y" * 997 + b"\r\n") * 70),
    ],
)
@pytest.mark.parametrize("pieces", [1, 3])
async def test_a_message_ends_with_its_dot_however_it_is_cut_up(behind, sent, read, pieces):
    async with opened(behind) as door:

        def talk() -> str:
            with Talk(door) as talk:
                talk.until_data()
                size = max(1, len(sent) // pieces)
                for start in range(0, len(sent), size):
                    talk.socket.sendall(sent[start : start + size])
                    time.sleep(0.01 if pieces > 1 else 0)
                assert talk.answer().startswith("250")
                return talk.say(b"QUIT")

        assert (await asyncio.to_thread(talk)).startswith("221")
    assert without_trace(behind.raws[0]) == read


async def test_a_second_lmtp_recipient_is_sent_away_and_the_first_is_served(behind):
    async with opened(behind) as door:
        refused = await asyncio.to_thread(send, door, recipients=("admin@example.org", "other@example.org"))
    assert {address: code for address, (code, _) in refused.items()} == {"other@example.org": 452}
    assert len(behind.stored) == 1


async def test_smtp_takes_several_recipients_as_one_message(behind):
    async with opened(behind, Speaks.SMTP) as door:
        await asyncio.to_thread(send, door, RAW, Speaks.SMTP, ("one@example.org", "two@example.org"))
    assert behind.raws[0].count(b"Delivered-To: ") == 2
    assert len(behind.stored) == 1


async def test_a_recipient_that_is_not_ours_is_refused(behind):
    async with opened(behind, accepts=lambda address: address.endswith("@example.org")) as door:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            await asyncio.to_thread(send, door, recipients=("stranger@example.com",))
    assert refusal.value.recipients["stranger@example.com"][0] == 550
    assert behind.tried == 0


async def test_what_cannot_be_stored_is_to_be_sent_again_and_the_session_goes_on(behind, caplog):
    behind.broken = True
    async with opened(behind) as door:

        def talk() -> None:
            with client(door) as wire:
                with pytest.raises(smtplib.SMTPDataError) as refusal:
                    wire.sendmail("a@example.net", ["admin@example.org"], RAW)
                assert refusal.value.smtp_code == 451
                assert refusal.value.smtp_error.startswith(b"4.3.0")
                behind.broken = False
                wire.sendmail("a@example.net", ["admin@example.org"], RAW)

        await asyncio.to_thread(talk)
    assert len(behind.stored) == 1
    assert "could not be stored (NotStored)" in caplog.text


async def test_a_fault_of_our_own_is_a_temporary_answer_without_its_text(behind, caplog):
    def failing(_address: str) -> bool:
        raise RuntimeError("canary")

    async with opened(behind, accepts=failing) as door:

        def talk() -> list[str]:
            with Talk(door) as talk:
                talk.say(b"LHLO x")
                talk.say(b"MAIL FROM:<a@example.net>")
                return [talk.say(b"RCPT TO:<canary@example.org>"), talk.say(b"MAIL FROM:<a@example.net>")]

        answers = await asyncio.to_thread(talk)
    assert [answer[:3] for answer in answers] == ["451", "250"]
    assert "canary" not in " ".join(answers) + caplog.text


async def test_a_client_that_goes_away_while_its_mail_is_stored_loses_nothing(behind):
    behind.delay = 0.4
    async with opened(behind) as door:

        def leave() -> None:
            with Talk(door) as talk:
                talk.until_data()
                talk.socket.sendall(RAW + b".\r\n")
                time.sleep(0.1)

        await asyncio.to_thread(leave)
        assert behind.tried == 1
        assert behind.stored == []
        await until(lambda: behind.stored, within=2)


async def test_closing_waits_for_what_is_being_stored_and_says_so(behind):
    behind.delay = 0.4

    def talk(door: Door) -> list[str]:
        with Talk(door) as talk:
            talk.until_data()
            return [talk.say(RAW + b".")[:3], talk.answer()[:3]]

    async with opened(behind) as door:
        talking = asyncio.create_task(asyncio.to_thread(talk, door))
        await until(lambda: behind.tried)
    assert await talking == ["250", "421"]
    assert len(behind.stored) == 1


async def test_closing_does_not_wait_for_idle_clients(behind):
    async with opened(behind) as door:
        talk = await asyncio.to_thread(lambda: Talk(door).__enter__())
        began = time.monotonic()
        await door.stop()
        assert time.monotonic() - began < 1
        assert (await asyncio.to_thread(talk.answer)).startswith("421")
        talk.__exit__()


async def test_authentication_is_not_offered_and_nothing_is_told_about_addresses(behind):
    async with opened(behind, Speaks.SMTP, accepts=lambda address: address == "admin@example.org") as door:

        def talk() -> None:
            with client(door, Speaks.SMTP) as wire:
                wire.ehlo()
                assert set(wire.esmtp_features) == {"size", "8bitmime", "smtputf8", "help"}
                assert wire.verify("admin@example.org") == wire.verify("nobody@example.org")
                assert wire.expn("all")[0] == 502
                assert wire.docmd("AUTH", "PLAIN AGEAYg==")[0] == 538

        await asyncio.to_thread(talk)


async def test_nothing_of_a_mail_is_logged(behind, caplog):
    caplog.set_level("DEBUG")
    async with opened(behind) as door:
        await asyncio.to_thread(send, door, b"Subject: canary\r\n\r\ncanary\r\n", sender="canary@example.net")

        def confuse() -> str:
            with Talk(door) as talk:
                return talk.say(b"CANARY canary")

        assert (await asyncio.to_thread(confuse)).startswith("500")
    assert "canary" not in caplog.text.lower()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", "mail.example.org", ""])  # noqa: S104  is refused
def test_an_open_address_is_refused(address):
    with pytest.raises(ValueError, match=r"listener\.bind"):
        Settings(host=address)


def test_an_open_address_in_a_trusted_network_is_allowed():
    assert Settings(host="192.0.2.1", trusted_network=True).host == "192.0.2.1"
