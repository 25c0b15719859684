"""Once a day: which closed cases are old enough, who is warned, what is purged. The cursor remembers the day, so a
late start or a clock that jumped loses none; a purge waits for a warning that has really left, however late that was.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from daemon.corridor import Actor, Corridor
from daemon.house import Administrator, House
from daemon.post import About
from daemon.process.case import Case
from daemon.process.events_parties import PurgeWarned
from daemon.process.letters import Fact, Letter, LetterName, Timing, To
from daemon.process.retention import WARNED_BEFORE, Keeps, keeps, named, purge_due, warning_due, was_warned
from daemon.steady import may_destroy
from daemon.store.attested import EMPTIED, FORGOTTEN, PURGED
from daemon.store.errors import Unavailable
from daemon.store.purging import Gone
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterRow, LetterState
from parsers.when import say

log = structlog.get_logger("conductd.retention")

WAKING = Timing.IN_WAKING_HOURS
LOOKED = "retention"  # the cursor
ON_ITS_WAY = frozenset({LetterState.PENDING, LetterState.DRAFT, LetterState.SENDING})
STALE = timedelta(days=30)  # a warning that is older warns nobody: the case was held or suspended under meanwhile


def retention_is_due(unit: Unit, zone: ZoneInfo, now: datetime) -> bool:
    return unit.cursors.get(LOOKED) != now.astimezone(zone).date().isoformat()


def retain(unit: Unit, corridor: Corridor, now: datetime) -> int:
    """One day's look; how much was purged. A case that we fail on is left for tomorrow and takes no other with it.
    While the clock may be wrong nothing goes.
    """
    zone, terms, destroys = corridor.house.zone, corridor.house.terms, may_destroy(unit, now)
    unit.cursors.set(LOOKED, now.astimezone(zone).date().isoformat())
    purged, warned = 0, []
    for case_id in old_cases(unit, corridor.house, now):
        try:
            with unit.savepoint():
                kept = unit.cases.by_id(case_id, terms)
                if kept and why_kept(unit, corridor.house, kept) is None:
                    purged += _purged(unit, corridor.house, kept, now) if destroys else 0
                    warned += _warned(unit, corridor, kept, now)
        except Unavailable:
            raise
        except Exception:
            log.exception("closed case not looked at")
    _tell(unit, corridor, warned, now)
    return purged + (forget(unit, now - terms.retain_closed_for, now) if destroys else 0)


def old_cases(unit: Unit, house: House, now: datetime) -> list[str]:
    """The ids of those that are old enough to be warned of."""
    return unit.cases.closed_before(now - house.terms.retain_closed_for + WARNED_BEFORE)


def why_kept(unit: Unit, house: House, kept: Kept) -> Keeps | None:
    """None where nothing stands in the way of a purge."""
    found = (unit.cases.by_code(code, house.terms) for code in named(kept.case))
    why = keeps(kept.case, (each.case for each in found if each))
    if why is None and any(row.state in ON_ITS_WAY for row in unit.letters.of(kept.id)):
        return Keeps.LETTER
    return why


def purge_at(unit: Unit, house: House, case: Case) -> datetime | None:
    """When it is purged if nothing stands in the way; None where its administrators were not warned yet."""
    given = given_at(unit, house, case)
    return purge_due(case, given) if given else None


def given_at(unit: Unit, house: House, case: Case) -> datetime | None:
    """When the first of those who may know had the warning. Where nobody may know of it, nobody can be warned."""
    if case.purge_warned_at is None or not was_warned(case):
        return None
    if not _readers(house, case):
        return case.purge_warned_at
    sent = [row.sent_at for row in _warnings(unit, house, case) if row.state is LetterState.SENT and row.sent_at]
    return min(sent, default=None)


def _warnings(unit: Unit, house: House, case: Case) -> list[LetterRow]:
    """The letters of its last warning."""
    readers = {unit.lookup(*place) for each in _readers(house, case) for place in house.places_of(each)}
    named = unit.letters.of_name(LetterName.RETENTION, case.purge_warned_at) if case.purge_warned_at else []
    return [row for row in named if row.lookup in readers]


def _readers(house: House, case: Case) -> list[Administrator]:
    return [each for each in house.administrators if house.places_of(each) and not case.hides_from(each.name)]


def _is_to_be_warned(unit: Unit, house: House, case: Case, now: datetime) -> bool:
    due = warning_due(case)
    if due is None or due > now:
        return False
    given = given_at(unit, house, case)
    if given:
        return now - given > STALE
    return not any(row.state in ON_ITS_WAY for row in _warnings(unit, house, case))


def _purged(unit: Unit, house: House, kept: Kept, now: datetime) -> int:
    due, given = purge_at(unit, house, kept.case), given_at(unit, house, kept.case)
    if due is None or given is None or due > now or now - given > STALE:
        return 0
    purge(unit, kept, Actor.CLOCK, now)
    log.info("purged", case=kept.case.code)
    return 1


def purge(unit: Unit, kept: Kept, by: str, now: datetime) -> Gone:
    """The row of the history comes first: what was emptied without one would look like a thief's work."""
    unit.history.record(kept.id, now, PURGED, by, {})
    gone = unit.purging.case(kept.id, now)
    unit.accounts.prune()
    return gone


def _warned(unit: Unit, corridor: Corridor, kept: Kept, now: datetime) -> list[Kept]:
    """The case where its administrators are to be told now; none otherwise, nor where it was purged just now."""
    present = unit.cases.by_id(kept.id, corridor.house.terms)
    if present is None or not _is_to_be_warned(unit, corridor.house, present.case, now):
        return []
    return [corridor.walk(unit, present, (PurgeWarned(),), now, Actor.CLOCK).kept]


def _tell(unit: Unit, corridor: Corridor, warned: Sequence[Kept], now: datetime) -> None:
    """One letter for each administrator, with a line for each case that they may know of (P14)."""
    for each in corridor.house.administrators:
        seen = tuple(_line(kept.case, corridor.house, now) for kept in warned if not kept.case.hides_from(each.name))
        facts: dict[str, Fact] = {"lines": seen}
        letter = Letter(name=LetterName.RETENTION, to=To.ONE_ADMINISTRATOR, who=each.name, facts=facts, timing=WAKING)
        if seen:
            corridor.post.write(unit, About(), (letter,), now)


def _line(case: Case, house: House, now: datetime) -> str:
    """The day after the fourteenth: the look of a day may come before the hour at which the letter left."""
    due = purge_due(case, now + timedelta(days=1))
    closed = case.closed_at.astimezone(house.zone).date() if case.closed_at else ""
    return f"{case.code}, closed {closed}: {say(due, house.zone) if due else ''}"


def forget(unit: Unit, before: datetime, now: datetime) -> int:
    """Messages and letters of so long ago that concern no case: strangers' mail, receipts, digests."""
    messages, letters = unit.purging.old_messages(before), unit.purging.old_letters(before)
    if messages or letters:
        unit.history.record(None, now, FORGOTTEN, Actor.CLOCK, {EMPTIED: messages, "letters": len(letters)})
        unit.purging.messages(messages)
        unit.purging.letters(letters)
    return len(messages) + len(letters)
