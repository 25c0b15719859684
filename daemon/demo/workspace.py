"""A Slack workspace to try things in: a real server on the loopback that answers as slack.md says, and people in it.

It models what conductd needs, refuses what it does not model, and records every request:

    async with Workspace() as slack:
        dana = slack.join("dana", "Dana Reyes", "dana@example.org")
        web = AsyncWebClient(slack.bot_token, base_url=slack.url)      # and slack.app_token for Socket Mode
        ts = slack.say(dana, "something happened")                     # edit, delete, attach, dm, deactivate ...
        await slack.press(dana, ts_of_a_letter, "Private")             # submit, shortcut, slash, open_home, view_of ...
        slack.asked("chat.postMessage")                                # the arguments of each call

`Unanswered` is what a person sees where the app did not confirm in three seconds. The clock is an argument; only
triggers, confirmations and rate limits run by real time.
"""

from collections.abc import Iterable
from typing import Self

from aiohttp import web

from daemon import clock
from daemon.demo import workspace_answers, workspace_files
from daemon.demo.workspace_acts import Acts
from daemon.demo.workspace_core import Core
from daemon.demo.workspace_manifest import (
    Manifest,
    commands_of,
    events_of,
    scopes_of,
    shortcuts_of,
    troubles_of_manifest,
)
from daemon.demo.workspace_people import People
from daemon.demo.workspace_records import (
    BOT_SCOPES,
    JSON,
    TEAM,
    USER_SCOPES,
    Clock,
    Kind,
    Member,
    Records,
    Room,
    Token,
)
from daemon.demo.workspace_scim import Scim
from daemon.demo.workspace_sockets import Sockets
from daemon.demo.workspace_weather import weathered
from daemon.demo.workspace_web import WebApi

HOST = "127.0.0.1"
UPLOAD = 300 * 1024 * 1024


class Workspace(People, Acts):
    """What people do is in workspace_people.py and workspace_acts.py."""

    team = TEAM

    def __init__(self, clock: Clock = clock.now, sockets: Sockets | None = None) -> None:
        super().__init__(Core(Records(clock), sockets or Sockets()))
        self.web = WebApi(self.core)
        self.scim = Scim(self.core, self.deactivate, self.reactivate, self.web.note)
        self._bot = self.records.issue(Kind.BOT, self.records.bot.id, BOT_SCOPES)
        self._app = self.records.issue(Kind.APP, "", {"connections:write"})

    async def start(self, port: int = 0) -> str:
        """The address for `base_url` and `api_url`."""
        app = web.Application(client_max_size=UPLOAD, middlewares=[weathered(self.web)])
        app.add_routes(
            [
                *self.web.routes(),
                *self.scim.routes(),
                *workspace_files.routes(self.core),
                *workspace_answers.routes(self.core),
                web.get("/link/", self.sockets.connect),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        self.core.host = f"{HOST}:{self.port}"
        return self.url

    async def stop(self) -> None:
        await self.sockets.close()
        await self._runner.cleanup()
        if self.web.bugs:
            raise self.web.bugs[0]

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # --- addresses and tokens -----------------------------------------------------------------------------------------
    @property
    def records(self) -> Records:
        return self.core.records

    @property
    def sockets(self) -> Sockets:
        return self.core.sockets

    @property
    def url(self) -> str:
        return f"{self.core.url}/api/"

    @property
    def scim_url(self) -> str:
        return f"{self.core.url}/scim/v1/"

    @property
    def bot(self) -> Member:
        return self.records.bot

    @property
    def bot_token(self) -> str:
        return self._bot.text

    @property
    def app_token(self) -> str:
        return self._app.text

    def member_token(self, member: Member, scopes: Iterable[str] = USER_SCOPES) -> str:
        """A token of their own: xoxp. `{"admin"}` is for SCIM."""
        return self.records.issue(Kind.MEMBER, member.id, scopes).text

    def token(self, text: str) -> Token:
        """To take its scopes away, or to set its `trouble`."""
        return self.records.tokens[text]

    def revoke(self, text: str, trouble: str = "token_revoked") -> None:
        """The app is told of it while it can still hear."""
        token = self.token(text)
        token.trouble = trouble
        about = {"oauth": [token.member] if token.kind is Kind.MEMBER else [], "bot": []}
        if token.kind is Kind.BOT:
            about["bot"] = [token.member]
        event: JSON = {"type": "tokens_revoked", "tokens": about}
        self.core.announce(event, "tokens_revoked")

    def install(self, manifest: Manifest) -> None:
        """From now on the app has what its manifest asks for. Raises ValueError where Slack would not take it."""
        if troubles := troubles_of_manifest(manifest):
            raise ValueError("; ".join(troubles))
        self._bot.scopes = scopes_of(manifest)
        self.core.events = events_of(manifest)
        self.core.commands, self.core.shortcuts = commands_of(manifest), shortcuts_of(manifest)
        self.core.has_home = bool(manifest["features"].get("app_home", {}).get("home_tab_enabled"))

    def uninstall(self) -> None:
        """By somebody who may; the app hears of it, and its tokens end."""
        self.core.announce({"type": "app_uninstalled"}, "app_uninstalled")
        for text in (self.bot_token, self.app_token):
            self.token(text).trouble = "account_inactive"

    # --- who and where ------------------------------------------------------------------------------------------------
    def join(
        self, handle: str, real_name: str = "", email: str = "", *, is_admin: bool = False, is_owner: bool = False
    ) -> Member:
        member = Member(self.records.new_id("U"), handle, real_name or handle, email, is_admin, is_owner)
        return self.records.add_member(member)

    def open_channel(self, name: str, *members: Member) -> Room:
        """A public channel. The app is in it only where its bot is among the members."""
        return self.records.add_room(name.removeprefix("#"), [each.id for each in members])

    def channel(self, name: str) -> list[JSON]:
        """What stands in it."""
        room = self.records.named(name)
        return list(room.messages.values()) if room else []

    def asked(self, method: str) -> list[JSON]:
        """The arguments of each call of this method, in order."""
        return [each.arguments for each in self.web.asked if each.method == method]
