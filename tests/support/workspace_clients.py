"""The real slack_sdk against the stand-in workspace, closed by the end of a test:

async with workspace() as slack, ears(slack) as heard:
    slack.say(dana, "hello")
    request = await heard.next()          # SocketModeRequest; confirmed unless heard.confirms is False
"""

import asyncio
import contextlib
import logging

from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from daemon.demo.workspace import Workspace
from daemon.demo.workspace_sockets import Sockets

# the SDK logs what the tests do to it on purpose
QUIET = logging.getLogger("tests.slack_sdk")
QUIET.setLevel(logging.CRITICAL)
SOON = 0.1


@contextlib.asynccontextmanager
async def workspace(*, ack_within=3.0, retries=(0.0, 0.02), **more):
    """`slack.sockets.ack_within = SOON` where a test waits until a confirmation is given up."""
    async with Workspace(sockets=Sockets(ack_within, retries), **more) as slack:
        yield slack


def client(slack, token=None, **more):
    """Without the SDK's own retries, unless they are asked for."""
    more.setdefault("retry_handlers", [])
    return AsyncWebClient(slack.bot_token if token is None else token, base_url=slack.url, logger=QUIET, **more)


async def refusal(call):
    """The error of an answer that says ok: false."""
    try:
        await call
    except SlackApiError as trouble:
        return trouble.response["error"]
    raise AssertionError("it was not refused")


class Ears:
    """A SocketModeClient that keeps what it hears. `answers` gives the payload of a confirmation."""

    def __init__(self, slack):
        self.slack = slack
        self.requests = []
        self.confirms = True
        self.answers = lambda request: None
        self._more = asyncio.Event()
        self._taken = 0

    async def __aenter__(self):
        web = client(self.slack)
        self.client = SocketModeClient(self.slack.app_token, logger=QUIET, web_client=web, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self._hear)
        before = len(self.slack.sockets.open)
        await asyncio.wait_for(self.client.connect(), 5)
        await self.slack.sockets.some_open(before + 1)
        return self

    async def __aexit__(self, *_):
        await self.client.close()

    async def _hear(self, _, request):
        self.requests.append(request)
        if self.confirms:
            answer = self.answers(request)
            if asyncio.iscoroutine(answer):
                answer = await answer
            await self.client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))
        self._more.set()

    async def until(self, true):
        async with asyncio.timeout(5):
            while not true():
                self._more.clear()
                await self._more.wait()

    async def next(self):
        """The next request, in the order in which they came."""
        await self.until(lambda: len(self.requests) > self._taken)
        self._taken += 1
        return self.requests[self._taken - 1]

    async def event(self):
        return (await self.next()).payload["event"]


def ears(slack):
    return Ears(slack)


def plain(text):
    return {"type": "plain_text", "text": text}


def section(text, **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text, **more):
    return {"type": "button", "text": plain(text), **more}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks, title="A form", submit="Send", **more):
    return {"type": "modal", "title": plain(title), "submit": plain(submit), "blocks": list(blocks), **more}


def asked_for(label, element, block_id, **more):
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def typed_in(action_id="words", **more):
    return {"type": "plain_text_input", "action_id": action_id, **more}
