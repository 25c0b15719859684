"""Who a message is signed by: the name below its last words, also where a client's signature is cut off the text.

It reads names for the confidence check only; nobody is identified by one, and nothing is decided here.
"""

import itertools
import re

from parsers.message import Message
from parsers.name_words import NOT_NAMES
from parsers.quotes import openings
from parsers.tails import without_tail

LONGEST = 64 * 1024
MOST_LINES = 5_000
LAST_LINES = 20
LONGEST_LINE = 60
MOST_WORDS = 4
MOST_NAMES = 3
_FAREWELL = re.compile(
    r"(?:(?:kind|best|warm|many|with|all|my|kindest|warmest)\s){0,2}(?:regards|wishes|best|greetings|cheers|thanks|"
    r"thank you|sincerely|yours(?: \w{1,12})?|respectfully|love|gr\u00fc\u00dfe|gr\u00fcsse|gru\u00df|"
    r"(?:mit )?(?:freundlichen|besten|vielen|lieben?) (?:gr\u00fc\u00dfen|gr\u00fc\u00dfe|dank)|cordialement|saludos|"
    r"atentamente|groeten|met vriendelijke groet)[\s,.!-]{0,4}",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"--\s?")
_NAME = re.compile(r"[^\W\d_][\w'\u2019.-]{0,30}(?: [^\W\d_][\w'\u2019.-]{0,30}){0,3}")


def signed(message: Message) -> tuple[str, ...]:
    """The names below the sender's own words; with what `newtext` cuts off, and without what they quote."""
    lines = message.text[:LONGEST].split("\n")[:MOST_LINES]
    found = openings(lines)
    above = lines[: found[0].start] if found else lines
    own = [line for line in above if not line.lstrip().startswith(">")]
    tail = own[len(without_tail(own, message.sender_name)) :]
    first = next((line for line in tail if _is_name(line)), "")
    names = (*names_below("\n".join(own)), *((_said(first),) if first else ()))
    return tuple(dict.fromkeys(names))[:MOST_NAMES]


def names_below(text: str) -> tuple[str, ...]:
    """Of a text: the line behind a farewell or a signature's rule, where it looks like a name."""
    filled = [line for line in text.split("\n") if line.strip()][-LAST_LINES:]
    pairs = itertools.pairwise(filled)
    return tuple(_said(name) for farewell, name in pairs if _ends(farewell) and _is_name(name))


def _ends(line: str) -> bool:
    bare = line.strip()[:LONGEST_LINE]
    return bool(_FAREWELL.fullmatch(bare) or _DELIMITER.fullmatch(bare))


def _said(line: str) -> str:
    return " ".join(line.split()).strip("*_,. ")


def _is_name(line: str) -> bool:
    said = _said(line)
    words = said.split()
    if not said or len(said) > LONGEST_LINE or len(words) > MOST_WORDS or not _NAME.fullmatch(said):
        return False
    return words[0][0].isupper() and not all(each.strip(".").casefold() in NOT_NAMES for each in words)
