"""What may be told of several counts at once, so that no small one follows from the others (P13).

A small count is never told apart: it is "fewer than five". A larger one is told, unless a small one could then be
worked out: a quarter from a total, the open cases from the opened and the closed ones, one kind of report from the
other and from the count that anybody may ask for. Every figure bounds the difference of two running totals, so what a
reader can work out is a matter of shortest paths. Each quarter is settled from what was known by its end, so a later
report is safe beside every earlier one.

Pure; it knows no case. It does not protect from a reader who knows some of the cases, or argues from what is withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from typing import NamedTuple

from daemon.process.count import FEW


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it may be told: exactly, or by its bounds; `most` is None where there is none."""

    least: int
    most: int | None

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.least} or more"
        return str(self.least) if self.least == self.most else "fewer than five"


SMALL = Figure(0, FEW - 1)


def exactly(number: int) -> Figure:
    return Figure(number, number)


def hinted(number: int) -> Figure:
    """No more than on which side of five it is."""
    return SMALL if number < FEW else Figure(FEW, None)


class Direction(IntEnum):
    """Where a sum of two lines is known, one of them counts downwards: then the sum too is a difference."""

    UP = 1
    DOWN = -1


class Telling(IntEnum):
    EXACT = 1
    HINTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count, quarter by quarter. It never outruns the line `within`, which had `lead` before the first quarter."""

    name: str
    counts: Sequence[int]
    within: str = ""
    lead: int = 0
    direction: Direction = Direction.UP
    telling: Telling = Telling.EXACT


@dataclass(frozen=True, slots=True)
class Told:
    quarters: tuple[Figure, ...]
    total: Figure


class Span(NamedTuple):
    """From one running total to another: what it counts is the difference."""

    low: int
    high: int


class Knowledge:
    """What a reader can work out about running totals: for each two of them the most that one can be ahead."""

    def __init__(self) -> None:
        self._true: list[int] = []
        self._ahead: list[list[float]] = []

    def add(self, value: int) -> int:
        for row in self._ahead:
            row.append(inf)
        self._ahead.append([inf] * len(self._true) + [0])
        self._true.append(value)
        return len(self._true) - 1

    def true(self, span: Span) -> int:
        return self._true[span.high] - self._true[span.low]

    def bounds(self, span: Span) -> tuple[float, float]:
        return -self._ahead[span.high][span.low], self._ahead[span.low][span.high]

    def learn(self, span: Span, figure: Figure) -> None:
        self._at_most(span.high, span.low, -figure.least)
        if figure.most is not None:
            self._at_most(span.low, span.high, figure.most)

    def learn_unless(self, span: Span, figure: Figure, small: Sequence[Span]) -> None:
        """Told only where it narrows no small count down."""
        before = [self.bounds(each) for each in small]
        ahead = [row.copy() for row in self._ahead]
        self.learn(span, figure)
        if any(_gives_away(old, self.bounds(each)) for old, each in zip(before, small, strict=True)):
            self._ahead = ahead

    def _at_most(self, start: int, end: int, most: int) -> None:
        if most >= self._ahead[start][end]:
            return
        onward = self._ahead[end].copy()
        for row in self._ahead:
            way = row[start] + most
            if way < row[end]:  # else nothing beyond `end` comes nearer either
                row[:] = [min(old, way + rest) for old, rest in zip(row, onward, strict=True)]


def _gives_away(before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Whether fewer small numbers are possible than before, or only one number at all."""
    return before != after and (_small_part(before) != _small_part(after) or after[0] == after[1])


def _small_part(bounds: tuple[float, float]) -> tuple[float, float]:
    return max(bounds[0], 0), min(bounds[1], FEW - 1)


class Ledger:
    """The lines of one group, settled together. `asked` names those whose count anybody may ask for (P13): each moves
    on at the end of a quarter, once five have come since it last did.
    """

    def __init__(self, lines: Sequence[Line], asked: Sequence[str] = ()) -> None:
        self._lines = {line.name: line for line in lines}
        self._asked = [self._lines[name] for name in asked]
        self._answered = dict.fromkeys(asked, 0)  # the quarter at whose end the answer last moved on
        self._known = Knowledge()
        self._marks = {line.name: [self._known.add(line.direction * line.lead)] for line in lines}
        self._small: list[Span] = []
        origin = self._marks[lines[0].name][0]
        for marks in self._marks.values():
            start = Span(origin, marks[0])
            self._known.learn(start, exactly(self._known.true(start)))

    def settled(self) -> dict[str, Told]:
        for quarter in range(1, self._quarters + 1):
            self._goes_on_to(quarter)
            for span in self._worth_telling(quarter):
                self._known.learn_unless(span, exactly(self._known.true(span)), self._small)
        return {name: self._told(line) for name, line in self._lines.items()}

    @property
    def _quarters(self) -> int:
        return min(len(line.counts) for line in self._lines.values())

    def _goes_on_to(self, quarter: int) -> None:
        """What everybody knows by the end of that quarter: which counts are small, and what conductd answers (P13)."""
        for line in self._lines.values():
            total = line.lead + sum(line.counts[:quarter])
            self._marks[line.name].append(self._known.add(line.direction * total))
        for line in self._lines.values():
            for span in (self._span(line, quarter - 1, quarter), self._span(line, 0, quarter)):
                self._known.learn(span, hinted(self._known.true(span)))
            self._small += self._new_small(line, quarter)
        self._learn_answer(quarter)

    def _new_small(self, line: Line, quarter: int) -> list[Span]:
        spans = [self._span(line, start, quarter) for start in range(quarter)]
        if line.within:
            rest = self._rest(line, quarter)
            self._known.learn(rest, Figure(0, None))
            spans.append(rest)
        return [span for span in spans if self._known.true(span) < FEW]

    def _learn_answer(self, quarter: int) -> None:
        for line in self._asked:
            since = self._span(line, self._answered[line.name], quarter)
            if self._known.true(since) < FEW:
                self._known.learn(since, SMALL)
                continue
            whole = self._span(line, 0, quarter)
            self._known.learn(whole, exactly(self._known.true(whole)))
            self._answered[line.name] = quarter

    def _worth_telling(self, quarter: int) -> list[Span]:
        """The quarter before the total: it is what a report of the quarter is about."""
        spans = [
            self._span(line, start, quarter)
            for line in self._lines.values()
            if line.telling is Telling.EXACT
            for start in (quarter - 1, 0)
        ]
        return [span for span in spans if self._known.true(span) >= FEW]

    def _span(self, line: Line, start: int, end: int) -> Span:
        return _along(line, self._marks[line.name][start], self._marks[line.name][end])

    def _rest(self, line: Line, quarter: int) -> Span:
        """What the line `within` is ahead by: those that are still open."""
        return _along(line, self._marks[line.name][quarter], self._marks[line.within][quarter])

    def _told(self, line: Line) -> Told:
        count = len(self._marks[line.name]) - 1
        quarters = tuple(self._figure(self._span(line, each, each + 1)) for each in range(count))
        return Told(quarters, self._figure(self._span(line, 0, count)))

    def _figure(self, span: Span) -> Figure:
        if self._known.true(span) < FEW:
            return SMALL
        least, most = self._known.bounds(span)
        return Figure(int(least), int(most) if least == most else None)


def _along(line: Line, start: int, end: int) -> Span:
    return Span(start, end) if line.direction is Direction.UP else Span(end, start)
