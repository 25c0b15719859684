"""The stage of the demo: the real daemon as a process in a fresh folder, beside a small Slack; mail goes in over SMTP,
letters come out as files and as direct messages.

It knows nothing of the story, and nothing of the house but its command line, its door and its folder of letters.
"""

import asyncio
import os
import re
import signal
import socket
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from types import TracebackType
from typing import Self

import aiosmtplib

from daemon.demo.stage_slack import Slack

COMMUNITY = "admin@softskills.example"
CONFIGURATION = """\
[community]
name = "Soft Skills Engineering Slack"
code = "SSE"
timezone = "America/Denver"
rules_channel = "#rands-slack-rules"
incidents_before = {{ count = 15, as_of = 2019-04-30 }}

[[administrators]]
name = "Jamison Dance"
slack = "{jamison}"   # his member id
email = "hi@jamison.dance"

[[administrators]]
name = "Kim Osei"     # not in Slack: mail and a terminal
email = "kim@softskills.example"

[process]           # days last seconds here
appeal_after = "{week}"
return_notice = "3s"
undo = "1s"         # an administrator's words leave after it
settle = "1s"       # quiet after a first direct message before it is answered
quiet_hours = ""
digest = ""         # it would come into the story at nine o'clock

[listener]
protocol = "smtp"
bind = "127.0.0.1:{port}"

[smtp]
folder = "sent/"
sender = "SSE Administrators <admin@softskills.example>"
{slack}"""
READY_WITHIN = 30.0
STOP_WITHIN = 10.0
LOOK_EVERY = 0.05
WEEK = "10s"
REFUSED = 1


class Missing(Exception):
    """Something that should have come did not."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One letter as its reader gets it."""

    to: str = field(repr=False)
    reply_to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    message_id: str = field(repr=False)


class Stage:
    """An async context manager: the daemon runs inside, and is ended by SIGTERM as systemd would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._came: dict[Path, Arrived] = {}
        self._read: set[Path] = set()
        self._daemon: asyncio.subprocess.Process
        self.slack = Slack()

    async def __aenter__(self) -> Self:
        await self._configure(await self.slack.start())
        self._daemon = await self._start("run")
        try:
            await self._until_ready()
        except BaseException:
            await self._end()
            raise
        return self

    async def _configure(self, slack: str) -> None:
        config = self._folder / "conductd.toml"
        config.touch(0o600)
        jamison = self.slack.jamison.id
        written = CONFIGURATION.format(port=self._port, week=WEEK, jamison=jamison, slack=slack)
        config.write_text(written, encoding="utf-8")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    async def _end(self) -> None:
        if self._daemon.returncode is None:
            self._daemon.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(STOP_WITHIN):
                    await self._daemon.wait()
            except TimeoutError:
                self._daemon.kill()
        await self.slack.stop()

    async def mail(self, sender: str, subject: str, text: str, answers: Arrived | None = None) -> None:
        """Sends a mail to the community, as somebody's own program would."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, COMMUNITY, subject
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain="example.org")
        recipient = COMMUNITY
        if answers:
            del message["To"]
            message["To"] = recipient = answers.reply_to
            message["In-Reply-To"] = message["References"] = answers.message_id
        message.set_content(text)
        await aiosmtplib.send(
            message, sender=sender, recipients=[recipient], hostname="127.0.0.1", port=self._port, start_tls=False
        )

    async def command(self, *words: str) -> str:
        """Runs conductd as an administrator at a terminal would; what it printed."""
        status, out, error = await self._ended(*words)
        if status != 0:
            raise Missing(f"conductd {words[0]} ended with {status}: {error.strip()}")
        return out

    async def refused(self, *words: str) -> str:
        """The same for a command that the process forbids; why it does."""
        status, _, error = await self._ended(*words)
        if status != REFUSED:
            raise Missing(f"conductd {words[0]} was not refused, but ended with {status}")
        return error

    async def letter(self, to: str, says: str, within: float) -> Arrived:
        """The first unread letter to that address with these words in it; raises Missing."""
        try:
            async with asyncio.timeout(within):
                while True:
                    for path, arrived in self._unread():
                        if arrived.to == to and says in " ".join(arrived.text.split()):
                            self._read.add(path)
                            return arrived
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise Missing(f"no letter came within {within:.0f} s") from None

    def unread(self, *people: str) -> list[Arrived]:
        """What came to these addresses and was not asked for."""
        return [arrived for _, arrived in self._unread() if arrived.to in people]

    def _unread(self) -> list[tuple[Path, Arrived]]:
        for path in sorted(set((self._folder / "sent").glob("*.eml")) - self._came.keys()):
            self._came[path] = read_letter(path)
        return [(path, arrived) for path, arrived in self._came.items() if path not in self._read]

    async def _ended(self, *words: str) -> tuple[int | None, str, str]:
        process = await self._start(*words, out=asyncio.subprocess.PIPE)
        out, error = await process.communicate()
        return process.returncode, out.decode(), error.decode()

    async def _start(self, *words: str, out: int = asyncio.subprocess.DEVNULL) -> asyncio.subprocess.Process:
        config = str(self._folder / "conductd.toml")
        environ = {key: value for key, value in os.environ.items() if not key.startswith("CONDUCTD_")}
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "daemon", "--config", config, *words, stdin=asyncio.subprocess.DEVNULL,
            stdout=out, stderr=out, env={**environ, "COLUMNS": "78"},
        )  # fmt: skip

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(READY_WITHIN):
                while not await self._answers():
                    if self._daemon.returncode is not None:
                        raise Missing("the daemon ended before it was ready")
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise Missing(f"the daemon was not ready within {READY_WITHIN:.0f} s") from None

    async def _answers(self) -> bool:
        if not self.slack.is_connected:
            return False
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.close()
        return True


def read_letter(path: Path) -> Arrived:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    text = mail.get_content().replace("\r\n", "\n")
    # format=flowed (RFC 3676, 4.1 to 4.4): a line's last space joins it to the next, but for the signature's separator
    text = re.sub(r"(?m)^ ", "", re.sub(r"(?m)(?<!^--) \n", " ", text))
    return Arrived(str(mail["To"]), str(mail["Reply-To"]), str(mail["Subject"]), text, str(mail["Message-ID"]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
