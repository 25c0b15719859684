"""The daemon: every loop by name in one task group, and the only file that knows all the others.

A dead loop ends the daemon, and systemd starts it again (design 9.9). What runs here is woken by news, by the alarm,
and by what another process committed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from daemon.alive import Pulse, feed, notify
from daemon.assembly import Rooms, assemble
from daemon.clock import now
from daemon.config_model import Config
from daemon.declaring import meet
from daemon.doors import Doors, open_doors, remove_copies
from daemon.removal import Removal
from daemon.ringing import Ringing
from daemon.schedule import Schedule
from daemon.state_line import state_line
from daemon.steady import Steps, refuse_before_the_beginning
from daemon.stepped import follow_step, wait_no_longer
from daemon.store.errors import Damaged, Unavailable
from daemon.store.store import Store
from daemon.store.turning import turning
from daemon.store.unit import Unit
from daemon.store.values import InboxState
from parsers import about, html  # noqa: F401  now, not with the first mail: an upgrade beside it would mix versions

if TYPE_CHECKING:
    from daemon.health import Health

log = structlog.get_logger("conductd.service")

BEAT = 1.0  # seconds between two looks at what other processes committed, and between the ticks of an idle loop
DUE_AT_ONCE = 50
PUT_OFF = timedelta(hours=1)  # for a case that we fail on, so that it does not stand before the others
FINISHING = 3  # the loops that end by themselves: intake, clock, outbox
FINISH_WITHIN = 5.0  # seconds; a stop takes less than ten


class LoopEnded(Exception):
    """A loop came to its end, and nobody had asked for it."""


class Service:
    """`serve` until `stop` is called; the store is the caller's to open and close."""

    def __init__(self, config: Config, store: Store, clock: Callable[[], datetime] = now) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self._rooms: Rooms = assemble(config, store, clock, self._wake)
        self._schedule = Schedule(self._wake, config.community.timezone)
        self._ringing = Ringing(config, store, self._rooms.corridor, self._schedule)
        self._pulse = Pulse()
        self._rooms.intake.turned = lambda: self._pulse.tick("intake")
        self._stopping = asyncio.Event()
        self._post_due = asyncio.Event()
        self._clock_due = asyncio.Event()
        self._copies = Removal(self._pulse, self._remove_copies)
        self._steps: Steps | None = None
        self._doors: Doors | None = None
        self._said = ""
        self._without_store: set[str] = set()  # loops that could not write a moment ago
        self.still_alone: Callable[[], object] = lambda: None
        self.health = self._health()
        self.ready = asyncio.Event()

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports that the daemon listens on."""
        return self._doors.ports if self._doors else ()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()

    async def serve(self) -> None:
        """Every loop, until one dies or `stop` is called. What arrived is on disk; what is due goes on next time."""
        self._schedule.start()
        self._steps = Steps(self._clock)
        await self._store.run(self._begin)
        try:
            async with asyncio.TaskGroup() as group:
                loops = [group.create_task(self._kept(name, each), name=name) for name, each in self._own_loops()]
                watchdog = group.create_task(self._kept("watchdog", feed(self._pulse)), name="watchdog")
                rooms, made_at = self._rooms, self._store.made_at
                self._doors = await open_doors(
                    self._config, rooms.intake, self._pulse, made_at, rooms.token, rooms.workspace
                )
                loops.append(group.create_task(self._kept("doors", self._doors.wait()), name="doors"))
                if self.health:
                    await self.health.start()
                if rooms.workspace:
                    keeping_up = self._kept("accounts", rooms.workspace.keep_up(self._wake))
                    loops.append(group.create_task(keeping_up, name="accounts"))
                if desk := rooms.front_desk:
                    shown = self._kept("front desk", self._loop("front desk", desk.news, desk.work))
                    loops.append(group.create_task(shown, name="front desk"))
                self._wake()
                self.ready.set()
                notify("READY=1")
                self._say()
                log.info("ready")
                await self._stopping.wait()
                watchdog.cancel()
                await self._end(self._doors, loops)
        finally:
            await self._close()

    def _own_loops(self) -> tuple[tuple[str, Coroutine[object, object, None]], ...]:
        """The first of them are those that end by themselves."""
        return (
            ("intake", self._loop("intake", self._rooms.intake.news, self._read)),
            ("clock", self._loop("clock", self._clock_due, self._ring)),
            ("outbox", self._loop("outbox", self._post_due, self._send)),
            ("neighbours", self._neighbours()),
            ("copies", self._copies.loop()),
        )

    async def _end(self, doors: Doors, loops: list[asyncio.Task[None]]) -> None:
        # one more sign of life, which the time of a stop is shorter than, and then no more
        for word in ("WATCHDOG=1", "STATUS=ends", "STOPPING=1"):
            notify(word)
        await self._fall_silent()
        # what is on the wire is waited for: a letter cut off in the middle may have to go out twice
        finishing = asyncio.wait(loops[:FINISHING], timeout=FINISH_WITHIN)
        await asyncio.gather(doors.stop(), finishing)
        self._store.hurry()
        await doors.leave()
        for loop in loops:
            loop.cancel()

    async def _close(self) -> None:
        await self._fall_silent()
        if self._doors:
            await self._doors.stop()
            await self._doors.leave()
        self._schedule.stop()
        await self._rooms.close()
        log.info("stopped")

    async def _fall_silent(self) -> None:
        """A daemon that ends is no longer asked whether it is well."""
        if self.health:
            await self.health.stop()

    async def _kept(self, name: str, loop: Awaitable[object]) -> None:
        """A loop that dies ends the daemon, and so does one that ends without being asked: the log says which."""
        task = asyncio.current_task()
        try:
            await loop
        except asyncio.CancelledError:
            if task is None or task.cancelling():
                raise
        except Exception:
            log.critical("a loop died", loop=name, exc_info=True)
            raise
        if not self._stopping.is_set():
            log.critical("a loop ended", loop=name)
            raise LoopEnded(name)

    def _wake(self) -> None:
        if not hasattr(self, "_rooms"):
            return
        desk = self._rooms.front_desk
        for event in (self._rooms.intake.news, self._post_due, self._clock_due, *((desk.news,) if desk else ())):
            event.set()

    def _health(self) -> "Health | None":
        if self._config.metrics is None:
            return None
        from daemon.health_reports import health_of  # its web server takes longer to load than many a command to run

        return health_of(self._config, self._pulse, self._store, self._rooms, lambda: self._doors)

    async def _loop(self, name: str, news: asyncio.Event, work: Callable[[], Awaitable[int]]) -> None:
        """Works while there is work; then waits for news, never longer than ten beats, so that a dead loop shows."""
        turning.set(lambda: self._pulse.tick(name))
        while not self._stopping.is_set():
            self._pulse.tick(name)
            news.clear()
            if await self._worked(name, work):
                continue
            # not wait_for: in Python 3.11 it swallows a cancellation that meets its result (gh-86296)
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT * 10):
                    await news.wait()

    async def _worked(self, name: str, work: Callable[[], Awaitable[int]]) -> int:
        """A full disk or a locked database passes; what cannot be written now is tried again, and the loop lives."""
        try:
            done = await work()
        except Damaged:
            raise
        except Unavailable as problem:
            log.warning("store unavailable", loop=name, reason=problem.word)
            self._without_store.add(name)
            return 0
        if name in self._without_store:
            self._without_store.remove(name)
            log.info("store available again", loop=name)
        return done

    async def _read(self) -> int:
        count = await self._rooms.intake.work()
        if count:
            await self._fetch_wanted()
        return count

    async def _fetch_wanted(self) -> None:
        """A mail that its owner took is still in their own mailbox: the door hands it over again."""
        wanted = await self._store.look(lambda unit: unit.inbox.count(InboxState.WANTED))
        if self._doors and wanted:
            self._doors.look_again()

    def _begin(self, unit: Unit) -> None:
        corridor, at = self._rooms.corridor, self._clock()
        wait_no_longer(unit, corridor.house, at)
        meet(unit, corridor, at)

    async def _follow_the_clock(self) -> None:
        """Before anything is done that depends on the time: the clock may have been set a moment ago."""
        if self._steps is None or not (step := self._steps.take()):
            return
        try:
            await self._store.run(lambda unit: follow_step(unit, self._rooms.corridor.house, step, self._clock()))
        except Unavailable:
            self._steps.give_back(step)
            raise
        log.warning("the clock was set, or the machine slept", seconds=round(step.total_seconds()))
        refuse_before_the_beginning(self._clock(), self._store.made_at)
        self._wake()

    async def _send(self) -> int:
        await self._follow_the_clock()
        return await self._rooms.outbox.work(self._clock())

    async def _ring(self) -> int:
        await self._follow_the_clock()
        rung = await self._ringing.ring(self._clock())
        if rung.due or rung.retained:
            self._post_due.set()
        if rung.retained:
            self._copies.due.set()
        return rung.due

    def _remove_copies(self) -> tuple[int, str]:
        return remove_copies(self._config, self._store, self._rooms.token, lambda: not self._stopping.is_set())

    async def _neighbours(self) -> None:
        """The command line writes to the same database: what it committed is noticed within two seconds."""
        turning.set(lambda: self._pulse.tick("neighbours"))
        while True:
            self._pulse.tick("neighbours")
            self.still_alone()
            if self.ready.is_set():
                self._say()
            try:
                await self._follow_the_clock()
                if await self._store.changed():
                    self._wake()
                    await self._fetch_wanted()
            except Damaged:
                raise  # what came in now would go with the file: the doors close, and the senders keep it
            except Unavailable:
                log.debug("store unavailable", loop="neighbours")
            await asyncio.sleep(BEAT)

    def _say(self) -> None:
        """To who looks at the service: what has changed since it was last said."""
        line = state_line(self._doors, self._pulse)
        if line != self._said and not self._stopping.is_set():
            self._said = line
            notify(f"STATUS={line}")
