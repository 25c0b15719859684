"""The daemon as a process, with a canary in every field that a person fills in: what of it can be found around it (7.8).

A member reports, writes on and attaches, a hostile mail comes, an administrator suspends and writes; then everything
that the process leaves is searched: its log, its folder and the temporary ones, its title, and what it would dump.
"""

import re
import smtplib
import sys
from pathlib import Path

import pytest

from tests.end_to_end.cast import Place
from tests.support.canaries import Kind, Mint, dresses
from tests.support.canaries_mails import Written, unreadable
from tests.support.canaries_town import copy_of_database
from tests.support.daemon import HOUSE, Daemon, eventually, listener, outgoing
from tests.support.dovecot import free_port
from tests.support.sink import Sink

HOSTILE = range(9)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


class ByLmtp(Place):
    def hand_over(self, raw: bytes) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp_port, local_hostname="mx.example.org", timeout=30) as door:
            door.sendmail("someone@people.example", ["admin@example.org"], re.sub(rb"(?<!\r)\n", b"\r\n", raw))


class Story:
    """Who wrote what; `letters` are the sink's."""

    def __init__(self, place: ByLmtp) -> None:
        self.place, self.mint = place, Mint()
        self.member, self.other = self.mint.address(), self.mint.address()

    def word(self, kind: Kind = Kind.TEXT) -> str:
        return self.mint.new(kind, self.member).text

    def hands_over(self, raw: bytes) -> None:
        self.place.hand_over(raw)

    def reports(self) -> str:
        """The case's code."""
        text = (
            f"I want to make a formal complaint about @{self.word()}. He called people who asked {self.word()} idiots.\n"
            f"See https://files.example/{self.word(Kind.LINK)}\n"
        )
        name, subject, number = self.word(Kind.NAME), self.word(Kind.SUBJECT), self.word(Kind.MESSAGE_ID)
        sender, message_id = f'"{name.capitalize()} Rivera" <{self.member}>', f"<{number}@client.example>"
        files = (f"{self.word(Kind.FILE)}.png",)
        self.hands_over(bytes(Written(sender, text, subject, message_id, files=files)))
        return self.place.person(self.member).gets("We take it as a formal complaint").code

    def goes_wrong(self) -> None:
        for number in HOSTILE:
            self.hands_over(unreadable(number, self.word(), self.member))

    def is_worked_on(self, code: str) -> None:
        daemon, words = self.place.daemon, self.word(Kind.WORDS)
        daemon.command("note", code, words)
        daemon.command("suspend", code, self.other, "because", words)
        daemon.command("reply", code, words)
        daemon.command("search", words)
        self.place.person(self.member).gets(words)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Played once, with the daemon still running."""
    port, folder = free_port(), tmp_path_factory.mktemp("no-trace")
    with Sink() as sink, Daemon(folder, HOUSE, listener(port), outgoing(sink.port)) as daemon:
        played = Story(ByLmtp(None, "", sink, daemon, port))
        code = played.reports()
        played.goes_wrong()
        played.is_worked_on(code)
        yield played


def searched(story, path: Path) -> list[str]:
    return [f"{path.name} in {each}" for each in dresses(path.read_bytes())]


def test_nothing_of_it_stands_in_a_file_of_the_daemon_or_in_the_name_of_one(story):
    folder = story.place.daemon.folder
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert {"conductd.db", "conductd.db-wal", "log"} <= {path.name for path in paths}
    assert [each for path in paths for each in searched(story, path)] == []
    assert dresses("\n".join(map(str, paths)).encode()) == []


def test_a_backup_that_sqlite_makes_holds_nothing_of_it(story, tmp_path):
    backup = tmp_path / "backup.db"
    copy_of_database(story.place.daemon.folder / "conductd.db", backup)
    assert backup.stat().st_size > 100_000
    assert searched(story, backup) == []


def test_the_log_holds_what_happened_and_nothing_of_it(story):
    assert story.place.daemon.events()
    assert story.mint.found(story.place.daemon.log()) == []


@LINUX
def test_the_titles_of_the_process_and_its_threads_hold_nothing_of_it(story):
    own = Path(f"/proc/{story.place.daemon._process.pid}")
    titles = [own / "cmdline", own / "comm", own / "environ", *own.glob("task/*/comm")]
    assert len(titles) > 4
    assert [each for path in titles for each in searched(story, path)] == []


@LINUX
def test_the_process_has_no_file_open_outside_its_folder_that_could_hold_it(story):
    """Temporary files among them, also those without a name any more."""
    own = Path(f"/proc/{story.place.daemon._process.pid}/fd")
    opened = [str(each.readlink()) for each in own.iterdir()]
    elsewhere = [each for each in opened if each.startswith("/") and str(story.place.daemon.folder) not in each]
    assert [each for each in elsewhere if not each.startswith("/dev/")] == []


@LINUX
def test_the_process_would_dump_no_core(story):
    limits = Path(f"/proc/{story.place.daemon._process.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)


def test_what_it_wrote_to_its_members_is_all_there(story):
    """Else there would be nothing to search."""
    came = eventually(lambda: story.place.sink.messages, "letters came")
    assert len({each.recipients for each in came}) > 2
