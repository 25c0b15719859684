"""`python ahead.py SECONDS words...`: the command line in a process whose clock is so many seconds ahead of ours."""

import sys
from datetime import UTC, datetime, timedelta

import time_machine

from daemon.cli import main

if __name__ == "__main__":
    start = datetime.now(UTC) + timedelta(seconds=float(sys.argv.pop(1)))
    with time_machine.travel(start, tick=True):
        main()
