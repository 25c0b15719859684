"""What people say when they forbid that a report is shared: keep it, tell nobody, I do not agree.

Their place among the other moves is in `consent_phrases`: some permissions are worded as negations and come before.
"""

from parsers.consent_words import Act

_ADMINS = (
    r"(?:you|u|us|the (?:two|both) of us|(?:the )?(?:admins?|mods|moderators|administrators?|admin team)|"
    r"jamison(?: dance)?|yourself|yourselves|me and you|you and me|you and i|this (?:room|mailbox|inbox|chat))"
)

REFUSALS: tuple[tuple[Act, str], ...] = (
    # --- refusals: keep it (rule 2)
    (Act.CLOSED_TO_ALL, r"\blet (?:it|this) (?:go no|stay|rest|remain|be only|not)\b[^.]{0,40}"),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:keep|hold|treat|leave|handle|consider|regard|have|take)\b[^.,]{0,50}\b(?:private|"
            r"confidential(?:ly)?|secret|(?:just |only )?(?:to|between|with|inside) (?:yoursel\w+|you|us|the "
            r"(?:admins?|two of us|admin team)|ourselves)|under (?:your|the) hat|quiet|in confidence|off the "
            r"record|in a drawer|where it is|told to you alone|as if it had never|strictly between)\b[^.]{0,20}"
        ),
    ),
    (
        Act.NO_ONE_ELSE,
        r"(?:^|\b(?:strictly|just|only|please|this is|that's|leave (?:it|this)|keep\w*|stays?|remains?) "
        r")(?:this )?(?:between|with) (?:only )?(?:you and me|me and you|the two of us|us(?: two)?|ourselves|"
        r"you and i)\b(?! and)|\b(?:stays?|remains?|stay|rest|end) (?:\w+ ){0,3}(?:with|between|inside|among|"
        r"in) (?:only )?"
        + _ADMINS
        + r"\b|\bstays? here\b|\bstays? (?:in|within) (?:this|the) (?:room|chat|mailbox|admin team|team)\b",
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\bbut in (?:strict |strictest |full |complete )?confidence\b|\b(?:write|writing|turn|tell|telling|"
            r"say|said|told|speak)\b[^.]{0,20}\bin (?:strict |full )?confidence\b|^\W*(?:all )?(?:in "
            r")?(?:strict(?:ly)? |complete(?:ly)? |absolute(?:ly)? |full )?(?:confidence|confidential|private|"
            r"secret)\b(?! (?:message|channel|chat|conversation|info|thread|dm))[^.]{0,30}|\b(?:off the record|"
            r"mum's the word|hush hush|lips are sealed|not for (?:passing|sharing|publication|forwarding|the "
            r"public|others)|sit on (?:this|it))\b|\bconfidentiality: (?:complete|total|full|yes|strict)\b"
        ),
    ),
    (
        Act.NO_ONE_ELSE,
        r"\b(?:admins?|mods?|moderators|administrators?|you|jamison|your eyes|eyes|his eyes|yours)(?: "
        r"eyes)?,? only\b|\bfor (?:your|jamison's|the admins?'?s?'?) (?:eyes|information)(?: only)?\b|\bonly "
        r"(?:for )?(?:"
        + _ADMINS
        + r"|yours|the person (?:who reads|reading))\b|\bfor "
        + _ADMINS
        + r" (?:alone|only|and (?:for )?(?:no ?one|nobody)(?: else)?)\b|\bto you alone\b|\bno further than "
        + _ADMINS
        + r"\b",
    ),
    # --- refusals: nobody, nothing
    (
        Act.NO_ONE_ELSE,
        (
            r"\b(?:(?:and|but|to|with|for|by) )?(?:no ?body|no[ -]?one|noone|not (?:to|with) (?:anyone|anybody)|"
            r"not anyone|no other(?: (?:person|member))?|nobody|not (?:a|one) single other) (?:past|beyond|"
            r"outside|further|besides|apart|except|who doesn't)\b[^.]{0,40}|\b(?:and |but |to |with |for |by "
            r")?(?:no ?body|no[ -]?one|noone) else(?=\W*$|,? (?:please|needs?|should|must|gets?|has to|is to|may|"
            r"can|hears?|heard|knows?|outside|in the|at all)\b|,)[^.]{0,40}|\b(?:to|with) (?:no ?body|no[ -]?one) "
            r"else\b|\bnot to the rest\b|\bnot (?:go )?beyond (?:them|that|it|him|her)\b"
        ),
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:tell|share (?:it |this )?with|show (?:it |this )?to|please,?) (?:no ?body|no[ -]?one|not a "
            r"soul)\b(?! (?:will|would|has|else))|\b(?:no ?body|no[ -]?one)(?: [\w']+){0,3}? (?:is to|must|should|"
            r"shall|may|can|gets?|needs?|has|ought|will|knows|hears|learns|heard|knew)\b[^.]{0,15}\b(?:know|hear|"
            r"see|learn|told|find|about|of (?:it|this))\b[^.]{0,40}|\b(?:nobody|no one) (?:knows|hears|learns)\b|"
            r"\b(?:want|like|prefer|wish|safer if)\b[^.]{0,20}\b(?:nobody|no one|no-one)\b[^.]{0,40}|\bwith "
            r"(?:nobody|no one)\b|\bnot (?:a|one) (?:single )?word\b[^.]{0,20}\b(?:anyone|anybody|anywhere|no one|"
            r"nobody)\b|^\W*(?:i mean |with |to )?(?:no ?body|no[ -]?one)(?: at all| please)?\W*$|\bi mean "
            r"nobody\b|^\W*(?:or|nor|and not|not) (?:to|with|by) (?:any ?one|any ?body)\b"
        ),
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:nothing|none of (?:this|it|that)|no part of (?:this|it)|neither [^.]{0,50} nor [^.]{0,40}|"
            r"there is no part)\b[^.]{0,40}\b(?:shared?|leaves?|go(?:es)? (?:out|anywhere)|disclosed|passed|used|"
            r"published|told|forwarded|repeated|known|to anyone|sharing)\b[^.]{0,30}|\b(?:share|tell|disclose|"
            r"pass on|repeat|give) (?:nothing|none)\b[^.]{0,40}"
        ),
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:no|not|any|without) (?:sharing|disclosure|forwarding|publication)\b|\bno (?:such )?(?:consent|"
            r"permission)(?: is)?(?: given| granted)?\b|\b(?:consent|permission|sharing|disclosure)(?: is)?[ "
            r":]{1,2}(?:not (?:given|granted|permitted|allowed)|no|none|refused|denied|withheld)\b|\b(?:i "
            r")?(?:withhold|refuse|deny)\b[^.]{0,30}\b(?:permission|consent|agreement)\b|\b(?:you )?(?:do not|"
            r"don't) have my (?:consent|permission|agreement)\b[^.]{0,60}|\bthat consent is not\b"
        ),
    ),
    (
        Act.CLOSED_TO_ALL,
        (
            r"\b(?:go|goes|went|go(?:ing)?|take|took)(?: it| this)? no (?:further|farther)\b|\bno further\b|"
            r"\b(?:must|may|should|shall|can|does|is|has)(?: not|n't)? (?:to )?(?:not )?(?:leave|leaves?) (?:this|"
            r"the|your) (?:room|chat|mailbox|inbox|administrators|admins?)\b|\bmust not leave\b[^.]{0,30}|\bnot "
            r"(?:be discussed|go|to go) (?:outside|anywhere|any further|beyond (?:you|this|the "
            r"admins?))\b[^.]{0,30}|\boutside your inbox\b|\bout of this\b(?! channel)"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"(?<!\bi )(?<!\bwe )(?<!they )(?<!people )(?<!\bwho )\b(?:do not|don't|dont|dotn|(?<!i've )(?<!have "
            r")never|(?<=please )not to|(?<=kindly )not to|(?<=ask you )not to) (?:please |ever |you |even "
            r")*(?:share|shar\w+|tell|pass|forward|show|mention|discuss|repeat|quote|publish|post|disclose|"
            r"circulate|spread|inform|reveal|talk|speak|use|bring|let|say|hand|give|name|out me|announce|raise|"
            r"pull)\b[^.]{0,90}"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"\b(?:you|u|it|this|that|they|he|she|name|names|\w+) (?:can't|cannot|can not|may not|mustn't|must "
            r"not|should not|shouldn't|won't) be (?:told|shared|passed|forwarded|shown|mentioned|quoted|published|"
            r"disclosed|named|informed|used)\b[^.]{0,60}|\b(?:you|u) (?:can't|cannot|can not|may not|mustn't|must "
            r"not|should not|shouldn't|won't) (?:share|shar\w+|tell|pass|forward|show|mention|discuss|repeat|"
            r"quote|publish|post|disclose|circulate|spread|inform|reveal|talk|speak|use|bring|let|say|hand|give|"
            r"name|out me|announce|raise|pull)\b[^.]{0,90}"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"\b(?:i|we)(?:'m| am|'d| would| really| just| also|'ve| have| still)* (?:do not|don't|can't|cannot|"
            r"can not|won't|will not|wouldn't|would not|haven't|am not|not)(?: really| just| even| ever| be| feel|"
            r" believe)* (?:want|wish|agree|agreed|consent|permit|allow|authori[sz]e|giv\w+|like|let|okay|ok|"
            r"comfortable|happy|fine|think|accept|said|prepared|willing|good|that)\b[^.]{0,110}"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"\b(?:i|we)(?:'d| would) (?:much |really )?(?:rather|prefer|appreciate|be glad|feel|hate)\b(?: "
            r"it)?[^.]{0,20}\b(?:not|didn't|did not|weren't|wasn't|no ?body|no one|stayed|went no|nothing|this to "
            r"get|left|kept|for this to)\b[^.]{0,80}"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"\b(?:not|isn't|never|wouldn't be|not be|no longer) (?:ok|okay|fine|all right|alright|happy|"
            r"comfortable|right|good|allowed|permitted|possible)(?: for me)?(?: to| with| that| for| "
            r"if)\b[^.]{0,80}|(?<!\bi )(?<!we )\b(?:may|must|should|can|shall|is|are|to)(?: not|n't) (?:to "
            r")?(?:be |be further )?(?:shared|told|passed|disclosed|published|forwarded|used|named|mentioned|"
            r"quoted|shown|repeated|know|hear|learn|find out|leave|appear|go|come)\b[^.]{0,60}|\bcannot (?:be "
            r"shared|know|hear|learn)\b[^.]{0,50}"
        ),
    ),
    (
        Act.CLOSED,
        (
            r"\b(?:would you mind|could (?:you|we)|can you|can we)(?: please)? (?:not|keep|keeping|"
            r"leav\w+)\b[^.]{0,80}"
        ),
    ),
    # "or to anyone else" and "anyone else you like" go on from a permission; any other 'anyone else' closes one
    (Act.NO_ONE_ELSE, r"(?<!\bor )\b(?:to|with) (?:any ?one|any ?body) else\b(?! (?:you|who|that|too|as well|if))"),
)
