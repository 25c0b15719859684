"""What the sender wrote: no quoted text, no signature, no footer, no disclaimer.

Of a first message nothing is dropped but what clients and companies add at its end: a reporter's own quoting is
material. Of a reply the quote goes, and what stands between its lines stays, for people answer there.
"""

import itertools
import re

from parsers.email import links_in
from parsers.message import Message
from parsers.quotes import Below, Opening, openings
from parsers.tails import without_armor, without_tail

LONGEST = 64 * 1024  # characters: some thirty printed pages
_MOST_LINES = 5_000
_LONG_ENOUGH = 12  # characters of a question that are no coincidence
_UNMISTAKABLE = 25  # characters from which a line that we sent is no coincidence
_QUESTIONS = (  # of the process's page, which reporters copy and answer below; "> " marks them as the page's words
    "what’s the nature of the incident or code of conduct violation?",
    "who is involved in this incident?",
    "what material supports this situation?",
    "any privacy concerns? (reporter consent is required before sharing any information regarding the incident)",
)
_ANSWERS = re.compile(r"(?:re|aw|antw?|sv|rif|res|r|odp|vs)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
_BLANK_RUNS = re.compile(r"\n(?:[ \t]{0,200}\n){2,}")


def fold(line: str) -> str:
    """A line as two clients would agree on it."""
    return " ".join(line.split()).casefold()


def new_text(message: Message, sent_lines: frozenset[str]) -> str:
    """The sender's own words of `message`; `sent_lines` are our letters' lines in this thread, folded."""
    text = without_armor(_BLANK_RUNS.sub("\n\n", message.text[:LONGEST]))
    lines = text.split("\n")[:_MOST_LINES]
    found = openings(lines)
    if not (message.in_reply_to or message.references or _ANSWERS.match(message.subject)):
        found = _of_whom_they_write_to(found, message.recipients)
        if not found:
            return _joined(without_tail(_not_the_page(lines), message.sender_name))
    return _joined(
        _own(lines, _quoting_us(lines, found, sent_lines, message.recipients), sent_lines, message.sender_name)
    )


def _of_whom_they_write_to(found: list[Opening], recipients: tuple[str, ...]) -> list[Opening]:
    """A reply that lost its marks quotes whom it goes to; anybody else's mail in a first message is material."""
    known = {_bare(address) for address in recipients}
    return [one for one in found if not known.isdisjoint(map(_bare, one.addresses))]


def _bare(address: str) -> str:
    """Without the part that a Reply-To of ours carries."""
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _quoting_us(
    lines: list[str], found: list[Opening], sent: frozenset[str], recipients: tuple[str, ...]
) -> list[Opening]:
    """Without those that are no quote of ours, where our letter is known and nothing of it stands below them: what a
    person tells that somebody wrote (no address, no mark), and the mail of somebody else that they put above ours.
    """
    if not sent:
        return found
    ends = [one.start for one in found] + [len(lines)]
    ours = {one.start: _has_ours(lines[one.end : end], sent) for one, end in zip(found, ends[1:], strict=True)}
    told = {one.start for one in found if not (one.certain or one.below is Below.MARKED or ours[one.start])}
    to_us = {one.start for one in _of_whom_they_write_to(found, recipients)}
    others = {one.start for one in found if one.addresses and not ours[one.start]} - to_us
    quotes = [one for one in found if one.start not in told]
    return list(itertools.dropwhile(lambda one: one.start in others, quotes))


def _has_ours(lines: list[str], sent: frozenset[str]) -> bool:
    whole = "\n".join(sent)
    return any(_stands_in(fold(line.lstrip("> ")), sent, whole) for line in lines)


def new_links(message: Message, text: str) -> tuple[str, ...]:
    """The links that stand in `text`, then those that only the HTML of the sender's part has; each once."""
    hidden = (link for link in message.links if link not in message.text)
    return tuple(dict.fromkeys([*links_in(text), *hidden]))


def _not_the_page(lines: list[str]) -> list[str]:
    return [line for line in lines if not (line.startswith(">") and _copies_a_question(line))]


def _copies_a_question(line: str) -> bool:
    bare = re.sub(r"^[\d\W]{0,12}", "", fold(line.lstrip("> "))).replace("'", "’")
    return len(bare) > _LONG_ENOUGH and any(bare in question for question in _QUESTIONS)


def _own(lines: list[str], found: list[Opening], sent: frozenset[str], sender_name: str) -> list[str]:
    cut = next((place for place, one in enumerate(found) if one.below is Below.ALL), len(found))
    above = min(found[0].start if found else len(lines), _first_quoted(lines))
    below = found[cut].start if cut < len(found) else len(lines)
    clients = {place for one in found for place in range(one.start, one.end)}
    first = without_tail(_not_quoted(lines[:above], sent), sender_name)
    between = [lines[place] for place in range(above, below) if place not in clients]
    last = without_tail(_not_quoted(between, sent), sender_name)
    rest = without_tail(_answers_below(lines[slice(*_unmarked(found[cut:], len(lines)))], sent), sender_name)
    return [*first, "", *last, "", *rest]


def _first_quoted(lines: list[str]) -> int:
    return next((place for place, line in enumerate(lines) if line.lstrip().startswith(">")), len(lines))


def _unmarked(found: list[Opening], most: int) -> tuple[int, int]:
    """Where the quote stands that the first of `found` opens: up to what it quotes itself."""
    if not found:
        return most, most
    return found[0].end, next((one.start for one in found[1:] if one.certain), most)


def _not_quoted(lines: list[str], sent: frozenset[str]) -> list[str]:
    return [line for line in lines if not line.lstrip().startswith(">") and not _is_ours(line, sent)]


def _is_ours(line: str, sent: frozenset[str]) -> bool:
    folded = fold(line)
    return len(folded) >= _UNMISTAKABLE and folded in sent


def _answers_below(lines: list[str], sent: frozenset[str]) -> list[str]:
    """What was written between the lines of our letter where the client did not mark them: only where the letter is
    known and makes up most of what stands there.
    """
    whole = "\n".join(sent)
    filled = [line for line in lines if line.strip()]
    ours = [line for line in filled if _stands_in(fold(line), sent, whole)]
    if not sent or 2 * len(ours) < len(filled):
        return []
    dropped = set(ours)
    return [line for line in lines if line not in dropped]


def _stands_in(folded: str, sent: frozenset[str], whole: str) -> bool:
    """Clients wrap what they quote: a piece of one of our lines is ours."""
    return folded in sent or (len(folded) >= _UNMISTAKABLE and folded in whole)


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
