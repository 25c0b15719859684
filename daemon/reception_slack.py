"""What a direct message, an edit, a deletion, a file or a pressed button becomes. One transaction each.

What says something goes the way of every message (`reception.py`); here is what only Slack has. Whoever pressed is who
Slack says it was; what stands in a button proves nothing, and to somebody who may not press it nothing happens.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daemon.admission import Admission, Incoming, Part
from daemon.corridor import Actor
from daemon.direct import Direct, Kind, direct, message_of, together
from daemon.house import SLACK
from daemon.matching import goes_on
from daemon.matching_slack import meant, starts_anew
from daemon.meaning import danger, may_have_allowed
from daemon.narrowing_slack import EVERYWHERE, Left, narrow_all
from daemon.post import About
from daemon.process.case import Consent, Role, Standing
from daemon.process.events import ConsentGiven, Event, ReporterWrote
from daemon.process.events_parties import PartyConsented, PartyWrote
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.reception import Reception, Verdict
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState, Kept, Party
from parsers.message import Channel, Message
from parsers.reading import Reading, read

SEVERAL = "its sender has several open cases"
NOBODY_S = "a button that is not theirs to press"
SOON = timedelta(seconds=2)
LATER = timedelta(minutes=1)
LONGEST_LOST = timedelta(hours=1)  # until an edit whose message never came is read as one
LONGEST_WAIT = timedelta(minutes=10)
SPEAKS = frozenset({Kind.MESSAGE, Kind.ACT})
SAYS = frozenset({Kind.MESSAGE, Kind.EDIT})
TAKEN_BACK = "its sender took it back"


@dataclass(frozen=True, slots=True)
class Found:
    """The case and the party that a message of theirs belongs to."""

    kept: Kept
    party: Party


@dataclass(frozen=True, slots=True)
class Chosen:
    """What waited to be told its case; `message` has the answer among its words."""

    parts: tuple[Part, ...]
    original: Message
    message: Message


class DirectReception:
    """`reception` is where everything that says something goes on."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._admission: Admission = reception.admission
        self._house = reception.house

    # --- before it is read

    def arrived(self, unit: Unit, row: str, found: Direct, now: datetime) -> None:
        """A first message waits for more: people say what happened in five messages (design, section 4)."""
        sender = unit.lookup(SLACK, found.sender)
        if found.kind is not Kind.MESSAGE:
            return
        waits = self._waits(unit, found, sender, now)
        unit.inbox.waits(row, sender, self._until(unit, sender, now) if waits else None, now)

    def _until(self, unit: Unit, sender: str, now: datetime) -> datetime:
        """Whoever goes on writing is answered all the same."""
        settle, waiting = self._house.settle, unit.inbox.waiting_of(sender)
        return min(now + settle, waiting[0].received_at + max(LONGEST_WAIT, settle)) if waiting else now + settle

    def _waits(self, unit: Unit, found: Direct, sender: str, now: datetime) -> bool:
        if self._house.administrator_at(found.sender):
            return False
        message = replace(message_of(found), text="")
        belongs = self._reception.look(unit, message, now) is not None
        if message.thread and belongs:
            return False
        return bool(unit.inbox.waiting_of(sender)) or not (belongs or meant(unit, self._house, message))

    def hurry(self, unit: Unit, found: Direct, now: datetime) -> None:
        """Danger was read in it: nothing waits for more."""
        unit.inbox.waits_until(unit.lookup(SLACK, found.sender), now)

    # --- when it is read

    def belongs(self, unit: Unit, found: Direct, message: Message) -> tuple[str, ...]:
        """The codes of the cases that it may belong to, where they are several and nothing says which."""
        if found.kind not in SAYS or message.thread or self._house.administrator_at(found.sender):
            return ()
        codes = () if starts_anew(message) else meant(unit, self._house, message)
        return codes if len(codes) > 1 else ()

    def several(self, unit: Unit, incoming: Incoming, found: Direct, codes: tuple[str, ...], now: datetime) -> Verdict:
        """What narrows counts in all of them at once; for what else it says its sender is asked which they mean."""
        left = narrow_all(unit, self._admission, found.sender, codes, incoming.reading, now)
        if left is Left.MORE:
            return self.which(unit, incoming.row, found, codes, now)
        for part in incoming.parts[1:]:
            unit.inbox.goes_along(part.row.id, incoming.row.id)
        return self._done(unit, incoming.row, EVERYWHERE)

    def which(self, unit: Unit, row: InboxMessage, found: Direct, codes: tuple[str, ...], now: datetime) -> Verdict:
        """Its sender is asked which case they mean, once for all that waits; until they say so a person may look."""
        if not unit.inbox.asides_of(unit.lookup(SLACK, found.sender), SEVERAL):
            facts: dict[str, Fact] = {"codes": codes, "short": row.short}
            asked = Letter(name=LetterName.WHICH, to=To.STRANGER, who=found.sender, facts=facts)
            self._admission.corridor.post.write(unit, About(), (asked,), now)
        return self._reception.set_aside(unit, row, SEVERAL, now)

    def chosen(self, unit: Unit, found: Direct, message: Message) -> tuple[Chosen, ...]:
        """Where they answer with a code, or NEW, and nothing else: the messages that wait to be told that."""
        said = message.text.strip().strip(".!").upper()
        codes = () if self._house.administrator_at(found.sender) else meant(unit, self._house, message)
        if said not in {*codes, "NEW"}:
            return ()
        rows = unit.inbox.asides_of(unit.lookup(SLACK, found.sender), SEVERAL)
        parts = tuple(Part(row, message_of(direct(row.raw))) for row in rows)
        if said == "NEW" and parts:
            original = together([each.message for each in parts])
            return (Chosen(parts, original, replace(original, text=f"NEW {original.text}")),)
        return tuple(
            Chosen((each,), each.message, replace(each.message, text=f"{each.message.text}\n\n{said}"))
            for each in parts
        )

    def pressed(self, unit: Unit, found: Direct) -> tuple[Chosen, ...]:
        """The same answer by a button: of their own cases alone, whatever stands in it."""
        if found.about.get("act") != "add to":
            return ()
        said = Message(channel=Channel.SLACK, sender=found.sender, text=str(found.about.get("code", "")))
        return self.chosen(unit, found, said)

    def take_waiting(self, unit: Unit, waited: list[Incoming], answer: InboxMessage, now: datetime) -> Verdict:
        """`waited` have the answer among their words, for whose they are; what is kept is what was written."""
        if unit.inbox.state(answer.id) is not InboxState.NEW:
            return Verdict.KEEP
        for each in waited:
            for part in each.parts:
                unit.inbox.settle(part.row.id, InboxState.NEW)
            self.take(unit, each, now)
        unit.inbox.goes_along(answer.id, waited[-1].row.id)
        return Verdict.KEEP

    def edited(self, unit: Unit, row: InboxMessage, found: Direct, now: datetime) -> Verdict:
        """A revision beside what was said first. It narrows and it may name somebody; it widens nothing, and it is
        never a command.
        """
        administrator = self._house.administrator_at(found.sender)
        if administrator:
            reason = "a message that was changed later is no command; say it in a new message"
            facts: dict[str, Fact] = {"code": "", "reason": reason, "forms": ()}
            refused = Letter(name=LetterName.REFUSED, to=To.ONE_ADMINISTRATOR, who=administrator.name, facts=facts)
            self._admission.corridor.post.write(unit, About(thread=found.thread), (refused,), now)
            return self._done(unit, row, "an edit by an administrator")
        theirs = self._theirs(unit, found)
        if theirs is None:
            return self._later_or_done(unit, row, found, "an edit of what is in no case", now)
        message = message_of(found)
        reading = self._read(message)
        self._admission.keep(unit, Incoming(row, message, reading), theirs.kept, theirs.party)
        self._walk(unit, theirs, reading, now)
        unit.history.record(theirs.kept.id, now, "MessageEdited", Actor.SENDER, {"message": found.name})
        unit.inbox.settle(row.id, InboxState.DONE, theirs.kept.id, "")
        return Verdict.KEEP

    def says_anew(self, unit: Unit, row: InboxMessage, found: Direct, now: datetime) -> bool:
        """An edit of what is set aside: nobody acts on the old words any more, so the new ones are read as a message of
        their own. An administrator's edit is none: it could be a command.
        """
        if unit.inbox.by_id(row.id).sender:  # begun before, and not ended
            return True
        message, state = unit.inbox.met([found.origin]).get(found.origin, ("", ""))
        late = not state and now >= row.received_at + LONGEST_LOST
        if (state != InboxState.ASIDE and not late) or self._house.administrator_at(found.sender):
            return False
        unit.inbox.waits(row.id, unit.lookup(SLACK, found.sender), None, now)
        if message:
            unit.inbox.goes_along(message, row.id)
        return True

    def taken_back(self, unit: Unit, found: Direct) -> bool:
        """Its deletion came before it did."""
        gone = f"{found.origin} deleted"
        return found.kind is Kind.MESSAGE and unit.inbox.known([gone]).get(gone) is InboxState.DONE

    def deleted(self, unit: Unit, row: InboxMessage, found: Direct, now: datetime) -> Verdict:
        """Taken back by whoever wrote it. What we have is kept as the rules for it say; what it allowed counts no more
        (design 7.4).
        """
        theirs = self._theirs(unit, found)
        if theirs is None:
            message, state = unit.inbox.met([found.origin]).get(found.origin, ("", ""))
            if state == InboxState.ASIDE:  # a person may look; no answer makes it count any more
                unit.inbox.settle(message, InboxState.ASIDE, None, TAKEN_BACK)
            return self._later_or_done(unit, row, found, "a deletion of what is in no case", now)
        unit.history.record(theirs.kept.id, now, "MessageTakenBack", Actor.SENDER, {"message": found.name})
        if self._may_have_allowed(unit, found):
            self._narrow(unit, theirs, now)
        unit.inbox.settle(row.id, InboxState.DONE, theirs.kept.id, "")
        return Verdict.KEEP

    def file(self, unit: Unit, row: InboxMessage, found: Direct, now: datetime) -> Verdict:
        """The bytes of a file go where its message goes, and are gone with it."""
        known = unit.inbox.met([found.origin]).get(found.origin)
        if known is None:
            return self._reception.set_aside(unit, row, "a file without its message", now)
        message, state = known
        if state == InboxState.NEW:
            unit.inbox.not_before(row.id, now + SOON)
            return Verdict.KEEP
        unit.inbox.goes_along(row.id, message)
        kept = self._case_of(unit, message)
        if kept:
            told = {"name": str(found.about["name"]), "problem": str(found.about["problem"])}
            unit.history.record(kept.id, now, "FileKept", Actor.SENDER, told)
        return Verdict.KEEP

    def said(self, unit: Unit, found: Direct) -> Message | None:
        """What a pressed button says, as the message that it stands for; None where it is not theirs to press."""
        act, administrator = found.about, self._house.administrator_at(found.sender)
        match act.get("act"):
            case "command" if administrator:
                return self._spoken(unit, found, str(act["text"]), str(act.get("letter", "")))
            case "word":
                return self._spoken(unit, found, str(act["word"]), str(act.get("letter", "")), must_answer=True)
            case _:
                return None

    def _spoken(self, unit: Unit, found: Direct, text: str, short: str, *, must_answer: bool = False) -> Message | None:
        """In answer to a letter that went to them: a stolen button carries somebody else's. One that names none stands
        under it.
        """
        letter = unit.letters.by_short(short) if short else unit.letters.by_message_id(found.name)
        mine = letter is not None and letter.lookup == unit.lookup(SLACK, found.sender)
        if must_answer and not mine:
            return None
        thread = unit.letters.open(letter.id).message_id if letter and mine else ""
        return Message(
            channel=Channel.SLACK,
            sender=found.sender,
            text=text,
            message_id=f"{found.name}/{found.about.get('id', '')}",
            thread=thread,
            in_reply_to=(thread,) if thread else (),
        )

    def take(self, unit: Unit, incoming: Incoming, now: datetime) -> Verdict:
        """As every message; what came with it goes along."""
        verdict = self._reception.take(unit, incoming, now)
        for part in incoming.parts[1:]:
            if unit.inbox.state(part.row.id) is InboxState.NEW:
                unit.inbox.goes_along(part.row.id, incoming.row.id)
        return verdict

    def nothing(self, unit: Unit, row: InboxMessage, reason: str) -> Verdict:
        return self._done(unit, row, reason)

    # --- whose it is

    def _theirs(self, unit: Unit, found: Direct) -> Found | None:
        known = unit.inbox.met([found.origin]).get(found.origin)
        kept = self._case_of(unit, known[0]) if known else None
        party = unit.parties.find(kept.id, SLACK, found.sender) if kept and found.sender else None
        if kept and party is None and not found.sender:  # a deletion that a sweep found says not whose it was
            written = next((each for each in unit.messages.of(kept.id) if _is(each.reading, found.name)), None)
            party = unit.parties.by_id(written.party_id) if written and written.party_id else None
        return Found(kept, party) if kept and party else None

    def _case_of(self, unit: Unit, message: str) -> Kept | None:
        case_id = unit.inbox.by_id(message).case_id
        return goes_on(unit, self._house, unit.cases.by_id(case_id, self._house.terms)) if case_id else None

    def _later_or_done(self, unit: Unit, row: InboxMessage, found: Direct, reason: str, now: datetime) -> Verdict:
        """What is about a message that is not read yet waits for it."""
        known = unit.inbox.met([found.origin]).get(found.origin)
        if known and known[1] == InboxState.NEW:
            unit.inbox.not_before(row.id, now + SOON)
            return Verdict.KEEP
        if known:
            unit.inbox.goes_along(row.id, known[0])
            return Verdict.KEEP
        if found.kind is Kind.EDIT:  # it came before its message
            unit.inbox.not_before(row.id, now + LATER)
            return Verdict.KEEP
        return self._done(unit, row, reason)

    def _done(self, unit: Unit, row: InboxMessage, reason: str) -> Verdict:
        unit.inbox.settle(row.id, InboxState.DONE, None, reason)
        return Verdict.KEEP

    def _read(self, message: Message) -> Reading:
        return read(message, self._admission.context(frozenset()))

    def _walk(self, unit: Unit, theirs: Found, reading: Reading, now: datetime) -> None:
        consent = Consent(str(reading.consent))
        off = self._admission.off(reading)
        if theirs.party.role == Role.REPORTER:
            wrote = ReporterWrote(
                standing=Standing.PLAUSIBLE,
                hint=consent,
                danger=danger(reading),
                off=off,
                unsure=self._admission.unsure(reading),
                mentioned=self._admission.mentioned(reading),
            )
            self._admission.corridor.walk(unit, theirs.kept, (wrote,), now, Actor.SENDER)
        else:
            said = PartyWrote(theirs.party.code, danger(reading), off)
            self._admission.corridor.walk(unit, theirs.kept, (said,), now, Actor.SENDER)

    def _may_have_allowed(self, unit: Unit, found: Direct) -> bool:
        known = unit.inbox.met([found.origin]).get(found.origin)
        return known is not None and may_have_allowed(self._read(message_of(direct(unit.inbox.raw(known[0])))))

    def _narrow(self, unit: Unit, theirs: Found, now: datetime) -> None:
        """They are told: what they took back may have been older than they thought."""
        code = theirs.party.code
        events: tuple[Event, ...] = (
            (ConsentGiven(Consent.REFUSED, Standing.VERIFIED),)
            if theirs.party.role == Role.REPORTER
            else (PartyWrote(code), PartyConsented(code, Consent.REFUSED, Standing.VERIFIED))
        )
        self._admission.corridor.walk(unit, theirs.kept, events, now, Actor.SENDER)


def _with(message: Message, said: str) -> Message:
    return replace(message, text=f"{message.text}\n\n{said}")


def _is(reading: object, name: str) -> bool:
    return isinstance(reading, dict) and reading.get("message_id") == name
