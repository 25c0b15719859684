"""How far a consent goes, as an administrator writes it behind `granted`: `identity`, `to WHO:`, or neither for the
person's general answer. It only reads. Whoever is named behind `to` is always taken for the one reader who is meant:
to take a yes for one as a yes for all would tell everybody.
"""

import re
from typing import Final

from parsers.slots import Scan
from parsers.who import who_at_start

IDENTITY: Final = "identity"
CHANNEL: Final = "channel"

ITEM: Final = re.compile(r"identity\b[:,;]?\s*", re.IGNORECASE | re.ASCII)
TO_CHANNEL: Final = re.compile(r"to (?:the )?(?:rules )?channel\b\s?:?\s*", re.IGNORECASE | re.ASCII)
TO: Final = re.compile(r"to\s+", re.IGNORECASE | re.ASCII)


def read_scope(scan: Scan) -> Scan | None:
    item = ITEM.match(scan.line)
    scan = scan.take(scan.line[item.end() :], item=IDENTITY) if item else scan
    channel = TO_CHANNEL.match(scan.line)
    return scan.take(scan.line[channel.end() :], to=CHANNEL) if channel else _to_somebody(scan)


def _to_somebody(scan: Scan) -> Scan:
    to = TO.match(scan.line)
    found = who_at_start(scan.line[to.end() :], scan.known) if to else None
    if to is None or found is None:
        return scan
    who, rest = found
    return scan.take(rest.lstrip(": "), to=who)
