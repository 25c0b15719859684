"""`python crashing.py SECONDS STEP TIMES words...`: the command line with a clock so many seconds ahead, which kills
itself (SIGKILL) when it reaches this step (`Step`, by its name) so many times; `-` is none. Where it has a Slack door,
that waits for tenths of a second where it waits for minutes. At each SIGUSR1 a quarter of an hour passes.
"""

import os
import runpy
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from daemon import slack_room, steps
from daemon.cli import main

QUARTER = timedelta(minutes=15)
DOOR = runpy.run_path(str(Path(__file__).with_name("quick.py")))["DOOR"]


def hurry():
    usual = slack_room.slack_settings
    slack_room.slack_settings = lambda config, since: replace(usual(config, since), **DOOR)


def die_at(step, times):
    left = times

    def reached(found):
        nonlocal left
        left -= found is step
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    steps.listen(reached)


if __name__ == "__main__":
    ahead, name, count = float(sys.argv.pop(1)), sys.argv.pop(1), int(sys.argv.pop(1))
    hurry()
    if name != "-":
        die_at(steps.Step[name], count)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True) as traveller:
        signal.signal(signal.SIGUSR1, lambda *_: traveller.shift(QUARTER))
        main()
