"""What the IMAP door is handed and gives back. All of it runs in the event loop; nothing here connects or waits."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

CHANNEL = "imap"
SENT = "imap sent"
"""The channel of what stands in the folder of what was sent; nothing that came in ever has it."""


class Verdict(StrEnum):
    KEEP = "keep"
    ASIDE = "aside"
    LEAVE = "leave"
    REMOVE = "remove"


class Removal(StrEnum):
    """Whether this server lets one message be removed and nothing else with it (UIDPLUS, RFC 4315)."""

    REMOVED = "removed"
    STAYS = "stays"


class Receive(Protocol):
    def __call__(self, channel: str, raw: bytes, origin: str, note: str) -> Awaitable[str]:
        """Returns a Verdict's word once the bytes are on disk; raises where they could not be stored."""


Known = Callable[[Sequence[str]], Awaitable[Mapping[str, str]]]
"""Origin -> a Verdict's word, for those of the origins that are on record."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Who keeps what the folder of what was sent holds: `receive` as for what came in (its answer is not needed),
    `read_to` says how far a folder was looked through ("" for never), and `reached` remembers it on disk.
    """

    receive: Receive
    read_to: Callable[[str], Awaitable[str]]
    reached: Callable[[str, str], Awaitable[None]]
