"""`/health`: whether every loop turns and every channel is connected, in fixed words and figures. No case, no name, no
text: whoever watches over a machine may ask it. What is counted for Prometheus, `/metrics`, comes with a later version.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from daemon.alive import Pulse
from daemon.config_problems import cannot_listen
from daemon.config_values import Bind

WITHIN = 2.0  # seconds for the store to answer; who asks waits for little longer
OK, UNAVAILABLE = "ok", "unavailable"
STARTING = "starting"


@dataclass(frozen=True, slots=True)
class Report:
    """How a channel is: connected or not, and what is said of it, as JSON can hold it."""

    connected: bool
    say: object


def by_word(word: str) -> Report:
    """Of a door that tells its state in a word."""
    return Report(word == "connected", word or STARTING)


def by_facts(found: Mapping[str, object]) -> Report:
    """Of a door that tells more, `connected` among it."""
    return Report(found.get("connected") is True, found)


Channel = Callable[[], Report]


@dataclass(slots=True)
class Health:
    """`channels`: by name, None for one that is not configured. `look` touches the store and raises where it cannot.

    `start` raises ConfigError where the address cannot be had.
    """

    bind: Bind
    pulse: Pulse
    look: Callable[[], Awaitable[object]]
    channels: Mapping[str, Channel | None]
    within: float = WITHIN
    port: int = 0
    _looking: "asyncio.Future[object] | None" = field(default=None, init=False)
    _runner: web.AppRunner | None = field(default=None, init=False)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/health", self._answer, allow_head=False)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.bind.host, self.bind.port).start()
        except OSError as error:
            await self.stop()
            raise cannot_listen("[metrics] bind", str(self.bind), error) from None
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    async def _answer(self, _request: web.Request) -> web.Response:
        found = await self.report()
        return web.json_response(found, status=200 if found["ok"] else 503, headers={"Cache-Control": "no-store"})

    async def report(self) -> dict[str, object]:
        store = await self._store()
        reports = {name: channel() if channel else None for name, channel in self.channels.items()}
        connected = all(report.connected for report in reports.values() if report)
        return {
            "ok": connected and store == OK and not self.pulse.stale(),
            "loops": {name: round(age, 1) for name, age in sorted(self.pulse.ages().items())},
            **{name: report.say if report else None for name, report in reports.items()},
            "store": store,
        }

    async def _store(self) -> str:
        """One look at a time: while the store does not answer, those who ask in vain do not queue up before it."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self.look())
        await asyncio.wait([self._looking], timeout=self.within)
        if not self._looking.done() or self._looking.cancelled():
            return UNAVAILABLE
        return UNAVAILABLE if self._looking.exception() else OK
