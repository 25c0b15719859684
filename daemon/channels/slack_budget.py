"""How many calls a minute: a window that slides. It sleeps by what it is given, and reads a monotonic clock."""

import time
from collections import deque
from collections.abc import Awaitable, Callable

WINDOW = 60.0


class Budget:
    """At most `most` turns within any 60 seconds; after `rest` none for that long."""

    def __init__(
        self,
        most: int,
        sleep: Callable[[float], Awaitable[object]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._sleep, self._clock = most, sleep, clock
        self._taken: deque[float] = deque(maxlen=most)
        self._not_before = 0.0

    async def turn(self) -> None:
        """Returns when it is this caller's turn. A turn is booked before it comes, so that callers do not overtake."""
        at = self._next(self._clock())
        self._taken.append(at)
        while (left := max(at, self._not_before) - self._clock()) > 0:
            await self._sleep(left)

    def rest(self, seconds: float) -> None:
        self._not_before = max(self._not_before, self._clock() + seconds)

    def _next(self, now: float) -> float:
        full = len(self._taken) == self._most
        return max(now, self._not_before, self._taken[0] + WINDOW if full else now)
