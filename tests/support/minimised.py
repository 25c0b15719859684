"""The smallest mail that still fails, as far as a few hundred tries find it: lines go first, then bytes."""

import time
from collections.abc import Callable

WITHIN = 60.0  # seconds


def smaller(raw: bytes, fails: Callable[[bytes], bool], within: float = WITHIN) -> bytes:
    end = time.monotonic() + within
    lines = _fewer(raw.splitlines(keepends=True), lambda kept: fails(b"".join(kept)), end)
    raw = b"".join(lines)
    pieces = _fewer([raw[start : start + 1] for start in range(len(raw))], lambda kept: fails(b"".join(kept)), end)
    return b"".join(pieces)


def _fewer(pieces: list[bytes], fails: Callable[[list[bytes]], bool], end: float) -> list[bytes]:
    """Leaves out halves, then quarters, down to single pieces, as long as it still fails."""
    span = max(1, len(pieces) // 2)
    while True:
        start = 0
        while start < len(pieces):
            if time.monotonic() > end:
                return pieces
            without = pieces[:start] + pieces[start + span :]
            if fails(without):
                pieces = without
            else:
                start += span
        if span == 1:
            return pieces
        span //= 2
