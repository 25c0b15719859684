"""The app asks for what conductd uses and for nothing else; its manifest in deploy/ is the one that is generated."""

import ast
import functools
import re
from pathlib import Path

import pytest

from daemon.config import Reach, load
from daemon.demo.workspace_web import METHODS as MODELLED
from daemon.slack_manifest import COMMAND, LONGEST_DESCRIPTION, app, main, manifest
from daemon.slack_scopes import ADMINISTRATORS, EVENTS, METHODS, PURPOSES, bot_scopes, needed
from parsers.slack_acts import HAND_OVER_SHORTCUT, REPORT_SHORTCUTS
from tests.support.configurations import read
from tests.support.manifests import read_yaml
from tests.support.workspace_clients import workspace

ROOT = Path(__file__).parents[2]
DEPLOYED = ROOT / "deploy" / "slack-manifest.yaml"
EXAMPLE = ROOT / "deploy" / "conductd.example.toml"
# Slack's families of methods (docs.slack.dev/reference/methods); a name put together from pieces begins with one too
FAMILIES = (
    *("admin", "api", "apps", "assistant", "auth", "bookmarks", "bots", "calls", "canvases", "chat", "conversations"),
    *("dialog", "dnd", "emoji", "entity", "files", "functions", "im", "lists", "mpim", "oauth", "pins", "reactions"),
    *("reminders", "rtm", "search", "slackLists", "stars", "team", "usergroups", "users", "views", "workflows"),
)
METHOD = re.compile(rf"(?:{'|'.join(FAMILIES)})(?:\.[a-zA-Z]+)+")
BEGUN = re.compile(rf"(?:{'|'.join(FAMILIES)})\.[a-zA-Z.]*")
NOT_METHODS = frozenset({*PURPOSES, *EVENTS, *ADMINISTRATORS})


def named_in(source):
    """The names of methods that stand in this source, whole or only begun."""
    tree = ast.parse(source)
    built = [node.values[0] for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and node.values]
    found = {each.value for each in built if isinstance(each, ast.Constant) and BEGUN.fullmatch(each.value)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return found | {text for text in texts if METHOD.fullmatch(text)}


@functools.cache
def called():
    files = [*ROOT.glob("notifiers/**/*.py"), *ROOT.glob("daemon/**/*.py")]
    ours = [each for each in files if each.name != "slack_scopes.py" and "demo" not in each.relative_to(ROOT).parts]
    return {name for each in ours for name in named_in(each.read_text(encoding="utf-8"))} - NOT_METHODS


def example():
    return load(EXAMPLE, {}, Reach.STORE)


def test_the_manifest_that_is_deployed_is_the_one_that_is_generated():
    assert DEPLOYED.read_text(encoding="utf-8") == manifest(example())


def test_the_manifest_reads_back_as_the_app_that_was_meant():
    assert read_yaml(DEPLOYED.read_text(encoding="utf-8")) == app("Example Community")


@pytest.mark.parametrize("name", ['Quotes " and \\ and: # { } [ ] & * ! | > %', "Ünïcödé – für alle", "- yes"])
def test_a_communitys_name_is_only_text_in_the_manifest(tmp_path, name):
    config = read(tmp_path, {"CONDUCTD_COMMUNITY__NAME": name})
    described = read_yaml(manifest(config))["display_information"]["description"]
    assert described == f"Write to the administrators of {name} about somebody's conduct."


def test_a_long_name_of_a_community_is_cut_where_slack_would_refuse_it(tmp_path):
    config = read(tmp_path, {"CONDUCTD_COMMUNITY__NAME": "x" * 200})
    described = read_yaml(manifest(config))["display_information"]["description"]
    assert len(described) == LONGEST_DESCRIPTION
    assert described.endswith("… about somebody's conduct.")


async def test_slack_takes_the_manifest_and_gives_what_it_asks_for():
    async with workspace() as slack:
        slack.install(read_yaml(DEPLOYED.read_text(encoding="utf-8")))
        assert slack.token(slack.bot_token).scopes == set(bot_scopes())
        assert slack.core.events == set(EVENTS)
        assert slack.core.commands == {COMMAND}
        assert slack.core.has_home


def test_the_shortcuts_are_those_that_are_understood():
    shortcuts = {each["callback_id"] for each in app("x")["features"]["shortcuts"]}
    assert shortcuts == {*REPORT_SHORTCUTS, HAND_OVER_SHORTCUT}


def test_what_slack_shows_is_not_longer_than_it_may_be():
    features = app("x")["features"]
    assert all(len(each["name"]) <= 24 for each in features["shortcuts"])
    assert all(len(each["description"]) <= 150 for each in features["shortcuts"])


def test_a_method_that_is_called_has_its_scopes_in_the_table():
    assert called() - METHODS.keys() == set()


def test_the_app_asks_for_no_scope_that_no_call_needs():
    assert set(bot_scopes()) == set(needed(called() & METHODS.keys()))


def test_each_scope_has_its_reason():
    assert set(PURPOSES) == set(bot_scopes())


@pytest.mark.parametrize("scope", ["channels:history", "groups:history", "chat:write.public", "files:write", "admin"])
def test_the_app_asks_for_nothing_that_would_let_it_read_channels_or_rule(scope):
    assert scope not in bot_scopes()


@pytest.mark.parametrize("method", sorted(METHODS.keys() & MODELLED.keys() - {"apps.connections.open"}))
def test_the_table_has_what_the_workspace_demands_of_each_method(method):
    assert set(MODELLED[method].scopes) <= set(METHODS[method])


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("await web.call('pins.add', channel=x)", {"pins.add"}),
        ("await web.call(f'views.{what}', view=x)", {"views."}),
        ("METHOD = 'users.profile.get'", {"users.profile.get"}),
        ("name = 'users.txt and so on'", set()),
    ],
)
def test_a_call_without_its_scope_would_be_found(source, found):
    assert named_in(source) == found
    assert not found & METHODS.keys()


def test_it_is_printed_with_the_communitys_name(tmp_path, capsys):
    path = tmp_path / "conductd.toml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace("Example Community", "The Readers"), encoding="utf-8")
    assert main(["--config", str(path)]) == 0
    assert "administrators of The Readers" in capsys.readouterr().out


def test_without_a_configuration_it_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONDUCTD_CONFIG", raising=False)
    assert main(["--config", str(tmp_path / "none.toml")]) == 1
    assert "cannot be read" in capsys.readouterr().err
