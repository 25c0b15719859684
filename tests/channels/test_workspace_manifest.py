"""An app that is installed from its manifest has what the manifest asks for, and nothing beside it."""

import copy

import pytest

from tests.support.workspace_clients import client, ears, refusal, section, workspace

MANIFEST = {
    "display_information": {"name": "conductd"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "shortcuts": [{"name": "Report this message", "type": "message", "callback_id": "report_message"}],
        "slash_commands": [{"command": "/conduct", "description": "The form"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "im:history", "im:write", "users:read", "commands"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im", "user_change"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def without(*path, put=None):
    changed = copy.deepcopy(MANIFEST)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = put
    return changed


@pytest.fixture
async def slack():
    async with workspace() as found:
        yield found


async def test_the_app_has_the_scopes_and_events_of_its_manifest(slack):
    slack.install(MANIFEST)
    dana = slack.join("dana")
    assert await refusal(client(slack).conversations_list(types="im")) == "missing_scope"
    async with ears(slack) as heard:
        slack.open_home(dana)
        slack.say(dana, "hello")
        assert (await heard.event())["text"] == "hello"
        await slack.sockets.settled()
        assert len(heard.requests) == 1


async def test_only_what_the_manifest_declares_can_be_called_up(slack):
    slack.install(MANIFEST)
    dana = slack.join("dana")
    ts = slack.say(dana, "look")
    async with ears(slack) as heard:
        await slack.shortcut(dana, "report_message", ts)
        await slack.slash(dana, "/conduct")
        called = len(heard.requests)
        for unknown in (
            slack.shortcut(dana, "report_message"),
            slack.shortcut(dana, "hand_over", ts),
            slack.slash(dana, "/report"),
        ):
            with pytest.raises(LookupError):
                await unknown
        assert len(heard.requests) == called


async def test_without_a_home_tab_no_home_is_shown(slack):
    slack.install(without("features", "app_home", "home_tab_enabled", put=False))
    home = {"type": "home", "blocks": [section("x")]}
    assert await refusal(client(slack).views_publish(user_id=slack.join("dana").id, view=home)) == "not_enabled"


@pytest.mark.parametrize(
    ("manifest", "trouble"),
    [
        (without("oauth_config", "scopes", "bot", put=["commands", "users:read"]), "message.im needs im:history"),
        (without("oauth_config", "scopes", "bot", put=["im:history", "users:read"]), "need commands"),
        (without("settings", "interactivity", put={}), "interactivity"),
        (without("settings", "socket_mode_enabled", put=False), "socket_mode_enabled"),
        (without("features", "app_home", "messages_tab_read_only_enabled", put=True), "nobody could write"),
        (without("display_information", "name", put="x" * 36), "35 characters"),
    ],
)
async def test_a_manifest_that_would_not_work_is_refused(slack, manifest, trouble):
    with pytest.raises(ValueError, match=trouble):
        slack.install(manifest)
