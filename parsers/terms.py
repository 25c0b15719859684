"""The words in which a message is read: those of the process, and of the labels that measure the readers."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message does."""

    COMPLAINT = "complaint"
    CONCERN = "concern"
    REPORT = "report"  # tells of an incident; which of the two paths is meant is not said
    QUESTION = "question"
    APPEAL = "appeal"
    FOLLOWUP = "followup"
    AUTOMATIC = "automatic"
    OTHER = "other"


class Answer(StrEnum):
    """The four questions of the process (P2)."""

    NATURE = "nature"
    INVOLVED = "involved"
    MATERIAL = "material"
    PRIVACY = "privacy"


class Consent(StrEnum):
    """May the administrators share what the reporter wrote? Ordered in RANK: what permits less comes first."""

    REFUSED = "refused"
    UNSTATED = "unstated"
    CONDITIONAL = "conditional"
    GRANTED = "granted"


class Word(StrEnum):
    """A word that a letter offers, alone on its line: the only text that confirms anything (design 7.4)."""

    COMPLAINT = "COMPLAINT"
    CONCERN = "CONCERN"
    ONLY_ASKING = "ONLY ASKING"  # two words: a line that says QUESTION alone may be a heading
    SHARE = "SHARE"
    ASK_FIRST = "ASK FIRST"
    PRIVATE = "PRIVATE"
    TALK = "TALK"
    DANGER = "DANGER"  # where none was read in what they wrote
    WITHDRAW = "WITHDRAW"
    CONFIRM = "CONFIRM"  # in the thread of an appeal that anybody can have written (design 8)
    INCLUDE = "INCLUDE"  # the administrators whom the words mention may know of them (P14)
    EXCLUDE = "EXCLUDE"  # they may not
    CONTACT = "CONTACT"  # of a case that nobody may know of: hand it to the outside contact
    SEALED = "SEALED"  # leave it as it is
    MAIL = "MAIL"  # in a direct message: I go on by mail
    STOP = "STOP"  # ... and that mail address is not mine


RANK = {Consent.REFUSED: 0, Consent.UNSTATED: 1, Consent.CONDITIONAL: 2, Consent.GRANTED: 3}

# What a form says beside the offered words: nobody is asked to write these.
UNDECIDED = "undecided"
QUESTION = "question"
