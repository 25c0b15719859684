"""Plain text for a mail: made harmless, then folded at 72 columns as RFC 3676 wants it (format=flowed).

A line that ends in a space goes on in the next one, so a telephone may fold the text anew; every other line ends
where its author ended it. Pure, and linear in the length of the text.
"""

import re
import textwrap
from typing import Final

from parsers.terms import Word

WIDTH: Final = 72
SIGNATURE: Final = "-- "  # RFC 3676 4.3: the one fixed line that ends in a space and is not folded

# an offered word that is torn in two is not recognised as one; NUL cannot stand in a text that was made harmless
WHOLE: Final = {word: word.replace(" ", "\0") for word in Word if " " in word}

LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls, and what turns the direction of writing: a name may hold an override that swaps what follows it
INVISIBLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
BLANKS: Final = re.compile(r"\n{3,}")
LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def harmless(text: str) -> str:
    """Words of a person: their lines stay, nothing in them can steer a terminal or a mail client."""
    lines = LINE_ENDS.sub("\n", text).replace("\t", "    ")
    return INVISIBLE.sub("", LONE_SURROGATES.sub("\ufffd", lines))


def one_line(text: str) -> str:
    """A fact: harmless, and without any line end."""
    return harmless(text).replace("\n", " ").rstrip()


def quoted(text: str) -> str:
    """Every line behind a quotation mark."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def flowed(text: str) -> str:
    """Folded at `WIDTH` by soft line ends; a word that is longer (an address of a page) stays whole."""
    lines = (_fold(line) for line in text.strip("\n").split("\n"))
    return BLANKS.sub("\n\n", "\n".join(lines)) + "\n"


def _fold(line: str) -> str:
    if line == SIGNATURE:
        return line
    line = line.rstrip()
    if len(line) <= WIDTH:
        return line
    for word, whole in WHOLE.items():
        line = line.replace(word, whole)
    mark = "> " if line.startswith("> ") else ""
    folded = textwrap.wrap(
        line.removeprefix(mark), WIDTH - len(mark) - 1, break_long_words=False, break_on_hyphens=False
    )
    return " \n".join(mark + part for part in folded).replace("\0", " ")


def unfolded(text: str) -> str:
    """The text without its soft line ends: for a screen, for Slack, and to look for a sentence whole."""
    lines: list[str] = []
    for line in text.replace(f"\n{SIGNATURE}\n", "\n--\n").split("\n"):
        if lines and lines[-1].endswith(" "):  # RFC 3676 4.5: what goes on behind a mark has that mark once more
            lines[-1] += line.removeprefix("> " if lines[-1].startswith("> ") else "")
        else:
            lines.append(line)
    return "\n".join(lines)


def stuffed(text: str) -> str:
    """RFC 3676 4.4: a line that begins with a space or "From " gets one space more, which the reader takes off."""
    return "\n".join(f" {line}" if line.startswith((" ", "From ")) else line for line in text.split("\n"))
