"""Who somebody is in Slack, asked from the command line before a command is carried out: the daemon may not run, and a
name means nobody before Slack has said whose account it is.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import aiohttp
import typer
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from daemon.asking import NoAnswer
from daemon.config_problems import ConfigError
from daemon.views import NotOpen

if TYPE_CHECKING:
    from daemon.config_model import Config
    from daemon.desk import Desk

WITHIN = 120.0  # seconds; a workspace of many thousands is read in pages
TIMEOUT = 30
INSTEAD = "Name them by their mail address, or by their id: in Slack, their profile, the three dots, Copy member ID"
UNREACHABLE, TOO_SLOW, NO_TOKEN = "unreachable", "too slow", "its token cannot be read here"


class Asked:
    """One call at a time with the bot's token; raises NoAnswer with a fixed word."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession) -> None:
        logger = logging.getLogger("slack_sdk.conductd")
        logger.setLevel(logging.CRITICAL + 1)
        waiting = AsyncRateLimitErrorRetryHandler(max_retry_count=5)
        self._client = AsyncWebClient(
            token, base_url=api_url, session=session, retry_handlers=[waiting], logger=logger, timeout=TIMEOUT
        )

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        try:
            answer = await self._client.api_call(method, http_verb="GET", params=dict(arguments))
        except SlackApiError as error:
            data = error.response.data if isinstance(getattr(error.response, "data", None), dict) else {}
            word = str(data.get("error", ""))
            raise NoAnswer(word if word.isidentifier() else UNREACHABLE) from None
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise NoAnswer(UNREACHABLE) from None
        return answer.data if isinstance(answer.data, dict) else {}


def look_up(config: "Config | None", desk: "Desk", text: str) -> None:
    """Raises NotOpen where a name cannot be looked up; an id goes on without. `config` is with its secrets, None where
    they cannot be read here.
    """
    named = desk.strangers(text)
    if not named:
        return
    typer.echo(f"conductd: asking Slack about {', '.join(named)} ...", err=True)
    try:
        asyncio.run(_asked(config, desk, named))
    except NoAnswer as problem:
        if any(each.startswith("@") for each in named):
            raise NotOpen(f"Slack does not say who that is ({problem.word.replace('_', ' ')})", INSTEAD) from None
        typer.echo(
            f"conductd: Slack was not asked ({problem.word.replace('_', ' ')}); the id stands as it is", err=True
        )


async def _asked(config: "Config | None", desk: "Desk", named: tuple[str, ...]) -> None:
    slack = config.slack if config else None
    if slack is None:
        raise NoAnswer(NO_TOKEN)
    async with aiohttp.ClientSession() as session:
        url = slack.api_url if slack.api_url.endswith("/") else f"{slack.api_url}/"
        web = Asked(slack.bot_token.get_secret_value(), url, session)
        try:
            async with asyncio.timeout(WITHIN):
                await desk.look_up(web, named)
        except TimeoutError:
            raise NoAnswer(TOO_SLOW) from None


def with_secrets(read: "Callable[[], Config]") -> "Config | None":
    """The configuration as `read` gives it; whoever sits at the terminal need not be allowed to read its secrets."""
    try:
        return read()
    except (ConfigError, OSError):
        return None
