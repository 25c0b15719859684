"""What each sentence does (tells, asks for action, permits, pleads, ...) and what the whole message therefore is.

Two steps of one model. The first says of each sentence how likely it performs each act; the second says what the
message is, from its words and from what its sentences do: at most, at the end, in all, and where. The acts are those
of docs/reading.md.
"""

from dataclasses import dataclass, field
from functools import cache
from operator import mul

from parsers.features import features
from parsers.linear import NOTHING, Linear, chance, chances, load
from parsers.terms import MessageKind
from parsers.tokens import Tokens

ACTS = (
    "tells", "formal", "informs", "unsure", "material", "who", "yes", "some", "no", "privacy", "asks", "supposes",
    "suspended", "pleads", "reason", "goes_on", "danger", "chat", "auto", "sharing",
)  # fmt: skip
SHARING = "sharing"  # speaks of sharing at all, whatever it decides
SHARES_FROM = 0.35
KINDS = tuple(MessageKind)
JUDGED = ("urgent", "nature", "material", "justified")  # of a whole message: nature and material are what is missing
MOST_SENTENCES = 400
TWICE = 2.0  # an act that many sentences perform counts as often


@dataclass(frozen=True, slots=True)
class Heard:
    """bounds: each sentence's first word and its end. acts: for each sentence the chance of each act, in the order of
    ACTS. kinds: the chance of each kind. judged: the chance of each of JUDGED. shares: how much each sentence speaks
    for each kind.
    """

    bounds: list[tuple[int, int]] = field(repr=False)
    acts: tuple[tuple[float, ...], ...] = field(repr=False)
    kinds: dict[MessageKind, float]
    judged: dict[str, float]
    shares: tuple[tuple[float, ...], ...] = field(default=(), repr=False)

    def sharing(self) -> list[tuple[int, int]]:
        """The sentences that speak of sharing: the first word of each and its end."""
        place = ACTS.index(SHARING)
        return [bound for bound, row in zip(self.bounds, self.acts, strict=True) if row[place] > SHARES_FROM]

    def most(self, act: str) -> tuple[float, int]:
        """The greatest chance of an act, and in which sentence."""
        place = ACTS.index(act)
        return max(((row[place], at) for at, row in enumerate(self.acts)), default=(0.0, -1))


@cache
def model() -> Linear:
    return load("sentences")


def hear(said: Tokens) -> Heard:
    learned = model()
    bounds = [(first, end) for first, end in zip(said.cuts, said.cuts[1:], strict=False) if end > first]
    if len(bounds) > MOST_SENTENCES:
        bounds = bounds[: MOST_SENTENCES // 2] + bounds[-MOST_SENTENCES // 2 :]
    sums = [learned.summed(sentence_features(said.words, bounds, at)) for at in range(len(bounds))]
    scored = [learned.scores(each) for each in sums]
    acts = tuple(tuple(map(chance, row[: len(ACTS)])) for row in scored)
    whole = learned.scores(sum(sums, NOTHING))[len(ACTS) :]
    shown = summary(acts)
    judged = [score + sum(map(mul, shown, row)) for score, row in zip(whole, learned.more["acts"], strict=True)]
    kinds = chances(judged[: len(KINDS)])
    return Heard(
        bounds,
        acts,
        dict(zip(KINDS, kinds, strict=True)),
        dict(zip(JUDGED, map(chance, judged[len(KINDS) :]), strict=True)),
        tuple(row[len(ACTS) : len(ACTS) + len(KINDS)] for row in scored),
    )


def sentence_features(words: list[str], bounds: list[tuple[int, int]], at: int) -> set[str]:
    """Those of its words, and whether it opens or ends the message."""
    found = features(words, *bounds[at])
    if at == 0:
        found.add("FIRST")
    if at == len(bounds) - 1:
        found.add("LAST")
    if len(bounds) == 1:
        found.add("ONLY")
    return found


def summary(acts: tuple[tuple[float, ...], ...]) -> list[float]:
    """Six figures an act: the most, in the last sentence, in all (at most two, halved), the most weighed by its place,
    the mean, and in the first sentence.
    """
    if not acts:
        return [0.0] * (6 * len(ACTS))
    count, columns = len(acts), list(zip(*acts, strict=True))
    places = [place / count for place in range(1, count + 1)]
    totals = [sum(column) for column in columns]
    return [
        *map(max, columns),
        *acts[-1],
        *(min(TWICE, total) / TWICE for total in totals),
        *(max(map(mul, column, places)) for column in columns),
        *(total / count for total in totals),
        *acts[0],
    ]
