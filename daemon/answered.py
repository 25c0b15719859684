"""An administrator's own mail to a reporter, seen in the folder of what was sent: it is kept, and the clock stops (P4).

Nothing that came in takes this way: only the mailbox's own folder of what was sent leads here, and what stands there
was put there by somebody with its password. What concerns no case is not stored. Nobody is answered, and no word of
such a mail is ever read as the reporter's.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime

import structlog

from daemon.admission import Incoming
from daemon.corridor import Corridor
from daemon.fingerprint import fingerprint
from daemon.process.case import Case, Role, Stage
from daemon.process.events import AnsweredElsewhere, Knowledge, NotAllowed
from daemon.process.letters import To
from daemon.readers import Readers
from daemon.store.errors import Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import InboxState, Kept, KeptMessage, NewMessage
from daemon.tokens import Tokens, find_tokens
from parsers.automatic import automatic
from parsers.headers import mailboxes
from parsers.message import Message

log = structlog.get_logger("conductd.answered")

SENT_FOLDER = "sent folder"  # the channel; no door may say it
HOW = "in a mail of their own, seen in the sent folder"
SOMEBODY = "an administrator"  # who wrote from the community's own address, where there are several
SEEN = "an administrator's own mail"
MOST_MERGES = 5


@dataclass(frozen=True, slots=True)
class Own:
    """A mail's case, and the administrator who wrote it."""

    kept: Kept
    by: str = field(repr=False)


class Answered:
    """Runs inside one transaction of the store."""

    def __init__(self, corridor: Corridor, tokens: Tokens) -> None:
        self._corridor = corridor
        self._house = corridor.house
        self._tokens = tokens

    def finds(self, unit: Unit, message: Message, now: datetime) -> Own | None:
        """None for a letter of ours, a program's mail, one that answers no reporter, and where whoever wrote it is off
        the case or cannot be told from somebody who is (P14).
        """
        if _is_a_program_s(message) or unit.letters.by_message_id(f"<{message.message_id}>"):
            return None
        author = self._author(message)
        kept = self._case(unit, message, now) if author is not None else None
        by = self._by(kept.case, author or "") if kept else ""
        return Own(kept, by) if kept and by else None

    def take(self, unit: Unit, incoming: Incoming, now: datetime) -> None:
        """The words are kept in any case; where the process has no such step now, that is all."""
        row, own = incoming.row, self.finds(unit, incoming.message, now)
        if own is None:  # somebody was taken off the case since it was stored
            unit.inbox.settle(row.id, InboxState.DONE, None, "about no case")
            return
        answers = self._is_the_last_word(unit, own.kept, incoming.message, now)
        _keep(unit, incoming, own)
        unit.inbox.settle(row.id, InboxState.DONE, own.kept.id, SEEN)
        if not (answers and self._stopped(unit, own, now)):
            unit.history.record(own.kept.id, now, "OwnMailKept", own.by, {"how": HOW})

    def _stopped(self, unit: Unit, own: Own, now: datetime) -> bool:
        try:
            self._corridor.walk(unit, own.kept, (AnsweredElsewhere(own.by, HOW, Knowledge.SEEN),), now, own.by)
        except NotAllowed:
            return False
        return True

    def _author(self, message: Message) -> str | None:
        """The administrator's name; empty for the community's own address, None for anybody else's."""
        house = self._house
        administrator = house.administrator_at(message.sender)
        if administrator:
            return administrator.name
        if not message.sender or message.sender not in house.context.own_addresses:
            return None
        return house.owner if house.personal else ""

    def _by(self, case: Case, author: str) -> str:
        """Empty where it must not count (P14)."""
        if author:
            return "" if case.hides_from(author) else author
        if case.off:  # it may be theirs
            return ""
        names = [each.name for each in self._house.administrators]
        return names[0] if len(names) == 1 else case.assigned or SOMEBODY

    def _case(self, unit: Unit, message: Message, now: datetime) -> Kept | None:
        """By what it answers, the nearest first; else by the token that its recipients carry."""
        addressed = [each for address in _addressed(message) for each in _reported(unit, address)]
        found = next((each for cited in _cited(message) for each in addressed if each.wrote_or_got(unit, cited)), None)
        found = found or next((each for each in addressed if self._carried(unit, each, message, now)), None)
        return self._present(unit, found.case_id) if found else None

    def _carried(self, unit: Unit, reporter: "_Reporter", message: Message, now: datetime) -> bool:
        for token in find_tokens(_addressed(message)):
            code = self._tokens.holds(token, reporter.address, now)
            kept = unit.cases.by_code(code, self._house.terms) if code else None
            if kept and kept.id == reporter.case_id:
                return True
        return False

    def _present(self, unit: Unit, case_id: str) -> Kept | None:
        """Where it goes on, if it was merged into another one."""
        kept = unit.cases.by_id(case_id, self._house.terms)
        for _ in range(MOST_MERGES):
            if kept is None or kept.case.stage is not Stage.MERGED:
                break
            kept = unit.cases.by_code(kept.case.merged_into, self._house.terms)
        return kept

    def _is_the_last_word(self, unit: Unit, kept: Kept, message: Message, now: datetime) -> bool:
        """The folder is seen late. What the reporter wrote since is not answered by it, and a date that an
        administrator gave since is not taken back by it.
        """
        sent, promise = self._sent_at(unit, kept, message, now), kept.case.promise
        if promise and promise.by and promise.made_at > sent:
            return False
        return not any(each.party_id and each.at > sent for each in unit.messages.of(kept.id))

    @staticmethod
    def _sent_at(unit: Unit, kept: Kept, message: Message, now: datetime) -> datetime:
        """As its own clock says, but not before what it answers: that clock may be slow."""
        cited = _cited(message)
        letters = (unit.letters.by_message_id(f"<{each}>") for each in cited)
        messages = (each.at for each in unit.messages.of(kept.id) if _id_of(each) in cited)
        answered = (*(letter.created_at for letter in letters if letter), *messages)
        return min(max((message.date or now, *answered)), now)


class Filed:
    """What the door of that folder is handed: `receive`, and how far it has read."""

    def __init__(
        self,
        store: Store,
        answered: Answered,
        readers: Readers,
        clock: Callable[[], datetime],
        news: Callable[[], None],
    ) -> None:
        self._store = store
        self._answered = answered
        self._readers = readers
        self._clock = clock
        self._news = news

    async def receive(self, channel: str, raw: bytes, origin: str, note: str) -> str:  # noqa: ARG002  a door says it
        """Returns once it is on disk, where it concerns a case. Raises only where the store does not answer: one mail
        that we fail on must not hold up the others.
        """
        try:
            opened = await self._readers.unpack(raw, note)
            if opened.message is None or not await self._concerns_a_case(opened.message):
                return "leave"
        except Unavailable:
            raise
        except Exception:
            log.exception("message not read", channel=SENT_FOLDER)
            return "leave"
        now = self._clock()
        # a copy of the same mail that came in is another thing: it says nothing of who wrote it
        content = b"sent\n" + fingerprint(raw)
        await self._store.run(lambda unit: unit.inbox.add(SENT_FOLDER, origin, raw, content, now, note))
        self._news()
        return "keep"

    async def read_to(self, folder: str) -> str:
        return await self._store.look(lambda unit: unit.cursors.get(_cursor(folder)) or "")

    async def reached(self, folder: str, mark: str) -> None:
        await self._store.run(lambda unit: unit.cursors.set(_cursor(folder), mark))

    async def _concerns_a_case(self, message: Message) -> bool:
        now = self._clock()
        return await self._store.look(lambda unit: self._answered.finds(unit, message, now) is not None)


def _cursor(folder: str) -> str:
    return f"sent folder {folder}"


def _is_a_program_s(message: Message) -> bool:
    """An out-of-office note is filed as sent too. Our letters all have Auto-Submitted, "no" where a person wrote the
    words, and no person's mail program writes that (RFC 3834 5): by it one is known even where the mail provider gave
    it another Message-ID.
    """
    return bool(message.header("auto-submitted") or automatic(message))


def _addressed(message: Message) -> tuple[str, ...]:
    """Whom it was written to, the blind copies too, which only the sender's own copy names; not who wrote it."""
    blind = (each.address for each in mailboxes(message.header("bcc")))
    found = (each for each in (*message.recipients, *blind) if each and each != message.sender)
    return tuple(dict.fromkeys(found))


def _cited(message: Message) -> tuple[str, ...]:
    """What it answers; RFC 5322 3.6.4 puts the nearest last."""
    return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Somebody whom the mail was written to, as the reporter of one case."""

    case_id: str
    party_id: str
    address: str = field(repr=False)
    lookups: frozenset[str] = field(repr=False)

    def wrote_or_got(self, unit: Unit, cited: str) -> bool:
        """Whether that is the Message-ID of a message of theirs in the case, or of a letter of ours to them."""
        letter = unit.letters.by_message_id(f"<{cited}>")
        if letter:
            to_them = letter.to_kind == To.REPORTER and letter.lookup in self.lookups
            return to_them and letter.case_id == self.case_id
        theirs = (each for each in unit.messages.of(self.case_id) if each.party_id == self.party_id)
        return any(_id_of(each) == cited for each in theirs)


def _reported(unit: Unit, address: str) -> Iterator[_Reporter]:
    """The cases that the reader of this address reported."""
    for each in unit.parties.cases_of("email", address):
        party = unit.parties.by_id(each.party_id) if each.role == Role.REPORTER else None
        if party:
            yield _Reporter(each.case_id, party.id, address, frozenset(way.lookup for way in party.ways))


def _id_of(message: KeptMessage) -> str:
    return str(message.reading.get("message_id", ""))


def _keep(unit: Unit, incoming: Incoming, own: Own) -> None:
    """As its author's: without a party, and without what could be read in it as a consent or a name."""
    reading = incoming.reading
    unit.messages.add(
        NewMessage(
            case_id=own.kept.id,
            at=incoming.row.received_at,
            text=reading.text,
            inbox_id=incoming.row.id,
            subject=incoming.message.subject,
            reading={"message_id": incoming.message.message_id, "by": own.by},
            attachments=tuple(asdict(each) for each in reading.attachments),
        )
    )
