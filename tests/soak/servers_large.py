"""A mailbox of a hundred thousand mails of which only a few are new: how soon they are read, and what it costs."""

import os
import time
from pathlib import Path

from tests.soak.servers_town import Town

MOST_LINKS = 30_000  # a file system has a limit of its own
OLD = b"From: x@example.net\r\nTo: admin@example.org\r\nSubject: old\r\n\r\nlong ago\r\n"
A_YEAR = 365 * 86_400


def fill(town: Town, count: int) -> None:
    """Put into the maildir directly: links to a few files, a year old. The server finds them at the next look."""
    folder = town.server.root / "mail" / town.user / "Maildir" / "cur"
    for number in range(count):
        path = folder / f"1000000000.M{number}.bench:2,S"
        if number % MOST_LINKS == 0:
            first = made(town, path)
        else:
            os.link(first, path)


def made(town: Town, path: Path) -> Path:
    path.write_bytes(OLD)
    path.chmod(0o600)
    long_ago = time.time() - A_YEAR
    os.utime(path, (long_ago, long_ago))
    os.chown(path, town.server.owner.pw_uid, town.server.owner.pw_gid)
    return path


def measure(town: Town, count: int) -> dict[str, float]:
    town.writes(1)
    fill(town, count)
    with town.server.session(town.user) as client:
        client.select_folder("INBOX")  # the server's own first look at so many files is not what is measured
    began = time.monotonic()
    town.daemon.start()
    town.all_is_read()
    first = time.monotonic() - began
    town.writes(2)
    town.all_is_read()
    memory = resident(town.daemon.pid)
    return {
        "seconds to the first case": first,
        "MiB resident": memory,
        "bytes of the longest command": town.wire.longest,
    }


def resident(pid: int) -> float:
    """MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
