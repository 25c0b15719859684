"""The stand-in's Web API on the wire: a call is admitted, checked, carried out and recorded; what is not modelled is
refused as `unknown_method`. `Weather` is where tests let it rain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import web

from daemon.demo import workspace_chat, workspace_conversations, workspace_files, workspace_users, workspace_views
from daemon.demo.workspace_calls import Call, Methods, Refused, admitted, arguments_of, bearer, check_names
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_limits import Pace
from daemon.demo.workspace_records import JSON

ROOMS = (workspace_chat, workspace_conversations, workspace_files, workspace_users, workspace_views)
METHODS = Methods()
for room in ROOMS:
    METHODS.update(room.methods)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and its answer."""

    method: str
    arguments: JSON = field(repr=False)
    answer: JSON = field(repr=False)


class Weather:
    """Fair: nothing goes wrong. A response from `before` stands instead of the call, one from `after` instead of its
    answer, when what it does is done.
    """

    async def before(self, request: web.Request, method: str) -> web.StreamResponse | None:  # noqa: ARG002  for tests
        return None

    async def after(
        self,
        request: web.Request,  # noqa: ARG002  for tests
        method: str,  # noqa: ARG002  for tests
        answer: JSON,  # noqa: ARG002  for tests
    ) -> web.StreamResponse | None:
        return None


@dataclass(slots=True)
class WebApi:
    core: Core
    weather: Weather = field(default_factory=Weather)
    pace: Pace = field(default_factory=Pace)
    asked: list[Asked] = field(default_factory=list)
    # of the stand-in itself: `stop` raises them, for a 500 would be taken for weather
    bugs: list[Exception] = field(default_factory=list)

    def routes(self) -> list[web.RouteDef]:
        return [web.route(verb, "/api/{method}", self._answer) for verb in ("GET", "POST")]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._answered(request)
        except Exception as bug:
            self.bugs.append(bug)
            raise

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        spoilt = await self.weather.before(request, method)
        if spoilt is not None:
            self.note(method, {}, {"ok": False, "error": "(weather)"})
            return spoilt
        response, answer = await self._done(request, method)
        return await self.weather.after(request, method, answer) or response

    async def _done(self, request: web.Request, method: str) -> tuple[web.Response, JSON]:
        arguments: JSON = {}
        try:
            arguments = await arguments_of(request, method)
            wait = self.pace.wait(method, str(arguments.get("channel", "")))
            answer = await self._carried_out(request, method, arguments) if not wait else LIMITED
        except Refused as refusal:
            wait, answer = 0, {"ok": False, "error": refusal.error, **refusal.more}
        self.note(method, {name: each for name, each in arguments.items() if name != "token"}, answer)
        if wait:
            return web.json_response(answer, status=429, headers={"Retry-After": str(wait)}), answer
        return web.json_response(answer, headers=dict(self._scopes(request, arguments))), answer

    async def _carried_out(self, request: web.Request, name: str, arguments: JSON) -> JSON:
        given = bearer(request, arguments)
        method, token = admitted(METHODS.get(name), self.core.records.tokens.get(given), given)
        call = Call(name, arguments, token, self.core)
        call.need(*method.scopes)
        check_names(method, arguments)
        return {"ok": True, **(await method.answer(call))}

    def _scopes(self, request: web.Request, arguments: JSON) -> Iterator[tuple[str, str]]:
        token = self.core.records.tokens.get(bearer(request, arguments))
        if token is not None:
            yield "x-oauth-scopes", ",".join(sorted(token.scopes))

    def note(self, method: str, arguments: JSON, answer: JSON) -> None:
        self.asked.append(Asked(method, arguments, answer))


LIMITED: JSON = {"ok": False, "error": "ratelimited"}
