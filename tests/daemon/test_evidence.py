"""What stands as evidence that a mail left, by the configuration: asked of a real Dovecot and a real store."""

from datetime import timedelta

import pytest

from daemon.assembly import assemble
from daemon.clock import now
from daemon.config import load
from daemon.opening import open_store
from notifiers.sending import Evidence
from tests.support.daemon import HOUSE, listener, mailbox, outgoing, written
from tests.support.dovecot import Dovecot, free_port

LETTER = "afjlx5zruntew4cljkbjz7hovv2pntlco4hbbvdg.683f0673c0216cd0@example.org"
MAIL = (
    f"From: admin@example.org\r\nTo: b@example.net\r\nMessage-ID: <{LETTER}>\r\nSubject: x\r\n\r\nHello.\r\n".encode()
)
SENT, COPY = 'sent_folder = "Sent"', 'receipts_to = "admin+receipts@example.org"'


@pytest.fixture(scope="module")
def server():
    with Dovecot() as running:
        with running.session() as client:
            for folder in ("Sent", "Cases", "Other"):
                client.create_folder(folder)
        yield running


@pytest.fixture
def asked(server, tmp_path):
    """The evidence for a letter, of the configuration that says so."""

    async def ask(evidence):
        keys = SENT if evidence == "sent" else ""
        way_out = outgoing(9, f'evidence = "{evidence}"\n{COPY if evidence == "copy" else ""}')
        config = load(written(tmp_path, HOUSE, mailbox(server, "admin", keys), way_out), {})
        store = open_store(config, now())
        try:
            rooms = assemble(config, store, now, lambda: None)
            return await rooms.sender.was_sent("id", LETTER, "b@example.net")
        finally:
            store.close()

    return ask


async def test_where_copies_come_to_the_listener_there_is_time_for_a_mail_server_to_try_again(tmp_path):
    """What it could not hand over while nobody listened comes minutes later."""
    way_out = outgoing(9, f'evidence = "copy"\n{COPY}')
    config = load(written(tmp_path, HOUSE, listener(free_port()), way_out), {})
    began = now()
    times = [began, began + timedelta(minutes=14), began + timedelta(minutes=15)]
    store = open_store(config, began)
    try:
        sender = assemble(config, store, lambda: times.pop(0), lambda: None).sender
        asked = [await sender.was_sent("id", LETTER, "b@example.net") for _ in range(2)]
    finally:
        store.close()
    assert asked == [Evidence.UNREACHABLE, Evidence.UNKNOWN]


def empty(server):
    with server.session() as client:
        for folder in ("INBOX", "Sent", "Cases", "Other"):
            client.select_folder(folder)
            client.delete_messages(client.search())
            client.expunge()


@pytest.mark.parametrize("folder", ["INBOX", "Cases"])
async def test_a_copy_that_lies_in_the_mailbox_is_evidence_before_anybody_has_read_it(server, asked, folder):
    empty(server)
    server.append("admin", MAIL, folder=folder)
    assert await asked("copy") is Evidence.YES


async def test_what_lies_elsewhere_is_no_copy_that_came_back(server, asked):
    empty(server)
    server.append("admin", MAIL, folder="Other")
    assert await asked("copy") is Evidence.UNKNOWN


async def test_what_is_filed_as_sent_is_evidence_where_the_sent_folder_is_searched(server, asked):
    empty(server)
    assert await asked("sent") is Evidence.UNKNOWN
    server.append("admin", MAIL, folder="Sent")
    assert await asked("sent") is Evidence.YES


async def test_without_evidence_nobody_is_asked(server, asked):
    server.append("admin", MAIL)
    assert await asked("none") is Evidence.UNKNOWN


@pytest.mark.parametrize("evidence", ["copy", "sent"])
async def test_of_a_mailbox_that_cannot_be_reached_nothing_is_known(server, asked, evidence):
    server.stop()
    try:
        assert await asked(evidence) is Evidence.UNREACHABLE
    finally:
        server.start()
