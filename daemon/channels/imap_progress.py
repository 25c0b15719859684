"""How far the IMAP door has come in its folder, and how long it rests. Pure: no socket, no clock, no randomness."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LONGEST_REST = 60.0
AGAIN_WITHIN = (
    45.0  # seconds from one attempt's beginning to the next, so that a mailbox that is back is read within a minute
)
LONGEST_REST_AFTER_REFUSAL = 300.0
# A SEARCH answer is one line, and imaplib refuses lines over 1,000,000 bytes: a UID has at most ten digits and a space.
WINDOW = 80_000
DESCRIBE_AT_ONCE = 500
LONGEST_SUSPICION = 3600.0
BATCH_MESSAGES = 20
A_TURN, OF_THE_NEWEST = 300, 50  # messages between two searches of a folder in which more wait than that
BATCH_BYTES = 4 * 1024 * 1024


class Found(NamedTuple):
    """A message as the server describes it, before any of it is fetched. `arrived` are the seconds of its date."""

    uid: int
    size: int
    arrived: int = 0

    @property
    def name(self) -> str:
        """Within its folder and UIDVALIDITY. The UID alone will not do: a mailbox that was restored from a backup gives
        the UIDs since then once more, to other messages.
        """
        return f"{self.arrived}.{self.size}/{self.uid}"


def seconds(arrived: dt.datetime | None) -> int:
    return int(arrived.timestamp()) if arrived else 0


def rest_after_refusal(attempt: int, chance: float) -> float:
    """As `rest`, after a login that was refused: 60, 120, 240, 300, each shortened by up to a quarter. After more than
    five in ten minutes many a server shuts the machine out.
    """
    return min(LONGEST_REST_AFTER_REFUSAL, LONGEST_REST * 2.0 ** min(attempt, 6)) * (0.75 + chance / 4)


def rest(attempt: int, chance: float) -> float:
    """Seconds before the next attempt: 1, 2, 4 … 60, each shortened by up to a half; `chance` is in 0..1."""
    full = min(LONGEST_REST, 2.0 ** min(attempt, 6))
    return max(1.0, full * (0.5 + chance / 2))


def pause(attempt: int, chance: float, spent: float) -> float:
    """Seconds after an attempt to connect that took `spent`, which one into a black hole does for half a minute."""
    return max(1.0, min(rest(attempt, chance), AGAIN_WITHIN - spent))


def windows(floor: int, top: int, messages: int) -> Iterator[tuple[int, int]]:
    """UID ranges that cover floor..top, each with at most WINDOW messages in it; one where the folder is small."""
    width = WINDOW if messages > WINDOW else top
    low = floor
    while low <= top:
        yield low, min(low + width - 1, top)
        low += width


def turn(waiting: list[int]) -> list[int]:
    """What is taken up before the folder is searched again. Of a long backlog the oldest and a few of the newest, so
    that whoever writes today does not wait until a flood has been read.
    """
    if len(waiting) <= A_TURN:
        return waiting
    return waiting[: A_TURN - OF_THE_NEWEST] + waiting[-OF_THE_NEWEST:]


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

    Nothing below `floor` is waiting, and none was ever met above `top`. A message that failed rests by itself, longer
    each time, so that one mail which the server cannot show or the store cannot take does not hold up the others; nor
    does one at which the server ends the connection: of `at_once` fewer are asked for until it is found.
    """

    uidvalidity: int
    floor: int = 1
    top: int = 0
    at_once: int = DESCRIBE_AT_ONCE
    _asked: tuple[int, ...] = ()
    _suspected: Counter[int] = field(default_factory=Counter)
    _settled: set[int] = field(default_factory=set)
    _resting: dict[int, tuple[int, float]] = field(default_factory=dict)

    def waiting(self, uids: Iterable[int], now: float) -> list[int]:
        return [uid for uid in uids if uid not in self._settled and self._due(uid) <= now]

    def settle(self, uids: Iterable[int]) -> None:
        """These stay in the folder and are not looked at again."""
        for uid in uids:
            self._settled.add(uid)
            self._resting.pop(uid, None)

    def left(self, uids: Iterable[int]) -> None:
        """These are not found in the folder any more; should their UIDs be, they are other messages'."""
        for uid in uids:
            self._resting.pop(uid, None)

    def asks(self, uids: Sequence[int]) -> None:
        self._asked = tuple(uids)

    def answered(self) -> None:
        self.at_once = min(DESCRIBE_AT_ONCE, 2 * self.at_once)

    def broke_off(self, taken: Iterable[int], now: float) -> None:
        """The connection ended after `asks`. Where one was asked for it may be that one's fault, and it rests, longer
        each time; the others that were taken up wait for nothing.
        """
        alone = self._asked[0] if len(self._asked) == 1 else None
        if len(self._asked) > 1:
            self.at_once = len(self._asked) // 2
        self.left(uid for uid in taken if uid != alone)
        if alone is not None:
            self._suspected[alone] += 1
            if (again := self._suspected[alone] - 2) >= 0:  # the first time it was the network, most likely
                seconds = min(LONGEST_SUSPICION, LONGEST_REST * 2.0 ** min(again, 6))
                self._resting[alone] = (self._resting.get(alone, (0, 0.0))[0], now + seconds)

    def is_of(self, uidvalidity: int, next_uid: int) -> bool:
        """Whether it is still the folder that was met: one that was restored from a backup may have the same name."""
        return uidvalidity == self.uidvalidity and not 0 < next_uid <= self.top

    def postpone(self, uid: int, now: float) -> None:
        attempt, _ = self._resting.get(uid, (0, now))
        self._resting[uid] = (attempt + 1, now + rest(attempt, 1.0))

    def swept(self, present: Sequence[int], top: int) -> None:
        """A search from `floor` to `top` found `present`, and each was settled or postponed."""
        there = set(present)
        if self.floor == 1:
            self._settled &= there
        self._resting = {uid: when for uid, when in self._resting.items() if uid in there}
        self._suspected = Counter({uid: times for uid, times in self._suspected.items() if uid in there})
        self.top = max(self.top, top)
        self.floor = min(self._resting, default=top + 1)

    def next_due(self, now: float) -> float:
        """Seconds until a resting message may be tried again; infinite without one."""
        return max(0.0, min((when for _, when in self._resting.values()), default=float("inf")) - now)

    def _due(self, uid: int) -> float:
        return self._resting.get(uid, (0, 0.0))[1]
