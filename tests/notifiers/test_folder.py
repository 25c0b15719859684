"""The folder sender: a letter is there whole, or it is not there."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from notifiers.folder import FolderSender, check_folder
from notifiers.sending import Deferred, Evidence, Problem, Sent

# The process dies by the hand of the kernel between the write and the rename
DIES_BEFORE_THE_RENAME = """
import asyncio, os, signal, sys
from pathlib import Path
from notifiers.folder import FolderSender

Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(FolderSender(Path(sys.argv[1])).send("L1", b"the whole letter", "dana@x.example", "us@x.example"))
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "sent"


async def send(folder, letter_id="L1", message=b"the whole letter"):
    return await FolderSender(folder).send(letter_id, message, "dana@members.example", "us@softskills.example")


async def test_a_letter_is_a_file_and_its_own_evidence(folder):
    sender = FolderSender(folder)
    assert await sender.was_sent("L1", "id@x", "dana@example.org") is Evidence.NO
    assert await send(folder) == Sent()
    assert await sender.was_sent("L1", "id@x", "dana@example.org") is Evidence.YES
    assert sender.path("L1").read_bytes() == b"the whole letter"


async def test_the_same_letter_twice_is_one_file(folder):
    await send(folder)
    await send(folder)
    assert [path.name for path in folder.iterdir()] == ["L1.eml"]


async def test_a_file_is_for_the_daemons_user_only(folder):
    await send(folder)
    assert (folder / "L1.eml").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("letter_id", ["../../outside", "dana@members.example", ".hidden", "a/b", "", "x" * 300])
async def test_a_file_name_never_holds_an_address_or_leaves_the_folder(folder, letter_id):
    assert await send(folder, letter_id) == Sent()
    (only,) = folder.iterdir()
    assert only.stem.isalnum()
    assert len(only.stem) == 64
    assert await FolderSender(folder).was_sent(letter_id, "id@x", "dana@example.org") is Evidence.YES


def test_a_crash_between_write_and_rename_leaves_no_letter_and_the_next_try_a_whole_one(folder):
    died = subprocess.run([sys.executable, "-c", DIES_BEFORE_THE_RENAME, folder], check=False, timeout=30)
    assert died.returncode == -signal.SIGKILL
    assert not list(folder.glob("*.eml"))
    assert asyncio.run(FolderSender(folder).was_sent("L1", "id@x", "dana@example.org")) is Evidence.NO
    assert asyncio.run(send(folder)) == Sent()
    assert [path.name for path in folder.iterdir()] == ["L1.eml"]


async def test_a_folder_that_cannot_be_written_defers(tmp_path):
    (tmp_path / "sent").write_text("a file is in the way")
    assert await send(tmp_path / "sent") == Deferred(Problem.FOLDER)


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no /dev/full on this system")
async def test_a_full_disk_defers_and_leaves_no_letter(folder):
    folder.mkdir()
    (folder / ".L1.half").symlink_to("/dev/full")  # every write to it fails with ENOSPC
    assert await send(folder) == Deferred(Problem.FOLDER)
    assert not list(folder.glob("*.eml"))


def test_check_says_whether_a_letter_could_be_written(tmp_path):
    assert [row.problem for row in check_folder(tmp_path / "sent")] == [""]
    assert not list((tmp_path / "sent").iterdir())
    (tmp_path / "file").write_text("")
    assert "name another folder" in check_folder(tmp_path / "file")[0].problem
