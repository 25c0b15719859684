"""Which of the links that only a page's markup has are its sender's: not those of quotes, footers and disclaimers.

A mail in two forms is read from its plain text, so nothing but the page tells beside which words a link stood.
"""

import re

from parsers.pages import Page
from parsers.quotes import openings
from parsers.tails import without_tail

_MOST_LINES = 5_000
_WEB = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)


def own_links(page: Page, sender_name: str) -> tuple[str, ...]:
    """Those of `page.hidden_links` that stand in what was written, above a quote or between its lines."""
    if not page.hidden_links:
        return ()
    lines = page.text.split("\n")[:_MOST_LINES]
    found = openings(lines)
    parts = (lines[: found[0].start], lines[found[0].start :]) if found else (lines,)
    written = "\n".join(line for part in parts for line in without_tail(_unquoted(part), sender_name))
    own, shown = frozenset(_WEB.findall(written)), frozenset(_WEB.findall(page.text))
    return tuple(link for link in page.hidden_links if link in own or link not in shown)


def _unquoted(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith(">")]
