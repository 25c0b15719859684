"""The database, opened: one thread does all the work, one transaction at a time. Nothing above sees a connection."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DatabaseError

from daemon import rows
from daemon.rows import EPOCH, MICROSECOND, table
from daemon.secrets import DaemonKey, KeyProblem, Vault
from daemon.steps import Step, at
from daemon.store import keyring
from daemon.store.engine import LOOK, QUEUED, Scrubbed, damage, data_version, is_new, open_engine, scrubbed, still_open
from daemon.store.errors import Damaged, RolledBack, StoreProblem
from daemon.store.headfile import HeadFile, compare
from daemon.store.history import head_at, last_head
from daemon.store.place import Place
from daemon.store.schema import migrate
from daemon.store.trouble import damaged, told
from daemon.store.turning import turning
from daemon.store.unit import Unit
from daemon.store.values import Finding, Head
from daemon.tokens import Tokens

log = structlog.get_logger("conductd.store")

T = TypeVar("T")
META = table(rows.Meta)
MADE_AT = "made_at"
SIGN_OF_LIFE = 10.0  # seconds


class Store:
    """`open` first. `keys` are the lines of the key file; `head_file` stands beside it, not beside the database."""

    def __init__(self, url: str, keys: tuple[DaemonKey, ...], head_file: Path) -> None:
        self._url = url
        self._vault = Vault(keys)
        self._in_use = ""
        self._reload: Callable[[], tuple[DaemonKey, ...]] = lambda: keys
        self._head_file = HeadFile(head_file)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._head: Head | None = None  # newer than the file beside the key
        self._renewal_waits = False
        self._head_lags = False
        self._broken_head = ""
        self._closed = False
        self.remark = ""  # about the head beside the key, for the operator to hear
        self._seen = 0
        self._hurried = threading.Event()
        self._turns = 0
        self._damage: Damaged | None = None
        self._engine: Engine
        self._place: Place
        self._roots: Mapping[str, bytes]
        self.made_at: datetime
        self.tokens: Tokens

    def watch_keys(self, reload: Callable[[], tuple[DaemonKey, ...]]) -> None:
        """Where the lines of the key file come from once another process has rotated them."""
        self._reload = reload

    def open(self, now: datetime) -> None:
        """Migrates; makes keys in a new database. Raises `StoreProblem`, `KeyProblem`; `RolledBack` is one of them."""
        self.open_for_audit(now)
        if self._broken_head:
            self.close()
            raise RolledBack(
                f"{self._head_file.path} {self._broken_head}: the database was rolled back or changed, see "
                "`conductd audit`. Only if you restored a backup on purpose, move that file away and start again"
            )

    def open_for_audit(self, now: datetime) -> None:
        """Opens a database that was rolled back too; `audit` tells what is wrong, and the head file stays as it is."""
        try:
            self._worker.submit(self._open, now).result()
        except BaseException:
            self.close()
            raise

    async def run(self, work: Callable[[Unit], T]) -> T:
        """Runs `work` in one transaction, on disk when this returns. A caller who is cancelled stops only waiting: the
        transaction ends as it would have (traps, aiosmtpd), so a message that is handed over again must be known.
        """
        asked = time.monotonic()
        return await self._queued(lambda: self._transaction(work, asked))

    def run_now(self, work: Callable[[Unit], T]) -> T:
        """`run` for the command line; it must not be called where an event loop runs."""
        return self._worker.submit(self._transaction, work, time.monotonic()).result()

    async def look(self, work: Callable[[Unit], T]) -> T:
        """As `run`, for work that writes nothing: it waits for no writer, and no writer waits for it."""
        return await self._queued(lambda: self._look(work))

    def look_now(self, work: Callable[[Unit], T]) -> T:
        """`look` for the command line."""
        return self._worker.submit(self._look, work).result()

    def look_over(self) -> None:
        """Before anything is taken in: raises `Damaged` where a page of the database is not what SQLite wrote. It reads
        the whole file, and ends after LOOK_OVER_SECONDS with what it has found by then.
        """

        def look() -> None:
            with self._sound(""):
                found = self._engine.dialect.name == "sqlite" and damage(self._engine)
            if found:
                raise damaged()

        self._worker.submit(look).result()

    async def changed(self) -> bool:
        """Whether another process has committed since this was last asked. Raises `Replaced`, and `Damaged` once damage
        was met.
        """
        return await self._queued(self._changed)

    async def _queued(self, job: Callable[[], T]) -> T:
        """Behind all who asked before. On a slow disk that may take minutes: while the others get on, the loop that
        waits here is alive. What was begun goes on when nobody waits for it any more.
        """
        waiting = asyncio.get_running_loop().run_in_executor(self._worker, self._counted, job)
        waiting.add_done_callback(_retrieved)
        while not waiting.done():
            before = self._turns
            await asyncio.wait({waiting}, timeout=SIGN_OF_LIFE)
            if self._turns != before:
                turning.get()()
        return waiting.result()

    def _counted(self, job: Callable[[], T]) -> T:
        try:
            return job()
        finally:
            self._turns += 1

    def audit(self) -> list[Finding]:
        """Every chain and cell, and the head beside the key."""
        found = self.look_now(Unit.verify)
        head = self._worker.submit(self._compare_head).result() or self._broken_head
        return [Finding("head file", self._head_file.path.name, head), *found] if head else found

    def learn_keys(self) -> None:
        """The key file was written anew by this process: its first line wraps from now on."""
        self._worker.submit(self._learn_keys).result()

    async def scrub(self) -> Scrubbed:
        """After a purge: what was deleted leaves the write-ahead log too. `WAITS` while somebody reads; ask again."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._scrub)

    def scrub_now(self) -> Scrubbed:
        """`scrub` for the command line."""
        return self._worker.submit(self._scrub).result()

    def _scrub(self) -> Scrubbed:
        return scrubbed(self._engine)

    def hurry(self) -> None:
        """The end is near: from now on nothing waits for another process that holds the database."""
        self._hurried.set()

    def close(self) -> None:
        """Waits for what is under way."""
        if self._closed:
            return
        self._closed = True
        self._worker.submit(self._finish).result()
        self._worker.shutdown()

    def _open(self, now: datetime) -> None:
        try:
            last = self._opened(now)
        except DatabaseError as problem:
            raise StoreProblem(f"[database] url is no database of conductd's: {problem.orig}") from None
        known = keyring.tokens_of(self._roots)
        self.tokens = Tokens(known[max(known)], max(known), known)
        self._broken_head = self._compare_head()
        if last.count and self._head_file.read() is None:
            self.remark = f"{self._head_file.path} was missing and was made again from the database"
        self._head = last
        self._renew_head()

    def _opened(self, now: datetime) -> Head:
        remembered = self._head_file.read() if is_new(self._url) else None
        if remembered and remembered.count:
            raise StoreProblem(
                f"[database] url: there is nothing in this database, and {self._head_file.path} remembers "
                f"{remembered.count} entries: is its disk mounted? Else restore the last backup. Only to begin anew on "
                "purpose: move that file away"
            )
        with told("[database] url cannot be opened: "):
            self._engine = open_engine(self._url, self._hurried)
            with self._engine.begin() as connection:
                migrate(connection)
                self.made_at = self._made_at(connection, now)
                self._roots = keyring.load_roots(connection, self._vault)
                self._in_use = keyring.in_use(connection)
                last = last_head(connection)
                self._place = Place(Path(self._engine.url.database or ""))
            self._seen = self._data_version()
        return last

    async def made_no_later(self, now: datetime) -> None:
        """Where the database was made under a clock that was ahead: mail that came since is not of before its time."""
        if self.made_at > now:
            await asyncio.get_running_loop().run_in_executor(self._worker, self._make_no_later, now)
            self.made_at = now

    def _make_no_later(self, now: datetime) -> None:
        made = update(META).where(META.c.name == MADE_AT).values(value=str((now - EPOCH) // MICROSECOND))
        with self._engine.begin() as connection:
            connection.execute(made)

    def _made_at(self, connection: Connection, now: datetime) -> datetime:
        made = connection.execute(select(META.c.value).where(META.c.name == MADE_AT)).scalar()
        if made is None:
            keyring.make_roots(connection, self._vault, now)
            made = str((now - EPOCH) // MICROSECOND)
            connection.execute(insert(META), {"name": MADE_AT, "value": made})
        return EPOCH + int(made) * MICROSECOND

    def _transaction(self, work: Callable[[Unit], T], asked: float) -> T:
        if self._damage:
            raise Damaged(str(self._damage))
        writing = self._engine.connect().execution_options(**{QUEUED: time.monotonic() - asked})
        with self._sound("nothing was written: "), writing as connection, connection.begin():
            self._notice_keys(connection)
            unit = Unit(connection, self._vault, self._roots)
            result = work(unit)
            head = unit.finish()
            still_open(connection)
            self._place.still()
            at(Step.COMMITTING)
        at(Step.COMMITTED)
        self._head_moved(head)
        return result

    def _look(self, work: Callable[[Unit], T]) -> T:
        with (
            self._sound("nothing was read: "),
            self._engine.connect().execution_options(**{LOOK: True}) as connection,
            connection.begin(),
        ):
            self._notice_keys(connection)
            return work(Unit(connection, self._vault, self._roots))

    @contextmanager
    def _sound(self, before: str) -> Iterator[None]:
        """Damage is remembered for whoever watches over the database (`changed`); the doors only hear `Unavailable`."""
        try:
            with told(before):
                yield
        except Damaged as problem:
            self._damage = problem
            raise

    def _learn_keys(self) -> None:
        self._vault.learn(self._reload())

    def _notice_keys(self, connection: Connection) -> None:
        """Before anything is wrapped or proved in a transaction: another process may have rotated the keys, and what is
        wrapped under one that is then taken out of the file is lost. Raises `KeyProblem` where the file that we see
        lacks the new one (a systemd credential is read at the start): nothing is written then.
        """
        in_use = keyring.in_use(connection)
        if in_use == self._in_use:
            return
        current = in_use.partition(" ")[0]
        if not self._vault.has(current):
            self._learn_keys()
        if not self._vault.has(current):
            raise KeyProblem(
                f"the keys were rotated, and the key file that this process sees lacks {current}: restart it"
            )
        self._roots = keyring.load_roots(connection, self._vault)
        self.tokens.learn(keyring.tokens_of(self._roots))
        self._in_use = in_use

    def _head_moved(self, head: Head | None) -> None:
        """The file is renewed after the caller has been answered, once for all that were waiting: it may lag."""
        if head is None:
            return
        self._head = head
        if not self._renewal_waits and not self._closed:
            self._renewal_waits = True
            self._worker.submit(self._renew_head)

    def _renew_head(self) -> None:
        self._renewal_waits = False
        head, self._head = self._head, None
        if head is None or not head.count or self._broken_head:
            return
        try:
            self._head_file.write(head)
        except StoreProblem:
            # the history itself is safe on disk; the next commit, or the end, tries again
            self._head = self._head or head
            if not self._head_lags:
                log.warning("the head beside the key cannot be renewed")
            self._head_lags = True
        else:
            self._head_lags = False

    def _compare_head(self) -> str:
        with self._engine.begin() as connection:
            return compare(self._head_file.read(), last_head(connection), lambda n: head_at(connection, n))

    def _data_version(self) -> int:
        return data_version(self._engine) if self._engine.dialect.name == "sqlite" else 0

    def _changed(self) -> bool:
        self._place.still()
        if self._damage:
            raise Damaged(str(self._damage))
        with self._sound(""):
            before, self._seen = self._seen, self._data_version()
        return self._seen != before

    def _finish(self) -> None:
        self._renew_head()
        if hasattr(self, "_engine"):
            self._engine.dispose()


def _retrieved(waiting: asyncio.Future[T]) -> None:
    """Nobody may be left to look at it; unlooked at, an exception is reported as forgotten."""
    if not waiting.cancelled():
        waiting.exception()
