"""How the demo is shown: who writes what, which letter came, what was typed at a terminal. It knows no story.

Every letter that is waited for is counted; a letter to a member that nobody waited for ends the demo.
"""

import re
import time
from dataclasses import dataclass, field

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from daemon.demo.play_slack import SlackPlay
from daemon.demo.stage import Arrived, Missing, Stage
from daemon.demo.stage_slack import Seen

WIDTH = 78
SOON = 15.0
FOOTER = re.compile(r"\n-- ?\n")
PREVIEW = re.compile(r"(?<=back)\n(?=\S)")  # what stands below "undo L-4KX2P takes it back"
CODE = re.compile(r"SSE-[A-Z0-9]{4,6}")


@dataclass
class Play:
    """What has been shown so far, and the codes that the acts share."""

    stage: Stage
    console: Console
    started: float = field(default_factory=time.monotonic)
    came: int = 0
    soon: float = SOON
    code: str = ""
    appeal: str = ""
    notice: Seen = field(default_factory=lambda: Seen("", ""))
    slack: SlackPlay = field(init=False)

    def __post_init__(self) -> None:
        self.slack = SlackPlay(self.stage.slack, self.console, self.soon)

    def act(self, title: str) -> None:
        self.console.print()
        self.console.rule(Text(title, style="bold"), align="left", style="dim")

    def say(self, text: str) -> None:
        self.console.print(Text(text, style="italic"))

    async def mail(self, sender: str, subject: str, text: str, answers: Arrived | None = None) -> None:
        self.console.print(Panel(Text(text.strip()), title=f"{sender} writes", title_align="left", style="cyan"))
        await self.stage.mail(sender, subject, text, answers)

    async def expects(self, what: str, to: str, says: str) -> Arrived:
        """Waits for a letter and shows it whole, but for its footer; raises Missing."""
        arrived = await self._arrives(what, to, says)
        body = Text.assemble((f"{arrived.subject}\n\n", "bold"), FOOTER.split(arrived.text)[0].strip())
        self.console.print(Panel(body, title=f"{what}, to {to}", title_align="left"))
        return arrived

    async def hears(self, what: str, to: str, says: str) -> Arrived:
        """The same for a letter of which a line is enough: what it is, and its subject where that tells something."""
        arrived = await self._arrives(what, to, says)
        self.console.print(Text.assemble(f"-> {to}: ", (arrived.subject, "bold"), (f"  ({what})", "dim")))
        return arrived

    async def _arrives(self, what: str, to: str, says: str) -> Arrived:
        try:
            arrived = await self.stage.letter(to, says, self.soon)
        except Missing as missing:
            raise Missing(f"{missing}: {what}") from None
        self.came += 1
        return arrived

    async def command(self, *words: str) -> None:
        """What an administrator says at a terminal, and what they are answered, but for the letter that follows."""
        self._prompt(words)
        self._printed(PREVIEW.split(await self.stage.command(*words))[0])

    async def command_whole(self, *words: str) -> None:
        """The same with the letter as it will leave."""
        self._prompt(words)
        self._printed(FOOTER.split(await self.stage.command(*words))[0])

    async def refused(self, *words: str) -> None:
        """What the process forbids is refused with the rule's reason, and nothing is changed."""
        self._prompt(words)
        self.console.print(Text((await self.stage.refused(*words)).rstrip(), style="red"))

    async def excerpt(self, heading: str, *words: str) -> None:
        """Of what a command prints, the part below one heading; raises Missing where there is none."""
        self._prompt(words)
        printed = await self.stage.command(*words)
        parts = (each.strip() for each in re.split(r"\n[ ]*\n(?=\S)", f"\n{printed}"))
        part = next((each for each in parts if each.startswith(heading)), None)
        if part is None:
            raise Missing(f"conductd {words[0]} shows no {heading.lower()}")
        self._printed(part)

    def ends(self, *people: str) -> None:
        """Raises Missing where a member has a letter that the story does not know."""
        unknown = len(self.stage.unread(*people)) + self.slack.unknown()
        if unknown:
            raise Missing(f"letters to members that the story does not know: {unknown}")
        took, came = time.monotonic() - self.started, self.came + self.slack.came
        self.console.print()
        told = f"Every expected letter arrived: {came} of them in {took:.0f} s. No member got another one."
        self.console.print(Text(told, style="bold green"))

    def _printed(self, text: str) -> None:
        lines = (line.rstrip() for line in text.rstrip().splitlines())
        self.console.print(Text("\n".join(lines), style="dim"))

    def _prompt(self, words: tuple[str, ...]) -> None:
        shown = " ".join(f'"{word}"' if " " in word else word for word in words)
        self.console.print(Text(f"$ conductd {shown}", style="green"))


def code_in(text: str) -> str:
    """Of a mail's subject, or of a message."""
    found = CODE.search(text)
    if found is None:
        raise Missing("no case code stands where it should")
    return found.group()
