"""Whose suspension an appeal is about, and what its mails become (P10, design 8).

An appeal from an address that is recorded for a suspension is answered only to that address, and held until it is
confirmed where nobody vouches for it. From elsewhere: the neutral receipt, and an administrator says whose it is.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.admission import Admission, Incoming, unpack
from daemon.corridor import Actor
from daemon.house import House
from daemon.matching import Match
from daemon.meaning import danger
from daemon.process.case import Case, Role, Stage, Standing, Suspension, Track
from daemon.process.events import Event, Withdrew
from daemon.process.events_suspensions import Against, AppealReceived, AppellantWrote, Confirmation, Reasons
from daemon.process.records import Outcome, Sender
from daemon.process.suspensions import against
from daemon.store.unit import Unit
from daemon.store.values import InboxState, Kept, Party
from daemon.whois import PROFILE, must_be_nobody_else
from parsers.appeals import justified
from parsers.authenticity import Verdict, authenticated
from parsers.message import Channel, Message
from parsers.reading import Reading, read
from parsers.terms import MessageKind, Word

LONGEST_START = 60
# "No reason was given to me" says nothing of who wrote it
BARE_NO = re.compile(r"nop?e?[ \t]?(?:[.,;:!\u2013\u2014-]|\r?\n|$)", re.IGNORECASE)
NOT_MINE = re.compile(
    r"(?:no |sorry,? )?(?:not (?:me|mine)|(?:it|that|this) (?:was not|wasn['\u2019]t|is not|isn['\u2019]t) (?:me|mine)|"
    r"i (?:did not|didn['\u2019]t|have not|haven['\u2019]t|never) (?:write|wrote|written|send|sent))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Suspended:
    """A suspension that stands, with its case and the party whose account it is."""

    kept: Kept
    party: Party
    record: Suspension


def suspended(unit: Unit, house: House, channel: str, address: str) -> list[Suspended]:
    """Every suspension that stands against whoever is reached so, the latest first."""
    found = (_standing(unit, house, each.case_id, each.party_id) for each in unit.parties.cases_of(channel, address))
    return sorted((each for each in found if each), key=lambda each: each.record.since, reverse=True)


def _standing(unit: Unit, house: House, case_id: str, party_id: str) -> Suspended | None:
    kept, party = unit.cases.by_id(case_id, house.terms), unit.parties.by_id(party_id)
    record = kept.case.suspension(party.code) if kept and party else None
    return Suspended(kept, party, record) if kept and party and record else None


def against_of(unit: Unit, house: House, found: Suspended) -> Against:
    """With what was decided on earlier appeals against the same suspension."""
    decided = [
        each.appeal.decided_at
        for each in _appeals(unit, house, found)
        if each.appeal and each.appeal.outcome is Outcome.UPHELD and each.appeal.decided_at
    ]
    return against(found.kept.case, found.record, max(decided, default=None))


def _appeals(unit: Unit, house: House, found: Suspended) -> list[Case]:
    kept = (unit.cases.by_code(code, house.terms) for code in found.kept.case.appeals)
    return [each.case for each in kept if each and _is_against(each.case, found)]


def _is_against(case: Case, found: Suspended) -> bool:
    appeal = case.appeal
    same = appeal is not None and (appeal.account, appeal.suspended_at) == (found.party.code, found.record.since)
    return case.track is Track.APPEAL and same


def open_appeal(unit: Unit, house: House, found: Suspended, standing: Standing) -> Kept | None:
    """The appeal against it that more words of this standing go into. What nobody vouches for adds nothing to what is
    the member's own, and the member's own words do not confirm what a forger wrote (design, section 4).
    """
    verified = standing is Standing.VERIFIED
    waiting = (
        case for case in _appeals(unit, house, found) if case.stage.is_open and case.stage is not Stage.WITHDRAWN
    )
    case = next((each for each in waiting if (each.stage is not Stage.UNCONFIRMED) == verified), None)
    return unit.cases.by_code(case.code, house.terms) if case else None


def vouched_for(house: House, message: Message) -> Standing:
    """What our own mail server says of the sender of a mail that answers no letter of ours; Slack knows its members."""
    if message.channel is Channel.SLACK:
        return Standing.VERIFIED
    passed = authenticated(message, house.trust.authserv_id, house.trust.hops).passed
    return Standing.VERIFIED if passed is Verdict.PASS else Standing.PLAUSIBLE


# what somebody says who takes the suspension as it is
NO_APPEAL = re.compile(r"\b(?:not|n't|never|no) (?:going to |want to |wish to |intend to )?(?:make an )?appeal\b")
LONGEST = 2000


class Appealing:
    """Runs inside one transaction of the store."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._corridor = admission.corridor
        self._house = admission.house

    def first(self, unit: Unit, incoming: Incoming, standing: Standing, now: datetime) -> Kept:
        """A mail that reads like an appeal and answers no letter of ours. `standing` is what our mail server says."""
        found = next(iter(suspended(unit, self._house, incoming.message.channel, incoming.message.sender)), None)
        if found:
            if only_in_profile(unit, found.party, incoming.message):
                standing = Standing.PLAUSIBLE
            return self._of_member(unit, incoming, found, standing, now)
        self._admission.receipt(unit, incoming.message, now)
        event = AppealReceived(
            sender=Sender.SOMEBODY,
            reasons=reasons(incoming.reading),
            danger=danger(incoming.reading),
            off=self._off(unit, incoming.reading, None),
        )
        return self._open(unit, incoming, event, now)

    def accept(self, unit: Unit, short: str, by: str, now: datetime) -> Kept | None:
        """A message that was set aside, taken by an administrator: an appeal stays one, all else is as for any."""
        row = self._admission.waiting(unit, short, by)
        message = unpack(row.raw, "", row.channel).message if row.state is InboxState.ASIDE else None
        if message is None or not self._may_appeal(unit, message):
            return self._admission.accept(unit, short, by, now)
        reading = read(message, self._admission.context(frozenset()))
        if reading.first_kind is not MessageKind.APPEAL:
            return self._admission.accept(unit, short, by, now)
        return self.first(unit, Incoming(row, message, reading), vouched_for(self._house, message), now)

    def _may_appeal(self, unit: Unit, message: Message) -> bool:
        """An administrator's mail is one only where their own account is suspended."""
        if self._house.administrator_at(message.sender):
            return not message.forwarded and bool(suspended(unit, self._house, message.channel, message.sender))
        return bool(message.sender)

    def of_party(self, unit: Unit, incoming: Incoming, party: Party, standing: Standing, now: datetime) -> bool:
        """A suspended member's answer in the thread of their suspension is their appeal, but for a threat, and for a
        word that they do not appeal; False where it is none.
        """
        found, reading = _standing(unit, self._house, party.case_id, party.id), incoming.reading
        threat = reading.urgent and reading.first_kind is not MessageKind.APPEAL
        if found is None or threat or NO_APPEAL.search(reading.text[:LONGEST].lower()):
            return False
        self._of_member(unit, incoming, found, standing, now)
        return True

    def of_author(self, unit: Unit, incoming: Incoming, found: Match, kept: Kept, party: Party, now: datetime) -> None:
        """More words in the thread of an appeal. They are one of their own after one that was upheld, and where they do
        not say whether that one is theirs.
        """
        standing = found.standing
        confirms = confirmation(incoming.reading) if standing is Standing.VERIFIED else Confirmation.WORDS
        own = self._own(unit, kept, incoming.reading, confirms) if standing is Standing.VERIFIED else None
        if own is None or confirms is Confirmation.NO:
            events = self._more(unit, incoming.reading, standing, None)
            said = (replace(each, confirms=confirms) if isinstance(each, AppellantWrote) else each for each in events)
            self._admission.keep(unit, incoming, kept, party)
            kept = self._corridor.walk(unit, kept, tuple(said), now, Actor.SENDER).kept
            unit.inbox.settle(incoming.row.id, InboxState.DONE, kept.id, "")
        if own:
            self._of_member(unit, incoming, own, standing, now)

    def _own(self, unit: Unit, kept: Kept, reading: Reading, confirms: Confirmation) -> Suspended | None:
        """Against what such words are an appeal of their own."""
        case, appeal = kept.case, kept.case.appeal
        tells = confirms is Confirmation.WORDS or reading.first_kind is MessageKind.APPEAL
        unsaid = case.stage is Stage.UNCONFIRMED and confirms is not Confirmation.YES and tells
        upheld = case.stage is Stage.CLOSED and appeal is not None and appeal.outcome is Outcome.UPHELD
        if appeal is None or not (unsaid or upheld):
            return None
        party = unit.parties.by_code(appeal.account)
        return _standing(unit, self._house, party.case_id, party.id) if party else None

    def _of_member(self, unit: Unit, incoming: Incoming, found: Suspended, standing: Standing, now: datetime) -> Kept:
        """One appeal at a time: more words go into the one that waits."""
        waiting = open_appeal(unit, self._house, found, standing)
        if waiting:
            author = next((each for each in unit.parties.of(waiting.id) if each.role == Role.REPORTER), None)
            self._admission.keep(unit, incoming, waiting, author)
            self._corridor.walk(unit, waiting, self._more(unit, incoming.reading, standing, found), now, Actor.SENDER)
            unit.inbox.settle(incoming.row.id, InboxState.DONE, waiting.id, "")
            return waiting
        event = AppealReceived(
            sender=Sender.MEMBER if standing is Standing.VERIFIED else Sender.UNCONFIRMED,
            against=against_of(unit, self._house, found),
            reasons=reasons(incoming.reading),
            danger=danger(incoming.reading),
            off=self._off(unit, incoming.reading, found),
        )
        return self._open(unit, incoming, event, now)

    def _open(self, unit: Unit, incoming: Incoming, event: AppealReceived, now: datetime) -> Kept:
        kept, message = self._corridor.open(unit, Track.APPEAL, now), incoming.message
        author = unit.parties.add(kept.id, Role.REPORTER, message.channel, message.sender, message.sender_name, now)
        self._admission.keep(unit, incoming, kept, author)
        kept = self._corridor.walk(unit, kept, (event,), now, Actor.SENDER).kept
        unit.inbox.settle(incoming.row.id, InboxState.DONE, kept.id, "")
        return kept

    def _off(self, unit: Unit, reading: Reading, found: Suspended | None) -> frozenset[str]:
        """P14: whose conduct is reported is off the appeal. But an appeal disputes what an administrator did, whatever
        else it says; where nobody else would be left, who suspended stays, and the letters say so and offer the outside
        contact (P10).
        """
        known = found.kept.case.off if found else frozenset()
        off = self._admission.certain(reading) | known
        if not all(each.name in off for each in self._house.administrators):
            return off
        standing = [found.kept.case] if found else [each.case for each in unit.cases.suspending(self._house.terms)]
        by = {record.by for case in standing for record in case.suspensions if record.in_force}
        return off - (by - known)

    def _more(self, unit: Unit, reading: Reading, standing: Standing, found: Suspended | None) -> tuple[Event, ...]:
        off = self._off(unit, reading, found)
        wrote = AppellantWrote(standing=standing, reasons=reasons(reading), danger=danger(reading), off=off)
        taken_back = Word.WITHDRAW in reading.words and standing is Standing.VERIFIED  # a forger uses up nothing
        return (wrote, Withdrew()) if taken_back else (wrote,)


def only_in_profile(unit: Unit, party: Party, message: Message) -> bool:
    """Design 8: an address from a profile may be written to, and a mail from there proves nothing."""
    lookup = unit.lookup(message.channel, message.sender)
    return any(way.lookup == lookup and way.source == PROFILE for way in party.ways)


def reasons(reading: Reading) -> Reasons:
    """By the words themselves: in the thread of an appeal a reason need not say again that it is one for an appeal."""
    return Reasons.GIVEN if reading.justified or justified(reading.text) else Reasons.MISSING


def confirmation(reading: Reading) -> Confirmation:
    """What the answer to our question says of the appeal: the offered word alone on a line is a yes (design 7.4). What
    begins as a no is one, whatever stands below it.
    """
    start = reading.text.lstrip()[:LONGEST_START]
    if BARE_NO.match(start) or NOT_MINE.match(start):
        return Confirmation.NO
    return Confirmation.YES if Word.CONFIRM in reading.words else Confirmation.WORDS


def is_theirs(unit: Unit, appeal: Kept, found: Suspended) -> bool:
    """Whether it came from an address that is recorded for the suspended member."""
    ways = {way.lookup for way in found.party.ways}
    return any(each.role == Role.REPORTER and each.lookup in ways for each in unit.parties.of(appeal.id))


def linked(unit: Unit, appeal: Kept, found: Suspended, now: datetime) -> Kept:
    """Whom a linked appeal is answered: the address that is recorded for the member. Where none is, its sender's, for
    an administrator said that it is theirs.
    """
    author = next((each for each in unit.parties.of(appeal.id) if each.role == Role.REPORTER), None)
    theirs = {way.lookup for way in found.party.ways}
    if author and author.lookup in theirs:
        return appeal
    recorded = next((way for way in found.party.ways if way.channel == "email"), None)
    if recorded is None:
        if author:
            must_be_nobody_else(unit, found.party, author.channel, author.address)
            unit.parties.add_way(found.party, author.channel, author.address, now)
        return appeal
    if author:
        unit.parties.change_role(author.id, Role.WITNESS)
    unit.parties.add(appeal.id, Role.REPORTER, recorded.channel, recorded.address, found.party.name, now)
    return Kept(appeal.id, replace(appeal.case, has_reporter=True), appeal.version)
