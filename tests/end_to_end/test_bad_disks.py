"""A disk that is full, read-only or lies: one clear line and a status of the contract, nothing made anew in silence, and
what can be read stays readable. The bench (tests/soak/disk.py) says what becomes of messages meanwhile.
"""

import os
import shutil
import smtplib
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.daemon.test_bad_disk import spoil
from tests.end_to_end.cast import COMPLAINT, composed
from tests.end_to_end.test_wrong_configuration import failed_row, one_line
from tests.support.daemon import HOUSE, Daemon, conductd, environment, eventually, listener, outgoing
from tests.support.disks import SmallDisk, must_have
from tests.support.dovecot import free_port
from tests.support.nursery import FORKS, nursery

NOBODY = Path(__file__).parents[1] / "support" / "nobody.py"
FULL = Path("/dev/full")  # every write to it finds no room
ENDS_WITHIN = 20.0


def configured(folder, sink):
    port = free_port()
    return Daemon(folder, HOUSE, listener(port), outgoing(sink.port)), port


def hands_over(port, sender):
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as door:
        door.sendmail(sender, ["admin@example.org"], composed(sender, COMPLAINT).as_bytes())


def with_a_case(folder, sink):
    """A daemon that ran, took a report and was stopped; the case's code."""
    daemon, port = configured(folder, sink)
    with daemon:
        hands_over(port, "dana@example.net")
        (code,) = eventually(lambda: daemon.cases_of("dana@example.net"), "the report is a case")
        sink.wait(2)
    return daemon, code


def called(daemon, *words):
    return conductd(daemon.folder, *words, config=daemon.config)


def test_a_damaged_page_ends_the_daemon_with_one_line_and_it_takes_nothing_more_in(tmp_path, sink):
    daemon, port = configured(tmp_path, sink)
    daemon.start()
    hands_over(port, "dana@example.net")
    (code,) = eventually(lambda: daemon.cases_of("dana@example.net"), "the report is a case")
    sink.wait(2)
    daemon.close()
    before = daemon.log()
    spoil(tmp_path / "conductd.db", "inbox")
    with pytest.raises((smtplib.SMTPException, OSError)):  # 451, or nobody is there any more
        hands_over(port, "eve@example.net")
    eventually(lambda: not daemon.is_alive, "it ends", ENDS_WITHIN)
    said = [line for line in daemon.log()[len(before) :].splitlines() if not line.startswith("{")]
    assert len(said) == 1
    assert "the database is damaged" in said[0]
    assert "restore the last backup" in said[0]
    again = called(daemon, "run")
    one_line(again, "the database is damaged", "restore the last backup")
    assert '"ready"' not in again.stderr
    assert "the database is damaged" in failed_row(called(daemon, "check"))
    assert code in called(daemon, "cases").stdout
    assert len(sink.messages) == 2


def test_a_broken_header_a_lost_file_and_an_emptied_one_are_refused_and_left_as_they_are(tmp_path, sink):
    daemon, code = with_a_case(tmp_path, sink)
    database = tmp_path / "conductd.db"
    whole = database.read_bytes()
    database.write_bytes(b"\0" * 4096 + whole[4096:])
    one_line(called(daemon, "run"), "not a database", "backup")
    assert database.read_bytes()[4096:] == whole[4096:]
    database.write_bytes(b"")
    one_line(called(daemon, "run"), "remembers", "is its disk mounted?")
    assert database.read_bytes() == b""
    database.unlink()
    one_line(called(daemon, "run"), "remembers", "is its disk mounted?")
    one_line(called(daemon, "cases"), "there is no database")
    assert not database.exists()
    database.write_bytes(whole)
    assert code in called(daemon, "cases").stdout


COMMANDS = (
    "cases",
    "show CODE",
    "audit",
    "note CODE quicksilver",
    "key rotate",
    "export CODE",
    "purge CODE --yes",
    "run",
)


def test_on_a_read_only_disk_every_command_is_one_line_and_the_daemon_does_not_start(sink):
    with SmallDisk(8) as disk:
        daemon, code = with_a_case(disk.path, sink)
        disk.forbid_writing()
        for each in COMMANDS:
            done = called(daemon, *each.replace("CODE", code).split())
            assert "read-only" in one_line(done, "conductd.db").lower()
            assert done.returncode == 1
        assert "mounted read-only" in failed_row(called(daemon, "check"), "database fail")
        disk.allow_writing()
        assert code in called(daemon, "cases").stdout


def test_on_a_full_disk_every_command_is_one_line_and_changes_nothing(sink):
    with SmallDisk(8) as disk:
        daemon, code = with_a_case(disk.path, sink)
        disk.fill()
        for each in COMMANDS[1:]:
            done = called(daemon, *each.replace("CODE", code).split())
            one_line(done)
            assert done.returncode == 1
            assert "bug" not in done.stderr
        assert "make room" in failed_row(called(daemon, "check"), "disk fail")
        disk.free()
        with daemon:
            assert "quicksilver" not in str(daemon.show(code))
        assert called(daemon, "audit").returncode == 0


@pytest.mark.parametrize("room", [0, 4096, 65_536])
def test_a_first_start_on_a_full_disk_leaves_nothing_that_stands_in_the_way_of_the_next(sink, room):
    with SmallDisk(4) as disk:
        daemon, port = configured(disk.path, sink)
        disk.fill(leave=room)
        one_line(called(daemon, "run"))
        disk.free()
        with daemon:
            hands_over(port, "dana@example.net")


@pytest.mark.skipif(not FORKS, reason="the status of a process with such streams needs the nursery")
def test_a_full_disk_below_the_log_ends_nothing(tmp_path, sink):
    daemon, port = configured(tmp_path, sink)
    out = tmp_path / "out"
    out.touch()
    process = nursery().start(
        ["-m", "daemon", "--config", str(daemon.config), "run"], tmp_path, environment(), out, FULL
    )

    def answers():
        with suppress(OSError, smtplib.SMTPException):
            hands_over(port, "dana@example.net")
            return True
        return False

    eventually(answers, "it takes a report")
    sink.wait(2)
    process.terminate()
    assert process.wait(15) == 0


@pytest.mark.skipif(not FORKS, reason="the status of a process with such streams needs the nursery")
def test_what_cannot_be_printed_is_said_and_the_status_is_one_of_the_contract(tmp_path, sink):
    daemon, _code = with_a_case(tmp_path, sink)
    err = tmp_path / "err"
    err.touch()

    def status(*words, out=FULL, error=err):
        given = ["-m", "daemon", "--config", str(daemon.config), *words]
        return nursery().start(given, tmp_path, environment(), out, error).wait(60)

    assert status("cases") == 1
    assert [line for line in err.read_text().splitlines() if "conductd:" not in line] == []
    assert "No space left on device" in err.read_text()
    assert status("show", "EXC-AAAAA", error=FULL) == 1
    assert status("nosuch", error=FULL) == 2


@pytest.mark.skipif(not FORKS, reason="another user may not read the interpreter; the nursery has it loaded")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_database_that_belongs_to_another_user_is_one_line(sink, mode):
    must_have("becoming another user takes root: run it as root", there=os.geteuid() == 0)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        daemon, code = with_a_case(home, sink)
        daemon.close()
        (home / "conductd.db").chmod(mode)
        home.chmod(0o777)
        for each in (daemon.config, home / "conductd.key", home / "conductd.head"):
            shutil.chown(each, "nobody")
        for words in (["run"], ["cases"], ["show", code]):
            given = [str(NOBODY), "--config", str(daemon.config), *words]
            done = nursery().run(given, home, environment(), 60)
            said = one_line(done, "conductd.db")
            assert "Permission denied" in said or "belongs to another user" in said
            assert done.returncode == 1
