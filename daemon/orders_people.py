"""Commands about people: who is who, what they allow, what they are told, and their suspensions (P6, P7, P9).

WHO becomes a party of the case here, and nowhere else.
"""

import re
from datetime import datetime

from daemon.appealing import Suspended, against_of, is_theirs, linked, suspended
from daemon.declaring import conflicted
from daemon.house import EMAIL, SLACK, House
from daemon.orders_case import Said
from daemon.process.case import Consent, Role, Stage, Track
from daemon.process.disclosure import may_publish, may_share
from daemon.process.events import ConsentRecorded, Event, NotAllowed
from daemon.process.events_parties import (
    ConsultationProposed,
    OffLearned,
    PartyNamed,
    PartySpared,
    PartyTold,
)
from daemon.process.events_suspensions import (
    AccessConfirmed,
    AccountsSuspended,
    AddressLearned,
    AppealLinked,
    AppealOverturned,
    AppealUpheld,
    ContextDrafted,
    ContextHanded,
    SuspensionKept,
    SuspensionLifted,
)
from daemon.process.records import CHANNEL, PARTIES, Ground, Item, Wording
from daemon.second_look import text_stop
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party
from daemon.whois import (
    Way,
    code_of,
    known_by,
    meant_by_code,
    must_be_nobody_else,
    nobody,
    way_of,
    ways_meant,
    ways_of,
    with_ways,
)
from parsers.commands import NOTHING, Verb

DANGER = re.compile(r"\s*danger\s*[:!]\s*", re.IGNORECASE)
FIXED = "fixed"
HANDLE = "handle"
BECAUSE = re.compile(r"\s*because\b\s*:?\s*", re.IGNORECASE)  # as suspend and keep want it
PEOPLE = frozenset(
    {Verb.PARTY, Verb.CONSENT, Verb.TELL, Verb.CONSULT, Verb.SUSPEND, Verb.KEEP, Verb.LIFT, Verb.CONFIRM}
)
ON_APPEALS = frozenset({Verb.UPHOLD, Verb.OVERTURN, Verb.PUBLISH, Verb.PUBLISHED})


def ground_of(words: str) -> tuple[Ground, str]:
    """P1: words that begin with 'danger:' override on the record; and the words without that."""
    found = DANGER.match(words)
    return (Ground.DANGER, words[found.end() :]) if found else (Ground.COMPLAINT, words)


class People:
    """Runs inside one transaction of the store, for one case."""

    def __init__(self, unit: Unit, house: House, kept: Kept, now: datetime) -> None:
        self._unit = unit
        self._house = house
        self._kept = kept
        self._now = now

    def events(self, said: Said) -> tuple[Event, ...]:
        """Raises NotAllowed where it is not clear who is meant."""
        match said.command.verb:
            case Verb.PARTY:
                return self._party(said)
            case Verb.SUSPEND:
                return self._suspend(said)
            case Verb.CONSULT:
                ground, words = ground_of(said.command.words)
                return (ConsultationProposed(said.by, words, ground, self._every(said.command.who)),)
            case Verb.CONSENT:
                return (self._consent(said),)
            case _:
                return self._about_one(said)

    def _about_one(self, said: Said) -> tuple[Event, ...]:
        who, words = self._one(said), said.command.words
        match said.command.verb:
            case Verb.TELL if said.command.field == NOTHING:
                return (PartySpared(said.by, who, words),)
            case Verb.TELL:
                ground, words = ground_of(words)
                return (PartyTold(said.by, who, words, ground),)
            case Verb.KEEP if said.due:
                return (SuspensionKept(said.by, who, said.due, words),)
            case Verb.KEEP:
                raise NotAllowed("say until when: keep CODE WHO until friday because words", "P6")
            case Verb.LIFT:
                return (SuspensionLifted(said.by, who),)
            case _:
                return (AccessConfirmed(said.by, who),)

    def _consent(self, said: Said) -> Event:
        """How far it goes: their words or who they are, to the parties, to one of them, or to the channel."""
        command = said.command
        who = self._one(said) if command.who else ""
        item = Item.IDENTITY if command.item else Item.WORDS
        to = PARTIES if not command.to else CHANNEL if command.to == CHANNEL else self._every((command.to,))[0]
        return ConsentRecorded(said.by, Consent(command.field), command.words, who, item, to)

    # --- who is meant

    def _every(self, who: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(code_of(self._kept, self._known(each)) for each in who)

    def _one(self, said: Said) -> str:
        """The code of the one party whom the command means. Without a WHO, the party whose own code was written; or the
        only one whose account is suspended, where only that can be meant.
        """
        if said.command.who:
            return code_of(self._kept, self._known(said.command.who[0]))
        party = meant_by_code(self._unit, self._kept, said.written)
        if party:
            return party.code
        standing = [each.account for each in self._kept.case.suspensions if each.in_force]
        if said.command.verb in {Verb.KEEP, Verb.LIFT, Verb.CONFIRM} and len(standing) == 1:
            return standing[0]
        raise nobody(self._unit, self._kept, "")

    def _known(self, who: str) -> Party:
        party = known_by(self._unit, self._kept, self._ways(who))
        if party is None:
            raise nobody(self._unit, self._kept, who)
        return party

    def _ways(self, who: str) -> tuple[Way, ...]:
        return ways_meant(self._unit, who, self._house.prefix)

    # --- who is who

    def _party(self, said: Said) -> tuple[Event, ...]:
        role = Role(said.command.field)
        named = [self._ways(who) for who in said.command.who]
        party = next((found for each in named if (found := known_by(self._unit, self._kept, each))), None)
        ways = [way for each in named for way in each]
        party = party or meant_by_code(self._unit, self._kept, said.written)
        if role is Role.REPORTER:
            return self._reporter(said, party, ways)
        if party and party.role == Role.REPORTER:
            raise NotAllowed("that is the reporter; a case has one, and they stay it", "P7")
        return self._named(said.by, role, party, ways)

    def _named(self, by: str, role: Role, party: Party | None, ways: list[Way]) -> tuple[Event, ...]:
        ways = [way for way in ways if way.channel != "code"]
        if party is None:
            if not ways:
                raise nobody(self._unit, self._kept, "")
            party = self._unit.parties.add(self._kept.id, role, ways[0].channel, ways[0].address, "", self._now)
        elif party.role != role:
            party = self._unit.parties.change_role(party.id, role)
        before = party
        party = with_ways(self._unit, party, ways, self._now)
        administrator = next(iter(self._administrators(party)), "")
        named: tuple[Event, ...] = (PartyNamed(by, party.code, role, administrator),)
        if not _has_address(before) and _has_address(party):
            named += (AddressLearned(party.code),)
        off = self._conflict(role, party)
        named += (OffLearned(off, by),) if off else ()
        declared = conflicted(self._unit, self._house, (Way(way.channel, way.address) for way in party.ways)) - off
        return (*named, OffLearned(declared)) if declared else named

    def _conflict(self, role: Role, party: Party) -> frozenset[str]:
        """P14: an administrator whose conduct is reported is off the case."""
        return self._administrators(party) if role is Role.RESPONDENT else frozenset()

    def _administrators(self, party: Party) -> frozenset[str]:
        """Who that party is among them, by an address or an account of theirs."""
        return frozenset(
            each.name for way in party.ways if (each := self._house.administrator_by(way.channel, way.address))
        )

    def _reporter(self, said: Said, party: Party | None, ways: list[Way]) -> tuple[Event, ...]:
        """The one reporter of a case that had none; or another way to the one it has."""
        code = self._kept.case.code
        ways = [way for way in ways if way.channel != "code"]
        if not self._kept.case.has_reporter and party is None and ways:
            party = self._unit.parties.add(
                self._kept.id, Role.REPORTER, ways[0].channel, ways[0].address, "", self._now
            )
        if party is None or party.role != Role.REPORTER:
            reason = f"a case has one reporter; a second report is a case of its own: relate {code} CODE"
            raise NotAllowed(reason, "P7")
        for way in ways:
            must_be_nobody_else(self._unit, party, way.channel, way.address)
            self._unit.parties.add_way(party, way.channel, way.address, self._now)
        return (PartyNamed(said.by, code, Role.REPORTER),)

    # --- suspended

    def _suspend(self, said: Said) -> tuple[Event, ...]:
        ground, _ = ground_of(said.command.words)
        for who in said.command.who:  # all of them before the first is added: else that one would be a candidate
            self._must_be_known(who)
        own = meant_by_code(self._unit, self._kept, said.written)
        accounts = [own.code] if own else []
        named: tuple[Event, ...] = ()
        for who in said.command.who:
            code, made = self._account(said.by, who)
            accounts.append(code)
            named += made
        if not accounts:
            raise nobody(self._unit, self._kept, "")
        if self._kept.case.code in accounts:
            raise NotAllowed("that is the reporter of this case", "P6")
        return (*named, AccountsSuspended(said.by, tuple(accounts), said.command.words, ground))

    def _must_be_known(self, who: str) -> None:
        """A bare name is believed only where the report names it: a slip of the pen would suspend somebody else."""
        ways = self._ways(who)
        way = ways[0]
        if way.channel == "email" and "." not in way.address.rpartition("@")[2]:
            raise NotAllowed("that is no whole mail address", "P6")
        unsure = way.channel == "code" or (way.channel == "handle" and not self._involved(way.address))
        if unsure and known_by(self._unit, self._kept, ways) is None:
            raise nobody(self._unit, self._kept, who)

    def _account(self, by: str, who: str) -> tuple[str, tuple[Event, ...]]:
        """A member who is no party yet becomes a respondent."""
        ways = self._ways(who)
        if any(each.channel != HANDLE and self._is_acting(by, each) for each in ways):
            raise NotAllowed(f"that is your own address; recuse {self._kept.case.code} takes you off the case", "P14")
        party = known_by(self._unit, self._kept, ways)
        if party:
            with_ways(self._unit, party, ways, self._now)
            return code_of(self._kept, party), ()
        events = self._named(by, Role.RESPONDENT, None, list(ways))
        return self._known(who).code, events

    def _is_acting(self, by: str, way: Way) -> bool:
        found = self._house.administrator_by(way.channel, way.address)
        return found is not None and found.name == by

    def _involved(self, name: str) -> bool:
        folded = name.lstrip("@").casefold()
        named = (
            each for message in self._unit.messages.of(self._kept.id) for each in message.reading.get("involved", ())
        )
        return any(str(each).lstrip("@").casefold() == folded for each in named)


def _has_address(party: Party) -> bool:
    return any(way.channel in {EMAIL, SLACK} for way in party.ways)


# --- appeals


def appeal_events(unit: Unit, house: House, kept: Kept, said: Said) -> tuple[Event, ...]:
    """A decision, or the text that follows from one; what may be said of the complaint its own consents say (P8)."""
    words, by = (
        BECAUSE.sub("", said.command.words, count=1) if BECAUSE.match(said.command.words) else said.command.words,
        said.by,
    )
    complaint = unit.cases.by_code(kept.case.appeal.complaint, house.terms) if kept.case.appeal else None
    if said.command.verb is Verb.PUBLISH:
        if not words.strip():
            return (ContextHanded(by, _stop_of_text(unit, house, kept, complaint)),)
        if words.strip().casefold() == FIXED:
            return (ContextDrafted(by, ""),)
        stop = may_publish(complaint.case, words) if complaint else None
        return (ContextDrafted(by, words, _reason(stop, complaint)),)
    appeal = kept.case.appeal
    stop = may_share(complaint.case, appeal.account if appeal else "") if complaint else None
    if said.command.verb is Verb.OVERTURN:
        return (AppealOverturned(by, words, _reason(stop, complaint)),)
    record = complaint.case.suspension(appeal.account) if complaint and appeal else None
    return (AppealUpheld(by, words, _reason(stop, complaint), record.kept_until if record else None),)


def _stop_of_text(unit: Unit, house: House, kept: Kept, complaint: Kept | None) -> str:
    """A consent may have been narrowed since somebody's own words were drafted, and more been written."""
    context = kept.case.appeal.context if kept.case.appeal else None
    own = context.text if context and context.wording is Wording.OWN else ""
    if not own or complaint is None:
        return ""
    stop = may_publish(complaint.case, own)
    return _reason(stop, complaint) if stop else _reason(text_stop(unit, house, kept, own), kept)


def _reason(stop: str | None, complaint: Kept | None) -> str:
    return stop.replace("CODE", complaint.case.code) if stop and complaint else ""


def unsent(events: tuple[Event, ...]) -> str:
    """What whoever decided is told of their words, where those stay on the record."""
    stops = [each.stop for each in events if isinstance(each, AppealUpheld | AppealOverturned) and each.stop]
    return f"; your words stay on the record and are not sent: {stops[0]}" if stops else ""


def appeal_meant(unit: Unit, house: House, kept: Kept, by: str) -> Kept:
    """A complaint with one appeal that waits, and that whoever asks may know of (P14), stands for that appeal."""
    if kept.case.track is Track.APPEAL:
        return kept
    found = (unit.cases.by_code(code, house.terms) for code in kept.case.appeals)
    waiting = [each for each in found if each and each.case.stage.is_open and not each.case.hides_from(by)]
    return waiting[0] if len(waiting) == 1 else kept


def link_events(unit: Unit, house: House, kept: Kept, said: Said, now: datetime) -> tuple[Kept, tuple[Event, ...]]:
    """Whose suspension an appeal is about; the case as it is answered from now on, and what happened."""
    if kept.case.track is not Track.APPEAL:
        raise NotAllowed(f"{kept.case.code} is no appeal", "P10")
    found = [each for each in _meant(unit, house, said) if not each.kept.case.hides_from(said.by)]
    if found and kept.case.stage is Stage.UNCONFIRMED:
        found = [each for each in found if is_theirs(unit, kept, each)]
        if not found:
            raise NotAllowed("it came from an address of another suspended member, and can only be theirs", "P10")
    if not found:
        standing = [each for each in unit.cases.suspending(house.terms) if not each.case.hides_from(said.by)]
        codes = [record.account for each in standing for record in each.case.suspensions if record.in_force]
        shown = f"; suspended are: {', '.join(codes)}" if codes else ""
        raise NotAllowed(f"no suspension of theirs is known{shown}", "P10")
    event = AppealLinked(said.by, against_of(unit, house, found[0]))
    return linked(unit, kept, found[0], now), (event,)


def _meant(unit: Unit, house: House, said: Said) -> list[Suspended]:
    for who in said.command.who:
        way = way_of(who, house.prefix)
        if way.channel != "code":
            every = (each for one in ways_of(unit, who, house.prefix) for each in suspended(unit, house, *one.place))
            return list({each.party.code: each for each in every}.values())
        party = unit.parties.by_code(way.address)
        return _by_any_way(unit, house, party) if party else []
    return []


def _by_any_way(unit: Unit, house: House, party: Party) -> list[Suspended]:
    every = (each for way in party.ways for each in suspended(unit, house, way.channel, way.address))
    return [each for each in every if each.party.code == party.code]
