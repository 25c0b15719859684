"""The Sent folder as evidence, on a real Dovecot: what left is found, what did not is not, and nothing else happens."""

import pytest

from daemon.channels import imap_sent
from daemon.channels.imap_check import check
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.mailboxes import settings

LEFT = "afjlx5zruntew4cljkbjz7hovv2pntlco4hbbvdg.683f0673c0216cd0@softskills.example"
MAIL = f"From: a@example.net\r\nTo: b@example.org\r\nMessage-ID: <{LEFT}>\r\nSubject: x\r\n\r\nHello.\r\n".encode()


@pytest.fixture
def server():
    dovecot_or_skip()
    with Dovecot() as running:
        with running.session() as client:
            client.create_folder("Sent")
        running.append("admin", MAIL, folder="Sent")
        yield running


def test_a_letter_that_was_filed_as_sent_has_left(server):
    assert imap_sent.holds(settings(server), "Sent", LEFT)


def test_a_letter_that_was_not_filed_may_not_have_left(server):
    assert not imap_sent.holds(settings(server), "Sent", LEFT.replace("683f", "0000"))


def test_an_identifier_that_is_not_ours_never_enters_a_command(server):
    assert not imap_sent.holds(settings(server), "Sent", f"{LEFT}\r\nA1 DELETE Sent")
    assert server.folder("admin", "Sent")


def test_a_folder_that_is_missing_is_no_evidence(server):
    assert not imap_sent.holds(settings(server), "Nowhere", LEFT)


def test_a_server_that_is_gone_is_no_evidence(server):
    server.stop()
    assert not imap_sent.holds(settings(server), "Sent", LEFT)


def test_check_says_whether_the_sent_folder_is_there(server):
    assert dict(check(settings(server, sent_folder="Sent")))["mailbox.sent_folder"] == ""
    assert "look at its name" in dict(check(settings(server, sent_folder="Nowhere")))["mailbox.sent_folder"]
    assert "mailbox.sent_folder" not in dict(check(settings(server)))
