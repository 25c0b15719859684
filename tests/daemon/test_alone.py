"""One daemon to a database: whoever comes second is told who runs, whatever name the database goes by."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.alone import Alone, beside
from daemon.store.errors import StoreProblem

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOLDS = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from daemon.alone import Alone
with Alone(Path(sys.argv[1]), datetime.now(UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "data" / "conductd.db"
    path.parent.mkdir()
    path.touch()
    return path


def spellings(database: Path, folder: Path) -> list[Path]:
    """Other ways to say the same file."""
    (folder / "file.db").symlink_to(database)
    (folder / "folder").symlink_to(database.parent)
    (folder / "twice.db").symlink_to(folder / "folder" / "conductd.db")
    near = database.parent / ".." / "data" / "." / "conductd.db"
    return [database, near, folder / "file.db", folder / "folder" / "conductd.db", folder / "twice.db"]


def test_a_second_one_is_refused_with_who_holds_it_and_since_when(database, tmp_path):
    with Alone(database, NOW):
        for path in spellings(database, tmp_path):
            with pytest.raises(StoreProblem) as refused, Alone(path, NOW):
                pytest.fail("both hold it")
            assert f"process {os.getpid()}, since 2026-11-23 09:30:00 UTC" in str(refused.value)
            assert "\n" not in str(refused.value)
    with Alone(database, NOW):
        pass


def test_the_lock_ends_with_the_process_however_it_ends(database):
    held = subprocess.Popen([sys.executable, "-c", HOLDS, database], stdout=subprocess.PIPE, text=True)
    assert held.stdout.readline() == "held\n"
    with pytest.raises(StoreProblem, match=str(held.pid)), Alone(database, NOW):
        pytest.fail("both hold it")
    held.send_signal(signal.SIGKILL)
    held.wait()
    held.stdout.close()
    with Alone(database, NOW):
        assert str(os.getpid()) in beside(database).read_text()


def test_a_process_that_the_holder_starts_does_not_hold_it_on(database):
    with Alone(database, NOW):
        child = subprocess.Popen(["sleep", "30"], close_fds=False)
    try:
        with Alone(database, NOW):
            pass
    finally:
        child.kill()
        child.wait()


def test_a_lock_whose_file_was_removed_is_taken_again(database):
    with Alone(database, NOW) as lock:
        beside(database).unlink()
        lock.keep()
        with pytest.raises(StoreProblem), Alone(database, NOW):
            pytest.fail("both hold it")


def test_where_somebody_else_was_quicker_meanwhile_the_first_one_hears_of_it(database):
    with Alone(database, NOW) as lock:
        beside(database).unlink()
        with Alone(database, NOW), pytest.raises(StoreProblem, match="another conductd"):
            lock.keep()


def test_a_lock_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "conductd.db.lock").mkdir()
    with (
        pytest.raises(StoreProblem, match=r"cannot be opened: it is no file of conductd"),
        Alone(tmp_path / "conductd.db", NOW),
    ):
        pytest.fail("it is held by a folder")


def test_what_stands_in_the_lock_is_no_instruction_to_a_terminal(database):
    with Alone(database, NOW):
        beside(database).write_text("\x1b]0;owned\x07")
        with pytest.raises(StoreProblem, match=r"\(unknown\)"), Alone(database, NOW):
            pytest.fail("both hold it")


def test_the_lock_is_for_its_owner_alone_and_no_file_that_another_name_leads_to(database):
    with Alone(database, NOW):
        assert beside(database).stat().st_mode & 0o077 == 0
    beside(database).unlink()
    beside(database).symlink_to(database)
    with pytest.raises(StoreProblem), Alone(database, NOW):
        pytest.fail("it went through a link")
    assert database.read_bytes() == b""


def test_what_keeps_the_lock_from_being_made_is_said_with_its_remedy(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "conductd.db.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreProblem, match="Remove it, it is made anew"), Alone(tmp_path / "conductd.db", NOW):
        pass
