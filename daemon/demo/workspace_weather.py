"""Where tests let it rain on the stand-in: around every request, whatever answers it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Middleware

Answers = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Weather:
    """Fair: nothing goes wrong. A response from `before` stands instead of the request, one from `after` instead of
    its answer, when what it does is done. `name` is a method of the Web API, or as `name_of` says.
    """

    async def before(self, request: web.Request, name: str) -> web.StreamResponse | None:  # noqa: ARG002  for tests
        return None

    async def after(self, request: web.Request, name: str) -> web.StreamResponse | None:  # noqa: ARG002  for tests
        return None


class Sky(Protocol):
    """Whose weather it is, who notes what never came to be, and who hears of the stand-in's own bugs."""

    weather: Weather
    bugs: list[Exception]

    def note_spoilt(self, name: str) -> None: ...


def name_of(request: web.Request) -> str:
    """The method, `scim.DELETE`, `files.fetch`, `files.upload` or `response_url`; nothing for a socket."""
    first, _, rest = request.path.strip("/").partition("/")
    if first == "api":
        return rest
    kinds = {"scim": f"scim.{request.method}", "files-pri": "files.fetch", "upload": "files.upload"}
    return {**kinds, "response": "response_url"}.get(first, "")


def weathered(sky: Sky) -> Middleware:
    @web.middleware
    async def around(request: web.Request, handler: Answers) -> web.StreamResponse:  # the name is aiohttp's
        name = name_of(request)
        if not name:
            return await handler(request)
        spoilt = await sky.weather.before(request, name)
        if spoilt is not None:
            sky.note_spoilt(name)
            return spoilt
        response = await _answered(sky, request, handler)
        return await sky.weather.after(request, name) or response

    return around


async def _answered(sky: Sky, request: web.Request, answers: Answers) -> web.StreamResponse:
    try:
        return await answers(request)
    except (web.HTTPException, ConnectionError):  # a redirect; a client that has read enough
        raise
    except Exception as bug:
        sky.bugs.append(bug)
        raise
