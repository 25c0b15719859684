"""How much a client of the LMTP and SMTP door may send, hold and cost."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.support.doors import Behind
from tests.support.smtp_clients import Talk, opened, without_trace


@pytest.fixture
def behind():
    return Behind()


async def test_a_message_beyond_the_limit_is_refused_for_good_and_the_session_goes_on(behind):
    async with opened(behind, max_bytes=10_000) as door:

        def talk() -> None:
            with Talk(door) as talk:
                talk.until_data()
                assert talk.say(b"x" * 10_001 + b"\r\n.").startswith("552")
                talk.until_data()
                assert talk.say(b"x" * 9_998 + b"\r\n.").startswith("250")
                assert talk.say(b"MAIL FROM:<a@example.net> SIZE=10001").startswith("552")

        await asyncio.to_thread(talk)
    assert [len(without_trace(raw)) for raw in behind.raws] == [10_000]


async def test_a_client_that_never_ends_its_message_is_hung_up_on(behind):
    async with opened(behind, max_bytes=10_000) as door:

        def talk() -> str:
            with Talk(door) as talk:
                talk.until_data()
                with contextlib.suppress(ConnectionError):
                    for _ in range(1000):
                        talk.socket.sendall(b"no end " * 1000)
                        time.sleep(0.001)
                    return "read it all"
                with contextlib.suppress(ConnectionError):
                    return talk.answer()
                return "reset"

        assert (await asyncio.to_thread(talk))[:3] in {"552", "res"}
    assert door.held == 0
    assert behind.tried == 0


async def test_connections_beyond_the_limit_are_sent_away(behind):
    async with opened(behind, most_connections=2) as door:

        def talk() -> None:
            with Talk(door), Talk(door) as second:
                with socket.create_connection(("127.0.0.1", door.port), 5) as third:
                    assert third.makefile("rb").readline().startswith(b"421")
                second.say(b"QUIT")
                time.sleep(0.1)
                with Talk(door) as fourth:
                    assert fourth.say(b"LHLO x").startswith("250")

        await asyncio.to_thread(talk)


async def test_a_session_ends_also_when_its_client_keeps_talking(behind):
    async with opened(behind, session_within=0.5) as door:

        def talk() -> float:
            began = time.monotonic()
            with Talk(door) as talk, contextlib.suppress(ConnectionError):
                while talk.say(b"NOOP").startswith("250"):
                    time.sleep(0.02)
            return time.monotonic() - began

        assert 0.4 < await asyncio.to_thread(talk) < 3


MEASURED = textwrap.dedent("""
    import asyncio, resource, socket, sys
    from daemon.channels.smtp import Door, Settings

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    async def main(pattern, total, where):
        sizes = []

        async def receive(channel, raw, origin, note):
            sizes.append(len(raw))
            return "keep"

        door = Door(Settings(port=0), receive)
        await door.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        await reader.readline()
        before = peak()
        for line in (b"LHLO x", b"MAIL FROM:<a@example.net>", b"RCPT TO:<b@example.org>", b"DATA")[: None if where else 0]:
            writer.write(line + b"\\r\\n")
            while (await reader.readline())[3:4] == b"-":
                pass
        for _ in range(total // 65536):
            writer.write(pattern * (65536 // len(pattern)))
            await writer.drain()
        writer.write(b"\\r\\n.\\r\\n")
        answer = (await reader.readline()).decode().strip()
        writer.close()
        await door.stop()
        print(answer[:3], peak() - before, *sizes)

    asyncio.run(main(bytes.fromhex(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "data"))
""")


@pytest.mark.parametrize(
    ("pattern", "total", "where", "code"),
    [
        (b"\r\n", 10 * 2**20, "data", "250"),
        (b"\r\n..", 10 * 2**20, "data", "250"),
        (b"x", 20 * 2**20, "data", "250"),
        (b"x", 45 * 2**20, "data", "552"),
        (b"x", 45 * 2**20, "command", "500"),
    ],
)
def test_hostile_lines_cost_no_more_memory_than_a_few_times_their_size(pattern, total, where, code):
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, pattern.hex(), str(total), where],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    answer, megabytes, *_ = done.stdout.split()
    assert answer == code
    assert int(megabytes) < 120
    assert time.monotonic() - began < 10
