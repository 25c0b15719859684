"""The Sent folder, watched on a real Dovecot: each mail is handed over once, and nothing in the folder changes."""

import asyncio
import contextlib
import datetime as dt
from dataclasses import dataclass, field

import pytest

from daemon.channels.imap import Door
from daemon.channels.imap_callbacks import SENT, Keep
from daemon.channels.imap_settings import Settings
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.imap_faults import Wire
from tests.support.mailboxes import DONE, mail, settings

FOLDER = "Sent"


@dataclass(slots=True)
class Marks(Behind):
    """Remembers how far the folder was read, too."""

    marks: dict[str, str] = field(default_factory=dict)
    marked: int = 0

    async def read_to(self, name: str) -> str:
        return self.marks.get(name, "")

    async def reached(self, name: str, mark: str) -> None:
        self.marked += 1
        self.marks[name] = mark

    @property
    def mark(self) -> str:
        return next(iter(self.marks.values()), "")


@pytest.fixture(scope="module", autouse=True)
def _dovecot():
    dovecot_or_skip()


@pytest.fixture
def server():
    with Dovecot() as running:
        with running.session() as client:
            client.create_folder(FOLDER)
        yield running


@pytest.fixture
def inbox():
    return Behind()


@pytest.fixture
def sent():
    return Marks()


def watched(server, **changes):
    return settings(server, **{"sent_folder": FOLDER, "poll_every": 0.3, **changes})


@contextlib.asynccontextmanager
async def opened(chosen, inbox, sent):
    door = Door(chosen, receive=inbox.receive, known=inbox.known, state=inbox.state, tick=inbox.tick)
    door.watch_sent(Keep(sent.receive, sent.read_to, sent.reached))
    await door.start()
    try:
        yield door
    finally:
        await door.stop()
    await door.wait()


def filed(server, subject, when=None):
    server.append("admin", mail(subject), when, folder=FOLDER)


async def test_what_is_filed_as_sent_is_handed_over_once_and_stays_as_it_was(server, inbox, sent):
    filed(server, "before")
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.raws == [mail("before")])
        filed(server, "meanwhile")
        await until(lambda: sent.raws == [mail("before"), mail("meanwhile")])
        await until(lambda: sent.mark.endswith("/2"))
        await asyncio.sleep(1)
    assert {channel for channel, *_ in sent.stored} == {SENT}
    assert [origin.rsplit("/", 4)[-4::3] for _, _, origin, _ in sent.stored] == [[FOLDER, "1"], [FOLDER, "2"]]
    assert server.contents("admin", FOLDER) == [(mail("before"), frozenset()), (mail("meanwhile"), frozenset())]
    assert inbox.stored == []
    assert len(sent.stored) == 2


async def test_a_folder_is_opened_only_where_there_is_news_and_to_read_only(server, inbox, sent):
    opened_to_read_only = []

    def noted(piece):
        opened_to_read_only.extend([piece] * piece.count(b"[READ-ONLY]"))
        return piece

    filed(server, "the newest, removed again")
    async with Wire(server.port, noted) as wire, opened(watched(server, port=wire.port), inbox, sent):
        await until(lambda: sent.mark)
        with server.session() as client:
            client.select_folder(FOLDER)
            client.delete_messages([1])
            client.expunge()
        await asyncio.sleep(1.2)
        assert len(opened_to_read_only) == 1
        filed(server, "news")
        await until(lambda: sent.mark.endswith("/2"))
    assert len(opened_to_read_only) == 2


async def test_mail_comes_in_as_before_while_the_sent_folder_is_watched(server, inbox, sent):
    async with opened(watched(server, poll_every=60.0), inbox, sent):
        await until(lambda: inbox.states == ["connected"] and sent.mark)
        await asyncio.sleep(0.3)
        server.deliver("admin", mail("prompt"))
        assert await until(lambda: inbox.stored) < 2
        await until(lambda: len(server.folder("admin", DONE)) == 1)
    assert sent.stored == []


async def test_mail_that_comes_in_while_the_sent_folder_is_open_is_not_waited_for(server, inbox, sent):
    """EXISTS of a folder that is not open is announced to nobody (traps, IMAP)."""
    sent.delay = 1.0
    filed(server, "slow to store")
    async with opened(watched(server, poll_every=60.0), inbox, sent):
        await until(lambda: sent.tried)
        server.deliver("admin", mail("in between"))
        assert await until(lambda: inbox.stored) < 3


async def test_after_a_restart_what_was_read_is_not_fetched_again(server, inbox, sent):
    filed(server, "one")
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.mark.endswith("/1"))
    filed(server, "two")
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.mark.endswith("/2"))
    assert sent.raws == [mail("one"), mail("two")]


async def test_a_new_uidvalidity_is_read_from_the_beginning(server, inbox, sent):
    filed(server, "one")
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.mark.endswith("/1"))
        server.stop()
        for path in (server.root / "mail" / "admin" / "Maildir" / ".Sent").glob("dovecot*"):
            path.unlink()
        await asyncio.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
        server.start()
        await until(lambda: len(sent.stored) == 2)
    (_, first, one, _), (_, second, other, _) = sent.stored
    assert first == second
    assert one != other


async def test_what_was_sent_before_the_beginning_is_never_fetched(server, inbox, sent):
    line = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
    filed(server, "years before", dt.datetime(2019, 4, 30, tzinfo=dt.UTC))
    filed(server, "a second before", line - dt.timedelta(seconds=1))
    filed(server, "in time", line)
    async with opened(watched(server, not_before=line), inbox, sent):
        await until(lambda: sent.mark.endswith("/3"))
    assert sent.raws == [mail("in time")]


async def test_what_could_not_be_stored_is_handed_over_again_and_nothing_after_it_is_lost(server, inbox, sent):
    filed(server, "patient")
    filed(server, "after it")
    sent.broken = True
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.tried)
        server.deliver("admin", mail("in the meantime"))
        await until(lambda: inbox.stored)
        assert not sent.mark.endswith(("/1", "/2"))
        sent.broken = False
        await until(lambda: sent.mark.endswith("/2"))
    assert sent.raws == [mail("patient"), mail("after it")]


async def test_a_sent_folder_that_is_missing_takes_nothing_from_the_inbox(server, inbox, sent, caplog):
    async with opened(watched(server, sent_folder="Nowhere"), inbox, sent):
        server.deliver("admin", mail("as ever"))
        await until(lambda: inbox.stored)
        await asyncio.sleep(1)
    assert inbox.states == ["connected"]
    assert caplog.text.count("the sent folder cannot be looked into") == 1


async def test_a_mail_that_is_too_large_is_passed_over(server, inbox, sent, caplog):
    server.append("admin", mail("large", "x" * 200_000), folder=FOLDER)
    filed(server, "small")
    async with opened(watched(server, max_bytes=100_000), inbox, sent):
        await until(lambda: sent.mark.endswith("/2"))
    assert sent.raws == [mail("small")]
    assert "too large" in caplog.text


async def test_a_full_folder_is_read_in_pieces(server, inbox, sent):
    expected = [mail(f"number {number}") for number in range(230)]
    with server.session() as client:
        for raw in expected:
            client.append(FOLDER, raw)
    async with opened(watched(server), inbox, sent):
        await until(lambda: sent.mark.endswith("/230"), 20)
    assert sent.raws == expected
    assert sent.marked == 3


async def test_another_name_of_the_inbox_or_of_what_is_done_is_not_looked_into(inbox, sent):
    """What anybody may send would be taken for an administrator's."""
    with Dovecot(prefix="INBOX.") as server:
        server.append("admin", mail("from outside"))
        async with opened(watched(server, sent_folder=f"INBOX.{DONE}"), inbox, sent):
            await until(lambda: server.folder("admin", f"INBOX.{DONE}"))
            await asyncio.sleep(1)
    assert sent.stored == []


@pytest.mark.parametrize("folder", ["INBOX", "inbox", "Cases", "Set aside", "Sent\r\nA1 DELETE Sent", "*"])
def test_a_folder_that_is_another_one_s_or_none_is_refused(folder):
    with pytest.raises(ValueError, match=r"mailbox\.sent_folder"):
        Settings(host="localhost", user="u", sent_folder=folder)


async def test_the_door_closes_at_once_while_a_full_folder_is_read(server, inbox, sent):
    sent.delay = 0.2
    with server.session() as client:
        for number in range(60):
            client.append(FOLDER, mail(f"number {number}"))
    async with opened(watched(server), inbox, sent) as door:
        await until(lambda: sent.stored)
        began = asyncio.get_running_loop().time()
        await door.stop()
        assert asyncio.get_running_loop().time() - began < 2
    assert len(sent.stored) < 60


async def test_without_a_folder_named_nothing_is_looked_into(server, inbox, sent):
    filed(server, "left alone")
    async with opened(settings(server, poll_every=0.3), inbox, sent):
        await until(lambda: inbox.states == ["connected"])
        await asyncio.sleep(0.8)
    assert (sent.stored, sent.marks) == ([], {})
