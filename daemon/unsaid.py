"""Words that wait in a letter when whoever allowed them takes that back (design 7.4): found, and taken out of what is
sent without them. It drops no letter and tells nobody: the corridor does.
"""

from collections.abc import Iterable
from datetime import datetime

from daemon.config_model import Mode
from daemon.house import House
from daemon.process.case import Case
from daemon.process.disclosure import GATED, Stopped
from daemon.process.letters import Letter, LetterName, To
from daemon.second_look import looked_at_again
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterRow, LetterState

WORDS = "your words are taken out, for who allowed them does so no longer; the decision itself is told without them."
LETTER = "who allowed its words does so no longer."


def unsaid(unit: Unit, house: House, kept: Kept, states: frozenset[LetterState]) -> tuple[LetterRow, ...]:
    """The letters of a case, of those in one of these states, whose words nobody allows any more."""
    waiting = (row for row in unit.letters.of(kept.id) if row.to_kind in GATED and row.state in states)
    return tuple(row for row in waiting if isinstance(looked_at_again(unit, house, kept, row), Stopped))


def take_words_out(unit: Unit, house: House, row: LetterRow, now: datetime) -> None:
    """What is left may leave by itself, where it waited for nothing but its words."""
    unit.letters.take_words_out(row.id)
    if row.state is LetterState.DRAFT and house.mode(LetterName(row.name)) is not Mode.ASK:
        unit.letters.release(row.id, now + house.undo)
    told = {"letter": row.short, "name": row.name}
    unit.history.record(row.case_id, now, "LetterWordsTakenOut", "post", told)


def kept_back(case: Case, changed: Iterable[LetterRow], dropped: Iterable[LetterRow]) -> tuple[Letter, ...]:
    """What the administrators of an appeal are told: nothing that was said, and not by whom."""
    told = [*((row, WORDS) for row in changed), *((row, LETTER) for row in dropped)]
    return tuple(
        Letter(
            name=LetterName.UNDELIVERED,
            to=To.RESPONSIBLE,
            about=case.code,
            facts={"code": case.code, "letter": row.name, "short": "", "reason": reason, "unsaid": "yes"},
        )
        for row, reason in told
    )
