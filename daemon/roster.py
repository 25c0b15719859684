"""Administrators by the names that other administrators write, and who of them is away."""

from dataclasses import replace
from datetime import datetime

from daemon.house import House
from daemon.process.audience import Member, Roster
from daemon.process.events import NotAllowed
from daemon.store.unit import Unit


def named(words: str, names: tuple[str, ...]) -> str:
    """The one administrator whom the words mean; raises NotAllowed naming those there are."""
    folded = words.strip().lstrip("@").casefold()
    exact = [name for name in names if name.casefold() == folded]
    found = exact or [name for name in names if folded and folded in name.casefold().split()]
    if len(found) != 1:
        raise NotAllowed(f"which administrator? There are: {', '.join(names)}")
    return found[0]


def roster(unit: Unit, house: House, now: datetime) -> Roster:
    """The administrators of the configuration, and who of them is away."""
    away = {each.admin: each for each in unit.roster.away(now)}
    members = tuple(Member(each.name) for each in house.administrators)
    return tuple(
        replace(member, away_until=away[member.name].until, deputy=away[member.name].deputy)
        if member.name in away
        else member
        for member in members
    )
