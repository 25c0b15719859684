"""From a door to the case: on disk first, then read, then decided. `receive` is all that a door knows of the house."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import structlog

from daemon.admission import ILLEGIBLE, Incoming
from daemon.answered import Filed
from daemon.copies import Copies
from daemon.fingerprint import fingerprint
from daemon.house import SLACK
from daemon.intake_direct import BeforeCommand, DirectIntake
from daemon.personal import Personal
from daemon.personal_direct import PersonalDirect
from daemon.process.events import NotAllowed
from daemon.reception import Reception, Verdict
from daemon.store.errors import Conflict, Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState
from daemon.turns import Turns
from parsers.email import claimed_sender

log = structlog.get_logger("conductd.intake")

AT_ONCE = 1  # one raw message in memory at a time: it may be 25 MiB
TRIES = 3
FAULT = "a fault of conductd's own"
VERDICT_WITHIN = 20.0  # seconds that a mailbox waits to learn where its copy goes


class Intake:
    """`changed` is called after every message that was read, for it may have caused letters and deadlines."""

    def __init__(
        self,
        store: Store,
        reception: Reception,
        personal: Personal | None,
        clock: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._reception = reception
        self._personal = personal
        self._clock = clock
        self._changed = changed
        self._all_have_turns = False  # while not, the oldest is next: nobody's later word is read before an earlier one
        self._waiting: dict[str, asyncio.Future[Verdict]] = {}
        self._excused: dict[str, int] = {}  # tries that were counted on disk and stopped by it
        self._turns = Turns()
        self._by_turns = False
        self.news = asyncio.Event()
        self.direct = DirectIntake(store, reception, clock)
        self.copies = Copies(reception.admission)
        self._before_command: BeforeCommand | None = None
        self.turned: Callable[[], object] = lambda: None
        self.personal_direct = PersonalDirect(store, reception, clock, self.stirred)
        self.filed = Filed(store, reception.answered, reception.readers, clock, self.news.set)

    async def receive(self, channel: str, raw: bytes, origin: str, note: str) -> str:
        """Returns once the bytes are on disk; raises where they could not be stored. A mailbox also waits, for a
        while, to learn where its copy goes.
        """
        if channel == SLACK:
            await self.direct.receive(raw, origin, note)
            self.news.set()
            self._changed()  # what waits for more has a time of its own
            return Verdict.KEEP
        now = self._clock()
        if self._personal and channel == "imap" and not await self._personal.takes(raw, origin, note, now):
            self._changed()  # its owner may have been written to
            return Verdict.LEAVE
        arrival = await self._store.run(
            lambda unit: unit.inbox.add(channel, origin, raw, fingerprint(raw), now, note)  # made where it is let go
        )
        if arrival.state is InboxState.NEW:
            self._turns.arrived(claimed_sender(raw), arrival.id)
        self.news.set()
        if channel != "imap":
            return Verdict.KEEP
        if arrival.state is not InboxState.NEW:
            return await self._store.look(lambda unit: self.copies.verdict(unit, arrival.id))
        return await self._verdict(arrival.id)

    def stirred(self) -> None:
        self.news.set()
        self._changed()

    def look_up_before_commands(self, look_up: BeforeCommand) -> None:
        """Whom an administrator names is looked up before the transaction in which they must be known."""
        self._before_command = self.direct.before_command = look_up

    async def known(self, origins: Sequence[str]) -> Mapping[str, str]:
        """Origin -> verdict, for those on record. One that a person asked for is new to the door again."""
        return await self._store.look(lambda unit: self.copies.known(unit, origins))

    async def work(self) -> int:
        """Reads what waits; how many messages there were."""
        await self.direct.hasten()
        now = self._clock()
        rows = await self._store.look(lambda unit: self._next(unit, now))
        for row in rows:
            verdict = await self._read(row)
            self._excused.pop(row.id, None)
            self._answer(row.id, await self._copy_goes(row, verdict))
            self._changed()
        return len(rows)

    def _next(self, unit: Unit, now: datetime) -> list[InboxMessage]:
        """By turns the oldest of all, and one of the sender whose turn it is: a flood delays others by one message."""
        self._by_turns = self._all_have_turns and not self._by_turns
        while self._by_turns and (message := self._turns.next()):
            if row := unit.inbox.still_unread(message):
                return [row]
        rows = unit.inbox.unread(AT_ONCE, now)
        if not rows:
            self._turns.forget()
            self._all_have_turns = True
        return rows

    async def _copy_goes(self, row: InboxMessage, verdict: Verdict) -> Verdict:
        """Of a mail that waits in a mailbox: whether its copy may stay there (P14)."""
        if row.id not in self._waiting:
            return verdict
        return await self._store.look(lambda unit: self.copies.verdict(unit, row.id))

    async def _read(self, row: InboxMessage) -> Verdict:
        """A message that we fail on is set aside after three tries, counted on disk, for one may end the daemon: it is
        never lost, and never stops the others.
        """
        while await self._tried(row) <= TRIES:
            self.turned()  # a message on which the reading hangs takes its time three times, and no more
            try:
                return await self._through(row)
            except Conflict:
                continue  # somebody else changed the case meanwhile: read it again
            except Unavailable:
                self._excused[row.id] = self._excused.get(row.id, 0) + 1
                self._all_have_turns = False
                raise
            except Exception:
                log.exception("message not read", channel=row.channel)
        return await self._given_up(row)

    async def _given_up(self, row: InboxMessage) -> Verdict:
        """Whom it concerns is read once more, within a transaction: not where that would hang, at every start."""
        admission = self._reception.admission
        legible = await self._reception.readers.legible(row.raw, row.note, row.channel, admission.context(frozenset()))
        reason = FAULT if legible else ILLEGIBLE
        return await self._store.run(lambda unit: self._reception.set_aside(unit, row, reason, self._clock()))

    async def _tried(self, row: InboxMessage) -> int:
        """How often we failed on it; what a full disk stopped was no failure of ours."""
        return await self._store.run(lambda unit: unit.inbox.tried(row.id)) - self._excused.get(row.id, 0)

    async def _through(self, row: InboxMessage) -> Verdict:
        if row.channel == SLACK:
            return await self._allowed(row, self.direct.through(row))
        now = self._clock()
        # only the readers are bounded: a transaction goes on when nobody waits for it any more, and would be done twice
        opened = await self._reception.readers.unpack(row.raw, row.note)
        message = opened.message
        if message is None:
            return await self._store.run(lambda unit: self._reception.set_aside(unit, row, opened.unreadable, now))
        found = await self._store.look(lambda unit: self._reception.look(unit, message, now))
        reading = await self._reception.reading(message, found)
        if self._before_command and found and self._reception.may_command(message, found):
            await self._before_command(reading.text)
        incoming = Incoming(row, message, reading, self.copies.of(row.channel))
        return await self._allowed(row, self._store.run(lambda unit: self._reception.take(unit, incoming, now)))

    async def _allowed(self, row: InboxMessage, taking: Awaitable[Verdict]) -> Verdict:
        now = self._clock()
        try:
            return await taking
        except NotAllowed:
            log.exception("message not allowed", channel=row.channel)
            return await self._store.run(
                lambda unit: self._reception.set_aside(unit, row, "it does not fit its case", now)
            )

    async def _verdict(self, message: str) -> Verdict:
        """What the reading made of it. Where that takes long the copy is filed with the cases: it is on disk."""
        future = self._waiting.setdefault(message, asyncio.get_running_loop().create_future())
        try:
            async with asyncio.timeout(VERDICT_WITHIN):
                return await asyncio.shield(future)
        except TimeoutError:
            return Verdict.KEEP
        finally:
            self._waiting.pop(message, None)

    def _answer(self, message: str, verdict: Verdict) -> None:
        future = self._waiting.get(message)
        if future and not future.done():
            future.set_result(verdict)
