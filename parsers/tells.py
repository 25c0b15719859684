"""Does a text tell of something that somebody did to somebody, and how surely? No path, no names, no consent.

Told is: a person who acts, a verb of treating people, and no 'if' before it. To miss an incident is worse than to see
one too many, so one clear sentence is enough.
"""

import re
from collections.abc import Sequence

from parsers.sentences import Sentence

MOST_SENTENCES = 200

_ACTOR = (
    r"(?:<@\w+>|(?<!\w)@[\w.-]+|\b(?:he|she|they|who|whoever|someone|somebody|some1|nobody|everyone|"
    r"everybody|others|people|folks|ppl|members?|"
    r"(?:a|an|one|this|that|the|some|two|three|another|same|same old) (?:\w+ ){0,3}?(?:members?|persons?|"
    r"people|guys?|m[ae]n|wom[ae]n|users?|mentors?|hosts?|colleagues?|"
    r"moderators?|owners?|bots?|kids?|group|ones?|speakers?|recruiters?|accounts?|lady|boss|lead|crew|"
    r"folks|regulars|professor|coach)|one of (?:the|them|my|our)))"
)
CONDUCT = (
    r"(?:insult\w*|mock\w*|ridicul\w*|humiliat\w*|harass\w*|threat\w*|stalk\w*|abus\w*|bull(?:y|ied|ying|"
    r"ies)|troll\w*|shout\w*|yell\w*|scream\w*|swear\w*|swore|laugh\w*|"
    r"ma(?:de|king|kes) (?:fun|jokes?|a joke|remarks?)|jok(?:ed|es|ing)|call(?:s|ed|ing)? (?:me|him|her|"
    r"us|them|people|it|my|our|every\w+|<@|@|\w+)|imperson\w*|steals?|stole|stolen|plagiar\w*|leak\w*|"
    r"spam\w*|scam\w*|"
    r"follow(?:ed|s|ing) (?:me|her|him|us)|exclud\w*|mut(?:ed|es|ing)|kick(?:ed|s|ing)|remov(?:ed|es|ing)|"
    r"delet(?:ed|es|ing)|ban(?:ned|s)|attack\w*|li(?:ed|es|ing)\b|gossip\w*|belittl\w*|dismiss\w*|"
    r"interrupt\w*|talk(?:ed|s|ing)? over|spread\w*|expos\w*|dox\w*|post(?:ed|s|ing)|publish\w*|shar(?:ed|"
    r"es|ing)|mail(?:ed|ing|s) (?:me|people|us|her|him)|inform(?:ed|s)|badmouth\w*|boo\b|want to boo|"
    r"disappear\w*|forward(?:ed|s|ing)|reveal\w*|sent|sends|sending|dm(?:ed|s|'d|ing|'s)?|messag\w+|"
    r"pinged|pings|"
    r"keep(?:s|ing)? (?:on )?\w+ing|kept (?:on )?\w+ing|won't stop|told|tells|telling|wrote|writes|"
    r"writing|writ(?:ten)|said|says|saying|asked|asks|asking|repl(?:ied|ies|ying)|answer(?:ed|s|ing)|"
    r"comment\w*|react\w*|"
    r"grabb?\w*|touch\w*|grop\w*|hit|push\w*|star(?:ed|es|ing) at|ignor\w*|correct(?:ed|s|ing)|sell(?:s|"
    r"ing)|sold|charg(?:ed|es|ing)|copi(?:ed|es)|copy(?:ing)?|us(?:ed|es|ing) (?:my|her|his|our|their)|"
    r"took|takes|taking|blam\w*|accus\w*|announc\w*|edit(?:ed|s|ing)|chang(?:ed|es|ing)|renam\w*|"
    r"record(?:ed|s|ing)|screenshot\w*|rat(?:ed|es|ing)|rank\w*|borrow\w*|refus\w*|play(?:ed|s)|read "
    r"(?:out|aloud|my)|reads out|"
    r"put(?:s|ting)?|goes (?:off|at)|went (?:off|at|through)|threw|thrown|throws|kick(?:s)?|dar(?:ed|es)|"
    r"enters?|speaks? bad|got|gets|treat(?:s|ed|ing)|pretend\w*|claim\w*|hint\w*|guess\w*|offer(?:ed|s|"
    r"ing)|invit(?:ed|es|ing)|corner\w*|unfollow\w*|unsubscrib\w*|block(?:ed|s|ing)|imitat\w*|repeat(?:s|"
    r"ed|ing)|"
    r"deadnam\w*|misgender\w*|flirt\w*|whistl\w*|leer\w*|brag\w*|heckl\w*|pinn(?:ed|s)|tagg?(?:ed|s|ing)|"
    r"closed|ran|runs|started|began|begun)"
)
_ANY_CONDUCT = re.compile(rf"\b{CONDUCT}\b")  # most sentences have none, and the rest need not be tried
_TOLD = re.compile(rf"{_ACTOR}(?:'s|'d|'ve|'re)?\b[^.]{{0,50}}?\b{CONDUCT}\b")
_NAMED = re.compile(
    rf"(?:<@\w+>|(?<!\w)@[\w.-]+|\b[A-Z][\w'.-]+(?: [A-Z][\w'.-]*){{0,2}})(?:,? (?:who|which|the|from|in|"
    rf"of) [^.,]{{0,40}},?|'s)?[^.]{{0,40}}?\b{CONDUCT}\b"
)
_KEEPS = re.compile(r"\b(?:keeps?|kept) (?:on )?\w+ing\b|\bwon't stop \w+ing\b")
_DONE_TO_ME = re.compile(
    rf"\b{CONDUCT}\b[^.]{{0,40}}\b(?:me|us|my|our|her|him|<@\w+>|@[\w.-]+)\b|\b(?:i|we|she|he|they) (?:was|"
    rf"were|got|get|am|'m|have been|'ve been|has been|had been|keep getting)(?: just| being| again| "
    rf"already)? "
    r"(?:called|told|mocked|insulted|removed|muted|kicked|banned|deleted|asked|harassed|threatened|"
    r"followed|laughed|excluded|recorded|named|rated|left out|ignored|attacked|accused)\b"
    r"|\b(?:i|we) (?:receive|get|got|received|have received)\b[^.]{0,50}\b(?:messages?|dms?|calls?|"
    r"photos?|offers?|mails?)\b"
)
_SUPPOSED = re.compile(
    r"(?<!grateful )(?<!glad )(?<!appreciate it )(?<!nice )(?<!appreciated )\b(?:if (?!you (?:want|need|"
    r"like))|suppose|imagine|what if|would it|hypothetical\w*|in theory|for example)\b|\b(?:does|do|is|"
    r"are|can|may|would|should|how|when|who)\b[^.]{0,80}\?"
)
_HURT = re.compile(
    r"\b(?:fake|scam\w*|fraud\w*|cheat\w*|stole|stolen|steals|uncomfortabl\w+|hurt(?:s|ful)?|upset\w*|"
    r"afraid|scared|frighten\w*|cr(?:y|ied|ying)|shak(?:e|ing)|asham\w+|embarrass\w*|humiliat\w*|(?:did "
    r"not|didn't|can't) sleep|creepy|inappropriate|"
    r"offensive|hostile|rude|nasty|racis\w+|sexis\w+|misogyn\w*|homophob\w*|transphob\w*|slur|out of "
    r"(?:line|order)|not (?:ok|okay|funny)|unacceptable|disrespect\w*|unfair|unsafe|threat\w*|bad feeling|"
    r"it stung|"
    r"against the (?:rules?|code)|violat\w+|fun of|weird about|happened (?:to me|in|at|again|yesterday|"
    r"today|with)|something happened|left the (?:channel|slack|call|group)|insult\w*|bully\w*|harass\w*|"
    r"abus\w*)\b"
)
_SHOWN = re.compile(
    r"\bscreen ?shots?\b|\bslack\.com/archives/|\b(?:see|look at|photo|picture|recording|chat export|log) "
    r"(?:attached|enclosed|the|below|of|these)\b"
)


def telling(body: Sequence[Sentence]) -> int:
    """How surely the sentences tell of conduct: 0 not at all, 1 perhaps, 2 and more surely."""
    score = 0
    for sentence in body[:MOST_SENTENCES]:
        score += _sentence(sentence)
        if score >= 4:  # noqa: PLR2004  sure enough
            break
    return score


def tells(sentence: Sentence) -> bool:
    """Does it say what somebody did? For the question after the nature of an incident."""
    if _KEEPS.search(sentence.words):
        return True
    if not _ANY_CONDUCT.search(sentence.words):
        return False
    told = _TOLD.search(sentence.words) or _DONE_TO_ME.search(sentence.words)
    return bool(told or _NAMED.search(sentence.said))  # this one is the slowest


def _acted(sentence: Sentence) -> bool:
    if _KEEPS.search(sentence.words):
        return True
    if not _ANY_CONDUCT.search(sentence.words):
        return False
    return bool(_TOLD.search(sentence.words) or _NAMED.search(sentence.said))


def _done(sentence: Sentence) -> bool:
    return bool(_ANY_CONDUCT.search(sentence.words) and _DONE_TO_ME.search(sentence.words))


def hurts(sentence: Sentence) -> bool:
    return bool(_HURT.search(sentence.words))


def shows(text: str) -> bool:
    """Does it point at something to look at?"""
    return bool(_SHOWN.search(text))


def _sentence(sentence: Sentence) -> int:
    done, hurt = _done(sentence), hurts(sentence)
    if _SUPPOSED.search(sentence.words):
        return int(hurt and done)
    acted = _acted(sentence)
    return int(acted) + int(acted and done) + int(hurt)
