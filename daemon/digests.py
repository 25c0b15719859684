"""The digest, one letter an administrator, when there is something to say. It names no member and no text."""

from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.config_values import WeeklyTime
from daemon.corridor import Corridor
from daemon.overview import digest_lines
from daemon.post import About, roster
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.store.unit import Unit
from parsers.when import say

SENT = "digest"  # the cursor that remembers the day of the last one
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def digest_is_due(unit: Unit, zone: ZoneInfo, at: WeeklyTime | None, now: datetime) -> bool:
    """Once a day, at the configured hour or when the daemon is next there: a DST night repeats none, a late start loses
    none.
    """
    local = now.astimezone(zone)
    if at is None or DAYS[local.weekday()] not in at.days or local.time() < at.at:
        return False
    return unit.cursors.get(SENT) != local.date().isoformat()


def write_due_digests(unit: Unit, corridor: Corridor, at: WeeklyTime | None, now: datetime) -> None:
    zone = corridor.house.zone
    if digest_is_due(unit, zone, at, now):
        unit.cursors.set(SENT, now.astimezone(zone).date().isoformat())
        write_digests(unit, corridor, now)


def write_digests(unit: Unit, corridor: Corridor, now: datetime) -> None:
    """Whoever is away is left alone; whoever is off a case does not see its line (P14)."""
    house = corridor.house
    cases = [kept.case for kept in unit.cases.open(house.terms)]
    members = roster(unit, house, now)
    away = tuple(
        f"{member.name} is away until {say(member.away_until, house.zone)}"
        for member in members
        if member.away_until and member.is_away(now)
    )
    head = unit.history.head()
    for member in members:
        lines = digest_lines(cases, member.name, house)
        if not lines or member.is_away(now):
            continue
        facts: dict[str, Fact] = {"lines": lines, "away": away, "head": f"{head.count} {head.value}", "at": now}
        letter = Letter(name=LetterName.DIGEST, to=To.ONE_ADMINISTRATOR, who=member.name, facts=facts)
        corridor.post.write(unit, About(), (letter,), now)
