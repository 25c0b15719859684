"""Clients of the listener that hold on, flood, smuggle or do not listen: the others are served, and one message is one."""

import asyncio
import contextlib
import smtplib
import socket
import time

import pytest

from tests.support.doors import Behind, until
from tests.support.smtp_clients import Talk, opened, send, without_trace

ENDS_ELSEWHERE = (
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r\n.\r",
    b"\r.\r\n",
    b"\n.\r",
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
)
SMUGGLED = b"MAIL FROM:<ceo@example.org>\r\nRCPT TO:<admin@example.org>\r\nDATA\r\nFrom: ceo@example.org\r\n\r\nhi\r\n"


@pytest.fixture
def behind():
    return Behind()


def read_all(wire: socket.socket, seconds: float = 5.0) -> bytes:
    """Until the other side hangs up."""
    wire.settimeout(seconds)
    found = b""
    with contextlib.suppress(ConnectionError):
        while piece := wire.recv(65536):
            found += piece
    return found


@pytest.mark.parametrize("end", ENDS_ELSEWHERE, ids=repr)
async def test_what_ends_a_message_elsewhere_ends_none_here(behind, end):
    raw = b"From: a@example.net\r\n\r\none" + end + SMUGGLED

    def talk() -> None:
        with Talk(door) as talk:
            talk.until_data()
            assert talk.say(raw + b".").startswith("250")
            assert talk.say(b"NOOP").startswith("250")

    async with opened(behind) as door:
        await asyncio.to_thread(talk)
    assert [without_trace(each) for each in behind.raws] == [raw.replace(b"\r\n.", b"\r\n")]


async def test_everything_at_once_is_taken_in_its_order(behind):
    one = b"MAIL FROM:<a@example.net>\r\nRCPT TO:<admin@example.org>\r\nDATA\r\nSubject: %d\r\n\r\n.\r\n"

    def talk() -> bytes:
        with Talk(door) as talk:
            talk.socket.sendall(b"LHLO x\r\n" + b"".join(one % number for number in range(20)) + b"QUIT\r\n")
            return read_all(talk.socket)

    async with opened(behind) as door:
        replies = await asyncio.to_thread(talk)
    assert replies.count(b"250 2.0.0 OK") == 20
    assert [without_trace(each) for each in behind.raws] == [b"Subject: %d\r\n\r\n" % number for number in range(20)]


async def test_a_chunk_is_no_command_that_we_know(behind):
    def talk() -> str:
        with Talk(door) as talk:
            assert b"CHUNKING" not in talk.say(b"LHLO x").encode()
            talk.say(b"MAIL FROM:<a@example.net>")
            talk.say(b"RCPT TO:<admin@example.org>")
            return talk.say(b"BDAT 4 LAST")

    async with opened(behind) as door:
        assert (await asyncio.to_thread(talk)).startswith("500")
    assert behind.tried == 0


@pytest.mark.parametrize(
    "line", [b"", b"\xff\xff", b"RCPT TO:<admin@example.org>", b"DATA", b"x" * 3_000, b"MAIL FROM:<"]
)
async def test_whoever_only_makes_errors_is_hung_up_on(behind, line):
    def talk() -> bytes:
        with Talk(door) as talk:
            talk.say(b"LHLO x")
            with contextlib.suppress(ConnectionError):
                talk.socket.sendall((line + b"\r\n") * 200)
            return read_all(talk.socket)

    async with opened(behind) as door:
        replies = await asyncio.to_thread(talk)
    assert replies.count(b"\r\n") <= 22


async def test_ten_thousand_recipients_end_the_session_and_fifty_do_not(behind):
    def talk(count: int) -> str:
        with Talk(door) as talk:
            talk.say(b"LHLO x")
            talk.say(b"MAIL FROM:<a@example.net>")
            with contextlib.suppress(ConnectionError):
                talk.socket.sendall(b"RCPT TO:<admin@example.org>\r\n" * count)
            return " ".join(dict.fromkeys(line[:3].decode() for line in read_all(talk.socket, 1.0).splitlines()))

    async with opened(behind, session_within=1.0) as door:
        assert await asyncio.to_thread(talk, 50) == "250 452 421"  # the last by `session_within`
    async with opened(behind) as door:
        assert (await asyncio.to_thread(talk, 10_000)) in {"250 452 421", "250 452"}  # what was not read may reset it


async def test_a_message_lets_a_session_go_on_as_long_as_it_brings_some(behind):
    def talk() -> None:
        with Talk(door) as talk:
            for _ in range(6):
                talk.until_data()
                assert talk.say(b"x\r\n.").startswith("250")

    async with opened(behind, most_commands=10) as door:
        await asyncio.to_thread(talk)
    assert behind.tried == 6


async def test_clients_that_say_nothing_make_room_for_one_that_does(behind):
    def hold() -> list[socket.socket]:
        held = [socket.create_connection(("127.0.0.1", door.port), 5) for _ in range(3)]
        return [each for each in held if each.recv(100)]

    async with opened(behind, most_connections=3, spared_for=0.2) as door:
        held = await asyncio.to_thread(hold)
        with pytest.raises(OSError, match="421"):
            await asyncio.to_thread(_sent_or_refused, door)
        await asyncio.sleep(0.3)
        assert await asyncio.to_thread(send, door) == {}
        for each in held:
            each.close()
    assert len(behind.raws) == 1


def _sent_or_refused(door) -> None:
    try:
        send(door)
    except smtplib.SMTPException as refused:
        raise OSError(str(refused)) from None


async def test_a_session_that_is_being_stored_is_not_hung_up_on_for_another(behind):
    behind.delay = 1.0

    async with opened(behind, most_connections=1, spared_for=0.0) as door:
        first = asyncio.ensure_future(asyncio.to_thread(send, door))
        await until(lambda: behind.tried == 1)
        with pytest.raises(OSError, match="421"):
            await asyncio.to_thread(_sent_or_refused, door)
        assert await first == {}


async def test_whoever_never_reads_is_gone_a_moment_after_the_session_ends(behind):
    def flood() -> socket.socket:
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", door.port))
        wire.settimeout(0.5)
        with contextlib.suppress(OSError):
            wire.sendall(b"LHLO x\r\n" + b"HELP\r\n" * 400_000)
        return wire

    async with opened(behind, most_connections=1, session_within=2.0, most_commands=10**9, most_errors=10**9) as door:
        wire = await asyncio.to_thread(flood)
        await until(lambda: not door._sessions, within=10)
        assert await asyncio.to_thread(send, door) == {}
        wire.close()


async def test_a_client_that_floods_does_not_hold_up_another(behind):
    def flood() -> None:
        with Talk(door) as talk, contextlib.suppress(OSError):
            talk.say(b"LHLO x")
            for _ in range(40):
                talk.socket.sendall(b"NOOP\r\n" * 40_000)

    async with opened(behind, most_commands=10**9) as door:
        flooding = asyncio.ensure_future(asyncio.to_thread(flood))
        await asyncio.sleep(0.1)
        longest, end = 0.0, time.monotonic() + 1.0
        while time.monotonic() < end:
            asked = time.thread_time()  # the loop's own work: on a busy machine its turns are late, and no longer
            await asyncio.sleep(0.01)
            longest = max(longest, time.thread_time() - asked)
        assert longest < 0.5
        for session in list(door._sessions):
            session.tear_down()
        await flooding


async def test_a_reset_in_the_middle_of_a_message_leaves_nothing_behind(behind):
    def talk() -> None:
        with Talk(door) as talk:
            talk.until_data()
            talk.socket.sendall(b"Subject: half\r\n" * 5_000)
            talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    async with opened(behind) as door:
        await asyncio.to_thread(talk)
        await until(lambda: not door._sessions)
        assert door.held == 0
        assert await asyncio.to_thread(send, door) == {}
    assert len(behind.raws) == 1


async def test_clients_that_come_at_the_same_moment_are_counted_too(behind):
    async with opened(behind, most_connections=2) as door:
        wires = [socket.create_connection(("127.0.0.1", door.port), 5) for _ in range(12)]
        greetings = await asyncio.to_thread(lambda: [each.recv(3) for each in wires])
        await until(lambda: len(door._sessions) <= 2)
        for each in wires:
            each.close()
    assert (greetings.count(b"220"), greetings.count(b"421")) == (2, 10)
