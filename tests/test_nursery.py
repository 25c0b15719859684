"""A forked process is to a test what a started one is: its words, its streams, its folder, its end."""

import os
import signal
import subprocess

import pytest

from tests.support.nursery import FORKS, nursery

pytestmark = pytest.mark.skipif(not FORKS, reason="this system has no pidfd: daemons are started in the usual way")

WRITES = "import os, sys; print(os.getcwd(), sys.argv[1:], os.environ.get('X')); sys.exit('no') if sys.argv[1:] else 0"
SLEEPS = "import time; print('here', flush=True); time.sleep(60)"


def script(folder, text):
    file = folder / "script.py"
    file.write_text(text)
    return str(file)


def test_it_has_its_own_words_folder_and_environment_and_its_own_code(tmp_path):
    done = nursery().run([script(tmp_path, WRITES), "one", "two"], tmp_path, {"X": "7"}, within=20)
    assert (done.returncode, done.stderr, done.stdout.strip()) == (1, "no\n", f"{tmp_path} ['one', 'two'] 7")
    assert nursery().run([script(tmp_path, WRITES)], tmp_path, {}, within=20).returncode == 0


def test_what_it_dies_of_is_told_and_one_that_lasts_too_long_is_ended(tmp_path):
    (log := tmp_path / "log").touch()
    born = nursery().start([script(tmp_path, SLEEPS)], tmp_path, {}, log)
    assert born.poll() is None
    born.kill()
    assert (born.wait(10), born.poll()) == (-signal.SIGKILL, -signal.SIGKILL)
    with pytest.raises(subprocess.TimeoutExpired):
        nursery().run([script(tmp_path, SLEEPS)], tmp_path, {}, within=0.5)


def test_the_command_line_runs_in_it_as_it_does_from_a_shell(tmp_path):
    done = nursery().run(["-m", "daemon", "--version"], tmp_path, dict(os.environ), within=20)
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "conductd", "")
