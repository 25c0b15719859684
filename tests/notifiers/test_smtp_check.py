"""What `check` says of a mail server, and that it sends nothing while it tries."""

import socket

import pytest

from notifiers.smtp import SmtpSettings, Tls
from notifiers.smtp_check import check
from tests.support.certificates import Authority
from tests.support.sink import Sink


def settings(sink, **changes):
    return SmtpSettings(**{"host": "127.0.0.1", "port": sink.port, "tls": Tls.NONE, "timeout": 3.0, **changes})


async def said(given):
    rows = await check(given, "admin@softskills.example")
    return rows[-1].problem


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]  # bound and not listening: a connection is refused


async def test_check_tries_connection_login_and_addresses_and_sends_nothing():
    with Sink(accounts={"admin": "right"}) as sink:
        given = settings(sink, user="admin", password="right", receipts_to="receipts@softskills.example")
        rows = await check(given, "admin@softskills.example")
        assert [row.problem for row in rows] == [""] * 4
        assert sink.messages == ()


async def test_check_names_the_key_to_mend(authority, free_port):
    context = authority.issue("elsewhere.example").server_context()
    with Sink(accounts={"admin": "right"}) as plain, Sink(tls=context) as other:
        unreachable = SmtpSettings(host="127.0.0.1", port=free_port, tls=Tls.NONE)
        assert "smtp.port" in await said(unreachable)
        assert "smtp.password" in await said(settings(plain, user="admin", password="wrong"))
        assert "smtp.ca_file" in await said(settings(other, tls=Tls.IMPLICIT, ca_file=authority.ca_file))
        assert "starttls" in await said(settings(plain, tls=Tls.IMPLICIT, ca_file=authority.ca_file))


async def test_check_says_that_our_address_or_the_copies_are_refused():
    with Sink(refuse={"receipts@softskills.example": "550 no"}) as sink:
        assert "smtp.receipts_to" in await said(settings(sink, receipts_to="receipts@softskills.example"))
        sink.refuse_sender = "553 no"
        assert "smtp.sender" in await said(settings(sink))
