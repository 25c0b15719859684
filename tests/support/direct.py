"""The house with a workspace: direct messages in, posts out, mail beside them. The door and Slack are played here; the
door's own tests and the end-to-end tests have them for real.
"""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from daemon.outbox import Outbox
from daemon.pens import MailPen
from daemon.wiring import community
from notifiers.render import Medium
from notifiers.sending import Evidence, Sent
from tests.support.house import MONDAY, Clock, Household, household

TEAM, JAMISON, ADA = "T0TEAM", "U0JAMISON", "U0ADAQUIST"
DANA, SAM, ROBIN = "U0DANA", "U0SAM", "U0ROBIN"
BOTH = f"""
[[administrators]]
name = "Jamison Dance"
email = "hi@jamison.dance"
slack = "{JAMISON}"
[[administrators]]
name = "Ada Quist"
email = "ada@admins.example"
slack = "{ADA}"
"""
SLACK = """
[slack]
bot_token = "xoxb-1"
api_url = "http://127.0.0.1:9/api/"
"""


@dataclass
class Post:
    """A letter as it stands in somebody's conversation with us."""

    letter_id: str
    name: str
    to: str
    text: str = field(repr=False)
    subject: str
    thread: str
    wire_id: str
    short: str = ""


@dataclass
class SlackWire:
    """What `SlackPen` does, without Slack. `outcomes` are given out one a letter."""

    clock: Clock
    posts: list[Post] = field(default_factory=list)
    outcomes: list = field(default_factory=list)
    evidence: Evidence = Evidence.UNKNOWN
    count: int = 0
    medium: Medium = Medium.DM

    def ending(self, _body, _now):
        return ""

    async def send(self, letter, body, rendered, _now):
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None and not isinstance(outcome, Sent):
            return outcome
        self.count += 1
        wire_id = f"slack:D{body.address}:{self.clock().timestamp():.0f}.{self.count:06d}"
        thread, said = body.in_reply_to, (rendered.text, rendered.subject)
        self.posts.append(Post(letter.id, letter.name, body.address, *said, thread, wire_id, letter.short))
        return Sent(wire_id)

    async def was_sent(self, _letter, _body, _waited):
        return self.evidence, ""


class Workplace(Household):
    """`says` is somebody's direct message; what it is answered stands in `posts`."""

    def _reach_the_wire(self) -> None:
        super()._reach_the_wire()
        self.slack = SlackWire(self.clock)
        rooms, sender = self.service._rooms, self.config.smtp.sender
        here, from_ = rooms.corridor.house, f'"{sender.name}" <{sender.address}>'
        pens = {"email": MailPen(here, rooms.corridor.post, self.wire, from_), "slack": self.slack}
        outbox = Outbox(self.store, rooms.corridor, pens, community(self.config))
        self.rooms = self.service._rooms = replace(rooms, outbox=outbox)
        self.rooms.intake.look_up_before_commands(_asks_nobody)
        self.said = 0

    async def says(self, who: str, text: str, thread: str = "", **event) -> str:
        """A direct message; its ts. `thread` is a ts, or a post."""
        ts = self._ts()
        event = {"type": "message", "channel_type": "im", "user": who, "text": text, "ts": ts, **event}
        if thread:
            event["thread_ts"] = thread.wire_id.rpartition(":")[2] if isinstance(thread, Post) else thread
        await self.direct({"kind": "message", "event": event}, who, ts)
        return ts

    async def edits(self, who: str, ts: str, text: str) -> None:
        edited = {"ts": self._ts(), "user": who}
        message = {"type": "message", "user": who, "text": text, "ts": ts, "edited": edited}
        event = {"type": "message", "subtype": "message_changed", "message": message}
        await self.direct({"kind": "edit", "event": event}, who, f"{ts} edited {edited['ts']}")

    async def deletes(self, who: str, ts: str) -> None:
        event = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts, "previous_message": {"user": who}}
        await self.direct({"kind": "deletion", "event": event}, who, f"{ts} deleted")

    async def attaches(self, who: str, ts: str, name: str, content: str = "aGVsbG8=", problem: str = "") -> None:
        file = {"id": "F1", "name": name, "mimetype": "text/plain", "size": 5}
        about = {"kind": "file", "ts": ts, "user": who, "file": file, "content": content, "problem": problem}
        await self.direct(about, who, f"{ts} file F1")

    async def presses(self, who: str, post: Post, **act) -> None:
        """`act` as the contract of the acts has it."""
        act = {"letter": post.short, "id": self._ts(), **act}
        await self.direct({"kind": "act", "user": who, "act": act}, who, f"act {act['id']}")

    async def direct(self, about: dict, who: str, name: str) -> None:
        about = {"team": TEAM, "channel": f"D{who}", **about}
        origin = f"slack {TEAM} D{who} {name}"
        await self.rooms.intake.receive("slack", json.dumps(about).encode(), origin, "")
        await self.settle()

    async def reports(self, who: str, text: str):
        """The case that a direct message opens, once its sender has been quiet for a while."""
        before = {case.code for case in await self.cases()}
        await self.says(who, text)
        await self.passes(seconds=91)
        (case,) = (case for case in await self.cases() if case.code not in before)
        return case

    def posts(self, to: str = "", name: str = "") -> list[Post]:
        return [each for each in self.slack.posts if to in {"", each.to} and name in {"", each.name}]

    def posted(self, to: str) -> list[str]:
        return [each.name for each in self.posts(to)]

    def _ts(self) -> str:
        self.said += 1
        return f"{self.clock().timestamp():.0f}.{self.said:06d}"


async def _asks_nobody(_command: str) -> None:
    """Slack itself is asked in no test."""


@asynccontextmanager
async def workplace(folder: Path, **sections: str):
    sections = {"administrators": BOTH, "outside": SLACK, **sections}
    async with household(folder, MONDAY, kind=Workplace, **sections) as home:
        yield home
