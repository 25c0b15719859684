"""The front desk of the played workplace: what people press and fill in, and what Slack is then asked to show.

async with reception(tmp_path) as (home, desk):
    await desk.presses(DANA, desk.message(button), button)
"""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from daemon.front_desk import FrontDesk
from notifiers.slack import Trouble
from notifiers.slack_pieces import actions, button
from tests.support.direct import TEAM, workplace


@dataclass
class Web:
    """What was asked of Slack, in order. `troubles` are given out by method."""

    asked: list[tuple[str, dict]] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)
    before: object = None
    _numbers: object = field(default_factory=lambda: count(1))

    async def call(self, method, **arguments):
        json.dumps(arguments)
        if self.before:
            await self.before(method)
        self.asked.append((method, arguments))
        if method in self.troubles:
            raise Trouble(self.troubles[method], certain=True)
        return {"view": {"id": f"V{next(self._numbers)}"}}

    @property
    def methods(self):
        return [method for method, _ in self.asked]

    def of(self, method):
        return [arguments for name, arguments in self.asked if name == method]

    @property
    def shown(self):
        """The words of the last view."""
        return texts(next(each["view"] for _, each in reversed(self.asked) if "view" in each))


def texts(found):
    """Every text in it, one a line."""
    lines = []
    if isinstance(found, dict):
        lines += [found["text"]] if isinstance(found.get("text"), str) else []
        lines += [line for each in found.values() for line in texts(each).splitlines()]
    if isinstance(found, list):
        lines += [line for each in found for line in texts(each).splitlines()]
    return "\n".join(lines)


class Desk:
    """Interactions as Slack sends them."""

    def __init__(self, home):
        self.home = home
        self.web = Web()
        self.stamps = count(1)
        self.team = TEAM
        self.restarts()

    def restarts(self):
        """Everything in memory is gone."""
        workspace = self.home.service._rooms.workspace
        orders = workspace.front_desk._orders
        self.front = FrontDesk(
            self.home.store, orders, self.home.rooms.intake.receive, self.web, lambda: TEAM, self.home.clock
        )

    # --- what people do

    async def presses(self, who, what, *, post=None, view=None, blocks=None, label="Press"):
        """`what` is what the button means. `post` is the message that it stands under, or `view` the modal."""
        return await self.does(who, self.pressed(who, what, post=post, view=view, blocks=blocks, label=label))

    def pressed(self, who, what, *, post=None, view=None, blocks=None, label="Press"):
        value = json.dumps({"v": 1, **what})
        action = {"type": "button", "block_id": "b:1", "value": value, "action_ts": f"{next(self.stamps)}.0"}
        action["text"] = {"type": "plain_text", "text": label}
        found = {"type": "block_actions", "actions": [action]}
        if post:
            channel, ts = post.wire_id.split(":")[1:]
            found["container"] = {"type": "message", "channel_id": channel, "message_ts": ts}
            found["message"] = {"ts": ts, "text": post.subject, "blocks": blocks or [row(what, label)]}
        if view:
            found["view"] = {"type": "modal", "hash": "1.a", "private_metadata": "", **view}
            found["container"] = {"type": "view", "view_id": view["id"]}
        return found

    async def submits(self, who, view, values, **changes):
        """`view` is what was shown; `values` by block_id, in the form in which Slack sends them."""
        typed = {name: value if isinstance(value, dict) else _typed(value) for name, value in values.items()}
        state = {name: {"value": value} for name, value in typed.items()}
        sent = {**view, "id": "V99", "hash": "1.b", "state": {"values": state}, **changes}
        return await self.does(who, {"type": "view_submission", "view": sent})

    async def slash(self, who, text):
        said = {
            "command": "/conduct",
            "team_id": self.team,
            "user_id": who,
            "text": text,
            "trigger_id": self._trigger(),
        }
        return await self.ends(await self.front.interact(said))

    async def shortcut(self, who, name, message=None):
        found = {"type": "shortcut", "callback_id": name, "action_ts": f"{next(self.stamps)}.0"}
        if message:
            found |= {"type": "message_action", "channel": {"id": "C0RANDOM"}, "message": message}
        return await self.does(who, found)

    async def does(self, who, interaction):
        """As Slack sends it, until nothing is under way; what the acknowledgement carries."""
        return await self.ends(await self.front.interact(self.whole(who, interaction)))

    def whole(self, who, interaction):
        who_and_where = {"user": {"id": who}, "team": {"id": self.team}, "trigger_id": self._trigger()}
        return {**who_and_where, **interaction}

    async def ends(self, answer=None):
        await self.front.lanes.quiet()
        await self.home.settle()
        await self.front.work()
        await self.front.lanes.quiet()
        return answer

    async def rows(self):
        """How many acts are on disk."""

        def count_of(unit):
            return sum(row.channel == "slack" for row in unit.inbox.unread(100))

        return await self.home.run(count_of)

    def _trigger(self):
        return f"{next(self.stamps)}.trigger"


def _typed(text):
    return {"type": "plain_text_input", "value": text}


def row(what, label="Press"):
    return actions("b:1", [button(label, what, "act:0:0")])


def picked(kind, value):
    """A field that is not typed."""
    key = {"datepicker": "selected_date", "timepicker": "selected_time"}.get(kind, "selected_option")
    return {"type": kind, key: {"value": value} if key == "selected_option" else value}


@asynccontextmanager
async def reception(folder, **sections):
    async with workplace(folder, **sections) as home:
        desk = Desk(home)
        try:
            yield home, desk
        finally:
            await desk.front.close()
