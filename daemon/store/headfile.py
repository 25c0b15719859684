"""The head beside the key: a copy of the seal over all history, in a place where a copied database does not reach."""

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from daemon.store.errors import RolledBack, StoreProblem
from daemon.store.values import Head

NOTHING = Head(0, "")


class HeadFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """None where there is no such file yet."""
        try:
            found = json.loads(self.path.read_bytes())
            return Head(int(found["count"]), str(found["head"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise RolledBack(
                f"{self.path}, the head of the history, cannot be read: restore it from a backup"
            ) from None

    def write(self, head: Head) -> None:
        """Never backwards: another process may have written a later one since."""
        present = self.read()
        if present is not None and present.count >= head.count:
            return
        # a name of its own: two processes may write at once
        fresh = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(json.dumps({"count": head.count, "head": head.value}) + "\n")
                file.flush()
                os.fsync(file.fileno())
            # the folder is not synced: a crash may bring the older head back, which lags, and that is allowed for
            fresh.replace(self.path)
        except OSError as problem:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)  # on a full disk there would soon be thousands of them
            raise StoreProblem(f"{self.path} cannot be written: {problem.strerror}") from None


def compare(remembered: Head | None, last: Head, at: Callable[[int], Head]) -> str:
    """What the file says against the database; empty where they agree or the file only lags (a crash in between)."""
    if remembered is None:
        return ""
    if remembered.count > last.count:
        return f"remembers {remembered.count} entries, the database has {last.count}"
    if remembered != NOTHING and at(remembered.count) != remembered:
        return f"remembers another history than the database's at entry {remembered.count}"
    return ""
