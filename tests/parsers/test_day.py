from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.day import DAYS, MONTHS, day

FORMS_OF_A_DATE = [
    "{date:%-d} {month}",
    "{month} {date:%-d}, {date:%Y}",
    "{weekday} {date:%-d} {month} {date:%Y}",
    "{short}, the {date:%-d}th of {month}",
    "in {days} days",
]


@given(
    today=st.dates(date(2026, 1, 1), date(2031, 1, 1)),
    days=st.integers(1, 364),
    form=st.sampled_from(FORMS_OF_A_DATE),
)
@settings(deadline=None)
def test_every_date_of_a_year_is_read_from_any_day(today, days, form):
    on = today + timedelta(days=days)
    weekday = DAYS[on.weekday()]
    text = form.format(date=on, days=days, month=MONTHS[on.month - 1], weekday=weekday, short=weekday[:3])
    assert day(text.lower(), today) == on


@given(
    today=st.dates(date(2026, 1, 1), date(2031, 1, 1)),
    weekday=st.integers(0, 6),
    form=st.sampled_from(["{}", "this {}", "next {}"]),
    letters=st.sampled_from([3, 9]),
)
@settings(deadline=None)
def test_every_weekday_is_one_of_the_week_to_come(today, weekday, form, letters):
    found = day(form.format(DAYS[weekday].lower()[:letters]), today)
    assert found.weekday() == weekday
    assert timedelta(0) <= found - today <= timedelta(days=7)
