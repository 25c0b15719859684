"""Is an administrator complained of whom nobody names? Then it may be any of them: held, and the reporter asked (P14).

It says whether, never whom; what is done decides, not the word for the doer.
"""

import re
from itertools import islice

from parsers.said_of import BAD, HARM, Said, said_of
from parsers.tells import CONDUCT

_MOST = 12  # in a sentence
_STAFF = r"(?:admin|administrator|moderator|mod)"
_UNNAMED = re.compile(
    rf"\b(?:(?:one|some|someone|somebody|two|both|several|a few|members?|part|people) (?:of|on|from"
    rf"|in) (?:you\b(?! all)|"
    rf"(?:the|your|our|ur|this|these|those) (?:\w+ )?{_STAFF}(?:s|istrators)?(?:[ -]team)?\b)"
    rf"|(?:an?|the|your|our|another|this|that) (?:\w+ )?{_STAFF}s?\b(?![ -](?:channel|page|log|list|address"
    rf"|mailbox|dm))"
    rf"|(?:ein|einer|einem|einen|eine|dem|den|der|vom) (?:(?:der|von euren|eurer) )?(?:admins?|moderator\w*)\b"
    rf"|\bwith (?:admin|mod\w*) (?:rights|powers?|privileges?))"
    rf"(?: (?:of|in|on|from|at) (?:this|the|your|our) (?:\w+ )?(?:slack|community|channel|workspace|server"
    rf"|group|team))?"
)
_MAY_BE_UNNAMED = ("admin", "mod", "of you", "on you", "from you", "in you")  # nothing else holds in _UNNAMED
_ANOTHER = re.compile(r"^(?:another|two|both|several|some of)\b")
_ASKED = re.compile(
    r"\b(?:can|could|would|will|may|should|please|let|hope|want|wants|wish|need|like|ask\w*|tell|told|talk\w*"
    r"|spoke|speak|"
    r"is|are|if|whether|thank\w*|thanks to|wrote|write|contact\w*)(?: that| to| with)? $"
)
OBJECT = re.compile(
    rf"\b(?:afraid|scared|frightened|terrified|fear|victim|target) (?:of|by) $"
    rf"|\b(?:unsafe|uncomfortable|uneasy|threatened|anxious|angst|furcht) (?:\w+ ){{0,2}}?(?:around|with|near|by|about|"
    rf"because of|of|from|vor) $|\b(?:because|wegen)(?: of)? $"
    rf"|\b(?:hate|despise|dislike|detest|fear|report|reporting|accuse|stop|(?:can't|cannot|can not) stand) $"
    rf"|\b(?:{CONDUCT}|{HARM}|\w{{3,}}ed) (?:\w+ ){{0,2}}?(?:by|from|von) $"
    rf"|\b(?:{HARM}|insults?|threats?|messages?|dms?|calls?|pictures|photos) (?:\w+ )?(?:by|from|von) $"
    rf"|\b(?:complain\w*|concern\w*|problem|issue|grievance|case|this is|it's|it is) (?:\w+ ){{0,3}}?(?:about|against|"
    rf"with|concerning|concerns) $|\bbeschwerde\w* (?:\w+ ){{0,4}}?(?:über|gegen) $"
)
DISTRUST = re.compile(
    r"(?:\bnot|n't|\bnever|\bno longer|\bcannot|\bhardly|\bkein\w*|\bnicht) (?:\w+ ){0,3}?(?:trust\w*|like|respect|"
    r"believe|feel safe (?:with|around|near)) (?:you,? )?$|\bused to (?:trust|like|respect|admire) $"
)
_NOT = re.compile(r"(?:\bnot|n't|\bnever|\bnothing|\bno \w+) (?:\w+ ){0,3}$")
_IS_ONE = re.compile(
    r"(?:\bperson|\bone|\bguy|\bman|\bwoman|\bhe|\bshe|\bit|\bthey|\bwho|\bsomebody|\bsomeone)\b[^.,;]{0,50} "
    r"(?:is|was|are|were) $|\b(?:he|she|it)'s $"
)
_OUR_SUBJECT = re.compile(r"\ba message from the administrators\b")
_SENDER_IS = re.compile(r"\b(?:i am|i'm|i was|as|become|became)(?: also| not| only)? $")
_ASIDE = re.compile(r"^, [^,.;]{0,60},(?= )")
_WHO = re.compile(r"^,? who\b")


def unnamed(words: str) -> bool:
    """Does the sentence, in lower case, complain of an administrator without saying which? Our own subject, which an
    answer carries, does not.
    """
    if not _may_tell_of_one(words):
        return False
    words = _OUR_SUBJECT.sub(" ", words)
    return any(_complains(words, each) for each in islice(_UNNAMED.finditer(words), _MOST))


def another(words: str) -> bool:
    """... of one besides those who are named."""
    if not _may_tell_of_one(words):
        return False
    return any(_ANOTHER.match(each[0]) and _complains(words, each) for each in _UNNAMED.finditer(words))


def _may_tell_of_one(words: str) -> bool:
    return any(each in words for each in _MAY_BE_UNNAMED)


def _complains(words: str, found: re.Match[str]) -> bool:
    before, after = words[: found.start()][-120:], words[found.end() :][:300]
    if _SENDER_IS.search(before):
        return False
    if DISTRUST.search(before):
        return True
    if OBJECT.search(before):
        return not _NOT.search(before)
    if _IS_ONE.search(before):
        return True
    if _ASKED.search(before) and not _WHO.match(after):
        return False
    after = _ASIDE.sub("", after)
    return said_of(after) is Said.HARM or bool(re.match(rf" (?:\w+ ){{0,3}}(?:{HARM}|{BAD})\b", after))
