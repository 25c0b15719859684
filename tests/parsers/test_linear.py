"""The models: their file, their sums, and that the weights belong to the texts and the code that stand here."""

import json
import zlib

import pytest

from parsers import acts, permission
from parsers.features import classes, denied, features
from parsers.linear import FOLDER, OFFSET, Linear, dump, load
from parsers.tokens import tokens
from tests.reading.sources import sources


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Two outputs, three features: a says yes to the first, b no to both, c nothing."""
    raw = dump(
        ["first", "second"],
        ["a", "b", "ç d"],
        bytes([OFFSET + 100, OFFSET, OFFSET - 50, OFFSET - 128, OFFSET, OFFSET]),
        scales=[0.01, 0.1],
        intercepts=[0.5, -0.25],
        more={"acts": [[1.0]]},
    )
    (tmp_path / "small.weights").write_bytes(raw)
    monkeypatch.setattr("parsers.linear.FOLDER", tmp_path)
    return load("small")


def test_scores_are_sums_of_weights_over_the_root_of_their_number(small: Linear):
    first, second = small.scores(small.summed(["a", "b", "unknown"]))
    assert first == pytest.approx((100 - 50) * 0.01 / 2**0.5 + 0.5)
    assert second == pytest.approx(-128 * 0.1 / 2**0.5 - 0.25)


def test_what_shows_no_known_feature_scores_its_intercepts(small: Linear):
    assert small.scores(small.summed(["x", "y"])) == (0.5, -0.25)


def test_sums_of_parts_are_the_sum_of_the_whole(small: Linear):
    parts = small.summed(["a", "ç d"]) + small.summed(["b"])
    assert parts == small.summed(["a", "b", "ç d"])


def test_a_text_of_the_greatest_length_does_not_overflow_a_field():
    learned = acts.model()
    heaviest = max(learned.packed.items(), key=lambda item: item[1])[0]
    many = learned.summed([heaviest] * 300_000)
    once = learned.summed([heaviest])
    for all_of_them, one in zip(learned.scores(many), learned.scores(once), strict=True):
        assert abs(all_of_them) < 1e6 * (1 + abs(one))


@pytest.mark.parametrize("name", ["sentences", "permission"])
def test_the_weights_were_learned_from_the_texts_and_the_code_that_stand_here(name):
    head = json.loads(zlib.decompress((FOLDER / f"{name}.weights").read_bytes()).partition(b"\n")[0])
    assert head["learned_from"] == sources(), "the texts, the classes or the features changed: run `make weights`"


def test_the_outputs_are_those_that_the_readers_expect():
    assert acts.model().outputs == (*acts.ACTS, *map(str, acts.KINDS), *acts.JUDGED)
    assert permission.model().outputs == tuple(map(str, permission.CONSENTS))


def test_a_word_of_any_of_the_languages_has_its_class():
    for word in ("nobody", "niemand", "personne", "nadie", "ninguem", "nessuno"):
        assert "NOBODY" in classes(word)


def test_accents_capitals_and_kinds_of_quotation_marks_change_no_feature():
    assert tokens("Él “comparte” ESTO…").words == tokens('el "comparte" esto…').words


def test_what_is_quoted_counts_apart_from_what_is_said():
    said, quoted = tokens("share it"), tokens('"share it"')
    assert "share" in features(said.words, 0, len(said.words))
    assert "share" not in features(quoted.words, 0, len(quoted.words))


def test_a_negation_reaches_to_the_end_of_its_clause():
    found = denied(tokens("I would not share this with Bartek, but you may keep it").words)
    assert {"N:share", "N:this"} <= found
    assert "N:keep" not in found


def test_tokens_know_where_they_stand():
    text = "Don’t tell @kai_r: „niemand“ weiß\n\nhttps://x.example/a 12:30"
    found = tokens(text)
    assert [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)][:3] == [
        "Don’t",
        "Don’t",
        "tell",
    ]
    assert all(
        text[start:end].strip() or "\n" in text[start:end] for start, end in zip(found.starts, found.ends, strict=True)
    )
