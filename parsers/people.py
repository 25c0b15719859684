"""Whom a message names as part of an incident, and whether an administrator's conduct is reported. Pure guesses.

Names are what a person confirms later: this file proposes. To miss that an administrator is reported is worse than to
ask once too often (P14), but a greeting, thanks or a wish for who may know is not a report.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.name_words import NOT_NAMES, NOT_NAMES_AFTER, TITLES
from parsers.names_abroad import article_of_names, may_be_name, opens_as_name, small_name, without_nouns
from parsers.sentences import Sentence
from parsers.tells import CONDUCT

ENGLISH = "en"
MOST_NAMES = 40
MOST_SENTENCES = 300

_MENTION = re.compile(r"<@(?:U|W)[A-Z0-9]{2,20}>")
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z0-9](?:[\w.-]{0,40}\w)?")
_ADDRESS = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")
_BEHIND_A_WORD = re.compile(r"@(?<=[\w.+-]@)")  # only there an address can stand
_PARTICLE = r"(?:von|van|der|den|de|du|la|le|di|da|dos|bin|al|el|zu|ter|ten)"
_LARGE = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ]"
_CAPITAL = rf"(?:{_LARGE}[\w'-]*\w)"
# The capital first and then what may not stand before it: so all that is not large is passed over at once.
_NAME = re.compile(
    rf"{_LARGE}(?<![\w@#./<-]{_LARGE})[\w'-]*\w(?: (?:{_PARTICLE} ){{0,2}}(?:{_CAPITAL}|[A-Z]\b\.?)){{0,3}}"
)
_MARKS = re.compile(r"^<@|>$|^@")
_LOWERED = re.compile(r"(?<![.!?\n] )\b[a-z][\w']+")
_TITLED = re.compile(rf"\b({TITLES})\.? $", re.IGNORECASE)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|dear|good (?:morning|day|evening|afternoon)|greetings|to|hallo|guten "
    r"(?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|ch[eè]re?|salut|hola|"
    r"estimad[oa]s?|buen[oa]s (?:d[ií]as|tardes|noches)|ol[áa]|prezad[oa]s?|car[oa]s?|bom dia|boa "
    r"(?:tarde|noite)|beste|geachte|dag|goedendag|ciao|gentile|buongiorno|salve|fao|attn|for)\b[\s,]*)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(?:best|regards|kind regards|best (?:regards|wishes)|with (?:kind |best )?regards|thanks|thank "
    r"you|many thanks|cheers|yours|sincerely|faithfully|respectfully|warmly|love|greetings|cordial "
    r"greetings|sent from|mit freundlichen|"
    r"viele gr|liebe gr|beste gr|cordialement|bien à vous|saludos|un saludo|atentamente|abraços?|"
    r"cumprimentos|atenciosamente|groet|met vriendelijke|cordiali saluti|saluti|a presto|"
    r"mit beste[mn]|hochachtungsvoll|herzlich|ihre? ergebene|bises|hoogachtend|vriendelijke gr|"
    r"cordialmente|agradecid[oa])\b",
    re.IGNORECASE,
)
_MYSELF = re.compile(r"\b(?:my name is|i am|i'm|call me) $|\bi, $")
_AFTER_NAME = re.compile(
    (
        rf"(?:'s|s')?(?:,? [^.,]{{0,30}},| \([^)]{{0,40}}\)| from \S+| \+ {_CAPITAL}| and {_CAPITAL})?(?: \w+ly| "
        rf"also| just| then| again| has| have| had)? (?:{CONDUCT}|is|was|has|had|does|did|will|would|can|who|gave|"
        rf"made|went|found|needs?|knows?|thinks?|wants?|says?)\b|'s\b|, (?:who|from|a|an|the|my|our|which)\b|: |"
        rf"\W*$"
    ),
    re.IGNORECASE,
)
_LABELLED = re.compile(
    (
        r"(?:^|[\n•*;.(] ?)\W{0,6}(?:who(?: is involved)?(?: in this incident)?|(?:people |person |persons "
        r")?involved|person(?: concerned)?|name|about|against)\b\W{1,4}([^\n,;.(]{2,40})"
    ),
    re.IGNORECASE,
)
_LOWER_NAME = re.compile(
    r"(?:^|, |\. |\b(?:called|named|user|against|about|get|ban|tell|coach|with|stop|guy|by|from) (?:is "
    r")?)[\"']?((?:mr\.? |dr\.? |coach )?[a-z][\w.]{2,14}(?: [a-z]\.?)?)[\"']?(?= (?:keeps?|kept|has|had|"
    r"told|said|called|posted|wrote|who|is|was|from)\b)"
)


def involved(text: str, body: Sequence[Sentence], not_them: frozenset[str], language: str = ENGLISH) -> tuple[str, ...]:
    """The people named in `text` (plain, with its quotations), each as it is written there first.

    `not_them`: folded names, handles and ids of the sender and of administrators who are merely addressed.
    """
    story = _story(text)
    found = [
        *_MENTION.findall(story),
        *_handles(story),
        *_labelled(story),
        *_names(story, language),
        *_lower_names(body, language),
    ]
    kept, met = [], set[str]()
    for name in found:
        own = fold_name(name)
        if own not in met and not _is_one_of(own, not_them):
            kept.append(name)
            met |= {own, *own.split()}  # a part of a name that stands there is nobody else
    return tuple(_longest_forms(kept)[:MOST_NAMES])


def fold_name(name: str) -> str:
    return " ".join(_MARKS.sub("", name.strip()).split()).casefold().strip(" .,;:'\"")


def _story(text: str) -> str:
    """The text without its greeting and without the name under it."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines:
        lines[0] = _GREETING.sub("", lines[0]) if not _is_greeting(lines[0]) else ""
    return "\n".join(lines[: _signed_from(lines)])


def _is_greeting(line: str) -> bool:
    rest = _GREETING.sub("", line)
    return rest != line and len(rest.split()) <= 4  # noqa: PLR2004  "Dear Mr Van Dyke,"


def _signed_from(lines: list[str]) -> int:
    """Where the closing begins: a closing formula near the end, or a short last line that is only a name."""
    for place in range(max(1, len(lines) - 5), len(lines)):
        if _CLOSING.match(lines[place]) and len(lines[place].split()) <= 6:  # noqa: PLR2004  a formula is short
            return place
    last = lines[-1].strip() if len(lines) > 1 else ""
    alone = 0 < len(last.split()) <= 4 and not re.search(r"[:@<#]|URL|[.!?]$", last)  # noqa: PLR2004  "V. & P. Ek"
    return len(lines) - 1 if alone and (last[:1].isupper() or len(last.split()) == 1) else len(lines)


def _handles(story: str) -> Iterator[str]:
    if "@" not in story:
        return
    for found in _HANDLE.findall(_without_addresses(story)):
        if found.casefold() not in {"@channel", "@here", "@everyone"}:
            yield found
    if _BEHIND_A_WORD.search(story):
        yield from _ADDRESS.findall(story)


def _without_addresses(story: str) -> str:
    return _ADDRESS.sub(" ", story) if _BEHIND_A_WORD.search(story) else story


def _labelled(story: str) -> Iterator[str]:
    for found in _LABELLED.finditer(story):
        name = found[1].strip(" .'\"")
        if 1 <= len(name.split()) <= 3 and _could_be_a_handle(name):  # noqa: PLR2004  a name, not a sentence
            yield name


def _could_be_a_handle(name: str) -> bool:
    words = name.casefold().split()
    return all(re.fullmatch(r"[\w.-]{2,20}", word) for word in words) and not any(word in NOT_NAMES for word in words)


def _lower_names(body: Sequence[Sentence], language: str) -> Iterator[str]:
    for sentence in body[:MOST_SENTENCES]:
        for found in _LOWER_NAME.finditer(sentence.said):
            if not any(word in NOT_NAMES for word in found[1].casefold().split()):
                yield found[1].strip()
        if language != ENGLISH and (name := small_name(sentence.said, language)) and name not in NOT_NAMES:
            yield name


def _names(story: str, language: str) -> Iterator[str]:
    without = _without_addresses(_MENTION.sub("<@>", story))
    large = [(name, found) for found in _NAME.finditer(without) if (name := _without_leading_words(found[0]))]
    lowered = set(_LOWERED.findall(without)) if large else set()
    for whole, found in large:
        name = whole if language == ENGLISH else without_nouns(whole, language)
        start, end = found.span() if language == ENGLISH else _span(name, found)
        if name and _is_name(name, without[max(0, start - 40) : start], without[end : end + 80], lowered, language):
            titled = _TITLED.search(without[max(0, start - 8) : start])
            yield f"{titled[1]}. {name}" if titled and titled[1].lower() == "lt" else name


def _span(name: str, found: re.Match[str]) -> tuple[int, int]:
    start = found.start() + found[0].find(name)
    return start, start + len(name)


def _without_leading_words(name: str) -> str:
    words = name.split()
    while words and words[0].casefold().split("'")[0] in NOT_NAMES:
        words.pop(0)
    while words and words[-1].casefold().strip(".") in NOT_NAMES:
        words.pop()
    return " ".join(words).removesuffix("'s").removesuffix("'").strip(" -")


def _is_name(name: str, near: str, after: str, lowered: set[str], language: str) -> bool:
    words = name.split()
    if any(word.casefold() in NOT_NAMES for word in words) or len(name) < 2 or re.fullmatch(r"[A-Z]{2,}s?", name):  # noqa: PLR2004  initials are no name
        return False
    if len(words) == 1 and ((words[0].isupper() and len(name) < 5) or words[0].casefold() in lowered):  # noqa: PLR2004  HR, CTO
        return False
    before = near[-14:]
    if (NOT_NAMES_AFTER.search(before.casefold()) and not article_of_names(before, language)) or _MYSELF.search(
        before.casefold()
    ):
        return False
    if len(words) == 1 and name.endswith("ing"):
        return False
    if language != ENGLISH and not may_be_name(name, near, after, language):
        return False
    opens = not before.strip() or bool(re.search(r"(?:[.!?:\n•*\"(-]|^)\s*$", before))
    if not opens or len(words) > 1 or _AFTER_NAME.match(after):
        return True
    return language != ENGLISH and opens_as_name(after, language)


def _is_one_of(own: str, folded: frozenset[str]) -> bool:
    return own in folded or any(own in other.split() for other in folded if " " in other)


def _longest_forms(kept: list[str]) -> list[str]:
    """'Torsten' and 'Torsten Quade' are one: the fuller form stays."""
    folded = [fold_name(name) for name in kept]
    parts = {part for own in folded if " " in own for part in own.split()}
    return [name for name, own in zip(kept, folded, strict=True) if own not in parts]
