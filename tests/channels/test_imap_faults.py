"""The IMAP door on a bad wire, at a server with odd answers, and with a token; and what `check` says."""

import asyncio
import contextlib
import dataclasses
import re
import time

import pytest

from daemon.channels.imap_progress import Found
from daemon.channels.imap_session import Session
from daemon.channels.imap_settings import Settings
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.imap_faults import Wire
from tests.support.mailboxes import mail, opened, settings


@pytest.fixture(scope="module")
def server():
    dovecot_or_skip()
    with Dovecot() as running:
        yield running


@pytest.fixture
def user(server):
    """A mailbox that no other test of this module used."""
    with server.session() as client:
        for *_, name in client.list_folders():
            client.select_folder(name)
            client.delete_messages(client.search())
            client.expunge()
    return "admin"


@pytest.fixture
def behind():
    return Behind()


async def test_a_connection_closed_during_idle_is_noticed_and_made_again(server, user, behind):
    async with Wire(server.port) as wire, opened(settings(server, port=wire.port), behind):
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.3)
        wire.cut()
        assert await until(lambda: behind.states[1:] == ["unreachable", "connected"]) < 4
        server.deliver(user, mail("after the cut"))
        await until(lambda: behind.raws[-1:])
    assert wire.connections == 2


async def test_a_silent_server_does_not_keep_the_door_from_closing(server, user, behind):
    async with Wire(server.port) as wire, opened(settings(server, port=wire.port), behind) as door:
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.3)
        wire.freeze()
        began = time.monotonic()
        await door.stop()
    assert time.monotonic() - began < 2
    await door.wait()


async def test_a_server_that_never_greets_does_not_keep_the_door_from_closing(server, user, behind):
    async with Wire(server.port) as wire:
        wire.freeze()
        async with opened(settings(server, port=wire.port, connect_timeout=2), behind) as door:
            await until(lambda: wire.connections)
            began = time.monotonic()
            await door.stop()
        assert time.monotonic() - began < 9
        await door.wait()


def silent_soon(server, wire) -> Settings:
    return settings(server, port=wire.port, idle_slice=0.3, timeout=0.5)


async def test_a_server_that_falls_silent_is_left_after_the_timeout(server, user, behind):
    async with Wire(server.port) as wire, opened(silent_soon(server, wire), behind):
        await until(lambda: behind.states == ["connected"])
        wire.freeze()
        assert await until(lambda: "unreachable" in behind.states) < 3
        wire.thaw()
        await until(lambda: behind.states[-1] == "connected")


async def test_a_thread_that_does_not_move_is_cut_loose(server, user, behind):
    chosen = settings(server, stall_after=1.0, timeout=60)
    async with Wire(server.port) as wire, opened(dataclasses.replace(chosen, port=wire.port), behind):
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.2)
        wire.alter = lambda piece: piece if b"EXISTS" in piece else b""  # what ends IDLE has no answer
        server.deliver(user, mail("x"))
        assert 0.5 < await until(lambda: "unreachable" in behind.states) < 5
        wire.alter = lambda piece: piece
        await until(lambda: behind.stored)


async def test_an_answer_without_its_uid_is_never_taken_for_another_message(server, behind):
    # A mailbox that was never used: UIDs 2 and 3 have the numbers 1 and 2, so the number 2 would be taken for UID 2.
    with server.session("second") as client:
        for subject in ("gone", "second", "third"):
            client.append("INBOX", mail(subject))
        client.select_folder("INBOX")
        uids = client.search()
        client.delete_messages(uids[:1])
        client.expunge()
    assert uids == [1, 2, 3]
    fetches = []

    def chosen(wire: Wire) -> Settings:
        return settings(server, port=wire.port, user="second")

    def without_uids(piece: bytes) -> bytes:
        fetches.extend(re.findall(rb"FETCH", piece))
        return re.sub(rb"FETCH \(UID \d+ ", b"FETCH (", piece)

    def described(wire: Wire) -> tuple[list[Found], list[int]]:
        with contextlib.closing(Session(chosen(wire))) as session:
            session.login(None)
            session.open_folder()
            return session.describe([2, 3])

    async with Wire(server.port, without_uids) as wire:
        assert await asyncio.to_thread(described, wire) == ([], [])
    fetches.clear()
    async with Wire(server.port, without_uids) as wire, opened(chosen(wire), behind):
        await until(lambda: len(fetches) >= 2)
        assert behind.tried == 0
        wire.alter = lambda piece: piece
        await until(lambda: len(behind.stored) == 2)
    assert [origin.rsplit("/", 1)[1] for *_, origin, _ in behind.stored] == [str(uid) for uid in uids[1:]]


async def test_a_message_that_vanishes_before_it_is_fetched_holds_up_nothing(server, user, behind):
    with server.session() as client:
        for subject in ("vanishing", "staying"):
            client.append("INBOX", mail(subject))
        client.select_folder("INBOX")
        first = client.search()[0]

        def vanish(piece: bytes) -> bytes:
            if b"RFC822.SIZE" in piece and client.search():
                client.delete_messages([first])
                client.uid_expunge([first])
            return piece

        async with Wire(server.port, vanish) as wire, opened(settings(server, port=wire.port), behind):
            await until(lambda: behind.stored)
            await until(lambda: server.folder(user, "Cases"))
    assert behind.raws == [mail("staying")]


async def test_a_server_that_talks_nonsense_does_not_kill_the_door(server, user, behind):
    async with Wire(server.port, lambda piece: piece.replace(b"SEARCH", b"SEARCH (((((")) as wire:
        server.append(user, mail("x"))
        async with opened(settings(server, port=wire.port), behind):
            await until(lambda: "unreachable" in behind.states)
            wire.alter = lambda piece: piece
            await until(lambda: behind.stored)


async def test_without_any_way_to_mark_a_mail_is_remembered_instead(server, user, behind):
    def poor(piece: bytes) -> bytes:
        return re.sub(rb" (MOVE|UIDPLUS)", b"", piece).replace(rb" \*)]", b")]").replace(b"$Conductd", b"$other")

    server.append(user, mail("stays"))
    async with Wire(server.port, poor) as wire:
        for _ in range(2):
            async with opened(settings(server, port=wire.port), behind):
                await until(lambda: behind.asked and behind.raws)
            behind.asked.clear()
    assert behind.raws == [mail("stays")]
    assert server.contents(user) == [(mail("stays"), frozenset())]


async def test_mail_of_another_session_is_moved_after_it_was_only_stored(server, user, behind):
    """The crash itself: the bytes are on disk, and the connection dies before anything could be marked."""
    async with Wire(server.port) as wire, opened(settings(server, port=wire.port), behind):
        await until(lambda: behind.states == ["connected"])
        behind.verdict = lambda _: wire.cut() or "keep"
        server.deliver(user, mail("stored, not moved"))
        await until(lambda: server.folder(user, "Cases"))
    assert len(behind.stored) == 1
