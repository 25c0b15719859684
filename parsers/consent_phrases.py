"""What people say when they permit or forbid that a report is shared, as an ordered list of moves.

A move is an act and the words that perform it. The order matters: words that a move has taken are not seen by the
later ones, so that "I don't mind you telling" is spent as a permission before "don't ... tell" could forbid it. The
rules are those of the consent guide that stands beside the labelled texts; what is not said here is not consent.
"""

import re

from parsers.consent_refusals import REFUSALS
from parsers.consent_words import HAND_ON, SHARE, Act

_BEFORE: tuple[tuple[Act, str], ...] = (
    # --- looks like consent and is something else (rules 13 to 15)
    (
        Act.NOTHING,
        r"\b(?:i )?(?:don't|do not|wouldn't) mind (?:it )?(?:if )?(?:you|your) (?:not|don't|keeping)\b.{0,60}",
    ),
    (Act.NOTHING, r"\bi (?:do not|don't|can't) share (?:his|her|their|your|the|that)\b.{0,30}"),
    (
        Act.NOTHING,
        (
            r"\b(?:happy|glad|able|can|could|like|willing) to share (?:more|the original|further|another|further|"
            r"it with you|them with you|my)\b.{0,40}"
        ),
    ),
    (
        Act.NOTHING,
        (
            r"\bi (?:can|could|may|will|'ll|would|am going to) (?:share|show|tell|send|give|read|forward|"
            r"pass)\b.{0,40}"
        ),
    ),
    (
        Act.NOTHING,
        (
            r"\btell (?:me|him|her|them|us)\b(?! (?:know|that it|it's|i|it was|whatever|who))(?: (?:to|in case|"
            r"what|when|if|how|who|why|more|please|off)\b|\W*$).{0,40}"
        ),
    ),
    (
        Act.NOTHING,
        (
            r"\b(?:he|she|they|who|somebody|someone) (?:has |have |had |'s |was |were |just |then |also "
            r")*(?:shared|told|posted|showed|passed|published|forwarded|spread|mentioned|named|read)\b.{0,60}"
        ),
    ),
    (
        Act.NOTHING,
        (
            r"\b(?:without|asked|asking|given|gave|need|needed|asked for) (?:my|her|his|their|for my) "
            r"(?:permission|consent|knowledge)\b"
        ),
    ),
    (Act.NOTHING, r"\bkeep (?:me|us) (?:in the loop|posted|informed|updated)\b"),
    (
        Act.NOTHING,
        (
            r"\b(?:consent|agree|permission) to (?:being |be )?(?:contact|call|phon|record|keep|stor|read|"
            r"delet)\w*.{0,40}"
        ),
    ),
    (
        Act.NOTHING,
        (
            r"\b(?:you can|you may|feel free to) (?:call|contact|reach|phone|delete|ring|write to|email|e-mail|"
            r"find|read|see|ask|search|scroll|check|look|set your)\b.{0,60}"
        ),
    ),
    (Act.NOTHING, r"\b(?:no|any) (?:problem|rush|hurry|pressure)(?: at all)? (?:if|with|from)\b.{0,40}"),
    (
        Act.NOTHING,
        (
            r"\bi (?:don't|do not) (?:think|believe|feel|know)(?: that| if| whether)? (?:she|he|they|<@\w+>|"
            r"[a-z]+ (?:knows?|has|is))\b.{0,40}|\b(?:rather|prefer) not (?:to )?(?:name|say|give|tell|go into|"
            r"write|mention names)\b.{0,40}"
        ),
    ),
    # --- what was allowed or forbidden before
    (
        Act.TAKEN_BACK,
        (
            r"\b(?:disregard|ignore|forget) my (?:earlier |previous )?(?:yes|permission|consent)\b.{0,40}|\b(?:i "
            r")?(?:withdraw|revoke|take back)\b.{0,30}\b(?:permission|consent|what i wrote about sharing|that|"
            r"yes)\b|\bi no longer (?:agree|consent|want)\b.{0,60}|\bi gave you (?:my )?(?:permission|"
            r"consent)\b.{0,80}|\bby mistake\b|\bi only take back what i wrote about shar\w+"
        ),
    ),
    (
        Act.REOPENED,
        (
            r"\b(?:restriction|limit|ban) is lifted\b|\bturned my no into a yes\b|\bforget what i (?:wrote|said) "
            r"earlier about (?:leaving|keeping|not)\b.{0,60}|\b(?:i )?take (?:that|it) back\b|\bi was (?:about|"
            r"going) to ask you to\b.{0,80}"
        ),
    ),
    (Act.TAKEN_BACK, r"\bi(?:'d| would) like to narrow\b.{0,40}"),
    # --- ask first, and other doors (rule 6)
    (
        Act.CLOSED_TO_ALL,
        (
            r"\bask (?:me )?again (?:in|next|later|when|some)\b.{0,60}|\bi may agree later\b|\bnot (?:now|yet|"
            r"today|at this (?:time|point|stage))\b|\bfor (?:now|the moment|the time being),? (?:no|not|nothing|"
            r"please don't)\b|\bright now the answer is no\b"
        ),
    ),
    (
        Act.LIMIT,
        (
            r"\b(?:please |pls |only |just |first |always |and |but |rather |must |should |need to |to |would |'d "
            r"rather |you'd have to |have to |rather you )*(?:ask|asked|consult|check with|ping|contact|call|ring|"
            r"warn|talk (?:to|with)|speak (?:to|with)|come back to|run (?:it|this|that|them|everything|anything) "
            r"(?:by|past)|let) (?:me|us)\b(?: know)?[^.]{0,40}\b(?:first|before|beforehand|each time|every time|"
            r"prior|in advance|upfront|once you know)\b[^.]{0,60}"
        ),
    ),
    (Act.LIMIT, r"\b(?:give|drop) me a (?:ring|call|heads[- ]?up|note|word)\b[^.]{0,20}\bbefore\b[^.]{0,40}"),
    (
        Act.LIMIT,
        (
            r"^\W*(?:please |pls |only |just |but |and )*(?:ask|check with|consult|ping) (?:me|us)(?: (?:first|"
            r"please|about it))?\W*$|\b(?:you'd|you would|you'll|you will|you) have to ask (?:me|us)\b[^.]{0,40}"
        ),
    ),
    (
        Act.LIMIT,
        (
            r"\bnot without (?:my|asking|our|me)\b[^.]{0,60}|\bwithout asking(?: me)?,? no\b|\b(?:only )?(?:after|"
            r"with) (?:my|asking)(?: \w+){0,2} (?:okay|ok|approval|consent|agreement|go[- ]ahead|me)\b|\bunless "
            r"i(?:'ve| have)? (?:agreed|said|told|ok)\b[^.]{0,40}"
        ),
    ),
    (
        Act.LIMIT,
        (
            r"\b(?:i'd|i would) (?:like|want|prefer|rather|need) to (?:(?:be asked|have a (?:call|say|word)|talk|"
            r"speak)\b[^.]{0,60}\b(?:before (?:you|it|this|any|that)|first|beforehand)|(?:see|know|"
            r"hear)\b[^.]{0,60}\b(?:before (?:you|it|this|any|that)|beforehand|goes out))\b[^.]{0,40}|\b(?:send|"
            r"show) me (?:a draft|the wording|what you)\b[^.]{0,60}"
        ),
    ),
    (
        Act.LIMIT,
        (
            r"\bmust be asked before\b[^.]{0,60}|\bask before you\b[^.]{0,60}|\bask (?:her|him|them|<@\w+>|for) "
            r"(?:first )?before (?:you|sharing|it|this|any)\b[^.]{0,40}"
        ),
    ),
    # --- permissions that are worded as negations (rule 9)
    (
        Act.OPEN,
        (
            r"\b(?:don't|do not|wouldn't|would not|not that i|not|why would i|never) (?:really |actually "
            r")?(?:would )?(?:mind|care|care less|object|bother me)\b(?: in the least)?[^.]{0,90}"
        ),
    ),
    (Act.LIMIT, r"\b(?:i )?only mind\b[^.]{0,60}|\bis what i mind\b"),
    (Act.CLOSED, r"\bi (?:do|would) mind\b[^.]{0,60}"),
    (
        Act.OPEN,
        (
            r"\b(?:have )?(?:no|not any|nothing|zero|never any|without|none) ?(?:privacy |kind of |particular |"
            r"real )?(?:objections?|reservations?|against|qualms|restrictions?)\b(?: (?:of any kind|whatsoever|on "
            r"my part))?"
        ),
    ),
    (
        Act.OPEN_TO_ALL,
        (
            r"\b(?:no|not any|zero|without|have not any|don't have any|not have any|can't think of any|0)(?: "
            r"\w+)? (?:privacy|privcy|confidentiality)[ -]?(?:concerns?|concers|issues?|problems?|worries|"
            r"objections?|restrictions?|needs?)\b|\bprivacy(?: concerns?)?[ :-]{1,3}(?:none|no|zero|nil|nope|"
            r"nothing|no (?:problem|concerns?|issue|worries))\b(?! (?:and|or|but))|\b(?:no|without) (?:worries|"
            r"concerns?) (?:about|on|over|regarding|at all)\b(?: the)?(?: privacy)?(?: side)?"
        ),
    ),
    (
        Act.OPEN_TO_ALL,
        (
            r"\bno (?:reasons?|need) (?:for|to) (?:secrecy|hide|keep|anonymi[sz]e|be (?:discreet|secret|careful)|"
            r"protect|discretion)\b.{0,50}|\bno need for (?:discretion|secrecy|privacy)\b|\b(?:nothing|no "
            r"secrets?|not anything) (?:to hide|to keep|in (?:here|this) (?:is|needs)|off limits)\b.{0,40}|\bno "
            r"secrets in this\b|\bis no secret\b|\bnobody (?:needs to be left out|i would want this kept "
            r"from)\b.{0,40}|\b(?:is|isn't|not) (?:not )?(?:a )?(?:confidential|private)\. "
        ),
    ),
    (
        Act.OPEN_TO_ALL,
        (
            r"\b(?:nothing|no part|nobody|no one) (?:\w+ ){0,6}(?:that )?you (?:can't|cannot|may not|can "
            r"not)\b.{0,30}|\b(?:don't|do not) (?:keep|have to keep|need to keep) (?:this|it) (?:to yourselves|to "
            r"yourself|secret|quiet|private)\b.{0,30}|\byou (?:don't need|needn't|need "
            r"not)\b.{0,20}\b(?:permission|ask me|anything further)\b.{0,40}"
        ),
    ),
)
_AFTER: tuple[tuple[Act, str], ...] = (
    # --- limits (rules 3 to 6)
    (
        Act.LIMIT,
        (
            r"(?<!\bhe )(?<!she )(?<!they )(?<!who )(?<!to )\b(?:leave|keep|take|strip|cut|blank|black|crop|blur|"
            r"remove|hide|redact|delete|omit|mask)\b[^.]{0,25}\b(?:my|our|her|his|their|the|all|any) (?:\w+ "
            r")?(?:names?|handles?|identity|usernames?|employer|workplace|company|number|kid|child|face|"
            r"team)\b[^.]{0,40}|\b(?:leave|keep|take|left|kept)\b [^.]{1,40}\bout (?:of (?:it|this|any\w*|"
            r"everything|the)|entirely|please)\b[^.]{0,30}|\b(?:leave|keep|left|kept) (?:me|"
            r"us)\b[^.]{0,10}\b(?:out|anonymous)\b|\b(?:leave|keep) out (?:me|us|my|our|who|that|the|her|"
            r"his)\b[^.]{0,30}|\b(?:leave|keep) my \w+ out\b[^.]{0,30}|\b(?:cropped|blacked|taken|left) (?:out|"
            r"off)(?: of (?:it|the))?\b(?= |$)(?<=my name taken off)"
        ),
    ),
    (
        Act.IF,
        (
            r"\b(?:without|minus|except(?: for| that)?|apart from|other than|excluding|but (?:for|without|not)|"
            r"just not|not) (?:(?:mentioning|saying|using|naming|giving|quoting) )?(?:my|our|the|her|his|their|me|"
            r"us|in my|under my|with my)\b(?: (?:names?|employer|boss|manager|company|handle|team|family|"
            r"photographs?|channel|attachment))?[^.]{0,30}|\bnot (?:from me|him|her|them|in public|in the channel|"
            r"publicly|my \w+|with him|with her|to him|to her|to them|the \w+|via|<@\w+>|@[\w.-]+)\b|\bnot "
            r"@[\w.-]+"
        ),
    ),
    (
        Act.LIMIT,
        (
            r"\b(?:stay|staying|remain|keep (?:me|us|it|this)|be|as|only) (?:\w+ )?anonym\w*\b|\banonymi[sz]ed?\b|"
            r"^\W*(?:4\W+)?anonym\w*(?: \w+)?\W*$|\b(?:without|minus|not|in) (?:using |saying |mentioning |giving "
            r")?(?:my|our) (?:real |own )?name\b(?! is)"
        ),
    ),
    (
        Act.IF,
        (
            r"\bfor you alone\b|\bin your own words\b|\bparaphrase\b|\bneed[- ]to[- ]know\b|\bas (?:little|few|"
            r"far) as (?:possible|necessary|is)\b|\bstrictly necessary\b|\bdiscreet\b|\b(?:only|just) (?:the gist|"
            r"a summary|those|them|as far|if|with|to|in|after|once|when|people|what)\b"
        ),
    ),
    (
        Act.IF,
        (
            r"\b(?:as|so) long as\b|\bprovided\b|\bunless\b|\buntil\b|\btill?\b|\bonce (?:i|my|the|she|he|they)\b|"
            r"\bon (?:the )?(?:condition|understanding)\b|\bif (?:you (?:absolutely )?(?:must|have to|really)|"
            r"there is no other|it helps|others|the others)\b|\bnot before\b|\bfrom (?:monday|tuesday|wednesday|"
            r"thursday|friday|next|tomorrow)\b|\bwait\b|\bafter (?:that|the|i|my)\b|\bas soon as\b|\bnotice "
            r"before\b|\bonly if\b"
        ),
    ),
    # --- permissions
    (
        Act.OPEN,
        r"\b(?:you|u)(?: all| both| also| certainly| of course| guys)? (?:can|may|might|are (?:very |more "
        r"than )?(?:free|welcome) to|'re (?:very |more than )?(?:free|welcome) to|(?:have|'ve) (?:my|our) "
        r"(?:full )?\w+ to)(?: also| of course| gladly| certainly| just| then)* " + HAND_ON + r"\b[^.]{0,110}",
    ),
    (
        Act.OPEN,
        (
            r"\b(?!i\b)(?:any ?one|any ?body|every ?one|every ?body|all|people|others|they|he|she|those|whoever|"
            r"it|this|the [\w-]+|hosts?|<@\w+>|@[\w.-]+|[a-z]+)(?: all| both| also| else| who (?:was|were) [\w "
            r"]{1,30}?)? (?:(?:can|may) (?:also |all )?(?:know|hear|learn|be (?:told|shared|passed|forwarded|used|"
            r"shown|quoted|mentioned|named|published|discussed|informed|given|repeated|brought)|have it|go)|may "
            r"(?:see|read|get|have (?:it|all|every\w+)))\b[^.]{0,90}"
        ),
    ),
    (
        Act.OPEN,
        r"\byou(?:'re|r| are) (?:very |more than |absolutely )?(?:free|welcome) to\b[^.]{0,90}|\b(?:feel free|"
        r"go ahead|happy|fine|ok|okay|good|glad|all right|alright|no problem|comfortable|welcome|grateful|"
        r"cool|be glad|content|possible)(?: by me| with me| for me| from me)?(?:,| and| to| with| for| if| "
        r"that| it)*(?: you| for you| people| anyone| anybody| it| this| any| everyone| others| to)* (?:to "
        r")?(?:be )?" + SHARE + r"\b[^.]{0,90}",
    ),
    (
        Act.OPEN,
        (
            r"^\W*(?:4\W{1,3}|url |i say |so |then |and |sure,? |yes,? |yeah |please |pls |do |also |just |from "
            r"my side |of course |thus |but |go ahead,? |by all means |i'm done,? |there |go ahead and )*(?:share|"
            r"tell|pass|show|forward|publish|spread|quote|use|circulate|let|retell|shout|spill|say|repeat|inform|"
            r"name|put|print|give|discuss|talk to|speak to|speak with|make it public|mention)\b(?! "
            r"me\b)[^.]{0,110}"
        ),
    ),
    (
        Act.OPEN,
        (
            r"\b(?:permission granted|(?:consent|permission)[ :]{1,2}(?:given|granted|yes)|i (?:hereby "
            r")?(?:consent|permit|authori[sz]e|agree|allow)\b(?! with)|blanket permission|carte blanche|green "
            r"light|open book|you have (?:it|my consent|that consent|my permission|our consent|my full consent)|"
            r"(?:i )?waive any confidentiality|is allowed|i am agree|is no problem|no skin off my nose|"
            r"(?:would(?:n't)?|don't) need my permission|i give (?:you )?my (?:permission|consent))\b[^.]{0,90}"
        ),
    ),
    (
        Act.OPEN,
        r"\b(?:is|are|it's|either is|both are|any of it|everything is|i'm|i am|that's|be|all) (?:perfectly |"
        r"totally |completely |absolutely |all )?(?:fine|ok|okay|good|all right|alright|comfortable|happy|"
        r"public)(?: by| with| for)?(?: me| us)?\b[^.]{0,60}\b"
        + SHARE
        + r"\b[^.]{0,50}|\b(?:telling|sharing|showing|passing) [^.]{0,40}\b(?:ok|okay|fine|all "
        r"right)\b[^.]{0,40}|\b(?:either|both|anybody|anyone|everything) (?:is|are) (?:fine|ok|all right|"
        r"okay)(?: (?:by|with|for) me)?\b|\b(?:all )?good to share\b|\bok to show\b",
    ),
    (
        Act.OPEN,
        (
            r"\b(?:i'd|i would) (?:even )?(?:prefer|like) (?:that )?(?:people|everyone|everybody|others) (?:to "
            r")?(?:knew|know)\b|\bwho(?:ever)? (?:knows|hears|learns)\b|\bthe rest no problem\b|\bshare[d]? "
            r"freely\b"
        ),
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:rather|prefer) (?:you|it|this|that) (?:didn't|did not|not|wasn't|weren't|were not|was "
            r"not)\b[^.]{0,40}|\b(?:hold|keep) it alone\b|\bmine is private\b|\b(?:i am|i'm) asking you not to\b|"
            r"\bwithout telling (?:people|anyone|anybody|him|her|them|somebody),? (?:then )?(?:leave it|don't)\b|"
            r"\b(?:in that case|then) (?:please )?(?:don't|do not) act\b|\bwasn't passed on\b"
        ),
    ),
    (
        Act.LEFT_TO_YOU,
        (
            r"\b(?:use your (?:own )?(?:judge?ment|discretion)|up to you|whatever (?:helps|you think|is best|it "
            r"takes)|your call|as you (?:think|see)|your decision|leave (?:it|that) to you|at your discretion|you "
            r"decide)\b"
        ),
    ),
    (
        Act.DOUBT,
        (
            r"\b(?:i guess|i suppose|probably|perhaps|maybe|should be (?:ok|okay|fine|all right)|i think|most "
            r"likely|in principle|not sure)\b"
        ),
    ),
)
MOVES: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(pattern)) for act, pattern in (*_BEFORE, *REFUSALS, *_AFTER)
)
