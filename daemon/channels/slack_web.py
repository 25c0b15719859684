"""Calls of Slack's Web API: one session, the right retries, and no more calls a minute than Slack allows.

A write is repeated after a 429 alone. The SDK's own choice repeats it after a lost connection too, and posts twice.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from daemon.channels.slack_budget import Budget
from daemon.channels.slack_trouble import UNREACHABLE, SlackTrouble, trouble

MOST_WAITS = 5
# What may be asked twice without harm.
READS = frozenset({
    "auth.test", "conversations.history", "conversations.info", "conversations.list", "conversations.replies",
    "files.info", "users.conversations", "users.info", "users.list", "users.lookupByEmail",
})  # fmt: skip
# Slack takes JSON for these; the others want a form.
_JSON = ("chat.", "views.", "conversations.", "reactions.")


def quiet() -> logging.Logger:
    """For the SDK: its debug lines print messages, and its errors an address with a socket's single-use secret."""
    logging.getLogger("slack_sdk").setLevel(logging.WARNING)
    logger = logging.getLogger("slack_sdk.conductd")
    logger.setLevel(logging.CRITICAL + 1)
    return logger


class _Waiting(AsyncRateLimitErrorRetryHandler):
    """Says that it waits, so that nobody else asks the same thing meanwhile."""

    def __init__(self, limited: Callable[[str, float], object]) -> None:
        super().__init__(max_retry_count=MOST_WAITS)
        self._limited = limited

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        said = (response.headers.get("Retry-After") or response.headers.get("retry-after")) if response else None
        seconds = said[0] if isinstance(said, list) else said
        self._limited(request.url.rpartition("/")[2], float(seconds) if seconds and seconds.isdecimal() else 1.0)
        await super().prepare_for_next_attempt_async(state=state, request=request, response=response, error=error)


@dataclass(frozen=True, slots=True)
class _Clients:
    session: aiohttp.ClientSession
    reading: AsyncWebClient
    writing: AsyncWebClient


class Web:
    """One token's calls. `call` raises SlackTrouble, which has a fixed word and no text."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        timeout: float = 30.0,
        budgets: Mapping[str, Budget] | None = None,
        limited: Callable[[float], object] = lambda _: None,
    ) -> None:
        self._token, self._timeout = token, timeout
        self.api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._budgets = dict(budgets or {})
        self._limited = limited
        self._clients: _Clients | None = None
        self._closed = False
        self.scopes: frozenset[str] = frozenset()

    @property
    def session(self) -> aiohttp.ClientSession:
        """One for everything that this token does; closed by `close`. Raises SlackTrouble after that."""
        return self._made().session

    @property
    def client(self) -> AsyncWebClient:
        """For the SDK itself, which asks it for settings alone."""
        return self._made().reading

    @property
    def proxy(self) -> str | None:
        """What the environment names (HTTPS_PROXY); the SDK has read it."""
        return self._made().reading.proxy

    async def call(self, method: str, **arguments: object) -> dict[str, Any]:
        """The answer's JSON object. Arguments that are None are left out."""
        given = {name: value for name, value in arguments.items() if value is not None}
        if budget := self._budgets.get(method):
            await budget.turn()
        try:
            return await self._ask(method, given)
        except Exception as error:  # noqa: BLE001  whatever a wire does to the libraries: one word of it goes on
            raise trouble(error) from None

    async def close(self) -> None:
        self._closed = True
        if self._clients is not None:
            await self._clients.session.close()

    async def _ask(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        clients = self._made()
        if method in READS:
            response = await clients.reading.api_call(method, http_verb="GET", params=_flat(given))
        elif method.startswith(_JSON):
            response = await clients.writing.api_call(method, json=given)
        else:
            response = await clients.writing.api_call(method, params=_flat(given))
        if scopes := response.headers.get("x-oauth-scopes"):
            self.scopes = frozenset(scope.strip() for scope in scopes.split(","))
        return dict(response.data) if isinstance(response.data, dict) else {}

    def _made(self) -> _Clients:
        """Not in __init__: a session belongs to the loop that runs."""
        if self._closed:
            raise SlackTrouble(UNREACHABLE)
        if self._clients is None:
            session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
            writes: list[AsyncRetryHandler] = [_Waiting(self._wait)]
            reads = [*writes, AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()]
            self._clients = _Clients(session, self._client(session, reads), self._client(session, writes))
        return self._clients

    def _wait(self, method: str, seconds: float) -> None:
        if budget := self._budgets.get(method):
            budget.rest(seconds)
        self._limited(seconds)

    def _client(self, session: aiohttp.ClientSession, retries: list[AsyncRetryHandler]) -> AsyncWebClient:
        return AsyncWebClient(
            token=self._token,
            base_url=self.api_url,
            session=session,
            retry_handlers=retries,
            logger=quiet(),
            timeout=int(self._timeout) or 1,
        )


def _flat(given: dict[str, Any]) -> dict[str, Any]:
    """In a form, a list or an object is JSON in one field."""
    return {name: json.dumps(value) if isinstance(value, (list, dict)) else value for name, value in given.items()}


def budgets(calls: int, lists: int) -> dict[str, Budget]:
    """Slack counts for each method by itself (Web API rate limits)."""
    sleep = asyncio.sleep
    return {
        "conversations.history": Budget(calls, sleep),
        "conversations.replies": Budget(calls, sleep),
        "conversations.list": Budget(lists, sleep),
        "users.list": Budget(lists, sleep),
    }
