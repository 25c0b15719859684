"""How far the IMAP door has come in its folder, and how long it rests. Pure: no socket, no clock, no randomness."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_REST = 60.0
# A SEARCH answer is one line, and imaplib refuses lines over 1,000,000 bytes: a UID has at most ten digits and a space.
WINDOW = 80_000
BATCH_MESSAGES = 20
BATCH_BYTES = 4 * 1024 * 1024


class Found(NamedTuple):
    """A message as the server describes it, before any of it is fetched."""

    uid: int
    size: int


def rest(attempt: int, chance: float) -> float:
    """Seconds before the next attempt: 1, 2, 4 … 60, each shortened by up to a half; `chance` is in 0..1."""
    full = min(LONGEST_REST, 2.0 ** min(attempt, 6))
    return max(1.0, full * (0.5 + chance / 2))


def windows(floor: int, top: int, messages: int) -> Iterator[tuple[int, int]]:
    """UID ranges that cover floor..top, each with at most WINDOW messages in it; one where the folder is small."""
    width = WINDOW if messages > WINDOW else top
    low = floor
    while low <= top:
        yield low, min(low + width - 1, top)
        low += width


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Groups that are stored together, bounded in number and in memory; a large message goes alone."""
    batch: list[Found] = []
    held = 0
    for one in found:
        if batch and (len(batch) == BATCH_MESSAGES or held + one.size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(one)
        held += one.size
    if batch:
        yield batch


@dataclass(slots=True)
class Progress:
    """Of one folder under one UIDVALIDITY. `now` is monotonic seconds.

    Nothing below `floor` is waiting. A message that failed rests by itself, longer each time, so that one mail which
    the server cannot show or the store cannot take does not hold up the others.
    """

    uidvalidity: int
    floor: int = 1
    _settled: set[int] = field(default_factory=set)
    _resting: dict[int, tuple[int, float]] = field(default_factory=dict)

    def waiting(self, uids: Iterable[int], now: float) -> list[int]:
        return [uid for uid in uids if uid not in self._settled and self._due(uid) <= now]

    def settle(self, uids: Iterable[int]) -> None:
        """These stay in the folder and are not looked at again, or have left it."""
        for uid in uids:
            self._settled.add(uid)
            self._resting.pop(uid, None)

    def postpone(self, uid: int, now: float) -> None:
        attempt, _ = self._resting.get(uid, (0, now))
        self._resting[uid] = (attempt + 1, now + rest(attempt, 1.0))

    def swept(self, present: Sequence[int], top: int) -> None:
        """A search from `floor` to `top` found `present`, and each was settled or postponed."""
        there = set(present)
        if self.floor == 1:
            self._settled &= there
        self._resting = {uid: when for uid, when in self._resting.items() if uid in there}
        self.floor = min(self._resting, default=top + 1)

    def next_due(self, now: float) -> float:
        """Seconds until a resting message may be tried again; infinite without one."""
        return max(0.0, min((when for _, when in self._resting.values()), default=float("inf")) - now)

    def _due(self, uid: int) -> float:
        return self._resting.get(uid, (0, 0.0))[1]
