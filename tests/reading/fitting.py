"""Logistic and multinomial regression over sparse features, by L-BFGS: deterministic, and nothing of it is needed to read.

Both minimise the summed log loss plus |W|^2 / (2 * strength); intercepts are not held back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Fitted:
    """weights: features x outputs; intercepts: outputs."""

    weights: np.ndarray
    intercepts: np.ndarray

    def scores(self, rows: sparse.csr_matrix) -> np.ndarray:
        return rows @ self.weights + self.intercepts

    def rows(self, first: int, end: int) -> "Fitted":
        return Fitted(self.weights[first:end], self.intercepts)


def sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def logistic(rows: sparse.csr_matrix, wanted: np.ndarray, strength: float, weight: np.ndarray | None = None) -> Fitted:
    """One yes or no for each column of `wanted`; a column's NaN is a row that says nothing of it."""
    known = ~np.isnan(wanted)
    target = np.where(known, wanted, 0.0)
    heed = known * (1.0 if weight is None else weight)

    def loss(scores: np.ndarray) -> tuple[float, np.ndarray]:
        signed = np.where(target > 0, -scores, scores)
        return float((np.logaddexp(0, signed) * heed).sum()), (sigmoid(scores) - target) * heed

    return _minimised(rows, wanted.shape[1], strength, loss)


def multinomial(
    rows: sparse.csr_matrix, wanted: Sequence[int], outputs: int, strength: float, weight: np.ndarray | None = None
) -> Fitted:
    """One of several for each row; `wanted` are their places."""
    place = np.asarray(wanted)
    each = np.arange(len(place))
    heed = np.ones(len(place)) if weight is None else weight

    def loss(scores: np.ndarray) -> tuple[float, np.ndarray]:
        chances = softmax(scores)
        value = float(-(np.log(chances[each, place] + 1e-12) * heed).sum())
        chances[each, place] -= 1.0
        return value, chances * heed[:, None]

    return _minimised(rows, outputs, strength, loss)


def _minimised(
    rows: sparse.csr_matrix, outputs: int, strength: float, loss: Callable[[np.ndarray], tuple[float, np.ndarray]]
) -> Fitted:
    count = rows.shape[1]
    turned = rows.T.tocsr()

    def value(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercepts = flat[: count * outputs].reshape(count, outputs), flat[count * outputs :]
        found, slope = loss(rows @ weights + intercepts)
        down = turned @ slope + weights / strength
        return found + float((weights**2).sum()) / (2 * strength), np.concatenate([down.ravel(), slope.sum(axis=0)])

    start = np.zeros(count * outputs + outputs)
    done = optimize.minimize(value, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 8})
    return Fitted(done.x[: count * outputs].reshape(count, outputs), done.x[count * outputs :])
