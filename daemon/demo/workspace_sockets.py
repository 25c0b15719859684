"""Socket Mode: single-use addresses, several sockets, and envelopes that are sent again until somebody confirms them.

Slack sends an event at least once, on any one of the sockets. Where no socket is open, what happens is not known
(slack.md 2.3); `offline` chooses. Interactions and slash commands are sent once.
"""

import asyncio
import contextlib
import random
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from aiohttp import WSCloseCode, WSMsgType, web

from daemon.demo.workspace_records import APP, JSON

MOST_SOCKETS = 10
ACK_WITHIN = 3.0
PING_EVERY = 10.0
CLOSE_WITHIN = 0.5  # a client that was killed does not answer a close frame
RETRIES = (0.0, 60.0, 300.0)


class Offline(StrEnum):
    LOST = "lost"
    REDELIVERED = "redelivered"


class Unanswered(Exception):
    """No socket was open, or nobody confirmed in time: the person sees a warning sign and nothing happens."""


@dataclass(slots=True)
class Delivery:
    """One event or interaction on its way. `attempts` are the envelope ids that it was sent under."""

    kind: str
    body: JSON = field(repr=False)
    attempts: list[str] = field(default_factory=list)
    acknowledged: bool = False
    dropped: bool = False
    answer: JSON = field(default_factory=dict, repr=False)
    heard: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def event_id(self) -> str:
        return str(self.body.get("event_id", ""))


Passing = Callable[[Delivery], Iterable[Delivery]]
Admitting = Callable[[str], bool]


class Sockets:
    """`passing` may hold back, repeat or reorder events; `admitting` may refuse a handshake; a socket in `deaf` is
    open, answers pings and is sent nothing. These three are for faults.
    """

    def __init__(self, ack_within: float = ACK_WITHIN, retries: tuple[float, ...] = RETRIES) -> None:
        self.open: list[web.WebSocketResponse] = []
        self.deaf: set[web.WebSocketResponse] = set()
        self.deliveries: list[Delivery] = []
        self.offline = Offline.LOST
        self.ack_within, self.retries = ack_within, retries
        self.ping_every = PING_EVERY
        self.connections = 0
        self.most = MOST_SOCKETS
        self.passing: Passing = lambda delivery: (delivery,)
        self.admitting: Admitting = lambda _: True
        self.on_hello: Callable[[web.WebSocketResponse], Awaitable[None]] | None = None
        self._changed = asyncio.Event()
        self._known: set[str] = set()
        self._waiting: dict[str, Delivery] = {}
        self._kept: deque[Delivery] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        # which socket gets an envelope is chance, and the same chance in every run of a test
        self._chance = random.Random(4)  # noqa: S311  no secret hangs on it

    def address(self, host: str) -> str:
        name = uuid.uuid4().hex
        self._known.add(name)
        return f"ws://{host}/link/?ticket={name}&app_id={APP}"

    def spoil(self) -> None:
        """Addresses that were given out and not used yet are worth nothing from now on."""
        self._known.clear()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        name = request.query.get("ticket", "")
        good = name in self._known
        self._known.discard(name)
        if not good or not self.admitting(name):
            return web.Response(status=403, text="ticket is not valid")
        socket = web.WebSocketResponse(timeout=CLOSE_WITHIN, heartbeat=self.ping_every)
        await socket.prepare(request)
        self.connections += 1
        if len(self.open) >= self.most:
            await self.say_goodbye(socket, "too_many_websockets")
            return socket
        self.open.append(socket)
        self._changed.set()
        try:
            await self._serve(socket)
        finally:
            self._forget(socket)
        return socket

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self.deaf.discard(socket)
        if socket in self.open:
            self.open.remove(socket)
        self._changed.set()

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open),
                "debug_info": {"host": "standin", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        if self.on_hello:
            await self.on_hello(socket)
        self._send_what_was_kept()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._hear(message.json())

    def _hear(self, said: JSON) -> None:
        delivery = self._waiting.get(str(said.get("envelope_id")))
        if delivery is not None:
            delivery.acknowledged = True
            delivery.answer = said.get("payload") or {}
            delivery.heard.set()

    def _send_what_was_kept(self) -> None:
        while self._kept:
            self._start(self._kept.popleft(), 1)

    # --- towards the app -------------------------------------------------------------------------------------------
    def announce(self, body: JSON) -> None:
        """An event, sent from a task of its own until it is confirmed or given up."""
        delivery = Delivery("events_api", body)
        self.deliveries.append(delivery)
        for each in self.passing(delivery):
            self.dispatch(each)

    def dispatch(self, delivery: Delivery) -> None:
        if self.open:
            self._start(delivery, 0)
        elif self.offline is Offline.REDELIVERED:
            self._kept.append(delivery)
        else:
            delivery.dropped = True

    def _start(self, delivery: Delivery, attempt: int) -> None:
        task = asyncio.create_task(self._deliver(delivery, attempt))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, attempt: int) -> None:
        pauses = (0.0, *self.retries)[attempt:]
        for number, pause in enumerate(pauses, start=attempt):
            await asyncio.sleep(pause)
            if delivery.acknowledged or await self._sent_and_heard(delivery, number):
                return
        delivery.dropped = True

    async def _sent_and_heard(self, delivery: Delivery, number: int) -> bool:
        envelope = self._envelope(delivery, number)
        self._waiting[envelope["envelope_id"]] = delivery
        await self._send(envelope)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(delivery.heard.wait(), self.ack_within)
        return delivery.acknowledged

    def _envelope(self, delivery: Delivery, number: int) -> JSON:
        """Whether a repeated event keeps its envelope's id is not known, so every other time it does."""
        keeps = number % 2 == 1 and bool(delivery.attempts)
        delivery.attempts.append(delivery.attempts[-1] if keeps else str(uuid.uuid4()))
        envelope: JSON = {
            "envelope_id": delivery.attempts[-1],
            "payload": delivery.body,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": "timeout" if number else ""}
        return envelope

    async def _send(self, envelope: JSON) -> None:
        if not self.open:
            return
        socket = self._chance.choice(self.open)
        if socket not in self.deaf:
            with contextlib.suppress(ConnectionError):
                await socket.send_json(envelope)

    async def ask(self, kind: str, body: JSON) -> JSON:
        """An interaction or a slash command; the payload of its confirmation. Raises Unanswered."""
        delivery = Delivery(kind, body)
        self.deliveries.append(delivery)
        if not self.open or not await self._sent_and_heard(delivery, 0):
            delivery.dropped = True
            raise Unanswered
        return delivery.answer

    async def say_goodbye(self, socket: web.WebSocketResponse, reason: str) -> None:
        """`warning` announces an end that comes later; the others are followed by it."""
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "standin"}})
        if reason != "warning":
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def some_open(self, count: int = 1) -> None:
        """Once so many sockets are open."""
        await self._until(lambda: len(self.open) >= count)

    async def connected(self, count: int) -> None:
        """Once so many handshakes succeeded, since the start."""
        await self._until(lambda: self.connections >= count)

    async def none_open(self) -> None:
        await self._until(lambda: not self.open)

    async def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            self._changed.clear()
            await self._changed.wait()

    async def settled(self) -> None:
        """Once every event was confirmed or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self.open):
            await socket.close(code=WSCloseCode.GOING_AWAY)
