"""`conductd demo`, as somebody runs it who has nothing but the package."""

import os
import re
import subprocess
import sys

import pytest

from daemon.demo.story import play

LIMIT = 240  # a demo that hangs, not a slow one: half of its time is the machine's, which the other tests share

pytestmark = pytest.mark.timeout(LIMIT + 20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CONDUCTD_")}
    folder = tmp_path_factory.mktemp("nothing")
    ended = subprocess.run(
        [sys.executable, "-m", "daemon", "demo"],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    return ended, list(folder.iterdir())


def test_the_demo_plays_its_whole_story_and_needs_nothing(demo):
    ended, _ = demo
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout[-2000:]
    assert re.search(r"Every expected letter arrived: \d+ of them in \d+ s", ended.stdout)
    acts = [int(number) for number in re.findall(r"(?m)^(\d+)\. .* ─", ended.stdout)]
    assert acts == list(range(1, acts[-1] + 1))


def test_the_demo_can_be_read_in_80_columns_and_leaves_nothing_behind(demo):
    ended, left = demo
    assert max(map(len, ended.stdout.splitlines())) <= 80
    assert left == []


def test_the_demo_shows_the_process_from_the_complaint_to_the_published_context(demo):
    """P3, P6, P10, P11, P13."""
    printed = " ".join(re.sub(r"[│─]", " ", demo[0].stdout).split())
    said = [
        "The app marks the message of Ada with :eyes: at once",
        "We take it as a formal complaint",
        "[PRIVATE: share nothing]",
        "A new complaint waits",
        "notice, to kim@softskills.example",
        "* Ada presses [PRIVATE: share nothing]",
        "You want it private",
        "* Jamison presses [Open",
        "Three times this week",
        "* Jamison presses [Promise it]",
        "writes to you again by",
        "[Yes, that is right]",
        "the account of @brack is deactivated",
        "Slack says that it is done",
        "You need not send it again",
        "We missed that",
        "From today your appeal is considered",
        "Whoever suspended does not decide the appeal alone",
        "We tell you this before it happens",
        "gets its access back",
        "the account of @brack is activated again",
        "The app, in #rands-slack-rules: A suspension was overturned after new context; details stay confidential.",
        "the reporter was told; closed",
        "We handled 15",
        "The history is whole",
    ]
    end = 0
    for each in said:
        end = printed.find(each, end)
        assert end >= 0, f"this does not come, or too early: {each}"


def test_the_demo_fails_where_a_letter_does_not_come(capsys):
    async def nobody_wrote(show):
        await show.stage.letter("nobody@example.org", "anything", 0.1)

    assert play([nobody_wrote]) == 1
    assert "The demo stopped: no letter came" in capsys.readouterr().out


def test_a_demo_that_is_killed_ends_its_daemon_and_removes_its_folder(tmp_path):
    command = [sys.executable, "-m", "daemon", "demo"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as running:
        printed = iter(running.stdout.readline, "")
        assert any("acknowledgement" in line for line in printed)
        running.terminate()
        rest = running.communicate(timeout=LIMIT)[0]
    assert (running.returncode, rest.splitlines()[-1]) == (1, "The demo was stopped.")
    assert list(tmp_path.iterdir()) == []
