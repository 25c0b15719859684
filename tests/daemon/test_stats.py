"""`stats`, by mail and on the command line: from cases in a real store to figures that give none of them away."""

import io
import json
import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from daemon import cli, cli_call, tables
from daemon.config import embedded
from daemon.opening import open_store
from daemon.process.case import Case, Promise, Stage, Suspension, Track
from daemon.process.records import Appeal, Ground, Outcome, Sender
from daemon.process.small import SMALL, exactly
from daemon.process.stats import Happening, Kind, Promised, Record, Wait, Waited, stats
from daemon.stats import TOO_EARLY, lines, record
from daemon.store import Entry
from daemon.views import plain
from tests.support.house import COMPLAINT, JAMISON, household

SPRING = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
SUMMER = datetime(2026, 8, 3, 16, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Denver")
AFTER_NEW_YEAR = datetime(2027, 1, 11, 16, 0, tzinfo=UTC)


def case_of(number, at=SPRING, **facts):
    return Case(**{"code": f"SSE-{10000 + number}", "track": Track.COMPLAINT, "opened_at": at} | facts)


async def keep(home, *cases):
    await home.run(lambda unit: [unit.cases.add(each, None) for each in cases])


def happened(*entries):
    """(kind, hours after SPRING, body) as rows of a history."""
    return [
        Entry("case", place, SPRING + timedelta(hours=hours), kind, "Jamison", body)
        for place, (kind, hours, body) in enumerate(entries)
    ]


def printed(page):
    out = io.StringIO()
    Console(file=out, width=80, highlight=False, emoji=False, markup=False).print(page)
    return out.getvalue()


def busy(number=9):
    """A year with a suspension and an appeal in every case, and a quarter in which nothing happened."""
    span = timedelta(hours=50)
    days = [date(2026, 2, 3), date(2026, 8, 3)]
    return [
        Record(
            kind=kind,
            opened=day,
            closed=day,
            happened=tuple((each, day) for each in Happening),
            waits=tuple((wait, day, span) for wait in Wait),
            promises=((Promised.KEPT, day),),
        )
        for kind in Kind
        for day in days
        for _ in range(number)
    ]


# --- what is gathered


async def test_p14_whoever_is_off_a_case_counts_what_they_may_know_of(tmp_path):
    async with household(tmp_path) as home:
        await keep(home, *(case_of(number) for number in range(4)), case_of(4, off=frozenset({"Jamison Dance"})))
        whole, part = [await home.at_desk(lambda desk: desk.stats(), name) for name in ("Ada", "Jamison")]
        spring = next(place for place, each in enumerate(whole.quarters) if each.last == date(2026, 6, 30))
        assert whole.quarters[spring].opened[Kind.COMPLAINTS] == exactly(5)
        assert part.quarters[spring].opened[Kind.COMPLAINTS] == SMALL


async def test_p14_a_case_that_somebody_is_off_leaves_no_trace_in_their_figures(tmp_path):
    async with household(tmp_path) as home:
        await keep(home, *(case_of(number, SUMMER) for number in range(7)))
        before = await home.at_desk(lambda desk: desk.stats(), "Jamison")
        await keep(home, *(case_of(number, off=frozenset({"Jamison Dance"})) for number in range(10, 20)))
        assert await home.at_desk(lambda desk: desk.stats(), "Jamison") == before


async def test_a_case_that_was_merged_counts_once(tmp_path):
    async with household(tmp_path) as home:
        cases = [case_of(number) for number in range(4)]
        await keep(home, *cases, case_of(4, stage=Stage.MERGED, merged_into=cases[0].code, closed_at=SPRING))
        page = await home.at_desk(lambda desk: desk.stats(), "Ada")
        assert {each.opened[Kind.COMPLAINTS] for each in page.quarters} == {SMALL}


async def test_times_and_promises_come_from_what_really_happened(tmp_path):
    async with household(tmp_path) as home:
        for number in range(5):
            case = await home.opens(COMPLAINT, f"rae{number}@example.org")
            home.clock.now += timedelta(hours=3)
            await home.command(f"estimate {case.code} {home.clock.now + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}")
            await home.command(f"resolve {case.code} We spoke with everybody.")
            await home.passes(minutes=3)
        home.clock.now = AFTER_NEW_YEAR
        page = await home.at_desk(lambda desk: desk.stats(), "Ada")
        assert page.quarters[-1].closed[Kind.COMPLAINTS] == exactly(5)
        assert page.quarters[-1].waited[Wait.COMPLAINT_DATE] == Waited(3, 3)
        assert page.quarters[-1].waited[Wait.RESOLUTION].median_hours in {3, 4}
        assert page.quarters[-1].promises_kept == 100


def test_a_day_is_the_communitys():
    midnight_in_london = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    assert record(case_of(1, midnight_in_london), (), ZONE).opened == date(2026, 6, 30)


def test_a_complaint_that_was_withdrawn_was_not_resolved():
    case = case_of(1, stage=Stage.CLOSED, closed_at=SUMMER)
    assert record(case, happened(("ReportReceived", 0, {}), ("Withdrew", 5, {})), ZONE).waits == ()


def test_a_case_that_was_opened_again_is_not_closed():
    assert record(case_of(1, closed_at=SUMMER), (), ZONE).closed is None


def test_p4_a_promise_renewed_in_time_was_kept_and_one_that_runs_is_not_counted():
    case = case_of(1, promise=Promise(SUMMER, SPRING, "Jamison"))
    history = happened(("ReportReceived", 0, {}), ("EstimateGiven", 5, {}), ("EstimateGiven", 20, {}))
    assert [kept for kept, _ in record(case, history, ZONE).promises] == [Promised.KEPT, Promised.KEPT]


def test_p4_a_missed_promise_counts_on_the_day_on_which_it_was_given():
    history = happened(("ReportReceived", 0, {}), ("PromiseMissed", 24, {}), ("EstimateGiven", 30, {}))
    promises = record(case_of(1, stage=Stage.CLOSED, closed_at=SUMMER), history, ZONE).promises
    assert promises == ((Promised.MISSED, date(2026, 5, 20)), (Promised.KEPT, date(2026, 5, 21)))


def test_a_question_that_conductd_answered_itself_promised_nothing():
    asked = happened(("QuestionAsked", 0, {"count": {"total": "15"}}))
    assert record(case_of(1, track=Track.QUESTION), asked, ZONE).promises == ()


def test_each_suspension_and_the_outcome_of_an_appeal_count():
    suspended = [
        Suspension(account=f"SSE-2000{each}", since=SPRING, by="Ada", ground=Ground.COMPLAINT, review_at=SUMMER)
        for each in range(2)
    ]
    decided = Appeal(sender=Sender.MEMBER, outcome=Outcome.OVERTURNED, decided_at=SUMMER)
    complaint = record(case_of(1, suspensions=tuple(suspended)), (), ZONE)
    appealed = record(case_of(2, track=Track.APPEAL, appeal=decided), (), ZONE)
    assert complaint.happened == ((Happening.SUSPENDED, date(2026, 5, 20)),) * 2
    assert (appealed.kind, appealed.happened) == (Kind.APPEALS, ((Happening.OVERTURNED, date(2026, 8, 3)),))


# --- by mail


async def test_by_mail_stats_is_answered_with_a_listing(tmp_path):
    async with household(tmp_path) as home:
        await keep(home, *(case_of(number) for number in range(6)))
        await home.opens(COMPLAINT)
        before = await home.cases()
        letter = await home.order("stats\n", JAMISON)
        assert letter.name == "listing"
        assert "in total, 2019-05-01 to 2026-09-30" in letter.text
        assert "complaints: 6 opened, fewer than five closed" in letter.text
        assert "2019 Q2 to 2026 Q1: fewer than five of everything, each quarter" in letter.text
        assert await home.cases() == before


def test_in_lines_a_quarter_has_its_times_in_words():
    told = "\n".join(lines(stats(busy(), date(2025, 12, 31), date(2026, 11, 22))))
    assert "until a complaint was resolved: half within 3 days, nine in ten within 3 days" in told
    assert "2026 Q2: fewer than five of everything\n" in told
    assert "promised dates kept: about 100 %" in told


def test_before_the_first_quarter_has_ended_that_is_said():
    page = stats([], None, date(2026, 11, 22))
    assert lines(page)[0] == TOO_EARLY
    assert TOO_EARLY in printed(tables.stats(page))


# --- on the command line


def test_the_page_fits_80_columns_and_cuts_no_figure():
    page = printed(tables.stats(stats(busy(4000), date(2025, 12, 31), date(2026, 11, 22))))
    assert max(map(len, page.splitlines())) <= 80
    for said in ("4000+ / 4000", "2026 Q2", "<5 / <5", "3 d / 3 d", "about 100 %"):
        assert said in page


def test_as_json_a_figure_has_its_bounds():
    page = plain(stats(busy(), date(2025, 12, 31), date(2026, 11, 22)))
    assert page["quarters"][0]["closed"]["complaints"] == {"least": 9, "most": 9}
    assert page["quarters"][1]["closed"]["complaints"] == {"least": 0, "most": 4}
    assert page["total"]["first"] == "2026-01-01"


def test_the_command_prints_json_that_names_no_case(tmp_path, monkeypatch, capsys):
    data = tmp_path / "conductd-data"
    data.mkdir(mode=0o700)
    store = open_store(embedded(data), SUMMER)
    store.run_now(lambda unit: [unit.cases.add(case_of(number), None) for number in range(6)])
    store.close()
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CONDUCTD_")]:
        monkeypatch.delenv(name)  # what CI sets is no key of the configuration
    assert cli_call.guarded(lambda: cli._run(["stats", "--json"])) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["total"]["opened"]["complaints"]["least"] == 6
    assert "SSE-" not in out


@pytest.mark.parametrize(("seconds", "lines"), [(0.1, 0), (0.5, 2)])
def test_what_takes_longer_than_a_second_says_how_far_it_is(capsys, seconds, lines):
    times = iter(SPRING + timedelta(seconds=seconds * each) for each in range(20))
    tell = cli._progress(lambda: next(times))
    for done in range(1, 6):
        tell(done, 5)
    assert len(capsys.readouterr().err.splitlines()) == lines
