"""Whose mail is read next: each sender in turn, so that nobody waits behind somebody else's flood.

It knows only what came since the start, and forgets without harm: every second message is the oldest that waits in the
database, whosesoever it is.
"""

from collections import OrderedDict, deque

MOST = 20_000  # messages that have a turn; what comes beyond them waits for its place in the database


class Turns:
    def __init__(self) -> None:
        self._lanes: OrderedDict[str, deque[str]] = OrderedDict()
        self._waiting = 0

    def arrived(self, sender: str, message: str) -> None:
        if self._waiting < MOST:
            self._lanes.setdefault(sender, deque()).append(message)
            self._waiting += 1

    def next(self) -> str | None:
        """A message of the sender whose turn it is, who then stands last; it may have been read in the meantime."""
        if not self._lanes:
            return None
        sender, lane = self._lanes.popitem(last=False)
        message = lane.popleft()
        self._waiting -= 1
        if lane:
            self._lanes[sender] = lane
        return message

    def forget(self) -> None:
        """Nothing waits any more."""
        self._lanes.clear()
        self._waiting = 0
