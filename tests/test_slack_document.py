"""What docs/slack.md tells an operator to type does what it says, line by line, against a workspace on the loopback."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from daemon import clock
from daemon.channels.slack_personal import NOT_THEIRS
from daemon.channels.slack_trouble import DEAF, LIMITED, MISSING_SCOPE, REFUSED, SERVER, UNREACHABLE
from daemon.config import load
from daemon.opening import open_store
from daemon.service import Service
from tests.support.manifests import read_yaml
from tests.support.workspace_clients import workspace

PAGE = (Path(__file__).parents[1] / "docs" / "slack.md").read_text(encoding="utf-8")
BEFORE = """
[community]
name = "The Readers"
code = "REA"
timezone = "Europe/Vienna"
rules_channel = "#the-rules"

[[administrators]]
name = "Robin Example"
slack = "@robin"
email = "robin@example.org"

[listener]
bind = "127.0.0.1:0"

[smtp]
folder = "sent"
sender = "The Administrators <admin@example.org>"
"""


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def typed(block, folder, environ):
    """All that it said; every line ends well."""
    call = ["bash", "-e", "-c", block]
    done = await asyncio.to_thread(
        subprocess.run,
        call,
        cwd=folder,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@asynccontextmanager
async def serving(config):
    store = open_store(config, clock.now())
    service = Service(config, store)
    task = asyncio.create_task(service.serve())
    try:
        await service.ready.wait()
        yield service
    finally:
        service.stop()
        await task
        await asyncio.to_thread(store.close)


async def test_an_operator_who_types_what_the_page_says_has_a_daemon_that_is_well(tmp_path):
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    configuration = tmp_path / "conductd.toml"
    configuration.write_text(BEFORE)
    configuration.chmod(0o600)
    make, keep, try_it, watch = blocks("sh")
    (section,) = blocks("toml")
    port = str(a_free_port())
    async with workspace() as slack:
        environ = {"CONDUCTD_SLACK__API_URL": slack.url}
        await typed(make, tmp_path, {})
        manifest = read_yaml((tmp_path / "slack-manifest.yaml").read_text())
        assert "The Readers" in manifest["display_information"]["description"]
        slack.install(manifest)
        await typed(keep, tmp_path, {})
        for name, token in (("slack.bot_token", slack.bot_token), ("slack.app_token", slack.app_token)):
            assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
            (tmp_path / name).write_text(token)
        configuration.write_text(BEFORE + section.replace("9180", port))
        slack.open_channel("#the-rules", slack.join("robin"), slack.bot)
        said = await typed(try_it, tmp_path, environ)
        assert re.search(r"slack.bot_token +ok", said)
        assert " fail " not in said
        async with serving(load(configuration, environ)) as service:
            async with asyncio.timeout(10):
                while service._rooms.workspace.door.health()["sockets"] < 2:  # noqa: ASYNC110  the door has no event for it
                    await asyncio.sleep(0.02)
            assert '"ok": true' in await typed(watch.replace("9180", port), tmp_path, {})


def test_each_word_that_health_may_say_is_explained():
    explained = set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", PAGE[PAGE.index("## Watch over it") :]))
    assert {*REFUSED, MISSING_SCOPE, UNREACHABLE, LIMITED, DEAF, SERVER, NOT_THEIRS} <= explained


def test_the_page_tells_the_names_that_the_app_has():
    assert "*Report this message*" in PAGE
    assert "*Hand over this message*" in PAGE
    assert "`/conduct`" in PAGE
