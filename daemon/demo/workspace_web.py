"""The stand-in's Web API on the wire: a call is admitted, checked, carried out and recorded; what is not modelled is
refused as `unknown_method`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import web

from daemon.demo import workspace_chat, workspace_conversations, workspace_files, workspace_users, workspace_views
from daemon.demo.workspace_calls import Call, Methods, Refused, admitted, arguments_of, bearer, check_names
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_limits import Pace
from daemon.demo.workspace_records import JSON
from daemon.demo.workspace_weather import Weather

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
        method = request.match_info["method"]
        arguments: JSON = {}
        try:
            arguments = await arguments_of(request, method)
            wait = self.pace.wait(method, str(arguments.get("channel", "")))
            answer = await self._carried_out(request, method, arguments) if not wait else LIMITED
        except Refused as refusal:
            wait, answer = 0, {"ok": False, "error": refusal.error, **refusal.more}
        self.note(method, {name: each for name, each in arguments.items() if name != "token"}, answer)
        if wait:
            return web.json_response(answer, status=429, headers={"Retry-After": str(wait)})
        return web.json_response(answer, headers=dict(self._scopes(request, arguments)))

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

    def note_spoilt(self, name: str) -> None:
        self.note(name, {}, {"ok": False, "error": "(weather)"})

    def note(self, method: str, arguments: JSON, answer: JSON) -> None:
        self.asked.append(Asked(method, arguments, answer))


LIMITED: JSON = {"ok": False, "error": "ratelimited"}
