"""The daemon as a process with a written configuration: started, stopped, killed, asked by its own command line.

What it stored is looked at through the store's own code from this process, as a second process on the same database;
that changes nothing, where `conductd show` would be a read on the record.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import pytest

from daemon.clock import now
from daemon.config import load
from daemon.opening import closed_store
from daemon.process.case import Case
from daemon.store import Kept, Store, Unit
from daemon.wiring import terms
from tests.support.dovecot import Dovecot
from tests.support.nursery import FORKS, Born, nursery

T = TypeVar("T")
Popen = subprocess.Popen[bytes] | Born

READY_WITHIN = 40.0
STOPS_WITHIN = 10.0
WITHIN = 30.0
PAUSE = 0.05
ADMINISTRATOR = "robin@example.org"
COMMUNITY = "admin@example.org"
VERIFIER = "mx.example.org"
PREFIX = "EXC"

AHEAD = Path(__file__).with_name("ahead.py")

COMMUNITY_SECTION = f"""
[community]
name = "Example Community"
code = "{PREFIX}"
timezone = "Europe/Vienna"
rules_channel = "#community-rules"
incidents_before = {{ count = 15, as_of = 2019-04-30 }}
"""


def house(*others: str, process: str = "", more: str = "") -> str:
    """A community with one administrator, and with `others`: addresses whose first part is the name. A key in `process`
    takes the place of its own.
    """
    names = (ADMINISTRATOR, *others)
    administrators = "\n".join(
        f'[[administrators]]\nname = "{name_of(address)}"\nemail = "{address}"\n' for address in names
    )
    keys = {"undo": '"1s"', "digest": '""', "quiet_hours": '""'}
    return f"{COMMUNITY_SECTION}\n{administrators}\n{_section('process', keys, process)}\n{more}"


def name_of(administrator: str) -> str:
    """What the configuration calls whoever has this address."""
    return f"{administrator.partition('@')[0].capitalize()} Example"


def mailbox(server: Dovecot, user: str, more: str = "") -> str:
    """The section for a user of the test's Dovecot, over the plain port; a key in `more` takes the place of its own."""
    keys = {
        "host": f'"{server.host}"',
        "port": str(server.port),
        "tls": '"none"',
        "user": f'"{user}"',
        "password": f"'{server.password}'",
        "trusted_authserv_id": f'"{VERIFIER}"',
        "trusted_hops": f'["{VERIFIER}"]',
    }
    return _section("mailbox", keys, more)


def outgoing(port: int, more: str = "") -> str:
    keys = {
        "host": '"127.0.0.1"',
        "port": str(port),
        "tls": '"none"',
        "sender": f'"The Administrators <{COMMUNITY}>"',
    }
    return _section("smtp", keys, more)


def listener(port: int) -> str:
    return _section("listener", {"protocol": '"lmtp"', "bind": f'"127.0.0.1:{port}"'})


def _section(name: str, keys: dict[str, str], more: str = "") -> str:
    given = dict(line.split(" = ", 1) for line in more.strip().splitlines())
    return "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in {**keys, **given}.items()), ""])


HOUSE = house()


def written(folder: Path, *sections: str) -> Path:
    path = folder / "conductd.toml"
    path.write_text("\n".join(sections), encoding="utf-8")
    path.chmod(0o600)
    return path


def eventually(condition: Callable[[], T], what: str | Callable[[], str], within: float = WITHIN) -> T:
    """What `condition` gives, once it gives something; `what` may look at what there was instead."""
    end = time.monotonic() + within
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(f"within {within:.0f} s it did not happen: {what if isinstance(what, str) else what()}")
        time.sleep(PAUSE)
    return found


def conductd(folder: Path, *words: str, config: Path | None = None, within: float = 60.0):
    """One call of the command line, as a shell would make it."""
    given = ["--config", str(config)] if config else []
    called = ["-m", "daemon", *given, *words]
    if FORKS:
        return nursery().run(called, folder, environment(), within)
    return subprocess.run(
        [sys.executable, *called],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
    )


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CONDUCTD_")} | {"COLUMNS": "100"}


def event_of(line: str) -> dict[str, Any]:
    try:
        return json.loads(line)
    except ValueError:
        pytest.fail(f"the log has a line that is no event: {line!r}")


class Daemon:
    """`with Daemon(folder, sections) as daemon:` runs it until the end of the block, and asks that it stops in time."""

    def __init__(self, folder: Path, *sections: str) -> None:
        self.folder = folder
        self.config = written(folder, *sections)
        self._log = folder / "log"
        self._process: Popen | None = None
        self._store: Store | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: object, *_: object) -> None:
        self.close()
        if self._process is None:
            return
        if kind is not None:
            self.kill()
        else:
            assert self.stop() < STOPS_WITHIN

    def close(self) -> None:
        """Ends the looking."""
        if self._store:
            self._store.close()
        self._store = None

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, ahead: timedelta = timedelta()) -> Self:
        """With the machine's clock, or one that is `ahead` of it."""
        begun = self._times_ready()
        self._log.touch()
        self._process = self._started([*self.program(ahead), "--config", str(self.config), "run"])
        eventually(lambda: self._times_ready() > begun or not self.is_alive, "the daemon is ready", READY_WITHIN)
        assert self.is_alive, f"the daemon ended: {self.log()}"
        return self

    def _started(self, words: list[str]) -> Popen:
        if FORKS:
            return nursery().start(words, self.folder, environment(), self._log)
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=self.folder, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def program(self, ahead: timedelta) -> list[str]:
        return ["-P", str(AHEAD), str(ahead.total_seconds())] if ahead else ["-m", "daemon"]

    def stop(self) -> float:
        """SIGTERM; how many seconds it took to end, which must be without an error."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            assert self._process.wait(3 * STOPS_WITHIN) == 0, self.log()
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None
        return time.monotonic() - began

    def kill(self) -> None:
        """SIGKILL: no code of the daemon runs after this."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOPS_WITHIN)
        self._process = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    def events(self) -> list[dict[str, Any]]:
        """The log's lines; fails on one that is not an event."""
        return [event_of(line) for line in self.log().splitlines()]

    def complaints(self) -> list[dict[str, Any]]:
        """What the daemon logged as an error of its own."""
        return [event for event in self.events() if event["level"] in {"error", "critical"}]

    def command(self, *words: str) -> str:
        """An administrator's command on the command line, which must be carried out; what it printed."""
        done = conductd(self.folder, *words, config=self.config)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    def show(self, code: str) -> dict[str, Any]:
        """A read by the only administrator, and on the record as one."""
        return json.loads(self.command("show", code, "--json"))

    def look(self, work: Callable[[Unit], T]) -> T:
        if self._store is None:
            self._store = closed_store(load(self.config, {}))
            self._store.open_for_audit(now())
        return self._store.run_now(work)

    def kept(self, code: str) -> Kept:
        found = self.look(lambda unit: unit.cases.by_code(code, terms(load(self.config, {}))))
        assert found is not None
        return found

    def case(self, code: str) -> Case:
        return self.kept(code).case

    def cases_of(self, address: str) -> list[str]:
        """The codes of the cases in which that address wrote."""
        return [each.code for each in self.look(lambda unit: unit.parties.cases_of("email", address))]

    def _times_ready(self) -> int:
        return self.log().count('"event": "ready"')
