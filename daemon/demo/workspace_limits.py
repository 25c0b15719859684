"""How fast Slack lets an app be (slack.md 2.2). Off unless a table is given: no story should wait for a minute."""

import asyncio
import math
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    count: int
    seconds: float = MINUTE


T1, T2, T3, T4 = Rate(1), Rate(20), Rate(50), Rate(100)
SLACKS = {
    "apps.connections.open": T1,
    "chat.postMessage": Rate(300),
    "chat.update": T3,
    "chat.delete": T3,
    "chat.postEphemeral": T4,
    "conversations.history": T3,
    "conversations.replies": T3,
    "conversations.info": T3,
    "conversations.open": T3,
    "conversations.list": T2,
    "conversations.members": T4,
    "users.list": T2,
    "users.info": T4,
    "users.lookupByEmail": T3,
    "views.open": T4,
    "views.push": T4,
    "views.update": T4,
    "views.publish": T4,
    "reactions.add": T3,
    "files.info": T4,
}
A_CHANNEL = Rate(1, 1.0)


@dataclass(slots=True)
class Pace:
    """`rates` by method; `channel` for posts to one channel. An entry may be put in while it runs."""

    rates: Mapping[str, Rate] = field(default_factory=dict)
    channel: Rate | None = None
    _seen: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait(self, method: str, channel: str) -> int:
        """Whole seconds until this call is welcome, 0 for now; a welcome call counts."""
        asked = [((method, ""), self.rates[method])] if method in self.rates else []
        if self.channel and method == "chat.postMessage":
            asked.append(((method, channel), self.channel))
        now = asyncio.get_running_loop().time()
        waits = [self._wait(key, rate, now) for key, rate in asked]
        if any(waits):
            return max(waits)
        for key, _ in asked:
            self._seen[key].append(now)
        return 0

    def _wait(self, key: tuple[str, str], rate: Rate, now: float) -> int:
        seen = self._seen[key]
        while seen and now - seen[0] >= rate.seconds:
            seen.popleft()
        return max(1, math.ceil(rate.seconds - (now - seen[0]))) if len(seen) >= rate.count else 0
