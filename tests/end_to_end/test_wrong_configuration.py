"""A wrong configuration ends with one clear line that names the key and the remedy; never with a traceback."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.certificates import Authority
from tests.support.daemon import HOUSE, Daemon, conductd, eventually, listener, mailbox, outgoing, written
from tests.support.dovecot import free_port
from tests.support.sink import Sink

PLAIN = '[database]\nurl = "sqlite:///plain/conductd.db"'
CALLS = {
    "unknown key": ("check", '[listener]\nbnd = "127.0.0.1:8025"'),
    "bad duration": ("run", listener(8025), "[slack]\nbot_token = 'x'\npoll_every = \"soon\""),
    "missing secret": ("run", '[mailbox]\nhost = "127.0.0.1"\nuser = "admin"\ntls = "none"'),
    "no door": ("run",),
    "no address": ("check", listener(8025), "[outside_contact]\nname = 'Kim'\nemail = 'kim'"),
    "unwritable folder": ("run", PLAIN, listener(8025)),
    "unwritable folder, checked": ("check", PLAIN, listener(8025)),
}
SAYS = {
    "unknown key": ("[listener] bnd", '"bind"'),
    "bad duration": ("[slack] poll_every", "Write 12h"),
    "missing secret": ("[mailbox] password", "password_file"),
    "no door": ("[mailbox]", "[listener]"),
    "no address": ("[outside_contact] email", "name@example.org"),
    "unwritable folder": ("plain",),
}


def one_line(done, *expected):
    """What was said beside the log: one line with all of that in it, and a status that is not success."""
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stdout + done.stderr
    (line,) = [line for line in done.stderr.strip().splitlines() if not line.startswith('{"event": ')]
    assert [word for word in expected if word not in line] == [], line
    return line


def failed_row(done, *expected):
    """`check` prints a row for each thing; the one that failed must name the key and the remedy."""
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    said = " ".join(done.stdout.split())
    assert [word for word in expected if word not in said] == [], done.stdout
    return said


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """All rows of the table, two processes at a time. `plain` is a file where a folder should be, for root too."""

    def call(name):
        command, *sections = CALLS[name]
        folder = tmp_path_factory.mktemp("wrong")
        (folder / "plain").write_text("")
        return conductd(folder, command, config=written(folder, HOUSE, *sections, outgoing(2525)))

    with ThreadPoolExecutor(2) as workers:
        return dict(zip(CALLS, workers.map(call, CALLS), strict=True))


@pytest.mark.parametrize("name", SAYS)
def test_what_cannot_be_is_one_line_with_key_and_remedy(called, name):
    one_line(called[name], *SAYS[name])


def test_a_folder_that_cannot_be_written_is_named_by_check(called):
    failed_row(called["unwritable folder, checked"], "database fail")


def test_a_configuration_that_is_not_there_is_one_line(tmp_path):
    one_line(conductd(tmp_path, "run", config=tmp_path / "missing.toml"), "missing.toml")


def test_a_server_that_cannot_be_reached_is_named_by_check(tmp_path, dovecot):
    config = written(tmp_path, HOUSE, mailbox(dovecot, "admin", f"port = {free_port()}"), outgoing(free_port()))
    said = failed_row(conductd(tmp_path, "check", config=config))
    assert "mailbox.port fail nothing listens" in said
    assert "look at smtp.host and smtp.port" in said


def test_a_wrong_password_is_named_by_check_and_the_daemon_keeps_trying(tmp_path, dovecot, sink):
    config = (HOUSE, mailbox(dovecot, "admin", "password = 'wrong-canary'"), outgoing(sink.port))
    done = conductd(tmp_path, "check", config=written(tmp_path, *config))
    said = failed_row(done, "password")
    with Daemon(tmp_path, *config) as daemon:
        eventually(lambda: "refused login" in daemon.log(), "the log says that the login was refused")
        assert daemon.is_alive
    assert "wrong-canary" not in said + daemon.log()


def test_a_certificate_that_does_not_match_is_named_by_check(tmp_path, dovecot):
    for_another = Authority(tmp_path).issue("mail.example.org")
    with Sink(tls=for_another.server_context(), starttls=True) as sink:
        out = outgoing(sink.port, f'tls = "starttls"\nca_file = "{tmp_path}/ca.pem"')
        inbox = mailbox(dovecot, "admin", f'tls = "implicit"\nport = {dovecot.tls_port}\nca_file = "{tmp_path}/ca.pem"')
        said = failed_row(conductd(tmp_path, "check", config=written(tmp_path, HOUSE, inbox, out)), "certificate")
    assert "mailbox" in said
    assert "smtp" in said


def test_an_address_that_is_taken_is_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config = written(tmp_path, HOUSE, listener(port), outgoing(2525))
        one_line(conductd(tmp_path, "run", config=config), "[listener] bind", f"127.0.0.1:{port}", "Write another port")
