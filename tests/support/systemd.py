"""The socket on which systemd listens, for a daemon that runs as a process: what it said, and when.

with Systemd(folder) as systemd, Supervised(folder, systemd, sections) as daemon:
    systemd.until("READY=1")
"""

import json
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from tests.support.daemon import FORKS, Daemon, Popen, environment, eventually, nursery

WATCHDOG = "WATCHDOG=1"
STRUCK = Path(__file__).with_name("struck.py")


class Systemd:
    def __init__(self, folder: Path, watchdog: float = 1.0) -> None:
        """`watchdog` is WatchdogSec."""
        self.name = str(folder / "notify")
        self.watchdog = watchdog
        self._said: list[tuple[float, str]] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._listen, name="systemd", daemon=True)

    def __enter__(self) -> Self:
        self._socket.bind(self.name)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.name)
        self._thread.join(5)
        self._socket.close()
        Path(self.name).unlink()

    def _listen(self) -> None:
        while heard := self._socket.recv(4096).decode():
            self._said += [(time.monotonic(), line) for line in heard.split("\n")]

    @property
    def environment(self) -> dict[str, str]:
        return {"NOTIFY_SOCKET": self.name, "WATCHDOG_USEC": str(int(self.watchdog * 1_000_000))}

    def said(self, since: float = 0.0) -> list[str]:
        """In order; `since` is of time.monotonic()."""
        return [line for at, line in self._said if at >= since]

    def fed(self, since: float = 0.0) -> list[float]:
        """When the watchdog was fed."""
        return [at for at, line in self._said if line == WATCHDOG and at >= since]

    def until(self, line: str, within: float = 30.0) -> None:
        eventually(lambda: line in self.said(), lambda: f"{line}; it said {self.said()}", within)


class Supervised(Daemon):
    """As systemd would start it. `strike` is what struck.py does to it when it gets SIGUSR1."""

    strike = "-"

    def __init__(self, folder: Path, systemd: Systemd, *sections: str) -> None:
        super().__init__(folder, *sections)
        self.systemd = systemd

    def program(self, ahead: timedelta) -> list[str]:
        return ["-P", str(STRUCK), str(ahead.total_seconds()), self.strike]

    def begin(self) -> Popen:
        """Started, and perhaps not ready for long."""
        self._log.touch()
        self._process = self._started([*self.program(timedelta()), "--config", str(self.config), "run"])
        return self._process

    def _started(self, words: list[str]) -> Popen:
        around = environment() | self.systemd.environment
        if FORKS:
            return nursery().start(words, self.folder, around, self._log)
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words],
                cwd=self.folder, env=around, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def ended(self, within: float) -> int:
        """The exit code, once it has ended by itself or was told to."""
        assert self._process is not None
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self._process = None

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def events(self) -> list[dict[str, Any]]:
        """What was logged, without the line that a daemon says at the end to whoever started it."""
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]

    def last_words(self) -> list[str]:
        """Those lines."""
        return [line for line in self.log().splitlines() if not line.startswith("{")]
