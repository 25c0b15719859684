"""SCIM v1, as far as accounts are closed and opened again: GET, PATCH and DELETE of Users. It wants a member's token
with the scope `admin` (slack.md 2.7). `lame` answers as ever and changes nothing, which Slack's 204 does not exclude.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from daemon.demo.workspace_calls import bearer
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_records import JSON, SLACKBOT, Kind, Member

SCHEMA = "urn:scim:schemas:core:1.0"


@dataclass(slots=True)
class Scim:
    core: Core
    close: Callable[[Member], None]
    reopen: Callable[[Member], None]
    note: Callable[[str, JSON, JSON], None]
    lame: bool = False

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/scim/v1/Users", self._answer),
            *(web.route(verb, "/scim/v1/Users/{id}", self._answer) for verb in ("GET", "PATCH", "DELETE")),
        ]

    async def _answer(self, request: web.Request) -> web.Response:
        arguments = await self._arguments(request)
        code, body = self._answered(request, arguments)
        self.note(f"scim.{request.method}", arguments, body)
        return web.json_response(body, status=code) if body else web.Response(status=code)

    async def _arguments(self, request: web.Request) -> JSON:
        said: JSON = await request.json() if request.method == "PATCH" else dict(request.query)
        return said | ({"id": request.match_info["id"]} if "id" in request.match_info else {})

    def _answered(self, request: web.Request, arguments: JSON) -> tuple[int, JSON]:
        token = self.core.records.tokens.get(bearer(request, {}))
        if token is None or token.trouble or token.kind is not Kind.MEMBER or "admin" not in token.scopes:
            return _trouble(401, "invalid_authentication")
        if "id" not in arguments:
            return 200, self._listed(arguments)
        member = self.core.records.members.get(arguments["id"])
        if member is None:
            return _trouble(404, "user_not_found")
        if request.method == "GET":
            return 200, described(member)
        return self._changed(member, arguments if request.method == "PATCH" else {"active": False})

    def _changed(self, member: Member, wanted: JSON) -> tuple[int, JSON]:
        if wanted.keys() - {"active", "id", "schemas"} or not isinstance(wanted.get("active"), bool):
            return _trouble(400, "only active is modelled")
        if member.is_owner:
            return _trouble(403, "cannot_deactivate_primary_owner")
        if not self.lame and member.deleted is wanted["active"]:
            (self.reopen if wanted["active"] else self.close)(member)
        return (200, described(member)) if "schemas" in wanted else (204, {})

    def _listed(self, arguments: JSON) -> JSON:
        living = [each for each in self.core.records.members.values() if not each.is_bot and each.id != SLACKBOT]
        start, count = int(arguments.get("startIndex", 1)), int(arguments.get("count", 100))
        some = living[start - 1 : start - 1 + count]
        found: JSON = {"schemas": [SCHEMA], "totalResults": len(living), "itemsPerPage": len(some), "startIndex": start}
        return found | {"Resources": [described(each) for each in some]}


def _trouble(code: int, description: str) -> tuple[int, JSON]:
    return code, {"Errors": {"description": description, "code": code}}


def described(member: Member) -> JSON:
    given, _, family = member.real_name.partition(" ")
    return {
        "schemas": [SCHEMA],
        "id": member.id,
        "userName": member.handle,
        "nickName": member.handle,
        "name": {"givenName": given, "familyName": family},
        "displayName": member.real_name,
        "active": not member.deleted,
        "emails": [{"value": member.email, "primary": True}] if member.email else [],
        "groups": [],
    }
