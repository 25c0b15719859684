"""`conductd demo`: a story from the first mail to the last letter, played by the real daemon and shown as it happens.

It exits 0 only when every letter that the story expects arrived, and no member got another one.
"""

import asyncio
import signal
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from rich.console import Console
from rich.text import Text

from daemon.demo.acts_complaint import complaint, promise, resolved, slipped
from daemon.demo.acts_others import concern, how_many, question
from daemon.demo.acts_suspension import overturned, published, suspended
from daemon.demo.people import FIRST_AS, MEMBERS
from daemon.demo.play import WIDTH, Play
from daemon.demo.stage import WEEK, Missing, Stage

Act: TypeAlias = Callable[[Play], Awaitable[None]]
OPENING: Final = (
    "The real daemon runs in a folder of its own, beside a small Slack: messages and mails go in, messages and mails"
    f" come out. Here a week lasts {WEEK.removesuffix('s')} seconds, and letters name their times to the minute."
)


async def figures(show: Play) -> None:
    show.act("10. What an administrator may tell, and whether the record is whole")
    await show.excerpt("Opened / closed", "stats", *FIRST_AS)
    await show.command("audit", *FIRST_AS)


# The concern and the question fall into the week that the appeal waits, so that nobody has to watch the clock.
STORY: Final[tuple[Act, ...]] = (
    complaint,
    promise,
    suspended,
    concern,
    question,
    slipped,
    overturned,
    published,
    resolved,
    how_many,
    figures,
)


def play(story: Sequence[Act] = STORY) -> int:
    """The exit status: 0 when every expected letter arrived."""
    console = Console(width=WIDTH, highlight=False, emoji=False)
    with tempfile.TemporaryDirectory(prefix="conductd-demo-") as folder:
        try:
            asyncio.run(_play(Path(folder), console, story))
        except Missing as missing:
            console.print(Text(f"The demo stopped: {missing}.", style="bold red"))
            return 1
        except asyncio.CancelledError:
            console.print(Text("The demo was stopped.", style="bold red"))
            return 1
    return 0


async def _play(folder: Path, console: Console, story: Sequence[Act]) -> None:
    _ends_its_daemon_when_killed()
    console.print(Text(OPENING, style="bold"))
    async with Stage(folder) as stage:
        show = Play(stage, console)
        for act in story:
            await act(show)
        show.ends(*MEMBERS)


def _ends_its_daemon_when_killed() -> None:
    """SIGTERM unwinds the stage; without that the daemon would live on in a folder that nobody removes."""
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
