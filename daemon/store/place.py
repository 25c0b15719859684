"""Where the database stands. SQLite goes on writing into a file that was renamed, removed or replaced.

A backup that is restored under a running daemon would take with it all that is accepted from then on: so before each
commit the names must still lead to the files that were opened. A file that is overwritten in place cannot be noticed.
"""

import os
from pathlib import Path

from daemon.store.errors import Replaced

Identity = tuple[int, int]


class Place:
    """The database's file and its log, as they are now: opened, both of them."""

    def __init__(self, file: Path) -> None:
        real = Path(os.path.realpath(file))
        paths = (file, real.with_name(f"{real.name}-wal"))
        self._file = file
        self._opened = {path: found for path in paths if (found := identity(path))}

    def still(self) -> None:
        """Raises `Replaced`."""
        for path, opened in self._opened.items():
            if identity(path) != opened:
                raise Replaced(
                    f"{self._file} was moved, removed or replaced while it was open, and nothing more is written to "
                    "what was opened. Whoever restores a backup stops every conductd first, and starts it afterwards"
                )


def identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino
