"""One daemon to a database: a lock beside the file, which the kernel takes away when its holder dies, however it dies.

Its file stands beside the database that the path leads to, whatever links it goes by, and we never remove it: a lock on
a file that is gone keeps nobody out. Only `conductd run` takes it; commands work beside a daemon.
"""

import errno
import fcntl
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from daemon.store.errors import StoreProblem
from daemon.store.trouble import FULL, REMEDIES, UNWRITABLE

LOCK = ".lock"
LONGEST = 200  # bytes that are read of what its holder wrote


class Alone:
    """`with Alone(database, now):` or StoreProblem, which says who holds it. Not handed on to processes that we start:
    Python opens files so (PEP 446).
    """

    def __init__(self, database: Path, now: datetime) -> None:
        self._path = beside(database)
        self._said = f"process {os.getpid()}, since {now:%Y-%m-%d %H:%M:%S} UTC"
        self._file = -1

    def __enter__(self) -> Self:
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def keep(self) -> None:
        """Again where somebody has removed the lock's file. Raises StoreProblem where another daemon was quicker."""
        if not self._is_the_one(self._file):
            self.__exit__()
            self._take()

    def _take(self) -> None:
        file = self._locked()
        while not self._is_the_one(file):
            os.close(file)
            file = self._locked()
        self._file = file
        os.ftruncate(file, 0)
        os.pwrite(file, f"{self._said}\n".encode(), 0)

    def _locked(self) -> int:
        file = self._opened()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, LONGEST, 0).decode(errors="replace").strip()
            os.close(file)
            raise StoreProblem(
                f"another conductd runs on this database ({holder if holder.isprintable() and holder else 'unknown'}): "
                "stop that one first, or give this one a [database] url of its own"
            ) from None
        except OSError as problem:
            os.close(file)
            raise StoreProblem(f"{self._path} cannot be locked: {problem.strerror}. Use a local disk") from None
        return file

    def _opened(self) -> int:
        try:
            return os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        except OSError as problem:
            raise StoreProblem(f"{self._path} cannot be opened: {_remedy(problem)}") from None

    def _is_the_one(self, file: int) -> bool:
        """Whether that file still stands under the lock's name, where everybody else looks for it."""
        try:
            return os.path.samestat(os.fstat(file), self._path.lstat())
        except FileNotFoundError:
            return False


def _remedy(problem: OSError) -> str:
    match problem.errno:
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return REMEDIES[UNWRITABLE]
        case errno.ENOSPC | errno.EDQUOT:
            return f"{FULL}, {REMEDIES[FULL]}"
        case errno.ELOOP | errno.EISDIR:
            return "it is no file of conductd's. Remove it, it is made anew"
        case _:
            return str(problem.strerror)


def beside(database: Path) -> Path:
    real = Path(os.path.realpath(database))
    return real.with_name(f"{real.name}{LOCK}")
