"""A disk's bad days, for a daemon that runs as a process:

    with SmallDisk(6) as disk: disk.fill(leave=8192); disk.free()     # a tmpfs of 6 MiB; mounting it takes root
    with limited(pid, 100_000): ...                                   # no file may grow beyond that (RLIMIT_FSIZE)
    with traced(pid, "fdatasync:error=EIO:when=3+4"): ...             # the kernel's answers, as strace injects them
    with locked(database): ...                                        # another program holds the database

What a test needs and does not have skips it, or fails it where real servers are required.
"""

import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

PAGE = 4096
STRACE = "strace is missing: apt-get install strace"
ROOT = "mounting a small disk takes root: run it as root, or inside: unshare -Urm --map-auto"
CONTAINED = "this container may mount nothing, not even as root: run it where CAP_SYS_ADMIN is given"
ATTACHED_WITHIN = 20.0
ADMIN = 21  # CAP_SYS_ADMIN (capabilities(7))


def must_have(what: str, *, there: bool) -> None:
    if not there and os.environ.get("REAL_SERVERS") == "required":
        pytest.fail(what)
    if not there:
        pytest.skip(what)


def _may_mount() -> bool:
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    effective = next((line.split()[1] for line in lines if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> ADMIN & 1)


class SmallDisk:
    """A tmpfs: it is full when it says so, keeps nothing, and syncs at once. `path` is a folder on it."""

    def __init__(self, mebibytes: int) -> None:
        must_have(ROOT, there=os.geteuid() == 0)
        if not _may_mount():  # nothing that could be installed would help
            pytest.skip(CONTAINED)
        self._size = mebibytes
        self.path = Path(tempfile.mkdtemp(prefix="disk"))
        self._ballast = self.path / "ballast"

    def __enter__(self) -> Self:
        options = f"size={self._size}m,mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "conductd-test", str(self.path)], check=True)
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def fill(self, leave: int = 0) -> None:
        """Until nothing more goes on it but `leave` bytes."""
        with self._ballast.open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(b"\0" * PAGE)
        os.truncate(self._ballast, max(0, self._ballast.stat().st_size - leave))

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def forbid_writing(self) -> None:
        """Nobody may have a file open for writing."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.path)], check=True)

    def allow_writing(self) -> None:
        subprocess.run(["mount", "-o", "remount,rw", str(self.path)], check=True)


@contextlib.contextmanager
def limited(pid: int, size: int) -> Iterator[None]:
    """The process may write no file beyond `size` bytes; without a handler SIGXFSZ would end it (setrlimit(2))."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def traced(pid: int, *injections: str, others: str = "") -> Iterator[Path]:
    """`injections` as `strace -e inject=` takes them. Gives the file of what was seen; `others` is seen besides."""
    must_have(STRACE, there=shutil.which("strace") is not None)
    must_have("strace of a running daemon takes root: run it as root", there=os.geteuid() == 0)
    calls = ",".join(filter(None, [*(each.partition(":")[0] for each in injections), others]))
    with tempfile.TemporaryDirectory(prefix="trace") as folder:
        seen, said = Path(folder) / "seen", Path(folder) / "said"
        command = ["strace", "-f", "-o", str(seen), "-p", str(pid), "-e", f"trace={calls}"]
        for each in injections:
            command += ["-e", f"inject={each}"]
        with said.open("wb") as errors:
            tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        try:
            _attached(tracer, said)
            yield seen
        finally:
            tracer.send_signal(signal.SIGINT)  # it lets go of the process, which goes on
            try:
                tracer.wait(10)
            except subprocess.TimeoutExpired:
                tracer.kill()
                tracer.wait()


def _attached(tracer: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + ATTACHED_WITHIN
    while b"attached" not in said.read_bytes():
        assert tracer.poll() is None, said.read_text()
        assert time.monotonic() < end, "strace did not attach"
        time.sleep(0.02)


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """As a program does that forgot to commit: nobody else may write."""
    with contextlib.closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def emptied(database: Path) -> None:
    """Its write-ahead log is written into it and cut to nothing."""
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as other:
        busy = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    assert not busy, "somebody reads the database all the time"


def integrity(database: Path) -> list[str]:
    """What SQLite's own check finds, read by a connection of its own; ["ok"] where there is nothing."""
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as looking:
        return [str(row[0]) for row in looking.execute("PRAGMA integrity_check")]
