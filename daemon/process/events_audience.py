"""What happens to who may know of a case (P14): kept out, let in again, and what becomes of a sealed one. Facts."""

from dataclasses import dataclass, field
from enum import StrEnum

from daemon.process.people import Standing
from daemon.process.records import Release


class How(StrEnum):
    """Where an administrator read of a case."""

    DESK = "on the command line"
    SEARCH = "in a search"
    MAIL = "by mail"
    SLACK = "in Slack"
    ERASURE = "while erasing a person"


# --- what the author of the case does


@dataclass(frozen=True, slots=True)
class Included:
    """INCLUDE alone on a line: whom their words kept out may know. `by` is the outside contact, once it is theirs."""

    standing: Standing
    by: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Excluded:
    """EXCLUDE alone on a line: whom their words mention may not know."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class SealedChosen:
    """CONTACT or SEALED alone on a line, of a case that nobody may know of. `release` is what is handed over."""

    chosen: Release
    standing: Standing
    release: str = field(default="", repr=False)


# --- what administrators do


@dataclass(frozen=True, slots=True)
class RecusalEnded:
    """Another administrator lets somebody in again."""

    by: str = field(repr=False)
    who: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConflictDeclared:
    """They say themselves that they have a conflict with somebody of this case."""

    by: str = field(repr=False)


# --- the clock and the post


@dataclass(frozen=True, slots=True)
class OutsideDue:
    """Nobody may know of it, and nothing was chosen: the outside contact hears again that something waits."""


@dataclass(frozen=True, slots=True)
class ReleaseFailed:
    """What was handed to the outside contact came back, or was taken back: nobody has it."""


AudienceEvent = Included | Excluded | SealedChosen | RecusalEnded | ConflictDeclared | OutsideDue | ReleaseFailed
