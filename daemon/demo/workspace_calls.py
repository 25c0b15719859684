"""One call of a method of the Web API, as the stand-in takes it: who asks, and with which arguments.

slack_sdk puts the arguments of one method into the query, of another into a form, of a third into JSON. Slack takes
JSON where something is written; a method that reads does not see what stands there (docs.slack.dev/apis/web-api).
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from daemon.demo.workspace_records import JSON, Kind, Member, Records, Room, Token, counted

if TYPE_CHECKING:
    from daemon.demo.workspace_core import Core

MOST_OBJECTS = 999
BLIND_TO_JSON = frozenset(
    {
        *("chat.getPermalink", "files.getUploadURLExternal", "files.info", "team.info"),
        *("conversations.history", "conversations.info", "conversations.list", "conversations.members"),
        *("conversations.replies", "users.info", "users.list", "users.lookupByEmail"),
    }
)


class Refused(Exception):
    """`ok: false`; `more` stands beside the error, as missing_scope's `needed`."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error, self.more = error, more


def wrong(*messages: str) -> Refused:
    return Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] {each}" for each in messages]})


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    arguments: JSON = field(repr=False)
    token: Token
    core: "Core" = field(repr=False)

    @property
    def records(self) -> Records:
        return self.core.records

    def need(self, *scopes: str) -> None:
        """All of them."""
        if missing := [each for each in scopes if each not in self.token.scopes]:
            provided = ",".join(sorted(self.token.scopes))
            raise Refused("missing_scope", needed=",".join(missing), provided=provided)

    def text(self, name: str, default: str = "") -> str:
        found = self.arguments.get(name, default)
        if not isinstance(found, str):
            raise wrong(f"{name} must be a string")
        return found

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.arguments.get(name, default))
        except (TypeError, ValueError) as trouble:
            raise wrong(f"{name} must be an integer") from trouble

    def flag(self, name: str) -> bool:
        """slack_sdk writes 0 and 1 into a query; JSON has its own."""
        return self.arguments.get(name, False) in (True, "1", "true", "True")

    def read(self, name: str) -> object:
        """An array or object, which may come as JSON within a form."""
        found = self.arguments.get(name)
        if not isinstance(found, str):
            return found
        try:
            return json.loads(found)
        except ValueError as trouble:
            raise wrong(f"{name} must be JSON") from trouble

    def limit(self, default: int) -> int:
        limit = self.number("limit", default)
        if not 0 < limit <= MOST_OBJECTS:
            raise Refused("invalid_limit")
        return limit

    def microseconds(self, name: str, default: int) -> int:
        found = str(self.arguments.get(name, ""))
        try:
            return counted(found) if found else default
        except ValueError as trouble:
            raise Refused(f"invalid_ts_{name}") from trouble

    def member(self, name: str = "user") -> Member:
        found = self.records.members.get(self.text(name))
        if found is None:
            raise Refused("user_not_found")
        return found

    def room(self, name: str = "channel") -> Room:
        """A conversation that the token's bearer sees; an id alone, as history and its kin demand."""
        found = self.records.rooms.get(self.text(name))
        if found is None or (found.is_im and self.token.member not in found.members):
            raise Refused("channel_not_found")
        return found


Answer = Callable[[Call], Awaitable[JSON]]


@dataclass(frozen=True, slots=True)
class Method:
    """`required` and `optional` are all the arguments that are modelled: any other is refused, so that none is
    believed to do something here.
    """

    answer: Answer
    kinds: frozenset[Kind]
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]


BOT_OR_MEMBER = (Kind.BOT, Kind.MEMBER)


class Methods(dict[str, Method]):
    """`@methods.method("auth.test")` above what answers it."""

    def method(
        self, name: str, required: str = "", optional: str = "", scopes: str = "", kinds: Iterable[Kind] = BOT_OR_MEMBER
    ) -> Callable[[Answer], Answer]:
        def known(answer: Answer) -> Answer:
            words = (scopes.split(), required.split(), optional.split())
            self[name] = Method(answer, frozenset(kinds), *(tuple(each) for each in words))
            return answer

        return known


async def arguments_of(request: web.Request, method: str) -> JSON:
    found: JSON = dict(request.query)
    if request.content_type == "application/json":
        if method in BLIND_TO_JSON and request.can_read_body:
            raise wrong("this method takes a query or a form, and no JSON")
        body = await _json(request)
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        found |= body
    elif request.can_read_body:
        found |= {name: each for name, each in (await request.post()).items() if isinstance(each, str)}
    return found


async def _json(request: web.Request) -> object:
    try:
        return await request.json()
    except ValueError as trouble:
        raise Refused("invalid_json") from trouble


def bearer(request: web.Request, arguments: JSON) -> str:
    given = request.headers.get("Authorization", "")
    return given.removeprefix("Bearer ").strip() or str(arguments.get("token", ""))


def admitted(method: Method | None, token: Token | None, given: str) -> tuple[Method, Token]:
    """In Slack's order: the method, the token, its kind. Raises Refused."""
    if method is None:
        raise Refused("unknown_method")
    if not given:
        raise Refused("not_authed")
    if token is None:
        raise Refused("invalid_auth")
    if token.trouble:
        raise Refused(token.trouble)
    if token.kind not in method.kinds:
        raise Refused("not_allowed_token_type")
    return method, token


def check_names(method: Method, arguments: JSON) -> None:
    unknown = arguments.keys() - {"token", *method.required, *method.optional}
    missing = [name for name in method.required if arguments.get(name, "") in (None, "")] if not unknown else []
    if unknown or missing:
        raise wrong(
            *(f"invalid additional property: {name}" for name in sorted(unknown)),
            *(f"missing required field: {name}" for name in missing),
        )
