"""The words that our letters offer, alone on a line. They are the only text that confirms anything (design 7.4).

Never 'yes', 'no' or 'ok': those answer whatever the reader had in mind.
"""

import re

from parsers.terms import Word

MOST_LINES = 5_000
_LONGEST_LINE = 40

_BY_TEXT = {word.value.casefold(): word for word in Word}
# no ">" before it: behind one stands a quotation of the letter that offered the word
# no quotation mark, bracket, quote mark or indent before it: a word that is quoted or shown confirms nothing
_LINE = re.compile(r" ?[*_~]{0,2}([A-Za-z]{3,10}(?:[ _-][A-Za-z]{3,10})?)[*_~.!,;:… -]{0,5}")


def offered_words(text: str) -> tuple[Word, ...]:
    """The offered words of a text in order, each line by itself; a line with anything else on it offers none."""
    return tuple(word for line in text.splitlines()[:MOST_LINES] if (word := _word(line)) is not None)


def _word(line: str) -> Word | None:
    if len(line) > _LONGEST_LINE or (found := _LINE.fullmatch(line)) is None:
        return None
    return _BY_TEXT.get(" ".join(re.split(r"[ _-]", found[1].casefold())))
