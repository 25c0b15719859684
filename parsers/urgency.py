"""Is a person in danger now: a threat, stalking, self-harm, doxxing, a minor? Recall over precision.

Read wrongly, a page goes out at night; missed, nobody wakes up. So a hint suffices, and only a plain denial counts
against it. 'Urgent' in capital letters is no danger: people write it about announcements.
"""

import re
from collections.abc import Sequence

from parsers.sentences import Sentence

MOST_SENTENCES = 400

_CHILD = (
    r"(?:(?:my|her|his|their|our|the|a|some) (?:\w+ )?(?:kid|child|son|daughter|pupil|niece|nephew|little "
    r"(?:sister|brother))\b(?!'s voice)|minors?|underage|under-age|teenagers?|"
    r"(?:she|he|they|who|girl|boy|member|person)(?:'s|'re| is| are| was|,)? (?:only |about |just |maybe |"
    r"barely |around )*(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)\b(?! "
    r"(?:times|messages|people|minutes|years? (?:ago|of)|of|days|hours|accounts|posts|dms|weeks|%|per))|"
    r"(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]year[- ]olds?|(?:fifth|"
    r"sixth|seventh|eighth|ninth|tenth|eleventh)[- ]grade\w*|(?:middle|high) school(?:er)?s?\b|still "
    r"(?:at|in) school|after school|schoolgirl|schoolboy|"
    r"(?:is|was|'s|must be|am) (?:about |only |just )?(?:thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"1[2-7])\b(?! (?:times|messages|people|minutes|of|days|hours|weeks|%|per|and|to|years)))"
)
_APPROACH = (
    r"(?:alone|meet(?:ing)?|photos?|pictures?|private|secret|parents|mother|mum|mom|hotel|train|gifts?|money|"
    r"naked|nude|sexual|flirt\w*|dms?|writes? to|written to|contact\w*|offer(?:s|ed)|school|evening|older "
    r"man|adult|pick(?:s|ed)? (?:her|him|them) up)"
)
# a child and an approach, which often stand in two sentences
_CHILD_APPROACHED = (
    rf"\b{_CHILD}[^\n]{{0,300}}\b{_APPROACH}\b|\b{_APPROACH}\b[^\n]{{0,200}}\b{_CHILD}|\bgroom(?:ing|ed|"
    rf"s)\b|\b(?:child|minor) (?:abuse|safety|protection)\b|\bwoman of (?:14|15|16)\b"
)
_SIGNS: tuple[str, ...] = (
    # threats and violence
    (
        r"\b(?:threaten\w*|death threats?|threats? (?:to|of|against)|kill(?:s|ed|ing)? (?:me|him|her|us|them|"
        r"you|myself|himself|herself|themselves|@|<@|my|himself)|(?:going to|gonna|will|'ll|would|want to|"
        r"wants to|should) (?:\w+ ){0,3}(?:hurt|kill|beat|stab|shoot|rape|attack|punch|harm|find|get|smash|"
        r"burn|break)\b (?:me|him|her|us|them|you|my|your|@|<@|his)\b"
        r"|(?:make|made) (?:me|him|her|us|you|them) (?:sorry|pay|regret|bleed|suffer)|hunt (?:me|him|her|us|"
        r"you|them) down|watch (?:my|your|her|his) back|won't (?:be )?walk(?:ing)? (?:out|away)|(?:knife|gun|"
        r"weapon|armed|bomb|acid|blood)\b|teach (?:him|her|them|me|you) a lesson|wait for (?:me|him|her|us|"
        r"you|<@\w+>|@\S+) (?:after|outside|at)|you'll (?:regret|see|be sorry)|(?:next time|then) you(?:'re| "
        r"are) dead"
        r"|(?:hit|beat|punched|strangled|assaulted|raped|attacked|grabbed|pushed|choked) (?:me|her|him|us|"
        r"them|someone|somebody|my)|sexual(?:ly)? assault\w*|physical(?:ly)? (?:attack|assault|violen)\w*|"
        r"violent\b|blackmail\w*|extort\w*|revenge porn|(?:nudes?|intimate|naked) (?:photos?|pictures?|"
        r"images?)|unless i (?:drop|pay|send|delete|quit|stop|withdraw)|restraining order|court order|"
        r"protection order|afraid (?:of him|of her|for (?:my|her|his|our)|to (?:go|leave|be|sleep))|fear for|"
        r"not safe|unsafe at|(?:in|real|immediate|acute) danger\b|in hospital\b|(?<!fun )(?<!tone "
        r")(?<!grammar )(?<!content )(?<!language )(?<!speech )(?<!style )\b(?:police|polizei|policía|polícia|"
        r"politie|polizia)\b|(?:still )?has (?:his|a|the|her) key|called (?:the police|110|112|911|999|an "
        r"ambulance))"
    ),
    # somebody comes close
    (
        r"\b(?:stalk(?:s|ed|ing|er)\b(?! my (?:prs?|code|repo|posts))|(?:know|knows|knew|found out|find out|"
        r"finds out|figured out|has|have|got|posted|asked) where (?:i|we|she|he|they|our \w+|my \w+|her \w+) "
        r"(?:live|lives|work|works|park|parks|sleep|goes|go|is staying|am staying)|(?:which|what) (?:\w+ "
        r")?(?:gym|school|kindergarten|train|bus|route|street|hotel|building|daycare|flat|"
        r"house)\b[^.]{0,40}\b(?:i|my|she|her|he|his|we|our)\b"
        r"|(?:follow(?:s|ed|ing)|walk(?:s|ed|ing)|came|come|coming|drove|driv(?:es|ing)|behind) (?:\w+ "
        r")?(?:me|her|him|us)\b[^.]{0,40}\b(?:home|house|station|street|car|flat|hotel|tram|bus|way|work|"
        r"school|door|night)|(?:outside|in front of|across (?:the (?:road|street))? ?from|near|opposite|at|"
        r"waiting (?:at|by|outside)|turned up (?:at|outside)|showed up (?:at|outside)|shows up (?:at|outside)|"
        r"parked (?:outside|at|by|near)|camp\w* (?:outside|at)) (?:my|her|his|our|their) (?:\w+ )?(?:house|"
        r"home|flat|apartment|door|building|work|workplace|office|school|hotel|street|gym|window|front door|"
        r"lobby|place|car)\b"
        r"|(?:at|outside) (?:my|her|our|his) (?:\w+ )?door\b|other side of the street|on (?:his|her|their) "
        r"way (?:to|here|over)|be in (?:our|my|the|your) lobby|coming (?:for|after|to get) (?:me|her|him|us)|"
        r"track(?:s|ed|ing) (?:me|her|him|us|my (?:phone|location))|(?:my|her|his|our) (?:number of the train|"
        r"train i|licen[cs]e plate|number plate|car's plate|plate)|watching (?:me|my house|her house|us)\b|"
        r"following me (?:around|home|everywhere))"
    ),
    # somebody is about to come, and is feared
    (
        r"\b(?:come|comes|coming|came|show(?:s|ing)? up|turn(?:s|ing)? up|driv(?:e|es|ing)|be) (?:\w+ ){0,2}(?:to|at|"
        r"by|over to|round to) (?:my|our|her|his|their) (?:flat|home|house|place|apartment|door|work|office|room)\b|"
        r"\bcom(?:e|es|ing) (?:over|round) (?:tonight|today|tomorrow|now|and)\b|"
        r"\bi(?:'m| am) (?:so |really |very |too )?(?:scared|afraid|terrified|frightened)\b(?! (?:that )?(?:i|we|this|"
        r"it)(?:'m|'ll| am| will| won't| can't| cannot|'s)\b)|\bzu (?:meiner|unserer) (?:wohnung|tür|arbeit)\b|"
        r"\bzu mir nach hause\b|\bich habe angst\b|\bj'ai peur\b|\btengo miedo\b|\btenho medo\b|\bik ben bang\b|"
        r"\bho paura\b"
    ),
    # addresses made public
    (
        r"\b(?:dox+\w*|(?:post(?:ed|s|ing)?|publish\w*|shar(?:ed|es|ing)|put(?:s|ting)?|leak\w*|gave|giv(?:es|"
        r"ing)|spread\w*|reveal\w*|drop(?:ped|s)?|got)\b[^.]{0,60}\b(?:(?:home|private|personal|my|her|his|"
        r"their|our|whose)(?: \w+)? (?:home address|address|phone number|number|street|telephone|mobile|house|"
        r"flat|plate|real name and)|home address|house number|address and|phone number|street and|where (?:i|"
        r"she|he|we|they|our \w+) live)"
        r"|(?:my|her|his|their) (?:home |private )?(?:address|phone number|street)\b[^.]{0,50}\b(?:posted|"
        r"public|published|channel|in #|shared|online|everywhere|out there|for anyone)|calls from strangers|"
        r"photo of (?:my|her|our) (?:front door|house|home|flat)|swatt\w*)"
    ),
    # somebody may harm themselves
    (
        r"\b(?:suicid\w*|self[- ]?harm\w*|kill(?:ing)? (?:himself|herself|themselves|themself|myself)|"
        r"hurt(?:ing)? (?:himself|herself|themselves|themself|myself)|(?:harm|cut)(?:ting|ting)? (?:himself|"
        r"herself|themselves|myself)|end(?:ing)? (?:it all|(?:his|her|their|my) life|it tonight)|tak(?:e|es|"
        r"ing) (?:his|her|their|my) (?:own )?life|don't want to (?:live|be here|wake up|exist)|doesn't want "
        r"to (?:live|be here|wake up|exist)|didn't want to (?:live|be here|wake up|exist)|want(?:s|ed)? to "
        r"die|better off (?:dead|without)|(?:being|be|is|are|was|am) a burden"
        r"|no (?:point|reason) (?:in )?(?:living|going on|to live)|(?:wouldn't|won't|not) (?:see|be (?:here|"
        r"around|alive)|make it (?:to|through))\b[^.]{0,30}\b(?:weekend|monday|tomorrow|morning|night|week|"
        r"birthday|christmas|anymore|any more|much longer)|(?:nobody|no one|don't|not) (?:should |to )?wait "
        r"for (?:him|her|them|me)|(?:said|wrote|posted|writing|sent)\b[^.]{0,40}\b(?:goodbye|good-bye|"
        r"farewell (?:note|letter))\b|giv(?:en|ing|es)? (?:his|her|their) (?:\w+ ){1,3}away|giv(?:en|ing|es)? "
        r"away (?:his|her|their|all)|put (?:his|her|their) affairs in order|overdos\w*|"
        r"pills\b[^.]{0,20}\b(?:tonight|all|took|taken)|taken enough|(?:worried|scared|afraid) (?:about|for|"
        r"that) (?:him|her|them|he|she|they|what (?:he|she|they) might|his|a member)|on (?:the|a) (?:bridge|"
        r"roof|ledge)|(?:isn't|not) (?:answering|picking up)|won't pick up|hopeless)"
        r"|\b(?:took|taken|takes|swallowed) (?:\w+ ){0,3}(?:pills|tablets)\b|\boverdos\w+"
    ),
    _CHILD_APPROACHED,
    # other languages
    (
        r"\b(?:bedroht\w*|drohung\w*|droht\b|umbringen|selbstmord|suizid\w*|verfolgt (?:mich|sie|ihn)|vor "
        r"meine[rm] (?:haus|tür|wohnung)|meine (?:adresse|telefonnummer|anschrift)|wohnadresse|"
        r"minderjährig\w*|lebensgefahr|weiß,? wo ich wohne|menac\w+|suicid\w*|tuer\b|me suit|devant (?:chez "
        r"moi|ma porte|mon immeuble)|mon adresse|mineure?\b|sait où j'habite|amenaz\w+|amenac\w+|suicidi\w*|"
        r"matar\w*|me sigue|sabe dónde vivo|mi dirección|menor de edad|"
        r"ameaç\w+|me segue|sabe onde (?:eu )?moro|minha morada|meu endereço|menor de idade|bedreig\w*|"
        r"zelfmoord|vermoord\w*|achtervolg\w*|mijn adres|weet waar ik woon|minderjarig\w*|minacci\w*|"
        r"ammazz\w*|uccid\w*|mi segue|sa dove (?:abito|vivo)|mio indirizzo|minorenn\w*|1[0-7] (?:ans|años|"
        r"anos|jaar|anni|jahren?)|(?:meine|ihre|seine|unsere) (?:privat\w*|adresse|anschrift|telefonnummer|"
        r"handynummer)|angst (?:um|vor)|sich (?:etwas|was) antun|nicht mehr leben|das leben nehmen|vor (?:der|"
        r"meiner|unserer) tür|(?:son|mon|notre) (?:adresse|numéro)|(?:plus|pas) envie de vivre|en finir|se "
        r"tuer|mettre fin à|peur pour|quitarse la vida|no quiere vivir|hacerse daño|mi (?:casa|teléfono|"
        r"domicilio)|tirar a (?:própria )?vida|não quer (?:mais )?viver|minha casa|meu telefone|bang (?:voor|"
        r"dat)|(?:zichzelf|zich) iets aan\w*|niet meer (?:wil )?leven|mijn (?:huis|telefoonnummer|voordeur)|"
        r"farla finita|togliersi la vita|non vuole (?:più )?vivere|casa mia|mio (?:numero|telefono)|paura "
        r"(?:per|di))\b"
    ),
)
_DANGER = tuple(re.compile(sign) for sign in _SIGNS)
_ACROSS = re.compile(_CHILD_APPROACHED)
_DENIED = re.compile(
    r"\b(?:no (?:threats?|danger)|not (?:a threat|threatening|dangerous|in (?:any )?danger|scary|violent)|"
    r"don't feel (?:in danger|threatened|unsafe)|didn't threaten|nobody (?:is|was) (?:in danger|"
    r"threatened|hurt)|never threatened|feel safe|nothing to do with (?:danger|threat)|in theory|"
    r"hypothetical\w*)\b"
)


# An exclamation is no danger; but who writes so is not to be sent to a public channel (P15).
_UPSET = re.compile(
    r"!!|\?!|\b(?:cry(?:ing)?|cried|crie[sd]|tears|sobb\w+|shak(?:ing|en)|trembl\w+|panick?\w*|can'?t (?:take|stand|"
    r"cope|sleep|breathe|do this)|cannot (?:take|stand|cope|sleep)|desperate|humiliat\w+|devastat\w+|afraid|scared|"
    r"terrified|please help|help me)\b"
)
SHOUTED = 3


def upset(text: str) -> bool:
    """Does somebody write who is not calm? Three words in capitals count as raised voice."""
    shouted = re.findall(r"\b[A-Z]{4,}\b", text)
    return len(shouted) >= SHOUTED or bool(_UPSET.search(text.lower()))


# a few words that mean what they say, whatever was learned of the words around them
_PLAINLY = re.compile(
    r"\b(?:(?:will|going to|gonna|want to|wants to|'ll|tried to|about to) (?:kill|hurt|harm) (?:myself|himself|herself|"
    r"themselves)\b(?! (?:laughing|with work))|(?:threaten(?:s|ed|ing)?|going to|gonna|will|'ll|wants to) (?:to )?"
    r"(?:kill|shoot|stab|rape) (?:me|him|her|us|them)\b(?! (?:with|by) (?:\w+ )?(?:meetings?|jokes?|puns?|kindness)))"
)


def plainly_urgent(body: Sequence[Sentence]) -> bool:
    """Is a death, or harm to oneself, announced in so many words?"""
    return any(_PLAINLY.search(one.words) and not _DENIED.search(one.words) for one in body[:MOST_SENTENCES])


def urgent(body: Sequence[Sentence]) -> bool:
    """Does any sentence, or two that follow each other, speak of danger to a person?"""
    read = [one.words for one in body[:MOST_SENTENCES]]
    pairs = [f"{this} {after}" for this, after in zip(read, [*read, ""][1:], strict=True)]
    return any(_dangerous(this, pair) for this, pair in zip(read, pairs, strict=True))


def _dangerous(this: str, pair: str) -> bool:
    if _DENIED.search(this):
        return False
    return any(sign.search(this) for sign in _DANGER) or bool(_ACROSS.search(pair))
