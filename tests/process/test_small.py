"""No small count follows from the larger ones beside it (P13); a reader who tries every possible past learns nothing."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.process.case import Track
from daemon.process.count import count
from daemon.process.small import SMALL, Direction, Figure, Ledger, Line, exactly, hinted

ENDS = (date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31))
MOST = 16  # a number that is only said to be large is tried up to here


def alone(*counts):
    return Ledger((Line(name="closed", counts=counts),)).settled()["closed"]


def pair(closed, opened, lead=0):
    lines = (Line(name="closed", counts=closed, within="opened"), Line(name="opened", counts=opened, lead=lead))
    return Ledger(lines).settled()


def reports(complaints, concerns):
    lines = (
        Line(name="complaints", counts=complaints),
        Line(name="concerns", counts=concerns, direction=Direction.DOWN),
    )
    return Ledger(lines, ("complaints", "concerns")).settled()


def fits(figure, number):
    return figure.least <= number and (figure.most is None or number <= figure.most)


def candidates(figure):
    return range(figure.least, (MOST if figure.most is None else figure.most) + 1)


def pasts(told):
    """Every (closed, opened) by quarter that the figures leave possible."""
    cells = [*told["closed"].quarters, *told["opened"].quarters]
    quarters = len(told["closed"].quarters)
    for numbers in product(*map(candidates, cells)):
        closed, opened = numbers[:quarters], numbers[quarters:]
        never_more_closed = all(sum(closed[:each]) <= sum(opened[:each]) for each in range(1, quarters + 1))
        if never_more_closed and fits(told["closed"].total, sum(closed)) and fits(told["opened"].total, sum(opened)):
            yield closed, opened


@pytest.mark.parametrize(
    ("figure", "says"),
    [(SMALL, "fewer than five"), (exactly(12), "12"), (hinted(12), "5 or more"), (Figure(7, None), "7 or more")],
)
def test_a_figure_says_what_may_be_told(figure, says):
    assert str(figure) == says


def test_p13_five_are_told_and_four_are_not():
    assert alone(5, 4).quarters == (exactly(5), SMALL)


@pytest.mark.parametrize("small", [0, 1, 4])
def test_p13_one_small_quarter_hides_the_total_that_would_give_it_away(small):
    assert alone(9, small).total == Figure(9, None)


def test_p13_where_all_quarters_are_large_so_is_all_that_follows():
    told = alone(9, 8, 7)
    assert (told.quarters, told.total) == ((exactly(9), exactly(8), exactly(7)), exactly(24))


def test_p13_a_total_of_many_small_quarters_is_told_once_it_gives_none_of_them_away():
    assert alone(1, 2, 1, 2, 2, 3, 1).total == exactly(12)


def test_p13_two_quarters_of_four_are_not_told_as_eight():
    assert alone(4, 4).total == hinted(8)


def test_p13_a_later_report_does_not_give_away_the_quarter_between():
    earlier, later = alone(1, 2, 1, 2, 2, 3, 1), alone(1, 2, 1, 2, 2, 3, 1, 2)
    assert (earlier.total, later.total) == (exactly(12), Figure(12, None))


def test_p13_what_a_report_told_a_later_one_tells_again():
    counts = (9, 3, 6, 1, 12, 0, 7)
    reports = [alone(*counts[:end]).quarters for end in range(1, len(counts) + 1)]
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(reports))


def test_p13_the_few_that_are_open_do_not_follow_from_the_opened_and_the_closed():
    told = pair(closed=(10,), opened=(12,))
    assert (told["closed"].total, told["opened"].total) == (exactly(10), Figure(10, None))


def test_p13_where_many_are_open_both_are_told():
    told = pair(closed=(10,), opened=(16,))
    assert (told["closed"].total, told["opened"].total) == (exactly(10), exactly(16))


def test_p13_the_few_that_were_open_before_do_not_help_to_work_it_out():
    told = pair(closed=(10,), opened=(9,), lead=3)
    assert (told["closed"].total, told["opened"].total.most) == (exactly(10), None)


def test_p13_a_quarter_does_not_follow_from_the_total_and_the_count_that_anybody_may_ask_for():
    assert str(reports((6, 2, 4), (0, 0, 0))["complaints"].total) == "12"
    assert str(reports((6, 2), (0, 0))["complaints"].total) == "6 or more"


numbers = st.integers(min_value=0, max_value=11)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=2))
def test_p13_a_reader_who_tries_every_past_pins_down_no_small_count(quarters):
    """Counts that are small, and how many were open at the end of a quarter."""
    opened = tuple(each for each, _ in quarters)
    closed = closed_of(quarters)
    possible = list(pasts(pair(closed, opened)))
    assert (closed, opened) in possible
    for quarter in range(len(quarters)):
        looks = (
            lambda past, at=quarter: past[0][at],
            lambda past, at=quarter: past[1][at],
            lambda past, at=quarter: sum(past[1][: at + 1]) - sum(past[0][: at + 1]),
        )
        for look in looks:
            if look((closed, opened)) < 5:
                assert len({look(past) for past in possible}) > 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=2))
def test_p13_the_figures_pin_down_no_kind_that_the_public_count_leaves_open(quarters):
    """What the count itself gives away is not for the figures to mend."""
    true = tuple(zip(*quarters, strict=True))
    told = reports(*true)
    public = [
        past for past in product(*(candidates(hinted(each)) for kind in true for each in kind)) if asked(past, true)
    ]
    left = [past for past in public if all(map(fits, cells(told), past)) and all(map(fits, totals(told), sums(past)))]
    for place, number in enumerate(true[0] + true[1]):
        if number < 5 and len({past[place] for past in public}) > 1:
            assert len({past[place] for past in left}) > 1


def cells(told):
    return [*told["complaints"].quarters, *told["concerns"].quarters]


def totals(told):
    return [told["complaints"].total, told["concerns"].total]


def sums(past):
    """Of the first kind and of the second."""
    half = len(past) // 2
    return sum(past[:half]), sum(past[half:])


def asked(past, true):
    """Whether the public count would have been the same at the end of each quarter."""
    half = len(past) // 2
    return all(
        counted(past[:end], past[half : half + end]) == counted(true[0][:end], true[1][:end])
        for end in range(1, half + 1)
    )


@cache
def counted(complaints, concerns):
    """What daemon/process/count.py says after the last of these quarters."""
    kinds = ((Track.COMPLAINT, complaints), (Track.CONCERN, concerns))
    days = [
        (kind, ENDS[place]) for kind, numbers in kinds for place, number in enumerate(numbers) for _ in range(number)
    ]
    said = count(days, 0, date(2026, 3, 31), ENDS[len(complaints) - 1] + timedelta(days=1))
    return said.total, said.complaints, said.concerns


def closed_of(quarters):
    """No more than were open."""
    waiting, closed = 0, []
    for came, wish in quarters:
        waiting += came
        closed.append(min(wish, waiting))
        waiting -= closed[-1]
    return tuple(closed)
