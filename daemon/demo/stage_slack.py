"""The workspace of the demo: a small Slack on the loopback and the people in it, each as one who looks at a phone.

It knows nothing of the story, and of the house only what Slack shows.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from daemon.demo.workspace import Workspace
from daemon.demo.workspace_records import Member
from daemon.demo.workspace_wording import shown

T = TypeVar("T")

LOOK_EVERY = 0.05
RULES_CHANNEL = "rands-slack-rules"
LOADING = "One moment"

SECTION = """
[slack]
bot_token = "{bot}"
app_token = "{app}"
api_url = "{url}"
poll_every = "1s"
"""


class NotSeen(Exception):
    """What somebody waited for did not show in Slack."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A direct message or a window as its reader sees it. `place` is what their finger needs."""

    place: str
    text: str = field(repr=False)
    thread: str = ""

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


class Slack:
    """`start` before the daemon, `stop` after it."""

    def __init__(self) -> None:
        self._workspace = Workspace()
        self._read: set[str] = set()
        self.ada = self._workspace.join("ada", "Ada Marsh")
        self.brack = self._workspace.join("brack", "Brack", "brack@example.com")
        self.cy = self._workspace.join("cy", "Cy")
        self.dee = self._workspace.join("dee", "Dee")
        self.jamison = self._workspace.join("jamison", "Jamison Dance")
        self._workspace.open_channel(RULES_CHANNEL, self.jamison, self._workspace.bot)

    async def start(self) -> str:
        """The daemon's section of the configuration."""
        url = await self._workspace.start()
        return SECTION.format(bot=self._workspace.bot_token, app=self._workspace.app_token, url=url)

    async def stop(self) -> None:
        await self._workspace.stop()

    @property
    def is_connected(self) -> bool:
        return bool(self._workspace.sockets.open)

    # --- what people do

    def say(self, member: Member, text: str, thread: str = "") -> str:
        return self._workspace.say(member, text, thread=thread)

    async def press(self, member: Member, where: str, words: str) -> None:
        await self._workspace.press(member, where, words)

    async def submit(self, member: Member, view: str, values: dict[str, object]) -> None:
        await self._workspace.submit(member, view, values)

    async def close(self, member: Member) -> None:
        while self._workspace.views_of(member):
            await self._workspace.close(member)

    def deactivate(self, member: Member) -> None:
        """As an owner of the workspace does it, under Manage members."""
        self._workspace.deactivate(member)

    def reactivate(self, member: Member) -> None:
        self._workspace.reactivate(member)

    # --- what people see; each raises NotSeen

    async def letter(self, member: Member, says: str, within: float) -> Seen:
        """The first unread direct message of the app to them with these words in it."""
        found = await _until(lambda: next((each for each in self.unread(member) if says in each.words), None), within)
        self._read.add(found.place)
        return found

    async def window(self, member: Member, says: str, within: float) -> Seen:
        """The window on top, once it is filled."""
        return await _until(lambda: self._window(member, says), within)

    async def channel(self, says: str, within: float) -> str:
        """The app's post in the rules channel."""
        return await _until(
            lambda: next((each for each in self._posts() if says in " ".join(each.split())), None), within
        )

    async def reaction(self, member: Member, ts: str, within: float) -> str:
        return await _until(lambda: self._reaction(member, ts), within)

    def unread(self, member: Member) -> list[Seen]:
        return [_seen(each) for each in self._workspace.letters(member) if each["ts"] not in self._read]

    def _posts(self) -> list[str]:
        return [shown(each) for each in self._workspace.channel(RULES_CHANNEL)]

    def _reaction(self, member: Member, ts: str) -> str | None:
        message = next(each for each in self._workspace.dm(member) if each["ts"] == ts)
        return next((str(each["name"]) for each in message.get("reactions", [])), None)

    def _window(self, member: Member, says: str) -> Seen | None:
        view = self._workspace.view_of(member)
        text = _drawn(view) if view else ""
        return Seen(view["id"], text) if says in " ".join(text.split()) and LOADING not in text else None


def _seen(message: dict[str, Any]) -> Seen:
    return Seen(str(message["ts"]), shown(message), str(message.get("thread_ts", "")))


def _drawn(view: dict[str, Any]) -> str:
    foot = " ".join(f"[{view[each]['text']}]" for each in ("close", "submit") if view.get(each))
    return f"{view['title']['text']}\n{shown(view)}\n{foot}"


async def _until(look: Callable[[], T | None], within: float) -> T:
    try:
        async with asyncio.timeout(within):
            while (found := look()) is None:  # noqa: ASYNC110  what a person sees sets no event
                await asyncio.sleep(LOOK_EVERY)
            return found
    except TimeoutError:
        raise NotSeen from None
