"""The IMAP door's TLS and login against a real Dovecot, and what it says where they fail."""

import asyncio
import dataclasses
import datetime as dt
import time

import pytest

from daemon.channels.imap_settings import Settings, Tls
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.imap_faults import Wire
from tests.support.mailboxes import DONE, mail, opened, settings


@pytest.fixture
def server():
    dovecot_or_skip()
    with Dovecot() as running:
        yield running


@pytest.fixture
def behind():
    return Behind()


async def test_a_wrong_password_is_said_in_fixed_words(server, behind, caplog):
    async with opened(settings(server, password="canary-of-a-password"), behind):
        await until(lambda: behind.states)
    assert behind.states == ["refused login"]
    assert "canary" not in caplog.text
    assert "refused login" in caplog.text


async def test_a_folder_that_is_not_there_is_said_in_fixed_words(server, behind):
    async with opened(settings(server, folder="Nowhere"), behind):
        await until(lambda: behind.states)
    assert behind.states == ["folder missing"]


async def test_a_server_that_is_not_there_is_said_in_fixed_words(server, behind):
    server.stop()
    async with opened(settings(server), behind):
        await until(lambda: behind.states)
    assert behind.states == ["unreachable"]


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_mail_is_received_over_tls(server, behind, tls):
    port = server.tls_port if tls is Tls.IMPLICIT else server.port
    chosen = settings(server, tls=tls, port=port, ca_file=server.ca_file)
    async with opened(chosen, behind):
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.3)
        server.deliver("admin", mail("confidential"))
        await until(lambda: server.folder("admin", DONE))
        began = time.monotonic()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_certificate_of_an_unknown_authority_is_refused_before_the_password_is_sent(server, behind, tls):
    port = server.tls_port if tls is Tls.IMPLICIT else server.port
    async with opened(settings(server, tls=tls, port=port), behind):
        await until(lambda: behind.states)
    assert behind.states == ["tls failed"]
    assert "Login: user" not in server.log()


async def test_a_certificate_for_another_name_is_refused(behind):
    with Dovecot(names=["mail.example.org"]) as server:
        chosen = settings(server, tls=Tls.IMPLICIT, port=server.tls_port, ca_file=server.ca_file)
        async with opened(chosen, behind):
            await until(lambda: behind.states)
        assert behind.states == ["tls failed"]


async def test_a_password_is_not_sent_where_starttls_was_taken_away(server, behind):
    before = server.log().count("Login: user")
    strip = lambda piece: piece.replace(b"STARTTLS", b"XSTARTTL")  # noqa: E731  a wire's alteration
    async with Wire(server.port, strip) as wire, opened(settings(server, port=wire.port, tls=Tls.STARTTLS), behind):
        await until(lambda: behind.states)
    assert behind.states == ["tls failed"]
    assert server.log().count("Login: user") == before


def test_secrets_and_addresses_do_not_show():
    shown = repr(Settings(host="imap.example.com", user="who@example.com", password="canary"))
    assert "canary" not in shown
    assert "who@" not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"tls": Tls.NONE},
        {"password": "a\r\nA1 DELETE INBOX"},
        {"user": "a\nb"},
        {"done_folder": "Ca\r\nses"},
        {"aside_folder": "all*"},
        {"done_folder": "INBOX"},
        {"idle_slice": 31.0},
        {"not_before": dt.datetime(2026, 1, 1)},  # noqa: DTZ001  the zone is what it lacks
    ],
)
def test_settings_that_cannot_be_are_refused(wrong):
    right = Settings(host="imap.example.com", user="who@example.com", password="x")
    with pytest.raises(ValueError, match="mailbox"):
        dataclasses.replace(right, **wrong)
