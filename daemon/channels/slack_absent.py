"""Messages that the history showed and shows no more: taken back by their writer. Pure: times are arguments.

Without sockets Slack tells nobody of a deletion. One look is not enough to believe it, for a history may lag; and what
is older than half a day may have gone by the workspace's own rules for old messages.
"""

from collections.abc import Iterable

from daemon.channels.slack_events import order, seconds

_BELIEVED_FOR = 43_200.0


class Absent:
    """`sure_after` seconds must lie between the first look that misses a message and the one that says so."""

    def __init__(self, sure_after: float) -> None:
        self._sure_after = sure_after
        self._seen: dict[str, dict[str, float | None]] = {}

    def look(self, where: str, since: str, shown: Iterable[str], now: float) -> list[str]:
        """After a whole reading from `since` on; the messages that are gone for sure, each once."""
        seen, present = self._seen.setdefault(where, {}), set(shown)
        for ts in [ts for ts in seen if order(ts) < order(since) or now - seconds(ts) > _BELIEVED_FOR]:
            del seen[ts]
        gone = []
        for ts, missed in list(seen.items()):
            if ts in present or missed is None:
                seen[ts] = None if ts in present else now
            elif now - missed >= self._sure_after:
                gone.append(ts)
                del seen[ts]
        seen.update(dict.fromkeys(ts for ts in present - seen.keys() if now - seconds(ts) <= _BELIEVED_FOR))
        return gone
