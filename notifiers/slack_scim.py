"""SCIM: an account is closed and opened again, where the workspace's plan has it and a token for it is given.

Its answer says that Slack took it, not that it is so: whoever asks looks at the member afterwards. No name, address or
text of Slack's goes further than here.
"""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.scim.async_client import AsyncSCIMClient
from slack_sdk.scim.v1.response import SCIMResponse
from slack_sdk.scim.v1.user import User

HOSTED = ("slack.com", "slack-gov.com")
TIMEOUT = 30.0
NOT_ALLOWED = "Slack did not allow it: the workspace's plan has no SCIM, the token lacks the right, or it is the owner"
WRONG_TOKEN = "Slack refused the token for it ([slack] scim_token)"  # noqa: S105  a sentence, not a token
NO_SUCH = "Slack knows no such account"
NOT_UNDERSTOOD = "Slack refused it"
REASONS = {401: WRONG_TOKEN, 403: NOT_ALLOWED, 404: NO_SUCH}
TOO_MANY, BROKEN = 429, 500


@dataclass(frozen=True, slots=True)
class Taken:
    """Slack took it; whether it is so is for `users.info` to say."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; `seconds` is how long Slack asks to wait, 0 where it was not reached."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Refused:
    """Asking again is of no use; `reason` is a fixed phrase."""

    reason: str


Answer = Taken | Later | Refused


def scim_url(api_url: str) -> str:
    """Beside the Web API: Slack's own has a host of its own for it."""
    parts = urlsplit(api_url)
    if parts.hostname in HOSTED:
        return f"https://api.{parts.hostname}/scim/v1/"
    return f"{api_url.rstrip('/').removesuffix('/api')}/scim/v1/"


class Scim:
    def __init__(self, token: str, api_url: str, timeout: float = TIMEOUT) -> None:
        self._token = token
        self._url = scim_url(api_url)
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def close_account(self, member: str) -> Answer:
        return await self._answer(self._client().delete_user(member))

    async def open_account(self, member: str) -> Answer:
        return await self._answer(self._client().patch_user(member, User(active=True)))

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _answer(self, asking: Awaitable[SCIMResponse]) -> Answer:
        try:
            return _said(await asking)
        except Exception:  # noqa: BLE001  whatever a wire does to the library, also an answer that is no JSON
            return Later()

    def _client(self) -> AsyncSCIMClient:
        """Its own retries are left out: what is asked here may be asked again, and by whom it is asked knows when."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
        logger = logging.getLogger("slack_sdk.conductd")
        logger.setLevel(logging.CRITICAL + 1)
        return AsyncSCIMClient(self._token, base_url=self._url, session=self._session, retry_handlers=[], logger=logger)


def _said(response: SCIMResponse) -> Answer:
    code = response.status_code
    if code == TOO_MANY:
        wait = str(response.headers.get("Retry-After", ""))
        return Later(float(wait) if wait.isdecimal() else 0.0)
    if code >= BROKEN:
        return Later()
    return Taken() if code < 300 else Refused(REASONS.get(code, NOT_UNDERSTOOD))  # noqa: PLR2004  2xx of HTTP
