"""A text as folded words, each with its place in the text: what is left when case, accents, styled letters, invisible
characters and HTML entities are gone. Pure and linear in the text's length; it knows nothing of a case.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from html import unescape
from typing import Final, NamedTuple
from urllib.parse import unquote

from daemon.process.lookalikes import LOOKS, PLAINER

CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
LONGEST_GAP: Final = 80
LINE_ENDS: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
PLAIN: Final = re.compile(r"[0-9A-Za-z]+")
# HTML 5's longest name has 31 letters; what has no semicolon is decoded as browsers do it
ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?")
ENCODED: Final = re.compile(ENTITY.pattern + "|(?:%[0-9a-fA-F]{2}){1,40}")  # RFC 3986, 2.1
# a letter, and what stands for it in ASCII; signs only within a word
SIGN_SHAPES: Final = str.maketrans("$@|", "sal")
LETTER_SHAPES: Final = str.maketrans("iI10534", "lllosea")
WITHIN: Final = re.compile(r"(?<=[0-9A-Za-z|@$])[|@$](?=[0-9A-Za-z|@$])|\$(?=[A-Za-z])")
DROPPED: Final = frozenset({"Cf", "Mn", "Me", "Cs"})  # invisible, combining, or no character at all
FILLERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")  # letters to Unicode that nobody can see
WITHOUT_SPACES: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff\U00020000-\U0003ffff]"
)


class Look(StrEnum):
    """Whether a letter that looks like an ASCII one counts as that one. A name that is really Greek is found as it is
    written, in any case; a Latin one in disguise is found by its looks.
    """

    AS_WRITTEN = "as written"
    BY_ITS_LOOKS = "by its looks"
    BY_ITS_SHAPE = "by its shape"  # where 1, l and I are one letter, and 0 and o


class Gap(StrEnum):
    """What stands before a word."""

    NONE = "nothing"
    SPACE = "a space, perhaps beside a sign"
    OTHER = "a line's end, or a sign alone"
    STOP = "a full stop and a space"


class Word(NamedTuple):
    """`start` and `end` are places in the text as it was written."""

    text: str
    start: int
    end: int
    gap: Gap
    capital: bool


def words(text: str, look: Look) -> list[Word]:
    """In a script that puts no spaces between words each letter is one."""
    text = _shaped(text) if look is Look.BY_ITS_SHAPE else text
    return list(_ascii(text) if _is_plain(text) else _joined(text, look))


def only_words(text: str, look: Look) -> list[str]:
    """The same without their places, which costs a tenth."""
    text = _shaped(text) if look is Look.BY_ITS_SHAPE else text
    return PLAIN.findall(text.lower()) if _is_plain(text) else [each.text for each in _joined(text, look)]


def _shaped(text: str) -> str:
    """Letter for letter, so that every place stays what it is."""
    return WITHIN.sub(lambda sign: sign.group().translate(SIGN_SHAPES), text).translate(LETTER_SHAPES)


def _is_plain(text: str) -> bool:
    return text.isascii() and "&" not in text and not CONTROLS.search(text) and not ENCODED.search(text)


def _ascii(text: str) -> Iterator[Word]:
    end = 0
    for found in PLAIN.finditer(text):
        start, between = found.start(), text[end : found.start()]
        yield Word(found.group().lower(), start, found.end(), _gap(between), text[start].isupper())
        end = found.end()


def _gap(between: str) -> Gap:
    if not LINE_ENDS.isdisjoint(between):
        return Gap.OTHER
    if any(each.isspace() for each in between):
        return Gap.STOP if between[0] == "." else Gap.SPACE
    return Gap.OTHER if between else Gap.NONE


def _joined(text: str, look: Look) -> Iterator[Word]:
    letters, between = "", ""
    start = end = 0
    gap, capital = Gap.NONE, False
    for char, at, until in _characters(text):
        folded = _folded(char, look)
        if folded is None:
            continue
        sign = not folded.isalnum()
        alone = not sign and WITHOUT_SPACES.match(folded) is not None
        if letters and (sign or alone):
            yield Word(letters, start, end, gap, capital)
            letters, between = "", ""
        if sign:
            between += char if len(between) < LONGEST_GAP or char in LINE_ENDS else ""
            continue
        if not letters:
            start, gap, capital = at, _gap(between), char.isupper() or char.istitle()
        letters, end = letters + folded, until
        if alone:
            yield Word(letters, start, end, gap, capital)
            letters, between = "", ""
    if letters:
        yield Word(letters, start, end, gap, capital)


def _characters(text: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    for found in ENCODED.finditer(text):
        yield from ((text[at], at, at + 1) for at in range(place, found.start()))
        said = unquote(found.group()) if found.group().startswith("%") else unescape(found.group())
        if said == found.group():
            yield from ((text[at], at, at + 1) for at in range(found.start(), found.end()))
        else:
            yield from ((char, found.start(), found.end()) for char in said)
        place = found.end()
    yield from ((text[at], at, at + 1) for at in range(place, len(text)))


@lru_cache(maxsize=4096)
def _folded(char: str, look: Look) -> str | None:
    """None for what nobody sees; what is no letter or digit as a space or as itself."""
    if char in FILLERS or unicodedata.category(char) in DROPPED:
        return None
    if unicodedata.category(char) == "Cc" and not char.isspace():
        return None
    pieces = (each for each in unicodedata.normalize("NFKD", char) if unicodedata.category(each) not in DROPPED)
    return "".join(_plainer(each, look) for each in pieces) or None


def _plainer(char: str, look: Look) -> str:
    plainer = PLAINER.get(char, char)
    if look is not Look.AS_WRITTEN:
        plainer = LOOKS.get(plainer, plainer)
    plainer = "".join(PLAINER.get(each, each) for each in plainer.casefold())
    return plainer.translate(LETTER_SHAPES) if look is Look.BY_ITS_SHAPE else plainer
