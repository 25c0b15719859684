"""`conductd demo`: a story from the first mail to the last letter, played by the real daemon and shown as it happens.

It exits 0 only when every letter that the story expects arrived.
"""

import asyncio
import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from daemon.demo.stage import Arrived, Missing, Stage

ADA = "ada@example.org"
BEN = "ben@example.net"
CY = "cy@example.com"
ADMINISTRATOR = "hi@jamison.dance"
WIDTH = 78
SOON = 15.0
CODE = re.compile(r"SSE-[A-Z0-9]{4,6}")

COMPLAINT = """\
Hello,

I want to make a formal complaint about @brack in #careers.
Three times this week he called people who asked beginner
questions idiots, yesterday me too.
"""
ANSWERS = """\
Here is the thread: https://softskills.slack.com/archives/C0CAREERS/p1763712000000000

PRIVATE
"""
CONCERN = """\
Hi, just a heads-up, I am not looking for any action: in #random
@dorn mocks people who are new here. I have no screenshots.
"""
HOW_MANY = "How many incidents have you handled so far?"
RESOLUTION = (
    "We looked at the three threads. We spoke with the person, who was told what is expected here and what"
    " follows if it happens again."
)


@dataclass
class Play:
    """The story's state, and what has been shown of it."""

    stage: Stage
    console: Console
    started: float = field(default_factory=time.monotonic)
    came: list[tuple[str, float]] = field(default_factory=list)
    code: str = ""

    def say(self, text: str) -> None:
        self.console.print()
        self.console.print(Text(text, style="bold"))

    async def mail(self, sender: str, subject: str, text: str, answers: Arrived | None = None) -> None:
        self.console.print(Panel(Text(text.strip()), title=f"{sender} writes", title_align="left", style="cyan"))
        await self.stage.mail(sender, subject, text, answers)

    async def expects(self, what: str, to: str, says: str) -> Arrived:
        """Waits for the letter, and shows it; raises Missing where another one came in its place."""
        arrived = await self.stage.letter(to, SOON)
        if says not in " ".join(arrived.text.split()):
            raise Missing(f"another letter came where this was expected: {what}")
        self.came.append((what, time.monotonic() - self.started))
        title = f"{what}, to {to}"
        body = Text.assemble((f"{arrived.subject}\n\n", "bold"), arrived.text.partition("\n-- \n")[0].strip())
        self.console.print(Panel(body, title=title, title_align="left"))
        return arrived

    async def command(self, *words: str) -> None:
        shown = " ".join(words)
        self.console.print(Text(f"$ conductd {shown}", style="green"))
        printed = await self.stage.command(*words)
        self.console.print(Text(printed.rstrip(), style="dim"))


def play() -> int:
    """The exit status: 0 when every expected letter arrived."""
    console = Console(width=WIDTH, highlight=False, emoji=False)
    with tempfile.TemporaryDirectory(prefix="conductd-demo-") as folder:
        try:
            return asyncio.run(_play(Path(folder), console))
        except Missing as missing:
            console.print(Text(f"The demo stopped: {missing}.", style="bold red"))
            return 1


async def _play(folder: Path, console: Console) -> int:
    console.print(Text("The real daemon runs in a folder of its own. Days last seconds here.", style="bold"))
    async with Stage(folder) as stage:
        show = Play(stage, console)
        for act in (_complaint, _late, _resolved, _concern, _question):
            await act(show)
        await show.command("audit")
    console.print(_summary(show))
    return 0


async def _complaint(show: Play) -> None:
    show.say("1. Ada writes to the administrators. She is answered at once, and asked for what is missing.")
    await show.mail(ADA, "Complaint", COMPLAINT)
    answer = await show.expects("acknowledgement", ADA, "We take it as a formal complaint")
    notice = await show.expects("notice without a name or a text", ADMINISTRATOR, "A new complaint waits")
    show.code = _code(notice)
    show.say("Ada answers, and says what may be shared.")
    await show.mail(ADA, f"Re: {answer.subject}", ANSWERS, answer)
    await show.expects("what was understood, played back", ADA, "You want it private")
    await show.expects("notice that she wrote again", ADMINISTRATOR, "Consent is refused now")


def _code(notice: Arrived) -> str:
    found = CODE.search(notice.subject)
    if found is None:
        raise Missing("the notice has no case code")
    return found.group()


async def _late(show: Play) -> None:
    show.say("2. Jamison promises the next word - and misses it. The clock speaks up, and nobody is left wondering.")
    await show.command("estimate", show.code, "6s")
    await show.expects("the promise", ADA, "writes to you again by")
    await show.expects("warning, before the promise is missed", ADMINISTRATOR, "the reporter is told then, once")
    await show.expects("late, said once", ADA, "We missed that")
    await show.expects("reminder: a new date is owed", ADMINISTRATOR, "a new date is owed since")
    await show.command("cases")
    await show.command("estimate", show.code, "in 2 hours")
    await show.expects("the new date", ADA, "takes the place of the earlier one")


async def _resolved(show: Play) -> None:
    show.say("3. The resolution: shown as it will leave, held back for a moment in which it can be undone.")
    await show.command("resolve", show.code, RESOLUTION)
    await show.expects("the resolution", ADA, "We looked at the three threads")
    await show.command("show", show.code)


async def _concern(show: Play) -> None:
    show.say("4. Ben raises a concern. It is kept and read; no outcome is owed.")
    await show.mail(BEN, "heads-up", CONCERN)
    await show.expects("thanks for the concern", BEN, "We keep it as a concern")
    notice = await show.expects("notice of a concern", ADMINISTRATOR, "A new concern waits")
    code = _code(notice)
    await show.command("answered", code, "read, and talked about in the administrators' call")
    await show.command("close", code)


async def _question(show: Play) -> None:
    show.say("5. Cy asks what anybody may ask.")
    await show.mail(CY, "A question", HOW_MANY)
    await show.expects("the count", CY, "We handled 15")


def _summary(show: Play) -> Table:
    table = Table(title="Every expected letter arrived", title_justify="left", box=None)
    table.add_column("letter")
    table.add_column("after", justify="right")
    for what, seconds in show.came:
        table.add_row(what, f"{seconds:.1f} s")
    return table
