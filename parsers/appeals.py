"""Does a suspended person, or somebody for them, ask for the suspension to end, and do they say why?

A suspension that is asked for, supposed, or of a bridge is no appeal.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

from parsers.sentences import Sentence

_OUT = re.compile(
    r"\b(?:un)?-?suspen(?:d\w*|sion\w*)\b|\b(?:un)?bann?(?:ed|ing|s)?\b|\b(?:expell\w*|expulsion|"
    r"exile[d]?|barred|deactivat\w*|deplatform\w*|time-?out)\b"
    r"|\b(?:account|access|login|log-in|membership|profile)\b[^.]{0,30}\b(?:closed|blocked|locked|"
    r"deactivated|disabled|frozen|removed|cut off|gone|revoked|taken away|switched off|shut|pulled|"
    r"withdrawn)\b"
    r"|\b(?:closed|blocked|locked|disabled|froze|removed|cut off|revoked|took away|switched off|shut|"
    r"pulled|withdrew) (?:me|my (?:account|access|login|membership))\b"
    r"|\b(?:locked|kicked|thrown|threw|shut|put|turned|tossed|chucked|booted|cast|left|kept|keeping) "
    r"(?:me |him |her |us )?(?:out|off|outside)\b|\b(?:kicked|booted|removed|excluded|blocked|dropped) "
    r"(?:me |him |her |us )?from (?:the |your )?(?:slack|workspace|community|server|group)\b"
    r"|\b(?:can't|cannot|can not|couldn't|unable to) (?:log|sign|get) (?:in|on|back)\b|\b(?:was|am|been|"
    r"being|got|get) (?:kicked|removed|excluded|blocked|booted|expelled|thrown|locked|barred|sanctioned|"
    r"punished)\b"
    r"|\b(?:gesperrt\w*|sperr(?:e|ung|en)\b|suspendier\w*|ausgeschlossen|suspendu\w*|bloqu[ée]+\w*|"
    r"exclu[es]?\b|suspendid[oa]|suspensión|suspensão|suspens[oa]|bloquead[oa]|expulsad[oa]|expuls[oa]|"
    r"banid[oa]|geschorst|schorsing|geblokkeerd|sospes[oa]|sospensione|bannat[oa]|bloccat[oa])\b"
)
_MAYBE_OUT = re.compile(
    r"\bmy (?:slack )?(?:account|access|login|membership|place|seat|profile|ban|case|name)\b|\b(?:the|"
    r"your|that|this) (?:decision|ban|block|suspension|penalty|punishment|sanction|verdict|ruling|"
    r"measure)\b"
    r"|\b(?:week|days|fortnight|month)s? (?:ago|later|have|has|is|are|was|since|now|out|without|away)\b|"
    r"\bwaited (?:the|a|my|out|for)\b|\bsince (?:the )?(?:\d|you|then|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b|\bwhat i (?:did|wrote|said|posted)\b"
)
_PLEA = re.compile(
    r"\b(?:lift|overturn|reverse|undo|annul|quash|repeal|revoke|rescind|cancel|reconsider|rethink|revisit|"
    r"review|re-?examine|end|shorten)(?:ed|ing|s)?\b[^.]{0,50}\b(?:suspension|ban|block|decision|sanction|"
    r"exclusion|penalty|punishment|it\b|this|my)"
    r"|\b(?:un-?suspend|un-?ban|un-?block|unlock|unfreeze|reinstat|readmit|re-?admit|reactivat|re-activat|"
    r"re-?enable|re-?open|restor)\w*\b|\blet (?:me|him|her|us|them) (?:back|in|come back|return|rejoin|"
    r"on)\b|\btake me back\b"
    r"|\b(?:account|access|membership|place|login|seat)\b[^.]{0,20}\bback\b|\bi(?:'d|'m| would| am| want| "
    r"like| hereby| also| formally| do| to| wish)* (?:to )?appeal\w*\b|\b(?:my|her|his|their|our|this is "
    r"an|this is my|as an|file an|make an|an|the) appeal\b"
    r"|\bappeal(?:ing)? (?:the|my|against|for|of|this|his|her|to you)\b|\b(?:come|get|be|go|coming|"
    r"getting|being) back (?:to|in|into|on|with|among)\b|\b(?:second|another|last|new|one more) chance\b|"
    r"\ballow(?:ed)? (?:me )?(?:back|in\b|to (?:return|come back|rejoin))\b"
    r"|\b(?:object to|contest|dispute|challenge|protest)\b[^.]{0,30}\b(?:suspension|ban|decision)\b|\bway "
    r"back\b|\boverturned\b|\blifted\b|\bundo it\b|\bre-?join\b|\bin again\b|\bturn(?:ed)? (?:it|my "
    r"account|me) back on\b"
    r"|\b(?:einspruch|widerspruch|aufheben|aufhebung|aufgehoben|entsperr\w*|freischalt\w*|zurück\w*|lever "
    r"la|levée|faire appel|fais appel|réintégr\w*|débloqu\w*|revenir|apel(?:o|ar|ación|ação)|recurso|"
    r"recurro|levant\w+|reactiv\w+|reativ\w+|volver|voltar|"
    r"bezwaar|opheff\w*|opgeheven|in beroep|beroep|deblokk\w*|terug\w*|ricorso|revoc\w+|riattiv\w+|"
    r"appello|tornare|rientrare)\b"
)
_MAYBE_PLEA = re.compile(
    r"\b(?:another|second|fresh) look\b|\blook at (?:it|this|my \w+|that) (?:again|once more)\b|\bthink "
    r"(?:it )?(?:over|again)\b|\bchange your mind\b|\breturn(?:ing)?\b|\bcome back\b|\bbe back\b|\bback\b|"
    r"\bforgiv\w+|\bpardon\b|\bmiss (?:the|this|you|it|my)\b|\breconsider\w*|\breview\w*|\brethink\b|"
    r"\bappeal\b|\bmercy\b|\bfair\b"
)
_OWN = re.compile(
    r"\b(?:my|mine|i|i'm|i've|me|ich|mein\w*|je|j'ai|mon|moi|yo|mi|eu|meu|minha|ik|mijn|io|mio|mia)\b|"
    r"(?<!\w)@[\w.-]+|\b(?:her|his|their) (?:appeal|account|suspension)\b|\bon behalf\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:suspend|ban|block|remove|kick) (?:him|her|them|this|that|<@|@|[a-z]+ (?:from|out))|\b(?:want|"
    r"should|must|have) (?:him|her|them|to) be (?:suspended|banned)|\bnot appealing\b|\bappeal to\b|"
    r"\bappeals? (?:do|does|work|start|take)"
)
_SUPPOSED = re.compile(
    r"\b(?:if|when|how|who|whether|what|may|can|does|do)\b[^.?]{0,80}\b(?:appeals?|suspen\w+|suspended "
    r"person|someone|somebody|a member)\b[^.?]{0,80}\?|\b(?:faq|translat\w+|in theory|hypothetical\w*|for "
    r"our own)\b"
)
_FIRST_HAND = re.compile(
    r"\b(?:my (?:\w+ )?(?:account|suspension|ban|appeal|access)|i (?:was|am|have been|'ve been|got|stand) "
    r"(?:\w+ )?(?:suspended|banned|blocked|locked)|suspended (?:me|my)|i(?:'d| would| want| hereby| like| "
    r"to)* appeal|let me (?:back|in))\b"
)
_REASON = re.compile(
    r"\b(?:because|since (?!\d|then|last|yesterday|monday|tuesday|wednesday|thursday|friday|\w+ \d)|"
    r"therefore|reason|apologi[sz]\w*|sorry for|regret|misunder\w*|mistake|mistook|mistaken|wasn't me|was "
    r"not me|not me\b|can't have been me|"
    r"wrong (?:person|account|\w+)|someone else|somebody else|hacked|stolen|colleague|brother|roommate|"
    r"out of proportion|disproportion\w*|unfair|too (?:harsh|long|severe)|never (?:been|done|had|broke|"
    r"meant)|no rule|not a rule|"
    r"(?:was|were|had) (?:not |never )?(?:added|allowed|published|agreed|given|permission)|permission|"
    r"(?:i|we)(?:'ve| have) (?:since |now )?(?:deleted|removed|talked|spoken|learned|understood|changed|"
    r"thought|taken|added|put|made)|"
    r"joke|meant (?:as|it|no)|context|quoted|taken out|didn't (?:write|post|say|mean|know)|did not "
    r"(?:write|post|say|mean|know)|i understand|understood|screenshot|proof|evidence|export|witness|"
    r"confirmed|it was (?:a|an|one|only|not)|"
    r"promise|won't happen|will not happen|forgiv\w+|first time|one single|no longer exists|weil|denn|"
    r"parce que|car je|porque|omdat|perché|entschuldig\w*|excus\w+|désol\w+|discul\w+|spijt|scus\w+)\b"
)
_CLOSED = (
    r"(?:suspen(?:d\w*|sion\w*)|bann?(?:ed)?\b|locked out|deactivat\w*|expell\w*|(?:account|access|"
    r"login)[^.]{0,30}(?:closed|blocked|locked|disabled|frozen|revoked|gone|removed|shut))"
)
_OUT_MYSELF = re.compile(
    rf"\b(?:i|i'm|i've|me|my|mine)\b[^.?!]{{0,50}}\b{_CLOSED}|\b{_CLOSED}[^.?!]{{0,30}}\b(?:me|my account|my "
    rf"access)\b"
)
_PLEA_MYSELF = re.compile(
    r"\b(?:let|take|allow|have|get|want|give|welcome|admit) me (?:back|in\b|return|rejoin|another chance|"
    r"a second chance)|\b(?:un-?suspend|un-?ban|unblock|reinstate|readmit|reactivate) (?:me|my|us|@)"
    r"|\b(?:give|have|get|want|restore|return|reopen|re-?enable)\b[^.]{0,20}\bmy (?:account|access|"
    r"membership|place|seat|login)\b|\bi(?:'d|'m| would| am| want| like| hereby| also| formally| do| to| "
    r"wish)* (?:to )?appeal\b|\b(?:my|this) appeal\b"
    r"|\bi(?:'d| would| want| wish| hope| ask| like| love)* to (?:come|be|get|go) back\b|\bmay i (?:come "
    r"back|return|rejoin)\b|\b(?:lift|overturn|reverse|undo|annul|reconsider|revoke|rescind) (?:the|my|"
    r"this|your) (?:suspension|ban|decision|block|exclusion)"
)
_ABROAD = (
    r"(?:gesperrt\w*|sperr(?:e|ung|en)\b|suspendier\w*|ausgeschlossen|suspend\w*|suspension|bloqu\w+|"
    r"exclu\w*|suspens\w+|bloquead[oa]|expuls\w+|banid[oa]|baneado|geschorst|schorsing|geblokkeerd|"
    r"sospes[oa]|sospensione|bannat[oa]|bloccat[oa])"
)
_MINE_ABROAD = r"(?:mein\w*|mich|mir|ich|mon|ma|moi|je|j'ai|m'a\w*|mi|yo|meu|minha|eu|mijn|mij|ik|mio|mia|io)"
_OUT_MYSELF_ABROAD = re.compile(
    rf"\b{_MINE_ABROAD}\b[^.?!]{{0,80}}\b{_ABROAD}|\b{_ABROAD}[^.?!]{{0,60}}\b{_MINE_ABROAD}\b"
)
_YOUR_DOING = re.compile(
    r"\b(?:you|jamison|the admins?|administrators?|moderators?|somebody|someone|the bot)(?: have|'ve| had|"
    r"'d| then| also| all| just)? (?:removed|sent|put|took|taken|closed|decided|threw|thrown|kicked|"
    r"banned|suspended|locked|shut|showed|shown|asked me to (?:leave|go)|told me to (?:leave|go|wait)|cut|"
    r"blocked|excluded|barred|switched|ended|pulled|revoked) (?:me|my|us)\b"
    r"|\byour (?:decision|notice|verdict|ruling|mail of|letter|reasons?|message of|judg\w+)\b|"
    r"\b(?:decision|ruling|notice|measure) (?:against|about|on) (?:me|my)\b"
)
_MY_DEED = re.compile(
    r"\b(?:i|we)(?:'ve| have| had| did| really| also| only| just| then| never)* (?:wrote|posted|said|"
    r"called|did it|shared|sent|joked|lost (?:my temper|it)|overstepped|broke|shouldn't have|should not "
    r"have|was (?:wrong|rude|drunk|angry|tired|out of line|unkind)|went too far|snapped|apologi[sz]e\w*|"
    r"regret\w*|learned|meant|didn't (?:write|post|say|mean|know|do)|did not (?:write|post|say|mean|know|"
    r"do))\b"
    r"|\bmy (?:post|posts|message|messages|comments?|jokes?|words|behaviou?r|conduct|tone|outburst|"
    r"remarks?|mistake|fault|apology|part in|side of)\b|\bi'm (?:truly |very |so |really )?sorry (?:for|"
    r"that|about)\b|\b(?:it |that )?(?:wasn't|was not) me\b|\bwrong (?:person|account|one)\b"
)
_NOT_ONE = re.compile(r"\bnot appealing\b|\bsuspension, which has ended\b")
ENOUGH = 3
_SUBSTANTIAL = 55  # words: a plea of that length says more than that it pleads


class Others(Enum):
    """Does the message tell of what other people did?"""

    TOLD_OF = auto()
    NOT_TOLD_OF = auto()


def appeals(body: Sequence[Sentence], everything: str, others: Others) -> bool:
    """`everything` is the whole text with its quotations and subject in lower case: an appeal may be passed on."""
    plain = bool(
        _OUT_MYSELF_ABROAD.search(everything) or _OUT_MYSELF.search(everything) or _PLEA_MYSELF.search(everything)
    )
    if not _OWN.search(everything) or (not plain and _weight(everything) < ENOUGH):
        return False
    if others is Others.TOLD_OF and not (_FIRST_HAND.search(everything) or _PLEA_MYSELF.search(everything)):
        return False
    if _FIRST_HAND.search(everything):
        return not _NOT_ONE.search(everything)
    return not (_OF_OTHERS.search(everything) or any(_SUPPOSED.search(one.words) for one in body))


def pleads(everything: str) -> bool:
    """Whether it asks for a suspension, or something like one, to end."""
    return bool(_PLEA.search(everything))


def stakes(everything: str) -> bool:
    """Does somebody write about being out, coming back, or what they themselves did? Then it is no small talk."""
    return any(found.search(everything) for found in (_OUT, _PLEA, _YOUR_DOING, _MY_DEED, _MAYBE_PLEA))


def _weight(words: str) -> int:
    """Being out and pleading to come back, in plain words or in hints; one's own deed counts besides."""
    out = 2 if _OUT.search(words) else int(bool(_MAYBE_OUT.search(words) or _YOUR_DOING.search(words)))
    plea = 2 if _PLEA.search(words) else int(bool(_MAYBE_PLEA.search(words)))
    own = int(bool(_MY_DEED.search(words))) + int(bool(_YOUR_DOING.search(words)))
    return out + plea + own if out and (plea or own > 1) else 0


def justified(text: str) -> bool:
    """Does it give a reason? That one is missing is asked for, so a weak reason counts as one."""
    words = text.lower()
    return bool(_REASON.search(words)) or len(words.split()) > _SUBSTANTIAL
