"""Where a mail quotes another one: the lines that clients write above a quote, and the quote below them.

Rules are about how mail clients write, in the languages that they speak; mail-parser-reply proposes more of them and
is believed only where its proposal looks like a client's line. Nothing here decides about signatures.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from mailparser_reply import EmailReplyParser

from parsers.forwarded import header_block

MOST_LINES_ABOVE = 4  # over how many lines clients wrap "On ..., ... wrote:"
_LONGEST_ABOVE = 400

_WROTE = (
    r"wrote|writes|schrieb|geschrieben|a [ée]crit|escribi[óo]|escreveu|schreef|geschreven|ha scritto|scrive|skrev|"
    r"napisa[łl]\(?a?\)?|kirjoitti|írta|написал\(?а?\)?|пише|写道|のメール"
)
_ATTRIBUTION = re.compile(
    rf"(?:[*_]{{0,3}})(?P<before>.{{0,{_LONGEST_ABOVE}}}?)\b(?:{_WROTE})\b(?P<after>.{{0,200}}):[*_ ]{{0,4}}",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:on|am|le|el|en|em|às|op|il|den|dnia|w dniu|a|von|vom)\b|[^<>]{0,100}<[^<>\s]{3,200}@|\d{4}[-/.]\d|"
    r"[^\n]{2,100}\b(?:schrieb am|hat am)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DATE = re.compile(r"\b(?:19|20)\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_PRONOUN = re.compile(
    r"i|he|she|they|you|we|er|sie|ich|il|elle|je|él|ella|yo|ele|ela|eu|hij|zij|ze|ik|lui|lei|io",
    re.IGNORECASE,
)
_OLD_GMAIL = re.compile(
    r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)?[+-]?[\d:]{0,6} ?.{1,150}<[^<>\s]{3,200}@[^<>\s]{3,200}>:"
)
_SEPARATOR = re.compile(
    r"[-_.]{2,40} ?(?:original (?:message|appointment|mail)|urspr[üu]ngliche (?:nachricht|mail|e-mail)|"
    r"original-?nachricht|message (?:d[’'´`]origine|original)|(?:mensaje|correo) original|mensagem original|"
    r"(?:oorspronkelijk|origineel) bericht|messaggio (?:originale|originario)|reply message|antwort) ?[-_.]{2,40}"
    r"(?P<glued>\s{0,4}(?:from|von|de|van|da)\s?:.{3,400})?",  # Samsung's app may lose the line ends of its headers
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_RULE = re.compile(r"[_\-]{5,80}")
_LANGUAGES = ["en", "de", "fr", "es", "pt", "nl", "it", "da", "sv", "pl", "cs"]
_LONGEST_PROPOSED_LINE = 500
_LONGEST_PROPOSED = 16 * 1024  # characters; 64 kB of hostile lines take it 1.7 s


class Below(StrEnum):
    """What stands below a client's line."""

    MARKED = "marked"  # lines with '>', then the sender's again
    ALL = "all"  # the quoted mail to the end, unmarked


@dataclass(frozen=True, slots=True)
class Opening:
    """Lines `start` to `end` (exclusive) are a client's, and open a quote."""

    start: int
    end: int
    below: Below
    certain: bool = field(default=False)  # a form, or a mail address, which nobody writes into a sentence of theirs
    addresses: frozenset[str] = field(default=frozenset(), repr=False)  # whom it names, lower case


def openings(lines: list[str]) -> list[Opening]:
    """Every opening of a quote in `lines`, in order, those inside a marked quote left out."""
    proposed = _proposed(lines)
    found: list[Opening] = []
    place = 0
    while place < len(lines):
        opening = _opening_at(lines, place, proposed) if _may_open(lines[place]) else None
        found += [opening] if opening else []
        place = opening.end if opening else place + 1
    return found


def _may_open(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(">")


def _opening_at(lines: list[str], place: int, proposed: frozenset[str]) -> Opening | None:
    bare = lines[place].strip()
    if _SEPARATOR.fullmatch(bare[:500]):
        return _separated(lines, place, proposed)
    below = _next_filled(lines, place + 1) if _RULE.fullmatch(bare[:100]) else place
    block = header_block(lines, below)
    if block and (block.fields > 2 or below > place):  # noqa: PLR2004  "From: … To: …" may be a person's list
        return _certain(lines, place, block.end)
    return _attribution(lines, place, proposed)


def _separated(lines: list[str], place: int, proposed: frozenset[str]) -> Opening:
    """A separator, with the headers or the "... wrote:" that the client wrote below it."""
    below = _next_filled(lines, place + 1)
    block = header_block(lines, below)
    attribution = None if block else _attribution(lines, below, proposed)
    end = block.end if block else attribution.end if attribution else place + 1
    return _certain(lines, place, end)


def _certain(lines: list[str], start: int, end: int) -> Opening:
    written = "\n".join(line[:_LONGEST_PROPOSED_LINE] for line in lines[start:end])
    return Opening(start, end, _below(lines, end), certain=True, addresses=_addresses(written))


def _addresses(text: str) -> frozenset[str]:
    return frozenset(each.casefold() for each in _ADDRESS.findall(text))


def _attribution(lines: list[str], place: int, proposed: frozenset[str]) -> Opening | None:
    joined = ""
    for end in range(place, min(place + MOST_LINES_ABOVE, len(lines))):
        line = lines[end].strip()
        if not line or len(joined) + len(line) > _LONGEST_ABOVE:
            return None
        joined = f"{joined} {line}".strip()
        if line[-1] in ":*_" and is_attribution(joined, proposed):
            return Opening(place, end + 1, _below(lines, end + 1), "@" in joined, _addresses(joined))
    return None


def is_attribution(text: str, proposed: frozenset[str] = frozenset()) -> bool:
    """Is this what a client writes above a quote: a time, who, and that they wrote?"""
    match = _ATTRIBUTION.fullmatch(text)
    if _OLD_GMAIL.fullmatch(text):
        return True
    if match and "@" not in text and _names_nobody(match["before"], match["after"]):
        return False
    if not (_TIME.search(text) or _DATE.search(text)):
        return False
    if match and _LEAD.match(text.lstrip("*_ ")):
        return True
    return _folded(text) in proposed and text.rstrip("*_ ").endswith(":")


def _names_nobody(before: str, after: str) -> bool:
    """A person's sentence is "On 3 May 2025 at 14:02 he wrote:"; clients name the writer."""
    end = before.rstrip(" ,")
    if after.strip():
        return bool(_PRONOUN.fullmatch(after.strip()))
    return end[-1:].isdigit() or bool(_PRONOUN.fullmatch(end.rpartition(" ")[2]))


def _below(lines: list[str], end: int) -> Below:
    first = _next_filled(lines, end)
    return Below.MARKED if first < len(lines) and lines[first].startswith(">") else Below.ALL


def _next_filled(lines: list[str], place: int) -> int:
    return next((at for at in range(place, len(lines)) if lines[at].strip()), len(lines))


def _proposed(lines: list[str]) -> frozenset[str]:
    """Headers that mail-parser-reply finds, folded. It hangs on hostile text: it sees neither long lines nor runs of
    blank ones nor more than 16 kB, and nothing at all where no line ends like a header.
    """
    kept = [line[:_LONGEST_PROPOSED_LINE] for line in lines if not line.startswith(">")]
    if not any(line.rstrip().endswith(":") and any(letter.isdigit() for letter in line) for line in kept):
        return frozenset()
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in kept))[:_LONGEST_PROPOSED]
    replies = EmailReplyParser(languages=_LANGUAGES).read(text).replies
    return frozenset(_folded(one.headers) for one in replies if one.headers)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
