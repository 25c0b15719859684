"""The Homes of those who looked at theirs today: published when opened, and again when something in it changed."""

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from daemon.front_desk_lanes import Lanes
from daemon.front_desk_views import Views
from daemon.store.store import Store
from notifiers.slack import Trouble, Wire
from notifiers.slack_pieces import Block

log = structlog.get_logger("conductd.slack")

MOST_HOMES = 200  # a day; who comes after them sees their Home as it was when they opened it
PAUSE = timedelta(seconds=2)


@dataclass(slots=True)
class _Home:
    day: date
    shown: str = ""


class Homes:
    """`news` is set when there may be something to do."""

    def __init__(self, store: Store, views: Views, wire: Wire, lanes: Lanes, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._views = views
        self._wire = wire
        self._lanes = lanes
        self._clock = clock
        self._homes: OrderedDict[str, _Home] = OrderedDict()
        self._refreshed: datetime | None = None
        self._next: asyncio.TimerHandle | None = None
        self.news = asyncio.Event()

    def opened(self, member: str) -> None:
        """It is published whatever stood there: Slack may have lost it."""
        self._homes[member] = _Home(self._clock().date())
        self._homes.move_to_end(member)
        while len(self._homes) > MOST_HOMES:
            self._homes.popitem(last=False)
        self._lanes.later(self._lanes.through(member, lambda: self._publish(member)))

    async def refresh(self) -> None:
        """At most once in two seconds; what changes meanwhile is shown by the next."""
        now = self._clock()
        if not self._homes:
            return
        if self._refreshed and timedelta() <= now - self._refreshed < PAUSE:
            self._look_again()
            return
        self._refreshed = now
        for member in [each for each, home in self._homes.items() if home.day != now.date()]:
            del self._homes[member]
        for member in tuple(self._homes):
            self._lanes.later(self._lanes.through(member, partial(self._publish, member)))

    def _look_again(self) -> None:
        """Once the pause is over, and once alone."""
        if self._next is None or self._next.when() <= asyncio.get_running_loop().time():
            self._next = asyncio.get_running_loop().call_later(PAUSE.total_seconds(), self.news.set)

    async def _publish(self, member: str) -> None:
        home = self._homes.get(member)
        if home is None:
            return
        view = await self._store.look(lambda unit: self._views.home(unit, member, self._clock()))
        digest = _digest(view)
        if digest == home.shown:
            return
        try:
            await self._wire.call("views.publish", user_id=member, view=view)
        except Trouble as trouble:
            log.info("slack: a home was not published", reason=trouble.word)
            return
        home.shown = digest


def _digest(view: Block) -> str:
    return hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
