"""What the tests of the Slack door share: a house that remembers in memory, settings for a test workspace, an open door.

async with Workspace() as slack, opened(settings(slack), behind) as door: ...
"""

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from daemon.channels.slack import Door
from daemon.channels.slack_settings import House, Settings
from daemon.demo.workspace import Workspace
from tests.support.doors import NotStored

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(slots=True)
class SlackHouse:
    """`rows` are what is on disk, by origin and in the order of arrival. While `broken` nothing is stored."""

    broken: bool = False
    refuses: bytes = b""
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)
    cursors: dict[str, str] = field(default_factory=dict)
    open_threads: list[tuple[str, str]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    says: dict[str, Any] | None = None
    members: list[dict[str, Any]] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    ticks: int = 0
    gate: asyncio.Event | None = None
    on_disk: Callable[[], object] = lambda: None

    async def receive(self, channel: str, raw: bytes, origin: str, note: str) -> str:
        assert (channel, note) == ("slack", "")
        self.offered.append(origin)
        if self.gate:
            await self.gate.wait()
        await asyncio.sleep(0)
        if self.broken or (self.refuses and self.refuses in raw):
            raise NotStored
        self.rows.setdefault(origin, json.loads(raw))
        self.on_disk()
        return "keep"

    async def known(self, origins):
        return {origin: "keep" for origin in origins if origin in self.rows}

    async def cursor(self, name):
        return self.cursors.get(name, "")

    async def keep_cursor(self, name, value):
        self.cursors[name] = value

    async def threads(self):
        return self.open_threads

    async def interact(self, content):
        if self.broken:
            raise NotStored
        self.acts.append(content)
        return self.says

    async def member_changed(self, member):
        if self.broken:
            raise NotStored
        self.members.append(member)

    async def home_opened(self, member):
        self.homes.append(member)

    def tick(self):
        self.ticks += 1

    def house(self) -> House:
        return House(
            receive=self.receive,
            known=self.known,
            cursor=self.cursor,
            keep_cursor=self.keep_cursor,
            threads=self.threads,
            interact=self.interact,
            member_changed=self.member_changed,
            home_opened=self.home_opened,
            state=self.states.append,
            tick=self.tick,
        )

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [row for row in self.rows.values() if row["kind"] == kind]

    @property
    def texts(self) -> list[str]:
        """What people wrote, in the order in which it was stored."""
        return [row["event"]["text"] for row in self.of("message")]


def settings(slack: Workspace, **changes: Any) -> Settings:
    """With sockets; `app_token=""` for polling."""
    quick = {
        "poll_every": 0.05,
        "sweep_every": 30.0,
        "ping_interval": 0.5,
        "unhealthy_after": 2.0,
        "look_every": 0.05,
        "auth_every": 30.0,
        "refused_every": 0.2,
        "calls_per_minute": 6000,
        "lists_per_minute": 6000,
        "gather": 0.05,
        "backoff": 0.02,
    }
    plain = {"bot_token": slack.bot_token, "app_token": slack.app_token, "api_url": slack.url, "not_before": LONG_AGO}
    return Settings(**{**plain, **quick, **changes})


@contextlib.asynccontextmanager
async def opened(chosen: Settings, behind: SlackHouse) -> AsyncIterator[Door]:
    door = Door(chosen, behind.house())
    await door.start()
    try:
        yield door
    finally:
        await door.stop()
    await door.wait()
