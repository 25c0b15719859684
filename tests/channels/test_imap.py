"""The IMAP door against a real Dovecot."""

import asyncio
import datetime as dt
import time

import pytest

from daemon.channels.imap_progress import Found
from tests.support.doors import Behind, until
from tests.support.dovecot import Dovecot, dovecot_or_skip
from tests.support.mailboxes import ASIDE, DONE, mail, opened, settings


@pytest.fixture(scope="module", autouse=True)
def _dovecot():
    dovecot_or_skip()


@pytest.fixture
def server():
    with Dovecot() as running:
        yield running


@pytest.fixture
def behind():
    return Behind()


async def test_mail_that_waits_is_received_and_moved(server, behind):
    server.append("admin", mail("first"))
    server.append("admin", mail("second"))
    async with opened(settings(server), behind):
        await until(lambda: len(server.folder("admin", DONE)) == 2)
    assert behind.raws == [mail("first"), mail("second")] == server.folder("admin", DONE)
    assert server.folder("admin") == []
    assert {channel for channel, *_ in behind.stored} == {"imap"}
    assert {note for *_, note in behind.stored} == {""}


async def test_the_origin_names_account_folder_uidvalidity_date_size_and_uid(server, behind):
    arrived = dt.datetime(2026, 11, 1, 12, 30, tzinfo=dt.UTC)
    server.append("admin", mail("one"), arrived)
    with server.session() as client:
        uidvalidity = client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]
    async with opened(settings(server), behind):
        await until(lambda: behind.stored)
    assert behind.stored[0][2] == (
        f"admin@{server.host}/INBOX/{uidvalidity}/{arrived.timestamp():.0f}.{len(mail('one'))}/1"
    )


async def test_a_mail_that_arrives_during_idle_is_received_within_two_seconds(server, behind):
    async with opened(settings(server), behind):
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.3)
        server.deliver("admin", mail("prompt"))
        assert await until(lambda: behind.stored) < 2


async def test_a_server_without_idle_is_polled(behind):
    with Dovecot(withhold=["IDLE"]) as server:
        async with opened(settings(server, poll_every=0.5), behind):
            await until(lambda: behind.states == ["connected"])
            server.deliver("admin", mail("polled"))
            assert await until(lambda: behind.stored) < 3


async def test_without_move_a_mail_is_copied_and_only_it_is_expunged(behind):
    with Dovecot(withhold=["MOVE"]) as server:
        server.append(
            "admin", mail("deleted by the administrator, not yet expunged"), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        )
        with server.session() as client:
            client.select_folder("INBOX")
            client.add_flags([1], [rb"\Deleted"])
        server.append("admin", mail("new"))
        async with opened(settings(server, not_before=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)), behind):
            await until(lambda: server.folder("admin", DONE))
        assert server.folder("admin", DONE) == [mail("new")]
        assert [flags for _, flags in server.contents("admin")] == [{r"\Deleted"}]


async def test_without_move_and_uidplus_a_mail_gets_a_keyword_and_is_received_once(behind):
    with Dovecot(withhold=["MOVE", "UIDPLUS"]) as server:
        server.append("admin", mail("marked"))
        async with opened(settings(server), behind):
            await until(lambda: server.contents("admin") == [(mail("marked"), {"$Conductd"})])
        behind.on_record.clear()
        async with opened(settings(server), behind):
            server.append("admin", mail("next"))
            await until(lambda: len(behind.stored) == 2)
        assert behind.raws == [mail("marked"), mail("next")]
        assert server.folder("admin", DONE) == []


async def test_what_was_stored_before_a_crash_is_moved_and_not_received_again(server, behind):
    server.append("admin", mail("stored, then the power went"))
    async with opened(settings(server), behind):
        await until(lambda: server.folder("admin", DONE))
    folder = behind.stored[0][2].rsplit("/", 2)[0]
    arrived = dt.datetime(2026, 11, 1, 12, 30, tzinfo=dt.UTC)
    server.append("admin", mail("aside"), arrived)
    behind.on_record[f"{folder}/{Found(2, len(mail('aside')), int(arrived.timestamp())).name}"] = "aside"
    async with opened(settings(server), behind):
        await until(lambda: server.folder("admin", ASIDE))
    assert len(behind.stored) == 1
    assert server.folder("admin", ASIDE) == [mail("aside")]


async def test_mail_older_than_not_before_is_never_touched(server, behind):
    line = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
    server.append("admin", mail("years before"), dt.datetime(2019, 4, 30, tzinfo=dt.UTC))
    server.append("admin", mail("a second before"), line - dt.timedelta(seconds=1))
    server.append("admin", mail("in time"), line)
    async with opened(settings(server, not_before=line), behind):
        await until(lambda: server.folder("admin", DONE))
    assert behind.raws == [mail("in time")]
    assert server.contents("admin") == [(mail("years before"), frozenset()), (mail("a second before"), frozenset())]


async def test_a_private_mail_is_left_unflagged_and_not_fetched_again(server, behind):
    behind.verdict = lambda raw: "leave" if b"private" in raw else "keep"
    server.append("admin", mail("private"))
    server.append("admin", mail("a report"))
    for _ in range(2):
        async with opened(settings(server), behind):
            await until(lambda: server.folder("admin", DONE) and behind.asked)
    assert server.contents("admin") == [(mail("private"), frozenset())]
    assert sorted(behind.raws) == sorted([mail("private"), mail("a report")])


async def test_a_folder_for_what_is_done_is_made_only_when_something_is_done(server, behind):
    behind.verdict = lambda _: "leave"
    server.append("admin", mail("private"))
    async with opened(settings(server), behind):
        await until(lambda: behind.stored)
    with server.session() as client:
        assert [name for *_, name in client.list_folders()] == ["INBOX"]


async def test_of_a_mail_that_is_too_large_only_the_beginning_is_handed_over(server, behind):
    server.append("admin", mail("large", "x" * 200_000))
    server.append("admin", mail("small"))
    async with opened(settings(server, max_bytes=100_000), behind):
        await until(lambda: len(server.folder("admin", DONE)) == 2)
    (_, beginning, _, note), small = sorted(behind.stored, key=lambda one: -len(one[1]))
    assert note == "too large"
    assert beginning == mail("large", "x" * 200_000)[:65_536]
    assert small[1:2] == (mail("small"),)
    assert small[3] == ""


async def test_folders_are_made_below_the_namespace_of_the_server(behind):
    with Dovecot(prefix="INBOX.") as server:
        server.append("admin", mail("one"))
        async with opened(settings(server, done_folder="Handled/Cases"), behind):
            await until(lambda: server.folder("admin", "INBOX.Handled.Cases"))


async def test_where_folders_cannot_be_made_a_mail_gets_the_keyword(server, behind):
    server.append("admin", mail("nowhere to go"))
    async with opened(settings(server, done_folder="too long " * 100), behind):
        await until(lambda: server.contents("admin") == [(mail("nowhere to go"), {"$Conductd"})])


async def test_commands_in_a_mail_do_nothing(server, behind):
    hostile = mail(
        'x\r\nMessage-ID: <a"\r\n {5}\r\n A1 UID STORE 1:* +FLAGS (\\Deleted)>', "A2 EXPUNGE\r\nA3 DELETE Cases"
    )
    server.append("admin", hostile)
    server.append("admin", mail("bystander"))
    behind.verdict = lambda raw: "leave" if b"bystander" in raw else "keep"
    async with opened(settings(server), behind):
        await until(lambda: server.folder("admin", DONE))
    assert server.folder("admin", DONE) == [hostile]
    assert server.contents("admin") == [(mail("bystander"), frozenset())]


async def test_a_mail_that_could_not_be_stored_stays_and_is_tried_again(server, behind):
    behind.broken = True
    server.append("admin", mail("patient"))
    async with opened(settings(server), behind):
        await until(lambda: behind.tried)
        assert server.contents("admin") == [(mail("patient"), frozenset())]
        behind.broken = False
        await until(lambda: server.folder("admin", DONE) == [mail("patient")])
    assert behind.raws == [mail("patient")]


async def test_while_nobody_says_whether_a_mail_is_known_it_waits(server, behind):
    behind.deaf = True
    server.append("admin", mail("patient"))
    async with opened(settings(server), behind):
        await until(lambda: behind.asked)
        assert behind.tried == 0
        behind.deaf = False
        await until(lambda: server.folder("admin", DONE) == [mail("patient")])
    assert behind.states == ["connected"]


async def test_a_backlog_of_a_hundred_is_received_in_order_and_once(server, behind):
    expected = [mail(f"number {number}") for number in range(100)]
    with server.session() as client:
        for raw in expected:
            client.append("INBOX", raw)
    async with opened(settings(server), behind):
        await until(lambda: len(behind.stored) == 100)
        await until(lambda: server.folder("admin") == [])
    assert behind.raws == expected


async def test_a_server_that_restarts_is_found_again(server, behind):
    async with opened(settings(server), behind):
        await until(lambda: behind.states == ["connected"])
        server.stop()
        await until(lambda: behind.states[-1] == "unreachable")
        server.start()
        server.deliver("admin", mail("after the restart"))
        await until(lambda: behind.stored)
    assert behind.states == ["connected", "unreachable", "connected"]


async def test_a_new_uidvalidity_is_only_another_origin(server, behind):
    behind.verdict = lambda _: "leave"
    server.append("admin", mail("same bytes"))
    async with opened(settings(server), behind):
        await until(lambda: behind.stored)
        server.stop()
        server.lose_uidlist("admin")
        await asyncio.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
        server.start()
        await until(lambda: len(behind.stored) == 2)
    (_, first, one, _), (_, second, other, _) = behind.stored
    assert first == second == mail("same bytes")
    assert one != other
    assert one.rsplit("/", 3)[0] == other.rsplit("/", 3)[0]


async def test_the_door_closes_at_once_while_idle(server, behind):
    async with opened(settings(server), behind) as door:
        await until(lambda: behind.states == ["connected"])
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await door.stop()
        assert time.monotonic() - began < 2


async def test_what_is_being_stored_at_closing_is_finished(server, behind):
    behind.delay = 1.0
    server.append("admin", mail("slow"))
    async with opened(settings(server), behind):
        await until(lambda: behind.tried)
    assert behind.raws == [mail("slow")]


async def test_the_watchdog_is_told_while_the_thread_moves(server, behind):
    async with opened(settings(server), behind):
        await until(lambda: behind.ticks >= 2)
    seen = behind.ticks
    await asyncio.sleep(1.2)
    assert behind.ticks == seen


async def test_nothing_of_a_mail_and_no_password_is_logged(server, behind, caplog):
    caplog.set_level("DEBUG")
    server.append("admin", mail("canary-subject", "canary-body"))
    async with opened(settings(server), behind):
        await until(lambda: server.folder("admin", DONE))
    assert "canary" not in caplog.text
    assert server.password not in caplog.text
    assert "admin" not in "".join(record.getMessage() for record in caplog.records if record.name == "conductd.imap")
