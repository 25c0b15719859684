"""The rules channel in Slack: which one it is, and whether we may post there. Looked up beside everything else, and
kept, so that a command knows at once whether a text is posted or handed over.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog

from daemon.asking import NoAnswer, Web, ask
from daemon.process.events import NotAllowed
from daemon.process.letters import LetterName
from daemon.rest import rests
from daemon.rows import EPOCH
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterState

log = structlog.get_logger("conductd.rules_channel")

KEPT = "the rules channel in Slack"
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,29}", re.ASCII)
EVERY_KIND, PUBLIC = "public_channel,private_channel", "public_channel"
NOT_OURS = frozenset({"missing_scope", "invalid_types"})
PAGE, MOST_PAGES = 200, 100
AGAIN = timedelta(hours=1)
AGAIN_SOON = timedelta(minutes=2)  # while somebody may be inviting us


class Trouble(StrEnum):
    """Why we cannot post there; fixed phrases."""

    UNKNOWN = "the channel was not looked up yet"
    NOT_FOUND = "conductd sees no channel of that name"
    NOT_INVITED = "the app is not in that channel"
    ARCHIVED = "that channel is archived"


def place_of(unit: Unit) -> str:
    """Its id, where we may post there; else empty."""
    kept = unit.cursors.get(KEPT) or ""
    return kept if CHANNEL_ID.fullmatch(kept) else ""


def trouble_of(unit: Unit) -> str:
    kept = unit.cursors.get(KEPT) or ""
    if CHANNEL_ID.fullmatch(kept):
        return ""
    return kept if kept in set(Trouble) else Trouble.UNKNOWN


def is_posted(unit: Unit, kept: Kept) -> bool:
    """Whether the text of this appeal goes there by itself, or has."""
    given_up = {LetterState.FAILED, LetterState.DROPPED}
    return any(row.name == LetterName.CONTEXT and row.state not in given_up for row in unit.letters.of(kept.id))


def must_not_be_on_its_way(unit: Unit, kept: Kept) -> None:
    """Nobody says that it stands there while it is about to be posted besides. Raises NotAllowed."""
    going = {LetterState.PENDING, LetterState.DRAFT, LetterState.SENDING}
    for row in unit.letters.of(kept.id):
        if row.name == LetterName.CONTEXT and row.state in going:
            raise NotAllowed(f"it is posted by itself, and stands there soon; undo {row.short} stops that", "P11")


class RulesChannel:
    """`name` as the configuration has it: `#rules`, or an id."""

    def __init__(self, web: Web, store: Store, name: str, clock: Callable[[], datetime]) -> None:
        self._web = web
        self._store = store
        self._name = name.strip().removeprefix("#")
        self._clock = clock
        self._look_at = EPOCH
        self.trouble: str = Trouble.UNKNOWN if self._name else ""

    async def turn(self) -> None:
        if not self._name or rests(self._look_at, self._clock(), AGAIN):
            return
        try:
            found = await self._found(EVERY_KIND)
        except NoAnswer as problem:
            log.info("the rules channel was not looked up", reason=problem.word)
            return
        said = _said(found)
        self.trouble = "" if CHANNEL_ID.fullmatch(said) else said
        self._look_at = self._clock() + (AGAIN_SOON if self.trouble else AGAIN)
        await self._store.run(lambda unit: _keep(unit, said))

    async def _found(self, kinds: str) -> Mapping[str, Any] | None:
        """Private channels need a scope of their own, which few need. Raises NoAnswer."""
        cursor = ""
        for _ in range(MOST_PAGES):
            try:
                more = {"cursor": cursor} if cursor else {}
                page = await ask(self._web, "conversations.list", types=kinds, limit=PAGE, **more)
            except NoAnswer as problem:
                if problem.word in NOT_OURS and kinds != PUBLIC:
                    return await self._found(PUBLIC)
                raise
            channels = page.get("channels")
            for each in channels if isinstance(channels, list) else ():
                if isinstance(each, Mapping) and self._name in {each.get("id"), each.get("name")}:
                    return each
            further = page.get("response_metadata")
            cursor = str(further.get("next_cursor") or "") if isinstance(further, Mapping) else ""
            if not cursor:
                break
        return None


def _said(found: Mapping[str, Any] | None) -> str:
    place = str(found.get("id", "")) if found else ""
    if found is None or not CHANNEL_ID.fullmatch(place):
        return Trouble.NOT_FOUND
    if found.get("is_archived") is True:
        return Trouble.ARCHIVED
    return place if found.get("is_member") is True else Trouble.NOT_INVITED


def _keep(unit: Unit, said: str) -> None:
    if unit.cursors.get(KEPT) != said:
        unit.cursors.set_for_good(KEPT, said)
