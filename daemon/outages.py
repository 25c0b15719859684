"""How a channel as a whole is doing: whether it rests after a failure that was no letter's fault, and for how long.

It remembers nothing on disk: a daemon that starts anew asks once, and knows again. Time is an argument.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daemon.rest import rests
from notifiers.sending import Problem

FIRST_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=1)  # so long at most after a server is back letters wait for it
LONGEST_REST_AFTER_LOGIN = timedelta(minutes=5)  # five wrong passwords in ten minutes and many a server shuts us out
OF_LOGIN = frozenset({Problem.LOGIN, Problem.NO_LOGIN, Problem.TOKEN})
SEVERAL = 3  # letters put off one after the other, and no other taken: that was the server, not their readers
MOST_REMEMBERED = 1000


@dataclass(slots=True)
class Outages:
    """By the names of channels and the ids of letters."""

    _until: dict[str, datetime] = field(default_factory=dict)
    _failures: Counter[str] = field(default_factory=Counter)
    _put_off: dict[str, None] = field(default_factory=dict)
    _asked_again: set[str] = field(default_factory=set)

    def any_rests(self, now: datetime) -> bool:
        return any(self.rests(channel, now) for channel in self._until)

    def rests(self, channel: str, now: datetime) -> bool:
        return rests(self._until.get(channel), now, LONGEST_REST_AFTER_LOGIN)

    def rest_until(self, channel: str, until: datetime) -> None:
        self._until[channel] = until

    def closed(self, channel: str, problem: Problem, now: datetime) -> datetime:
        """Nothing leaves by it now; until when it rests, longer each time."""
        longest = LONGEST_REST_AFTER_LOGIN if problem in OF_LOGIN else LONGEST_REST
        first = LONGEST_REST if problem in OF_LOGIN else FIRST_REST
        rest = min(longest, first * 2 ** min(self._failures[channel], 10))
        self._failures[channel] += 1
        self._until[channel] = now + rest * random.uniform(0.75, 1)  # noqa: S311  spreads load, guards nothing
        return self._until[channel]

    def answered(self, channel: str) -> None:
        """It took a letter up, whatever became of that one."""
        self._failures.pop(channel, None)

    def put_off(self, letter: str) -> None:
        """A letter that the server asked for later."""
        if len(self._put_off) < MOST_REMEMBERED:
            self._put_off[letter] = None

    def took(self, letter: str) -> Iterable[str]:
        """A letter left. The ids of those that are to be tried again at once: where the server put off several in a row
        it was about itself that it spoke. Each but once, for its reader's server may be the one that waits.
        """
        self._asked_again.discard(letter)
        waiting, self._put_off = self._put_off, {}
        again = [each for each in waiting if each not in self._asked_again and each != letter]
        if len(waiting) < SEVERAL or len(self._asked_again) + len(again) > MOST_REMEMBERED:
            return ()
        self._asked_again.update(again)
        return again
