"""What all rooms of the stand-in share: the records, the sockets, the open views, and the events that go to the app."""

import asyncio
import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from daemon.demo.workspace_records import APP, BOT, JSON, SLACKBOT, TEAM, Member, Records, Room
from daemon.demo.workspace_sockets import Sockets

TRIGGER_LIVES = 3.0  # seconds of real time, whatever the workspace's clock says
EVENTS = frozenset({"message.im", "app_home_opened", "user_change", "tokens_revoked", "app_uninstalled"})


def _shown(_message: JSON) -> bool:
    return False


@dataclass(slots=True)
class Trigger:
    """One interaction's right to open a view, once."""

    member: str
    until: float
    view: str = ""
    used: bool = False


@dataclass(slots=True)
class Screen:
    """What a member has in front of them: the Home view and the stack of modals, the last one on top. `filled` are
    values by container (a view's id or a message's ts), block id and action id.
    """

    home: JSON = field(default_factory=dict, repr=False)
    modals: list[JSON] = field(default_factory=list, repr=False)
    filled: dict[str, dict[str, dict[str, JSON]]] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Core:
    records: Records
    sockets: Sockets
    host: str = ""
    events: frozenset[str] = EVENTS
    few_objects: bool = False
    hidden: Callable[[JSON], bool] = _shown  # a history may be behind, or have lost what it once showed
    # None: whatever is called up goes to the app; `install` narrows it to what the manifest declares
    commands: frozenset[str] | None = None
    shortcuts: frozenset[tuple[str, str]] | None = None
    has_home: bool = True
    trigger_lives: float = TRIGGER_LIVES
    triggers: dict[str, Trigger] = field(default_factory=dict)
    screens: dict[str, Screen] = field(default_factory=dict)
    answers: dict[str, "AnswerAddress"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def screen(self, member: str) -> Screen:
        return self.screens.setdefault(member, Screen())

    def trigger(self, member: str, view: str = "") -> str:
        name = f"{len(self.triggers) + 1}.{uuid.uuid4().hex}"
        self.triggers[name] = Trigger(member, asyncio.get_running_loop().time() + self.trigger_lives, view)
        return name

    def answer_address(self, member: str, room: str, ts: str = "") -> str:
        """A response_url."""
        name = uuid.uuid4().hex
        self.answers[name] = AnswerAddress(member, room, ts, self.records.now())
        return f"{self.url}/response/{name}"

    # --- events -----------------------------------------------------------------------------------------------------
    def announce(self, event: JSON, subscription: str) -> None:
        if subscription in self.events:
            # what is sent again later is what happened, not what has become of it since
            self.sockets.announce(self.wrapped(copy.deepcopy(event)))

    def wrapped(self, event: JSON) -> JSON:
        return {
            "token": "verification",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": self.records.new_id("Ev"),
            "event_time": self.records.now(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": self.records.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": uuid.uuid4().hex,
        }

    def _hears(self, room: Room) -> bool:
        """The app subscribes to direct messages, and only with itself."""
        return room.is_im and self.records.bot.id in room.members

    def announce_message(self, room: Room, message: JSON, **more: object) -> None:
        if self._hears(room):
            event = {**message, **more, "channel": room.id, "event_ts": message["ts"], "channel_type": "im"}
            self.announce(event, "message.im")

    def announce_change(self, room: Room, before: JSON, after: JSON) -> None:
        """An edit, or an unfurl that changes no word."""
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": after,
            "previous_message": before,
            "ts": self.records.next_ts(room),
        }
        self.announce_message(room, event)

    def remove(self, room: Room, message: JSON) -> None:
        """A root whose thread goes on leaves a gravestone, everything else nothing."""
        if message.get("reply_count"):
            room.messages[message["ts"]] = stone = gravestone(message)
            self.announce_change(room, message, stone)
            return
        self.records.forget(room, message)
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "ts": self.records.next_ts(room),
            "deleted_ts": message["ts"],
            "previous_message": message,
        }
        self.announce_message(room, event)

    def announce_member(self, member: Member) -> None:
        about = self.about(member, with_email=True)
        ts = f"{self.records.clock().timestamp():.6f}"
        event = {"type": "user_change", "user": about, "cache_ts": member.updated, "event_ts": ts}
        self.announce(event, "user_change")

    # --- as Slack describes things ----------------------------------------------------------------------------------
    def about(self, member: Member, *, with_email: bool) -> JSON:
        """A deactivated member has fewer fields; without an address, for that is the worse of what is not verified."""
        profile: JSON = {
            "title": "",
            "real_name": member.real_name,
            "real_name_normalized": member.real_name,
            "display_name": member.handle,
            "display_name_normalized": member.handle,
            "team": TEAM,
        }
        if with_email and member.email and not member.deleted:
            profile["email"] = member.email
        about: JSON = {
            "id": member.id,
            "team_id": TEAM,
            "name": member.handle,
            "deleted": member.deleted,
            "profile": profile,
            "is_bot": member.is_bot,
            "is_app_user": False,
            "updated": member.updated,
        }
        return about if member.deleted else about | _living(member)

    def own(self, text: str) -> JSON:
        """A new message of the app's bot, without its ts."""
        return {
            "type": "message",
            "user": self.records.bot.id,
            "bot_id": BOT,
            "app_id": APP,
            "team": TEAM,
            "text": text,
            "bot_profile": {"id": BOT, "app_id": APP, "name": "conductd", "team_id": TEAM, "deleted": False},
        }


@dataclass(slots=True)
class AnswerAddress:
    """Good for five answers within thirty minutes."""

    member: str
    room: str
    ts: str
    since: int
    uses: int = 0


def _living(member: Member) -> JSON:
    return {
        "real_name": member.real_name,
        "tz": "America/Denver",
        "tz_label": "Mountain Standard Time",
        "tz_offset": -25200,
        "is_admin": member.is_admin,
        "is_owner": member.is_owner,
        "is_primary_owner": member.is_owner,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def gravestone(message: JSON) -> JSON:
    """What is left of a deleted root whose thread goes on."""
    kept = {name: each for name, each in message.items() if name.startswith(("thread_", "reply_", "latest_"))}
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": SLACKBOT,
        "hidden": True,
        "ts": message["ts"],
        **kept,
    }
