"""What is wrong with a filled form, at its field, before it is sent; and a command that asks for its form. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from daemon.orders import Orders
from parsers.commands import NotUnderstood
from parsers.slack_forms import Field, FormName
from parsers.when import NotATime, when

NOT_UNDERSTOOD = "This was not understood as it stands. Please begin with another word."
ASKED = re.compile(r"([a-z]{3,10})(?:\s+([a-z0-9]{1,10}-[a-z0-9]{4,6}))?\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    name: FormName
    code: str


def problems_of(said: str, orders: Orders, now: datetime) -> dict[str, str]:
    """In the words with which a message that says the same is refused."""
    try:
        command = orders.understand(said)
    except NotUnderstood:
        return {Field.WORDS: NOT_UNDERSTOOD}
    found = {}
    for field, written in ((Field.DAY, command.when), (Field.RESOLVED_DAY, command.resolved_when)):
        try:
            when(written, now, orders.house.zone) if written else None
        except NotATime as problem:
            found[str(field)] = str(problem)
    return found


def says_back(said: str, orders: Orders, now: datetime) -> str:
    """The times of a command in full; empty where it has none, or none that can be read."""
    try:
        times = orders.say_back(orders.times(orders.understand(said), now))
    except (NotUnderstood, NotATime):
        return ""
    return f"{times}." if times else ""


def reads_as_form(said: str, orders: Orders) -> Asked | None:
    """'estimate SSE-7K3F2' and no more: no command yet, but the name of a form."""
    asked = ASKED.fullmatch(said)
    if asked is None or asked[1].lower() not in set(FormName):
        return None
    try:
        orders.understand(said)
    except NotUnderstood:
        return Asked(FormName(asked[1].lower()), (asked[2] or "").upper())
    return None
