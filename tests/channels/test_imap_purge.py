"""Our own copies removed from a real Dovecot: those whose bytes are ours, and nothing beside them."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.channels.imap_purge import Removed, Trouble, Wanted, remove
from tests.support.dovecot import Dovecot, dovecot_or_skip, free_port
from tests.support.mailboxes import ASIDE, DONE, mail, settings

NOW = datetime.now(UTC)
OURS = mail("a report", "the words of a report")
OTHERS = mail("a report", "the words of another")  # as long, on the same day


@pytest.fixture(scope="module", autouse=True)
def _dovecot():
    dovecot_or_skip()


@pytest.fixture
def server():
    with Dovecot() as running:
        with running.session() as client:
            client.create_folder(DONE)
            client.create_folder(ASIDE)
        yield running


def wanted(raw=OURS, received_at=NOW, name="one"):
    return Wanted(name, received_at, len(raw))


def same(*texts):
    return lambda _wanted, raw: raw in texts


def test_a_copy_is_removed_and_what_lies_beside_it_stays(server):
    for raw in (OTHERS, OURS, mail("something else")):
        server.append("admin", raw, folder=DONE)
    assert remove(settings(server), [wanted()], same(OURS)) == Removed(frozenset({"one"}))
    assert server.folder("admin", DONE) == [OTHERS, mail("something else")]


def test_what_another_client_marked_as_deleted_is_not_taken_along(server):
    server.append("admin", OTHERS, folder=DONE)
    server.append("admin", OURS, folder=DONE)
    with server.session() as client:
        client.select_folder(DONE)
        client.add_flags([1], [rb"\Deleted"])
    remove(settings(server), [wanted()], same(OURS))
    assert server.folder("admin", DONE) == [OTHERS]


def test_both_folders_are_looked_through_and_every_copy_goes(server):
    for folder in (DONE, DONE, ASIDE):
        server.append("admin", OURS, folder=folder)
    assert remove(settings(server), [wanted()], same(OURS)).ids == {"one"}
    assert server.folder("admin", DONE) == server.folder("admin", ASIDE) == []


def test_the_inbox_and_the_sent_folder_are_left_alone(server):
    server.append("admin", OURS)
    assert remove(settings(server, sent_folder="Sent"), [wanted()], same(OURS)).ids == frozenset()
    assert server.folder("admin") == [OURS]


def test_mail_of_another_day_or_size_is_not_even_fetched(server):
    server.append("admin", OURS, internaldate=NOW - timedelta(days=900), folder=DONE)
    server.append("admin", mail("a long one", "x" * 5000), folder=DONE)
    asked = []
    remove(settings(server), [wanted()], lambda _wanted, raw: bool(asked.append(raw)))
    assert asked == []


def test_folders_that_are_not_there_hold_no_copy(server):
    assert remove(settings(server, done_folder="None", aside_folder="Neither"), [wanted()], same(OURS)) == Removed()


def test_a_subject_that_looks_like_a_command_is_no_command(server):
    hostile = mail('x" UNSEEN\r\na1 DELETE Cases', "words")
    server.append("admin", hostile, folder=DONE)
    server.append("admin", OTHERS, folder=DONE)
    remove(settings(server), [wanted(hostile)], same(hostile))
    assert server.folder("admin", DONE) == [OTHERS]


def test_without_uidplus_nothing_is_touched():
    with Dovecot(withhold=("UIDPLUS",)) as server:
        with server.session() as client:
            client.create_folder(DONE)
        server.append("admin", OURS, folder=DONE)
        assert remove(settings(server), [wanted()], same(OURS)) == Removed(trouble=Trouble.NO_UIDPLUS)
        assert server.contents("admin", DONE) == [(OURS, frozenset())]


def test_a_server_that_is_down_or_refuses_is_said(server):
    assert remove(settings(server, port=free_port()), [wanted()], same()).trouble is Trouble.UNREACHABLE
    assert remove(settings(server, password="wrong"), [wanted()], same()).trouble is Trouble.LOGIN


def test_trouble_names_nothing_of_a_mail():
    assert all(each == str(each) for each in Trouble)
    assert "received_at" in repr(wanted())
