"""P14: a mail whose copy may not stay in the mailbox is removed from it once it is on disk, and only it. A real Dovecot."""

import datetime as dt

import pytest

from daemon.channels.imap_progress import Found
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.mailboxes import ASIDE, DONE, mail, opened, settings

HIDDEN, OTHER = mail("hidden"), mail("other")


@pytest.fixture(scope="module", autouse=True)
def _dovecot():
    dovecot_or_skip()


@pytest.fixture
def behind():
    return Behind(verdict=lambda raw: "remove" if raw == HIDDEN else "keep")


def folders(server):
    return [server.folder("admin", name) for name in ("INBOX", DONE)]


async def test_p14_it_is_removed_and_the_others_are_filed(behind):
    with Dovecot() as server:
        server.append("admin", HIDDEN)
        server.append("admin", OTHER)
        async with opened(settings(server), behind):
            await until(lambda: server.folder("admin", DONE) and not server.folder("admin"))
        assert folders(server) == [[], [OTHER]]
        assert sorted(behind.raws) == sorted([HIDDEN, OTHER])
        assert behind.removals == ["removed"]


async def test_p14_what_somebody_else_marked_as_deleted_stays(behind):
    with Dovecot() as server:
        server.append("admin", mail("deleted by an administrator, not yet expunged"))
        async with opened(settings(server), behind):
            await until(lambda: server.folder("admin", DONE))
        with server.session() as client:
            client.select_folder(DONE)
            client.move([1], "INBOX")
            client.select_folder("INBOX")
            client.add_flags(client.search(["ALL"]), [rb"\Deleted"])
        behind.on_record.clear()
        server.append("admin", HIDDEN)
        behind.verdict = lambda raw: "remove" if raw == HIDDEN else "leave"
        async with opened(settings(server), behind):
            await until(lambda: HIDDEN in behind.raws)
            await until(lambda: len(server.folder("admin")) == 1)
        assert [flags for _, flags in server.contents("admin")] == [{r"\Deleted"}]


async def test_p14_after_a_crash_before_the_removal_it_is_removed_at_the_next_start(behind):
    with Dovecot() as server:
        arrived = dt.datetime(2026, 11, 1, 12, 30, tzinfo=dt.UTC)
        server.append("admin", HIDDEN, arrived)
        with server.session() as client:
            uidvalidity = client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]
        name = Found(1, len(HIDDEN), int(arrived.timestamp())).name
        behind.on_record[f"admin@{server.host}/INBOX/{uidvalidity}/{name}"] = "remove"
        async with opened(settings(server), behind):
            await until(lambda: folders(server) == [[], []])
        assert behind.raws == []


async def test_p14_where_the_server_removes_no_single_message_it_is_filed_and_the_log_says_so(behind, caplog):
    with Dovecot(withhold=["UIDPLUS"]) as server:
        server.append("admin", HIDDEN)
        async with opened(settings(server), behind):
            await until(lambda: server.folder("admin", DONE))
        assert folders(server) == [[], [HIDDEN]]
        assert behind.removals == ["stays"]
        said = [record.getMessage() for record in caplog.records if "removes no single message" in record.getMessage()]
        assert len(said) == 1
        assert "hidden" not in said[0]


async def test_p14_nothing_is_removed_that_could_not_be_stored(behind):
    behind.broken = True
    with Dovecot() as server:
        server.append("admin", HIDDEN)
        async with opened(settings(server), behind):
            await until(lambda: behind.tried)
        assert server.folder("admin") == [HIDDEN]
        assert server.folder("admin", ASIDE) == []
