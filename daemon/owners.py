"""Whose own a message is that was offered: nobody else can take it, nor learn that it is there."""

from daemon.house import SLACK, House
from daemon.process.events import NotAllowed
from daemon.store.unit import Unit
from daemon.store.values import InboxMessage, InboxState


def theirs(unit: Unit, house: House, row: InboxMessage, by: str) -> InboxMessage:
    """The message. Raises NotAllowed, in the words in which one is refused that is not there at all."""
    own = unit.lookup(SLACK, house.pins.by_name.get(by, ""))
    if row.state is InboxState.OFFERED and row.sender not in {"", own}:
        raise NotAllowed(f"no message {row.short} waits to be looked at")
    return row


def not_waiting(unit: Unit, house: House, short: str, row: InboxMessage | None, by: str) -> NotAllowed:
    """Where it went, to who may know of that case (P14): its sender may have said so after the notice was written."""
    kept = unit.cases.by_id(row.case_id, house.terms) if row and row.case_id else None
    if row is None or kept is None or kept.case.hides_from(by):
        return NotAllowed(f"no message {short} waits to be looked at")
    return NotAllowed(f"message {row.short} belongs to {kept.case.code} now: there is nothing to take")
