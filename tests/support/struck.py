"""`python struck.py SECONDS STRIKE words...`: the command line with a clock so many seconds ahead, with short waits, and
one part of it that is struck when the process gets SIGUSR1. STRIKE is `HOW NAME` or `-`.

HOW is `hang` (it waits for ever) or `die` (it raises). NAME is one of STRIKES, below. What is struck
is what really runs; only the waits and the time after which a loop counts as dead are short (STALE).
"""

import asyncio
import runpy
import signal
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from daemon import alive, doors, inquiries, removal, service, slack_room
from daemon.channels import imap, slack, slack_sockets
from daemon.cli import main
from daemon.store import store

STALE = 4.0
hit = threading.Event()


class Strike(Exception):
    """What a loop dies of. Its text stands for what somebody wrote, and must be found in no log."""


def hurry() -> None:
    runpy.run_path(str(Path(__file__).with_name("quick.py")), run_name="quick")["hurry"]()
    alive.STALE, alive.BEAT, slack._STALLED_AFTER, slack_room.LONGEST_TURN = STALE, 0.5, STALE, int(STALE)
    removal.BEAT = removal.LONGEST = 0.5
    slack_room.BEAT = 1
    service.BEAT = 0.2
    usual = doors.imap_settings
    doors.imap_settings = lambda config: (found := usual(config)) and replace(found, stall_after=STALE)


async def struck(how: str) -> None:
    if how == "hang":
        await asyncio.Event().wait()
    elif how == "die":
        raise Strike("zanzibar-quokka")


def struck_in_a_thread(how: str) -> None:
    if how == "hang":
        time.sleep(3600)
    elif how == "die":
        raise Strike("zanzibar-quokka")


def awaited(owner: type, name: str, how: str, wanted=lambda *_: True) -> None:
    """A coroutine function of a class that is struck before it does anything."""
    usual = getattr(owner, name)

    async def instead(self, *given):
        if hit.is_set() and wanted(*given):
            await struck(how)
        return await usual(self, *given)

    setattr(owner, name, instead)


def called(owner: type, name: str, how: str) -> None:
    usual = getattr(owner, name)

    def instead(self, *given):
        if hit.is_set():
            struck_in_a_thread(how)
        return usual(self, *given)

    setattr(owner, name, instead)


def blocked(how: str) -> None:
    """The event loop itself: whatever runs in it."""
    called(service.Service, "_say", how)


def worked(name: str):
    return lambda how: awaited(service.Service, "_worked", how, lambda loop, _: loop == name)


STRIKES = {
    "event loop": blocked,
    "intake": worked("intake"),
    "clock": worked("clock"),
    "outbox": worked("outbox"),
    "front desk": worked("front desk"),
    "neighbours": lambda how: awaited(store.Store, "changed", how),
    "copies": lambda how: awaited(removal.Removal, "_waited", how),
    "store": lambda how: called(store.Store, "_look", how),
    "mailbox": lambda how: called(imap.Door, "_sweep" if how == "hang" else "_pause", how),
    "slack socket": lambda how: awaited(slack_sockets._Client, "well", how),
    "slack sweep": lambda how: awaited(slack.Door, "_swept", how),
    "slack token": lambda how: awaited(slack.Door, "_recognise", how),
    "accounts": lambda how: awaited(inquiries.Inquiries, "turn", how),
}


if __name__ == "__main__":
    ahead, strike = float(sys.argv.pop(1)), sys.argv.pop(1)
    hurry()
    if strike != "-":
        how, _, name = strike.partition(" ")
        STRIKES[name](how)
        signal.signal(signal.SIGUSR1, lambda *_: hit.set())
    if not ahead:
        main()
    else:
        with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True):
            main()
