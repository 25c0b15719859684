"""A linear model: weights for named features, read from a file of the package, summed for what a text shows of them.

All outputs of a feature are kept in one whole number, a field of 32 bits each, so that a feature costs one look-up and
one addition however many outputs there are. The same file and features give the same sums on every machine: the sums
are whole numbers, and are scaled once at the end.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from pathlib import Path

FOLDER = Path(__file__).with_name("learned")
FIELD = 4  # bytes; weights are of one byte, so sixteen million features fit
OFFSET = 128  # no field is ever negative


@dataclass(frozen=True, slots=True)
class Summed:
    """The packed sum of `count` known features."""

    packed: int
    count: int

    def __add__(self, other: "Summed") -> "Summed":
        return Summed(self.packed + other.packed, self.count + other.count)


NOTHING = Summed(0, 0)


@dataclass(frozen=True, slots=True)
class Linear:
    """`outputs` are the names of what is scored; `more` is whatever else its training left in the file."""

    outputs: tuple[str, ...]
    scales: tuple[float, ...]
    intercepts: tuple[float, ...]
    packed: dict[str, int] = field(repr=False)
    more: dict[str, list[list[float]]] = field(repr=False)

    def summed(self, features: Iterable[str]) -> Summed:
        known = [found for found in map(self.packed.get, features) if found is not None]
        return Summed(sum(known), len(known))

    def scores(self, of: Summed) -> tuple[float, ...]:
        """For each output: the sum of its weights over the root of their number, and the intercept."""
        low, root = OFFSET * of.count, sqrt(of.count or 1)
        fields = struct.unpack(f"<{len(self.outputs)}I", of.packed.to_bytes(FIELD * len(self.outputs), "little"))
        return tuple(
            (each - low) * scale / root + start
            for each, scale, start in zip(fields, self.scales, self.intercepts, strict=True)
        )


def load(name: str) -> Linear:
    """The model `learned/NAME.weights`: a line of JSON, the features, a line each, and their weights, a byte each."""
    raw = zlib.decompress((FOLDER / f"{name}.weights").read_bytes())
    head, _, rest = raw.partition(b"\n")
    about = json.loads(head)
    names_end = about["names"]
    names = rest[:names_end].decode().split("\n")
    width = len(about["outputs"])
    return Linear(
        tuple(about["outputs"]),
        tuple(about["scales"]),
        tuple(about["intercepts"]),
        dict(zip(names, _packed(rest[names_end:], width), strict=True)),
        about["more"],
    )


def _packed(weights: bytes, width: int) -> Iterable[int]:
    """Each byte widened to a field: the fourth part of a number that is read at once."""
    wide = bytearray(FIELD * len(weights))
    wide[::FIELD] = weights
    view, step = memoryview(wide), FIELD * width
    return (int.from_bytes(view[at : at + step], "little") for at in range(0, len(wide), step))


def dump(outputs: Sequence[str], names: Sequence[str], weights: bytes, **about: object) -> bytes:
    """What `load` reads. `weights`: a byte each, features by outputs, `OFFSET` being nought."""
    joined = "\n".join(names).encode()
    head = json.dumps({"outputs": list(outputs), "names": len(joined), **about}, separators=(",", ":"))
    return zlib.compress(head.encode() + b"\n" + joined + weights, 9)


def chance(score: float) -> float:
    """Of a yes."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score))))


def chances(scores: Sequence[float]) -> list[float]:
    """Of each of several, of which one is true."""
    most = max(scores)
    raised = [exp(score - most) for score in scores]
    whole = sum(raised)
    return [each / whole for each in raised]
