"""Readiness and the watchdog: systemd is told that we live only while every loop has ticked (sd_notify(3))."""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

log = structlog.get_logger("conductd.alive")

STALE = 90.0  # seconds without a tick after which a loop counts as dead; IDLE slices last 30
SAID_WITHIN = 1.0  # seconds; systemd reads at once, and the loops wait meanwhile
BEAT = 5.0  # seconds between two signs that something goes on
T = TypeVar("T")


class Pulse:
    """The loops, by name, and when each last said that it turns (monotonic seconds)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ticks: dict[str, float] = {}

    def tick(self, name: str) -> None:
        self._ticks[name] = self._clock()

    def ages(self) -> dict[str, float]:
        """Seconds since each loop's last tick."""
        now = self._clock()
        return {name: now - at for name, at in self._ticks.items()}

    def stale(self) -> tuple[str, ...]:
        """The loops that have stopped turning."""
        return tuple(name for name, age in self.ages().items() if age > STALE)

    async def during(self, name: str, work: Awaitable[T], longest: float) -> T:
        """What may take long and cannot tick by itself counts as dead only after `longest` seconds."""
        task, began = asyncio.ensure_future(work), self._clock()
        try:
            while self._clock() - began < longest:
                self.tick(name)
                if (await asyncio.wait({task}, timeout=BEAT))[0]:
                    break
            return await task
        finally:
            task.cancel()


def notify(*states: str) -> None:
    """One datagram to the socket that systemd named; nothing where there is none. Not being heard ends nothing: a sign
    of life comes again, and who never hears one starts us anew.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notifier:
            notifier.settimeout(SAID_WITHIN)
            # a leading @ is the abstract namespace (sd_notify(3))
            notifier.connect("\0" + address[1:] if address.startswith("@") else address)
            notifier.sendall("\n".join(states).encode())
    except OSError as problem:
        log.warning("systemd does not hear", error=type(problem).__name__)


def interval() -> float:
    """Seconds between two signs of life: half of what systemd waits for."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2_000_000 if microseconds.isdecimal() else 15.0


async def feed(pulse: Pulse) -> None:
    """Feeds the watchdog for as long as every loop turns; a dead one starves it, and systemd starts us again."""
    starving = False
    while True:
        stale = pulse.stale()
        if stale and not starving:
            log.critical("the watchdog is not fed any more", loop=", ".join(stale))
        elif not stale:
            notify("WATCHDOG=1")
        starving = bool(stale)
        await asyncio.sleep(interval())
