"""The workspace: its door, what the door asks of the house, and the wire that letters leave by."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from daemon.channels.slack import Door
from daemon.channels.slack_settings import House as Behind
from daemon.channels.slack_trouble import CONNECTED, LIMITED, POLLING, SERVER, UNREACHABLE, SlackTrouble
from daemon.channels.slack_web import Web
from daemon.config_model import Config
from daemon.front_desk import FrontDesk
from daemon.inquiries import inquiries
from daemon.intake import Intake
from daemon.orders import Orders
from daemon.secrets import Tampered
from daemon.slack_threads import threads
from daemon.store.errors import KeyGone, Unavailable
from daemon.store.store import Store
from daemon.wiring import not_before, slack_settings
from notifiers.slack import Trouble

log = structlog.get_logger("conductd.slack")

BEAT, LONGEST_TURN = 10, 600  # seconds
DAY = timedelta(days=1)
USUAL = frozenset({CONNECTED, POLLING, UNREACHABLE, LIMITED, SERVER})  # what passes by itself


class SlackWire:
    """The door's calls, as a sender wants them."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def call(self, method: str, **arguments: object) -> Mapping[str, object]:
        try:
            return await self._web.call(method, **arguments)
        except SlackTrouble as trouble:
            raise Trouble(trouble.word, trouble.certain) from None


class SlackRoom:
    """`tick` and `beat`, of the loop that asks, are the watchdog's, once the daemon serves."""

    def __init__(
        self, config: Config, store: Store, orders: Orders, intake: Intake, clock: Callable[[], datetime]
    ) -> None:
        settings = slack_settings(config, not_before(config) or store.made_at - DAY)
        self._store = store
        self._house = orders.house
        self._clock = clock
        self.tick: Callable[[], object] = lambda: None
        self.beat: Callable[[], object] = lambda: None
        self.door = Door(
            settings,
            Behind(
                receive=intake.receive,
                known=self._known,
                cursor=self._cursor,
                keep_cursor=self._keep_cursor,
                threads=self._threads,
                interact=self._interact,
                home_opened=self._home_opened,
                member_changed=self._member_changed,
                state=_say,
                tick=self._tick,
            ),
        )
        self.wire = SlackWire(self.door.web)
        self._every = settings.poll_every
        self.inquiries = inquiries(config, store, orders.corridor, self.door.web, clock)
        intake.look_up_before_commands(self.inquiries.directory.before_command)
        self.front_desk = FrontDesk(store, orders, intake.receive, self.wire, lambda: self.door.team, clock)

    async def start(self) -> None:
        await self.door.start()

    async def wait(self) -> None:
        await self.door.wait()

    async def stop(self) -> None:
        """What is only shown is let go; what is pressed until the end is still kept."""
        await self.front_desk.close()
        await self.door.stop()
        await self.inquiries.close()

    async def keep_up(self, turned: Callable[[], object]) -> None:
        """What is to be asked of Slack, as often as DMs are polled. `turned` is called when letters wait by that."""
        while True:
            if self.door.team:
                try:
                    if await self._turned():
                        turned()
                except Unavailable as problem:
                    log.warning("store unavailable", loop="accounts", reason=problem.word)
                except (Tampered, KeyGone):  # one bad row; `audit` names it, and the daemon goes on
                    log.error("a row does not open", loop="accounts")  # noqa: TRY400  its text is no help
            await self._waited(self._every)

    async def _turned(self) -> int:
        """Slack may let a turn take minutes: it is not taken for a dead loop before it took far too long."""
        turn = asyncio.ensure_future(self.inquiries.turn())
        try:
            for _ in range(LONGEST_TURN // BEAT):
                self.beat()
                if (await asyncio.wait({turn}, timeout=BEAT))[0]:
                    break
            return await turn
        finally:
            turn.cancel()

    async def _waited(self, seconds: float) -> None:
        while seconds > 0:
            self.beat()
            await asyncio.sleep(min(seconds, BEAT))
            seconds -= BEAT

    async def _member_changed(self, member: Mapping[str, object]) -> None:
        await self.inquiries.directory.member_changed(member)

    def health(self) -> Mapping[str, object]:
        return {**self.door.health(), **self.inquiries.health()}

    def _tick(self) -> None:
        self.tick()

    async def _interact(self, interaction: Mapping[str, object]) -> Mapping[str, object] | None:
        return await self.front_desk.interact(interaction)

    async def _home_opened(self, member: str) -> None:
        await self.front_desk.home_opened(member)

    async def _known(self, origins: Sequence[str]) -> Mapping[str, str]:
        found = await self._store.look(lambda unit: unit.inbox.known(origins))
        return {origin: str(state) for origin, state in found.items()}

    async def _cursor(self, name: str) -> str:
        return await self._store.look(lambda unit: unit.cursors.get(name)) or ""

    async def _keep_cursor(self, name: str, value: str) -> None:
        await self._store.run(lambda unit: unit.cursors.set(name, value))

    async def _threads(self) -> Sequence[tuple[str, str]]:
        now = self._clock()
        return await self._store.look(lambda unit: threads(unit, self._house, now))


def _say(word: str) -> None:
    """A connection comes and goes; what the operator must mend is louder."""
    say = log.info if word in USUAL else log.error
    say("slack", state=word)
