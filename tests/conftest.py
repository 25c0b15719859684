"""Where the tests' folders are, and what Python compiles.

Folders are in memory, where there is room: each commit of a story waits for the disk elsewhere. A machine without much
shared memory (a container has 64 MB of it) has them where they were, and so has a TMPDIR.

Where Python is told to write no bytecode, it is kept within the environment: a hundred tests start conductd as a process
of its own, and it would be compiled anew for each of them, and the tests by each worker.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  pytest and tempfile make folders of their own below it
ROOM = 4 << 30  # ten times what a whole run leaves


def _in_memory() -> bool:
    return "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


def _has_own_environment() -> bool:
    return sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK)


if "CONDUCTD_REAL_SERVERS" in os.environ:  # to conductd, whose environment this is too, it is an unknown key
    os.environ["REAL_SERVERS"] = os.environ.pop("CONDUCTD_REAL_SERVERS")
if _in_memory():
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
if _has_own_environment() and os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(sys.prefix) / ".compiled")
