"""Lists by pages, as Slack cuts them: an opaque cursor, empty at the end. A cursor names the next item, not a count of
those before it, so that a message that arrives between two pages repeats nothing.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from daemon.demo.workspace_calls import Call, Refused
from daemon.demo.workspace_records import JSON

T = TypeVar("T")


def page(
    call: Call, everything: Sequence[T], default: int, most: int = 999, key: Callable[[T], int] | None = None
) -> tuple[list[T], JSON]:
    """The piece that the cursor names, and `response_metadata` for the next one. Keys must rise."""
    keys = [key(each) for each in everything] if key else list(range(len(everything)))
    wanted = _named(call.text("cursor"))
    start = 0 if wanted is None else sum(1 for each in keys if each < wanted)
    end = start + min(call.limit(default), most)
    return list(everything[start:end]), {"response_metadata": {"next_cursor": _cursor(keys[end:])}}


def _cursor(keys: Sequence[int]) -> str:
    return base64.b64encode(f"next_ts:{keys[0]}".encode()).decode() if keys else ""


def _named(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next_ts:"))
    except (ValueError, binascii.Error) as trouble:
        raise Refused("invalid_cursor") from trouble
