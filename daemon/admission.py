"""A message becomes a case, a part of one, or something set aside for a person. Runs inside one transaction."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

import structlog

from daemon.corridor import Actor, Corridor, track_of
from daemon.counting import told_of
from daemon.declaring import conflicted
from daemon.direct import direct, message_of
from daemon.house import SLACK
from daemon.mail_words import written_on
from daemon.matching import answered_case, goes_on
from daemon.matching_slack import off_their_cases
from daemon.meaning import (
    Asked,
    as_chosen,
    consulted_events,
    consulted_party_events,
    first_event,
    later_events,
    party_events,
)
from daemon.owners import not_waiting, theirs
from daemon.post import About
from daemon.process.case import Standing
from daemon.process.count import count
from daemon.process.events import Count, Event, QuestionAsked, ReporterWrote, ReportReceived
from daemon.process.events_audience import SealedChosen
from daemon.process.events_parties import OffLearned, PartyWrote
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.process.records import Copy
from daemon.released import handed_over
from daemon.retaliation import may_be_retaliation
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState, Kept, NewMessage, Party
from daemon.whois import ways_of
from parsers.email import read_email
from parsers.message import Channel, Message, Unreadable
from parsers.reading import Context, Reading, read
from parsers.signatures import signed
from parsers.terms import MessageKind, Word

log = structlog.get_logger("conductd.admission")

MOST_SHOWN = 100
ILLEGIBLE = "it could not be read in time"
SAID = frozenset({MessageKind.COMPLAINT, MessageKind.CONCERN, MessageKind.REPORT, MessageKind.QUESTION})


@dataclass(frozen=True, slots=True)
class Opened:
    """A message out of its envelope, or why it stays in there."""

    message: Message | None = field(repr=False)
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several messages that are read as one."""

    row: InboxMessage
    message: Message


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message with what was read in it; `parts` are those that it was put together from, itself first."""

    row: InboxMessage
    message: Message
    reading: Reading
    copy: Copy = Copy.WHERE_FOUND
    parts: tuple[Part, ...] = ()


def whole(message: Message) -> Message:
    """With what was handed on among the words: for who is named in it, not for what its sender allows."""
    parts = [message.text, *(each.text for each in message.forwarded)]
    return replace(message, text="\n\n".join(parts)) if message.forwarded else message


def unpack(raw: bytes, note: str, channel: str = "") -> Opened:
    """Pure and bounded; runs beside the loop. `note` is what the door knows against it."""
    if note:
        return Opened(None, note)
    try:
        return Opened(message_of(direct(raw)) if channel == SLACK else read_email(raw))
    except Unreadable as problem:
        return Opened(None, problem.reason)


@dataclass(frozen=True, slots=True)
class Author:
    """Whose words they are, in which case, how sure we are of it, and which text they were asked about."""

    kept: Kept
    party: Party
    standing: Standing
    asked: Asked


class Admission:
    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor
        self.house = corridor.house

    def context(self, sent_lines: frozenset[str]) -> Context:
        return replace(self.house.known, sent_lines=sent_lines)

    def set_aside(self, unit: Unit, row: InboxMessage, reason: str, now: datetime) -> None:
        """A person looks: the administrators learn a number, the time and the reason; not one whose conduct it is about
        (P14), and where nobody is left the outside contact learns that something waits.
        """
        unit.inbox.settle(row.id, InboxState.ASIDE, None, reason)
        off = self.off_of(unit, replace(row, reason=reason))
        facts: dict[str, Fact] = {"short": row.short, "at": row.received_at, "reason": reason}
        notice = Letter(name=LetterName.SET_ASIDE, to=To.ADMINISTRATORS, facts=facts)
        self.corridor.post.write(unit, About(code=row.short, off=off), (notice,), now)
        if all(each.name in off for each in self.house.administrators):
            self.corridor.tell_outside(unit, now)

    def off_of(self, unit: Unit, row: InboxMessage) -> frozenset[str]:
        """Who may not know of a message that is no case yet: whom it reports, and who is off the case that it answers,
        for its sender need not name them again (P14).
        """
        if row.reason == ILLEGIBLE:
            return frozenset()
        try:
            message = unpack(row.raw, row.note, row.channel).message
            if message is None:
                return frozenset()
            reading = read(whole(message), self.context(frozenset()))
            claimed = self._claimed(unit, message, reading)
            off = self.off(reading) | (claimed.case.off if claimed else frozenset())
            return off | off_their_cases(unit, self.house, message)
        except Exception:  # what the readers fail on is set aside for that, and a person must hear of it
            log.exception("message not read", channel=row.channel)
            return frozenset()

    def receipt(self, unit: Unit, message: Message, now: datetime) -> None:
        """One fixed neutral text, the same whether or not there is a case (design 7.5)."""
        receipt = Letter(name=LetterName.NEUTRAL_RECEIPT, to=To.STRANGER, who=message.sender)
        slack = message.channel is Channel.SLACK
        thread = message.thread if slack else f"<{message.message_id}>" if message.message_id else ""
        self.corridor.post.write(unit, About(thread=thread), (receipt,), now)

    def add(self, unit: Unit, incoming: Incoming, author: Author, now: datetime) -> None:
        """More words from the author of a case."""
        self.keep(unit, incoming, author.kept, author.party)
        reading, standing, off = incoming.reading, author.standing, self.off(incoming.reading)
        if author.asked is Asked.NOTHING:
            events = later_events(reading, standing, off)
        else:
            events = consulted_events(reading, author.kept.case.code, standing, author.asked, off)
        events = tuple(self._heard(unit, author.kept, reading, each) for each in events)
        self.corridor.walk(unit, author.kept, events, now, Actor.SENDER)

    def _heard(self, unit: Unit, kept: Kept, reading: Reading, event: Event) -> Event:
        """With what the words say of the administrators, and with what a reporter lets go to the outside contact."""
        match event:
            case ReporterWrote():
                return replace(event, unsure=self.unsure(reading), mentioned=self.mentioned(reading))
            case PartyWrote():
                return replace(event, off=self.certain(reading) | self.unsure(reading))
            case SealedChosen():
                return replace(event, release=handed_over(unit, kept))
            case _:
                return event

    def add_of_party(self, unit: Unit, incoming: Incoming, author: Author, now: datetime) -> None:
        """Words of a party in their own thread; to what they were not asked they get the neutral receipt."""
        self.keep(unit, incoming, author.kept, author.party)
        reading, standing, code = incoming.reading, author.standing, author.party.code
        if author.asked is Asked.NOTHING:
            events = party_events(reading, code, standing)
        else:
            events = consulted_party_events(reading, code, standing, author.asked)
        events = tuple(self._heard(unit, author.kept, reading, each) for each in events)
        self.corridor.walk(unit, author.kept, events, now, Actor.SENDER)
        if author.asked is Asked.NOTHING:
            self.receipt(unit, incoming.message, now)

    def open_forwarded(self, unit: Unit, incoming: Incoming, now: datetime) -> Kept:
        """What an administrator handed on: a case without a reporter, to whom nothing is sent until one is named."""
        return self.open(unit, self._handed_on(incoming.row, replace(incoming.message, sender="")), now)

    def open(self, unit: Unit, incoming: Incoming, now: datetime) -> Kept:
        """A case of its own. Where there is no one to answer, it has no reporter."""
        message, reading = incoming.message, incoming.reading
        claimed = self._claimed(unit, message, reading)
        own, known = self.kept_out(reading), claimed.case.off if claimed else frozenset()
        known |= self._conflicted(unit, message.sender, reading)
        off = own | known
        counted = self._count(unit, now) if reading.asks_count else None
        event = first_event(reading, own, claimed.case.code if claimed else "", counted)
        if isinstance(event, ReportReceived) and may_be_retaliation(unit, self.house, message.sender, reading, off):
            event = replace(event, retaliation=True)
        if isinstance(event, ReportReceived):
            event = as_chosen(replace(event, unsure=self.unsure(reading) & own), message.choices, now)
        if isinstance(event, ReportReceived | QuestionAsked):
            event = replace(event, mentioned=self.mentioned(reading), copy=incoming.copy)
        kept = self.corridor.open(unit, track_of(event), now)
        if not message.sender:
            kept = replace(kept, case=replace(kept.case, has_reporter=False))
        party = self._reporter(unit, kept, message, now) if message.sender else None
        self.keep(unit, incoming, kept, party)
        # who is off the other case gets no letter of this one, and the sender, who proved nothing, does not read of it:
        # their own first answer names its readers by what they wrote themselves (design 7.5)
        events: tuple[Event, ...] = (event, OffLearned(known)) if known - own else (event,)
        kept = self.corridor.walk(unit, kept, events, now, Actor.SENDER).kept
        unit.inbox.settle(incoming.row.id, InboxState.DONE, kept.id, "")
        return kept

    def _conflicted(self, unit: Unit, sender: str, reading: Reading) -> frozenset[str]:
        """Who declared a conflict with somebody in it: never told, and its sender does not read of that."""
        named = (each for each in (sender, *reading.involved) if each)
        ways = [way for each in named for way in ways_of(unit, each, self.house.prefix)]
        return conflicted(unit, self.house, ways)

    def keep(self, unit: Unit, incoming: Incoming, kept: Kept, party: Party | None) -> None:
        """The message's words, in its case; each of several stays one."""
        reading = incoming.reading
        for part in incoming.parts:
            own = replace(reading, text=part.message.text, attachments=part.message.attachments)
            self.keep(unit, Incoming(part.row, part.message, own), kept, party)
        if incoming.parts:
            return
        unit.messages.add(
            NewMessage(
                case_id=kept.id,
                at=incoming.row.received_at,
                text=reading.text,
                inbox_id=incoming.row.id,
                party_id=party.id if party else None,
                subject=incoming.message.subject,
                reading=remembered(incoming.message, reading),
                attachments=tuple(asdict(each) for each in reading.attachments),
            )
        )

    def accept(self, unit: Unit, short: str, by: str, now: datetime) -> Kept | None:
        """An administrator takes a message: a question stays one, all else is a report. None where the mail is still
        in its owner's own mailbox, and is fetched from there. What an administrator handed on has no reporter: nothing
        is sent until one is named.
        """
        row = self.waiting(unit, short, by)
        if row.state is InboxState.OFFERED:
            unit.inbox.settle(row.id, InboxState.WANTED)
            return None
        message = unpack(row.raw, "", row.channel).message or Message(channel=Channel.EMAIL)
        if message.forwarded and self.house.administrator_at(message.sender):
            message = replace(message, sender="")
        return self.open(unit, self._handed_on(row, message), now)

    def _handed_on(self, row: InboxMessage, message: Message) -> Incoming:
        """What was handed on names people; what it allows nobody said to us."""
        all_of_it, own = (read(each, self.context(frozenset())) for each in (whole(message), message))
        kind = all_of_it.first_kind if all_of_it.first_kind in SAID else MessageKind.REPORT
        involved = tuple(dict.fromkeys((*own.involved, *all_of_it.involved)))
        reading = replace(
            own,
            kind=kind,
            involved=involved,
            named_administrators=all_of_it.named_administrators,
            unsure_administrators=all_of_it.unsure_administrators,
            kept_out_administrators=all_of_it.kept_out_administrators,
            mentioned_administrators=all_of_it.mentioned_administrators,
        )
        return Incoming(row, message, reading)

    def discard(self, unit: Unit, short: str, by: str) -> None:
        """Left alone; what was only offered stays where it is, unread by anybody."""
        row = self.waiting(unit, short, by)
        state = InboxState.LEFT if row.state is InboxState.OFFERED else InboxState.DONE
        unit.inbox.settle(row.id, state, None, "discarded")
        unit.inbox.forget_where(row.id)

    def waiting(self, unit: Unit, short: str, by: str) -> InboxMessage:
        """Raises NotAllowed where no such message waits, or none that this administrator may know of (P14)."""
        row = unit.inbox.by_short(short)
        hidden = row is not None and by in self.off_of(unit, row)
        if row is None or hidden or row.state not in {InboxState.ASIDE, InboxState.OFFERED}:
            raise not_waiting(unit, self.house, short, None if hidden else row, by)
        return theirs(unit, self.house, row, by)

    def all_waiting(self, unit: Unit, by: str) -> list[InboxMessage]:
        """What was set aside and this administrator may look at."""
        return [row for row in unit.inbox.set_aside(MOST_SHOWN) if by not in self.off_of(unit, row)]

    def _reporter(self, unit: Unit, kept: Kept, message: Message, now: datetime) -> Party:
        return unit.parties.add(kept.id, "reporter", message.channel, message.sender, message.sender_name, now)

    def off(self, reading: Reading) -> frozenset[str]:
        """P14: whose conduct is reported, or may be, and whom the words keep out, is off before anybody is told."""
        return self.certain(reading) | self.unsure(reading)

    def certain(self, reading: Reading) -> frozenset[str]:
        return self._names((*reading.named_administrators, *reading.kept_out_administrators))

    def unsure(self, reading: Reading) -> frozenset[str]:
        """Held until the sender says what they mean."""
        return self._names(reading.unsure_administrators) - self.certain(reading)

    def mentioned(self, reading: Reading) -> frozenset[str]:
        return self._names(reading.mentioned_administrators)

    def kept_out(self, reading: Reading) -> frozenset[str]:
        """By a first message: EXCLUDE in it keeps out everybody whom it mentions, asked or not."""
        off = self.off(reading)
        return off | self.mentioned(reading) if Word.EXCLUDE in reading.words else off

    def _names(self, places: Iterable[int]) -> frozenset[str]:
        return frozenset(self.house.administrators[place].name for place in places)

    def _claimed(self, unit: Unit, message: Message, reading: Reading) -> Kept | None:
        """The case that an unproven follow-up says it belongs to; only administrators ever learn of it. Who is off that
        case is off this one: a reporter who writes on from another address need not name them again (P14).
        """
        known = unit.cases.by_code(reading.code, self.house.terms) if reading.code else None
        claimed = known or answered_case(unit, self.house, message) or written_on(unit, self.house, message)
        return goes_on(unit, self.house, claimed)

    def _count(self, unit: Unit, now: datetime) -> Count:
        zone = self.house.zone
        closed = [(track, at.astimezone(zone).date()) for track, at in told_of(unit, self.house)]
        return count(closed, self.house.baseline, self.house.baseline_as_of, now.astimezone(zone).date())


def remembered(message: Message, reading: Reading) -> dict[str, object]:
    """What of a reading is kept beside its text."""
    return {
        "kind": str(reading.kind),
        "consent": str(reading.consent),
        "missing": [str(each) for each in reading.missing],
        "involved": list(reading.involved),
        "urgent": reading.urgent,
        "links": list(reading.links),
        "automatic": reading.automatic,
        "message_id": message.message_id,
        "thread": message.thread,
        "channel": str(message.channel),
        "signed": list(signed(message)),
        "forwarded": [asdict(each) for each in message.forwarded],
    }
