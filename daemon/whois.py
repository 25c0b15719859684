"""WHO in an administrator's command: whom of a case it means. Never a display name; where nobody fits, the candidates
are shown by their codes, for an answer by mail holds no names.
"""

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from daemon.process.case import Role
from daemon.process.events import NotAllowed
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party

SLACK_ID = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|([UW][A-Z0-9]+)", re.ASCII)
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody was named: a channel of the store ("email", "slack", "handle"), or "code" for a party's own."""

    channel: str
    address: str = field(repr=False)


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
