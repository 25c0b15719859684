"""The direct messages that administrators get in person: each is offered to the one who got it, and to nobody else.

Until it is taken nothing of it is kept but two hashes and, sealed, where it stands; then the door hands that one over
again, and it becomes what a message is that was handed over (`shown.py`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from daemon.direct import direct, message_of
from daemon.house import SLACK
from daemon.personal import Personal
from daemon.post import About
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.reception import Reception, Verdict
from daemon.shown import handed_over_before
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import Arrival, InboxMessage, InboxState
from parsers.message import Message, Unreadable

GONE = "it was deleted, or can no longer be read"


class _Own(Personal):
    """Of one administrator, whose account is `member`."""

    channel = SLACK

    def __init__(self, store: Store, reception: Reception, owner: str, member: str) -> None:
        super().__init__(store, reception, owner)
        self._member = member

    def _is_ours(self, unit: Unit, _message: Message, origin: str, _now: datetime) -> bool:
        """Only what its owner took: a thread or a case of its sender has nothing to do with their private words."""
        return unit.inbox.known([origin]).get(origin) is InboxState.WANTED

    def _content(self, _raw: bytes, origin: str) -> bytes:
        return origin.encode()

    def _noted(self, unit: Unit, origin: str, content: bytes, state: InboxState, now: datetime) -> Arrival:
        offered = state is InboxState.OFFERED
        arrival = unit.inbox.remember(self.channel, origin, content, now, state, _place(origin) if offered else "")
        if offered:
            unit.inbox.belongs_to(arrival.id, unit.lookup(SLACK, self._member))
        return arrival


class PersonalDirect:
    """What the door of an administrator's own messages gets of the house."""

    def __init__(
        self, store: Store, reception: Reception, clock: Callable[[], datetime], changed: Callable[[], None]
    ) -> None:
        self._store = store
        self._reception = reception
        self._house = reception.house
        self._clock = clock
        self._changed = changed

    async def owns(self, member: str) -> bool:
        """Whether this account is an administrator's, by its id alone (design 8)."""
        return self._house.administrator_at(member) is not None

    async def receive(self, member: str, raw: bytes, origin: str) -> str:
        """Returns once it is on record, or, of what was taken, on disk. Raises where it could not be."""
        owner, now = self._house.administrator_at(member), self._clock()
        if owner is None or not self._is_theirs(raw, member):
            return Verdict.LEAVE
        if await self._store.look(lambda unit: handed_over_before(unit, raw)):
            return Verdict.LEAVE
        own = _Own(self._store, self._reception, owner.name, member)
        if await own.takes(raw, origin, "", now):
            await self._store.run(lambda unit: unit.inbox.add(SLACK, origin, raw, origin.encode(), now))
            self._changed()
            return Verdict.KEEP
        self._changed()  # they may have been written to
        return Verdict.LEAVE

    def _is_theirs(self, raw: bytes, member: str) -> bool:
        """Somebody else's words to them, in the envelope that their own door wrote."""
        try:
            found = direct(raw)
            return found.by == member and found.sender not in {"", member} and bool(message_of(found).text)
        except Unreadable:
            return False

    async def known(self, origins: Sequence[str]) -> frozenset[str]:
        """Those that need not be handed over (again)."""
        found = await self._store.look(lambda unit: unit.inbox.known(origins))
        return frozenset(origin for origin, state in found.items() if state is not InboxState.WANTED)

    async def wanted(self, member: str) -> Sequence[tuple[str, str]]:
        """The conversation and the ts of each that its owner took."""
        found = await self._store.look(lambda unit: unit.inbox.wanted_of(unit.lookup(SLACK, member)))
        return tuple((channel, ts) for channel, _, ts in (row.note.partition(" ") for row in found))

    async def gone(self, member: str, channel: str, ts: str) -> None:
        """One that was taken cannot be had any more; its owner hears of it."""
        owner = self._house.administrator_at(member)
        if owner:
            await self._store.run(lambda unit: self._gone(unit, member, owner.name, f"{channel} {ts}"))
            self._changed()

    def _gone(self, unit: Unit, member: str, owner: str, place: str) -> None:
        wanted = unit.inbox.wanted_of(unit.lookup(SLACK, member))
        for row in (each for each in wanted if each.note == place):
            unit.inbox.settle(row.id, InboxState.LEFT, None, GONE)
            unit.inbox.forget_where(row.id)
            self._say_so(unit, row, owner)

    def _say_so(self, unit: Unit, row: InboxMessage, owner: str) -> None:
        facts: dict[str, Fact] = {"code": row.short, "reason": GONE, "forms": ()}
        refused = Letter(name=LetterName.REFUSED, to=To.ONE_ADMINISTRATOR, who=owner, facts=facts)
        self._reception.post.write(unit, About(), (refused,), self._clock())

    async def cursor(self, name: str) -> str:
        return await self._store.look(lambda unit: unit.cursors.get(name)) or ""

    async def keep_cursor(self, name: str, value: str) -> None:
        await self._store.run(lambda unit: unit.cursors.set(name, value))


def _place(origin: str) -> str:
    """An origin is `slack TEAM CHANNEL TS`."""
    return " ".join(origin.split()[-2:])
