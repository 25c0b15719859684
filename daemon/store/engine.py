"""The connection: durable or refused. Every PRAGMA is set on each connection and read back, never believed."""

import os
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from sqlite3 import SQLITE_BUSY, SQLITE_INTERRUPT, DatabaseError, OperationalError
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from daemon.store.errors import StoreProblem, Unavailable
from daemon.store.trouble import REMEDIES, UNWRITABLE, trouble

BUSY_SECONDS = 10
SLICE_MILLISECONDS = 250  # a wait for a lock cannot be ended from outside, so it is made of short ones
SCRUB_SECONDS = 2  # nobody else gets at the database while we wait for a reader
LEAST_SECONDS = 0.25
LOOK_OVER_SECONDS = 20.0
STEPS = 100_000  # of SQLite's machine between two looks at the clock
LOOK = "conductd_look"
QUEUED = "conductd_queued"  # seconds that somebody has waited for us before we wait for others
PRIMARY = 0xFF  # of an extended result code (sqlite.org/rescode.html)

# traps, SQLite: with synchronous=NORMAL an acknowledgement left before anything was on disk.
# secure_delete overwrites what a purge deletes; the busy timeout comes first, for the others may have to wait.
PRAGMAS: dict[str, tuple[str, str | int]] = {
    "busy_timeout": (str(BUSY_SECONDS * 1000), BUSY_SECONDS * 1000),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "temp_store": ("MEMORY", 2),
}


def open_engine(url: str, hurried: threading.Event | None = None) -> Engine:
    """One connection: all work is done by one thread (dependencies: several kept 1 to 3 of 20 increments). Once
    `hurried` is set nothing waits for another process any more.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreProblem("[database] url is unclear: sqlite:///FILE or postgresql+psycopg://…") from None
    if parsed.get_backend_name() != "sqlite":
        raise StoreProblem("[database] url: this version keeps its data in SQLite only: write sqlite:///FILE")
    _make_private(parsed.database)
    engine = create_engine(parsed, hide_parameters=True, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _beginning(hurried or threading.Event()))
    return engine


def still_open(connection: Connection) -> None:
    """After SQLITE_FULL or SQLITE_IOERR SQLite has rolled back by itself; what follows is committed line by line."""
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
        raise Unavailable("the database gave the transaction up; nothing of it was kept")


def data_version(engine: Engine) -> int:
    """Changes when another connection has committed; not by our own commits (sqlite.org/pragma.html)."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA data_version")
        found = cursor.fetchone()
        return int(found[0]) if found else 0
    except DatabaseError as problem:
        raise trouble(problem) or problem from problem
    finally:
        raw.close()


def is_new(url: str) -> bool:
    """Whether there is nothing in this database: no file, or an empty one."""
    name = make_url(url).database if url.startswith("sqlite") else None
    file = Path(name) if name else None
    return bool(file) and not (file and file.exists() and file.stat().st_size)


def damage(engine: Engine) -> str:
    """The first page that is not what SQLite wrote, by SQLite's own check; empty where there is none, or where it was
    not found in time.
    """
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    ends = time.monotonic() + LOOK_OVER_SECONDS
    driver.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
    try:
        found = driver.execute("PRAGMA quick_check(1)").fetchone()
        return "" if found is None or found[0] == "ok" else str(found[0])
    except DatabaseError as problem:
        if getattr(problem, "sqlite_errorcode", 0) == SQLITE_INTERRUPT:
            return ""
        raise trouble(problem) or problem from problem
    finally:
        driver.set_progress_handler(None, 0)
        raw.close()


class Scrubbed(StrEnum):
    """Whether the write-ahead log was emptied."""

    DONE = "done"
    WAITS = (
        "somebody reads the database, or its disk is full; what was deleted leaves its log with the next purge or stop"
    )


def scrubbed(engine: Engine) -> Scrubbed:
    """Writes the log into the database and cuts it to nothing: secure_delete alone zeroes pages, and the log still has
    them as they were (sqlite.org/wal.html). Not inside a transaction.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={SCRUB_SECONDS * 1000}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        found = cursor.fetchone()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return Scrubbed.WAITS if found and found[0] else Scrubbed.DONE
    except DatabaseError:
        return Scrubbed.WAITS
    finally:
        raw.close()


def _make_private(database: str | None) -> None:
    """SQLite gives -wal and -shm the mode of the database's file. One that is there is not opened here: closing it
    would drop the locks of every other connection of this process (sqlite.org/howtocorrupt.html, 2.2).
    """
    if not database or database == ":memory:":
        raise StoreProblem("[database] url names no file: sqlite:///FILE")
    try:
        os.close(os.open(Path(database), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _refuse_unwritable(Path(database))
    except OSError as problem:
        raise StoreProblem(f"[database] {database} cannot be opened: {problem.strerror}") from None


def _refuse_unwritable(file: Path) -> None:
    """Asked of the system, without opening it. SQLite itself would only say that something cannot be opened."""
    if not all(os.access(each, os.R_OK | os.W_OK, effective_ids=True) for each in (file, file.parent)):
        raise StoreProblem(f"[database] {file} cannot be written: {REMEDIES[UNWRITABLE]}")


def _prepare(driver: Any, _record: Any) -> None:
    driver.isolation_level = None  # else the driver begins by itself, and late (SQLAlchemy's pysqlite page)
    for name, (value, expected) in PRAGMAS.items():
        driver.execute(f"PRAGMA {name}={value}").fetchall()
        found = driver.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            raise StoreProblem(f"SQLite refuses {name}={value} here: use a local disk for [database] url")


def _beginning(hurried: threading.Event) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        # A transaction that begins as a reader and then writes fails at once when somebody else wrote in between.
        # One that only looks takes no lock: in WAL a reader stands in nobody's way.
        options = connection.get_execution_options()
        if options.get(LOOK):
            connection.exec_driver_sql("BEGIN")
            return
        milliseconds = int(PRAGMAS["busy_timeout"][1])
        patience = _patience(milliseconds, options.get(QUEUED, 0.0))
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={min(patience, SLICE_MILLISECONDS)}")
        try:
            if not _begun(driver, hurried, time.monotonic() + patience / 1000):
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # which raises as every statement does
        finally:
            driver.execute(f"PRAGMA busy_timeout={milliseconds}")

    return begin


def _begun(driver: Any, hurried: threading.Event, until: float) -> bool:
    """Whether this transaction is the one that writes; else somebody else is for too long, or there is no time."""
    while time.monotonic() < until and not hurried.is_set():
        try:
            driver.execute("BEGIN IMMEDIATE")
        except OperationalError as problem:
            if problem.sqlite_errorcode & PRIMARY != SQLITE_BUSY:
                return False
        else:
            return True
    return False


def _patience(longest: int, queued: float) -> int:
    """In milliseconds: no longer than BUSY_SECONDS from when it was asked for. Those who queue for our one thread while
    another program holds the database would else wait for it one after the other, and the last of fifty for minutes.
    """
    waited = int(queued * 1000)
    return longest if waited < longest // 10 else max(longest - waited, int(LEAST_SECONDS * 1000))
