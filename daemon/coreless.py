"""No core file of a process that has read a report: what it had in memory would stand on the disk in the clear.

Nothing else is changed. The unit file says it too (LimitCORE=0), but `conductd run` at a terminal and each command have
no unit file; and a core that is piped to a program, as systemd-coredump wants it, knows no limit (core(5)).
"""

import ctypes
import resource
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4  # <linux/prctl.h>
M_MMAP_THRESHOLD = -3  # <malloc.h>
LARGE_BLOCK = 1 << 20


def without_core() -> None:
    """For this process and what it starts. Nobody else of our own user can look into its memory then either."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def gives_memory_back() -> None:
    """What a large message took goes back to the system. Left to itself glibc learns from the first one to keep such
    blocks for the next (mallopt(3), M_MMAP_THRESHOLD), between small ones that never leave: some 150 MiB.
    """
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "mallopt"):  # musl has none, and needs none
        library.mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def dies_with_its_parent() -> None:
    """Also in the middle of a message, when the end of its input would be seen too late."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
