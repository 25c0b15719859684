"""A text as the words that the models count, each with its place, and the sentences that they stand in.

Whoever writes without accents or capitals is read like those who write with them. Names, links, codes and numbers are
one word each: what counts is that somebody is named, not who. What stands in quotation marks is marked, for it may be
somebody else's. Linear in the text; nothing here knows a language.
"""

import re
import unicodedata
from dataclasses import dataclass, field

LONGEST = 24_000  # characters that are counted
LONGEST_QUOTATION = 60  # words; a mark that nothing closes quotes no more than that
QUOTED = "q:"  # what a quoted word begins with
PARAGRAPH, LINE = "PARA", "LINE"


def _bare(letter: str) -> str:
    """The letter without its accent; one character for one, so that places stay what they are."""
    first = unicodedata.normalize("NFKD", letter)[0]
    return first if first.isalpha() else letter


_FOLDED = str.maketrans(
    {letter: _bare(letter) for letter in map(chr, range(0xC0, 0x250))}
    | dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("“”„«»‟", '"')
    | {"\u00a0": " ", "\u200b": " "}
)
_WORD = re.compile(
    r"(?P<name><@[^<>\s]{1,40}>|(?<![\w.])@\w+(?:[.-]+\w+)*)"
    r"|(?P<link><?https?://\S*[^\s.,;:!?)>]>?)"
    r"|(?P<mail>[\w+-][\w.+-]{0,60}@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<code>\b[a-z]{2,6}-(?=[a-z]{0,5}\d)[a-z0-9]{4,6}\b)"
    r"|(?P<channel>#[\w-]+)|(?P<emoji>:[a-z_+-][a-z0-9_+-]*:)"
    r"|(?P<number>\d+(?:[.,:]\d+)*)|(?P<not>[^\W\d_]+n't)|(?P<elided>[^\W\d_]+'[^\W\d_]+)|[^\W\d_]+|[?!.;:,()]"
    r"|(?P<paragraph>\n[ \t]*\n)|(?P<line>\n)|(?P<mark>\")",
)
_SAID = {
    "name": "@", "link": "URL", "mail": "MAIL", "code": "CODE", "channel": "#", "number": "0",
    "paragraph": PARAGRAPH, "line": LINE,
}  # fmt: skip
_ENDS = frozenset({".", "?", "!", PARAGRAPH, LINE})


@dataclass(frozen=True, slots=True)
class Tokens:
    """`words[n]` stands at `starts[n]` to `ends[n]` of the text; sentence n is `words[cuts[n]:cuts[n + 1]]`."""

    words: list[str] = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    cuts: list[int] = field(repr=False)


def tokens(text: str) -> Tokens:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _WORD.finditer(text[:LONGEST].translate(_FOLDED).lower()):
        group, (start, end) = found.lastgroup, found.span()
        if group is None or group in {"emoji", "mark"}:
            said: tuple[str, ...] = (found[0],)
        elif group == "not":
            said = (found[0][:-3], "n't")
        elif group == "elided":
            head, _, tail = found[0].partition("'")
            said = (head, "'" + tail)
        else:
            said = (_SAID[group],)
        words.extend(said)
        starts.extend([start] * len(said))
        ends.extend([end] * len(said))
    _mark_quoted(words)
    return Tokens(words, starts, ends, _cuts(words))


def _mark_quoted(words: list[str]) -> None:
    """Prefixes what stands between two marks; one that nothing closes is a slip of the finger, or inches."""
    marks = [place for place, word in enumerate(words) if word == '"']
    at = 0
    while at + 1 < len(marks):
        opens, closes = marks[at], marks[at + 1]
        if closes - opens > LONGEST_QUOTATION:
            at += 1
            continue
        for place in range(opens + 1, closes):
            words[place] = QUOTED + words[place]
        at += 2


def _cuts(words: list[str]) -> list[int]:
    """Where sentences begin, and the end. A full stop, a question or a line ends one, and what follows it closely."""
    cuts = [0]
    ending = False
    for place, word in enumerate(words):
        ends = word in _ENDS
        if ending and not ends:
            cuts.append(place)
        ending = ends
    cuts.append(len(words))
    return cuts
