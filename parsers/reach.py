"""How much of a text is read: a dozen pages and no word of thousands of letters, so that reading stays bounded."""

import re

LONGEST_WORD = 60  # no word of a person is longer; one of thousands of hyphens costs the rules seconds
REACH = 24_000  # characters
TAIL = 6_000
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def within_reach(text: str) -> str:
    """The beginning and the end of a very long text, where people say what they ask for, with its words cut short."""
    near = text if len(text) <= REACH else f"{text[: REACH - TAIL]}\n{text[-TAIL:]}"
    return _LONG_WORD.sub(_shortened, near)


def _shortened(word: re.Match[str]) -> str:
    return word[0][:LONGEST_WORD]
