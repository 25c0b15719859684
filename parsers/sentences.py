"""A text -> sentences and clauses to read. It only cuts and folds: it knows nothing of what is said.

What somebody else said (in quotation marks) is taken out before anything is read, so that a quoted "share it" or
"I quit" is never the sender's own. Every pattern here is linear and runs over at most LONGEST characters.
"""

import re
from dataclasses import dataclass, field

LONGEST = 64_000
_LONGEST_SENTENCE = 1_200
_NARROW, _WIDE = 45, 100  # characters between which a line may have been wrapped by a mail program

_SAME = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "\u200b": None,
        "\r": None,
        "\t": " ",
        "¿": None,
        "¡": None,
    }
)
_CHANNEL = re.compile(r"<#[A-Z0-9]{1,20}\|?([^<>|\n]{0,80})>")
_LABELLED_LINK = re.compile(r"<((?:https?://|mailto:)[^<>|\s]{1,2000})\|([^<>\n]{0,300})>")
_LINK = re.compile(r"<?https?://[^\s<>]{1,2000}>?")
_STYLE = re.compile(r"(?<![\w*_~])[*_~](?=\S)|(?<=\S)[*_~](?![\w*_~])")
_EMOJI = re.compile(r":(?:[a-z0-9_+-]{2,40}):(?::[a-z0-9_+-]{2,40}:)?")
_DOUBLE_QUOTED = re.compile(r'"[^"\n]{1,400}(?:\n[^"\n]{1,400}){0,3}"')
_SINGLE_QUOTED = re.compile(r"'(?<!\w')[^'\n]{2,200}'(?!\w)")
_END = re.compile(r"(?<=[.!?…])[\"')\]]{0,2}\s+(?=\S)|\n+")
_NOT_AN_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|lt|vs|etc|e\.g|i\.e|z\.b|bzw|ca|no|nr|sr|sra)|\b[A-Z]|(?:^|\s)\(?\d)\.$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;()]\s*|(?<!consent)(?<!sharing)(?<!privacy)(?<!concerns)(?<!disclosure):\s*|\s-+\s|,\s*(?=(?:but|"
    r"and|or|so|yet|nor|though|although|because|since|unless|just|only|not|please|the rest|"
    r"aber|doch|und|mais|et|pero|y|mas|e|maar|en|ma)\b)|\.{2,}\s*",
    re.IGNORECASE,
)
QUOTE = '""'
LINK = "URL"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`said` as it was written, without links and quotations; `words` the same in lower case, to match against."""

    said: str = field(repr=False)
    words: str = field(repr=False)

    @property
    def asks(self) -> bool:
        return self.said.rstrip(" )*_'\"").endswith("?")


def plain(text: str) -> str:
    """The text with one kind of apostrophe, quotation mark and space; channels by name; links and emoji folded."""
    same = text[:LONGEST].translate(_SAME)
    same = _CHANNEL.sub(lambda found: f"#{found[1] or 'channel'}", same)
    same = _LABELLED_LINK.sub(lambda found: f"{LINK} {found[2]}", same)
    same = _LINK.sub(LINK, same) if "://" in same else same
    same = _STYLE.sub("", same) if "*" in same or "_" in same or "~" in same else same
    return _EMOJI.sub(" ", same)


def own_words(text: str) -> str:
    """A plain text without what stands in quotation marks; that something was quoted stays visible."""
    return _SINGLE_QUOTED.sub(QUOTE, _DOUBLE_QUOTED.sub(QUOTE, text))


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a plain text, in order. A line break that only wraps a paragraph does not end one."""
    pieces: list[str] = []
    for piece in _END.split(_unwrapped(text)):
        if pieces and pieces[-1].endswith(".") and _NOT_AN_END.search(pieces[-1][-12:]):
            pieces[-1] += " " + piece
        elif piece.strip():
            pieces.append(piece)
    return tuple(_sentence(part) for piece in pieces for part in _parts(piece))


def clauses(sentence: str) -> tuple[str, ...]:
    """A sentence's parts between which a negation does not reach."""
    return tuple(part.strip() for part in _CLAUSE.split(sentence) if part and part.strip())


def _parts(piece: str) -> list[str]:
    """A sentence without an end is read in parts: nothing is left out, for the 'not' may stand at its end."""
    return [piece[at : at + _LONGEST_SENTENCE] for at in range(0, len(piece), _LONGEST_SENTENCE)]


def _sentence(text: str) -> Sentence:
    said = " ".join(text.split())
    return Sentence(said, said.lower())  # not casefold: it would turn 'weiß' into 'weiss'


def _unwrapped(text: str) -> str:
    """Mail programs wrap at 60 to 80 columns (RFC 3676): a long line that does not end a sentence goes on below."""
    out: list[str] = []
    wrapped = False
    for line in text.split("\n"):
        stripped = line.strip()
        if wrapped and stripped and (stripped[0].islower() or not _opens(stripped)):
            out[-1] += " " + stripped
        else:
            out.append(stripped)
        wrapped = _NARROW <= len(stripped) <= _WIDE and stripped[-1] not in ".!?:"
    return "\n".join(out)


def _opens(line: str) -> bool:
    return not line[0].isalnum() or line[0].isdigit() or bool(re.match(r"\w{1,12}[:.)]", line))
