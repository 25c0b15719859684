"""What `/health` tells of the rooms and doors of this daemon: each channel that is configured, in its own words."""

from collections.abc import Callable

from daemon.alive import Pulse
from daemon.assembly import Rooms
from daemon.config_model import Config
from daemon.doors import Doors
from daemon.health import Channel, Health, Report, by_facts, by_word
from daemon.store.store import Store


def health_of(config: Config, pulse: Pulse, store: Store, rooms: Rooms, doors: Callable[[], Doors | None]) -> Health:
    """`doors` are open, or not yet. Raises ValueError where `[metrics]` is not configured."""
    if config.metrics is None:
        raise ValueError("metrics: no such section")
    workspace, own = rooms.workspace, config.slack.administrator_tokens if config.slack else ()
    channels: dict[str, Channel | None] = {
        "mailbox": (lambda: _mailbox(doors())) if config.mailbox else None,
        "slack": (lambda: by_facts(workspace.health())) if workspace else None,
        "administrator_tokens": (lambda: _own(doors())) if own else None,
    }
    return Health(config.metrics.bind, pulse, lambda: store.look(lambda unit: unit.cases.next_due()), channels)


def _mailbox(doors: Doors | None) -> Report:
    return by_word(doors.mailbox_state if doors else "")


def _own(doors: Doors | None) -> Report:
    """What administrators are told in person, by the order of the tokens."""
    found = [door.health() for door in doors.own] if doors else []
    return Report(bool(found) and all(each["connected"] is True for each in found), found)
