"""What a clause says of the person named before it: harm, good, or neither plainly. It knows no names and no readers.

Only the person's own verbs count: what 'when', 'while' or 'because' brings in is somebody else's until shown otherwise,
and after 'and' a verb without a subject of its own is still theirs (P14).
"""

import re
from enum import IntEnum

from parsers.tells import CONDUCT

_REACH = 300


class Said(IntEnum):
    """The worst counts."""

    GOOD = 1
    OPEN = 2
    HARM = 3


BAD = (
    r"(?:bull(?:y|ies)|cruel|rude|creeps?|creepy|liars?|racists?|sexists?|nasty|abusive|abusers?|hostile|aggressive|"
    r"mean|vile|toxic|jerks?|assholes?|idiots?|predators?|stalkers?|harassers?|trolls?|perverts?|disgusting|"
    r"inappropriate|offensive|violent|horrible|awful|terrible|dismissive|disrespectful|homophob\w*|transphob\w*|"
    r"misogyn\w*|unacceptable|unfair|evil|ashamed|a problem|the problem|the worst|out of line|rassist\w*|gemein|grob)"
)
HARM = (
    r"(?:laugh\w*|mock\w*|insult\w*|ignor\w*|dismiss\w*|refus\w*|shout\w*|yell\w*|threat\w*|leak\w*|bull(?:y"
    r"|ied|ying|ies)|"
    r"forwarded|humiliat\w*|belittl\w*|jok(?:ed|es|ing)|harass\w*|ridicul\w*|mut(?:ed|ing)|kicked|removed (?:me|us|my)|"
    r"delet(?:ed|ing)|banned|block(?:ed|ing)|touch\w*|grop\w*|stalk\w*|read (?:it|my \w+) (?:out|aloud)|"
    r"(?:told|shared it with|showed it to) (?:everyone|everybody|others|people)|lied|swore|screamed|made fun|"
    r"scare\w*|frighten\w*|terrif\w*|abus\w*|attack\w*|kiss\w*|grabb\w*|hurts?|hit|hits|spied|spy\w*|beleidig\w*|"
    r"bedroh\w*|belästig\w*|gedroht|angefasst|begrapscht|verspottet|ausgelacht|beschimpf\w*|gemobbt)"
)
_PERSON = r"(?:me|us|my|our|him|her|his|them|their|everyone|everybody|people|members|newcomers)"
_LIGHT = (
    r"(?: (?:has|had|have|also|once|always|already|just|himself|herself|later|then|kindly|only|really|even|both|too|"
    r"all|never|still|again|often|been)){0,4}"
)
_ADVICE = (
    r"(?:(?:i |we )?(?:should |could |can |must |ought to |may |might |would )?(?:better )?)?(?:to )?(?:write|"
    r"contact|report|mail|e-?mail|talk|speak|come|send|file|tell you|ask you|use|get in touch|reach|turn|let you|"
    r"document|keep (?:a |the |my |any )?(?:screenshot|note|log|cop|record)\w*|make a|submit|raise|open a"
    r"|go to (?:you|the)|"
    r"complain|take (?:it|this|screenshots?) |message you)\b"
)
_GOOD = re.compile(
    rf"^(?:'s)?{_LIGHT} (?:knows?\b(?! @)|knew (?:about|of|it|this|that|what|how|the)\b|"
    rf"(?:help(?:s|ed)|supported|calmed|consoled|reassured|thanked|accompanied|comforted|believed|defended"
    rf"|encouraged|thanked) (?:me|us|her|him|them|out|with"
    rf"|a lot)\b"
    rf"(?! (?:with a|to (?:hunt|hide)))|answered (?:kindly|at once|quickly|me)|pointed me|"
    rf"(?:told|asked|advised|warned|recommended|suggested|said|encouraged)(?: (?:me|us|everyone))?(?: that)? {_ADVICE}|"
    rf"(?:told|asked|warned) (?:@[\w.-]+|<@\w+>|him|her|them) (?:to stop|not to|off|about)\b|"
    rf"(?:can|could|should|may|might|must|will|would) (?:also |please |well |probably |perhaps |surely |certainly )?"
    rf"(?:be (?:told|informed|there|able|asked|included|involved)|sees?|know|read|confirm|help|"
    rf"have (?:the|a|all|some|seen|heard|noticed|witnessed|known|copies|screenshots)\b|tell you|look|decide|"
    rf"handle|answer|vouch|testify|explain|share|reach|contact|ask|check|judge|remember|forward it|say)\b|please\b|"
    rf"reads? (?:this|these|it|the)\b|(?:saw|witnessed|noticed|heard|overheard|observed)\b|"
    rf"(?:is|was|were|sat|sits|stood) (?:also |not |both |all |only |just |even |very |so |always |really |quite )?"
    rf"(?:there|present|online|offline|around|here|away|(?:in|at|on) (?!on\b|it\b|my\b|me\b|our\b|her\b|his\b"
    rf"|(?:the )?side\b)|"
    rf"kind|nice|helpful|friendly|good|great|lovely|polite|calm|fair|patient|supportive|sorry|right|"
    rf"(?:my|a|the) witness|(?:the|an|our|my|also) (?:only |good |great )?(?:admin\w*|friend|one who (?:can"
    rf"|helped|saw)|"
    rf"person (?:i|to|who (?:can|could|helped|saw)))|the only (?:person|one))\b|"
    rf"(?:is|was|were) (?:in|at|on) (?:the|a|this|that|that same|#)|"
    rf"(?:has|have|had) (?:(?:the|a|all|some|all the) )?(?:full )?(?:screenshots?|cop(?:y|ies)|links?|thread|messages?|"
    rf"recordings?|files?|details?|logs?)\b)"
)
_CLEAN = re.compile(
    r"^(?:'s fault)?(?:,? who)? (?:(?:himself|herself|themselves) )?(?:did nothing wrong|ha[sd] nothing to "
    r"do with|(?:is|was|were)(?: not|n't) (?:involved|part of|the problem|meant|there|to blame))\b"
)
_SPOKE = re.compile(
    rf"^{_LIGHT} (?:told me (?:to|that|about|i)|asked (?:me|us|everyone) to|said (?:i|we|to|that i)|suggested|advised|"
    r"recommended|warned|invited|offered)\b"
)
_STRONG = (
    r"(?:laugh\w*|mock\w*|insult\w*|humiliat\w*|harass\w*|threat\w*|stalk\w*|abus\w*|bull(?:y|ied|ying|ies)|troll\w*|"
    r"shout\w*|yell\w*|scream\w*|swor\w*|ridicul\w*|belittl\w*|dismiss\w*|ignor\w*|leak\w*|grop\w*|touch\w*|kiss\w*|"
    r"grabb\w*|hit|dox\w*|lied|lies|lying|made fun|mak(?:es|ing) fun|ma(?:de|kes|king) jokes?|jok(?:ed|es|ing)"
    r"|scare\w*|"
    r"frighten\w*|attack\w*|refus\w*|deadnam\w*|misgender\w*|flirt\w*|gossip\w*|steals?|stole|accus\w*|exclud\w*|"
    r"(?:keeps?|kept|continues?|won't stop) (?:on )?\w+ing|call(?:s|ed|ing) (?:me|him|her|us|them|people|<?@\w+)|"
    r"forward(?:s|ed|ing)|spread\w*|expos\w*|spam\w*|scam\w*|beleidig\w*|bedroh\w*|belästig\w*|gedroht|angefasst)"
)
_PASSIVE = re.compile(
    rf"^{_LIGHT} (?:was|were|is|are|got|been) (?:\w+ly |also |too |even |just )?\w+ed\b(?! (?:me|us|my|to)\b)"
)
_HARMS = re.compile(
    rf"^(?: to (?:<@|@)|[^.;,]{{0,60}}?\b{_STRONG}\b"
    rf"|[^.;,]{{0,60}}?\b{CONDUCT}\b[^.;,]{{0,60}}?(?<!to )(?<!with )(?<!for )\b{_PERSON}(?!\w)"
    rf"|[^.;,]{{0,40}}?\b(?:is|was|be|are|were|been|being|gets?|got|get|ist|war|sind|acts?|acted)"
    rf" (?:\w+ ){{0,4}}?{BAD}\b"
    rf"|[^.;,]{{0,40}}?\b\w{{3,}}(?:ed|ing) {_PERSON}(?!\w)"
    rf"|[^.;,]{{0,30}}?\b(?:tries|tried|trying) to \w+ {_PERSON}(?!\w)"
    rf"|[^.;,]{{0,30}}?\b(?:read|made|did|does|went) [^.;,]{{0,30}}?{_PERSON}(?!\w)"
    r"|[^.;,]{0,60}?\b(?:answer|repli|respond|react)\w+ with\b"
    r"|[^.;,]{0,30}?(?:(?:wo|would|will|can|could|did|does)(?: not|n't|not)|cannot) (?:stop|leave|let|keep"
    r"|resist|take no)\b)"
)
_DENIED = re.compile(rf"^ (?:did|has|have|had)(?: not|n't) (?:ever |even |really )?{_STRONG}\b")
_WARNS = re.compile(r"^[^.;,]{0,60}?\b(?:told|tells|said)\b[^.;,]{0,60}?\bthat if\b")  # 'told her that if she ...'
_OF_THEIRS = re.compile(
    rf"^'s (?:[^.;,]{{0,60}}?\b(?:{CONDUCT}|{HARM}|{BAD}|fault|idea)\b|(?:\w+ )?(?:behaviou?r|conduct|comments?"
    rf"|remarks?|"
    r"jokes?|tone|words|insults?|threats?|messages?|dms?|posts?|repl(?:y|ies)|episode)\b)"
)
_AND = re.compile(r",? (?:and|but|then|yet|und|aber)(?= )|, (?=then )")
_APART = re.compile(
    rf"^, [^,.;]{{0,40}}, (?=(?:{CONDUCT}|{HARM}|\w{{3,}}(?:ed|s) (?:me|us|my)|is|was|has|had|keeps|kept|can"
    rf"|could|would)\b)"
)
_RELATIVE = re.compile(r"^,? (?:who|the \w+,?)(?= )")
_BROUGHT_IN = re.compile(r" (?:when|while|as|because|since|after|before|if|whether|where|how|als|während|weil)\b")
_THEIRS_TOO = re.compile(
    rf"^ (?:(?:then|also|just|even|still|now|never|later|only|has|had|afterwards) ){{0,3}}(?:{CONDUCT}|{HARM}"
    rf"|\w{{3,}}ed|"
    r"keeps|kept|is|was|did|does|made|gave|went|can|could|would|will|\w{3,20} (?:me|us|my|something))\b"
)


def is_clean(after: str) -> bool:
    """'NAME did nothing wrong'."""
    return bool(_CLEAN.match(after))


def is_apart(after: str) -> bool:
    """Does a comma bring in what the person is, and their verb follow: ', my former boss, insulted me'?"""
    return bool(_APART.match(after[:_REACH]))


def said_of(after: str) -> Said:
    """What follows a name, in lower case, says of that person."""
    after = after[:_REACH]
    if is_clean(after):
        return Said.GOOD
    if after.startswith("'s ") and _OF_THEIRS.match(after):
        return Said.HARM
    apart = _APART.match(after)
    if apart:
        return max(
            _predicates(" " + after[2 : apart.end()].removeprefix("who ")), _predicates(" " + after[apart.end() :])
        )
    return _predicates(_RELATIVE.sub("", after))


def _predicates(after: str) -> Said:
    first, *others = _AND.split(after)
    own = [first, *(each for each in others if _THEIRS_TOO.match(each))]
    found = [_predicate(each) for each in own]
    return max(found) if found[0] is not Said.OPEN or Said.HARM in found else Said.OPEN


def _predicate(clause: str) -> Said:
    if _GOOD.match(clause):
        return Said.GOOD
    if _SPOKE.match(clause):
        return Said.OPEN
    if _WARNS.match(clause):
        return Said.HARM
    if _PASSIVE.match(clause) or _DENIED.match(clause):
        return Said.OPEN
    own = _BROUGHT_IN.split(clause)[0]
    return Said.HARM if _HARMS.match(own) else Said.OPEN
