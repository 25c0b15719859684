"""The Sent folder as evidence, on a real Dovecot: what left is found, what did not is not, and nothing else happens."""

import pytest

from daemon.channels import imap_sent
from daemon.channels.imap_check import check
from daemon.channels.imap_sent import Held
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
    assert imap_sent.held(settings(server), ["Sent"], LEFT) is Held.YES


def test_a_letter_is_found_in_whichever_folder_it_lies(server):
    assert imap_sent.held(settings(server), ["INBOX", "Nowhere", "Sent"], LEFT) is Held.YES


def test_a_letter_that_was_not_filed_may_not_have_left(server):
    assert imap_sent.held(settings(server), ["Sent"], LEFT.replace("683f", "0000")) is Held.NO


def test_an_identifier_that_is_not_ours_never_enters_a_command(server):
    assert imap_sent.held(settings(server), ["Sent"], f"{LEFT}\r\nA1 DELETE Sent") is Held.NO
    assert server.folder("admin", "Sent")


def test_a_folder_that_is_missing_is_no_evidence(server):
    assert imap_sent.held(settings(server), ["Nowhere"], LEFT) is Held.NO


def test_of_a_server_that_is_gone_nothing_is_known(server):
    server.stop()
    assert imap_sent.held(settings(server), ["Sent"], LEFT) is Held.UNREACHABLE


def test_of_a_server_that_refuses_the_login_nothing_is_known(server):
    assert imap_sent.held(settings(server, password="another"), ["Sent"], LEFT) is Held.UNREACHABLE


def test_check_says_whether_the_sent_folder_is_there(server):
    assert dict(check(settings(server, sent_folder="Sent")))["mailbox.sent_folder"] == ""
    assert "look at its name" in dict(check(settings(server, sent_folder="Nowhere")))["mailbox.sent_folder"]
    assert "mailbox.sent_folder" not in dict(check(settings(server)))
