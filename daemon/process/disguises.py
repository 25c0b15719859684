"""Forms of a word that are still that word: with a Slavic ending, run together with another, broken at a line's end.

Pure, and linear in what it is given. It knows no secret: what counts as one stands in `overlap.py`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daemon.process.folding import Word

LONGEST_WORD: Final = 60
SHORTEST_STEM: Final = 3
SHORTEST_TOGETHER: Final = 8
SHORTEST_NAME: Final = 3
# й and ё have lost their signs by now
ENDINGS: Final = ("ами", "ями", "ого", "его", "ому", "ему", "ом", "ем", "ым", "им", "ам", "ям", "ах", "ях")
VOWELS: Final = "аеиоуыьэюяії"
BROKEN: Final = re.compile(r"[-\u2010\u00ad][ \t]{0,80}\r?\n[ \t>]{0,80}")
STANDS_FOR: Final = frozenset("013457|@$")
LARGE_I: Final = re.compile(r"[^\W\d_]I")

SHAPED: Final = re.compile(r"[^\W\d_][013457|@$I]|[013457|@$][^\W\d_]")


def may_be_shaped(text: str) -> bool:
    """Whether anything in it can stand for another letter; to look by the shape costs as much as to look at all."""
    return SHAPED.search(text) is not None


def name_stem(word: str) -> str:
    """Of a name as it is called, without the vowels that change with its case; empty where too little is left."""
    stem = word.rstrip(VOWELS)
    return stem if len(stem) >= SHORTEST_STEM and not word.isascii() else ""


def stems(word: str) -> Iterator[str]:
    """Those that a word in a text may have."""
    yield name_stem(word)
    for ending in ENDINGS:
        if word.endswith(ending):
            yield name_stem(word.removesuffix(ending))


def cuts(word: str) -> Iterator[tuple[str, str]]:
    """Each two words that a long one may be made of."""
    if SHORTEST_TOGETHER <= len(word) <= LONGEST_WORD:
        for place in range(SHORTEST_NAME, len(word) - SHORTEST_NAME + 1):
            yield word[:place], word[place:]


def unbroken(folded: list[Word], text: str) -> list[Word]:
    """With what was broken at a line's end as one word."""
    whole: list[Word] = []
    for word in folded:
        before = whole[-1] if whole else None
        if before and BROKEN.fullmatch(text, before.end, word.start):
            whole[-1] = before._replace(text=before.text + word.text, end=word.end)
        else:
            whole.append(word)
    return whole


def is_disguised(shown: str, ordinary: Iterable[frozenset[str]]) -> bool:
    """Whether a word that has the shape of a name is meant for one: 'all' is no Ali, 'Li1ian' is Lilian."""
    if not any(each.isalpha() for each in shown):
        return False
    if not STANDS_FOR.isdisjoint(shown) or (LARGE_I.search(shown) and any(each.islower() for each in shown)):
        return True
    return len(shown) > SHORTEST_NAME + 1 and not any(shown.casefold() in words for words in ordinary)
