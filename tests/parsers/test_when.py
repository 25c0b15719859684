import contextlib
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.day import BARE_NUMBER, DAY_OR_MONTH, FORMS, NO_SUCH, WEEKDAY_DIFFERS
from parsers.when import BARE_HOUR, FAR, LONG, ONE_ZONE, PAST, Exactness, NotATime, duration, say, when

DENVER = ZoneInfo("America/Denver")
ZONES = [DENVER, *map(ZoneInfo, ("UTC", "Europe/London", "Asia/Kathmandu", "America/Sao_Paulo", "Australia/Lord_Howe"))]
TUESDAY = datetime(2026, 11, 24, 15, 30, tzinfo=DENVER)


def local(text, now=TUESDAY, zone=DENVER):
    return when(text, now, zone).at.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-27", "Fri 2026-11-27 17:00"),
        ("2026-11-27 17:00", "Fri 2026-11-27 17:00"),
        ("2026-11-27T09:05", "Fri 2026-11-27 09:05"),
        ("2026-11-27T17:00Z", "Fri 2026-11-27 10:00"),
        ("2026-11-27 17:00:30 utc", "Fri 2026-11-27 10:00"),
        ("2026-11-27T17:00+01:00", "Fri 2026-11-27 09:00"),
        (" by 2026-11-27. ", "Fri 2026-11-27 17:00"),
        ("2026-12-31T23:59:60Z", "Thu 2026-12-31 16:59"),
    ],
)
def test_an_iso_date_is_exact(text, expected):
    assert local(text) == expected
    assert when(text, TUESDAY, DENVER).exact is Exactness.ISO


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2 days", "Thu 2026-11-26 17:00"),
        ("In two days.", "Thu 2026-11-26 17:00"),
        ("2 days", "Thu 2026-11-26 17:00"),
        ("within 2 days", "Thu 2026-11-26 17:00"),
        ("in 2 days at noon", "Thu 2026-11-26 12:00"),
        ("a week", "Tue 2026-12-01 17:00"),
        ("in 1 month", "Thu 2026-12-24 17:00"),
        ("today", "Tue 2026-11-24 17:00"),
        ("tomorrow", "Wed 2026-11-25 17:00"),
        ("tomorrow 10am", "Wed 2026-11-25 10:00"),
        ("tomorrow at 10 am", "Wed 2026-11-25 10:00"),
        ("10:30 tomorrow", "Wed 2026-11-25 10:30"),
        ("tomorrow morning", "Wed 2026-11-25 09:00"),
        ("tomorrow in the evening", "Wed 2026-11-25 19:00"),
        ("the day after tomorrow", "Thu 2026-11-26 17:00"),
        ("friday", "Fri 2026-11-27 17:00"),
        ("by Friday", "Fri 2026-11-27 17:00"),
        ("FRIDAY 12AM", "Fri 2026-11-27 00:00"),
        ("5pm fri", "Fri 2026-11-27 17:00"),
        ("friday by noon", "Fri 2026-11-27 12:00"),
        ("end of day friday", "Fri 2026-11-27 17:00"),
        ("friday EOD", "Fri 2026-11-27 17:00"),
        ("next monday 9:00", "Mon 2026-11-30 09:00"),
        ("on Thursday, 16:45", "Thu 2026-11-26 16:45"),
        ("tuesday", "Tue 2026-12-01 17:00"),
        ("tonight", "Tue 2026-11-24 20:00"),
        ("this evening", "Tue 2026-11-24 19:00"),
        ("noon", "Wed 2026-11-25 12:00"),
        ("17:00", "Tue 2026-11-24 17:00"),
        ("9am", "Wed 2026-11-25 09:00"),
        ("midnight", "Wed 2026-11-25 00:00"),
        ("end of week", "Fri 2026-11-27 17:00"),
        ("by the end of the week", "Fri 2026-11-27 17:00"),
        ("end of this week, noon", "Fri 2026-11-27 12:00"),
        ("next week", "Fri 2026-12-04 17:00"),
        ("the end of next week", "Fri 2026-12-04 17:00"),
        ("end of the month", "Mon 2026-11-30 17:00"),
        ("27 November", "Fri 2026-11-27 17:00"),
        ("Nov 27", "Fri 2026-11-27 17:00"),
        ("November 27th, 2026, 5:15pm", "Fri 2026-11-27 17:15"),
        ("the 3rd of December", "Thu 2026-12-03 17:00"),
        ("on the 3rd", "Thu 2026-12-03 17:00"),
        ("the 31st", "Thu 2026-12-31 17:00"),
        ("Friday the 27th, noon", "Fri 2026-11-27 12:00"),
        ("Fri 27 Nov 2026 17:00 MST", "Fri 2026-11-27 17:00"),
        ("friday 10:00 UTC", "Fri 2026-11-27 03:00"),
        ("may 5", "Wed 2027-05-05 17:00"),
        ("27/11/2026", "Fri 2026-11-27 17:00"),
        ("27.11.", "Fri 2026-11-27 17:00"),
        ("11/27 9:00", "Fri 2026-11-27 09:00"),
        ("5/5", "Wed 2027-05-05 17:00"),
    ],
)
def test_words_are_read_in_the_zone(text, expected):
    assert local(text) == expected
    assert when(text, TUESDAY, DENVER).exact is Exactness.READ


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("15m", 900),
        ("24h", 86_400),
        ("2d", 172_800),
        ("2w", 1_209_600),
        ("in 3 hours", 10_800),
        ("within 24 hours", 86_400),
        ("an hour", 3_600),
        ("in half an hour", 1_800),
        ("ten minutes", 600),
        ("45 mins", 2_700),
    ],
)
def test_a_span_is_counted_from_now(text, seconds):
    assert when(text, TUESDAY, DENVER).at == TUESDAY + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("42", BARE_NUMBER),
        ("3", BARE_NUMBER),
        ("2027", BARE_NUMBER),
        ("1 2", BARE_NUMBER),
        ("at 9", BARE_HOUR),
        ("tomorrow at 9", BARE_HOUR),
        ("at 10 on friday", BARE_HOUR),
        ("friday at 10.30", BARE_HOUR),
        ("12/01", DAY_OR_MONTH),
        ("12/01/2027", DAY_OR_MONTH),
        ("3.12.", DAY_OR_MONTH),
        ("12/01 9:00", DAY_OR_MONTH),
        ("27/13", NO_SUCH),
        ("0/0", NO_SUCH),
        ("31 november", NO_SUCH),
        ("feb 30", NO_SUCH),
        ("2026-13-01", NO_SUCH),
        ("2026-11-27 25:00", NO_SUCH),
        ("2026-11-27 17:00+99:00", NO_SUCH),
        ("friday 25:00", NO_SUCH),
        ("friday 13pm", NO_SUCH),
        ("friday 0am", NO_SUCH),
        ("Monday 27 November", WEEKDAY_DIFFERS),
        ("Friday the 28th", WEEKDAY_DIFFERS),
        ("the 32nd", NO_SUCH),
        ("today 9:00", PAST),
        ("2026-11-23", PAST),
        ("2026-11-24 15:30", PAST),
        ("0s", PAST),
        ("in 400 days", FAR),
        ("53w", FAR),
        ("999999w", FAR),
        ("in 999 months", FAR),
        ("2027-11-26", FAR),
        ("9999-12-31 23:59-23:00", FAR),
        ("friday 10:00 CET", ONE_ZONE),
        ("tomorrow 5 pm EST", ONE_ZONE),
        ("friday 9:00 or 10:00", FORMS),
        ("yesterday", FORMS),
        ("1 day ago", FORMS),
        ("now", FORMS),
        ("soon", FORMS),
        ("may", FORMS),
        ("december", FORMS),
        ("next month", FORMS),
        ("morgen", FORMS),
        ("", FORMS),
        ("ok", FORMS),
        ("I told her tomorrow", FORMS),
        ("not before friday", FORMS),
        ("٣ days", FORMS),
        ("x" * 81, LONG),
    ],
)
def test_what_is_not_sure_is_refused_with_a_hint(text, hint):
    with pytest.raises(NotATime) as refused:
        when(text, TUESDAY, DENVER)
    assert refused.value.hint == hint
    assert str(refused.value) == hint


def test_the_end_of_a_week_that_is_over_has_passed():
    saturday = TUESDAY + timedelta(days=4)
    with pytest.raises(NotATime, match="passed"):
        when("end of week", saturday, DENVER)
    assert local("end of next week", saturday) == "Fri 2026-12-04 17:00"


def test_a_day_is_the_administrators_and_not_the_servers():
    late_in_denver = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert local("today 23:00", late_in_denver) == "Tue 2026-11-24 23:00"
    assert local("tomorrow", late_in_denver, ZoneInfo("Asia/Tokyo")) == "Thu 2026-11-26 17:00"


def test_an_hour_that_a_spring_night_leaves_out_moves_forward():
    before = datetime(2027, 3, 13, 12, tzinfo=DENVER)
    assert local("tomorrow 02:30", before) == "Sun 2027-03-14 03:30"
    assert local("2027-03-14 02:30", before) == "Sun 2027-03-14 03:30"


def test_an_hour_that_an_autumn_night_has_twice_is_the_first_that_is_to_come():
    assert when("2026-11-01 01:30", datetime(2026, 10, 31, tzinfo=UTC), DENVER).at.hour == 7
    assert when("2026-11-01 01:30", datetime(2026, 11, 1, 8, tzinfo=UTC), DENVER).at.hour == 8


def test_an_hour_that_an_autumn_night_has_twice_is_told_apart_by_its_zone():
    evening = datetime(2026, 10, 31, tzinfo=UTC)
    assert when("1 November 01:30 MDT", evening, DENVER).at.hour == 7
    assert when("1 November 01:30 MST", evening, DENVER).at.hour == 8


def test_a_span_over_a_clock_change_is_elapsed_time():
    before = datetime(2027, 3, 13, 12, tzinfo=DENVER)
    assert local("24h", before) == "Sun 2027-03-14 13:00"
    assert local("tomorrow noon", before) == "Sun 2027-03-14 12:00"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Denver", "Friday 27 November 2026, 17:00 MST"),
        ("UTC", "Saturday 28 November 2026, 00:00 UTC"),
        ("America/Sao_Paulo", "Friday 27 November 2026, 21:00 UTC-03:00"),
        ("Asia/Kathmandu", "Saturday 28 November 2026, 05:45 UTC+05:45"),
    ],
)
def test_a_moment_is_said_in_full(zone, expected):
    assert say(datetime(2026, 11, 28, 0, 0, tzinfo=UTC), ZoneInfo(zone)) == expected


@given(minutes=st.integers(1, 365 * 24 * 60), zone=st.sampled_from(ZONES))
@settings(deadline=None)
def test_what_is_said_is_read_as_the_same_moment(minutes, zone):
    at = TUESDAY.astimezone(UTC) + timedelta(minutes=minutes)
    assert when(say(at, zone), TUESDAY, zone).at == at


@pytest.mark.parametrize(
    ("text", "seconds"), [("0s", 0), ("90s", 90), ("15m", 900), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600)]
)
def test_a_duration_is_one_number_and_one_unit(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text", ["", "90", "s", "1h30m", "1.5h", "-1s", " 1s", "1 s", "1S", "1y", "1234567s", "１s", "1s\n"]
)
def test_any_other_duration_is_refused_with_the_accepted_form(text):
    with pytest.raises(ValueError, match="90s, 15m, 24h, 7d or 2w"):
        duration(text)


HINTS = {BARE_HOUR, BARE_NUMBER, DAY_OR_MONTH, FAR, FORMS, LONG, NO_SUCH, ONE_ZONE, PAST, WEEKDAY_DIFFERS}
PIECES = st.sampled_from(
    [
        "in",
        "at",
        "on",
        "by",
        "the",
        "of",
        "next",
        "this",
        "end",
        "day",
        "days",
        "week",
        "month",
        "friday",
        "fri",
        "tomorrow",
        "today",
        "tonight",
        "noon",
        "midnight",
        "1",
        "2",
        "12",
        "31",
        "99",
        "2026",
        "2027",
        "17:00",
        "25:61",
        "5pm",
        "am",
        "november",
        "may",
        "3rd",
        "12/01",
        "31.12.",
        "2d",
        "999999w",
        "2026-11-27",
        "9999-12-31",
        "utc",
        "mst",
        "cet",
        "utc+05:45",
        "half",
        "an",
        "hour",
        "hours",
        ",",
        ".",
        ":",
        "-",
        "+01:00",
        "morning",
        "eod",
    ]
)


@given(st.text(max_size=90) | st.lists(PIECES, max_size=7).map(" ".join), st.sampled_from(ZONES))
@settings(max_examples=400, deadline=None)
def test_any_text_is_a_time_within_a_year_or_refused(text, zone):
    with contextlib.suppress(NotATime):
        found = when(text, TUESDAY, zone).at
        assert TUESDAY < found <= TUESDAY + timedelta(days=366)
        assert found.tzinfo is UTC


@given(st.text(max_size=90))
def test_a_refusal_never_repeats_what_was_written(text):
    try:
        when(text, TUESDAY, DENVER)
    except NotATime as refusal:
        hint = refusal.hint
    else:
        hint = FORMS
    assert hint in HINTS


@pytest.mark.parametrize("text", ["0" * 80, " " * 500_000, "1 " * 40, "at " * 26, "the " * 20, "a" * 1_000_000])
def test_hostile_text_is_refused_at_once(text):
    when("tomorrow", TUESDAY, DENVER)
    begin = time.perf_counter()
    with pytest.raises(NotATime):
        when(text, TUESDAY, DENVER)
    assert time.perf_counter() - begin < 0.5
