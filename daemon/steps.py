"""The named steps between which a crash may fall, and a listener that only a test bench sets: no configuration and no
environment can. It imports nothing of ours, so that every floor that writes to disk or to a wire may say where it is.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    COMMITTING = "written and not yet committed"
    COMMITTED = "committed"
    IMAP_FETCHED = "fetched from the mailbox"
    IMAP_STORED = "stored and not yet marked in the mailbox"
    IMAP_MARKED = "marked in the mailbox"
    MAIL_RECEIVED = "received by the listener"
    MAIL_STORED = "stored by the listener and not yet answered"
    SLACK_IN_HAND = "brought by a socket"
    SLACK_STORED = "stored and not yet acknowledged to Slack"
    SLACK_SWEPT = "a page of history stored and the cursor not moved"
    LETTER_TAKEN = "a letter taken and not yet sent"
    LETTER_SENT = "a letter sent and not yet written down"
    LETTER_SETTLED = "what became of a letter written down"


def _unheard(_step: Step) -> None:
    pass


_listener: Callable[[Step], object] = _unheard


def at(step: Step) -> None:
    """Says that this step is reached. It does nothing where nobody listens; from whatever thread."""
    _listener(step)


def listen(listener: Callable[[Step], object] = _unheard) -> None:
    global _listener  # noqa: PLW0603  one for the process, which is what crashes
    _listener = listener
