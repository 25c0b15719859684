"""What each letter is told: its facts by name, and which letters carry words of a person. A table, nothing else.

The process produces exactly these; a letter whose facts stand here and whose text does not, or the other way round,
fails a test.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from daemon.process.letters import LetterName

_PLAYED_BACK: Final = "code consent confirmed missing urgent next_word readers talk held mailbox knew handed"


def _facts(names: str) -> frozenset[str]:
    return frozenset(names.split())


FACTS: Final[Mapping[LetterName, frozenset[str]]] = MappingProxyType(
    {
        LetterName.ACKNOWLEDGEMENT: _facts(f"{_PLAYED_BACK} path peaceful"),
        LetterName.CONCERN: _facts(_PLAYED_BACK),
        LetterName.QUESTION: _facts("code next_word urgent readers handed"),
        LetterName.COUNT: _facts("total baseline as_of until complaints concerns questions"),
        LetterName.NEUTRAL_RECEIPT: _facts(""),
        LetterName.ESTIMATE: _facts("code by due resolved_by renewal"),
        LetterName.READ_BY: _facts("code by due renewal"),
        LetterName.LATE: _facts("code promised new_date"),
        LetterName.ADDED: _facts("code next_word urgent held sealed fewer readers knew"),
        LetterName.CORRECTED: _facts("code path consent confirmed talk next_word held sealed fewer readers knew"),
        LetterName.WHICH: _facts("codes short"),
        LetterName.MAIL_WORD: _facts("code address word until"),
        LetterName.MAIL_BOUND: _facts("code address stopped"),
        LetterName.WITHDRAWN: _facts("code sealed"),
        LetterName.REPLY: _facts("code by"),
        LetterName.ASK: _facts("code questions by"),
        LetterName.RESOLUTION: _facts("code by"),
        LetterName.RETURN: _facts("code at account"),
        LetterName.APPEAL_EARLY: _facts("code opens due deciders reasons"),
        LetterName.APPEAL_OPEN: _facts("code due deciders reasons solo outside"),
        LetterName.APPEAL_CONFIRM: _facts("code at"),
        LetterName.UPHELD: _facts("code by until again solo outside"),
        LetterName.OVERTURNED: _facts("code by at place solo outside"),
        LetterName.CONTEXT_DRAFT: _facts("code place at own appeal draft"),
        LetterName.CONSULT: _facts("code place until"),
        LetterName.JOINED: _facts("code into"),
        LetterName.SEALED: _facts("code urgent contact include mailbox knew handed"),
        LetterName.SEALED_CHOSEN: _facts("code chosen contact include knew"),
        LetterName.UNCHANGED: _facts("code readers"),
        LetterName.SUSPENSION: _facts("code since review appeal_from address"),
        LetterName.KEPT: _facts("code until appeal_from address"),
        LetterName.LIFTED: _facts("code at"),
        LetterName.TOLD: _facts("code by"),
        LetterName.PARTY_CLOSED: _facts("code"),
        LetterName.NOTICE: _facts("code kind urgent opened owed due unverified how flag"),
        LetterName.WROTE_AGAIN: _facts("code kind at what owed due"),
        LetterName.REMINDER: _facts("code owed since due next"),
        LetterName.WARNING: _facts("code due"),
        LetterName.ESCALATION: _facts("code owed since reminders step"),
        LetterName.OUTSIDE_ESCALATION: _facts("since"),
        LetterName.UNDELIVERED: _facts("code letter short reason"),
        LetterName.SET_ASIDE: _facts("short at reason"),
        LetterName.DIGEST: _facts("lines away head at"),
        LetterName.PAGE: _facts("code since"),
        LetterName.CHECKLIST: _facts("code party what since why watched"),
        LetterName.ACCESS_SEEN: _facts("code party what"),
        LetterName.DRAFTED: _facts("code letter short at"),
        LetterName.HANDOVER: _facts("code place why"),
        LetterName.CONTEXT: _facts(""),
        LetterName.RETENTION: _facts("lines"),
        LetterName.DONE: _facts("code what letter at"),
        LetterName.OFFER: _facts("code"),
        LetterName.READ_BACK: _facts("code what at confirm"),
        LetterName.REFUSED: _facts("code reason forms"),
        LetterName.NOT_VERIFIED: _facts("at"),
        LetterName.HELP: _facts("forms"),
        LetterName.LISTING: _facts("lines"),
        LetterName.PERSONAL_OFFER: _facts("at short where"),
        LetterName.DECLARE: _facts("at"),
        LetterName.CLOSED_BY_HAND: _facts("at"),
        LetterName.RELEASED: _facts("at"),
    }
)

# a person wrote the heart of these; `done` and `offer` show such words to their author. `upheld` and `overturned` do
# without where the administrator gave none; `context_draft` and `handover` have the fixed context then
WORDED: Final = frozenset(
    {
        LetterName.REPLY,
        LetterName.ASK,
        LetterName.RESOLUTION,
        LetterName.UPHELD,
        LetterName.OVERTURNED,
        LetterName.CONTEXT_DRAFT,
        LetterName.CONSULT,
        LetterName.TOLD,
        LetterName.HANDOVER,
        LetterName.CONTEXT,
        LetterName.DONE,
        LetterName.OFFER,
        LetterName.RELEASED,
    }
)

# facts that a letter of an earlier version has not: it may have been written before it was brought up to date
USUAL: Final[Mapping[str, str]] = MappingProxyType(
    {"held": "no", "mailbox": "", "sealed": "no", "fewer": "no", "readers": "", "knew": "yes"}
    | {"handed": "no", "where": "mail", "why": "", "watched": "no"}
)
