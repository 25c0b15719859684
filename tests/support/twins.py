"""Two houses that differ in one thing: in the second the case, the suspension or the person is not there.

    async with twins(tmp_path, complained) as (here, nowhere, case):
        assert await shown(here, attack, EVE) == await shown(nowhere, attack, EVE)

Whatever somebody does to both, what they see must be the same: each mail byte for byte but for what is random in every
mail, when it leaves and as the how-manieth, what the door does with theirs, and what the log says.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import structlog.testing

from daemon.store.unit import Unit
from daemon.store.values import LetterRow, LetterState
from tests.support.house import Arrived, Household, household, written_by
from tests.support.played import Story, household_after

EVE = "eve@evil.example"

# What is random in every mail: tokens (also in a footer), the rest of a Message-ID, codes, dates of the machine.
RANDOM = (
    (re.compile(r"[a-z2-7]{32,50}\.[a-z0-9]{8,40}@"), "TOKEN.RANDOM@"),
    (re.compile(r"\+[a-z2-7]{32,50}@"), "+TOKEN@"),
    (re.compile(r"Reference: [a-z2-7]{32,50}"), "Reference: TOKEN"),
    (re.compile(r"<[0-9.]+@client\.example>"), "<THEIRS@client.example>"),
    (re.compile(r"\bSSE-[0-9A-Z]{4,6}\b"), "SSE-CODE"),
)


class Door:
    """The mailbox's door of one house, with the attacker before it; `verdicts` is what it did with each mail."""

    def __init__(self, home: Household) -> None:
        self.home = home
        self.verdicts: list[str] = []

    async def brings(self, raw: bytes) -> None:
        intake = self.home.rooms.intake
        origin = f"{id(self)} {len(self.verdicts)}"
        taken = asyncio.ensure_future(intake.receive("imap", raw, origin, ""))
        while not taken.done():
            await self.home.settle()
            await asyncio.sleep(0)
        self.verdicts.append(str(await taken))

    async def mails(self, sender: str, text: str, subject: str = "", **how: Any) -> None:
        """`how` is as for `written_by`."""
        await self.brings(written_by(sender, text, subject, **how))

    def last(self, reader: str = EVE) -> Arrived:
        return self.home.letters(reader)[-1]


Attack = Callable[[Door, Any], Awaitable[None]]


@dataclass(frozen=True)
class Leaving:
    """A row of the outbox for one reader: when it may leave, and what was tried."""

    created_at: datetime
    not_before: datetime
    next_try: datetime | None
    attempts: int
    state: LetterState


@dataclass(frozen=True)
class Shown:
    """`passes` says as the how-manieth of all letters each left: a pass of the outbox takes one."""

    mails: tuple[str, ...]
    at: tuple[datetime, ...]
    passes: tuple[int, ...]
    outbox: tuple[Leaving, ...]
    verdicts: tuple[str, ...]
    log: tuple[str, ...]
    raw: tuple[str, ...] = field(compare=False, repr=False)


@asynccontextmanager
async def twins(folder: Path, story: Story, **sections: str) -> AsyncIterator[tuple[Household, Household, Any]]:
    """The house after `story`, the one in which nothing of it happened, at one time; and what the story returned."""
    first, second = folder / "here", folder / "nowhere"
    first.mkdir()
    second.mkdir()
    async with household_after(first, story, **sections) as (here, result), household(second, **sections) as nowhere:
        nowhere.clock.now = here.clock.now
        await nowhere.settle()
        yield here, nowhere, result


async def shown(home: Household, attack: Attack, known: Any, reader: str = EVE) -> Shown:
    """What `attack` shows to whoever reads the mail of `reader`, until nothing is due any more."""
    letters, tried = len(home.wire.letters), len(home.wire.tried)
    before = {row.id for row in await outbox_of(home, reader)}
    door = Door(home)
    with structlog.testing.capture_logs() as log:
        await attack(door, known)
        await home.settle()
    theirs = [each for each in home.wire.letters[letters:] if each.to == reader]
    order = dict(zip(home.wire.tried[tried:], count(), strict=False))
    raw = tuple(each.mail.as_string() for each in theirs)
    rows = [row for row in await outbox_of(home, reader) if row.id not in before]
    return Shown(
        mails=tuple(map(without_chance, raw)),
        at=tuple(each.at for each in theirs),
        passes=tuple(order[each.letter_id] for each in theirs),
        outbox=tuple(Leaving(r.created_at, r.not_before, r.next_try, r.attempts, r.state) for r in rows),
        verdicts=tuple(door.verdicts),
        log=tuple(without_chance(str(sorted(each.items(), key=str))) for each in log),
        raw=raw,
    )


async def outbox_of(home: Household, reader: str) -> list[LetterRow]:
    def rows(unit: Unit) -> list[LetterRow]:
        lookup = unit.lookup("email", reader)
        every = (row for state in LetterState for row in unit.letters.in_state(state))
        return sorted((row for row in every if row.lookup == lookup), key=lambda row: row.created_at)

    return await home.run(rows)


def without_chance(text: str) -> str:
    for pattern, instead in RANDOM:
        text = pattern.sub(instead, text)
    return text
