"""Which of the process's four questions does a message answer, in a form or in free words?

A plain 'none' is an answer; the pasted question alone is not. What is missing is asked for once, so a doubt is read
as answered where somebody would have to say the same thing again, and as missing where nothing was said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.sentences import LINK, QUOTE, Sentence
from parsers.tells import hurts, tells
from parsers.terms import Answer, Consent

MOST_LINES = 600
LONGEST_EMPTY = 120  # characters: what is longer says something
MOST_SENTENCES = 300
_LEAST_ITEMS = 3
_ENOUGH_ABROAD = 12  # words: too little is known of another language to ask again what somebody told at length

_LABELS: dict[Answer, str] = {
    Answer.NATURE: r"(?:the )?(?:nature(?: of (?:the )?\w+)?|what(?: happened| it is about| (?:they|he|she) did)?|"
    r"incident|observation|issue|problem|description|subject(?: of the \w+)?|summary|background|art|"
    r"was(?: ist passiert)?|natur|"
    r"quoi|faits|qué(?: pasó)?|naturaleza|hechos|natureza|o qu[eê]|aard|wat(?: er gebeurde)?|natura|"
    r"cosa(?: è successo)?)",
    Answer.INVOLVED: (
        r"(?:who(?: is involved)?|(?:people |persons? )?involved|person(?:s)?(?: concerned)?|people|name|"
        r"members?|wer|beteiligt\w*|qui|personnes?(?: impliquées?)?|quién(?:es)?|involucrad\w+|implicad\w+|"
        r"quem|envolvid\w+|wie|betrokken\w*|chi|persone(?: coinvolte)?|coinvolt\w+)"
    ),
    Answer.MATERIAL: (
        r"(?:(?:supporting )?material|proof|evidence|links?|data|screenshots?|where to (?:see|find) it|"
        r"documentation|beweise?|belege|material|preuves?|éléments|pruebas|provas?|material de apoio|"
        r"bewijs(?:materiaal)?|prove|materiale)"
    ),
    Answer.PRIVACY: (
        r"(?:privacy(?: concerns)?|confidentiality|consent|sharing|disclosure|datenschutz|vertraulichkeit|"
        r"confidentialité|vie privée|privacidad|confidencialidad|privacidade|confidencialidade|"
        r"vertrouwelijkheid|riservatezza)"
    ),
}
_ANY_LABEL = re.compile(
    r"(?:^|(?<=[.;!?)\]] )|(?<=- )|(?<=\* )|(?<=• ))[\s*_•\-(]{0,6}(?:\d{1,2}[.)] ?|[a-e][.)] ?)?(?:"
    + "|".join(f"(?P<{answer.value}>{pattern})" for answer, pattern in _LABELS.items())
    + r")[*_]{0,2}\s?(?::|\.(?= )| - | -(?=\S)|$)",
    re.IGNORECASE | re.MULTILINE,
)
_OPENS = re.compile(r"\n|[.;!?)\]*•-] ")
_FIRST = re.compile(r"[1aiAI][.):]|1 ")  # without it nothing is numbered
_NUMBER = re.compile(
    (
        r"(?:^|(?<=\s))[\s*_(•\-]{0,5}(?:q|#)?(?:([1-5])|([a-e])|(i{1,3}|iv|v))(?:[.):]|(?<=\d)(?= - )|"
        r"(?<=q\d)(?= ))[*_]{0,2}(?=\s|\Z)"
    ),
    re.IGNORECASE | re.MULTILINE | re.ASCII,  # else a dotted capital I of Turkish is an i that no lower case gives back
)
_QUESTIONS: tuple[tuple[Answer, re.Pattern[str]], ...] = (
    (
        Answer.NATURE,
        re.compile(
            (
                r"what's the nature of the incident or code of conduct violation\??|what is the nature of the "
                r"incident[^?\n]{0,40}\??"
            ),
            re.IGNORECASE,
        ),
    ),
    (Answer.INVOLVED, re.compile(r"who is involved in this incident\??", re.IGNORECASE)),
    (Answer.MATERIAL, re.compile(r"what material supports this situation\??", re.IGNORECASE)),
    (
        Answer.PRIVACY,
        re.compile(r"any privacy concerns\??\s{0,3}(?:\(reporter consent is required[^)]{0,80}\))?", re.IGNORECASE),
    ),
)
_MATERIAL = re.compile(
    r"\b(?:screen ?shot\w*|screen cap\w*|record(?:ing|ed|ings)|recorded|(?:have|took|take|got|kept|see|"
    r"here(?:'s| is| are)|send|sent|made|the|this|attached|saved|that|a) (?:\w+ ){0,3}(?:photos?|"
    r"pictures?|pic|video|clip|copy|table|spreadsheet|list)\b (?!of me|on|to)|"
    r"export|logs?\b|transcript|copies|evidence|proof|prove|documents?|chronology|invoice|preserved|"
    r"written (?:it )?(?:all )?down|there for any\w+|i've (?:got )?(?:his|her|their|the|all)|made a copy|"
    r"attach\w*|enclos\w*|annex|see (?:below|above|there|the|pic|#\w+)|(?:it'?s|that's|they're|is|are) "
    r"(?:all |still )?(?:in|on|under) (?:the |this |that )?(?:thread|channel|recording|posts?|#[\w-]+)|"
    r"you(?:'ll| can| will)? (?:find|see|read|scroll|search)\w*|scroll|searched|search (?:his|her|their|"
    r"for)|history|"
    r"witness\w*|(?:can|will) confirm|(?:were|was) there|saw (?:it|all|that|everything)|pinned|version "
    r"history|have (?:it\b|all|his|her|their|the (?:\w+ )?(?:messages?|dms?|mails?|log|chat|file|"
    r"recording)|kept|saved|copies|screenshots|dates|messages)|kept (?:it|all|the|his|her|them)|saved|"
    r"nothing (?:in writing|written|to show|exists|i could)|not? (?:in writing|written|recorded)|"
    r"no (?:evidence|proof|screenshots?|record\w*|material|copy|copies)|my (?:word|memory|notes)|deleted "
    r"(?:the|it|them|his|her) |only spoken|notes are all|list of dates|the (?:dm|message|mail|thread|post|"
    r"episode|minute)s? (?:is|are|was|has|have|from|of)|visible|still (?:up|there|on)|all (?:in|there|"
    r"visible)|minute \d+|at \d{1,2}:\d\d\b|episode \d+|"
    r"beweis\w*|screenshot\w*|bildschirmfoto\w*|anhang|angehängt|capture\w*|preuve\w*|pièce jointe|"
    r"joins?\b|captura\w*|prueba\w*|adjunt\w*|prova\w*|anex\w*|prints?\b|bijlage|bewijs\w*|"
    r"schermafbeelding\w*|schermata|allegat\w*)\b"
)
_EMPTY = re.compile(r"[\W_]*(?:n/?a|tbd|later|will follow|skip|\?|to follow)?[\W_]*", re.IGNORECASE)
_WITHHELD = re.compile(
    r"\b(?:will look|later|not naming|rather not name|give you the name|won't name|can't give you)\b"
)
_BARE_DEALING = re.compile(
    r"\b(?:formal )?complaint (?:about|against|re)\b|\bdeal with\b|\bfile (?:a )?(?:formal )?complaint\b"
)
_DID = (
    r" (?:\w{3,}ed|went|threw|took|made|gave|put|did|said|told|wrote|got|left|came|stood|ran|won|"
    r"lost|hit|sold|kept|began|(?:is |are |been )?\w{3,}ing|organi[sz]es|runs|has \w+ed|used)"
    r" (?:me|him|her|us|them|my|his|their|our|the|a|an|on|at|to|out|every\w*|it|that|<@|@|\"\")"
)
_ANY_DID = re.compile(_DID)  # most sentences have none, and who it was need not be looked for
_HAPPENED = re.compile(
    r"(?:<@\w+>|(?<!\w)@[\w.-]+|\b(?:he|she|they|who|somebody|someone|people|[a-z]+))(?:'s|'ve|'d)?(?: "
    rf"\w+){{0,4}}{_DID}"
)


@dataclass(frozen=True, slots=True)
class Form:
    """The parts of an answer form, by the question that they stand under."""

    parts: Mapping[Answer, str] = field(repr=False)

    def filled(self, answer: Answer) -> bool:
        return (
            answer in self.parts
            and not _EMPTY.fullmatch(self.parts[answer][:LONGEST_EMPTY])
            and not _WITHHELD.search(self.parts[answer][:80].lower())
        )

    def left_empty(self, answer: Answer) -> bool:
        return answer in self.parts and bool(_EMPTY.fullmatch(self.parts[answer][:LONGEST_EMPTY]))


def form(text: str) -> Form:
    """Reads a numbered or labelled form out of a plain text; without one, a form without parts."""
    short = "\n".join(text.split("\n")[:MOST_LINES])
    labelled = _cut(short, [(found.start(), found.end(), _label(found)) for found in _labels(short)])
    if Answer.PRIVACY in labelled or len(labelled) >= _LEAST_ITEMS - 1:
        return Form(labelled)
    return Form(_pasted(short) or _numbered(short))


@dataclass(frozen=True, slots=True)
class Told:
    """What was read before: the form, how many people are named, links and files given, consent and language."""

    form: Form
    involved: int
    shown: int
    consent: Consent
    language: str

    def plainly(self) -> frozenset[Answer]:
        """The questions that are answered whatever the free words say."""
        has = {
            Answer.NATURE: self.form.filled(Answer.NATURE),
            Answer.INVOLVED: self.involved > 0,
            Answer.MATERIAL: self.shown > 0 or self.form.filled(Answer.MATERIAL),
            Answer.PRIVACY: self.consent is not Consent.UNSTATED or self.form.filled(Answer.PRIVACY),
        }
        return frozenset(answer for answer, yes in has.items() if yes)


def _labels(text: str) -> Iterator[re.Match[str]]:
    """Every label, tried only where one may open: to try at each letter of a text takes ten times as long."""
    end = 0
    for start in (0, *(opens.end() for opens in _OPENS.finditer(text))):
        if start >= end and (found := _ANY_LABEL.match(text, start)):
            end = found.end()
            yield found


def _label(found: re.Match[str]) -> Answer:
    return next(answer for answer in Answer if found[answer.value] is not None)


def _cut(text: str, marks: Sequence[tuple[int, int, Answer]]) -> dict[Answer, str]:
    """The text between the marks; a question that is marked twice keeps all that stands under it."""
    parts: dict[Answer, str] = {}
    ends = [*(start for start, _, _ in marks), len(text)][1:]
    for (_, begin, answer), end in zip(marks, ends, strict=True):
        parts[answer] = (parts.get(answer, "") + " " + text[begin:end]).strip()
    return parts


def _pasted(text: str) -> dict[Answer, str]:
    """The process's own questions, copied, with answers between them."""
    marks = [(found.start(), found.end(), answer) for answer, asked in _QUESTIONS if (found := asked.search(text))]
    return _cut(text, sorted(marks))


def _numbered(text: str) -> dict[Answer, str]:
    """Numbers in order, read by their place in the process; a list of links or of files is no form."""
    if not _FIRST.search(text):
        return {}
    marks: list[tuple[int, int, Answer]] = []
    for found in _NUMBER.finditer(text):
        place = _place(found)
        if place == len(marks) + 1 and place <= len(Answer):
            marks.append((found.start(), found.end(), tuple(Answer)[place - 1]))
    if len(marks) < _LEAST_ITEMS:
        return {}
    parts = _cut(text, marks)
    return {} if sum(LINK in part[:8] for part in parts.values()) > 1 else _in_order(parts, text, marks)


def _in_order(parts: dict[Answer, str], text: str, marks: Sequence[tuple[int, int, Answer]]) -> dict[Answer, str]:
    """What follows the fourth answer on a line of its own is no longer its answer."""
    last = marks[-1]
    tail = re.split(r"\n\s*\n|\n(?=\W{0,3}[5-9e-f][.)])|\s(?=5\W)", text[last[1] :], maxsplit=1)[0]
    return {**parts, last[2]: tail.strip()}


def _place(found: re.Match[str]) -> int:
    if found[1]:
        return int(found[1])
    if found[2]:
        return "abcde".index(found[2].lower()) + 1
    return ("i", "ii", "iii", "iv", "v").index(found[3].lower()) + 1


def tells_what(body: Sequence[Sentence], language: str) -> bool:
    """Whether a sentence says what happened."""
    said = [one for one in body if not one.asks and not _BARE_DEALING.search(one.words)]
    if any(QUOTE in one.words or hurts(one) or tells(one) for one in said):
        return True
    if language != "en":
        return sum(len(one.words.split()) for one in body) >= _ENOUGH_ABROAD
    return any(_ANY_DID.search(one.words) and _HAPPENED.search(one.words) for one in said)


def points_at_material(body: Sequence[Sentence]) -> bool:
    """Whether a sentence gives evidence, says where it is, or that there is none."""
    return any(_MATERIAL.search(one.words) and not _WITHHELD.search(one.words) for one in body)
