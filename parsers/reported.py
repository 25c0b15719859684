"""Is an administrator's conduct reported? Conservative in the direction of naming: to miss one is worse (P14).

Being greeted, thanked, asked, or wished as the only reader is not it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from itertools import islice

from parsers import accused_abroad
from parsers.common_names import is_name
from parsers.said_of import BAD, HARM, Said, is_apart, is_clean, said_of
from parsers.sentences import Sentence
from parsers.tells import CONDUCT
from parsers.unnamed import DISTRUST, OBJECT

MOST_SENTENCES = 300
_LEAST_NAME = 4
_NOTHING = re.compile(r"(?!)")
_MOST_KNOWN = 256  # administrators whose patterns are kept: those of a Context come with every message

_AGAINST = (
    r"(?:complain\w*|concern\w*|report\w*|filing|file|problem|issue|grievance|case|something|this(?: "
    r"one)?(?:'s| is)?|it(?:'s| is)|conduct|behaviou?r) (?:\w+ ){0,3}?(?:about|against|with|concerning|"
    r"concerns|of|by)"
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
_THE_ADMINISTRATOR = re.compile(rf"\b{_AGAINST} (?:the|your) (?:only |sole )?(?:admin\w*)\b")
_AUDIENCE = re.compile(
    r"\b(?:only|just|not|except|but|for|to|with|tell|show|ask|via|through|besides|and not|than|or|dear|hi|"
    r"hello|hey|thanks|thank you|cc) $"
)
_CLEARED = re.compile(
    r"(?:\bnot|n't|\bnever|(?<!want )(?<!wanted )(?<!wants )\bnothing|\bno (?:complaint|problem|issue|grievance"
    r"|concern)s?)(?: (?:really|actually|a|"
    r"any|at all|complaint|complaining|reporting|report|to say|to do|directed|meant|bad)){0,3} "
    r"(?:about|against|at|with|accusing|blaming) $"
)
_GREETED_BEFORE = re.compile(r"(?:\b(?:hi|hello|hey|dear|thanks|thank you)|^\W*to|@|\byou,)[\s,]*$")
_LISTED_LAST = re.compile(r"(?:@[\w.-]{1,40}|<@\w{1,20}>), $")
_APPOSED = re.compile(
    rf"^, (?:who|of all|as (?:always|usual|ever))\b|^, the \w+,? (?:[^.;,]{{0,40}}, )?(?:{CONDUCT}|{HARM}|is|was)\b"
)
_GOES_ON = re.compile(
    r"^\s*[,:-]? ?(?:you|your|please|how|what|when|why|any (?:news|update|chance|idea)|i|i'm|i'd|i've|i'll|we"
    r"|my|if|thanks?|hi|hello|and team|"
    r"for (?:you|your|info|the record)|"
    r"(?<=[:-] )(?=<?@)|"
    r"(?:can|could|would|will|should|may|do|does|is|are) (?:you|i|we)|"
    r"(?:can|could|would|will|should|do|does|is|are) (?:it|this|that|there|they|he|she)\b[^.]{0,300}\?)(?!\w)"
)
_YOU_DID = re.compile(
    rf"^\W{{0,3}}(?:(?:can|could|would|will) you )?(?:please )?(?:stop|quit) (?:\w+ing (?:at )?(?:me|us|my)|it)\b"
    rf"|^\W{{0,3}}(?:why (?:do|did|are|were) )?you(?:'re|'ve| are| were| have)? (?:\w+ )?(?:{HARM}|(?:an? )?{BAD})\b"
)
_TO_THEIR_FACE = re.compile(
    r"^\W{0,3}(?:(?:please )?leave (?:me|us)|what you (?:did|said|wrote|posted|do)|"
    r"i(?: am|'m) (?:\w+ )?(?:afraid|scared|frightened) of you)\b"
)
_NO_REPORT = re.compile(r"(?:\bnot|n't|\bnever) (?:\w+ ){0,3}?(?:report|reporting|accuse|accusing) $")
_BLAMED = re.compile(r", (?:just )?like $|\b(?:thanks to|nothing to do with|away from|doubts? about) $")
_WANTED = re.compile(r"\b(?:want|need|like|get|make|tell|told|ask|asked|begged|wish|beg|allow|trust|prefer|expect)s? $")
_TO_STOP = re.compile(
    rf"^ to (?:stop(?! (?:<?@|him|her|them|this|it)\b)|quit|leave me|apologi\w+|keep away|stay away"
    rf"|be (?:removed|banned|suspended|stopped)|{HARM})\b"
)
_RELATIVE = re.compile(r"^,? who\b")
_LABEL = re.compile(
    r"(?:^|\W)(?:who(?: (?:is|was) (?:involved|it))?|involved|persons?(?: involved)?|people involved"
    r"|beteiligte?r?|wer)\W{1,3}$"
)
_IT_WAS = re.compile(
    rf"^\W*(?:\w+ ){{0,2}}(?:(?:it|that) (?:was|is)|it's|its) (?:(?:also|really|again|in fact) )?$|\b(?:{CONDUCT}"
    rf"|{HARM})\b[^.;,]{{0,40}} (?:is|was) $"
)
_AN_ADMINISTRATOR = re.compile(r"\b(?:an?|the|your|one of (?:the|your)) (?:admin\w*|mod\w*),? (?:called |named )?$")
_MOST_LISTED = 8
_MOST_NAMED = 24  # mentions in a sentence; a list of more is no list of people
_REACH = 400
_JOIN = r"(?=[ ,])(,? (?:and|or|und|oder|&|plus|together with|along with) |, )"
_HANDLE = r"<@\w{1,20}>|@[\w.-]{1,40}"
_PLAIN_ITEM = (
    r"(?:my|our|the|his|her|their|two|three|four|some|other|others)(?: (?!who\b)[a-z]\w{1,20}(?=,| and | und ))?"
)
_ITEM = re.compile(
    rf"{_JOIN}(?:{_HANDLE}|(?!I\b|I')[A-Z][\w'-]{{1,30}}(?: [A-Z][\w'-]{{1,30}}){{0,2}}|two others|others"
    rf"|{_PLAIN_ITEM})(?!['\w])"
)
_SMALL_ITEM = re.compile(
    rf"{_JOIN}(?:{_HANDLE}|two others|others|(?!(?:i|you|he|she|they|we|it|this|that|there|please|what|how|who"
    rf"|can|could|"
    rf"would|then|so|but|my|the|is|was|when|if|not|has|had|did|told|said|asked|thanks?)\b)[a-z][\w-]{{1,20}})(?!['\w])"
)
_LISTED_FULL = re.compile(r"(?:\b\w[\w'-]{1,30} \w[\w'-]{1,30}(?:, (?:and )?| and | und | & )){1,4}$")
_LISTED_BEFORE = re.compile(r"(?:(?:<@\w{1,20}>|@[\w.-]{1,40}|\b\w[\w'-]{1,30})(?:, (?:and )?| and | und | & )){1,4}$")
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
        return _folded(self.names[place])

    def pattern(self, place: int) -> re.Pattern[str]:
        return _pattern(self.names[place])

    def perhaps_in(self, body: Sequence[Sentence]) -> tuple[int, ...]:
        """A quick look, for most messages name none: of nobody else do `mentions` and `short_name` find anything."""
        words = "\n".join(one.words for one in body)
        return tuple(place for place, names in enumerate(self.names) if any(form in words for form in _shortest(names)))

    def mentions(self, place: int, one: Sentence) -> Iterator[re.Match[str]]:
        """Where `one` names them. A name that is a common word is looked at in its place."""
        said = one.said if len(one.said) == len(one.words) else one.words
        found = islice(self.pattern(place).finditer(one.words), _MOST_NAMED)
        return (each for each in found if is_name(said, each.start(), each.end()))

    def short_name(self, place: int) -> re.Pattern[str] | None:
        """The first name where it is too short to be looked for in lower case; to be matched as it was written."""
        return _short_name(self.names[place])

    def as_written(self, place: int, text: str) -> str:
        found = self.pattern(place).search(text.lower())
        return text[found.start() : found.end()] if found else self.names[place][0]


@lru_cache(_MOST_KNOWN)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_forms(names))


@lru_cache(_MOST_KNOWN)
def _shortest(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of the forms and the first name those that hold no other one: where none of these stands, none at all does."""
    forms = {*_folded(names), _first_name(names).lower()} - {""}
    return tuple(form for form in forms if not any(other != form and other in form for other in forms))


@lru_cache(_MOST_KNOWN)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    forms = sorted(_folded(names), key=len, reverse=True)
    if not forms:
        return _NOTHING
    return re.compile(rf"(?<![\w.@-])[<@]{{0,2}}(?:{'|'.join(map(re.escape, forms))})>?(?![\w@-])")


@lru_cache(_MOST_KNOWN)
def _short_name(names: tuple[str, ...]) -> re.Pattern[str] | None:
    first = _first_name(names)
    if not first or len(first) >= _LEAST_NAME:
        return None
    return re.compile(rf"(?<![\w.@-]){re.escape(first.capitalize())}(?![\w@-])")


def _first_name(names: tuple[str, ...]) -> str:
    return names[0].split()[0] if names and " " in names[0] else ""


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
    by_name = {place for place in known.perhaps_in(short) if any(_names(one, known, place) for one in short)}
    if any(_is_about_you(one.words) or accused_abroad.is_about_you(one.words) for one in short):
        by_name |= _addressed(text, known, recipients)
    if len(known.names) == 1 and any("admin" in one.words and _THE_ADMINISTRATOR.search(one.words) for one in short):
        by_name |= {0}
    return tuple(sorted(by_name))


def _is_about_you(words: str) -> bool:
    return "you" in words and bool(_ABOUT_YOU.search(words)) and not _NOT_ABOUT_YOU.search(words)


def _addressed(text: str, known: Administrators, recipients: frozenset[str]) -> set[int]:
    """Who is meant by 'you': who is greeted; else whose own address it went to; else, unknown, everybody."""
    opening = text.lstrip()[:80].split("\n")[0].casefold()
    everybody = set(range(len(known.names)))
    greeted = {place for place in everybody if known.pattern(place).search(opening)}
    reached = {place for place in everybody if known.folded(place) & recipients}
    return greeted or reached or everybody


def _names(one: Sentence, known: Administrators, place: int) -> bool:
    return any(stance(one, found) is Stance.REPORTED for found in known.mentions(place, one))


def stance(one: Sentence, found: re.Match[str]) -> Stance:
    """What the mention at `found` does. Whoever is neither reported nor spoken to, nor told of kindly, is unsure."""
    before, after = one.words[: found.start()], one.words[found.end() :][:_REACH]
    listed = list_after(one, found.end())
    if _is_cleared(before, after):
        return Stance.MENTIONED
    if _is_accused(before, after):
        return Stance.REPORTED
    greets = after.strip() == "," or _GREETING.match(before)
    rest = after[listed:]
    if _YOU_DID.match(rest) or _TO_THEIR_FACE.match(rest):
        return Stance.REPORTED
    short = len(one.words.split()) <= _GREETED and said_of(rest) is not Said.HARM
    in_list = listed and before.strip() and not greets
    if (_is_addressed(before, rest) and not in_list) or (short and greets):
        return Stance.SPOKEN_TO
    return _told(before, rest)


def _told(before: str, after: str) -> Stance:
    """What is told of somebody who is neither accused in so many words nor spoken to."""
    if DISTRUST.search(before) or _BLAMED.search(before):
        return Stance.UNSURE
    said = said_of(after)
    if _WANTED.search(before) and after.startswith(" to "):
        return Stance.REPORTED if _TO_STOP.match(after) else Stance.MENTIONED
    of_them = _RELATIVE.match(after) or not (_is_audience(before, after) or _TOLD_THEM.search(before))
    if said is Said.HARM and of_them and not after.startswith(" you "):
        return Stance.REPORTED
    doing = _AUDIENCE.search(before) and _DOING.match(after)
    told_of = _KINDLY.search(before) or said is Said.GOOD or _is_audience(before, after)
    return Stance.MENTIONED if told_of and not doing else Stance.UNSURE


def _is_audience(before: str, after: str) -> bool:
    return bool(_AUDIENCE.search(before)) and not re.match(r" (?:has|had|is|was|did)\b", after)


def _is_cleared(before: str, after: str) -> bool:
    """'This is not about NAME', 'NAME did nothing wrong'."""
    return bool(_CLEARED.search(before) or is_clean(after))


def _is_accused(before: str, after: str) -> bool:
    """'My complaint is about NAME', 'I was insulted by @zed and NAME', 'involved: NAME', 'it was NAME'."""
    if _NO_REPORT.search(before):
        return False
    before = _AN_ADMINISTRATOR.sub("", before[-160:])
    first, full = _LISTED_BEFORE.sub("", before), _LISTED_FULL.sub("", before)
    if any(
        re.search(rf"\b{_AGAINST} $", each) or OBJECT.search(each) or _LABEL.search(each)
        for each in (before, first, full)
    ):
        return True
    if accused_abroad.is_accused(before, after):
        return True
    return bool(_IT_WAS.search(before)) and said_of(after) is not Said.GOOD


def list_after(one: Sentence, end: int) -> int:
    """How many characters of the sentence from `end` on go on listing people: ', Kim and @zed' is such a list."""
    at, items, joined = end, 0, False
    large = one.said != one.words
    text = one.said if len(one.said) == len(one.words) else one.words
    while items < _MOST_LISTED and (found := (_ITEM if large else _SMALL_ITEM).match(text, at)):
        at, items = found.end(), items + 1
        joined = joined or found[1].strip(" ,") != ""
    return at - end if joined or items > 1 else 0


def _is_addressed(before: str, after: str) -> bool:
    """'Jamison, ...', 'thanks, Jamison!' and '@jamison how many ...': spoken to, not about."""
    opens = not before.strip(" \"'(*") or bool(_GREETED_BEFORE.search(before))
    rest = after.lstrip()
    if not rest.strip(" .!?)*\"'"):
        return (opens or before.rstrip().endswith(",")) and not _LISTED_LAST.search(before)
    if opens and rest[:1] in {",", "!", "?", "."}:
        return not (_APPOSED.match(after) or is_apart(after))
    if opens or before.rstrip().endswith(","):
        return bool(_GOES_ON.match(after))
    return False
