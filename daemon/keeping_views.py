"""What the keeping desk says: values for tables and for `--json`. Values only, as in `views.py`."""

from dataclasses import dataclass
from datetime import datetime

from daemon.views import View

BACKUPS = "backups of the database and of its key, wherever they are"
MAILBOXES = "what readers of the mailbox and of our letters keep: copies, forwards, their own Sent folder"
TRASH = "what the mail server keeps of a mail that was removed: its trash, its archive, its own backups"
DISK = "what an SSD or a snapshot of the file system holds of overwritten pages (without the key it opens nothing)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aging(View):
    """A closed case that is old enough to be told of. Without a day it was not warned of yet, or is `kept`."""

    code: str
    closed_at: datetime | None
    purge_at: datetime | None
    kept: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purgeable(View):
    """`retain` days after its end a case goes; `copies` is whether mails of purged cases may still be in the mailbox.
    Not how many: they may be of a case that whoever asks may not know of (P14).
    """

    cases: tuple[Aging, ...]
    retain: int
    copies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged(View):
    code: str
    messages: int
    letters: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(View):
    """What became of copies elsewhere: `clear` is whether the mailbox has none any more, `trouble` what stood in the
    way there, `beyond` what no program can reach.
    """

    clear: bool
    trouble: str
    beyond: tuple[str, ...]
