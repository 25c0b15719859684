"""WHO in an administrator's command: whom of a case it means. Never a display name; where nobody fits, the candidates
are shown by their codes, for an answer by mail holds no names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz

from daemon.process.case import Role
from daemon.process.events import NotAllowed
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party

SLACK_ID = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|([UW][A-Z0-9]+)", re.ASCII)
MOST_SHOWN = 5
PROFILE = "profile"  # the source of an address that nobody gave us


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody was named: a channel of the store ("email", "slack", "handle"), or "code" for a party's own."""

    channel: str
    address: str = field(repr=False)

    @property
    def place(self) -> tuple[str, str]:
        return (self.channel, self.address)


def way_of(who: str, prefix: str) -> Way:
    """What kind of name this is."""
    if who.upper().startswith(f"{prefix.upper()}-"):
        return Way("code", who.upper())
    slack = SLACK_ID.fullmatch(who)
    if slack:
        return Way("slack", slack.group(1) or slack.group(2))
    if who.startswith("@"):
        return Way("handle", who)
    return Way("email", who.lower())


def ways_of(unit: Unit, who: str, prefix: str) -> tuple[Way, ...]:
    """Every way by which we know whoever is named so: a name by the live accounts that have it, an account by its name.
    A display name is nobody's (design, section 6).
    """
    way = way_of(who, prefix)
    if way.channel == "handle":
        found = (each for each in unit.accounts.by_handle(way.address) if not each.bot)
        return (*(Way("slack", each.id) for each in found), way)
    account = unit.accounts.by_id(way.address) if way.channel == "slack" else None
    return (way, Way("handle", f"@{account.handle}")) if account and account.handle else (way,)


def ways_meant(unit: Unit, who: str, prefix: str) -> tuple[Way, ...]:
    """As `ways_of`, for a command, which means one person. Raises NotAllowed with the candidates."""
    ways = ways_of(unit, who, prefix)
    ids = [way.address for way in ways if way.channel == "slack"]
    if len(ids) > 1:
        raise NotAllowed(f"several accounts have that name: write the id of one, {', '.join(ids[:MOST_SHOWN])}", "P7")
    return ways


def known_by(unit: Unit, kept: Kept, ways: tuple[Way, ...]) -> Party | None:
    """The party of this case that is named by any of these; not one whose name somebody else's account has now."""
    ids = {way.address for way in ways if way.channel == "slack"}
    for way in ways:
        party = known(unit, kept, way)
        own = {each.address for each in party.ways if each.channel == "slack"} if party else set()
        if party and (not own or not ids or own & ids):
            return party
    return None


def with_ways(unit: Unit, party: Party, ways: Iterable[Way], now: datetime) -> Party:
    """The party reached by these too, and by the address in their profile where we know no other: whose account is
    closed is written to there, unless it changed since they got a part. Raises NotAllowed where one is somebody else's.
    """
    for way in ways:
        if way.channel == "handle" and _is_somebody_elses(unit, party, way):
            continue  # names go from one account to another
        must_be_nobody_else(unit, party, way.channel, way.address)
        party = unit.parties.add_way(party, way.channel, way.address, now)
    accounts = (unit.accounts.by_id(way.address) for way in party.ways if way.channel == "slack")
    address = next((each.email for each in accounts if each and not each.moved_to and each.email), "")
    known = any(way.channel == "email" for way in party.ways)
    if known or not address or _is_somebody_elses(unit, party, Way("email", address)):
        return party
    return unit.parties.add_way(party, "email", address, now, PROFILE)


def _is_somebody_elses(unit: Unit, party: Party, way: Way) -> bool:
    other = unit.parties.find(party.case_id, way.channel, way.address)
    return other is not None and other.id != party.id


def meant_by_code(unit: Unit, kept: Kept, code: str) -> Party | None:
    """Whom a command means by a code alone: the party whose own code it is."""
    party = unit.parties.by_code(code)
    ours = party is not None and party.case_id == kept.id and party.code != kept.case.code
    return party if ours else None


def known(unit: Unit, kept: Kept, way: Way) -> Party | None:
    """The party of this case that is named so."""
    if way.channel != "code":
        return unit.parties.find(kept.id, way.channel, way.address)
    if way.address == kept.case.code:
        return next((each for each in unit.parties.of(kept.id) if each.role == Role.REPORTER), None)
    party = unit.parties.by_code(way.address)
    return party if party and party.case_id == kept.id else None


def must_be_nobody_else(unit: Unit, party: Party, channel: str, address: str) -> None:
    """One address is of one person in a case: else letters for the one would reach the other, the reporter above all.
    Raises NotAllowed.
    """
    other = unit.parties.find(party.case_id, channel, address)
    if other and other.id != party.id and not _same_person(other, party):
        raise NotAllowed("that address is somebody else's in this case already", "P8")


def _same_person(one: Party, other: Party) -> bool:
    return bool({way.lookup for way in one.ways} & {way.lookup for way in other.ways})


def code_of(kept: Kept, party: Party) -> str:
    """What the process calls them: the reporter by the case's own code."""
    return kept.case.code if party.role == Role.REPORTER else party.code


def nobody(unit: Unit, kept: Kept, who: str) -> NotAllowed:
    """With the nearest candidates, by code and role."""
    others = [each for each in unit.parties.of(kept.id) if each.role != Role.REPORTER]
    near = sorted(others, key=lambda each: -_likeness(each, who))[:MOST_SHOWN]
    code = kept.case.code
    if not near:
        return NotAllowed(f"{code} has no such party yet; say who it is: party {code} WHO as respondent", "P7")
    shown = ", ".join(f"{each.code} ({each.role})" for each in near)
    return NotAllowed(f"nobody in {code} is known by that name; there are: {shown}", "P7")


def _likeness(party: Party, who: str) -> float:
    return max(fuzz.ratio(way.address.casefold().lstrip("@"), who.casefold().lstrip("@")) for way in party.ways)
