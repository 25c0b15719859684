"""From Slack's door to the case: on disk first, then gathered, read and decided, as mail is (`intake.py`)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from daemon.admission import Incoming, Part
from daemon.direct import Direct, Kind, direct, message_of, together
from daemon.house import SLACK
from daemon.reception import Reception, Verdict
from daemon.reception_slack import NOBODY_S, TAKEN_BACK, Chosen, DirectReception
from daemon.shown import Shown, is_shown
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import Arrival, InboxMessage, InboxState
from daemon.store.values import Known as Met
from parsers.message import Message, Unreadable
from parsers.reading import Reading

log = structlog.get_logger("conductd.intake")

BeforeCommand = Callable[[str], Awaitable[None]]
MOST_PARTS = 50
MOST_EDITS = 100


class DirectIntake:
    def __init__(self, store: Store, reception: Reception, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._reception = reception
        self._clock = clock
        self._hasty: list[str] | None = None  # at first what was waiting when the last process ended
        self.before_command: BeforeCommand | None = None
        self.direct = DirectReception(reception)
        self.shown = Shown(reception)

    async def receive(self, raw: bytes, origin: str, note: str) -> None:
        """Returns once it is on disk. What Slack delivers twice, live and from the history, differs in its bytes: its
        name alone makes it the same message.
        """
        now = self._clock()
        arrival = await self._store.run(lambda unit: self._add(unit, raw, origin, note, now))
        if arrival.is_new is Met.NEW and self._hasty is not None:
            self._hasty.append(arrival.id)

    def _add(self, unit: Unit, raw: bytes, origin: str, note: str, now: datetime) -> Arrival:
        arrival = unit.inbox.add("slack", origin, raw, origin.encode(), now, note)
        if arrival.is_new is Met.NEW:
            try:
                self.direct.arrived(unit, arrival.id, direct(raw), now)
            except Unreadable:
                log.warning("a direct message that cannot be read")  # it is set aside when its turn comes
        return arrival

    async def hasten(self) -> None:
        """A first message in which danger is read is not waited with."""
        if self._hasty is None:
            waiting = await self._store.look(lambda unit: unit.inbox.all_waiting())
            self._hasty = list(waiting)
        while self._hasty:
            await self._hasten(self._hasty[0])
            self._hasty.pop(0)

    async def _hasten(self, message: str) -> None:
        row = await self._store.look(lambda unit: unit.inbox.by_id(message))
        if row.state is InboxState.NEW and row.sender and await self._is_danger(row):
            await self._store.run(lambda unit: self.direct.hurry(unit, direct(row.raw), self._clock()))

    async def _is_danger(self, row: InboxMessage) -> bool:
        """Whatever fails here is met when its turn comes, three times at most (`intake.py`)."""
        try:
            return await self._is_urgent(message_of(direct(row.raw)))
        except Unreadable:
            return False
        except Exception:
            log.exception("message not read", channel=row.channel)
            return False

    async def _is_urgent(self, message: Message) -> bool:
        return (await self._reading(message)).urgent

    async def _reading(self, message: Message) -> Reading:
        return await self._reception.reading(message, None)

    async def through(self, row: InboxMessage) -> Verdict:
        now = self._clock()
        try:
            found = direct(row.raw)
            message = message_of(found)
        except Unreadable as problem:
            reason = problem.reason
            return await self._store.run(lambda unit: self._reception.set_aside(unit, row, reason, now))
        match found.kind:
            case Kind.EDIT if await self._store.run(lambda unit: self.direct.says_anew(unit, row, found, now)):
                return await self._message(row, found, message, now)
            case Kind.EDIT:
                return await self._store.run(lambda unit: self.direct.edited(unit, row, found, now))
            case Kind.DELETION:
                return await self._store.run(lambda unit: self.direct.deleted(unit, row, found, now))
            case Kind.FILE:
                return await self._store.run(lambda unit: self.direct.file(unit, row, found, now))
            case _ if is_shown(found):
                return await self._shown(row, found, now)
            case Kind.ACT:
                return await self._act(row, found, now)
            case _:
                return await self._message(row, found, message, now)

    async def _act(self, row: InboxMessage, found: Direct, now: datetime) -> Verdict:
        chosen = await self._store.look(lambda unit: self.direct.pressed(unit, found))
        if chosen:
            return await self._asked_before(row, chosen, now)
        said = await self._store.look(lambda unit: self.direct.said(unit, found))
        if said is None:
            return await self._store.run(lambda unit: self.direct.nothing(unit, row, NOBODY_S))
        return await self._read(row, said, (), now)

    async def _shown(self, row: InboxMessage, found: Direct, now: datetime) -> Verdict:
        """A case of its own: whatever else its author has open, this does not wait and joins nothing."""
        message = await self._store.look(lambda unit: self.shown.message(unit, found))
        if message is None:
            return await self._store.run(lambda unit: self.direct.nothing(unit, row, NOBODY_S))
        reading = await self._reception.reading(message, None)
        incoming = Incoming(row, message, reading)
        return await self._store.run(lambda unit: self.shown.take(unit, incoming, found, now))

    async def _message(self, row: InboxMessage, found: Direct, message: Message, now: datetime) -> Verdict:
        """With what else its sender said meanwhile."""
        if await self._store.look(lambda unit: self.direct.taken_back(unit, found)):
            return await self._store.run(lambda unit: self._reception.set_aside(unit, row, TAKEN_BACK, now))
        chosen = await self._store.look(lambda unit: self.direct.chosen(unit, found, message))
        if chosen:
            return await self._asked_before(row, chosen, now)
        parts = await self._parts(row)
        if parts:
            message = together([each.message for each in parts])
        if row.sender:
            message, parts = await self._with_edits(row, message, parts)
        codes = await self._store.look(lambda unit: self.direct.belongs(unit, found, message))
        if codes:
            reading = await self._reading(message)
            if not reading.urgent and not reading.asks_count:  # these have a case of their own, and nothing is asked
                incoming = replace(Incoming(row, message, reading), parts=parts)
                return await self._store.run(lambda unit: self.direct.several(unit, incoming, found, codes, now))
        return await self._read(row, message, parts, now)

    async def _asked_before(self, row: InboxMessage, chosen: tuple[Chosen, ...], now: datetime) -> Verdict:
        """Which case the messages are about that waited to be told: they are taken now, and the answer goes along."""
        waited = [await self._with_reading(each, now) for each in chosen]
        return await self._store.run(lambda unit: self.direct.take_waiting(unit, waited, row, now))

    async def _with_reading(self, chosen: Chosen, now: datetime) -> Incoming:
        match = await self._store.look(lambda unit: self._reception.look(unit, chosen.message, now))
        reading = await self._reception.reading(chosen.original, match)
        return replace(Incoming(chosen.parts[0].row, chosen.message, reading), parts=chosen.parts)

    async def _parts(self, row: InboxMessage) -> tuple[Part, ...]:
        if not row.sender:
            return ()
        waiting = await self._store.look(lambda unit: unit.inbox.waiting_of(row.sender))
        parts = []
        for each in waiting[:MOST_PARTS]:
            try:
                parts.append(Part(each, message_of(direct(each.raw))))
            except Unreadable:
                continue  # set aside by itself
        return tuple(parts) if len(parts) > 1 and parts[0].row.id == row.id else ()

    async def _with_edits(
        self, row: InboxMessage, message: Message, parts: tuple[Part, ...]
    ) -> tuple[Message, tuple[Part, ...]]:
        """What was changed before it was read is read with both its texts: either may name somebody who must be off
        before anybody is told (P14). What is kept is what was written; the change follows as one.
        """
        names = {each.message.message_id for each in parts} | {message.message_id}
        rows = await self._store.look(lambda unit: unit.inbox.unread(MOST_EDITS))
        changed = tuple(text for each in rows if (text := _changed(each, names)))
        if not changed:
            return message, parts
        return replace(message, text="\n\n".join((message.text, *changed))), parts or (Part(row, message),)

    async def _read(self, row: InboxMessage, message: Message, parts: tuple[Part, ...], now: datetime) -> Verdict:
        match = await self._store.look(lambda unit: self._reception.look(unit, message, now))
        reading = await self._reception.reading(message, match)
        if self.before_command and match and self._reception.may_command(message, match):
            await self.before_command(reading.text)
        incoming = replace(Incoming(row, message, reading), parts=parts)
        return await self._store.run(lambda unit: self.direct.take(unit, incoming, now))


def _changed(row: InboxMessage, names: set[str]) -> str:
    """The new text of a waiting edit of one of these messages; empty where it is none."""
    try:
        found = direct(row.raw) if row.channel == SLACK else None
    except Unreadable:
        return ""
    return message_of(found).text if found and found.kind is Kind.EDIT and found.name in names else ""
