"""Files that came with a message, fetched at once: Slack deletes them when their owner does. Hostile until shown else.

Slack answers a request that it does not accept with a page to log in, and with 200. So the address, the answer's
type and its length are looked at, and the token goes to Slack's own hosts alone and to no address of a redirect.
"""

import contextlib
import logging
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import aiohttp

from daemon.channels.slack_events import facts, text
from daemon.channels.slack_settings import Facts, Settings
from daemon.channels.slack_trouble import SlackTrouble
from daemon.channels.slack_web import Web

log = logging.getLogger("conductd.slack")

_CHUNK = 65_536
_HOPS = 3
_ANYTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_WITHIN = aiohttp.ClientTimeout(total=600, sock_connect=30, sock_read=30)
_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({404, 410})


class Flaw(StrEnum):
    """What was wrong with a file; UNREACHABLE alone may pass."""

    NONE = ""
    LOGIN = "login page"
    LARGE = "too large"
    TYPE = "another type than was said"
    MISSING = "not found"
    ELSEWHERE = "another host"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Fetched:
    flaw: Flaw
    content: bytes = field(default=b"", repr=False)


class _Wrong(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class Files:
    def __init__(self, settings: Settings, web: Web) -> None:
        self._settings, self._web = settings, web

    async def fetch(self, file: Facts) -> Fetched:
        """Its bytes, or what is wrong. Never raises for what Slack or the wire does."""
        try:
            return Fetched(Flaw.NONE, await self._fetch(await self._whole(file)))
        except _Wrong as error:
            return Fetched(error.flaw)
        except (aiohttp.ClientError, SlackTrouble, OSError, TimeoutError, ValueError):
            return Fetched(Flaw.UNREACHABLE)

    async def _whole(self, file: Facts) -> Facts:
        """Slack leaves out what an event's receiver may have to ask for (`file_access`)."""
        if file.get("file_access") != "check_file_info":
            return file
        try:
            return facts((await self._web.call("files.info", file=text(file.get("id")))).get("file"))
        except SlackTrouble as error:
            raise _Wrong(Flaw.MISSING if error.word.startswith("file_") else Flaw.UNREACHABLE) from None

    async def _fetch(self, file: Facts) -> bytes:
        url = text(file.get("url_private_download")) or text(file.get("url_private"))
        if text(file.get("mode")) in {"tombstone", "hidden_by_limit"} or not url:
            raise _Wrong(Flaw.MISSING)
        if _size(file) > self._settings.max_bytes:
            raise _Wrong(Flaw.LARGE)
        for hop in range(_HOPS + 1):
            if not allowed(url, self._settings.api_url):
                raise _Wrong(Flaw.ELSEWHERE)
            # A redirect's target is Slack's choice at best; it never sees the token.
            bearer = {} if hop else {"Authorization": f"Bearer {self._settings.bot_token}"}
            async with self._get(url, bearer) as answer:
                if answer.status not in _REDIRECTS:
                    return await self._read(answer, file)
                url = urllib.parse.urljoin(url, answer.headers.get("Location", ""))
        raise _Wrong(Flaw.LOGIN)

    def _get(
        self, url: str, headers: Mapping[str, str]
    ) -> "contextlib.AbstractAsyncContextManager[aiohttp.ClientResponse]":
        session, proxy = self._web.session, self._web.proxy
        return session.get(url, headers=headers, allow_redirects=False, timeout=_WITHIN, proxy=proxy)

    async def _read(self, answer: aiohttp.ClientResponse, file: Facts) -> bytes:
        _check_answer(answer, file)
        if (answer.content_length or 0) > self._settings.max_bytes:
            raise _Wrong(Flaw.LARGE)
        content = bytearray()
        async for piece in answer.content.iter_chunked(_CHUNK):
            content += piece
            if len(content) > self._settings.max_bytes:
                raise _Wrong(Flaw.LARGE)
        if _size(file) and len(content) != _size(file):
            raise _Wrong(Flaw.LOGIN if _is_page(answer) else Flaw.UNREACHABLE)
        return bytes(content)


def allowed(url: str, api_url: str) -> bool:
    """Slack's own hosts by https, and where the operator's own address for the API says that Slack is."""
    try:
        address, api = urllib.parse.urlsplit(url), urllib.parse.urlsplit(api_url)
        port = address.port
    except ValueError:
        return False
    if address.username or address.password or not address.hostname:
        return False
    if (address.scheme, address.netloc) == (api.scheme, api.netloc):
        return True
    theirs = address.hostname == "slack.com" or address.hostname.endswith(".slack.com")
    return address.scheme == "https" and port in {None, 443} and theirs


def _check_answer(answer: aiohttp.ClientResponse, file: Facts) -> None:
    if answer.status in _MISSING:
        raise _Wrong(Flaw.MISSING)
    if answer.status != _OK:
        raise _Wrong(Flaw.UNREACHABLE)
    said, served = text(file.get("mimetype")).lower(), answer.content_type.lower()
    if _is_page(answer) and said != "text/html":
        raise _Wrong(Flaw.LOGIN)
    if not (said in _ANYTHING or served in _ANYTHING or _alike(said, served)):
        raise _Wrong(Flaw.TYPE)


def _alike(said: str, served: str) -> bool:
    """Slack serves many kinds of text as text/plain; an image that is served as a program is another thing."""
    return said == served or said.partition("/")[0] == served.partition("/")[0] or "text/plain" in {said, served}


def _is_page(answer: aiohttp.ClientResponse) -> bool:
    return answer.content_type.lower() in {"text/html", "application/xhtml+xml"}


def _size(file: Facts) -> int:
    size = file.get("size")
    return size if isinstance(size, int) and size > 0 else 0
