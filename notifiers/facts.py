"""What each letter is told: its facts by name, and which letters carry words of a person. A table, nothing else.

The process produces exactly these; a letter whose facts stand here and whose text does not, or the other way round,
fails a test.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from daemon.process.letters import LetterName

_PLAYED_BACK: Final = "code consent confirmed missing urgent next_word readers talk shared_mailbox"


def _facts(names: str) -> frozenset[str]:
    return frozenset(names.split())


FACTS: Final[Mapping[LetterName, frozenset[str]]] = MappingProxyType(
    {
        LetterName.ACKNOWLEDGEMENT: _facts(f"{_PLAYED_BACK} path peaceful"),
        LetterName.CONCERN: _facts(_PLAYED_BACK),
        LetterName.QUESTION: _facts("code next_word urgent readers"),
        LetterName.COUNT: _facts("total baseline as_of until complaints concerns questions"),
        LetterName.NEUTRAL_RECEIPT: _facts(""),
        LetterName.ESTIMATE: _facts("code by due resolved_by renewal"),
        LetterName.READ_BY: _facts("code by due renewal"),
        LetterName.LATE: _facts("code promised new_date"),
        LetterName.ADDED: _facts("code next_word urgent"),
        LetterName.CORRECTED: _facts("code path consent confirmed talk next_word"),
        LetterName.WITHDRAWN: _facts("code"),
        LetterName.REPLY: _facts("code by"),
        LetterName.ASK: _facts("code questions by"),
        LetterName.RESOLUTION: _facts("code by"),
        LetterName.NOTICE: _facts("code kind urgent opened owed due unverified how"),
        LetterName.WROTE_AGAIN: _facts("code kind at what owed due"),
        LetterName.REMINDER: _facts("code owed since due next"),
        LetterName.WARNING: _facts("code due"),
        LetterName.ESCALATION: _facts("code owed since reminders step"),
        LetterName.OUTSIDE_ESCALATION: _facts("since"),
        LetterName.UNDELIVERED: _facts("code letter short reason"),
        LetterName.SET_ASIDE: _facts("short at reason"),
        LetterName.DIGEST: _facts("lines away head at"),
        LetterName.DONE: _facts("code what letter at"),
        LetterName.READ_BACK: _facts("code what at confirm"),
        LetterName.REFUSED: _facts("code reason forms"),
        LetterName.NOT_VERIFIED: _facts("at"),
        LetterName.HELP: _facts("forms"),
        LetterName.LISTING: _facts("lines"),
        LetterName.PERSONAL_OFFER: _facts("at short"),
    }
)

# a person wrote the heart of these; `done` shows such words to their author before they leave
WORDED: Final = frozenset({LetterName.REPLY, LetterName.ASK, LetterName.RESOLUTION, LetterName.DONE})
