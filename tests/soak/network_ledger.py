"""What was sent in against what there is at the end: each message one case, each letter that left one delivery."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from daemon.clock import now
from daemon.store.values import ENDED, InboxState, LetterRow, LetterState


@dataclass(frozen=True, slots=True)
class Balance:
    """Identities of the bench itself, never anybody's words. `doubled_open` had no evidence to go by."""

    sent: int = 0
    letters: int = 0
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    doubled_open: tuple[str, ...] = ()
    waits: tuple[str, ...] = field(default=())

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            self.sent + other.sent,
            self.letters + other.letters,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.doubled_open + other.doubled_open,
            self.waits + other.waits,
        )


def letters(daemon) -> list[tuple[LetterRow, str]]:
    """Every letter that there is, with its Message-ID."""

    def found(unit):
        rows = [row for state in LetterState for row in unit.letters.in_state(state)]
        return [(row, unit.letters.open(row.id).message_id) for row in rows]

    return daemon.look(found)


def unsettled(daemon) -> list[str]:
    """What still has to happen by itself: unread messages, letters that are due, on the wire, or put off."""
    at = now()

    def found(unit):
        rows = unit.letters.in_state(LetterState.SENDING)
        rows += [row for row in unit.letters.in_state(LetterState.PENDING) if row.not_before <= at]
        unread = unit.inbox.count(InboxState.NEW)
        return [*(f"{row.name} {row.state} ({row.problem})" for row in rows), *(["unread"] * unread)]

    return daemon.look(found)


def cases(found: Mapping[str, int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`found` says of each identity in how many places it stands."""
    lost = tuple(f"{who}: no case" for who, count in found.items() if count == 0)
    return lost, tuple(f"{who}: {count} cases" for who, count in found.items() if count > 1)


def deliveries(
    rows: Iterable[tuple[str, LetterState]], arrived: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`rows` are the letters' identities and states; lost ones and those that came more than once. Nobody here refuses a
    letter for good, so one that was given up is lost like one that is said to have left.
    """
    came = Counter(arrived)
    lost = tuple(f"letter {name[:40]}, {state}" for name, state in rows if state in ENDED and not came[name])
    return lost, tuple(f"letter {name[:40]}, {count} times" for name, count in came.items() if count > 1)
