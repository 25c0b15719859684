"""A process that dies leaves nothing of what it had read: no core file, and none to a program that collects them."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIES = (
    "import os, sys; from daemon import cli; cli._run = lambda words: os.abort(); sys.argv = ['conductd']; cli.main()"
)
LOOKS = """
import ctypes, resource
from daemon.coreless import without_core
without_core()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def as_large_as_may_be():
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_a_command_that_dies_dumps_no_core(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", DIES], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=as_large_as_may_be,  # noqa: PLW1509  this process has one thread that matters
    )  # fmt: skip
    _, status = os.waitpid(child.pid, 0)
    child.returncode = -signal.SIGABRT
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked")
def test_neither_a_file_nor_a_collector_gets_one():
    said = subprocess.run([sys.executable, "-c", LOOKS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "(0, 0) 0\n"
