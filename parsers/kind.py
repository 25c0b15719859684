"""What a message does: complains, raises a concern, reports, asks, appeals, or something else.

Built from what its sentences do (`deeds`, `tells`, `appeals`), never from its topic. Unsure which path: a report.
Unsure whether an incident: a report. What tells of an incident is never 'other'.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers import abroad
from parsers.appeals import Others, appeals, pleads, stakes
from parsers.deeds import Deed, Done, path_deeds
from parsers.sentences import QUOTE, Sentence
from parsers.tells import shows, telling
from parsers.terms import MessageKind, Word

MOST_SENTENCES = 300
ENGLISH = "en"
SURELY = 2
FEW_WORDS = 3

_COUNT = re.compile(
    r"\b(?:how many|how often|what number|the number|number of|a (?:newer|current|new) (?:number|figure|"
    r"count)|count of|statistics|figures|in round numbers|updated? (?:number|count|figure))\b[^.]{0,80}"
    r"\b(?:incidents?|complaints?|concerns?|cases|reports?|suspensions?|appeals?)\b|\b(?:incidents?|"
    r"complaints?|reports?|cases|fifteen)\b[^?]{0,80}\b(?:so far|how many|newer number|in total|since "
    r"(?:then|april|2019)|up to date|current number)\b"
)
_PROCESS = re.compile(
    r"\b(?:incidents?|process|procedure|code of conduct|coc|complaints?|(?:a|raise|raising|raised|formal) "
    r"concerns?|appeals?|administrators?|reports?|reporting|reported|reporter|confidential\w*|suspen\w+|"
    r"rules?|mailbox|who reads|anonym\w*|violation|conduct|"
    r"guidelines?|page|faq|vorfall|beschwerde|verhaltenskodex|plainte|signalement|incident|queja|denuncia|"
    r"incidente|denúncia|klacht|melding|segnalazione|reclamo|einspruch|regeln?|règles?|reglas|regras|"
    r"regels|regole)\b"
)
_WONDERS = re.compile(
    r"\b(?:would like|'d like|want|wondering|wonder|curious) (?:to (?:know|understand|ask)|whether|if|how|"
    r"what|who)\b|\b(?:could|can|would) you (?:please )?(?:tell|explain|say|clarify|be able to tell)\b|"
    r"\b(?:quick|one|small|general) (?:q|question)\b|\basking (?:for|first|because|out)\b"
)
_NOTHING_HAPPENED = re.compile(
    r"\b(?:nothing (?:has )?happened|(?:i'm |i am )?not (?:here to )?report(?:ing)? any\w*|"
    r"hypothetical\w*|(?:purely )?in theory|no case behind|asking first|we are drafting|is it an "
    r"incident,? (?:in your reading,? )?if)\b"
)
_SUPPOSES = re.compile(
    r"\b(?:nothing (?:has )?happened|hypothetical\w*|in theory|theoretical\w*|purely|suppose|what if|"
    r"imagine|for (?:the|a|an|our|my) (?:\w+ ){0,3}(?:faq|page|docs?|slides?|handbook|study|article|talk|"
    r"guide|wiki|thesis|research|onboarding|newcomers)|drafting|translating|"
    r"i haven't|asking first|not reporting|no case|just curious|out of curiosity|in general|generally|"
    r"before (?:i|anybody|anyone|we) (?:write|report|say|post|do)|would (?:it|this|that) (?:be|count)|"
    r"is (?:it|that|this) (?:an incident|ok|okay|allowed|against)\b[^.]{0,30}\b(?:if|to|when|for)|am i "
    r"allowed|are we allowed|comparing|onboarding|explaining the page|a community of our own|only "
    r"(?:asking|wondering)|case behind)\b"
)
_BUSINESS = re.compile(
    r"\b(?:invoice|seo|website owner|backlinks?|guest post|price list|free (?:audit|trial|quote)|(?:talk|"
    r"workshop|session) proposal|lightning talk|offer a (?:talk|workshop)|(?:your|this) mailbox|confirm "
    r"your (?:password|account)|verify your|venue|"
    r"unsubscribe|purchase order|quotation|special offer|cryptocurrency investment|search engine|"
    r"marketing agency|dear (?:customer|website|sir or madam, we))\b"
)
_TRADES = re.compile(
    r"\b(?:invoice|seo|website owner|rank(?:ing)? on|guest post|backlinks?|advertis\w+|sponsor\w*|"
    r"partnership|audit report|price list|free (?:audit|trial|quote)|engineering manager role|could this "
    r"go into|post it in #?jobs|recruit(?:er|ing) for|create a (?:new )?channel|new channel|"
    r"channel for|talk proposal|lightning talk|offer a (?:talk|workshop)|podcast|episode|(?:for|love) the "
    r"show|on air|longtime listener|love the show|newsletter|venue|tram|agenda|book tip|slides|(?:link|"
    r"recording) (?:to|of) (?:your|the|last)|verify your|confirm your password|click here|"
    r"webinar|discount|unsubscribe|congrat\w*|happy (?:birthday|new year|holidays)|anniversary|t-?shirts?|"
    r"stickers?|job (?:offer|opening|ad)|vacancy|collaborat\w+|proposal|subscription|renew\w*|delivery|"
    r"order (?:no|number|#)|payment|insurance|see you|"
    r"integration|bug in|typo on|password reset|log ?in problem|two-factor|invite link|invitation link|"
    r"join the slack|how (?:do|can) i join)\b"
)
_THANKS = re.compile(r"\b(?:thanks?|thank you|thx|merci|danke|gracias|obrigad[oa]|grazie|bedankt|grateful)\b")
_NO_INCIDENT = re.compile(
    r"\bno (?:incident|complaint|report|concern)s?,? (?:no \w+,? )?(?:only|just|but|here)\b|\bnothing to "
    r"report\b"
)
_ASKS_A_THING = re.compile(
    r"\b(?:please|pls|could you|can you|would you|looking for|i need|we need|i'd like|would like to|let me "
    r"know|do you have|is there)\b"
)
_FIRST_PERSON_PATH = re.compile(
    r"\b(?:i|we|i'm|i'd|my)\b[^.]{0,40}\b(?:complain\w*|report(?:ing)?|raise a concern|raising a "
    r"concern)\b|^\W*(?:formal )?(?:complaint|concern)\b|\breporting\b|\bformal complaint\b|(?<!any "
    r")(?<!sent a )\bcomplaint (?:about|against)\b|\b(?:filing|raising|lodging)\b"
)
_PATHS = {Deed.FORMAL, Deed.NO_ACTION, Deed.CONCERN, Deed.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as its kind is read from it: its sentences (the subject's first), and everything in lower case."""

    body: tuple[Sentence, ...] = field(repr=False)
    everything: str = field(repr=False)
    words: tuple[Word, ...] = ()
    shown: int = 0  # attachments and links into the community: something to look at
    language: str = ENGLISH
    people: int = 0  # named, other than the sender and administrators who are merely addressed


def kind(heard: Heard) -> MessageKind:
    """The kind of a first message."""
    said = offered(heard.words)
    if said is not None:
        return said
    told = telling(heard.body)
    if _is_business(heard, told):
        return MessageKind.OTHER
    deeds = _deeds(heard)
    if appeals(heard.body, heard.everything, _tells_of_others(heard, told)) and not _complains(heard, deeds):
        return MessageKind.APPEAL
    told += int(heard.shown > 0 or shows(heard.everything))
    if _only_asks(heard, told, deeds):
        return MessageKind.QUESTION
    if _is_other(heard, told, deeds):
        return MessageKind.OTHER
    return path(deeds)


def _deeds(heard: Heard) -> tuple[Done, ...]:
    readers = (path_deeds,) if heard.language == ENGLISH else (path_deeds, abroad.path_deeds)
    return tuple(done for one in heard.body[:MOST_SENTENCES] for reader in readers for done in reader(one))


def _tells_of_others(heard: Heard, told: int) -> Others:
    """A suspended person may name others too, but hardly tells of what they do without naming the suspension."""
    return Others.TOLD_OF if heard.people and told >= SURELY else Others.NOT_TOLD_OF


def _is_business(heard: Heard, told: int) -> bool:
    """A trade's own vocabulary, and nobody of the community in it: an invoice may speak of complaints."""
    of_ours = heard.people > 0 or "/archives/" in heard.everything
    return not of_ours and told <= SURELY and bool(_BUSINESS.search(heard.everything))


def asks_count(heard: Heard) -> bool:
    """Does the whole message only ask how many incidents there were?"""
    return bool(_COUNT.search(heard.everything)) and telling(heard.body) < SURELY


def offered(words: Iterable[Word]) -> MessageKind | None:
    """The path whose word stands alone on a line; the last one counts."""
    paths = {Word.COMPLAINT: MessageKind.COMPLAINT, Word.CONCERN: MessageKind.CONCERN}
    return next((paths[word] for word in reversed(tuple(words)) if word in paths), None)


def path(deeds: Sequence[Done]) -> MessageKind:
    """Which of the two paths is meant. The last word counts: people change their mind while they write."""
    stated = [done.deed for done in deeds if done.deed in _PATHS]
    wants = any(done.deed is Deed.REQUEST for done in deeds)
    if not stated:
        if wants:
            return MessageKind.COMPLAINT
        return MessageKind.CONCERN if any(done.deed is Deed.INFORMS for done in deeds) else MessageKind.REPORT
    if stated[-1] is Deed.UNDECIDED:
        return MessageKind.REPORT
    if stated[-1] is Deed.FORMAL or (Deed.NO_ACTION not in stated and wants):
        return MessageKind.COMPLAINT
    return MessageKind.CONCERN


def _only_asks(heard: Heard, told: int, deeds: Sequence[Done]) -> bool:
    """Asks about the process, or whether something supposed would count, and tells of nothing."""
    asking = [one for one in heard.body if one.asks or _WONDERS.search(one.words)]
    if not asking or _claims(heard, deeds):
        return False
    if _COUNT.search(heard.everything):
        return told <= SURELY
    about = any(_PROCESS.search(one.words) for one in asking)
    if _NOTHING_HAPPENED.search(heard.everything):
        return heard.people + heard.shown == 0
    supposes = bool(_SUPPOSES.search(heard.everything))
    if supposes and _PROCESS.search(heard.everything):
        return told <= SURELY and heard.people == 0
    return about and told == 0


def _claims(heard: Heard, deeds: Sequence[Done]) -> bool:
    """Takes a path for itself, in a statement."""
    if not any(done.deed is Deed.FORMAL and not done.asking for done in deeds):
        return False
    return any(_FIRST_PERSON_PATH.search(one.words) and not one.asks for one in heard.body)


def _complains(heard: Heard, deeds: Sequence[Done]) -> bool:
    """A formal complaint, also of somebody who was banned from a channel, where nothing asks for that to end."""
    return _claims(heard, deeds) and not pleads(heard.everything)


def _is_other(heard: Heard, told: int, deeds: Sequence[Done]) -> bool:
    """Only where something else is plainly its business, or it asks for a thing that is nobody's conduct."""
    if _NO_INCIDENT.search(heard.everything):
        return True
    if told >= SURELY or _claims(heard, deeds):
        return False
    about_somebody = heard.people > 0 or heard.shown > 0
    if _TRADES.search(heard.everything):
        return told == 0 and not about_somebody and QUOTE not in heard.everything
    if told or about_somebody or stakes(heard.everything) or any(done.deed in _PATHS for done in deeds):
        return False
    return _is_small_talk(heard)


def _is_small_talk(heard: Heard) -> bool:
    """Thanks, a greeting, a request: what nobody need decide about. Anything longer is a person's to look at."""
    if _THANKS.search(heard.everything) or any(one.asks or _ASKS_A_THING.search(one.words) for one in heard.body):
        return True
    return len(heard.everything.split()) <= FEW_WORDS
