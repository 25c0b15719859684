"""Two houses with a workspace that differ in one thing: in the second the story did not happen (see `twins.py`).

Whatever a member does by direct message or with a button, what they see must be the same in both: each post to them,
when it comes, in which thread, under which buttons; and every mail.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog.testing

from tests.support.direct import Workplace, workplace
from tests.support.twins import RANDOM

STAMP = re.compile(r"\b[0-9]{10}\.[0-9]{6}\b")
NUMBERS = (
    *RANDOM,
    (re.compile(r"\+[a-z2-7]{26}@"), "+WORD@"),
    (STAMP, "TS"),
    (re.compile(r"\b[LM]-[0-9A-Z]{4,8}\b"), "L-SHORT"),
)

Attack = Callable[[Workplace, str, Any], Awaitable[None]]


@dataclass(frozen=True)
class Seen:
    """`posts` are what it says, where and when; `raw` is the same with all that is random."""

    posts: tuple[tuple[str, ...], ...]
    mails: tuple[str, ...]
    waits: tuple[str, ...]
    log: tuple[str, ...]
    raw: str = field(compare=False, repr=False)


@asynccontextmanager
async def twins(folder: Path, story, other=None) -> AsyncIterator[tuple[Workplace, Workplace, Any, Any]]:
    """The house after `story`, the one after `other` (nothing, if it is None), and what each story returned."""
    first, second = folder / "here", folder / "there"
    first.mkdir()
    second.mkdir()
    async with workplace(first) as here, workplace(second) as there:
        result = await story(here)
        twin = await other(there) if other else None
        there.clock.now = here.clock.now
        await there.settle()
        yield here, there, result, twin


async def seen(home: Workplace, attack: Attack, who: str, known: Any) -> Seen:
    """What `attack` shows to `who`, until they were quiet for long enough to be answered."""
    posts, mails = len(home.slack.posts), len(home.wire.letters)
    with structlog.testing.capture_logs() as log:
        await attack(home, who, known)
        waits = await home.run(lambda unit: [str(unit.inbox.next_at() or "")])
        await home.passes(minutes=3)
    theirs = [each for each in home.slack.posts[posts:] if each.to == who]
    told = [_told(each) for each in theirs]
    raw = "\n".join([*("\n".join(each) for each in told), *(str(each.mail) for each in home.wire.letters[mails:])])
    return Seen(
        posts=tuple(tuple(map(without_chance, each)) for each in told),
        mails=tuple(sorted(each.to for each in home.wire.letters[mails:])),
        waits=tuple(waits),
        log=tuple(without_chance(str(sorted(each.items(), key=str))) for each in log),
        raw=raw,
    )


def _told(post) -> tuple[str, ...]:
    """With the second in which it came."""
    at = post.wire_id.rpartition(":")[2].partition(".")[0]
    return (post.name, at, post.thread, post.subject, post.text)


def without_chance(text: str) -> str:
    for pattern, instead in NUMBERS:
        text = pattern.sub(instead, text)
    return text
