"""The daemon under strace, on a real disk: what it asked the kernel for, in the order in which it did."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.daemon import READY_WITHIN, Popen, environment, eventually
from tests.support.town import QuickDaemon

TRACED = "fdatasync,fsync,pwrite64,write,writev,sendto,sendmsg,recvfrom,recvmsg"
LONGEST = 5000  # bytes that are shown of what a call wrote or read: a page of the database, with room
INSTALL = "strace is missing: apt-get install strace"
ALLOW = "strace may not look into conductd here: run this as root, in a container with --cap-add=SYS_PTRACE"


def strace_or_skip() -> str:
    """Its path. Without it the test is skipped, or fails where real servers are required; where the kernel allows no
    tracing nothing that could be installed would help.
    """
    found = shutil.which("strace")
    why = "" if found and _may_trace(found) else ALLOW if found else INSTALL
    if not why:
        return str(found)
    if why is INSTALL and os.environ.get("REAL_SERVERS") == "required":
        pytest.fail(why)
    pytest.skip(why)


def _may_trace(strace: str) -> bool:
    """Of a process that lets nobody of its own user look into it, as conductd is, only root sees what it writes."""
    if os.geteuid() != 0:
        return False
    tried = subprocess.run([strace, "-o", os.devnull, "true"], capture_output=True, timeout=30, check=False)
    return tried.returncode == 0


class TracedDaemon(QuickDaemon):
    """`trace` is whole once `stopped_whole` has returned."""

    @property
    def trace(self) -> Path:
        return self.folder / "trace"

    def _started(self, words: list[str]) -> Popen:
        strace = [
            *(strace_or_skip(), "-D", "-f", "-q", "-yy", "-xx", "--seccomp-bpf"),
            *("-s", str(LONGEST), "-e", f"trace={TRACED}", "-e", "signal=none", "-o", str(self.trace)),
        ]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [*strace, sys.executable, *words],
                cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def stopped_whole(self) -> None:
        """Stops it, and waits until the tracer, which outlives what it traces, has written everything."""
        tracer = _about(self.pid)["TracerPid"]
        self.stop()
        eventually(lambda: _about(int(tracer)).get("State", "Z")[0] == "Z", "the trace is whole", READY_WITHIN)


def _about(pid: int) -> dict[str, str]:
    """What the kernel tells of a process; nothing of one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
