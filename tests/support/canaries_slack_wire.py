"""What leaves a town of canaries for Slack: every post as the bytes that Slack is handed, searched as letters are.

The pen and the sender are the daemon's own; only Slack is played. Ids of members and of their conversations are
canaries too: whoever reads one knows who wrote to us.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from daemon.front_desk import FrontDesk
from daemon.outbox import Outbox
from daemon.pens import MailPen, SlackPen
from daemon.wiring import community
from notifiers.render import Medium
from notifiers.slack import SlackSender, Trouble
from tests.support.canaries_wire import Rooms
from tests.support.house import Clock

TEAM = "T0TEAM"
MEMBER = re.compile(r"[UW][A-Z0-9]{2,29}", re.ASCII)
MARKER = "o:"
LOST = "lost"  # it was posted, and the answer did not come


def is_member(who: str) -> bool:
    return MEMBER.fullmatch(who) is not None


def conversation_of(member: str) -> str:
    return f"D{member[1:]}"


@dataclass
class Posted:
    """A letter in somebody's conversation with us, in the form in which the town checks a mail: what stands on a lock
    screen is its subject, and what can be read of it anywhere is its text.
    """

    at: datetime
    to: str
    raw: bytes = field(repr=False)
    ts: str
    name: str = ""
    case: str = ""
    to_kind: str = ""
    short: str = ""

    def __post_init__(self) -> None:
        self.said = json.loads(self.raw)
        self.letter_id = next(_ids(self.said["blocks"])).removeprefix(MARKER)
        self.mail = ("Subject", "To", "In-Reply-To", "Values")

    def header(self, name: str) -> str:
        return {
            "Subject": self.said["text"],
            "To": self.said["channel"],
            "In-Reply-To": self.said.get("thread_ts", ""),
            "Values": "\n".join([*_ids(self.said["blocks"]), *(each["value"] for each in self.buttons)]),
        }.get(name, "")

    @property
    def text(self) -> str:
        return "\n".join(strings(self.said["blocks"]))

    @property
    def thread(self) -> str:
        return self.header("In-Reply-To")

    @property
    def buttons(self) -> list[dict]:
        rows = [each for each in self.said["blocks"] if each["type"] == "actions"]
        return [each for row in rows for each in row["elements"]]


def strings(found) -> Iterator[str]:
    match found:
        case str():
            yield found
        case dict():
            for name, each in found.items():
                yield from strings(each) if name not in {"block_id", "action_id"} else ()
        case list():
            for each in found:
                yield from strings(each)


def _ids(blocks) -> Iterator[str]:
    for each in blocks:
        yield each.get("block_id", "")
        yield from (one["action_id"] for one in each.get("elements", ()) if "action_id" in one)


@dataclass
class Workspace:
    """Slack, as far as letters need it. `outcomes` are given out one a post: a word that it refuses with, or LOST."""

    clock: Clock
    outcomes: list[str] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    shown: list[tuple[str, str, dict]] = field(default_factory=list)  # views: the method, who sees it, the view
    changed: list[tuple[str, str]] = field(default_factory=list)  # chat.update: the conversation, all of it
    stood: list[dict] = field(default_factory=list)  # the histories
    count: int = 0

    async def call(self, method: str, **arguments):
        match method:
            case "users.info":
                return {"user": {"id": arguments["user"], "deleted": False}}
            case "conversations.open":
                return {"channel": {"id": conversation_of(arguments["users"])}}
            case "chat.postMessage":
                return self._post(arguments)
            case "chat.update":
                self.changed.append((arguments["channel"], json.dumps(arguments)))
            case "conversations.history":
                return {"messages": [each for each in self.stood if each["channel"] == arguments["channel"]]}
            case "views.open" | "views.update" | "views.push" | "views.publish":
                return self._show(method, arguments)
            case _:
                raise Trouble("unknown_method", certain=True)
        return {}

    def _post(self, arguments):
        assert (arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False)
        word = self.outcomes.pop(0) if self.outcomes else ""
        if word not in {"", LOST}:
            raise Trouble(word, certain=True)
        ts, channel = self.stamp(), arguments["channel"]
        to = f"U{channel[1:]}" if channel.startswith("D") else channel
        self.posts.append(Posted(self.clock.now, to, json.dumps(arguments, ensure_ascii=False).encode(), ts))
        self.stood.append({"channel": channel, "ts": ts, "bot_id": "B0", "blocks": arguments["blocks"]})
        if word == LOST:
            raise Trouble("internal_error", certain=False)
        return {"channel": channel, "ts": ts}

    def _show(self, method, arguments):
        who = arguments.get("user_id") or arguments.get("view_id") or arguments.get("trigger_id") or ""
        self.shown.append((method, who.partition(".")[0], arguments["view"]))
        return {"view": {"id": f"{who.partition('.')[0]}.{len(self.shown)}"}}

    def stamp(self) -> str:
        self.count += 1
        return f"{self.clock.now.timestamp():.0f}.{self.count:06d}"


class SlackRooms(Rooms):
    """With a workspace beside the mail."""

    def reach(self, web: Workspace) -> None:
        self.web = web
        rooms, sender = self.service._rooms, self.config.smtp.sender
        here, from_ = rooms.corridor.house, f'"{sender.name}" <{sender.address}>'
        medium = Medium.BUTTONS if self.config.slack.app_token else Medium.DM
        slack = SlackPen(SlackSender(web), medium)
        pens = {"email": MailPen(here, rooms.corridor.post, self.wire, from_), "slack": slack}
        outbox = Outbox(self.store, rooms.corridor, pens, community(self.config))
        self.rooms = self.service._rooms = replace(rooms, outbox=outbox)
        orders = rooms.workspace.front_desk._orders
        self.desk = FrontDesk(self.store, orders, rooms.intake.receive, web, lambda: TEAM, self.clock)

    async def gestures(self, interaction: dict | str) -> None:
        """At the front desk, until nothing is under way; a member's id opens their Home."""
        if isinstance(interaction, str):
            await self.desk.home_opened(interaction)
        else:
            await self.desk.interact(interaction)
        await self.desk.lanes.quiet()
        await self.settle()
        await self.desk.work()
        await self.desk.lanes.quiet()
