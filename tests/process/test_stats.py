"""The figures of the transparency report: what counts in which quarter, and what is too few to be told (P13)."""

from datetime import date, timedelta

import pytest

from daemon.process.small import SMALL, exactly, hinted
from daemon.process.stats import Happening, Kind, Promised, Record, Wait, Waited, stats

AS_OF = date(2026, 3, 31)
TODAY = date(2026, 11, 22)
SPRING, SUMMER, AUTUMN = date(2026, 5, 20), date(2026, 8, 3), date(2026, 10, 30)


def cases(number, kind=Kind.COMPLAINTS, opened=SPRING, **facts):
    return [Record(kind=kind, opened=opened, **facts)] * number


def waits(*hours, what=Wait.RESOLUTION, day=SPRING):
    return [
        Record(kind=Kind.COMPLAINTS, opened=day, closed=day, waits=((what, day, timedelta(hours=each)),))
        for each in hours
    ]


def promises(*kept):
    return [Record(kind=Kind.COMPLAINTS, opened=SPRING, promises=tuple((each, SPRING) for each in kept))]


def total(records):
    return stats(records, AS_OF, TODAY).total


def test_p13_each_full_quarter_stands_for_itself_and_the_one_that_runs_is_left_out():
    page = stats([*cases(6), *cases(7, opened=SUMMER), *cases(9, opened=AUTUMN)], AS_OF, TODAY)
    assert [each.opened[Kind.COMPLAINTS] for each in page.quarters] == [exactly(6), exactly(7)]
    assert page.total.opened[Kind.COMPLAINTS] == exactly(13)
    assert (page.total.first, page.total.last) == (date(2026, 4, 1), date(2026, 9, 30))


def test_p13_what_others_counted_before_is_not_counted_again():
    old = cases(8, opened=date(2026, 1, 5), closed=date(2026, 2, 1))
    assert total([*old, *cases(6), *cases(7, opened=SUMMER)]).opened[Kind.COMPLAINTS] == exactly(13)
    assert total(old).closed[Kind.COMPLAINTS] == SMALL


def test_p13_without_a_count_before_it_begins_with_the_quarter_of_the_first_case_whose_day_is_not_told():
    page = stats([*cases(5, opened=date(2026, 2, 14)), *cases(5)], None, TODAY)
    assert [each.first for each in page.quarters] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]


@pytest.mark.parametrize("records", [[], cases(9, opened=AUTUMN)])
def test_before_a_full_quarter_has_ended_there_is_no_total(records):
    page = stats(records, None, TODAY)
    assert (page.total, page.quarters) == (None, ())


def test_the_quarters_of_a_year_end_where_the_calendars_do():
    page = stats([], date(2025, 9, 30), date(2026, 12, 31))
    assert [each.last.isoformat() for each in page.quarters] == ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"]


def test_p13_each_kind_is_counted_apart():
    kinds = dict(zip(Kind, (20, 13, 8, 6), strict=True))
    page = total(
        [each for day in (SPRING, SUMMER) for kind, number in kinds.items() for each in cases(number, kind, day)]
    )
    assert [str(page.opened[kind]) for kind in Kind] == ["40", "26", "16", "10 or more"]
    assert set(page.closed.values()) == {SMALL}


def test_p13_fewer_than_five_are_not_told_apart():
    assert [total(cases(number)).opened[Kind.COMPLAINTS] for number in (0, 1, 4)] == [SMALL] * 3


def test_p13_a_small_quarter_does_not_follow_from_the_total():
    page = stats([*cases(12), *cases(2, opened=SUMMER)], AS_OF, TODAY)
    assert [str(each.opened[Kind.COMPLAINTS]) for each in page.quarters] == ["12", "fewer than five"]
    assert str(page.total.opened[Kind.COMPLAINTS]) == "12 or more"


def test_p13_few_concerns_do_not_follow_from_the_count_that_anybody_may_ask_for():
    """It says twelve complaints, and nothing of two concerns; what closed since the spring stays unsaid too."""
    page = total([*cases(12, closed=SPRING), *cases(2, Kind.CONCERNS, closed=SPRING)])
    assert (str(page.closed[Kind.COMPLAINTS]), str(page.closed[Kind.CONCERNS])) == ("12 or more", "fewer than five")


def test_p13_of_appeals_the_outcomes_are_told_and_not_what_would_tell_the_rest():
    upheld = [each for day in (SPRING, SUMMER) for each in cases(7, Kind.APPEALS, happened=((Happening.UPHELD, day),))]
    page = total([*upheld, *cases(2, Kind.APPEALS, closed=SPRING, happened=((Happening.OVERTURNED, SPRING),))])
    assert [str(page.happened[what]) for what in Happening] == ["fewer than five", "14", "fewer than five"]
    assert (page.opened[Kind.APPEALS], page.closed[Kind.APPEALS]) == (hinted(16), SMALL)


def test_two_accounts_under_one_complaint_are_two_suspensions():
    page = total(cases(3, happened=((Happening.SUSPENDED, SPRING), (Happening.SUSPENDED, SUMMER))))
    assert page.happened[Happening.SUSPENDED] == hinted(6)


def test_p13_a_time_is_told_only_with_five_cases_behind_it():
    assert total(waits(1, 2, 3, 4)).waited == {}
    assert total(waits(1, 2, 3, 4, 5)).waited == {Wait.RESOLUTION: Waited(3, 5)}


def test_a_time_is_told_in_whole_hours_and_beyond_two_days_in_whole_days():
    assert total(waits(1, 10, 20.2, 50, 70)).waited == {Wait.RESOLUTION: Waited(21, 72)}


def test_half_waited_no_longer_than_the_median_and_nine_in_ten_no_longer_than_the_other():
    assert total(waits(*range(1, 21))).waited[Wait.RESOLUTION] == Waited(11, 18)


def test_a_time_counts_in_the_quarter_in_which_the_waiting_ended():
    page = stats([*waits(*[3] * 5), *waits(*[9] * 5, day=SUMMER)], AS_OF, TODAY)
    assert [each.waited[Wait.RESOLUTION].median_hours for each in page.quarters] == [3, 9]


def test_p4_the_share_of_promises_kept_is_rounded_so_that_no_single_one_shows():
    kept, missed = promises(Promised.KEPT), promises(Promised.MISSED)
    assert total([*kept * 18, *missed]).promises_kept == 95
    assert total([*kept * 99, *missed]).promises_kept == 100


def test_p13_many_promises_of_fewer_than_five_cases_are_too_few():
    assert total(promises(*[Promised.KEPT] * 9) * 4).promises_kept is None


def test_a_quarter_with_few_of_everything_is_quiet():
    page = stats([*cases(4), *cases(5, opened=SUMMER)], AS_OF, TODAY)
    assert [each.is_quiet for each in page.quarters] == [True, False]
