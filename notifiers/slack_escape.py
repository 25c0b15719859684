"""Text of a person made inert for Slack: it pings nobody, hides no link and turns no writing around.

Wherever there is a choice it goes into plain_text or rich_text elements, which Slack does not parse; what stands in a
parsed place (the fallback `text`) is escaped besides.
"""

import re
from typing import Final

from notifiers.plain import harmless

ELLIPSIS: Final = "\u2026"
SENTENCE_END: Final = re.compile(r"[.!?\u2026][\"')\]]*(?=\s)|\n")


def escaped(text: str) -> str:
    """For a parsed place. Slack knows these three characters and no others."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(text: str, most: int) -> str:
    """Without line ends, and cut: for a label, a title, an option."""
    line = " ".join(harmless(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}{ELLIPSIS}"


def cut(text: str, most: int) -> str:
    """At the end of a sentence where one is in reach, so that no half sentence says the opposite."""
    if len(text) <= most:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text, most // 2, most)]
    return text[: ends[-1] if ends else most - 1].rstrip() + ("" if ends else ELLIPSIS)


def pieces(text: str, most: int) -> list[str]:
    """All of the text, in parts that fit: broken between lines, else between words, else anywhere."""
    parts: list[str] = []
    while len(text) > most:
        at = max(text.rfind("\n", 1, most), text.rfind(" ", most // 2, most)) + 1 or most
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text] if text else parts
