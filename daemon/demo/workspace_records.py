"""What the stand-in workspace knows: its members, conversations, messages, tokens and files. It sends nothing and
checks no argument. Messages are kept as Slack writes them, for they are handed out again as they are.
"""

import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

JSON = dict[str, Any]
Clock = Callable[[], datetime]

TEAM, DOMAIN = "T0STANDIN0", "standin"
APP, BOT = "A0STANDIN0", "B0STANDIN0"
SLACKBOT = "USLACKBOT"
MICROSECONDS = 1_000_000
# The manifest of slack.md 2.1; channels:read is asked for to find the rules channel.
BOT_SCOPES = frozenset(
    [
        "chat:write",
        "im:history",
        "im:read",
        "im:write",
        "users:read",
        "users:read.email",
        "files:read",
        "files:write",
        "reactions:write",
        "commands",
        "channels:read",
        "team:read",
    ]
)
USER_SCOPES = frozenset({"im:history", "im:read", "users:read"})


class Kind(StrEnum):
    BOT = "bot"
    APP = "app"
    MEMBER = "member"


@dataclass(slots=True)
class Token:
    """`trouble` is the error that Slack answers with from now on: token_revoked, account_inactive, invalid_auth."""

    text: str = field(repr=False)
    kind: Kind
    member: str
    scopes: frozenset[str]
    trouble: str = ""


@dataclass(slots=True)
class Member:
    id: str
    handle: str = field(repr=False)
    real_name: str = field(repr=False)
    email: str = field(default="", repr=False)
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass(slots=True)
class Room:
    """A conversation. `messages` holds thread replies too, by ts and in the order of their ts."""

    id: str
    name: str
    members: set[str]
    is_im: bool = False
    is_archived: bool = False
    created: int = 0
    messages: dict[str, JSON] = field(default_factory=dict, repr=False)
    last: int = 0


@dataclass(slots=True)
class StoredFile:
    """`padding` bytes follow the content when it is fetched; `redirect` sends whoever fetches it elsewhere."""

    about: JSON = field(repr=False)
    content: bytes = field(repr=False)
    padding: int = 0
    redirect: str = ""


class Records:
    """Everything that is remembered. Ids are counted, so that a test that fails does so in the same words again."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.members: dict[str, Member] = {}
        self.rooms: dict[str, Room] = {}
        self.tokens: dict[str, Token] = {}
        self.files: dict[str, StoredFile] = {}
        self.asides: dict[str, list[JSON]] = {}
        self._numbers = itertools.count(1)
        # is_bot is false of Slackbot, in Slack too
        self.add_member(Member(SLACKBOT, "slackbot", "Slackbot"))
        self.bot = self.add_member(Member(self.new_id("U"), "conductd", "conductd", is_bot=True))

    def new_id(self, letter: str) -> str:
        return f"{letter}0{next(self._numbers):08d}"

    def now(self) -> int:
        """Seconds."""
        return int(self.clock().timestamp())

    def add_member(self, member: Member) -> Member:
        member.updated = self.now()
        self.members[member.id] = member
        return member

    def add_room(self, name: str, members: Iterable[str]) -> Room:
        room = Room(self.new_id("C"), name, set(members), created=self.now())
        self.rooms[room.id] = room
        return room

    def im(self, one: str, other: str) -> Room:
        """The direct messages of these two; there is one for each two, from when it is first asked for."""
        found = self.known_im(one, other)
        if found is None:
            found = Room(self.new_id("D"), "directmessage", {one, other}, is_im=True, created=self.now())
            self.rooms[found.id] = found
        return found

    def known_im(self, one: str, other: str) -> Room | None:
        return next((room for room in self.rooms.values() if room.is_im and room.members == {one, other}), None)

    def room_of(self, ts: str, member: str) -> Room | None:
        """Where this member sees a message of that time; their direct messages with the app first."""
        seen = [room for room in self.rooms.values() if member in room.members and ts in room.messages]
        return min(seen, key=lambda room: self.bot.id not in room.members, default=None)

    def partner(self, room: Room, member: str) -> str:
        return next((each for each in room.members if each != member), member)

    def named(self, name: str) -> Room | None:
        """By id, or by name with or without its #."""
        by_name = (room for room in self.rooms.values() if not room.is_im and room.name == name.removeprefix("#"))
        return self.rooms.get(name) or next(by_name, None)

    def next_ts(self, room: Room) -> str:
        """Unique within the room to the microsecond, and never before an earlier one."""
        room.last = max(room.last + 1, round(self.clock().timestamp() * MICROSECONDS))
        return written(room.last)

    def keep(self, room: Room, message: JSON) -> JSON:
        room.messages[message["ts"]] = message
        self._count_replies(room, message)
        return message

    def forget(self, room: Room, message: JSON) -> None:
        del room.messages[message["ts"]]
        self._count_replies(room, message)

    def _count_replies(self, room: Room, message: JSON) -> None:
        root = room.messages.get(message.get("thread_ts", ""))
        if root is not None and root is not message:
            replies = [each for each in room.messages.values() if each.get("thread_ts") == root["ts"] != each["ts"]]
            _count(root, replies)

    def issue(self, kind: Kind, member: str, scopes: Iterable[str]) -> Token:
        prefix = {Kind.BOT: "xoxb", Kind.APP: "xapp", Kind.MEMBER: "xoxp"}[kind]
        token = Token(f"{prefix}-{uuid.uuid4().hex}", kind, member, frozenset(scopes))
        self.tokens[token.text] = token
        return token


def _count(root: JSON, replies: list[JSON]) -> None:
    if not replies:
        for name in ("thread_ts", "reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked"):
            root.pop(name, None)
        return
    repliers = list(dict.fromkeys(each["user"] for each in replies))
    root.update(
        thread_ts=root["ts"],
        reply_count=len(replies),
        reply_users=repliers,
        reply_users_count=len(repliers),
        latest_reply=replies[-1]["ts"],
        is_locked=False,
    )


def written(microseconds: int) -> str:
    return f"{microseconds // MICROSECONDS}.{microseconds % MICROSECONDS:06d}"


def counted(ts: str) -> int:
    """A ts in microseconds. Raises ValueError where it is none; binary fractions would lose the last digits."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * MICROSECONDS + int(fraction[:6].ljust(6, "0") or 0)


def is_reply(message: JSON) -> bool:
    """In a thread and not its root. A broadcast reply stands in the channel too."""
    return message.get("thread_ts", message["ts"]) != message["ts"] and message.get("subtype") != "thread_broadcast"
