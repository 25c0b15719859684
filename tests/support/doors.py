"""What stands behind a door in its tests: a store that remembers in memory, and can be told to fail."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


class NotStored(Exception):
    pass


@dataclass(slots=True)
class Behind:
    """`verdict` says what becomes of a message; while `broken` nothing is stored, while `deaf` nothing is told."""

    verdict: Callable[[bytes], str] = lambda _: "keep"
    broken: bool = False
    deaf: bool = False
    delay: float = 0.0
    stored: list[tuple[str, bytes, str, str]] = field(default_factory=list)
    tried: int = 0
    removals: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    ticks: int = 0
    on_record: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def receive(self, channel: str, raw: bytes, origin: str, note: str) -> str:
        self.tried += 1
        await asyncio.sleep(self.delay)
        if self.broken:
            raise NotStored
        self.stored.append((channel, raw, origin, note))
        verdict = self.verdict(raw)
        if origin:
            self.on_record[origin] = verdict
        return verdict

    async def known(self, origins: Sequence[str]) -> Mapping[str, str]:
        self.asked.extend(origins)
        if self.deaf:
            raise NotStored
        return {origin: self.on_record[origin] for origin in origins if origin in self.on_record}

    def state(self, name: str) -> None:
        self.states.append(name)

    def tick(self) -> None:
        self.ticks += 1

    @property
    def raws(self) -> list[bytes]:
        return [raw for _, raw, _, _ in self.stored]


async def until(condition: Callable[[], object], within: float = 10.0) -> float:
    """Waits until the condition holds; says how long it took. Blocking conditions run beside the loop."""
    began = time.monotonic()
    while not await asyncio.to_thread(condition):
        if time.monotonic() - began > within:
            raise AssertionError(f"did not happen within {within} s")
        await asyncio.sleep(0.02)
    return time.monotonic() - began
