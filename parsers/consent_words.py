"""The acts of speaking about sharing, and the words that every phrase about it is made of."""

from enum import Enum, auto


class Act(Enum):
    """What one clause does about sharing. OPEN and CLOSED still want their scope looked at."""

    NOTHING = auto()  # looks like one of the others and is none: its words are spent
    OPEN = auto()  # permits; whom and what decides whether without a limit
    OPEN_TO_ALL = auto()
    CLOSED = auto()  # forbids; whom and what decides whether everything
    CLOSED_TO_ALL = auto()
    NO_ONE_ELSE = auto()  # closes what a permission beside it left open, or everything where there is none
    LIMIT = auto()  # ask me first, leave my name out
    IF = auto()  # only if, until, except, him: a limit where something is permitted or forbidden beside it
    DOUBT = auto()  # I guess, probably
    UNREAD = auto()  # speaks of sharing with a no that no move explains
    TAKEN_BACK = auto()  # what the sender allowed before
    REOPENED = auto()  # what the sender forbade before
    LEFT_TO_YOU = auto()  # use your judgement


SHARE = (
    r"(?:shar(?:e|es|ed|ing)|shaer|tell(?:ing|s)?|told|pass(?:ing|ed)?|forward(?:ing|ed)?|show(?:ing|n|"
    r"ed)?|mention(?:ing|ed)?|"
    r"discuss(?:ing|ed)?|repeat(?:ing|ed)?|quot(?:e|ed|ing)|publish(?:ing|ed)?|post(?:ing|ed)?|disclos(?:e|ed|ing|ure)|"
    r"circulat(?:e|ed|ing)|spread(?:ing)?|inform(?:ing|ed)?|reveal(?:ing|ed)?|retell(?:ing)?|talk(?:ing|"
    r"ed)?|speak(?:ing)?|"
    r"use(?:d)?|using|nam(?:e|ed|ing)|bring|brought|put|hand(?:ed)?|give(?:n)?|giving|say(?:ing)?|said|"
    r"know(?:n|s|ing)?|"
    r"hear(?:s|d|ing)?|learn(?:s|ed|t|ing)?|find(?:s)? out|see(?:n|s|ing)?|read(?:s|ing)?|let|go(?:es|"
    r"ing)? (?:out|further|beyond|any)|"
    r"went|leave|copy|distribute|be public|public|print|frame|show it|raise)"
)
EVERYBODY = (
    r"(?:any ?one|any ?body|every ?one|every ?body|who ?ever|whom ?ever|anyoen|whoevr|"
    r"who(?:m)? (?:ever )?(?:you|u) (?:like|want|need|wish|think|consider|please|have|believe)|"
    r"(?:all|every|any|other|everi) (?:the )?(?:people|person|persons|peoples|members?)|(?:the )?(?:whole|"
    r"entire) (?:slack|channel|world|place|community)|"
    r"all of (?:them|it|this|you)|it all|all can|all (?:may|know)|the lot|freely|widely|anywhere|wherever|"
    r"everywhere|as you (?:like|see fit|wish|want|please|need|think)|"
    r"however you|what(?:ever)? you (?:like|want|need|wish|think)|whatever(?: helps)?|as needed|share "
    r"away|others too|anyone else|any of (?:it|this)|"
    r"everything|people know|in full|be named)"
)
NOBODY = (
    r"(?:no ?body|no[ -]?one|noone|not (?:a|one|any) (?:single )?(?:soul|other person|other member|word|"
    r"person)|none of (?:this|it)|"
    r"no (?:other|further)? ?(?:person|people|member|part)s?|any ?one|any ?body|any other|a single other|"
    r"others?|third (?:party|parties|persons?)|nothing|"
    r"anything|anyoen|some(?:one|body)|else)"
)
HAND_ON = (
    r"(?:share|tell|pass|forward|show|mention|discuss|repeat|quote|publish|post|disclose|circulate|spread|"
    r"inform|reveal|retell|talk|speak|use|name|bring|put|"
    r"hand|give|say|let|make it public|describe|summari[sz]e|warn|raise|go|refer|distribute|copy|drop|run|play|print)"
)
