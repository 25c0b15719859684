"""Whether the sockets deliver what the history shows. Pure: times are arguments, in seconds since 1970.

A socket can answer every ping and deliver nothing (bolt-python 1529, python-slack-sdk 1701). Only the history tells.
"""

from collections import OrderedDict

_REMEMBERED = 5000
_SETTLING = 1.0  # seconds after a hello in which a message may still belong to whatever was before


class Hearing:
    def __init__(self, deaf_after: float) -> None:
        self._deaf_after = deaf_after
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._unheard: OrderedDict[str, float] = OrderedDict()
        self._since: float | None = None
        self.missed = 0

    def listening(self, since: float | None) -> None:
        """From when on at least one socket has been open without a pause; None where none is."""
        if since is None or self._since is None:
            self._since = since
            self._unheard.clear()

    def heard(self, origin: str) -> None:
        self._unheard.pop(origin, None)
        self._heard[origin] = None
        while len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)

    def found(self, origin: str, written: float) -> None:
        """A sweep brought it, and nobody had handed it over before."""
        if self._since is not None and written > self._since + _SETTLING and origin not in self._heard:
            self._unheard[origin] = written
        while len(self._unheard) > _REMEMBERED:
            self._unheard.popitem(last=False)

    def count_missed(self, now: float) -> int:
        """How many a socket should have delivered long ago; each is counted once."""
        late = [origin for origin, written in self._unheard.items() if now - written > self._deaf_after]
        for origin in late:
            del self._unheard[origin]
        self.missed += len(late)
        return len(late)
