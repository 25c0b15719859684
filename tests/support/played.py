"""Stories that many tests begin with, played once: everybody else begins with a copy of the folder that they left.

    async with household_after(tmp_path, considered) as (home, (case, party, waiting)):
        ...

What is copied is what a restart would find, the key and the database, and beside it the letters that people have. A
story has no parameter but the house, so that what was played is what each test would have played itself.
"""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon.process.case import Case
from tests.support.house import COMPLAINT, MONDAY, Arrived, Household, household

Story = Callable[[Household], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Played:
    folder: Path
    now: datetime
    letters: tuple[Arrived, ...]
    result: Any


_played: dict[tuple[object, ...], Played] = {}


@asynccontextmanager
async def household_after(
    folder: Path, story: Story, start: datetime = MONDAY, *, kind: type[Household] = Household, **sections: str
) -> AsyncIterator[tuple[Household, Any]]:
    """The house in which `story` has happened, and what it returned; `sections` as for `configured`."""
    which = (story, start, kind, *sorted(sections.items()))
    if which not in _played:
        _played[which] = await _play(story, start, kind, sections)
    before = _played[which]
    shutil.copytree(before.folder, folder, dirs_exist_ok=True)
    async with household(folder, before.now, kind=kind, **sections) as home:
        home.wire.letters.extend(before.letters)
        home.wire.tried.extend(each.letter_id for each in before.letters)
        yield home, before.result


async def _play(story: Story, start: datetime, kind: type[Household], sections: dict[str, str]) -> Played:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    async with household(folder, start, kind=kind, **sections) as home:
        result = await story(home)
        return Played(folder, home.clock.now, tuple(home.wire.letters), result)


async def complained(home: Household) -> Case:
    """The case of a complaint that came just now."""
    return await home.opens(COMPLAINT)
