"""Supervision: what systemd and whoever runs it can rely on. Loops that hang or die, stops in the midst of everything, a
second daemon, starts that fail.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.soak import supervision_stalls, supervision_starts, supervision_stops
from tests.soak.table import Row

FULL = 45  # stops; each loop hangs once and dies once, each start fails once


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the workspace's: a client that has gone away
    folder = Path(tempfile.mkdtemp(prefix="sv"))
    try:
        return [
            *supervision_starts.rounds(folder, supervision_starts.STARTS, say),
            *supervision_stalls.rounds(folder, supervision_stalls.strikes(), seed, say),
            *supervision_stops.rounds(folder, size, seed, say),
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
