"""Bad weather for the stand-in workspace (daemon/demo/workspace.py):

    faults = Faults(workspace)
    faults.lose_answer("chat.postMessage")            # it was posted, and the connection ends without a word
    faults.limit("conversations.history", after=1)    # 429 and Retry-After; times=3 for three of them
    faults.refuse_sockets(); faults.admit_sockets()
    await faults.cut_sockets()

A method is one of the Web API, or `scim.DELETE`, `scim.PATCH`, `files.fetch` (before it is sent), `files.upload`,
`response_url`; "*" is every one of them. Each fault of a method strikes `times` times (once), in the order in which they were asked for, `ALWAYS` for ever.
`faults.struck` counts them by method.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict, deque

from aiohttp import web

from daemon.demo.workspace_sockets import Delivery
from daemon.demo.workspace_weather import Weather

ALWAYS = 1 << 30


class Fault:
    """One kind of trouble with one method. The two halves say what stands instead of the call, and of its answer."""

    def __init__(self, times):
        self.left = times

    async def before(self, request):
        return None

    async def after(self, request):
        return None


STRUCK_BY = web.RequestKey("struck_by", Fault)


class Dropped(Fault):
    """The connection ends before anything is done."""

    async def before(self, request):
        return hung_up(request)


class Lost(Fault):
    """It is done, and the connection ends without an answer."""

    async def after(self, request):
        return hung_up(request)


class Broken(Fault):
    """It is done, and the answer is a trouble; or with `done=False` it is not done, and the answer is the same."""

    def __init__(self, times, response, *, done):
        super().__init__(times)
        self.response, self.done = response, done

    async def before(self, request):
        return None if self.done else self.response()

    async def after(self, request):
        return self.response() if self.done else None


class Stalled(Fault):
    """No answer until `release`; what was asked is done before or after the wait."""

    def __init__(self, times, *, done):
        super().__init__(times)
        self.done, self.released = done, asyncio.Event()

    async def before(self, request):
        if not self.done:
            await self.released.wait()

    async def after(self, request):
        if self.done:
            await self.released.wait()


class Late(Fault):
    """The answer takes this long, and is right."""

    def __init__(self, times, seconds):
        super().__init__(times)
        self.seconds = seconds

    async def after(self, request):
        await asyncio.sleep(self.seconds)


def hung_up(request):
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


class Faults(Weather):
    def __init__(self, workspace):
        self.workspace, self.sockets = workspace, workspace.sockets
        self.struck = Counter()
        self._faults = defaultdict(deque)
        self._stalled = []
        self._held = []
        self._deaf_from_now = False
        workspace.web.weather = self
        self.sockets.on_hello = self._greeted

    # --- the Web API --------------------------------------------------------------------------------------------------
    async def before(self, request, method):
        waiting = self._faults[method] or self._faults["*"]
        if not waiting:
            return None
        fault = waiting[0]
        fault.left -= 1
        if fault.left <= 0:
            waiting.popleft()
        self.struck[method] += 1
        request[STRUCK_BY] = fault
        return await fault.before(request)

    async def after(self, request, name):
        fault = request.get(STRUCK_BY)
        return await fault.after(request) if fault else None

    def _add(self, method, fault):
        self._faults[method].append(fault)

    def drop(self, method="*", times=1):
        self._add(method, Dropped(times))

    def lose_answer(self, method, times=1):
        self._add(method, Lost(times))

    def stall(self, method="*", times=1, *, done=False):
        fault = Stalled(times, done=done)
        self._stalled.append(fault)
        self._add(method, fault)

    def release(self):
        """Whatever is stalled goes on."""
        for fault in self._stalled:
            fault.released.set()

    def fail(self, method, error="internal_error", times=1, *, done=True):
        """`ok: false` with that error; after the commit, unless `done` is taken away."""
        self._add(method, Broken(times, lambda: web.json_response({"ok": False, "error": error}), done=done))

    def fail_500(self, method="*", times=1, *, done=True):
        self._add(method, Broken(times, lambda: web.Response(status=500, text="<html>oops</html>"), done=done))

    def limit(self, method, after=1, times=1):
        def limited():
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"Retry-After": str(after)})

        self._add(method, Broken(times, limited, done=False))

    def delay(self, method, seconds, times=1):
        self._add(method, Late(times, seconds))

    def clear(self):
        """Fair again, but for what holds events back or refuses sockets."""
        self._faults.clear()
        self.release()

    # --- the sockets --------------------------------------------------------------------------------------------------
    def stale_addresses(self):
        """Addresses that were given out and not used yet are refused."""
        self.sockets.spoil()

    def refuse_sockets(self):
        self.sockets.admitting = lambda _: False

    def refuse_next_socket(self):
        """One address that is worth nothing, as happens in life; the next is good."""

        def once(_):
            self.admit_sockets()
            return False

        self.sockets.admitting = once

    def admit_sockets(self):
        self.sockets.admitting = lambda _: True

    def deafen(self):
        """Open sockets, and those that come, stay open, answer pings and are sent nothing."""
        self._deaf_from_now = True
        self.sockets.deaf.update(self.sockets.open)

    def deafen_open(self):
        """Only those that are open now: a new one hears."""
        self.sockets.deaf.update(self.sockets.open)

    def hear_again(self):
        self._deaf_from_now = False
        self.sockets.deaf.clear()

    async def _greeted(self, socket):
        if self._deaf_from_now:
            self.sockets.deaf.add(socket)

    async def cut_sockets(self):
        """TCP ends, without a close frame."""
        for socket in list(self.sockets.open):
            transport = socket._req.transport
            if transport is not None:
                transport.abort()
        await self.sockets.none_open()

    async def disconnect(self, reason="refresh_requested"):
        """To every socket: warning, refresh_requested, too_many_websockets or link_disabled."""
        for socket in list(self.sockets.open):
            with contextlib.suppress(ConnectionError):
                await self.sockets.say_goodbye(socket, reason)

    # --- events -------------------------------------------------------------------------------------------------------
    def duplicate_events(self, copies=2):
        """Each event comes as several envelopes of one event_id."""
        self.sockets.passing = lambda delivery: [
            delivery,
            *(Delivery(delivery.kind, delivery.body) for _ in range(copies - 1)),
        ]

    def swallow_events(self):
        """They are lost on Slack's side."""
        self.sockets.passing = lambda _: ()

    def hold_events(self):
        """Until `let_events_go`, which sends them in the order that it is told."""

        def held(delivery):
            self._held.append(delivery)
            return ()

        self.sockets.passing = held

    def let_events_go(self, order=reversed):
        """`reversed`, `list`, or any function from a list to what follows."""
        waiting, self._held = self._held, []
        self.pass_events()
        for delivery in order(waiting):
            self.sockets.dispatch(delivery)

    def pass_events(self):
        self.sockets.passing = lambda delivery: (delivery,)
