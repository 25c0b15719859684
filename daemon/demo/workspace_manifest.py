"""The app as its manifest describes it. `install` gives the stand-in's app exactly what the manifest asks for: its
scopes, its events, its commands and shortcuts, and nothing beside them, as installing it in a workspace would.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Manifest = Mapping[str, Any]

# Slack gives no event to an app that may not read what it tells of (reference/events).
NEEDED = {"message.im": "im:history", "user_change": "users:read"}
# An app with commands or shortcuts needs this scope for them.
COMMANDS = "commands"
LONGEST_NAME = 35


def scopes_of(manifest: Manifest) -> frozenset[str]:
    return frozenset(_at(manifest, "oauth_config", "scopes", "bot") or ())


def events_of(manifest: Manifest) -> frozenset[str]:
    return frozenset(_at(manifest, "settings", "event_subscriptions", "bot_events") or ())


def commands_of(manifest: Manifest) -> frozenset[str]:
    return frozenset(each["command"] for each in _at(manifest, "features", "slash_commands") or ())


def shortcuts_of(manifest: Manifest) -> frozenset[tuple[str, str]]:
    """Type (`message` or `global`) and callback_id."""
    return frozenset((each["type"], each["callback_id"]) for each in _at(manifest, "features", "shortcuts") or ())


def troubles_of_manifest(manifest: Manifest) -> list[str]:
    """Why Slack would refuse it, or why the app would not hear what it asks to hear."""
    return list(_troubles(manifest))


def _troubles(manifest: Manifest) -> Iterator[str]:
    scopes = scopes_of(manifest)
    for event in sorted(events_of(manifest)):
        if NEEDED.get(event, "") not in {"", *scopes}:
            yield f"{event} needs {NEEDED[event]}"
    if (commands_of(manifest) or shortcuts_of(manifest)) and COMMANDS not in scopes:
        yield f"commands and shortcuts need {COMMANDS}"
    if shortcuts_of(manifest) and not _at(manifest, "settings", "interactivity", "is_enabled"):
        yield "shortcuts need settings.interactivity"
    if not _at(manifest, "settings", "socket_mode_enabled"):
        yield "settings.socket_mode_enabled is off: no event would come"
    if _at(manifest, "features", "app_home", "messages_tab_read_only_enabled") is not False:
        yield "features.app_home.messages_tab_read_only_enabled is on: nobody could write"
    name = str(_at(manifest, "display_information", "name") or "")
    if not 0 < len(name) <= LONGEST_NAME:
        yield "display_information.name has 1 to 35 characters"


def _at(manifest: Manifest, *path: str) -> Any:
    found: Any = manifest
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
