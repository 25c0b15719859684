"""What the models count in a sentence: its words and short runs of them, and the same by classes of words.

A class (`learned/classes.txt`) holds the words of seven languages that do the same work in a sentence: to deny, to
share, to suspend, to ask first. So what was learned of one wording, or of one language, helps with the next. Names of
features are the contract between the weights and this file: whoever changes one trains anew (`make weights`).
"""

from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from parsers.tokens import LINE, PARAGRAPH, QUOTED

CLASSES = Path(__file__).with_name("learned") / "classes.txt"
STEM = 5  # letters that words of one family share, more or less
REACH = 7  # words that a negation reaches, at most
_SHORTEST_STEM = 2
_SEEN = frozenset({"@", "URL", "#", "CODE", "MAIL", "?"})  # no words of a language, and yet they do something
_ENDS_A_CLAUSE = frozenset({",", ".", ";", ":", "?", "!", "(", ")", LINE, PARAGRAPH})
_TURNS = frozenset({"but", "however", "aber", "doch", "sondern", "mais", "pero", "sino", "mas", "porem", "maar", "ma"})


def _lexicon() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Whole words, and stems (written with a star), each with its classes."""
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for line in CLASSES.read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if not colon or line.startswith("//"):
            continue
        for word in words.split():
            into, bare = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            into[bare] = (*into.get(bare, ()), name)
    return whole, stems


_WHOLE, _STEMS = _lexicon()
_LONGEST_STEM = max(map(len, _STEMS))


@lru_cache(maxsize=20_000)
def classes(word: str) -> tuple[str, ...]:
    """The classes of a folded word, in alphabetical order; those of a quoted one are marked as it is."""
    if word.startswith(QUOTED):
        return tuple("q" + each for each in classes(word[len(QUOTED) :]))
    found = set(_WHOLE.get(word, ()))
    if word.startswith("'"):
        found.update(_WHOLE.get(word[1:], ()))
    for length in range(_SHORTEST_STEM, min(len(word), _LONGEST_STEM) + 1):
        found.update(_STEMS.get(word[:length], ()))
    return tuple(sorted(found)) or ((word,) if word in _SEEN else ())


def features(words: list[str], first: int, end: int) -> set[str]:
    """Of the sentence `words[first:end]`."""
    said = ["^", *words[first:end], "$"]
    found = set(said)
    found.update(map(" ".join, pairwise(said)))
    found.update(map(" ".join, zip(said, said[1:], said[2:], strict=False)))
    found.update([f"{one} _ {other}" for one, other in zip(said, said[2:], strict=False)])
    found.update([f"p:{word[:STEM]}" for word in said if len(word) > STEM])
    _classes_of(said, found)
    return found


def _classes_of(said: list[str], found: set[str]) -> None:
    """Classes, and pairs and threes of them as if the words without a class were not there."""
    rows = [row for row in map(classes, said) if row]
    for one in rows:
        found.update(["C:" + each for each in one])
    for one, other in pairwise(rows):
        found.update([f"C:{a}+{b}" for a in one for b in other])
    for one, between, other in zip(rows, rows[1:], rows[2:], strict=False):
        found.update([f"C:{a}+{b}~" for a in one for b in other])
        found.add(f"C3:{one[0]}+{between[0]}+{other[0]}")


def denied(words: list[str]) -> set[str]:
    """What stands within a negation's reach: to the end of its clause, and no further than `REACH` words."""
    found: set[str] = set()
    left = 0
    for word in words:
        kinds = classes(word)
        if "NEG" in kinds or "NOBODY" in kinds:
            left = REACH
        elif word in _ENDS_A_CLAUSE or word in _TURNS:
            left = 0
        elif left:
            left -= 1
            found.add("N:" + word)
            found.update(["NC:" + each for each in kinds])
    return found
