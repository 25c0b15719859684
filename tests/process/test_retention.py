"""How long a closed case is kept, and why one stays longer: facts about the state, without a clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.process.case import Case, Debt, Stage, Suspension, Terms, Track
from daemon.process.decide import decide
from daemon.process.events import Reopened
from daemon.process.events_parties import PurgeWarned
from daemon.process.records import Appeal, Ground, Sender
from daemon.process.retention import WARNED_BEFORE, Keeps, keeps, named, purge_due, warning_due, was_warned

END = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
CLOSED = Case(code="SSE-7K3F2", track=Track.COMPLAINT, stage=Stage.CLOSED, opened_at=END, closed_at=END, terms=Terms())
STANDS = Suspension("SSE-4KX2P", END, "Ada", Ground.COMPLAINT, END, kept_until=END + YEAR)
APPEAL = Case(
    code="SSE-AAAAA",
    track=Track.APPEAL,
    stage=Stage.CLOSED,
    opened_at=END,
    closed_at=END,
    appeal=Appeal(Sender.MEMBER, "SSE-7K3F2", "SSE-4KX2P"),
)


def test_a_closed_case_is_kept_for_nothing_by_itself():
    assert keeps(CLOSED, ()) is None


def test_it_is_warned_of_two_weeks_before_its_year_is_over():
    assert warning_due(CLOSED) == END + YEAR - timedelta(days=14)


def test_it_goes_when_the_year_is_over():
    assert purge_due(CLOSED, END + YEAR - WARNED_BEFORE) == END + YEAR


def test_it_never_goes_earlier_than_two_weeks_after_the_warning_was_given():
    late = END + YEAR + timedelta(days=400)
    assert purge_due(CLOSED, late) == late + timedelta(days=14)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"stage": Stage.NEEDS_DATE}, Keeps.OPEN),
        ({"held": True}, Keeps.HELD),
        ({"suspensions": (STANDS,)}, Keeps.SUSPENSION),
        ({"debt": Debt.LOOK}, Keeps.OWED),
    ],
)
def test_what_keeps_a_case(changes, why):
    assert keeps(replace(CLOSED, **changes), ()) is why


def test_a_suspension_that_has_ended_keeps_nothing():
    assert keeps(replace(CLOSED, suspensions=(replace(STANDS, ended_at=END),)), ()) is None


def test_an_open_appeal_keeps_the_case_beside_it():
    assert keeps(CLOSED, (replace(APPEAL, stage=Stage.CONSIDERED),)) is Keeps.APPEAL
    assert keeps(CLOSED, (APPEAL,)) is None
    assert keeps(CLOSED, (replace(CLOSED, code="SSE-BBBBB", stage=Stage.LATE),)) is None


def test_an_appeal_is_kept_while_its_suspension_stands():
    assert keeps(APPEAL, (replace(CLOSED, suspensions=(STANDS,)),)) is Keeps.SUSPENSION
    assert keeps(APPEAL, (CLOSED,)) is None


def test_an_appeal_is_not_kept_by_somebody_elses_suspension():
    other = replace(STANDS, account="SSE-ZZZZZ")
    assert keeps(APPEAL, (replace(CLOSED, suspensions=(other,)),)) is None


def test_a_merged_case_is_kept_while_the_one_that_it_goes_on_in_is_open():
    merged = replace(CLOSED, stage=Stage.MERGED, merged_into="SSE-BBBBB")
    other = replace(CLOSED, code="SSE-BBBBB")
    assert keeps(merged, (replace(other, stage=Stage.LATE),)) is Keeps.JOINED
    assert keeps(merged, (other,)) is None
    assert named(merged) == ("SSE-BBBBB",)


def test_it_is_looked_at_beside_the_cases_that_it_names():
    case = replace(CLOSED, appeals=("SSE-A",), related=("SSE-B", "SSE-A"))
    assert named(case) == ("SSE-A", "SSE-B")
    assert named(APPEAL) == ("SSE-7K3F2",)


def test_a_warning_counts_until_the_case_is_opened_again():
    warned = decide(CLOSED, PurgeWarned(), END + YEAR).case
    assert was_warned(warned)
    assert not was_warned(CLOSED)
    again = decide(warned, Reopened("Ada"), END + YEAR).case
    assert (warning_due(again), was_warned(again)) == (None, False)
    closed = replace(again, stage=Stage.CLOSED, closed_at=END + 2 * YEAR)
    assert not was_warned(closed)
