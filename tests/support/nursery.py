"""Processes of conductd that are forked from one that has imported everything: a start costs a fifth of the usual time.

    born = nursery().start(["-m", "daemon", "run"], folder, environment, log)      # as Popen: pid, poll, wait, kill
    done = nursery().run(["-m", "daemon", "cases"], folder, environment, within=60)   # as subprocess.run

It is a process of its own with its own files, sockets and signals, and dies as one. Where the system has no pidfd the
processes are started in the usual way.
"""

import atexit
import functools
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = "tests.support.nursery_process"
FORKS = hasattr(os, "pidfd_open")


class Born:
    """What subprocess.Popen is, for a process that another one forked."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery
        self._end = os.pidfd_open(pid)  # it is nobody's to reap until we ask, so the number is still its own

    def poll(self) -> int | None:
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self._ended_within(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            signal.pidfd_send_signal(self._end, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _ended_within(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            look = select.poll()
            look.register(self._end, select.POLLIN)
            if look.poll(None if timeout is None else max(0, timeout) * 1000):
                self.returncode = self._nursery.reap(self.pid)
                os.close(self._end)
        return self.returncode


class Nursery:
    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._answer()

    def start(
        self,
        words: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        stdout: Path,
        stderr: Path | None = None,
    ) -> Born:
        """`words` are what would follow `python`. Both files are there already, and are appended to."""
        order = {
            "words": [str(word) for word in words],
            "folder": str(folder),
            "environment": dict(environment),
            "stdin": os.devnull,
            "stdout": str(stdout),
            "stderr": str(stderr or stdout),
        }
        return Born(self, self._ask(order)["pid"])

    def run(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], within: float
    ) -> subprocess.CompletedProcess[str]:
        with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
            born = self.start(words, folder, environment, Path(out.name), Path(err.name))
            try:
                code = born.wait(within)
            except subprocess.TimeoutExpired:
                born.kill()
                born.wait()
                raise
            return subprocess.CompletedProcess(list(words), code, *(_text(each.name) for each in (out, err)))

    def reap(self, pid: int) -> int:
        return int(self._ask({"reap": pid})["code"])

    def close(self) -> None:
        """What it bore dies with it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)

    def _ask(self, order: dict) -> dict:
        with self._turn:
            assert self._process.stdin
            self._process.stdin.write(f"{json.dumps(order)}\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> dict:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the nursery ended"
        return json.loads(line)


def _text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


@functools.cache
def nursery() -> Nursery:
    """One for each process that tests."""
    made = Nursery()
    atexit.register(made.close)
    return made
