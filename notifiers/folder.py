"""Outgoing mail as files, for an installation without a mail server. The rename is the sending, and its evidence.

A file's name comes from the letter's id alone: no name, no address. What was half written is never seen under it.
"""

import asyncio
import hashlib
import os
import re
from pathlib import Path
from typing import Final

from notifiers.sending import Deferred, Evidence, Outcome, Problem, Row, Sent

PLAIN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
UNWRITABLE: Final = "cannot be written. Give the daemon's user the right to write there, or name another folder."


class FolderSender:
    """Writes each letter to FOLDER/ID.eml; the same letter sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def send(self, letter_id: str, message: bytes, recipient: str, return_path: str) -> Outcome:  # noqa: ARG002  both stand in the file
        return await asyncio.to_thread(self._write, letter_id, message)

    async def was_sent(self, letter_id: str, message_id: str, recipient: str) -> Evidence:  # noqa: ARG002  the name is the evidence
        return Evidence.YES if await asyncio.to_thread(self.path(letter_id).exists) else Evidence.NO

    def path(self, letter_id: str) -> Path:
        """Where the letter is once it was sent."""
        name = letter_id if PLAIN_ID.fullmatch(letter_id) else hashlib.sha256(letter_id.encode()).hexdigest()
        return self.folder / f"{name}.eml"

    def _write(self, letter_id: str, message: bytes) -> Outcome:
        path = self.path(letter_id)
        try:
            make_folder(self.folder)
            half = path.with_name(f".{path.stem}.half")
            _write_through(half, message)
            half.replace(path)
            _sync_folder(self.folder)
        except OSError:  # its text holds a path; the problem says what to do
            return Deferred(Problem.FOLDER)
        return Sent()


def check_folder(folder: Path) -> tuple[Row, ...]:
    """Whether a letter could be written there now; leaves nothing behind."""
    probe = folder / f".check-{os.getpid()}.half"
    try:
        make_folder(folder)
        _write_through(probe, b"")
        probe.unlink()
    except OSError:
        return (Row("smtp.folder", UNWRITABLE),)
    return (Row("smtp.folder"),)


def make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    """On disk when it returns; readable by our own user only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
