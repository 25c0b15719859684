"""Readiness and the watchdog: systemd is told that we live only while every loop has ticked (sd_notify(3))."""

import asyncio
import os
import socket
import time
from collections.abc import Callable

STALE = 90.0  # seconds without a tick after which a loop counts as dead; IDLE slices last 30


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


def notify(state: str) -> None:
    """One datagram to the socket that systemd named; nothing where there is none."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notifier:
        # a leading @ is the abstract namespace (sd_notify(3))
        notifier.connect("\0" + address[1:] if address.startswith("@") else address)
        notifier.sendall(state.encode())


def interval() -> float:
    """Seconds between two signs of life: half of what systemd waits for."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2_000_000 if microseconds.isdecimal() else 15.0


async def feed(pulse: Pulse) -> None:
    """Feeds the watchdog for as long as every loop turns; a dead one starves it, and systemd starts us again."""
    while True:
        if not pulse.stale():
            notify("WATCHDOG=1")
        await asyncio.sleep(interval())
