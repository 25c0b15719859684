"""An administrator's words without a command, in answer to a notice: kept until they say what they are for.

'Send this to the reporter, keep it as a note, or discard it' (design, section 6): one word answers.
"""

from datetime import datetime, timedelta

from daemon.store.unit import Unit

WITHIN = timedelta(days=2)


def keep(unit: Unit, by: str, thread: str, words: str, now: datetime) -> None:
    """The newest of a thread counts, and the ones before it never again."""
    for each in unit.commands.waiting(by, now):
        if each.body.get("thread") == thread and "offered" in each.body:
            unit.commands.take(each.id, by, now)
    unit.commands.keep(by, {"offered": words, "thread": thread}, now + WITHIN, now)


def is_asked(unit: Unit, by: str, thread: str, words: str, now: datetime) -> bool:
    """Whether these very words wait in this thread already: a mailbox that answers by itself says them again."""
    waiting = (each.body for each in unit.commands.waiting(by, now))
    return any((each.get("thread"), each.get("offered")) == (thread, words) for each in waiting)


def take(unit: Unit, by: str, thread: str, now: datetime) -> str | None:
    """The words that wait in this thread, once; None where none do."""
    for each in unit.commands.waiting(by, now):
        if each.body.get("thread") == thread and "offered" in each.body:
            body = unit.commands.take(each.id, by, now)
            return str(body["offered"]) if body else None
    return None
