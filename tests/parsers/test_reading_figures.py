"""Floors a little under what was measured, and zeros that may never rise.

The weights of the package were learned from the texts too: what is held here of them is that nothing falls, not how
well unseen text is read. That is `make read-scores` (docs/reading.md). The mails and messages train nothing.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from daemon.reading_command import readings
from tests.reading.figures import CONTEXT, RANK, measured

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
FLOORS = {
    "reports": {"kind": 0.90, "consent exact": 0.82, "missing exact": 0.78, "administrator named": 0.97},
    "consent": {"consent exact": 0.79},
    "languages": {"kind": 0.50},
    "hard": {"kind": 0.57, "consent exact": 0.73, "administrator named": 0.95},
    "appeals_questions_other": {"kind": 0.36},
}


@cache
def corpus():
    labels = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))
    paths = {path.stem: path for path in sorted(CORPUS.glob("*/*")) if path.suffix in {".eml", ".json"}}
    read = readings([paths[Path(name).stem] for name in labels], CONTEXT)
    return list(zip(labels.values(), read, strict=True))


@cache
def figures(name):
    return measured(name)


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, floors in FLOORS.items() for figure in floors])
def test_a_figure_of_the_texts_does_not_fall(name, figure):
    assert figures(name).share(figure) >= FLOORS[name][figure]


@pytest.mark.parametrize("name", ["reports", "consent"])
def test_no_consent_of_the_texts_is_read_as_more_than_it_is(name):
    assert figures(name).over_read == 0


def test_no_consent_of_the_corpus_is_read_as_more_than_it_is():
    over = [got["file"] for want, got in corpus() if RANK[got["consent"]] > RANK[want.get("consent", "unstated")]
            and want["kind"] in {"complaint", "concern", "report", "followup"}]  # fmt: skip
    assert over == []


def test_no_report_and_no_appeal_of_the_corpus_is_lost():
    lost = [got["file"] for want, got in corpus() if want["kind"] in {"complaint", "concern", "report", "appeal"}
            and got["kind"] in {"automatic", "other"}]  # fmt: skip
    assert lost == []


def test_the_kinds_of_the_corpus_are_read():
    right = [want["kind"] == got["kind"] for want, got in corpus()]
    assert sum(right) / len(right) >= 0.95


def test_no_danger_of_the_corpus_is_overlooked():
    missed = [got["file"] for want, got in corpus() if want.get("urgent") and not got["urgent"]]
    assert missed == []


def test_every_reported_administrator_of_the_corpus_is_named():
    missed = [got["file"] for want, got in corpus() if want.get("names_admin") and not got["names_admin"]]
    assert missed == []
