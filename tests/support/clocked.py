"""`python clocked.py FILE words...`: the command line in a process whose clock is set from outside while it runs.

FILE holds `OFFSET SPEED ANCHOR`: so many seconds beside the machine's clock, and running so many times as fast since the
machine's monotonic second ANCHOR. Only the clock that people set is moved; the seconds that nobody sets stay real.
"""

import contextlib
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import time_machine

from daemon.cli import main

EVERY = 0.01
EXACT = 0.002


def beside(file: Path) -> float:
    """By how many seconds the clock is to be wrong now."""
    offset, speed, anchor = map(float, file.read_text(encoding="ascii").split())
    return offset + (speed - 1) * (time.monotonic() - anchor)


def follow(file: Path, traveller: time_machine.Traveller) -> None:
    machine = time_machine.escape_hatch.time
    while True:
        with contextlib.suppress(ValueError, OSError):
            wrong = machine.time() + beside(file) - time.time()
            if abs(wrong) > EXACT:
                traveller.shift(timedelta(seconds=wrong))
        time.sleep(EVERY)


if __name__ == "__main__":
    clock_file = Path(sys.argv.pop(1))
    with time_machine.travel(time.time() + beside(clock_file), tick=True) as moved:
        threading.Thread(target=follow, args=(clock_file, moved), daemon=True).start()
        main()
