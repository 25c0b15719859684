"""Is an administrator's conduct reported? Conservative in the direction of naming: to miss one is worse (P14).

Being greeted, thanked, asked, or wished as the only reader is not it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from parsers.sentences import Sentence
from parsers.tells import CONDUCT

MOST_SENTENCES = 300
_LEAST_NAME = 4
_NOTHING = re.compile(r"(?!)")

_AGAINST = (
    r"(?:complain\w*|concern\w*|report\w*|filing|file|problem|issue|grievance|case|something|this(?: "
    r"one)?(?:'s| is)?|it(?:'s| is)|conduct|behaviou?r) (?:\w+ ){0,3}?(?:about|against|with|concerning|"
    r"concerns|of|by)"
)
_BENIGN = re.compile(
    r"^(?:'s)?[\s,]*(?:(?:has|had|have|who|also|once|always|already|just|himself|herself) )*(?:knows?|"
    r"knew|helped|answered (?:kindly|at once|quickly|me)|thanked|warned|suggested|advised|recommended|"
    r"said (?:i|we|to|that i)|told me (?:to|that i|about|i)|asked me to|"
    r"asked (?:us|everyone) to|pointed me|can|could|should|may|might|must|will|would|please|reads?|is "
    r"(?:the|a|an|our|my|also) (?:only |good |great )?(?:admin\w*|person|friend|one)|saw|was (?:there|"
    r"present|in the (?:call|room|huddle)))\b"
)
_ABOUT_YOU = re.compile(
    r"\b(?:about|against|concerning) you(?:rself)?\b(?! (?:guys|all)\b)|\byou of all people\b|\bto your "
    r"face\b|\byour (?:joke|remarks?|comments?|behaviou?r|conduct|tone|words|episode|post|"
    r"reply)\b[^.]{0,60}\b(?:was|were|is|hurt|made|landed|felt)\b|"
    r"\byou(?: have|'ve| then| also| just)? (?:joked|mocked|insulted|laughed|humiliated|shouted|yelled|"
    r"made fun|muted me|ignored me|called me|told the story|tell the story|broke (?:my|a) (?:confidence|"
    r"trust|promise)|read (?:my|her|his) \w+ (?:out|aloud))\b"
)
_NOT_ABOUT_YOU = re.compile(
    r"\b(?:heard|read|thinking|know|hear|learn|lot|care|worried|sorry|like|love|not|n't|good|think\w*) (?:\w+ "
    r")?(?:about|of) you\b|\bif\b[^.]{0,40}\babout you\b|\b(?:both|some|one|all|each|any|out|because|instead|"
    r"ahead|front|side) of you\b"
)
_THE_ADMINISTRATOR = re.compile(rf"\b{_AGAINST} (?:the|an|your|one of the) (?:only |sole )?(?:admin\w*)\b")
# 'a complaint about Jamison, Ada and Grace': a comma on both sides greets nobody there
_LISTED = re.compile(rf"\b{_AGAINST} (?:(?:[\w@<>.'-]+ ){{0,2}}[\w@<>.'-]+,? (?:and )?){{1,8}}$")
_MOST_LISTED = 160
_ACTS = re.compile(
    rf"'s |(?:,? who|,? the \w+,?)?[^.;,]{{0,60}}?\b(?:{CONDUCT}|is|was|keeps?|has|had|have|read|gave|made|did|"
    rf"does|went|\w{{3,}}ed|\w{{3,}}ing)\b| to (?:<@|@|[a-z])"
)
_AUDIENCE = re.compile(
    r"\b(?:only|just|not|except|but|for|to|with|tell|show|ask|via|through|besides|and not|than|or|dear|hi|"
    r"hello|hey|thanks|thank you|cc) $"
)
_CLEARED = re.compile(
    r"(?:\bnot|n't|\bnever|\bnothing|\bno (?:complaint|problem|issue|grievance|concern)s?)(?: (?:really|actually|a|"
    r"any|at all|complaint|complaining|reporting|report|to say|to do|directed|meant|bad)){0,3} "
    r"(?:about|against|at|with|accusing|blaming) $"
)
_CLEAN = re.compile(
    r"^(?:'s fault)?(?:,? who)? (?:(?:himself|herself|themselves) )?(?:did nothing wrong|ha[sd] nothing to "
    r"do with|(?:is|was|were)(?: not|n't) (?:involved|part of|the problem|meant|there|to blame))\b"
)
_KINDLY = re.compile(
    r"\b(?:thank(?:ed|ing)?|trust(?:ed)?|like|appreciate|respect|admire|told|shown?|wrote|written)(?: you,?)? $"
)
_GREETING = re.compile(r"^\W*(?:hi|hello|hey|dear|thanks|thank you)\b")
_TOLD_THEM = re.compile(r"\b(?:i|we|she|he|they)(?: also| already| then|'ve| have)? (?:told|asked|thanked|informed) $")
_DOING = re.compile(r"^ \w{3,}ing\b")
_GREETED = 6  # words: 'beste jamison,' greets in any language


class Stance(Enum):
    """What one mention of an administrator does."""

    REPORTED = auto()
    SPOKEN_TO = auto()  # greeted, thanked, asked
    MENTIONED = auto()  # told of as one who knows, helps, may see
    UNSURE = auto()


@dataclass(frozen=True, slots=True)
class Administrators:
    """By which names, accounts, ids and addresses each is known, a tuple for each."""

    names: tuple[tuple[str, ...], ...] = field(repr=False)

    def folded(self, place: int) -> frozenset[str]:
        """All forms in lower case without marks, the first name among them."""
        return frozenset(_forms(self.names[place]))

    def pattern(self, place: int) -> re.Pattern[str]:
        forms = sorted(self.folded(place), key=len, reverse=True)
        return (
            re.compile(rf"(?<![\w.@-])[<@]{{0,2}}(?:{'|'.join(map(re.escape, forms))})>?(?![\w@-])")
            if forms
            else _NOTHING
        )

    def short_name(self, place: int) -> re.Pattern[str]:
        """The first name where it is too short to be looked for in lower case; to be matched as it was written."""
        first = self.names[place][0].split()[0] if self.names[place] and " " in self.names[place][0] else ""
        short = first and len(first) < _LEAST_NAME
        return re.compile(rf"(?<![\w.@-]){re.escape(first.capitalize())}(?![\w@-])") if short else _NOTHING

    def as_written(self, place: int, text: str) -> str:
        found = self.pattern(place).search(text.lower())
        return text[found.start() : found.end()] if found else self.names[place][0]


def _forms(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        bare = name.strip("<>@ ").casefold()
        if bare:
            yield bare
        first = bare.split()[0] if " " in bare else ""
        if len(first) >= _LEAST_NAME:
            yield first


def reported(body: Sequence[Sentence], text: str, known: Administrators, recipients: frozenset[str]) -> tuple[int, ...]:
    """Places in `known` of the administrators whose conduct the sentences report."""
    short = body[:MOST_SENTENCES]
    by_name = {place for place in range(len(known.names)) if _names(short, known.pattern(place))}
    if any(_ABOUT_YOU.search(one.words) and not _NOT_ABOUT_YOU.search(one.words) for one in short):
        by_name |= _addressed(text, known, recipients)
    if any(_THE_ADMINISTRATOR.search(one.words) for one in short):
        by_name |= set(range(len(known.names))) if len(known.names) == 1 or not by_name else set()
    return tuple(sorted(by_name))


def _addressed(text: str, known: Administrators, recipients: frozenset[str]) -> set[int]:
    """Who is meant by 'you': who is greeted; else whose own address it went to; else, unknown, everybody."""
    opening = text.lstrip()[:80].split("\n")[0].casefold()
    everybody = set(range(len(known.names)))
    greeted = {place for place in everybody if known.pattern(place).search(opening)}
    reached = {place for place in everybody if known.folded(place) & recipients}
    return greeted or reached or everybody


def _names(body: Sequence[Sentence], pattern: re.Pattern[str]) -> bool:
    return any(_reports(one.words, found) for one in body for found in pattern.finditer(one.words))


def stance(words: str, found: re.Match[str]) -> Stance:
    """What the mention at `found` does. Whoever is neither reported nor spoken to, nor told of kindly, is unsure."""
    before, after = words[: found.start()], words[found.end() :]
    if _reports(words, found):
        return Stance.REPORTED
    greets = after.strip() == "," or _GREETING.match(before)
    if _is_addressed(before, after) or (len(words.split()) <= _GREETED and greets):
        return Stance.SPOKEN_TO
    doing = _AUDIENCE.search(before) and _DOING.match(after)
    told_of = _KINDLY.search(before) or _BENIGN.match(after) or _AUDIENCE.search(before) or _is_cleared(before, after)
    return Stance.MENTIONED if told_of and not doing else Stance.UNSURE


def _is_cleared(before: str, after: str) -> bool:
    """'This is not about NAME', 'NAME did nothing wrong'."""
    return bool(_CLEARED.search(before) or _CLEAN.match(after))


def _reports(words: str, found: re.Match[str]) -> bool:
    before, after = words[: found.start()], words[found.end() :]
    if _is_cleared(before, after):
        return False
    if re.search(rf"\b{_AGAINST} $", before) or (
        re.search(r"\b(?:by|from) $", before) and re.search(rf"\b{CONDUCT} (?:\w+ )?(?:by|from) $", before)
    ):
        return True
    if _is_addressed(before, after) or _BENIGN.match(after) or _TOLD_THEM.search(before):
        return False
    if _AUDIENCE.search(before) and not re.match(r" (?:has|had|is|was|did)\b", after):
        return False
    return bool(_ACTS.match(after))


def _is_addressed(before: str, after: str) -> bool:
    """'Jamison, ...', 'thanks, Jamison!' and '@jamison how many ...': spoken to, not about."""
    if before.rstrip().endswith(",") and _LISTED.search(before[-_MOST_LISTED:]):
        return False
    opens = (
        not before.strip(" \"'(*")
        or before.rstrip().endswith(",")
        or bool(re.search(r"(?:hi|hello|hey|dear|thanks|thank you|@|to)[\s,]*$", before))
    )
    return opens and (
        not after.strip()
        or after.lstrip()[:1] in {",", "!", ":", "?", ".", "-"}
        or bool(re.match(r"\s*(?:how|what|can|could|would|do|is|are|please|i|for|and team|any)\b", after))
    )
