"""What became of a letter that was on its way: it left, or it came back, and its case hears of it (P7)."""

from datetime import datetime

import structlog

from daemon.corridor import Actor, Corridor
from daemon.process.audience import FOR_ADMINISTRATORS
from daemon.process.events import LetterFailed, NotAllowed, ResolutionFailed, ResolutionLeft
from daemon.process.letters import LetterName, To
from daemon.store.unit import Unit
from daemon.store.values import LetterRow, LetterState
from daemon.tokens import Tokens, find_tokens
from parsers.automatic import Bounce
from parsers.message import Message

log = structlog.get_logger("conductd.returned")

CAME_BACK = "it came back"
OVER = frozenset({LetterState.FAILED, LetterState.DROPPED, LetterState.DRAFT})


def letter_of(unit: Unit, tokens: Tokens, bounce: Bounce, message: Message, now: datetime) -> LetterRow | None:
    """By the Message-ID that came back; else by the token that the bounce was addressed to and the failed address."""
    for each in bounce.message_ids:
        letter = unit.letters.by_message_id(f"<{each}>")
        if letter and _came_to_us(unit, tokens, letter, bounce, message, now):
            return letter
    for token in find_tokens(message.recipients):
        for address in bounce.addresses:
            code = tokens.holds(token, address, now)
            letter = _last_to(unit, address) if code else None
            if letter:
                return letter
    return None


def _came_to_us(unit: Unit, tokens: Tokens, letter: LetterRow, bounce: Bounce, message: Message, now: datetime) -> bool:
    """A Message-ID alone can be forged by whoever got a copy: the address that failed is the reader's, or the bounce
    came to the return path that only this letter carried.
    """
    if letter.lookup in {unit.lookup("email", address) for address in bounce.addresses}:
        return True
    address = unit.letters.open(letter.id).address
    return any(tokens.holds(token, address, now) for token in find_tokens(message.recipients))


def _last_to(unit: Unit, address: str) -> LetterRow | None:
    lookup = unit.lookup("email", address)
    sent = [row for case in unit.parties.cases_of("email", address) for row in unit.letters.of(case.case_id)]
    return max((row for row in sent if row.lookup == lookup and row.sent_at), key=lambda row: row.id, default=None)


def left(unit: Unit, corridor: Corridor, letter: LetterRow, now: datetime) -> None:
    """Taken over by the other side, as its answer or a copy that came back says: a reporter who was sent the
    resolution counts as told (P7). Both may say so of one letter; the second changes nothing.
    """
    found = unit.letters.by_id(letter.id)
    if found is None or found.state is not LetterState.SENDING:
        return
    unit.letters.mark_sent(letter.id, now)
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept is None or letter.to_kind != To.REPORTER:
        return
    unit.history.record(kept.id, now, "LetterLeft", Actor.POST, {"name": letter.name, "letter": letter.short})
    if letter.name == LetterName.RESOLUTION:
        try:
            corridor.walk(unit, kept, (ResolutionLeft(),), now, Actor.POST)
        except NotAllowed:  # the reporter withdrew, or the case was opened again, while it was on its way
            log.info("resolution left a case that had moved on", case=kept.case.code)


def failed(unit: Unit, corridor: Corridor, letter: LetterRow, reason: str, now: datetime) -> None:
    """The letter did not reach its reader; where that was a reporter, their case hears of it."""
    if letter.state in OVER:
        return
    unit.letters.mark_failed(letter.id, reason, None)
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if letter.to_kind in {*FOR_ADMINISTRATORS, To.ONE_ADMINISTRATOR}:
        log.error("an administrator was not reached", letter=letter.name, case=kept.case.code if kept else "")
    if kept is None or letter.to_kind != To.REPORTER:
        return
    event = (
        ResolutionFailed(letter.short, reason)
        if letter.name == LetterName.RESOLUTION
        else LetterFailed(letter.name, letter.short, reason)
    )
    corridor.walk(unit, kept, (event,), now, Actor.POST)
