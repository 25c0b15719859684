"""Markup from a stranger -> the same markup, written so that no HTML parser is slow on it.

`html.parser` is quadratic on unclosed tags, quotes, comments and declarations (CPython issue 135462), markdownify on
runs of spaces, and both recurse. What leaves this file has balanced quotes, few attributes and bounded depth; nothing
here decides what is shown. Every expression is linear: none can cross a `<`.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

DEEPEST = 120  # elements within elements
DEEPEST_QUOTE = 10  # each level writes its mark before each line

HIDING = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all|"
    r"(?:font-size|opacity)\s{0,9}:\s{0,9}0(?:\.0{1,9})?(?:px|pt|em|%)?\s{0,9}(?:;|!|$)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]{0,40})(?P<said>(?:[^<>\"']|\"[^\"<]{0,9000}\"|'[^'<]{0,9000}')*)>"
    r"|<(?P<broken>/?[a-zA-Z][\w:-]{0,40})[^<>]{0,9000}>"
    r"|<[!?][^<>]{0,9000}>"
)
_ATTRIBUTE = re.compile(
    r"\b(href|src|style|class|id|alt|width|height|hidden)(?:\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|"
    r"([^\s\"'>]{1,2000})))?",
    re.IGNORECASE,
)
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_STYLE_RULE = re.compile(r"([.#][\w-]{1,100})\s{0,20}\{([^{}]{0,2000})\}")
_LONG_RUN = re.compile(r"[ \t\r\n\f]{40,}")
_RAW_TEXT = ("style", "script")


def without_comments(markup: str) -> str:
    """Comments out, Outlook's conditional ones with them. An unclosed one hides the rest, as in a browser."""
    return "".join(_outside(markup, "<!--", "-->"))


def _outside(markup: str, opens: str, ends: str) -> list[str]:
    folded, kept, start = markup.translate(_ASCII_LOWER), [], 0  # casefold() would move the places
    while (found := folded.find(opens, start)) >= 0:
        kept.append(markup[start:found])
        end = folded.find(ends, found + len(opens))
        if end < 0:
            return kept
        start = end + len(ends)
    return [*kept, markup[start:]]


def hidden_names(markup: str) -> frozenset[str]:
    """Classes and ids that a style sheet hides; what it hides on some screens only (@media) is shown."""
    shown = "".join(_outside(markup, "<style", "</style"))
    if len(shown) == len(markup):
        return frozenset()
    sheets = re.findall(r"(?i)<style[^<>]{0,500}>([^<]{1,50000})", markup)[:20]
    rules = [rule for sheet in sheets for rule in _STYLE_RULE.findall(sheet.partition("@media")[0])]
    return frozenset(name for name, said in rules if HIDING.search(said))


def tidied(markup: str) -> str:
    """`markup` (no comments in it) with only the attributes that matter, quoted, and without scripts and styles."""
    for name in _RAW_TEXT:
        markup = "".join(_outside(markup, f"<{name}", f"</{name}"))
    markup = _LONG_RUN.sub("\n", markup)
    written, end, levels = [], 0, _Levels()
    for found in _TAG.finditer(markup):
        written.append(markup[end : found.start()].replace("<", "&lt;"))
        end = found.end()
        name = (found["name"] or (found["broken"] or "").lstrip("/")).casefold()
        closes = bool(found["close"]) or (found["broken"] or "").startswith("/")
        if name and levels.admit(name, -1 if closes else 1):
            written.append(f"</{name}>" if closes else f"<{name}{_attributes(found['said'] or '')}>")
    return "".join([*written, markup[end:].replace("<", "&lt;")])


@dataclass(slots=True)
class _Levels:
    """How deep the elements are nested that are open now; what closes is as deep as what it closes."""

    elements: int = 0
    quotes: int = 0

    def admit(self, name: str, step: int) -> bool:
        """Counts the tag (1 opens, -1 closes); does it stand within the bounds?"""
        if name in _VOID:
            return self.elements <= DEEPEST
        within = max(self.elements, self.elements + step) <= DEEPEST
        self.elements = max(0, self.elements + step)
        if name == "blockquote":
            within = within and max(self.quotes, self.quotes + step) <= DEEPEST_QUOTE
            self.quotes = max(0, self.quotes + step)
        return within


def _attributes(said: str) -> str:
    if not said.strip():
        return ""
    found = {name.casefold(): one or two or bare for name, one, two, bare in reversed(_ATTRIBUTE.findall(said))}
    return "".join(f' {name}="{escape(unescape(value[:9000]))}"' for name, value in found.items())
