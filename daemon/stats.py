"""The transparency report's figures, from the cases that one administrator may know of (P14).

It decrypts each of those cases and its history. A purged case is counted no more: of one nobody can say who might know.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from daemon.house import House
from daemon.process.case import Case, Stage, Track
from daemon.process.events import EstimateGiven, PromiseMissed, QuestionAsked, ReportReceived, ResolutionWritten
from daemon.process.records import Outcome
from daemon.process.stats import KINDS, Happening, Kind, Period, Promised, Record, Stats, Wait, Waited, stats
from daemon.store.unit import Unit
from daemon.store.values import Entry

ESTIMATE = EstimateGiven.__name__
RESOLUTION = ResolutionWritten.__name__
MISSED = PromiseMissed.__name__
PROMISES = frozenset({ReportReceived.__name__, QuestionAsked.__name__, ESTIMATE})
DATED = {Kind.COMPLAINTS: Wait.COMPLAINT_DATE, Kind.CONCERNS: Wait.CONCERN_DATE}
DECIDED = {Outcome.UPHELD: Happening.UPHELD, Outcome.OVERTURNED: Happening.OVERTURNED}
HOURS_OF_TWO_DAYS = 48
TOO_EARLY = "No quarter has ended since the counting began."

Progress = Callable[[int, int], None]


def quietly(done: int, of: int) -> None:
    """Nobody watches."""


def gather(unit: Unit, house: House, by: str, now: datetime, progress: Progress = quietly) -> Stats:
    """`progress` hears how many cases were read, and of how many."""
    cases = [kept for kept in unit.cases.every(house.terms) if _counts(kept.case, by)]
    records = []
    for done, kept in enumerate(cases, 1):
        records.append(record(kept.case, unit.history.of(kept.id), house.zone))
        progress(done, len(cases))
    as_of = house.baseline_as_of if house.baseline_as_of > date.min else None
    return stats(records, as_of, now.astimezone(house.zone).date())


def _counts(case: Case, by: str) -> bool:
    """Off means off (P14). A case that was merged counts once, as the one that it went into."""
    return not case.hides_from(by) and case.stage is not Stage.MERGED


def record(case: Case, history: Sequence[Entry], zone: ZoneInfo) -> Record:
    closed = None if case.stage.is_open else case.closed_at
    return Record(
        kind=KINDS[case.track],
        opened=_day(case.opened_at, zone),
        closed=_day(closed, zone) if closed else None,
        happened=tuple((what, _day(at, zone)) for what, at in _happened(case)),
        waits=tuple((what, _day(at, zone), at - case.opened_at) for what, at in _waits(case, closed, history)),
        promises=tuple((kept, _day(at, zone)) for kept, at in _promises(case, history)),
    )


def _happened(case: Case) -> Iterator[tuple[Happening, datetime]]:
    for each in case.suspensions:
        yield Happening.SUSPENDED, each.since
    if case.appeal and case.appeal.outcome and case.appeal.decided_at:
        yield DECIDED[case.appeal.outcome], case.appeal.decided_at


def _waits(case: Case, closed: datetime | None, history: Sequence[Entry]) -> Iterator[tuple[Wait, datetime]]:
    """Until when somebody waited. A complaint that ended without a resolution was not resolved."""
    kind = KINDS[case.track]
    estimate = next((each.at for each in history if each.kind == ESTIMATE), None)
    if estimate and kind in DATED:
        yield DATED[kind], estimate
    if closed and kind is Kind.COMPLAINTS and any(each.kind == RESOLUTION for each in history):
        yield Wait.RESOLUTION, closed


def _promises(case: Case, history: Sequence[Entry]) -> list[tuple[Promised, datetime]]:
    """Each date that somebody was given: by the acknowledgement, then by an administrator (P3). One that was renewed
    before it came was kept (P4); one that is still to come is not counted.
    """
    promises: list[tuple[Promised, datetime]] = []
    for each in history if case.track is not Track.APPEAL else ():
        if each.kind in PROMISES and not each.body.get("count"):  # the count is answered at once: nothing is promised
            promises.append((Promised.KEPT, each.at))
        elif each.kind == MISSED and promises:
            promises[-1] = (Promised.MISSED, promises[-1][1])
    runs = case.promise is not None and promises and promises[-1][0] is Promised.KEPT
    return promises[:-1] if runs else promises


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


# --- in lines, for a letter


def lines(page: Stats) -> tuple[str, ...]:
    """The total first, then the quarters, the latest first; those with nothing but few in them as one line."""
    if page.total is None:
        return (TOO_EARLY,)
    return (
        *_period("in total", page.total),
        *(line for each in runs(page) for line in _run(each)),
    )


def runs(page: Stats) -> list[tuple[Period, ...]]:
    """The quarters, the latest first; quiet ones that follow each other stand together."""
    found: list[tuple[Period, ...]] = []
    for period in reversed(page.quarters):
        if found and period.is_quiet and found[-1][0].is_quiet:
            found[-1] = (*found[-1], period)
        else:
            found.append((period,))
    return found


def quarter(period: Period) -> str:
    return f"{period.last.year} Q{(period.last.month + 2) // 3}"


def span(periods: Sequence[Period]) -> str:
    """What a run of quarters is called; it stands the latest first."""
    names = quarter(periods[-1]), quarter(periods[0])
    return names[0] if len(periods) == 1 else f"{names[0]} to {names[1]}"


def duration(hours: int) -> str:
    count, unit = (hours // 24, "day") if hours > HOURS_OF_TWO_DAYS else (hours, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _run(periods: tuple[Period, ...]) -> tuple[str, ...]:
    if periods[0].is_quiet:
        each = ", each quarter" if len(periods) > 1 else ""
        return (f"{span(periods)}: fewer than five of everything{each}",)
    return _period(span(periods), periods[0])


def _period(name: str, period: Period) -> tuple[str, ...]:
    kinds = (f"{kind}: {period.opened[kind]} opened, {period.closed[kind]} closed" for kind in Kind)
    happened = (f"{what}: {figure}" for what, figure in period.happened.items())
    waited = (f"{wait}: {_waited(each)}" for wait, each in period.waited.items())
    kept = () if period.promises_kept is None else (f"promised dates kept: about {period.promises_kept} %",)
    heading = f"{name}, {period.first.isoformat()} to {period.last.isoformat()}"
    return (heading, *(f"  {line}" for line in (*kinds, *happened, *waited, *kept)))


def _waited(waited: Waited) -> str:
    return f"half within {duration(waited.median_hours)}, nine in ten within {duration(waited.ninth_decile_hours)}"
