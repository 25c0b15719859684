"""The Slack door: direct messages by two sockets, or by polling where there is no app token, and by sweeps with both.

It imports nothing of the house. What arrives is handed over, and acknowledged once it is on disk; whatever a socket
does not deliver, a sweep finds. A token that is refused is tried again slowly and ends nothing.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping

from daemon.channels.slack_after import Afterwards
from daemon.channels.slack_events import Found, Us, facts, live, text, us_of
from daemon.channels.slack_hearing import Hearing
from daemon.channels.slack_lines import Lines
from daemon.channels.slack_settings import CHANNEL, Facts, House, Settings
from daemon.channels.slack_sockets import Done, Sockets
from daemon.channels.slack_sweep import Progress, Rooms, Sweep
from daemon.channels.slack_trouble import CONNECTED, DEAF, LIMITED, POLLING, REFUSED, SlackTrouble
from daemon.channels.slack_web import Web, budgets

log = logging.getLogger("conductd.slack")

_BEAT = 1.0
_STALLED_AFTER = 600.0  # five waits of a minute that Slack asks for, and as much again
_KNOWN_WITHIN = 3.0
_AGAIN_WITHIN = 45.0  # from one question's beginning to the next: a Slack that is back is noticed within a minute
_DRAIN_WITHIN = 1.0


class Door:
    """`start`, then `wait` (raises if a loop died of a bug), then `stop`. `clock` gives seconds since 1970, as a ts.

    `bot_user` and `team` are known after `start`, or as soon as Slack can be reached. `web` makes the bot's calls.
    """

    def __init__(self, settings: Settings, house: House, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._house, self._clock = settings, house, clock
        allowed = budgets(settings.calls_per_minute, settings.lists_per_minute)
        self.web = Web(
            settings.bot_token,
            settings.api_url,
            timeout=settings.timeout,
            budgets=allowed,
            limited=self._limited,
        )
        self._hearing = Hearing(settings.deaf_after)
        self._lines = Lines(self._receive, settings.gather)
        self._sockets = Sockets(settings, self._answer, self._changed, self._moved) if settings.app_token else None
        self._us: Us | None = None
        self._after: Afterwards | None = None
        self._sweep: Sweep | None = None
        self._answered, self._recognised = asyncio.Event(), asyncio.Event()
        self._ask_again, self._wanted = asyncio.Event(), asyncio.Event()
        self._words: dict[str, str] = {}
        self._state = ""
        self._turns: dict[str, float] = {}
        self._disturbed_at = self._event_at = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def bot_user(self) -> str:
        return self._us.member if self._us else ""

    @property
    def team(self) -> str:
        return self._us.team if self._us else ""

    async def start(self) -> None:
        """Waits a moment for Slack to say who we are. Where it says nothing, or no, the door goes on trying."""
        self._task = asyncio.create_task(self._run(), name="slack door")
        answered = asyncio.create_task(self._answered.wait())
        await asyncio.wait([answered, self._task], timeout=_KNOWN_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        answered.cancel()

    async def wait(self) -> None:
        """Until a loop has died, which is a bug; raises what it died of."""
        if self._task:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.result()

    async def stop(self) -> None:
        """Takes nothing more, acknowledges what is on disk, closes. What is cut off here, Slack and the sweep bring."""
        if self._sockets:
            await self._sockets.drain(_DRAIN_WITHIN)
        await self._lines.close(_DRAIN_WITHIN / 2)
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self.web.close()

    def health(self) -> Mapping[str, object]:
        """For /health: words and figures, nothing that anybody wrote."""
        word, sockets = self._word(), self._sockets
        progress = self._sweep.progress if self._sweep else Progress()
        return {
            "connected": word in {CONNECTED, POLLING},
            "state": word,
            "trouble": "" if word in {CONNECTED, POLLING} else word,
            "sockets": sockets.healthy if sockets else 0,
            "hellos": sockets.hellos if sockets else 0,
            "rebuilds": sockets.rebuilds if sockets else 0,
            "missed": self._hearing.missed,
            "last_event": self._event_at or None,
            "sweeps": {
                "running": progress.running,
                "done": progress.done,
                "of": progress.of,
                "found": progress.found,
                "rounds": progress.rounds,
            },
        }

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_the_token(), name="slack token")
            group.create_task(self._guard(), name="slack guard")
            await self._recognised.wait()
            if self._after:
                group.create_task(self._after.work(), name="slack afterwards")
            if self._sweep:
                group.create_task(self._keep_sweeping(self._sweep), name="slack sweep")
            if self._sockets:
                group.create_task(self._sockets.work(), name="slack sockets")

    async def _guard(self) -> None:
        """Tells the watchdog that all loops turn; one that does not starves it."""
        while True:
            if all(time.monotonic() - at < _STALLED_AFTER for at in self._turns.values()):
                self._house.tick()
            await asyncio.sleep(_BEAT)

    def _moved(self, loop: str) -> None:
        self._turns[loop] = time.monotonic()

    # Who we are, and whether the token works: asked each minute, for a revoked one may be told to nobody.

    async def _watch_the_token(self) -> None:
        rest = self._settings.backoff
        while True:
            self._moved("token")
            self._ask_again.clear()
            began = time.monotonic()
            word = await self._recognise()
            self._answered.set()
            longest = max(self._settings.backoff, began + _AGAIN_WITHIN - time.monotonic())
            rest = self._settings.backoff if not word else min(2 * rest, longest)
            if word in REFUSED:
                rest = self._settings.refused_every
            await _either(self._ask_again, rest if word else self._settings.auth_every)

    async def _recognise(self) -> str:
        try:
            answer = await self.web.call("auth.test")
        except SlackTrouble as error:
            self._note("token", error.word)
            return error.word
        if self._us is None:
            self._settle_in(answer)
        if self._words.get("token"):
            self._wanted.set()
        self._note("token", "")
        return ""

    def _settle_in(self, answer: Facts) -> None:
        us = us_of(answer)
        self._after = Afterwards(self._settings, self._house, self.web, us, self._clock)
        rooms = Rooms(self._settings, self._house, self.web, us, self._lines, self._after, self._hearing)
        self._sweep = Sweep(rooms, self._clock, lambda: self._moved("sweep"))
        self._us = us
        self._recognised.set()

    # Sweeps: at the start, after each hello, and every few minutes; more often where the sockets were disturbed.

    async def _keep_sweeping(self, sweep: Sweep) -> None:
        while True:
            self._moved("sweep")
            self._wanted.clear()
            if not self._words.get("token"):
                self._note("sweep", await self._swept(sweep))
            await _either(self._wanted, self._pause())

    async def _swept(self, sweep: Sweep) -> str:
        """One round; the word for what stood in its way."""
        try:
            await sweep.round()
        except SlackTrouble as error:
            if error.refused:
                self._ask_again.set()
            self._disturb()
            return error.word
        except Exception as error:  # noqa: BLE001  the store does not answer: what is there stays there, and is read again
            log.warning("slack: a sweep was not finished: %s", type(error).__name__)
            self._disturb()
            return ""
        if sweep.progress.failed:
            self._disturb()
        self._listen_well()
        return ""

    def _listen_well(self) -> None:
        missed = self._hearing.count_missed(self._clock())
        if missed and self._sockets:
            log.warning("slack: %d messages were delivered by no socket, all are built anew", missed)
            self._sockets.rebuild()
            self._disturb()
        self._note("hearing", DEAF if missed else "")

    def _pause(self) -> float:
        sockets, settings = self._sockets, self._settings
        if self._words.get("sweep") in REFUSED:
            return settings.refused_every
        quiet = time.monotonic() - self._disturbed_at > settings.sweep_every
        steady = sockets is not None and sockets.healthy == settings.sockets and quiet
        return settings.sweep_every if steady else settings.poll_every

    def _disturb(self) -> None:
        self._disturbed_at = time.monotonic()

    # What the sockets bring.

    def _changed(self) -> None:
        """A socket has come or gone: between the two something may have been lost."""
        self._disturb()
        healthy = self._sockets.healthy if self._sockets else 0
        self._hearing.listening(self._clock() if healthy else None)
        if healthy:
            self._wanted.set()
        self._tell()

    async def _answer(self, kind: str, content: Facts) -> Done:
        self._event_at = self._clock()
        match kind:
            case "events_api":
                return await self._event(content)
            case "interactive" | "slash_commands":
                return Done(await self._house.interact(content))
            case _:
                return Done()

    async def _event(self, content: Facts) -> Done:
        event = facts(content.get("event"))
        match text(event.get("type") or content.get("type")):
            case "message":
                return await self._message(event)
            case "user_change":
                await self._house.member_changed(facts(event.get("user")))
            case "app_home_opened" if text(event.get("tab") or "home") == "home":
                await self._house.home_opened(text(event.get("user")))
            case "tokens_revoked" | "app_uninstalled":
                self._ask_again.set()
            case "app_rate_limited":
                self._disturb()
        return Done()

    async def _message(self, event: Facts) -> Done:
        us, after, sweep = self._us, self._after, self._sweep
        found = live(us, event) if us else None
        if found is None or after is None or sweep is None:
            return Done()
        self._hearing.heard(found.origin)
        await self._lines.put(found)
        sweep.heard(found)
        return Done(then=lambda: after.follow(found))

    async def _receive(self, found: Found) -> str:
        return await self._house.receive(CHANNEL, found.raw, found.origin, "")

    # What is wrong, in one word.

    def _limited(self, seconds: float) -> None:
        log.info("slack: asked to wait for %d s", round(seconds))
        self._note("limit", LIMITED)

    def _note(self, part: str, word: str) -> None:
        self._words[part] = word
        if part in {"token", "sweep"} and not word:
            self._words["limit"] = ""
        self._tell()

    def _word(self) -> str:
        """The gravest first: a token, then Slack's refusals, then what passes."""
        words = self._words
        sockets = self._sockets.trouble if self._sockets else ""
        after = self._after.trouble if self._after else ""
        found = [words.get("token", ""), sockets if sockets in REFUSED else "", words.get("sweep", "")]
        found += [words.get("limit", ""), words.get("hearing", ""), sockets, after]
        return next((word for word in found if word), self._usual())

    def _usual(self) -> str:
        if self._sockets:
            return CONNECTED if self._sockets.healthy else ""
        return POLLING if self._us else ""

    def _tell(self) -> None:
        word = self._word()
        if word and word != self._state:
            self._state = word
            self._house.state(word)


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Until the event, at most for so long. Not wait_for: it may swallow a cancellation (gh-86296)."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
