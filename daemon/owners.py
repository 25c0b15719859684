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
