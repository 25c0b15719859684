"""How Slack is shown in the demo: a direct message as indented text with its buttons in square brackets, a window in a
frame. It knows no story. Every message that is waited for is counted.
"""

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from daemon.demo.stage import Missing
from daemon.demo.stage_slack import NotSeen, Seen, Slack
from daemon.demo.workspace_forms import CannotSubmit
from daemon.demo.workspace_records import Member
from daemon.demo.workspace_sockets import Unanswered

T = TypeVar("T")

INDENT = 4
FOOTER = re.compile(r"\n[^\n]*, the administrators\. C(?:as|od)e [^\n]*\n.*", re.DOTALL)
MENU = re.compile(r"(?: \([^()\n]+\)){2,}")  # what a menu holds, all of it in one line
BUTTONS = re.compile(r"(?m)^(\[.*\])$")
BLANK = re.compile(r"\n{3,}")
BELOW = re.compile(r"\n---\n(?=(?:Who|What they allow|Suspension of [^\n]*|Letters|What happened)\n)")


@dataclass
class SlackPlay:
    """Who is who stands on the stage: `show.slack.ada`."""

    stage: Slack
    console: Console
    soon: float
    came: int = 0

    # --- what people do

    def says(self, member: Member, *texts: str, thread: str = "") -> str:
        """One message after another, as people do; the ts of the first."""
        first = self._say(member, texts[0], thread)
        for each in texts[1:]:
            self._say(member, each, thread)
        return first

    def _say(self, member: Member, text: str, thread: str) -> str:
        self._shows(f"{_name(member)}, to the app:", text, "cyan")
        return self.stage.say(member, text, thread)

    async def presses(self, member: Member, seen: Seen, words: str) -> None:
        self._acts(f"{_name(member)} presses [{words}]")
        await _heard(self.stage.press(member, seen.place, words), words)

    async def opens(self, member: Member, seen: Seen, words: str, says: str) -> Seen:
        """A button that opens a case: its first part is shown, and the rest of it returned."""
        await self.presses(member, seen, words)
        window = await self._seen(self.stage.window(member, says, self.soon), "the case in a window")
        self._window(BELOW.split(window.text)[0] + "\n...")
        return window

    async def fills_in(self, member: Member, window: Seen, form: str, values: dict[str, object], submit: str) -> None:
        """A form from a case's window, to the words that say what was taken."""
        self._acts(f"{_name(member)} presses [{form}]")
        await _heard(self.stage.press(member, window.place, form), form)
        shown = await self._seen(self.stage.window(member, f"[Go back] [{submit}]", self.soon), f"the form {form}")
        self._window("\n".join([shown.text, "", *(f"{name}: {value}" for name, value in values.items())]))
        self._acts(f"{_name(member)} presses [{submit}]")
        await _heard(self.stage.submit(member, shown.place, values), submit)
        taken = await self._seen(self.stage.window(member, "Taken", self.soon), "what was taken")
        self._window(taken.text)
        await self.stage.close(member)

    # --- what people see; each raises Missing

    async def expects(self, what: str, member: Member, says: str) -> Seen:
        """Waits for a direct message and shows it, but for its footer."""
        seen = await self._arrives(what, member, says)
        self._shows(f"The app, to {_name(member)} ({what}):", _tidy(FOOTER.sub("", seen.text)))
        return seen

    async def hears(self, what: str, member: Member, says: str) -> Seen:
        """The same for a message of which a line is enough."""
        seen = await self._arrives(what, member, says)
        first = seen.text.strip().splitlines()[0]
        self.console.print(Text.assemble(f"-> {_name(member)}: ", (first, "bold"), (f"  ({what})", "dim")))
        return seen

    async def _arrives(self, what: str, member: Member, says: str) -> Seen:
        seen = await self._seen(self.stage.letter(member, says, self.soon), what)
        self.came += 1
        return seen

    async def reacts(self, member: Member, ts: str) -> None:
        name = await self._seen(self.stage.reaction(member, ts, self.soon), "a reaction at once")
        self._acts(f"The app marks the message of {_name(member)} with :{name}: at once, and waits for more words.")

    async def posted(self, says: str) -> None:
        post = await self._seen(self.stage.channel(says, self.soon), "the post in the rules channel")
        self._shows("The app, in #rands-slack-rules:", post)
        self.came += 1

    def closes_account(self, member: Member) -> None:
        self._acts(f"In Slack, under Manage members: the account of @{member.handle} is deactivated.")
        self.stage.deactivate(member)

    def opens_account(self, member: Member) -> None:
        self._acts(f"In Slack, under Manage members: the account of @{member.handle} is activated again.")
        self.stage.reactivate(member)

    def unknown(self) -> int:
        """How many messages members have that nobody waited for."""
        members = (self.stage.ada, self.stage.brack, self.stage.cy, self.stage.dee)
        return sum(len(self.stage.unread(each)) for each in members)

    async def _seen(self, look: Awaitable[T], what: str) -> T:
        try:
            return await look
        except NotSeen:
            raise Missing(f"it did not show in Slack within {self.soon:.0f} s: {what}") from None

    def _acts(self, text: str) -> None:
        self.console.print(Text(f"* {text}", style="green"))

    def _shows(self, title: str, text: str, style: str = "") -> None:
        self.console.print(Text(title, style="dim"))
        self.console.print(Padding(_pressable(text, style), (0, 0, 1, INDENT)))

    def _window(self, text: str) -> None:
        title, _, rest = _tidy(text).partition("\n")
        body = _pressable(rest.strip(), "")
        self.console.print(Padding(Panel(body, title=title, title_align="left"), (0, 0, 0, INDENT)))


async def _heard(act: Awaitable[None], words: str) -> None:
    """What is not there cannot be pressed, and what the app does not confirm in time was not done."""
    try:
        await act
    except (LookupError, CannotSubmit, Unanswered):
        raise Missing(f"{words} could not be pressed, or was not confirmed") from None


def _tidy(text: str) -> str:
    return BLANK.sub("\n\n", MENU.sub(" (more)", text)).strip()


def _pressable(text: str, style: str) -> Text:
    shown = Text(text, style=style)
    shown.highlight_regex(BUTTONS, "bold")
    return shown


def _name(member: Member) -> str:
    return member.real_name.partition(" ")[0]
