"""What became of a letter that was on its way: it left, or it came back, and its case hears of it (P7)."""

from datetime import datetime

import structlog

from daemon import fates
from daemon.corridor import Actor, Corridor
from daemon.process.audience import FOR_ADMINISTRATORS
from daemon.process.events import LetterFailed, NotAllowed
from daemon.process.letters import LetterName, To
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterRow, LetterState
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
    """Taken over by the other side, as its answer or a copy that came back says: whoever was sent the words that they
    are owed counts as told (P7). Both may say so of one letter; the second changes nothing.
    """
    found = unit.letters.by_id(letter.id)
    if found is None or found.state is not LetterState.SENDING:
        return
    unit.letters.mark_sent(letter.id, now)
    if letter.name == LetterName.MAIL_WORD:
        unit.letters.take_facts_out(letter.id, ("address", "word"))  # it opens the case to whoever reads it
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept is None or letter.to_kind not in fates.HEARD:
        return
    unit.history.record(kept.id, now, "LetterLeft", Actor.POST, {"name": letter.name, "letter": letter.short})
    event = fates.left(fate_of(unit, kept, letter))
    if event is None:
        return
    try:
        corridor.walk(unit, kept, (event,), now, Actor.POST)
    except NotAllowed:  # the reporter withdrew, or the case was opened again, while it was on its way
        log.info("a letter left a case that had moved on", case=kept.case.code)


def fate_of(unit: Unit, kept: Kept, letter: LetterRow, reason: str = "", by: str = "") -> fates.Fate:
    body = unit.letters.open(letter.id)
    who = body.code if letter.to_kind == To.PARTY else ""
    return fates.Fate(letter.name, letter.to_kind, kept.case, who, body.facts, letter.short, reason, by)


def failed(unit: Unit, corridor: Corridor, letter: LetterRow, reason: str, now: datetime) -> None:
    """The letter did not reach its reader. Another way to them that is known is tried (P7); where there is none their
    case hears of it.
    """
    if letter.state in OVER:
        return
    unit.letters.mark_failed(letter.id, reason, None)
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    to_administrator = letter.to_kind in {*FOR_ADMINISTRATORS, To.ONE_ADMINISTRATOR}
    if to_administrator and corridor.post.by_another_way(unit, letter, now):
        return
    if to_administrator:
        log.error("an administrator was not reached", letter=letter.name, case=kept.case.code if kept else "")
    if kept is None or (letter.to_kind not in fates.HEARD and letter.name != LetterName.RELEASED):
        return
    if corridor.post.by_another_way(unit, letter, now):
        told = {"name": letter.name, "letter": letter.short}
        unit.history.record(kept.id, now, "LetterSentAnotherWay", Actor.POST, told)
        return
    event = fates.failed(fate_of(unit, kept, letter, reason))
    if event:
        corridor.walk(unit, kept, (event,), now, Actor.POST)


def doubtful(unit: Unit, corridor: Corridor, letter: LetterRow, reason: str, now: datetime) -> None:
    """Nobody knows whether it arrived, and it must not arrive twice: a person decides (design 9.4)."""
    unit.letters.mark_failed(letter.id, reason, None)
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept:
        event = LetterFailed(letter.name, letter.short, "nobody knows whether it arrived")
        corridor.walk(unit, kept, (event,), now, Actor.POST)
