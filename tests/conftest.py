"""Where the tests' folders are: in memory, where there is room, since each commit of a story waits for the disk elsewhere.

A machine without much shared memory (a container has 64 MB of it) has them where they were, and so has a TMPDIR.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  pytest and tempfile make folders of their own below it
ROOM = 4 << 30  # ten times what a whole run leaves


def _in_memory() -> bool:
    return "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM


if _in_memory():
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
