"""May the administrators share what the reporter wrote? Read as less than it is, never as more.

A reading is a hint: the gate counts only what the reporter confirmed (design 7.4). So whatever this file does not
understand permits nothing, and where two readings are possible the one that permits less is given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from parsers.consent_phrases import MOVES
from parsers.consent_words import EVERYBODY, NOBODY, SHARE, Act
from parsers.sentences import Sentence, clauses
from parsers.terms import RANK, Consent

MOST_SENTENCES = 120
TERSE = 14  # words: an answer of that length is about sharing even where it only names a condition
Moves = tuple[tuple[Act, re.Pattern[str]], ...]

_CUE = re.compile(
    r"\bno\W*$|\b(?:don't|do not|not)\W*$|\b(?:scratch that|second thought|never mind|you (?:can|may|'re|"
    r"are)|u can|may\b|give|say|speak|talk|do what|shar|shaer|tell|told|pass|"
    r"forward|show|mention|discuss|repeat|quot|publi|post|disclos|circulat|spread|"
    r"inform|reveal|retell|use\b|using|name|anonym|privat|privacy|privcy|confiden|secret|consent|permi|allow|agree|"
    r"know|hear|learn|concern|objection|reservation|mind|object|nobody|no one|no-one|noone|anyone|anybody|everyone|"
    r"everybody|whoever|whomever|ask|check with|ping|between|only|keep|stay|yourself|hide|hidden|leave|word|further|"
    r"off the record|mum's|hush|lips|sit on|authori|okay|ok\b|fine|free to|welcome|rooftops|beans|carte|green light|"
    r"open book|consult|discreet|judge?ment|up to you|whatever|before|go ahead|take (?:that|it) back|withdraw)"
)
_OTHERS = re.compile(
    r"^\W*(?:according to|as (?:my|the) \w+ (?:says|used to say))|\b(?:they|people|who|both|others|"
    r"(?!can\b|may\b|must\b|not\b|also\b|and\b|to\b|you\b|i\b|or\b|just\b|could\b|should\b|would\b|"
    r"please\b)[a-z]+s) say\b|\b(?:she|he|they|someone|somebody|"
    r"sister|boss|lead|manager|"
    r"friend|colleague|husband|wife|partner|(?!you\b|and\b|not\b|also\b|have\b|all\b)[a-z]{3,12}) "
    r"(?:says|said|told|tells|wrote|writes|thinks|asked|promised|"
    r"meant|agrees?|agreed|allowed|gave|has agreed|permitted)\b"
)
_AND_I = re.compile(
    r"\b(?:and (?:so do )?i\b|so do i|and i say|i say the same|i agree|each of us|both of us|he and i|i with "
    r"her)"
)
_UNREAL = re.compile(
    r"\b(?:i'd have|i would have|would have liked|i used to|had asked|i never said|in my last|in the other|last time|"
    r"i had told|had told|i said (?:that )?you could|i wrote that you could|i've never|i have read your)\b"
)
_ALL = re.compile(rf"\b{EVERYBODY}\b")
_NONE = re.compile(rf"\b{NOBODY}\b")
_LIMITER = re.compile(
    r"\b(?:only|just|except|but|unless|if|until|till|after|once|when|provided|as long as|without|minus|apart|not|n't|"
    r"never|anonym\w*|privately|in private|before|summary|gist|part of|some of|in case|may be|should they)\b|n't\b"
)
_THING = re.compile(
    r"\b(?:it|this|everything|all|the report|my report|this (?:mail|report|email|message)|the whole|my name)\b"
)
_SOMEBODY = re.compile(
    r"\bin (?:public|the channel|#[\w-]+)|#[\w-]+|<@\w+>|(?<!\w)@[\w.-]+|\b(?:him|her|them|the (?:police|"
    r"two|three|four|five|group|hosts?|host|channel|channels|team|"
    r"organisers?|organizers?|moderators?|mods|people (?:who|in)|facts?|first|second|thread|threads|log|"
    r"data|table|photos?|screenshots?|"
    r"recording|dates?|incident|picture|clip|chronology|other|others|rest|outside|employer|public|evening|name|words?|"
    r"jury|guests?)|those|each other|my (?:boss|manager|employer|company|team|name|handle|part|number|"
    r"country|workplace|"
    r"message|report itself)|mr|mrs|ms|his|attachments?|screenshots?|photographs?|names|what (?:happened|"
    r"i saw)|hosts|police)\b"
)
_NO = re.compile(
    r"\b(?:no|not|never|nor|neither|nobody|nothing|none|without|hardly|cannot|nicht|nie|kein\w*|pas|"
    r"jamais|não|niet|geen|non|mai)\b|n't\b"
)
_NOBODY_AT_ALL = re.compile(r"\b(?:no ?body|no[ -]?one|noone|nothing)\b")
_NAME = re.compile(r"(?<![.!?:] )\b(?!I\b|I'|Slack\b|OK\b|English\b)[A-Z][a-zà-ÿ]+")
_ABOUT_SHARING = re.compile(rf"\b(?:{SHARE}|this|it|should|rather|consent|agree|any(?:one|body))\b")
_UNEXPLAINED = re.compile(
    r"\b(?:shar(?:e|ed|ing)|tell anyone|told anyone|pass(?:ed)? (?:it|this|on|along)|forward|disclos\w+|"
    r"publi\w+|consent|permission|private|"
    r"privacy|confiden\w+|secret)\b"
)
_REQUEST = re.compile(
    r"\W*(?:please |pls |so |and |then |just |do )*(?:tell|talk to|speak to|speak with|let|inform) (?!any|"
    r"every|who)[^.]{0,40}\b(?:no|off|that (?:he|she|they)|to|not|what)\b"
)
_PASSIVE = re.compile(
    r"\b(?:not|n't) (?:to )?be\b|n't be\b|\b(?:must|may|should|can)(?: not|n't) (?:learn|know|hear|find|"
    r"appear|go|leave)\b|\brather the\b"
)
_ELSE = re.compile(r"\b(?:any(?:one|body)|no ?(?:one|body)|no-one) else\b")
_MANNER = re.compile(
    r"\b(?:quot(?:e|ed|ing)|announc\w+|post(?:ed|ing)?|publish\w*|word for word)\b|\b(?:my|our) (?:\w+ "
    r")?(?:employer|company|family|boss|manager|lead|team|name)\b"
)
_PLAINLY = re.compile(r"\b(?:share[ds]?|sharing|pass(?:ed)?|tell|told|disclos\w+|forward\w*|know)\b(?! (?:my|our)\b)")
_ABOVE_ALL = re.compile(r"\b(?:least of all|let alone|especially|particularly|above all|not even)\b")
_HARMLESS = re.compile(
    r"\b(?:with|including|under|use|say|and|also) (?:also )?(?:both )?(?:my|our) (?:real )?names?\b(?! "
    r"(?:out|off))|\b(?:my )?names? (?:included|and all)\b|"
    r"^\W*(?:i )?(?:don't|do not|wouldn't|would not|not that i|not|no|why would i)\b|\bwithout (?:further|"
    r"any|limits?|asking|restrictions?|"
    r"reservations?|exceptions?|delay)\b|\bwith or without(?: my)?(?: names?)?\b|\bor (?:don't|not|keep "
    r"it)\b|\bif (?:you|u|that|it) (?:like|want|need|wish|think|prefer|helps?)\b|"
    r"\bin case (?:you|it)\b|\bnot only\b|\bwhen(?:ever)? you\b|\bno matter\b|\bif anybody asks\b"
)
_SHARE_WORD = re.compile(rf"\b{SHARE}\b")
_ONLY_THAT = re.compile(
    r"\b(?:say|saying|mention|mentioning) (?:that|there|so\b|some|it (?:was|happened|came)|i (?:was|am|wrote|"
    r"complained))"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|when|once|until|as soon as|as long as|provided|after|should (?:he|she|it|they|you))\b"
)
_SUPPOSED = re.compile(  # "if you tell anyone" is no permission, nor is what one was going to say
    r"\b(?:if|unless|when|whenever|should you|lest|until|tempted|imagine|suppose|pretend|thought (?:of|about)|"
    r"almost|nearly|was going to|wanted to|as though|as if|how|the day|who says|says who|in theory)\b"
)
_TURNS_BACK = re.compile(  # a bare 'no' is no turn: it may answer any question of the form
    r"\W*(?:please |pls |just |but |so |then |no,? |actually,? |well,? |oh,? |wait,? )*(?:don't|do not|rather not|"
    r"better not|scratch that|never mind|on second thoughts?|not really|i take it back)\W*|"
    r"\W*(?:but |or |well,? |oh,? )?(?:actually|wait|on second thoughts?|scratch that)\W{1,3}(?:\w+ )?(?:no|not)\W*"
)
_IRONY = re.compile(
    r"\birony\b|^\W*(?:oh sure|yeah,? because|by all means let it)|worked (?:out )?so (?:well|wonderfully)|"
    r"went so (?:well|wonderfully)"
)
_BARE = re.compile(
    r"^[\W_]*(?:(?:4|iv|d|q4|#4)[\W_]+)?(?:(privacy|confidential\w*|consent|sharing|disclosure)(?: "
    r"concerns?)?[\W_]+)?([\w' /-]{1,40}?)[\W_]*$"
)
_PASTED = re.compile(
    (
        r"(?:\d\W{1,3})?any privacy concerns\??\s*(?:\(reporter consent is required before sharing any "
        r"information regarding the incident\)?)?"
    ),
    re.IGNORECASE,
)
_BARE_GIVEN = re.compile(r"(?:given|granted|yes|yep|yeah|permitted|allowed|ok|okay)")
_BARE_DENIED = re.compile(r"(?:not (?:given|granted|permitted|allowed)|denied|refused|withheld)")
_BARE_NO = re.compile(
    r"(?:no|none|nope|nah|nil|zero|nothing|nothing to hide|not really|no thanks|not at all|no concerns?|no "
    r"worries|no problem|don't care|all good)(?: (?:at all|here|thanks|whatsoever|from me|on my side))?"
)
_BARE_YES = re.compile(r"(?:yes|yep|yeah|private|confidential|yes please|plenty|yes i do|many|some|a lot|strictly)")


class _Setting(Enum):
    """What the sentences stand in: a whole letter tells a story besides; an answer speaks of sharing alone."""

    LETTER = auto()
    ANSWER = auto()


def consent(body: Sequence[Sentence], answer: str | None = None, moves: Moves = MOVES) -> Consent:
    """The consent that a message gives. `answer` is what stands under the privacy question, where there is one."""
    setting = _Setting.LETTER if answer is None else _Setting.ANSWER
    spoken = [one for one in body if setting is _Setting.ANSWER or moves is not MOVES or _CUE.search(one.words)]
    acts = [act for one in spoken[:MOST_SENTENCES] for act in _anchored(_acts(one, moves), one, setting)]
    if len(spoken) > MOST_SENTENCES:  # what was not read may take back what was
        acts.append(Act.UNREAD)
    bare = None if answer is None else bare_consent(answer)
    stated = [each for each in (bare, _weighed(acts, bare, setting)) if each not in {None, Consent.UNSTATED}]
    return min(filter(None, stated), key=RANK.__getitem__, default=Consent.UNSTATED)


def _anchored(acts: list[Act], sentence: Sentence, setting: _Setting) -> list[Act]:
    """A condition limits something: beside nothing that is permitted or forbidden it is only a word of the story."""
    alone = not {Act.OPEN, Act.OPEN_TO_ALL, Act.CLOSED, Act.LIMIT} & set(acts)
    terse = setting is _Setting.ANSWER and len(sentence.words.split()) <= TERSE
    if alone and not terse:
        return [act for act in acts if act not in {Act.IF, Act.DOUBT}]
    return [Act.LIMIT if act is Act.IF else act for act in acts]


def bare_consent(answer: str) -> Consent | None:
    """Rule 1: the question's own grammar. 'None' has no concerns, a bare 'yes' has some."""
    found = _BARE.match(_PASTED.sub("", answer).strip().casefold()[:200])
    if found is None:
        return None
    asked, word = found[1] or "", found[2].strip()
    about_sharing = asked.startswith(("consent", "sharing", "disclos"))
    if about_sharing and _BARE_GIVEN.fullmatch(word):
        return Consent.GRANTED
    if about_sharing and _BARE_DENIED.fullmatch(word):
        return Consent.REFUSED
    if _BARE_NO.fullmatch(word):
        return Consent.REFUSED if about_sharing else Consent.GRANTED
    return Consent.REFUSED if _BARE_YES.fullmatch(word) else None


def _acts(sentence: Sentence, moves: Moves) -> list[Act]:
    if _IRONY.search(sentence.words) or _TURNS_BACK.fullmatch(sentence.words):
        return [Act.CLOSED_TO_ALL]
    acts: list[Act] = []
    for clause in clauses(sentence.said):
        acts += _clause(clause, sentence, moves)
    return acts


def _clause(clause: str, sentence: Sentence, moves: Moves) -> list[Act]:
    words = clause.lower()
    acts = _moves(clause, sentence, moves)
    if set(acts) <= {Act.DOUBT} and _UNEXPLAINED.search(words) and _NO.search(words):
        return [Act.UNREAD]
    if _UNREAL.search(words) or (_OTHERS.search(words) and not _AND_I.search(sentence.words)):
        return [act for act in acts if act in {Act.TAKEN_BACK, Act.REOPENED}]
    return acts


def _moves(clause: str, sentence: Sentence, moves: Moves) -> list[Act]:
    """The acts of a clause, in the order in which its words perform them."""
    found: list[tuple[int, Act]] = []
    left = clause.lower()
    for act, pattern in moves:
        if match := pattern.search(left):
            found.append((match.start(), _scoped(act, _Place(left, clause, match), sentence)))
            left = left[: match.start()] + " " * (match.end() - match.start()) + left[match.end() :]
    return [act for _, act in sorted(found, key=lambda one: one[0]) if act is not Act.NOTHING]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a move stands: the clause in lower case, as it was written, and the words of the move."""

    words: str
    said: str
    match: re.Match[str]

    @property
    def rest(self) -> str:
        return self.words[self.match.start() :]

    @property
    def before(self) -> str:
        """What reaches the move: a comma ends the reach of a 'no'."""
        return self.words[: self.match.start()].rpartition(",")[2]

    @property
    def names(self) -> bool:
        """Is somebody named in it? Names are written large, also in the middle of a sentence."""
        return bool(_NAME.search(self.said[max(self.match.start(), 1) :]))


def _scoped(act: Act, place: _Place, sentence: Sentence) -> Act:
    if act in {Act.OPEN, Act.OPEN_TO_ALL}:
        return Act.NOTHING if sentence.asks else _opened(act, place)
    if act is Act.CLOSED:
        return _closed(place)
    return act


def _opened(act: Act, place: _Place) -> Act:
    """A permission is without a limit only where it says so, and nothing beside it limits or negates."""
    rest = _HARMLESS.sub(" ", place.rest)
    if _SUPPOSED.search(_HARMLESS.sub(" ", place.before)):
        return Act.UNREAD
    if _CONDITION.search(_HARMLESS.sub(" ", place.words[: place.match.start()])):
        return Act.LIMIT
    if _NO.search(place.before):
        return Act.CLOSED_TO_ALL
    if act is Act.OPEN and _NOBODY_AT_ALL.search(rest):
        return Act.CLOSED_TO_ALL
    if _LIMITER.search(rest):
        return Act.LIMIT
    if _ONLY_THAT.search(rest):
        return Act.OPEN
    if act is Act.OPEN_TO_ALL or _ALL.search(rest):
        return Act.OPEN_TO_ALL
    if place.names or _SOMEBODY.search(rest) or not _THING.search(rest):
        return Act.NOTHING if _REQUEST.match(rest) or not _SHARE_WORD.search(rest) else Act.OPEN
    return Act.OPEN_TO_ALL


def _closed(place: _Place) -> Act:
    """A refusal that names a person, an item or a place leaves the rest open, not free (rule 4)."""
    if _ABOUT_SHARING.search(place.rest) is None:
        return Act.NOTHING
    aim = _ABOVE_ALL.split(place.rest)[0]
    if _PASSIVE.search(place.match[0]):
        aim = f"{place.before} {aim}"
    if _ELSE.search(place.rest):
        return Act.NO_ONE_ELSE
    if _NONE.search(place.rest):
        return Act.CLOSED_TO_ALL
    manner = _MANNER.search(aim) and not _PLAINLY.search(aim)
    return Act.CLOSED if manner or _SOMEBODY.search(aim) or place.names else Act.CLOSED_TO_ALL


def _weighed(acts: list[Act], bare: Consent | None, setting: _Setting) -> Consent:
    now = set(_since_the_last_turn(acts))
    if Act.TAKEN_BACK in now:
        return Consent.CONDITIONAL if Act.LIMIT in now and Act.CLOSED_TO_ALL not in now else Consent.REFUSED
    if Act.CLOSED_TO_ALL in now:
        return Consent.REFUSED
    if Act.NO_ONE_ELSE in now:
        return Consent.CONDITIONAL if now & {Act.OPEN, Act.OPEN_TO_ALL, Act.LIMIT} else Consent.REFUSED
    return _opened_so_far(now, bare, setting)


def _opened_so_far(now: set[Act], bare: Consent | None, setting: _Setting) -> Consent:
    free = Act.OPEN_TO_ALL in now or bare is Consent.GRANTED
    if free and not now & {Act.LIMIT, Act.CLOSED, Act.DOUBT}:
        return Consent.UNSTATED if Act.UNREAD in now else Consent.GRANTED
    if free or now & {Act.LIMIT, Act.CLOSED, Act.OPEN}:
        return Consent.CONDITIONAL
    left = Act.LEFT_TO_YOU in now and setting is _Setting.ANSWER
    return Consent.CONDITIONAL if left else Consent.UNSTATED


def _since_the_last_turn(acts: list[Act]) -> list[Act]:
    """Rule 10: the last word counts. What was forbidden before a change of mind no longer holds."""
    if Act.REOPENED in acts:
        return acts[len(acts) - acts[::-1].index(Act.REOPENED) :]
    return acts
