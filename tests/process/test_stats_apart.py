"""Two reports of one quarter, whatever happened between them, tell the same: so no single case follows from both (P13)."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.process.case import Track
from daemon.process.count import count
from daemon.process.stats import Happening, Kind, Promised, Record, Wait, stats

AS_OF = date(2026, 3, 31)
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)  # the quarter that runs
TRACKS = {Kind.COMPLAINTS: Track.COMPLAINT, Kind.CONCERNS: Track.CONCERN, Kind.QUESTIONS: Track.QUESTION}
KINDS = st.sampled_from([Kind.COMPLAINTS] * 3 + list(Kind))
BEFORE = st.builds(
    lambda kind, opened, lasted: (kind, AS_OF + timedelta(days=opened), AS_OF + timedelta(days=opened + lasted)),
    KINDS, st.integers(1, 183), st.integers(0, 300),
)  # fmt: skip
LEDGERS = st.lists(BEFORE, max_size=60)
DAYS = st.integers(0, (LAST - FIRST).days)
SINCE = st.lists(st.tuples(KINDS, DAYS), max_size=12)


def seen_on(day, ledger, since):
    """The records as they are on that day: what is still to come is not known."""
    for kind, opened, closed in ledger:
        yield of_case(kind, opened, closed if closed <= day else None)
    for kind, after in since:
        opened = FIRST + timedelta(days=after)
        if opened <= day:
            yield of_case(kind, opened, opened + timedelta(days=3) if opened + timedelta(days=3) <= day else None)


def of_case(kind, opened, closed):
    made = Record(kind=kind, opened=opened, closed=closed)
    if closed is None:
        return made
    wait = (Wait.RESOLUTION, closed, timedelta(days=(closed - opened).days, hours=1))
    return replace(made, waits=(wait,), happened=((Happening.UPHELD, closed),), promises=((Promised.KEPT, closed),))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LEDGERS, SINCE, DAYS, st.integers(7, 90))
def test_p13_two_reports_of_one_quarter_are_the_same(ledger, since, after, apart):
    one = FIRST + timedelta(days=after)
    two = min(one + timedelta(days=apart), LAST)
    pages = [stats(list(seen_on(day, ledger, since)), AS_OF, day) for day in (one, two)]
    assert pages[0] == pages[1]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LEDGERS, SINCE, DAYS, st.integers(7, 90))
def test_p13_two_answers_of_one_quarter_are_the_same(ledger, since, after, apart):
    one = FIRST + timedelta(days=after)
    days = (one, min(one + timedelta(days=apart), LAST))
    told = [count(ended_by(day, ledger, since), 15, AS_OF, day) for day in days]
    assert told[0] == told[1]


def ended_by(day, ledger, since):
    records = seen_on(day, ledger, since)
    return [(TRACKS[each.kind], each.closed) for each in records if each.closed and each.kind in TRACKS]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(LEDGERS, st.integers(0, 4), KINDS)
def test_p13_p14_fewer_than_five_cases_alone_are_told_as_none_would_be(ledger, few, kind):
    """What an administrator who may know of them is told of so few is what one is told who is off all of them."""
    hidden = [(kind, AS_OF + timedelta(days=40), AS_OF + timedelta(days=50))] * few
    others = [each for each in ledger if each[0] is not kind]
    with_them, without = (stats(list(seen_on(FIRST, each, ())), AS_OF, FIRST) for each in ([*others, *hidden], others))
    assert figures(with_them, kind) == figures(without, kind)


def figures(page, kind):
    return [(each.opened[kind], each.closed[kind]) for each in (page.total, *page.quarters)]
