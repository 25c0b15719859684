"""Labelled texts, as training reads them: those written for it, cut into sentences with acts, and the corpus's own.

A line of tests/data/reading/*.jsonl has `said`, a list of [sentence, acts]; the label's other fields are those of the
corpus. `kind` is `answer` where a text is only an answer to the question about privacy.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from parsers.acts import ACTS, SHARING, sentence_features
from parsers.tokens import Tokens, tokens
from tests.reading.figures import REPORTS, TEXTS

WRITTEN = Path(__file__).resolve().parents[1] / "data" / "reading"
ANSWER = "answer"
_DECIDES = frozenset({"yes", "some", "no", "privacy"})
_OWN = 1.0
_UNKNOWN = float("nan")


@dataclass(slots=True)
class Text:
    """`acts`: a row a sentence, a column an act; empty where nobody labelled the sentences."""

    label: dict[str, object]
    said: Tokens
    bounds: list[tuple[int, int]]
    features: list[set[str]]
    acts: np.ndarray = field(default_factory=lambda: np.zeros((0, len(ACTS))))

    @property
    def kind(self) -> str:
        return str(self.label.get("kind", ANSWER))

    def judged(self) -> list[float]:
        """Urgent, nature missing, material missing, justified: 0, 1, or nothing known."""
        missing = self.label.get("missing") if self.kind in REPORTS else None
        urgent = self.label.get("urgent") if self.kind != ANSWER else None
        justified = self.label.get("justified") if self.kind == "appeal" else None
        told = [
            urgent,
            *(None if missing is None else part in missing for part in ("nature", "material")),  # type: ignore[operator]
            justified,
        ]
        return [_UNKNOWN if each is None else float(bool(each)) for each in told]

    def words(self, chosen: Iterable[bool]) -> list[str]:
        """Those of the chosen sentences."""
        kept = (bound for bound, keep in zip(self.bounds, chosen, strict=True) if keep)
        return [word for first, end in kept for word in self.said.words[first:end]]


def written() -> list[Text]:
    return [_with_acts(each) for path in sorted(WRITTEN.glob("*.jsonl")) for each in _lines(path)]


def corpus(name: str) -> list[Text]:
    return [_cut(each, str(each["text"])) for each in _lines(TEXTS / f"{name}.jsonl")]


def _lines(path: Path) -> Iterator[dict[str, object]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _cut(label: dict[str, object], text: str) -> Text:
    said = tokens(text)
    bounds = [(first, end) for first, end in zip(said.cuts, said.cuts[1:], strict=False) if end > first]
    return Text(label, said, bounds, [sentence_features(said.words, bounds, at) for at in range(len(bounds))])


def _with_acts(label: dict[str, object]) -> Text:
    """The writer's pieces and our sentences need not agree: a sentence does what any piece does that it touches."""
    text, pieces = "", []
    for piece, acts in label["said"]:  # type: ignore[attr-defined]
        text += piece if not text or text.endswith("\n") else f" {piece}"
        pieces.append((len(text) - len(piece), len(text), set(acts.split())))
    found = _cut(label, text)
    rows = [_acts_of(found.said, bound, pieces) for bound in found.bounds]
    found.acts = np.array([[float(act in row) for act in ACTS] for row in rows]).reshape(len(rows), len(ACTS))
    return found


def _acts_of(said: Tokens, bound: tuple[int, int], pieces: list[tuple[int, int, set[str]]]) -> set[str]:
    starts = said.starts[slice(*bound)]
    acts = set().union(*(does for first, end, does in pieces if any(first <= start < end for start in starts)))
    return acts | {SHARING} if acts & _DECIDES else acts
