"""A person's own mailbox, or the direct messages that somebody got in person: what concerns no case is left as it was,
and nothing of it is kept but two hashes.

What reads as a report, an appeal or a question is offered to its owner by time and number alone (design, section 5);
until they take it nothing of it is stored. What answers our letters, or is addressed to the community, needs no asking.
"""

from datetime import datetime

from daemon.fingerprint import fingerprint
from daemon.house import SLACK
from daemon.matching import answers_us
from daemon.post import About
from daemon.process.letters import Letter, LetterName, To
from daemon.reception import Reception
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import Arrival, InboxState, Known
from parsers.message import Message
from parsers.reading import Reading
from parsers.terms import MessageKind

OFFERED = frozenset(
    {
        MessageKind.COMPLAINT,
        MessageKind.CONCERN,
        MessageKind.REPORT,
        MessageKind.QUESTION,
        MessageKind.APPEAL,
        MessageKind.FOLLOWUP,
    }
)

WHERE = {"imap": "mail", SLACK: "direct message"}


class Personal:
    """`owner` is the administrator whose own it is."""

    channel = "imap"

    def __init__(self, store: Store, reception: Reception, owner: str) -> None:
        self._store = store
        self._reception = reception
        self._owner = owner

    async def takes(self, raw: bytes, origin: str, note: str, now: datetime) -> bool:
        """Whether the message is to be stored and read; if not, its hashes are on record when this returns."""
        opened = await self._reception.readers.unpack(raw, note, self.channel)
        message = opened.message
        if message is None:
            await self._remember(raw, origin, InboxState.LEFT, now)
            return False
        reading = await self._reception.reading(message, None)
        if await self._store.run(lambda unit: self._is_ours(unit, message, origin, now)):
            return True
        state = InboxState.OFFERED if self._is_offered(reading) else InboxState.LEFT
        await self._remember(raw, origin, state, now)
        return False

    def _is_ours(self, unit: Unit, message: Message, origin: str, now: datetime) -> bool:
        wanted = unit.inbox.known([origin]).get(origin) is InboxState.WANTED
        house = self._reception.house
        addressed = house.address.lower() != self._address() and house.address.lower() in message.recipients
        return wanted or addressed or self._reception.look(unit, message, now) is not None or answers_us(unit, message)

    def _address(self) -> str:
        owner = self._reception.house.administrator(self._owner)
        return owner.address.lower() if owner else ""

    def _is_offered(self, reading: Reading) -> bool:
        return not reading.automatic and reading.first_kind in OFFERED

    async def _remember(self, raw: bytes, origin: str, state: InboxState, now: datetime) -> None:
        content = self._content(raw, origin)
        await self._store.run(lambda unit: self._record(unit, origin, content, state, now))

    def _content(self, raw: bytes, _origin: str) -> bytes:
        return fingerprint(raw)

    def _record(self, unit: Unit, origin: str, content: bytes, state: InboxState, now: datetime) -> None:
        arrival = self._noted(unit, origin, content, state, now)
        if arrival.is_new is not Known.NEW or state is not InboxState.OFFERED:
            return
        offer = Letter(
            name=LetterName.PERSONAL_OFFER,
            to=To.ONE_ADMINISTRATOR,
            who=self._owner,
            facts={"at": now, "short": arrival.short, "where": WHERE[self.channel]},
        )
        self._reception.post.write(unit, About(code=arrival.short), (offer,), now)

    def _noted(self, unit: Unit, origin: str, content: bytes, state: InboxState, now: datetime) -> Arrival:
        return unit.inbox.remember(self.channel, origin, content, now, state)
