"""From labelled texts to the weights in the package: `python -m tests.reading.training` (`make weights`).

`without` keeps files of the corpus aside: they are then seen by nothing that is fitted. What sentences do is learned
from the texts written for it alone; the second step learns from what the first says of texts that it has not seen.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from parsers.acts import ACTS, JUDGED, KINDS, SHARING, summary
from parsers.linear import FOLDER, OFFSET, dump
from parsers.permission import CONSENTS, permission_features
from tests.reading import texts
from tests.reading.figures import FILES, REPORTS
from tests.reading.fitting import Fitted, logistic, multinomial, sigmoid
from tests.reading.sources import sources
from tests.reading.texts import ANSWER, Text

PARTS = 3  # the texts are cut in so many, and each part is judged by what was learned of the others
OFTEN, STRENGTH, CONSENT_STRENGTH = 3, 10.0, 10.0
CONSENT_OFTEN = 2
SHARES_FROM = 0.5  # a sentence teaches what is allowed from here on; the reader listens from a lower chance on
LARGEST = 127


@dataclass(frozen=True, slots=True)
class Vocabulary:
    places: dict[str, int]

    @staticmethod
    def of(rows: Sequence[set[str]], often: int) -> "Vocabulary":
        counted = Counter(name for row in rows for name in row)
        return Vocabulary(
            {name: at for at, name in enumerate(sorted(n for n, many in counted.items() if many >= often))}
        )

    def matrix(self, rows: Sequence[set[str]]) -> sparse.csr_matrix:
        ends, found = [0], []
        for row in rows:
            found += sorted(self.places[name] for name in row if name in self.places)
            ends.append(len(found))
        shape = (len(rows), len(self.places))
        return sparse.csr_matrix((np.ones(len(found)), found, ends), shape=shape)


def evened(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row over the root of its sum, as `Linear.scores` does."""
    sums = np.asarray(rows.sum(axis=1)).ravel()
    return (sparse.diags(1 / np.sqrt(np.maximum(sums, 1))) @ rows).tocsr()


@dataclass(slots=True)
class Trained:
    """What all foldings share: the first step, and every text as the second sees it."""

    vocabulary: Vocabulary
    acts: Fitted
    seen: dict[str, sparse.csr_matrix]
    texts: dict[str, list[Text]]
    does: dict[str, list[np.ndarray]]


def first_step() -> Trained:
    known = {"written": texts.written(), **{name: texts.corpus(name) for name in FILES}}
    own = known["written"]
    vocabulary = Vocabulary.of([row for each in own for row in each.features], OFTEN)
    counts = {name: vocabulary.matrix([row for each in some for row in each.features]) for name, some in known.items()}
    rows, wanted = evened(counts["written"]), np.concatenate([each.acts for each in own])
    learned = logistic(rows, wanted, STRENGTH)
    does = {name: _split(sigmoid(learned.scores(evened(counts[name]))), some) for name, some in known.items()}
    does["written"] = _split(_unseen(rows, wanted, own), own)
    seen = {name: _second(counts[name], some, does[name]) for name, some in known.items()}
    return Trained(vocabulary, learned, seen, known, does)


def _unseen(rows: sparse.csr_matrix, wanted: np.ndarray, own: list[Text]) -> np.ndarray:
    """What the first step says of each sentence when its text was not among those that it learned from."""
    part = np.repeat(np.random.RandomState(0).randint(0, PARTS, len(own)), [len(each.bounds) for each in own])
    said = np.zeros_like(wanted)
    for each in range(PARTS):
        others = logistic(rows[part != each], wanted[part != each], STRENGTH)
        said[part == each] = sigmoid(others.scores(rows[part == each]))
    return said


def _split(rows: np.ndarray, some: list[Text]) -> list[np.ndarray]:
    return np.split(rows, np.cumsum([len(each.bounds) for each in some])[:-1])


def _second(counts: sparse.csr_matrix, some: list[Text], does: list[np.ndarray]) -> sparse.csr_matrix:
    """A row a text: its words, evened, beside the summary of its acts."""
    owner = np.repeat(np.arange(len(some)), [len(each.bounds) for each in some])
    joined = sparse.csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(some), len(owner)))
    shown = np.array([summary(tuple(map(tuple, rows))) for rows in does])
    return sparse.hstack([evened(joined @ counts), sparse.csr_matrix(shown)]).tocsr()


def weights(trained: Trained, without: Sequence[str], folder: Path) -> None:
    """Writes both models, learned from everything but the files kept aside."""
    names = [name for name in trained.texts if name not in without]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sentences.weights").write_bytes(_sentences(trained, names))
    (folder / "permission.weights").write_bytes(_permission(trained, names))


def _sentences(trained: Trained, names: list[str]) -> bytes:
    chosen = [(name, at) for name in names for at, each in enumerate(trained.texts[name]) if each.kind != ANSWER]
    some = [trained.texts[name][at] for name, at in chosen]
    rows = sparse.vstack([trained.seen[name][[at for other, at in chosen if other == name]] for name in names]).tocsr()
    kinds = [str(each) for each in KINDS]
    kind = multinomial(rows, [kinds.index(each.kind) for each in some], len(KINDS), STRENGTH)
    judged = logistic(rows, np.array([each.judged() for each in some]), STRENGTH)
    count = len(trained.vocabulary.places)
    both = np.hstack([kind.weights, judged.weights])
    table = np.hstack([trained.acts.weights, both[:count]])
    starts = [*trained.acts.intercepts, *kind.intercepts, *judged.intercepts]
    return _packed([*ACTS, *kinds, *JUDGED], trained.vocabulary, Fitted(table, np.array(starts)), both[count:])


def _permission(trained: Trained, names: list[str]) -> bytes:
    pairs = [pair for name in names for pair in _spoken(trained, name)]
    rows = [permission_features(words) for words, _ in pairs]
    vocabulary = Vocabulary.of(rows, CONSENT_OFTEN)
    wanted = [CONSENTS.index(consent) for _, consent in pairs]  # type: ignore[arg-type]
    learned = multinomial(evened(vocabulary.matrix(rows)), wanted, len(CONSENTS), CONSENT_STRENGTH)
    return _packed([str(each) for each in CONSENTS], vocabulary, learned, np.zeros((0, 0)))


def _spoken(trained: Trained, name: str) -> list[tuple[list[str], str]]:
    """What is said of sharing, with the consent that it gives; and, of each report, its longest other sentence."""
    found = []
    shares = ACTS.index(SHARING)
    for each, does in zip(trained.texts[name], trained.does[name], strict=True):
        consent = str(each.label.get("consent", "unstated"))
        if each.kind == ANSWER:
            found.append((each.said.words, consent))
        elif each.kind in REPORTS:
            sharing = each.acts[:, shares] > 0 if name == "written" else does[:, shares] > SHARES_FROM
            found.append((each.words(sharing), consent))
            others = [
                each.said.words[first:end] for (first, end), yes in zip(each.bounds, sharing, strict=True) if not yes
            ]
            found.append((max(others, key=len, default=[]), "unstated"))
    return [(words, consent) for words, consent in found if words]


def _packed(outputs: list[str], vocabulary: Vocabulary, fitted: Fitted, acts: np.ndarray) -> bytes:
    """Weights of a byte each; a feature that weighs nothing is left out."""
    scales = np.abs(fitted.weights).max(axis=0) / LARGEST
    small = np.rint(fitted.weights / scales).astype(int)
    heavy = np.abs(small).max(axis=1) > 0
    names = [name for name, keep in zip(vocabulary.places, heavy, strict=True) if keep]
    return dump(
        outputs,
        names,
        (small[heavy] + OFFSET).astype(np.uint8).tobytes(),
        scales=[float(f"{each:.9g}") for each in scales],
        intercepts=[round(float(each), 5) for each in fitted.intercepts],
        learned_from=sources(),
        more={"acts": [[round(float(one), 4) for one in row] for row in acts.T]},
    )


if __name__ == "__main__":
    weights(first_step(), sys.argv[1:], FOLDER)
