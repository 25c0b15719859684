"""The digest, one letter an administrator, when there is something to say. It names no member and no text."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.config_values import WeeklyTime
from daemon.corridor import Corridor
from daemon.overview import digest_lines
from daemon.post import About
from daemon.process.letters import Fact, Letter, LetterName, To
from daemon.roster import roster
from daemon.store.unit import Unit
from parsers.when import say

SENT = "digest"  # the cursor that remembers the days of the last ones
REMEMBERED = 40
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def digest_is_due(unit: Unit, zone: ZoneInfo, at: WeeklyTime | None, now: datetime) -> bool:
    """Once for each of its days, at the configured hour or when the daemon is next there: a DST night and a clock that
    is set back repeat none; a late start, a sleep and a clock that is set forward lose none.
    """
    day = _last_day(zone, at, now) if at else None
    return day is not None and day.isoformat() not in _sent(unit)


def _last_day(zone: ZoneInfo, at: WeeklyTime, now: datetime) -> date | None:
    """The day of the last hour of a digest. None where its configured days name none."""
    local = now.astimezone(zone)
    past = (local.date() - timedelta(days=number) for number in range(8))
    found = (day for day in past if DAYS[day.weekday()] in at.days)
    return next((day for day in found if day < local.date() or local.time() >= at.at), None)


def _sent(unit: Unit) -> list[str]:
    return (unit.cursors.get(SENT) or "").split()


def write_due_digests(unit: Unit, corridor: Corridor, at: WeeklyTime | None, now: datetime) -> None:
    zone = corridor.house.zone
    if digest_is_due(unit, zone, at, now):
        day = _last_day(zone, at, now) if at else None
        known = _sent(unit)
        unit.cursors.set(SENT, " ".join([*known, str(day)][-REMEMBERED:]))
        if known or day == now.astimezone(zone).date():  # what was due before there was anybody to write is not owed
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
