"""Starts that fail, and a second daemon: one clear line at once, an exit code that is not 0, and READY=1 never.

What runs already goes on undisturbed; and a daemon whose database is replaced under it ends in the same way.
"""

import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.soak.table import Row
from tests.support.daemon import HOUSE, STOPS_WITHIN, eventually, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.systemd import Supervised, Systemd

FAILS_WITHIN = 15.0  # seconds; a database that somebody else holds is waited for ten
PORT = 2525  # nobody listens there, and nothing is to be sent


@dataclass(frozen=True, slots=True)
class Start:
    what: str
    seconds: float
    why: str = ""


@dataclass(slots=True)
class Place:
    folder: Path
    systemd: Systemd
    port: int

    @property
    def database(self) -> Path:
        return self.folder / "conductd.db"

    def daemon(self, *more: str) -> Supervised:
        folder = self.folder / f"d{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        keys = f'[keys]\nfile = "{self.folder / "conductd.key"}"'
        url = next((each for each in more if each.startswith("[database]")), database(self.database))
        doors = [listener(self.port), outgoing(PORT)]
        return Supervised(folder, self.systemd, HOUSE, *doors, url, keys)

    def made(self) -> None:
        """A database that was in use."""
        with self.daemon():
            pass


def database(path: Path | str) -> str:
    return f'[database]\nurl = "sqlite:///{path}"'


def refused(daemon: Supervised, what: str, *said: str) -> Start:
    """It ends by itself, with that in its one line."""
    began = time.monotonic()
    daemon.begin()
    code = daemon.ended(2 * FAILS_WITHIN)
    seconds = time.monotonic() - began
    words = daemon.last_words()
    wrong = {
        f"it ended with {code}": code != 1,
        f"{len(words)} lines: {words}": len(words) != 1,
        f"without {[each for each in said if each not in ''.join(words)]}": any(
            each not in "".join(words) for each in said
        ),
        "it said that it is ready": "READY=1" in daemon.systemd.said(began),
        "a traceback": "Traceback" in daemon.log(),
        "too late": seconds > FAILS_WITHIN,
    }
    return Start(what, seconds, "; ".join(why for why, found in wrong.items() if found))


def second_daemon(place: Place) -> list[Start]:
    """Whatever the database is called; the first one is fed for on, and after a kill nothing stands in the way."""
    with place.daemon() as first:
        place.systemd.until("READY=1")
        (place.folder / "link").symlink_to(place.folder)
        (place.folder / "other.db").symlink_to(place.database)
        spelled = (place.database, place.folder / "link" / "conductd.db", place.folder / "other.db")
        found = [
            refused(
                place.daemon(database(each)), f"second daemon {number}", "another conductd", f"process {first.pid},"
            )
            for number, each in enumerate(spelled)
        ]
        began = time.monotonic()
        eventually(lambda: place.systemd.fed(began), "the first one lives on")
        first.kill()
        with place.daemon() as third:
            alive = third.is_alive
    return [*found, Start("start after a kill", 0.0, "" if alive else "it did not start")]


def port_taken(place: Place) -> list[Start]:
    with socket.create_server(("127.0.0.1", place.port)):
        return [refused(place.daemon(), "port taken", "[listener] bind", str(place.port))]


def key_missing(place: Place) -> list[Start]:
    place.made()
    (place.folder / "conductd.key").unlink()
    return [refused(place.daemon(), "key missing", "restore the key")]


def newer_database(place: Place) -> list[Start]:
    place.made()
    with closing(sqlite3.connect(place.database)) as found:
        found.execute("UPDATE alembic_version SET version_num = '9999'")
        found.commit()
    return [refused(place.daemon(), "newer database", "9999", "install the newer version")]


def rolled_back(place: Place) -> list[Start]:
    place.made()
    head = place.folder / "conductd.head"
    head.write_text('{"count": 1000, "head": "00"}\n', encoding="ascii")
    return [refused(place.daemon(), "rolled back", "remembers 1000 entries")]


def no_database(place: Place) -> list[Start]:
    place.made()
    place.database.write_bytes(b"this is no database of anybody's" * 200)
    return [refused(place.daemon(), "no database", "[database] url")]


def held_for_long(place: Place) -> list[Start]:
    place.made()
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        return [refused(place.daemon(), "database held by somebody else", "holds the database")]


def stopped_while_it_waits(place: Place) -> list[Start]:
    """A stop that comes while the database cannot be opened."""
    place.made()
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        daemon = place.daemon()
        daemon.begin()
        eventually(lambda: any("opens the database" in each for each in place.systemd.said()[-1:]), "it waits")
        began = time.monotonic()
        daemon.signal(signal.SIGTERM)
        code = daemon.ended(FAILS_WITHIN)
        seconds = time.monotonic() - began
    return [Start("stop while it waits", seconds, f"it ended with {code}" if code or seconds > STOPS_WITHIN else "")]


def takes_long(place: Place) -> list[Start]:
    """As a long migration does: systemd is asked for more time, and in the end all is well."""
    place.made()
    other = sqlite3.connect(place.database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    threading.Timer(7.0, lambda: other.execute("COMMIT")).start()
    with place.daemon():
        seconds = time.monotonic() - began
        asked = [each for each in place.systemd.said(began) if each.startswith("EXTEND_TIMEOUT_USEC=")]
    other.close()
    return [Start("a start that takes long", seconds, "" if asked else "nobody asked for more time")]


def replaced(place: Place) -> list[Start]:
    """A backup is restored over a database that is in use."""
    with place.daemon() as daemon:
        shutil.copy(place.database, place.folder / "backup.db")
        (place.folder / "backup.db").rename(place.database)
        began = time.monotonic()
        code = daemon.ended(FAILS_WITHIN)
        words = daemon.last_words()
    good = code == 1 and len(words) == 1 and "replaced while it was open" in words[0]
    return [Start("database replaced", time.monotonic() - began, "" if good else f"{code}: {words}")]


def hangup(place: Place) -> list[Start]:
    """Nothing, but a word in the log."""
    with place.daemon() as daemon:
        daemon.signal(signal.SIGHUP)
        eventually(lambda: any("hangup" in each["event"] for each in daemon.events()), "it is noticed")
        began = time.monotonic()
        eventually(lambda: place.systemd.fed(began), "it lives on")
    return [Start("hangup", 0.0)]


STARTS = (
    second_daemon, port_taken, key_missing, newer_database, rolled_back, no_database, replaced, hangup, takes_long,
    stopped_while_it_waits,
    held_for_long,
)  # fmt: skip


def rounds(folder: Path, kinds: tuple[Callable[[Place], list[Start]], ...], say: Callable[[str], None]) -> list[Row]:
    found = []
    for number, kind in enumerate(kinds):
        place = folder / f"start{number}"
        place.mkdir()
        with Systemd(place) as systemd:
            these = kind(Place(place, systemd, free_port()))
        for each in these:
            say(f"{each.what}: {each.seconds:.1f} s {each.why}")
        found += these
    bad = [f"{each.what}: {each.why}" for each in found if each.why]
    longest = max(each.seconds for each in found)
    figure = f"{len(found) - len(bad)} of {len(found)}, the longest {longest:.1f} s"
    done = f"{len(found)} starts on disk in {os.fspath(folder)[:8]}"
    return [
        Row("supervision: starts", done, "one line, exit code 1, never READY=1", "; ".join([figure, *bad]), not bad)
    ]
