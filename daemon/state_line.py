"""What `systemctl status` shows beside the process: how each channel is, in the doors' own fixed words, and which loop
does not turn. No name, no address, no case.
"""

from daemon.alive import Pulse
from daemon.doors import Doors

STARTING = "starting"


def state_line(doors: Doors | None, pulse: Pulse) -> str:
    said = [f"{name} {word or STARTING}" for name, word in _channels(doors)]
    dead = pulse.stale()
    return "; ".join(["serving", *said, *([f"does not turn: {', '.join(dead)}"] if dead else [])])


def _channels(doors: Doors | None) -> list[tuple[str, str]]:
    if doors is None:
        return []
    found = [("mailbox", doors.mailbox_state)] if doors.mailbox else []
    if doors.workspace:
        found.append(("slack", str(doors.workspace.door.health()["state"])))
    own = (str(each.health()["state"]) for each in doors.own)
    return [*found, *((f"administrator token {number}", word) for number, word in enumerate(own, 1))]
