"""`python quick.py SECONDS DEATH words...`: the command line with a clock so many seconds ahead, and with a Slack door and
an outbox that wait for tenths of a second where they wait for minutes. What they do is theirs; only the waits are short.

DEATH is `acknowledging`, where the process is killed (SIGKILL) when it is about to say its first acknowledgement, or `-`.
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import time_machine

from daemon import outbox, slack_room
from daemon.channels import slack_sockets
from daemon.cli import main

DOOR = {
    "sweep_every": 1.0,
    "ping_interval": 0.5,
    "unhealthy_after": 1.0,
    "look_every": 0.05,
    "auth_every": 0.5,
    "refused_every": 0.5,
    "calls_per_minute": 6000,
    "lists_per_minute": 6000,
    "backoff": 0.1,
    "deaf_after": 1.0,
    "page": 3,
}


def hurry():
    outbox.FIRST_WAIT = timedelta(seconds=0.3)
    outbox.ASK_EVERY = timedelta(seconds=0.5)
    usual = slack_room.slack_settings
    slack_room.slack_settings = lambda config, since: replace(usual(config, since), **DOOR)


async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    ahead, death = float(sys.argv.pop(1)), sys.argv.pop(1)
    hurry()
    if death == "acknowledging":
        slack_sockets._Client.send_socket_mode_response = die
    if not ahead:
        main()
    else:
        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True):
            main()
