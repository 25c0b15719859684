"""Words in a row that stand in two texts. Pure, and linear in both; it knows neither names nor readers."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from daemon.process.folding import Look, Word, only_words
from daemon.process.material import QUOTED, Writing

ROW: Final = 5  # words in a row that are no coincidence


def rows(said: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(said[start:] for start in range(size)), strict=False)


def rows_in(
    writings: Iterable[Writing], wanted: set[tuple[str, ...]], sizes: list[int], look: Look
) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for writing in writings if wanted else ():
        said = only_words(writing.text, look)
        for size in sizes:
            found |= wanted.intersection(rows(said, size))
    return found


def quoted(folded: list[Word], text: str) -> list[tuple[tuple[str, ...], int, int]]:
    """Those of two to four words: a longer one is found as words in a row."""
    starts = [each.start for each in folded]
    found = []
    for each in QUOTED.finditer(text):
        first, last = bisect_left(starts, each.start()), bisect_left(starts, each.end()) - 1
        if 1 <= last - first < ROW - 1:
            found.append((tuple(word.text for word in folded[first : last + 1]), first, last))
    return found


def joined(starts: list[int]) -> Iterator[tuple[int, int]]:
    """Rows that overlap or touch are one."""
    first = last = None
    for start in starts:
        if first is None or last is None or start > last + 1:
            if first is not None and last is not None:
                yield first, last
            first = start
        last = start + ROW - 1
    if first is not None and last is not None:
        yield first, last
