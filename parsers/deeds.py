"""What a sentence does: it asks for action, wants none, informs, hesitates, appeals, asks, tells of conduct.

Speech acts and not topics: a list of bad words met so far reads an unseen message wrong five times in six. Every
pattern says who acts on whom, and a clause that refuses something is never also read as asking for it.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

from parsers.sentences import Sentence, clauses


class Deed(Enum):
    FORMAL = auto()  # calls it a complaint, or takes the formal path
    REQUEST = auto()  # wants something done about somebody
    NO_ACTION = auto()  # wants nothing done
    CONCERN = auto()  # calls it a concern, a heads-up
    INFORMS = auto()  # just so that you know
    UNDECIDED = auto()  # does not say which path, and says so
    APPEALS = auto()  # asks that a suspension end
    SUSPENDED = auto()  # says that an account is suspended
    ASKS = auto()  # asks about the process, or whether something counts
    SUPPOSES = auto()  # says that nothing happened, or that it is only for a page
    TELLS = auto()  # tells what somebody did to somebody
    MINDS = auto()  # says how it felt, or that it is an incident
    THANKS = auto()
    TRADES = auto()  # offers, sells, invites, invoices, chats


_NEG = r"(?:no|not|n't|never|nothing|nobody|no one|without|zero|neither|nor|none|needn't|hardly)"
_THEM = (
    r"(?:him|her|them|it|this|that|these|those|<@\w+>|@[\w.-]+|his|their|the \w+|people|someone|somebody|"
    r"everyone|[a-z]+)"
)
_ACTION = (
    r"(?:act\b|remov\w+|ban(?:ned)?\b|unban\b|kick\w*|suspend\w*|stop\w*|block\w*|mut(?:e|ed)\b|lock\w*|"
    r"delet\w+|get rid|deal(?:t)? with|"
    r"handl(?:e|ed)\b|sort(?:ed)?\b|resol\w+|fix(?:ed)?\b|look(?:ed)? (?:into|at)|step in|interven\w+|"
    r"address(?:ed)?\b|talk(?:ing)? (?:to|with)|"
    r"sp(?:eak|oken|oke) (?:to|with)|have a (?:word|talk)|rule on|ruling|settle[d]?\b|investigat\w+|see "
    r"to|put (?:a stop|an end|right|it right)|do something|"
    r"do (?:about|it|so)\b|done\b|end(?:ed)? (?:it|this|\w+ \w+'s|by)|ended\b|leave \S+ alone|hold \S+ to|"
    r"make (?:it|him|her|them|\S+) stop|take (?:\S+ ){1,3}"
    r"(?:down|out|off|away|from)|taken (?:down|out|off|away|up|care|seriously)|take (?:it|this|over|"
    r"action|care|measures)|told (?:to|off|why|no)|tell \S+ (?:to|no|off)|"
    r"clos(?:e|ed) (?:his|her|the|this|\S+) (?:account|channel)|decid\w+|outcome|answer\b|apolog\w+|"
    r"consequences?|measures?|resolution|moderat\w+|"
    r"get (?:\S+ ){1,2}(?:to|off|out|down|stopped|taken)|closed\b|solution\b|acted (?:up)?on|brought to|"
    r"treated|enforc\w+|warn(?:ed)?\b|help\b|gone\b|out of)"
)
_PATTERNS: tuple[tuple[Deed, str], ...] = (
    (
        Deed.UNDECIDED,
        (
            r"\b(?:not (?:really |quite |entirely )?sure|don't (?:really |quite |honestly )?know|do not know|"
            r"no idea|can't (?:really )?(?:tell|decide|say)|unsure|idk|"
            r"haven't (?:decided|made up)|before i decide|undecided|hesitat\w+|torn|don't mind which|"
            r"whichever|neither)\b[^.]{0,80}\b(?:complaint|complain|concern|"
            r"paths?|what (?:this|it) is|what (?:i|we|i'd|i would)(?: even)? want|what to (?:do|call)|how to "
            r"call|box(?:es)?|of the two|which|what (?:you|u) do|either|report(?:ing)? (?:it|this|him|her)|"
            r"formal)\b"
            r"|\b(?:complaint|concern|formal)\b[^.,]{0,30}\bor\b[^.]{0,30}\b(?:a concern|a complaint|concern|"
            r"complaint|what|not|just|something)\b"
            r"|(?:^|[.,;:] ?|\bso )you (?:choose|decide)\b|\b(?:your choice|put it in whichever|leave that "
            r"open|what do i do with this|neither a complaint nor a concern"
            r"|not saying it's (?:not )?a complaint|whether (?:this|that|it)(?:'s| is)? (?:should be )?a "
            r"(?:formal )?complaint)\b"
        ),
    ),
    (
        Deed.FORMAL,
        (
            r"\b(?:isn't|is not|not|no longer|more than) (?:just |only |merely )?(?:a |an )?(?:concern|"
            r"heads[- ]?up|venting)\b|\bwant (?:a|an|the) (?:resolution|outcome|ruling|formal)\b"
            r"|\btake (?:this|it) (?:all the way|further)\b|\b(?:i|we) (?:do|did) want\b"
        ),
    ),
    (
        Deed.NO_ACTION,
        (
            r"(?:\b(?:not|no|against|nor)|n't(?: be)?) (?:a |an |any |making a |filing a |lodging a |really a "
            r")?(?:formal )?(?:complaint|complaining|report about|ticket|case\b|filing)"
            r"|\b(?:withdraw\w*|scrap|drop|decided against)\b[^.]{0,30}\b(?:complaint|title|hadn't sent|this|it)\b"
            r"|(?:\b(?:no|zero|without(?: any)?)|(?:n't|\bnot) (?:really |actually )?(?:want|need|expect|ask "
            r"for|wish for|demand)(?: any| an| a)?|\bnot (?:looking|asking|after|seeking|hoping|expecting|"
            r"wanting|wishing)(?: for)?(?: any| an| a)?|nor|not want|wish for no|look(?:ing)? for no|seek no|"
            r"want no|expect no) "
            r"(?:\w+ )?(?:actions?|resolution|follow[- ]?up|outcome|measures?|investigations?|decisions?|"
            r"rulings?|steps?|consequences?|fuss|response|reply|punishment|solution|apology|intervention|"
            r"verdict|expectations?|big deal)\b"
            r"|\b(?:please |pls |just |so )?(?:do not|don't|dont|do nothing|not to|needn't|need not|no "
            r"need(?: for you)? to|(?:don't|do not) (?:have|need|want you) to|you must not|i'd not) "
            r"?(?:please )?(?:\w+ )?(?:act\b|do (?:anything|something)|anything\b|make something|open a case|"
            r"lift a finger|start|intervene|investigate|talk to|speak to|fix\w*|get back|handle|pursue|take "
            r"(?:any|this|it))"
            r"|\bdo nothing\b|\bnothing (?:else |more |further |much )?(?:(?:has|needs|should|must|is|for you|"
            r"to|here|there|really)\b[^.]{0,20}\b(?:follow|come of|happen|be done|done|needed|expected|do|"
            r"resolve|you|necessary|open)|needed|from you|further)\b"
            r"|(?:\b(?:not|never)|n't) (?:\w+ ){0,3}(?:want(?:ed)?|ask(?:ing)?|expect(?:ing)?|need(?:ing)?|"
            r"like|looking|after) (?:\w+ ){0,2}(?:anything|something|anyone|anybody|you to|him|her|nothing|"
            r"any|to happen)\b(?! less)"
            r"|\bleave it (?:at that|be|there|alone)\b|\bleave it\W*$|^\W*(?:yeah,? |so,? )?nothing(?: i "
            r"guess)?\W*$|\bnot asking (?:you )?for (?!less)|\bn't do (?:anything|something)\b|(?:n't|\bnot) "
            r"want (?:him|her|it|this|anyone|them) (?:to (?:be|become)|reprimanded|accused|punished|taken any "
            r"further)\b|(?<!not going to )(?<!not gonna )\b(?:let|going to let) (?:it|this|the matter) "
            r"(?:lie|rest|go)\b|\bforget (?:it|this|mine)\b|\ballowed to ignore\b|\b(?:can live with|live "
            r"with it|i can handle|won't pursue|not pursuing|moved on|it's handled|we sorted it|doesn't need "
            r"fixing|no further)\b"
            r"|(?:\bnot|n't) (?:\w+ )?(?:to (?:start|make) (?:anything|something)|make anything of it|become "
            r"a thing|after anyone's head|reprimanded|accused|accusing anyone)\b|\bnobody (?:needs|has) (?:to|"
            r"telling)\b|\bno (?:further )?steps\b|\bsit on this\b|\bmay be no action\b"
        ),
    ),
    (
        Deed.FORMAL,
        (
            r"\bformal(?:ly)?\b(?! (?:employer|manager))|\bofficially\b|\b(?:fil(?:e|ing)|lodg(?:e|ing)|"
            r"mak(?:e|ing)|submit\w*|register\w*|rais(?:e|ing)|put(?:ting)? in|want(?: to)?) (?!any\b)(?:\w+ "
            r"){0,3}complaint\b"
            r"|\bfiling (?:this|against)\b|(?<!any )(?<!sent a )(?<!had a )(?<!received a )\bcomplaint "
            r"(?:about|against|concerning|regarding|re\b|on behalf)|^\W*(?:coc |formal )?(?:complaint|"
            r"violation)\b\W|\b(?:my|this is a|as a|ok|here is a|treat (?:this|it)(?: \w+)? as a) complaint\b|"
            r"\bcomplain(?:ing)? (?:about|of)\b"
            r"|\b(?:i'm|i am|here i am,?|hereby) reporting\b|\breporting (?:him|her|them|<@|@)|\b(?:first|"
            r"formal) (?:path|route)\b|\bpath one\b|\bcoc violation\b|\bcomplaint\W*$"
        ),
    ),
    (
        Deed.CONCERN,
        (
            r"\brais(?:e|ing) (?:a |my |this )?(?:concern|this with)\b|^\W*(?:a )?concern\b|\b(?:a|as a|my|is "
            r"a|this) concern\b|\bsecond (?:reporting )?path\b|\bpath (?:2|two)\b|\bheads[- ]?up\b|\bearly "
            r"notice\b"
            r"|\bfor (?:your|the) (?:information|radar|record|file|files|awareness|attention)\b|\bfor "
            r"information\b|\bawareness only\b|\bfyi\b|\bfor your info\b|\b(?:put|have|keep|want|like) "
            r"(?:this|it|that) (?:noted|on file|on record|somewhere|logged|written down)\b|\bbackground "
            r"only\b|\bmaybe write it down\b|\bword in passing\b|\bflagging\b"
        ),
    ),
    (
        Deed.INFORMS,
        (
            r"\b(?:just|only) (?:so|to|want(?:ed)?|thought|noting|putting|letting|saying|telling|an "
            r"observation|mention\w*|that you)\b|\bso (?:that )?(?:you|u|it's|there's|there is)(?:'ve|'re)? "
            r"(?:know|knew|are|aware|hear|heard|have|don't hear|it exists|known|a note|someone|somebody)\b|"
            r"\byou(?:'ve|'d)? (?:should |ought to |to )?(?:know|knew|heard|hear)\b[^.]{0,20}$|\bwant(?:ed)? "
            r"(?:you|it|somebody|someone) to (?:know|have|exist)\b"
            r"|\bthought (?:you|u|the admin\w*|it)\b[^.]{0,20}\b(?:know|mention|aware)\b|\b(?:keep|have) "
            r"(?:an|half an|one) (?:eye|ear)\b|\bin case (?:it (?:comes up|happens|gets|becomes|continues|"
            r"escalates|matters)|you see|of several|others|several|there is|a third)\b|\b(?:logging|noting) "
            r"this\b|\bnothing more\b|\bthat's all\b|\bto (?:be|keep in) (?:aware of|mind)\b|\bi can "
            r"(?:handle|live)\b"
        ),
    ),
    (
        Deed.REQUEST,
        r"\b(?:please|pls|plz|kindly|(?:can|could|would|will|won't|couldn't) (?:you|u|we|some(?:one|body)|"
        r"any(?:one|body)|an? admin|the admins?|moderators?|one of)|if (?:some(?:one|body)|you|one of "
        r"you) (?:could|would|can)|(?:someone|somebody|anyone|anybody|moderators?|admins?)(?: please| "
        r"really)? (?:should|needs?|has to|must|please|to)|i ask|(?<!not )asking(?: you)? (?:for|to|that)|"
        r"i demand|i insist|i request|requesting|ask:|ask you)\b(?! (?:you )?tell me)[^.]{0,60}?\b" + _ACTION + r""
        r"|\b(?:i|we|she|he)(?:'d| would| also| really| do| just| still)? (?:want|need|like|expect|demand|"
        r"appreciate|be (?:grateful|glad))\b(?! (?:you )?to (?:know|tell|talk|say)\b)(?! you to "
        r"hear)[^.]{0,60}?\b" + _ACTION + r""
        r"|\b(?:desired|ask|wish|request|what i want|want)(?: \w+)?: (?!none|nothing|no\b)\w|\b(?:has|"
        r"have|needs?|must|ought|got) to (?:stop|end|be \w+|happen|go|leave|answer)\b|\b(?:must|should|"
        r"shouldn't|can't) (?:not )?(?:answer (?:to|for)|be (?:able|allowed|removed|banned|told|stopped|"
        r"suspended|looked)|keep|stay|continue|have the role)\b|\bneeds (?:consequences|to stop|"
        r"stopping)\b"
        r"|\bwhat (?:are|will) you (?:going to )?do(?:ing)? about\b|\b(?:going|gonna) to (?:stop|do "
        r"something)\b|\bdo your job\b|\bdon't let it slide\b|\b(?:i'm )?not (?:going to|gonna) let it "
        r"(?:go|slide)\b|\bsomething has to happen\b|\bwant (?:him|her|them|it|this|that|@[\w.-]+|"
        r"<@\w+>)\b|\b(?:give|get) (?:us|me) (?:our|my)\b[^.]{0,30}\bback\b"
        r"|\b(?:treat|handle) (?:this|it) (?:properly|seriously)\b|\bi (?:do )?want (?:a|an|the) "
        r"(?:resolution|outcome|ruling|answer)\b|^\W*(?:urgent\W*)*(?:please |pls |url )*(?:ban|kick|"
        r"remove|stop|suspend|delete|get rid of|take (?:it|this|him|her|the role)|deal with|make it stop|"
        r"lock|make (?:him|her|them)|step in|get (?:him|her|it|them|this|rid))\b|\bhad enough of\b|"
        r"\bneeded in\b",
    ),
)
_COMPILED = tuple((deed, re.compile(pattern)) for deed, pattern in _PATTERNS)
_ANSWERED_NONE = re.compile(
    r"\b(?:action|reaction|resolution|outcome|follow[- ]?up)s?\b[^.:]{0,40}: ?(?:none|no|nothing)\b"
)
_NOT_A_REFUSAL = re.compile(
    r"^\W*(?:then|in that case)\b|\bif (?:there|that|it) (?:is|isn't)\b|\b(?:wouldn't say|not that i|isn't "
    r"that|it's not that|told (?:me|us)|page says|friend)\b"
)
_LONGEST_CLAUSES = 40


@dataclass(frozen=True, slots=True)
class Done:
    """A deed, and whether it was done in a question."""

    deed: Deed
    asking: bool


def path_deeds(sentence: Sentence) -> tuple[Done, ...]:
    """What a sentence says about the path and about action: at most one deed a clause, refusals before requests."""
    words = sentence.words
    whole = next((Done(deed, sentence.asks) for deed, pattern in _COMPILED[:1] if pattern.search(words)), None)
    if whole is not None:
        return (whole,)
    if _ANSWERED_NONE.search(words):
        return (Done(Deed.NO_ACTION, sentence.asks),)
    found = (_clause_deed(clause, sentence) for clause in clauses(words)[:_LONGEST_CLAUSES])
    return tuple(done for done in found if done is not None)


def _clause_deed(clause: str, sentence: Sentence) -> Done | None:
    for deed, pattern in _COMPILED[1:]:
        if deed is Deed.NO_ACTION and _NOT_A_REFUSAL.search(clause):
            continue
        if pattern.search(clause):
            return Done(deed, sentence.asks)
    return None
