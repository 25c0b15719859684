"""What an administrator says that a first message was, where the reading took it for something else. Facts."""

from dataclasses import dataclass, field

from daemon.process.case import Answer, Privacy, Track
from daemon.process.events_suspensions import Against, Reasons
from daemon.process.records import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAsAppeal:
    """It is an appeal (P10). `against` is None where no suspension is known for its sender, or none that whoever says
    so may know of; else `sender` says whether anybody vouched for them.
    """

    by: str = field(repr=False)
    sender: Sender = Sender.SOMEBODY
    against: Against | None = None
    reasons: Reasons = Reasons.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAsReport:
    """What was taken for an appeal is none. `answered` and `privacy` are what was read in it."""

    by: str = field(repr=False)
    track: Track
    answered: frozenset[Answer] = frozenset()
    privacy: Privacy = field(default_factory=Privacy)


RereadEvent = ReadAsAppeal | ReadAsReport
