"""The manifest from which the app is made in a workspace: what it may do, hear and show, and nothing beside it.

`deploy/slack-manifest.yaml` is its text for the example configuration, and a test compares the two. For a community of
its own: python -m daemon.slack_manifest --config FILE (docs/slack.md).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from daemon.config import ConfigError, Reach, find, load
from daemon.config_model import Config
from daemon.slack_scopes import EVENTS, bot_scopes

Node = str | int | Mapping[str, "Node"] | Sequence["Node"]

NAME = "Conduct"
COMMAND = "/conduct"
LONGEST_DESCRIPTION = 140  # Slack's own limit (docs.slack.dev/reference/app-manifest)
SAYS = "Write to the administrators of {} about somebody's conduct."
OPENING = """\
# The Slack app of conductd. In Slack: api.slack.com/apps, "Create New App", "From a manifest", and paste this.
# It asks for nothing that conductd does not use. The next step, and why each scope is there: docs/slack.md
"""


def manifest(config: Config) -> str:
    """The manifest as YAML, with the community's name."""
    return OPENING + "\n".join(_lines(app(config.community.name), "")) + "\n"


def app(community: str) -> Mapping[str, Node]:
    """The manifest's values. No agent_view or assistant_view: with one, a direct message is another kind of chat."""
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": _described(community), "background_color": "#1c3f5c"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,  # else nobody could write to it
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                _shortcut("Report this message", "message", "report_message", "Opens a form for the administrators."),
                _shortcut("Hand over this message", "message", "hand_over", "For administrators: opens a case of it."),
                _shortcut("Report something", "global", "report", "Opens a form for the administrators."),
            ],
            # should_escape: a name that an administrator types arrives as the member's id
            "slash_commands": [
                {"command": COMMAND, "description": "Opens a form for the administrators.", "should_escape": True}
            ],
        },
        "oauth_config": {"scopes": {"bot": list(bot_scopes())}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _described(community: str) -> str:
    room = LONGEST_DESCRIPTION - len(SAYS.format(""))
    name = community if len(community) <= room else f"{community[: room - 1]}…"
    return SAYS.format(name)


def _shortcut(name: str, kind: str, callback: str, description: str) -> Mapping[str, Node]:
    return {"name": name, "type": kind, "callback_id": callback, "description": description}


def _lines(node: Node, indent: str) -> Iterator[str]:
    """Block style. A text is written as JSON writes it, which YAML reads as the same text whatever is in it."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _entry(f"{indent}{key}:", value, f"{indent}  ")
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for each in node:
            yield from _item(each, indent)


def _entry(opening: str, value: Node, indent: str) -> Iterator[str]:
    if isinstance(value, (str, int)):
        yield f"{opening} {json.dumps(value, ensure_ascii=False)}"
        return
    yield opening
    yield from _lines(value, indent)


def _item(value: Node, indent: str) -> Iterator[str]:
    if isinstance(value, (str, int)):
        yield f"{indent}- {json.dumps(value, ensure_ascii=False)}"
        return
    first, *rest = _lines(value, f"{indent}  ")
    yield f"{indent}- {first.lstrip()}"
    yield from rest


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m daemon.slack_manifest", description="Prints the app's manifest.")
    parser.add_argument("--config", type=Path, metavar="FILE")
    try:
        found = find(parser.parse_args(arguments).config, os.environ)
        config = load(found, os.environ, Reach.STORE)
    except ConfigError as error:
        sys.stderr.write(f"conductd: {error}\n")
        return 1
    sys.stdout.write(manifest(config))
    return 0


if __name__ == "__main__":
    sys.exit(main())
