"""Long messages are read in a process of their own (design 9, issue of the waiting loop): the daemon never waits."""

import asyncio
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from daemon.readers import LARGE_MAIL, LONG_TEXT, Readers, ReadingFailed, surroundings
from daemon.reading_process import LENGTH
from parsers.message import Channel, Message
from parsers.reading import Context, read
from parsers.terms import MessageKind

TOLD = "He shouts at every newcomer in #help until they leave, and yesterday he did it to me. "
LONG = Message(channel=Channel.EMAIL, sender="a@member.example", text=TOLD * (LONG_TEXT // len(TOLD) + 2))
SHORT = Message(channel=Channel.SLACK, sender="U0A", text=TOLD)


async def test_a_long_message_is_read_by_another_process_and_gives_the_same_reading() -> None:
    readers = Readers()
    try:
        found = await readers.read(LONG, Context())
        assert readers.pid
        assert readers.pid != os.getpid()
    finally:
        await readers.close()
    assert found == read(LONG, Context())
    assert found.kind is MessageKind.REPORT


async def test_a_short_message_starts_no_process() -> None:
    readers = Readers()
    await readers.read(SHORT, Context())
    assert readers.pid is None


async def test_mail_is_read_while_a_resolver_that_hangs_holds_every_thread_of_the_loop() -> None:
    """A few look-ups for Slack and the mail server are enough; after three tries in vain a mail would be set aside."""
    hangs = threading.Event()
    lookups = [asyncio.ensure_future(asyncio.to_thread(hangs.wait, 30)) for _ in range(40)]
    await asyncio.sleep(0)
    try:
        readers = Readers(within=5.0)
        assert (await readers.read(SHORT, Context())).kind is MessageKind.REPORT
    finally:
        hangs.set()
        await asyncio.gather(*lookups)


async def test_the_loop_goes_on_while_a_hostile_text_of_64_kb_is_read() -> None:
    readers = Readers()
    try:
        await readers.read(LONG, Context())  # the process is there
        hostile = Message(channel=Channel.EMAIL, text=("I don't want not to be no " * 3000)[:65_536])
        late = 0.0
        reading = asyncio.ensure_future(readers.read(hostile, Context()))
        while not reading.done():
            begun = time.perf_counter()
            await asyncio.sleep(0.002)
            late = max(late, time.perf_counter() - begun - 0.002)
        await reading
        assert late < 0.25, f"the loop waited {late:.3f} s"  # read here, it waits for seconds on a busy machine
    finally:
        await readers.close()


async def test_a_reading_that_hangs_is_ended_and_the_next_one_is_read_by_a_new_process() -> None:
    readers = Readers(within=1.5)
    try:
        readers.within = 30.0
        await readers.read(LONG, Context())
        first = readers.pid
        assert first
        os.kill(first, signal.SIGSTOP)
        readers.within = 0.3
        with pytest.raises(TimeoutError):
            await readers.read(LONG, Context())
        readers.within = 30.0
        assert (await readers.read(LONG, Context())).kind is MessageKind.REPORT
        assert readers.pid != first
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
    finally:
        await readers.close()


async def test_a_reading_process_that_dies_fails_that_try_alone() -> None:
    readers = Readers()
    try:
        await readers.read(LONG, Context())
        assert readers.pid
        os.kill(readers.pid, signal.SIGKILL)
        with contextlib.suppress(ReadingFailed):  # or it was seen to be dead already, and a new one read it
            await readers.read(LONG, Context())
        assert (await readers.read(LONG, Context())).kind is MessageKind.REPORT
    finally:
        await readers.close()


async def test_a_large_mail_is_opened_in_that_process_too() -> None:
    raw = b"From: a@member.example\nSubject: x\n\n" + TOLD.encode() + b"\n" + b"." * LARGE_MAIL
    readers = Readers()
    try:
        opened = await readers.unpack(raw, "")
        assert readers.pid
    finally:
        await readers.close()
    assert opened.message is not None
    assert opened.message.text.startswith("He shouts")


async def test_the_process_ends_when_no_long_message_came_for_a_while() -> None:
    readers = Readers(idle=0.05)
    await readers.read(LONG, Context())
    for _ in range(200):
        if readers.pid is None:
            break
        await asyncio.sleep(0.02)
    assert readers.pid is None
    await readers.close()


def test_the_process_knows_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("CONDUCTD_SLACK__BOT_TOKEN", "xoxb-marmalade")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/credentials/conductd.service")
    known = surroundings()
    assert "PATH" in known
    assert "marmalade" not in repr(known)
    assert "CREDENTIALS_DIRECTORY" not in known


def gone(pid):
    return not Path(f"/proc/{pid}").exists()


async def test_a_second_long_message_waits_for_the_first_and_is_not_failed_for_it():
    readers = Readers()
    try:
        await readers.read(LONG, Context())
        readers.within = 5.0
        found = await asyncio.gather(*(readers.read(LONG, Context()) for _ in range(4)))
        assert {each.kind for each in found} == {MessageKind.REPORT}
    finally:
        await readers.close()


async def test_the_process_ends_with_the_daemon_also_in_the_middle_of_a_message():
    script = (
        "import asyncio, os, sys\n"
        "from daemon.readers import Readers\n"
        "from parsers.message import Channel, Message\n"
        "from parsers.reading import Context\n"
        "async def main():\n"
        "    readers = Readers()\n"
        "    await readers.read(Message(channel=Channel.EMAIL, text='He shouts at us. ' * 600), Context())\n"
        "    print(readers.pid, flush=True)\n"
        "    os.kill(readers.pid, 19)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    said, _ = await parent.communicate()
    for _ in range(100):
        if gone(int(said)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it is still there")


async def test_the_end_does_not_wait_for_a_message_that_is_being_read():
    readers = Readers()
    await readers.read(LONG, Context())
    os.kill(readers.pid, signal.SIGSTOP)
    reading = asyncio.ensure_future(readers.read(LONG, Context()))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(10):  # a reading may take thirty
        await readers.close()
    with pytest.raises(ReadingFailed):
        await reading
    with pytest.raises(ReadingFailed):
        await readers.read(LONG, Context())
    assert readers.pid is None
    await asyncio.sleep(0.05)  # its pipes are closed in the loop's next turns


async def test_messages_on_which_reading_hangs_leave_threads_for_the_others():
    readers = Readers(within=0.3)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await readers._here(time.sleep, 2)
    assert await readers._here(len, "three") == 5
    await readers.close()


def test_a_process_whose_daemon_is_gone_ends_without_a_word():
    theirs, ours = os.pipe()
    request = pickle.dumps(("read", (SHORT, Context())))
    process = subprocess.Popen(
        [sys.executable, "-m", "daemon.reading_process"], stdin=subprocess.PIPE, stdout=ours, stderr=subprocess.PIPE
    )
    os.close(ours)
    os.close(theirs)
    _, said = process.communicate(LENGTH.pack(len(request)) + request, timeout=30)
    assert (process.returncode, said) == (0, b"")
