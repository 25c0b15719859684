"""What a reporter is told of what they wrote or changed, and what the administrators then hear of it (P1, P14).

Letters only: it changes nothing in a case but that somebody has yet to read it, and decides nothing.
"""

from datetime import datetime

from daemon.process.case import Case
from daemon.process.decision import Decision, change, to_administrators, to_reporter, yes
from daemon.process.judges import asks_who, is_sealed, knew, named_readers
from daemon.process.letters import Letter, LetterName, To
from daemon.process.owed import due, owes

FEWER = "fewer may know of it: the reporter says so"


def added(case: Case, asks: object, danger: object, fewer: object = None) -> tuple[Letter, ...]:
    """What the author of a case is told of more words; `asks` whether they are to say whom they mean, `fewer` whether
    those words keep somebody out.
    """
    return to_reporter(
        case,
        LetterName.ADDED,
        next_word=due(case),
        urgent=yes(danger),
        held=yes(asks),
        sealed=yes(is_sealed(case)),
        fewer=yes(fewer),
        readers=named_readers(case),
        knew=knew(case, case.by_author),
    )


def wrote_again(case: Case, what: str, now: datetime) -> tuple[Letter, ...]:
    return to_administrators(
        case,
        LetterName.WROTE_AGAIN,
        To.EVERY_ADMINISTRATOR if case.urgent else To.RESPONSIBLE,
        kind=str(case.track),
        at=now,
        what=what,
        owed=owes(case),
        due=due(case),
    )


def played_back_again(case: Case, what: str, now: datetime) -> Decision:
    """What a reporter changed is played back, and an administrator hears of it."""
    changed = change(case, unread_since=case.unread_since or now)
    return Decision(changed, (*played_back(changed, what is FEWER), *wrote_again(changed, what, now)))


def played_back(case: Case, fewer: object = None) -> tuple[Letter, ...]:
    """How the case stands; `fewer` whether its author kept somebody out just now."""
    return to_reporter(
        case,
        LetterName.CORRECTED,
        path=str(case.track),
        consent=str(case.privacy.value),
        confirmed=yes(case.privacy.confirmed),
        talk=yes(case.talk),
        next_word=due(case),
        sealed=yes(is_sealed(case)),
        held=yes(asks_who(case)),
        fewer=yes(fewer),
        readers=named_readers(case),
        knew=knew(case, case.by_author),
    )
