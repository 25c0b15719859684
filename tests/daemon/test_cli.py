"""The command line as somebody meets it: a process of its own, its exit status, what it says and where."""

import json
import os
import pty
import resource
import select
import socket
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon import cli, cli_call
from daemon.config import embedded
from daemon.opening import open_store
from daemon.process.case import Case, Debt, Stage, Track
from parsers.commands import forms
from tests.support.configurations import written
from tests.support.nursery import FORKS, nursery

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
CODE = "SSE-7K3F2"


def conductd(folder, *words, **environ):
    """Runs `python -m daemon`, the tree's own, in `folder`."""
    command = ["-W", "error", "-m", "daemon", *words]
    if FORKS:
        return nursery().run(command, folder, plain(folder) | environ, within=60)
    return started(folder, command, **environ)


def started(folder, command, **environ):
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder, env=plain(folder) | environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def plain(folder):
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": "80", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def said(monkeypatch, capsys):
    """The same without a new process, which costs a second of imports."""

    def call(folder, *words, **environ):
        monkeypatch.chdir(folder)
        for name in [name for name in os.environ if name.startswith("CONDUCTD_")]:
            monkeypatch.delenv(name)
        for name, value in ({"COLUMNS": "80"} | environ).items():
            monkeypatch.setenv(name, value)
        status = cli_call.guarded(lambda: cli._run(list(words)))
        return Ended(status, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder where the embedded default ran: one case that needs a date."""
    folder = tmp_path_factory.mktemp("house")
    data = folder / "conductd-data"
    data.mkdir(mode=0o700)
    store = open_store(embedded(data), NOW)
    case = Case(
        code=CODE,
        track=Track.COMPLAINT,
        stage=Stage.NEEDS_DATE,
        opened_at=NOW - timedelta(days=3),
        debt=Debt.DATE,
        owed_since=NOW,
    )
    store.run_now(lambda unit: unit.cases.add(case, None))
    store.close()
    return folder


def test_help_is_quick_and_says_how_to_begin(tmp_path):
    asked = ["-W", "error", "-m", "daemon", "--help"]
    started(tmp_path, asked)  # the first one writes the bytecode
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended = started(tmp_path, asked)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "conductd demo" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80
    assert min(times) < 0.5  # of the processor: the wall's clock tells of the machine's other work too


def test_nothing_said_is_a_wrong_call_that_shows_the_help(tmp_path):
    ended = conductd(tmp_path)
    assert (ended.returncode, ended.stderr) == (2, "")
    assert "Usage: conductd" in ended.stdout


def test_the_version_is_said(tmp_path):
    ended = conductd(tmp_path, "--version")
    assert (ended.returncode, ended.stdout.split()[0]) == (0, "conductd")


def test_every_command_of_the_grammar_is_a_command_or_has_a_place_elsewhere():
    names = {each.name or each.callback.__name__ for each in cli.app.registered_commands}
    assert {form.verb.value for form in forms() if form.verb not in cli.ELSEWHERE} <= names
    assert {"demo", "run", "check", "read", "cases", "show", "search", "digest", "audit"} <= names


@pytest.mark.parametrize("name", ["cases", "estimate", "consent", "ask", "back", "read"])
def test_each_command_explains_itself_within_80_columns(tmp_path, said, name):
    ended = said(tmp_path, name, "--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "--config FILE" in ended.stdout
    assert "\\" not in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "front"),
    [
        (["cases", "--json"], ["--json", "cases"]),
        (["show", "SSE-1", "--config", "x.toml"], ["--config", "x.toml", "show", "SSE-1"]),
        (["show", "--config=x.toml", "SSE-1"], ["--config=x.toml", "show", "SSE-1"]),
        (["--as", "Kim", "mine", "SSE-1", "--json"], ["--as", "Kim", "--json", "mine", "SSE-1"]),
        (["note", "SSE-1", "--", "write", "--json"], ["note", "SSE-1", "--", "write", "--json"]),
        (["note", "SSE-1", "say --json to it"], ["note", "SSE-1", "say --json to it"]),
    ],
)
def test_what_every_command_takes_may_stand_anywhere(words, front):
    assert cli_call.hoisted(words) == front


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (["frobnicate"], 2, "No such command 'frobnicate'"),
        (["show"], 2, "Missing argument 'CODE'. Try: conductd show --help"),
        (["cases", "--config"], 2, "--config needs a value. Write --config FILE."),
        (["cases", "--config", "/nowhere.toml"], 1, "/nowhere.toml: cannot be read"),
        (["cases"], 1, "start the embedded default here with: conductd run"),
        (["check", "--config", "/nowhere.toml"], 1, "/nowhere.toml: cannot be read"),
        (["run", "--config", "/nowhere.toml"], 1, "/nowhere.toml: cannot be read"),
    ],
)
def test_a_failure_is_one_line_on_standard_error(tmp_path, said, words, status, expected):
    ended = said(tmp_path, *words)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert expected in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_wrong_configuration_is_a_line_a_problem_and_no_secret(tmp_path):
    written(tmp_path, process='undo = "x"', smtp='pasword = "canary"')
    ended = conductd(tmp_path, "run")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert [line.partition(": ")[0] for line in ended.stderr.splitlines()] == ["conductd.toml"] * 2
    assert "canary" not in ended.stderr


@pytest.mark.parametrize("words", [["cases"], ["digest"], ["show", CODE], ["show", "7k3f2"]])
def test_a_person_gets_a_page_of_80_columns_without_colours_in_a_pipe(house, said, words):
    ended = said(house, *words)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert CODE in ended.stdout
    assert "\x1b" not in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 80


def test_json_is_what_a_program_gets(house, said):
    (line,) = json.loads(said(house, "cases", "--json").stdout)
    assert (line["code"], line["kind"], line["stage"]) == (CODE, "complaint", "needs a date")
    assert datetime.fromisoformat(line["opened_at"]) == NOW - timedelta(days=3)
    assert json.loads(said(house, "--json", "show", CODE).stdout)["line"]["code"] == CODE
    assert json.loads(said(house, "digest", "--json").stdout)["zone"] == "America/Denver"


def test_a_search_without_a_hit_exits_1(house, said):
    ended = said(house, "search", "nowhere-to-be-found")
    assert (ended.returncode, ended.stdout) == (1, "Nothing was found.\n")


def test_a_command_is_carried_out_and_found_again(house, said):
    ended = said(house, "note", CODE, "spoken", "on", "the", "telephone")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "telephone" in said(house, "show", CODE).stdout
    assert said(house, "search", "telephone").returncode == 0


def test_words_from_standard_input_stay_out_of_the_process_list(house, said):
    command = [sys.executable, "-m", "daemon", "note", CODE, "-"]
    subprocess.run(
        command,
        cwd=house,
        env={"PYTHONPATH": str(ROOT)},
        input="by a pipe\n",
        text=True,
        check=True,
        capture_output=True,
    )
    assert "by a pipe" in said(house, "show", CODE).stdout


def test_what_is_not_understood_is_a_wrong_call_with_the_nearest_form(house, said):
    ended = said(house, "estimate", CODE)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "conductd estimate CODE WHEN" in ended.stderr


def test_what_the_process_does_not_allow_is_refused_with_its_reason(house, said):
    ended = said(house, "show", "SSE-ZZZZZ")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "conductd: not done: there is no case SSE-ZZZZZ.\n"


def test_who_is_no_administrator_is_refused(house, said):
    for words, environ in ((["mine", CODE, "--as", "Mallory"], {}), (["mine", CODE], {"CONDUCTD_AS": "Mallory"})):
        ended = said(house, *words, **environ)
        assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (1, "", 1)


def test_the_history_is_whole(house, said):
    ended = said(house, "audit")
    assert (ended.returncode, ended.stdout) == (0, "The history is whole.\n")


def test_a_time_counts_at_once_without_a_terminal(house, said):
    ended = said(house, "estimate", CODE, "in 2 days")
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(("answer", "status"), [("n", 1), ("", 1), ("y", 0)])
def test_a_terminal_is_asked_whether_the_time_was_read_right(house, answer, status):
    ended, shown = at_a_terminal(house, answer, "estimate", CODE, "in 3 days")
    assert ended == status
    assert "[y/N]" in shown
    assert ("Nothing was changed." in shown) == (status == 1)


def at_a_terminal(folder, answer, *words):
    """The exit status and what a terminal showed."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "daemon", *words]
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "TERM": "xterm"}
    process = subprocess.Popen(command, cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while select.select([ours], [], [], 30)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # Linux says EIO when the other side has closed
                break
            if b"[y/N]" in shown and answer is not None:
                os.write(ours, f"{answer}\n".encode())
                answer = None
        return process.wait(30), shown.decode()
    finally:
        process.kill()
        os.close(ours)


def test_a_reader_that_goes_away_is_no_failure_worth_a_word(house):
    pipe = subprocess.Popen(
        ["/bin/sh", "-c", f"{sys.executable} -m daemon show {CODE} | true"],
        cwd=house, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert pipe.communicate(timeout=60)[1] == b""


def test_the_daemon_of_the_embedded_default_ends_quietly_on_a_signal(tmp_path):
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "CONDUCTD_LISTENER__BIND": "127.0.0.1:0"}
    command = [sys.executable, "-m", "daemon", "run"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        seen = []
        for line in process.stderr:
            seen.append(line)
            if '"ready"' in line:
                process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.stderr.close()
    assert seen[0].startswith("No configuration")
    assert not [line for line in seen if "Traceback" in line]
    assert (tmp_path / "conductd-data").stat().st_mode & 0o777 == 0o700


def test_a_taken_port_ends_the_daemon_with_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = conductd(tmp_path, "run", CONDUCTD_LISTENER__BIND=bind)
    said_by_us = [
        line for line in ended.stderr.splitlines() if not line.startswith(("{", "No config", "Mail comes", "Look at"))
    ]
    assert ended.returncode == 1
    assert len(said_by_us) == 1
    assert "in use" in said_by_us[0]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("words", [["run"], ["cases"]])
def test_a_folder_that_cannot_be_written_ends_with_one_line(tmp_path, words):
    (tmp_path / "file").touch()  # a file where a folder should be refuses root too
    written(tmp_path).write_text(
        written(tmp_path).read_text().replace("sqlite:///conductd.db", "sqlite:///file/conductd.db")
    )
    ended = conductd(tmp_path, *words)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("conductd: ")
    assert "bug" not in ended.stderr


def test_check_exits_1_where_something_failed(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    written(tmp_path)
    servers = {f"CONDUCTD_{name}__HOST": "127.0.0.1" for name in ("MAILBOX", "SMTP")}
    servers |= {f"CONDUCTD_{name}__PORT": port for name in ("MAILBOX", "SMTP")}
    ended = conductd(tmp_path, "check", "--json", **servers)
    failed = [row for row in json.loads(ended.stdout) if row["ok"] == "fail"]
    assert (ended.returncode, ended.stderr) == (1, "")
    assert [row["what"] for row in failed] == ["mailbox.port", "smtp connection"]
    assert all(row["say"] for row in failed)
