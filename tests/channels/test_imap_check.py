"""What `check` says of a mailbox, against a real Dovecot."""

import contextlib

import pytest

from daemon.channels.imap_check import check
from daemon.channels.imap_settings import Settings, Tls
from tests.support.dovecot import Dovecot, dovecot_or_skip, free_port
from tests.support.mailboxes import settings


@pytest.fixture(scope="module")
def server():
    dovecot_or_skip()
    with Dovecot() as running:
        yield running


def test_check_finds_nothing_to_mend_at_a_good_server(server):
    with server.session() as client:
        for name in ("Cases", "Set aside"):
            with contextlib.suppress(client.Error):
                client.create_folder(name)
    good = settings(server, tls=Tls.IMPLICIT, port=server.tls_port, ca_file=server.ca_file)
    assert [problem for _, problem in check(good)] == [""] * 8


def test_check_changes_nothing():
    dovecot_or_skip()
    with Dovecot(withhold=["IDLE", "MOVE", "UIDPLUS"]) as server:
        rows = dict(check(settings(server)))
        with server.session() as client:
            assert [name for *_, name in client.list_folders()] == ["INBOX"]
    assert all(rows[key].startswith("note: ") for key in ("mailbox.done_folder", "mailbox IDLE", "mailbox MOVE"))
    assert "keyword" in rows["mailbox MOVE"]


def wrong(server, tmp_path) -> dict[str, tuple[Settings, str, str]]:
    authority = server.ca_file
    secure = {"tls": Tls.IMPLICIT, "port": server.tls_port}
    (tmp_path / "empty").write_text("")
    return {
        "no such host": (Settings(host="nowhere.invalid", user="u", password="p"), "mailbox.host", "no such host"),
        "nothing listens": (settings(server, port=free_port()), "mailbox.port", "nothing listens"),
        "unknown authority": (settings(server, **secure), "mailbox.tls", "ca_file"),
        "TLS on the plain port": (settings(server, tls=Tls.IMPLICIT), "mailbox.tls", "993"),
        "no file": (settings(server, ca_file="nowhere.pem", **secure), "mailbox.tls", "ca_file"),
        "not a certificate": (settings(server, ca_file=str(tmp_path / "empty"), **secure), "mailbox.tls", ""),
        "wrong password": (settings(server, password="no"), "mailbox.password", "refuses"),
        "no folder": (settings(server, folder="Nowhere"), "mailbox.folder", "no such folder"),
        "good": (settings(server, ca_file=authority, **secure), "mailbox MOVE", ""),
    }


@pytest.mark.parametrize(
    "case",
    [
        "no such host",
        "nothing listens",
        "unknown authority",
        "TLS on the plain port",
        "no file",
        "not a certificate",
        "wrong password",
        "no folder",
        "good",
    ],
)
def test_check_names_the_key_and_the_remedy(server, tmp_path, case):
    chosen, key, remedy = wrong(server, tmp_path)[case]
    row = check(chosen)[-1]
    assert row[0] == key
    assert remedy in row[1]
    assert bool(row[1]) is (case != "good")


def test_check_tells_a_certificate_for_another_name():
    dovecot_or_skip()
    with Dovecot(names=["mail.example.org"]) as server:
        chosen = settings(server, tls=Tls.IMPLICIT, port=server.tls_port, ca_file=server.ca_file)
        assert check(chosen)[-1][0] == "mailbox.tls"
        assert "another name" in check(chosen)[-1][1]
