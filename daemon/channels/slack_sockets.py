"""Two sockets of Socket Mode, and who looks after them. The SDK's client reconnects by itself, and gets stuck at it.

So a client of ours is one connection for its life: one attempt, and when the connection is unwell, or Slack asks for
another one, a new client takes its place before the old one closes. Nothing here knows what an envelope says.
"""

import asyncio
import contextlib
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from daemon.channels.slack_events import facts, text
from daemon.channels.slack_settings import Facts, Settings
from daemon.channels.slack_trouble import REFUSED, UNREACHABLE, SlackTrouble, trouble
from daemon.channels.slack_web import Web, quiet
from daemon.steps import Step, at

log = logging.getLogger("conductd.slack")

_CLOSE_WITHIN = 1.0  # a stop has three seconds in all
_LONGEST_REST = 60.0
_AGAIN_WITHIN = 45.0  # from one attempt's beginning to the next: a Slack that is back is heard within a minute
_STEADY_AFTER = 60.0
_MOST_AT_ONCE = 2000
_OPENING = "opening"
# Slack closes these in any case: another one beside them is refused, or what they ask for.
_CLOSE_FIRST = frozenset({"too_many_websockets", "link_disabled"})


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Done:
    """What an acknowledgement carries, and what happens after it."""

    carried: Facts | None = None
    then: Callable[[], object] = _nothing


# (type, content) of an envelope -> what becomes of it. What raises is not acknowledged.
Answer = Callable[[str, Facts], Awaitable[Done]]


class _Client(SocketModeClient):
    """One connection. The SDK's `connect` begins again for ever with the same single-use address."""

    def __init__(self, settings: Settings, web: AsyncWebClient, take: Callable[["_Client", Facts], object]) -> None:
        super().__init__(
            app_token=settings.app_token,
            logger=quiet(),
            web_client=web,
            auto_reconnect_enabled=False,
            ping_interval=settings.ping_interval,
            on_message_listeners=[self._read],
        )
        self._take = take
        self.hello = asyncio.Event()
        self.leaving = ""

    async def connect(self) -> None:
        """One attempt, with an address that nobody has used."""
        ssl = self.web_client.ssl if self.web_client.ssl is not None else True
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri or "",
            autoping=False,
            heartbeat=self.ping_interval,
            proxy=self.proxy,
            ssl=ssl,
            timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSE_WITHIN),
        )
        self.last_ping_pong_time = time.time()
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002  the SDK's signature
        """Where the SDK would close this connection and open another; ours are replaced from outside."""

    async def enqueue_message(self, message: str) -> None:
        """The SDK's queue has no end, and its listeners have no order."""

    async def _read(self, message: aiohttp.WSMessage) -> None:
        found = _parsed(message.data)
        match found.get("type"):
            case "hello":
                self.hello.set()
            case "disconnect":
                self.leaving = text(found.get("reason")) or "warning"
            case _ if found.get("envelope_id"):
                self._take(self, found)

    async def well(self) -> bool:
        return self.hello.is_set() and not self.leaving and await self.is_connected()

    async def end(self) -> None:
        """The SDK's `close` may hang, and does not wait for the tasks that it cancels."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self.close()  # type: ignore[no-untyped-call]  # the SDK's
        tasks = [task for task in (self.message_processor, self.current_session_monitor, self.message_receiver) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.aiohttp_client_session.close()


def may_open(url: str, api_url: str) -> bool:
    """A connection in the clear is for a Slack on this machine alone."""
    return url.startswith("wss://") or (url.startswith("ws://") and api_url.startswith("http://"))


def _parsed(data: object) -> Facts:
    try:
        return facts(json.loads(data)) if isinstance(data, str) else {}
    except (ValueError, RecursionError):  # as deep as somebody nests it
        return {}


class Sockets:
    """`work` until it is cancelled. `changed` is called whenever a socket has come or gone, `moved` all the time."""

    def __init__(
        self,
        settings: Settings,
        answer: Answer,
        changed: Callable[[], object],
        moved: Callable[[str], object],
    ) -> None:
        self._settings, self._answer = settings, answer
        self._changed, self._moved = changed, moved
        self._web = Web(settings.app_token, settings.api_url, timeout=settings.timeout)
        self._words: dict[int, str] = dict.fromkeys(range(settings.sockets), _OPENING)
        self._unwell: set[int] = set()
        self._answering: set[asyncio.Task[None]] = set()
        self._closed = False
        self.hellos = 0

    @property
    def healthy(self) -> int:
        return sum(not word for word in self._words.values())

    @property
    def rebuilds(self) -> int:
        """How often a connection took the place of an earlier one."""
        return max(0, self.hellos - len(self._words))

    @property
    def trouble(self) -> str:
        """Why nothing comes; "" where at least one socket is open, or has not been tried yet."""
        words = set(self._words.values())
        return "" if words & {"", _OPENING} else min(words)

    def rebuild(self) -> None:
        """They look well and deliver nothing."""
        self._unwell = set(self._words)

    async def work(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for number in self._words:
                    group.create_task(self._keep(number), name=f"slack socket {number}")
        finally:
            await self._web.close()

    async def drain(self, within: float) -> None:
        """Takes nothing more; what was taken is acknowledged as soon as it is on disk."""
        self._closed = True
        if self._answering:
            await asyncio.wait(self._answering, timeout=within)
        for task in self._answering:
            task.cancel()

    async def _keep(self, number: int) -> None:
        client: _Client | None = None
        attempt = 0
        try:
            while True:
                began = time.monotonic()
                client = await self._replaced(number, client)
                if client:
                    await self._attend(number, client)
                spent = time.monotonic() - began
                attempt = 0 if spent > _STEADY_AFTER else attempt + 1
                await self._rest(number, attempt, spent)
        finally:
            if client:
                await client.end()

    async def _replaced(self, number: int, old: _Client | None) -> _Client | None:
        """A new connection before the old one closes, so that nothing falls between them."""
        if old and (old.leaving in _CLOSE_FIRST or not await old.is_connected()):
            await old.end()
            old = None
        try:
            fresh = await self._opened()
        except SlackTrouble as error:
            self._say(number, "" if old and await old.well() else error.word)
            return old
        if old:
            await old.end()
        self.hellos += 1
        self._unwell.discard(number)
        self._say(number, "")
        return fresh

    async def _opened(self) -> _Client:
        answer = await self._web.call("apps.connections.open")
        url = text(answer.get("url"))
        if not may_open(url, self._settings.api_url):
            raise SlackTrouble(UNREACHABLE)
        client = _Client(self._settings, self._web.client, self._take)
        client.wss_uri = url
        try:
            async with asyncio.timeout(self._settings.unhealthy_after):
                await client.connect()
                await client.hello.wait()
        except BaseException as error:
            await client.end()
            if isinstance(error, Exception):
                raise trouble(error) from None
            raise
        return client

    async def _attend(self, number: int, client: _Client) -> None:
        """Until this connection is unwell, or Slack or the sweep wants another one."""
        while await client.well() and number not in self._unwell:
            self._moved(f"socket {number}")
            await asyncio.sleep(self._settings.look_every)
        if not await client.is_connected():
            self._say(number, UNREACHABLE)

    async def _rest(self, number: int, attempt: int, spent: float) -> None:
        seconds = min(_LONGEST_REST, self._settings.backoff * 2 ** max(0, min(attempt, 10) - 1)) if attempt else 0.0
        seconds = min(seconds, max(self._settings.backoff, _AGAIN_WITHIN - spent))
        if self._words[number] in REFUSED:
            seconds = max(seconds, self._settings.refused_every)
        until = time.monotonic() + seconds * (0.5 + random.random() / 2)  # noqa: S311  spreads load, guards nothing
        while (left := until - time.monotonic()) > 0:
            self._moved(f"socket {number}")
            await asyncio.sleep(min(left, self._settings.look_every))

    def _say(self, number: int, word: str) -> None:
        if word and word != self._words[number]:
            log.warning("slack: socket %d: %s", number + 1, word)
        self._words[number] = word
        self._changed()

    def _take(self, client: _Client, envelope: Facts) -> None:
        if self._closed or len(self._answering) >= _MOST_AT_ONCE:
            return
        task = asyncio.create_task(self._acknowledge(client, envelope), name="slack envelope")
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _acknowledge(self, client: _Client, envelope: Facts) -> None:
        """On the connection that it came by, and after what it brought is on disk."""
        at(Step.SLACK_IN_HAND)
        try:
            done = await self._answer(text(envelope.get("type")), facts(envelope.get("payload")))
        except Exception as error:  # noqa: BLE001  not stored is not acknowledged: Slack sends it again
            log.warning("slack: not acknowledged: %s", type(error).__name__)
            return
        at(Step.SLACK_STORED)
        answer: dict[str, object] = {"envelope_id": envelope["envelope_id"]}
        if done.carried is not None:
            answer["payload"] = dict(done.carried)
        try:
            await client.send_socket_mode_response(answer)
        except Exception as error:  # noqa: BLE001  a lost acknowledgement: it comes again, and is known then
            log.info("slack: an acknowledgement was lost: %s", type(error).__name__)
        done.then()
