"""What the runner shows where a bench raises, where somebody ends it, and in its help."""

import io

import pytest
from rich.console import Console

from tests.soak import __main__ as runner
from tests.soak.table import Row

NEEDS = {"failed": pytest.fail, "skipped": pytest.skip}


def breaks(name, _size, _seed):
    if name == "bad":
        raise RuntimeError("the first line\nthe second")
    if name in NEEDS:
        NEEDS[name]("no Dovecot here")
    if name == "ended":
        raise KeyboardInterrupt
    return [Row(name, "1", "all", "measured", met=True)]


def ran(monkeypatch, *names):
    monkeypatch.setattr(runner, "played", breaks)
    paper = io.StringIO()
    code = runner.shown(runner.measured(names, 0, 7), Console(file=paper, width=200))
    return code, paper.getvalue()


def test_a_bench_that_raises_is_a_row_and_the_others_are_shown(monkeypatch, capsys):
    code, table = ran(monkeypatch, "one", "bad", "other")
    assert code == runner.MISSED
    assert table.count("measured") == 2
    assert "RuntimeError: the first line" in table
    assert "the second" not in table
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("name", NEEDS)
def test_what_a_bench_needs_and_does_not_find_is_a_row_too(monkeypatch, name):
    code, table = ran(monkeypatch, "one", name)
    assert (code, "no Dovecot here" in table) == (runner.MISSED, True)


def test_what_was_measured_is_shown_where_somebody_ends_it(monkeypatch):
    code, table = ran(monkeypatch, "one", "ended", "other")
    assert (code, table.count("measured")) == (runner.INTERRUPTED, 1)


def test_all_goals_met_is_the_exit_code_for_it(monkeypatch):
    assert ran(monkeypatch, "one", "other")[0] == runner.MET


def test_the_help_says_sizes_needs_and_exit_codes(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["soak", "--help"])
    with pytest.raises(SystemExit):
        runner.main()
    told = capsys.readouterr().out
    assert all(f"{runner.full(name):,}" in told for name in runner.benches())
    assert all(word in told for word in ("Dovecot", "strace", "root", "130"))
