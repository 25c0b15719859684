"""A workspace with people in it, for tests that run the daemon as a process: the stand-in, in a thread of its own.

    with Town() as town, Daemon(folder, *town.sections(ROBIN, port=sink.port)) as daemon: ...

Everything in it happens in that thread: `town.do(...)` for what answers at once, `town.wait(...)` for a coroutine.
"""

import asyncio
import re
import signal
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from daemon.demo.workspace import Workspace
from daemon.demo.workspace_records import Member
from tests.support.daemon import PREFIX, READY_WITHIN, Daemon, eventually, outgoing
from tests.support.workspace_faults import Faults

CODE = re.compile(rf"{PREFIX}-[A-Z0-9]{{4,6}}")
QUICK = Path(__file__).with_name("quick.py")
PROCESS = {"settle": '"1s"', "undo": '"0s"', "digest": '""', "quiet_hours": '""'}


class QuickDaemon(Daemon):
    """With short waits in its Slack door; `death` as quick.py has it."""

    death = "-"

    def program(self, ahead: timedelta) -> list[str]:
        return ["-P", str(QUICK), str(ahead.total_seconds()), self.death]

    def is_killed(self) -> None:
        """By itself, where it was told to be."""
        assert self._process is not None
        assert self._process.wait(READY_WITHIN) == -signal.SIGKILL
        self._process, self.death = None, "-"

    def said_by(self, member: str) -> list[list[str]]:
        """What its cases hold of this member's words, a list for each case."""
        codes = self.look(lambda unit: [each.code for each in unit.parties.cases_of("slack", member)])
        cases = [self.kept(code).id for code in codes]
        return [self.look(lambda unit, case=case: [each.text for each in unit.messages.of(case)]) for case in cases]


@dataclass(frozen=True)
class Post:
    """A letter as it stands in somebody's conversation with the app."""

    raw: dict[str, Any]

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def thread(self) -> str:
        return str(self.raw.get("thread_ts", ""))

    @property
    def text(self) -> str:
        return "\n".join("".join(words(each)) for each in self.raw.get("blocks", []) if each["type"] != "actions")

    @property
    def buttons(self) -> list[str]:
        rows = (each for each in self.raw.get("blocks", []) if each["type"] == "actions")
        return [str(each["text"]["text"]) for row in rows for each in row["elements"] if "text" in each]

    @property
    def short(self) -> str:
        """What a lock screen shows."""
        return str(self.raw["text"])

    @property
    def code(self) -> str:
        found = CODE.search(f"{self.short}\n{self.text}")
        assert found, "no case's code stands in this letter"
        return found.group()


def words(found: object) -> list[str]:
    if isinstance(found, list):
        return [text for each in found for text in words(each)]
    if not isinstance(found, dict):
        return []
    own = [found["text"]] if isinstance(found.get("text"), str) else words(found.get("text"))
    return own + words(found.get("elements")) + (["\n"] if found.get("type") == "rich_text_section" else [])


class Town:
    """`slack` is the stand-in, `faults` its weather; both belong to the thread. `daemon` and `robin`, who
    administers, are set by whoever has them.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack")
        self.daemon: QuickDaemon
        self.robin: Neighbour

    def __enter__(self) -> Self:
        self._thread.start()
        self.slack = self.wait(self._open())
        self.faults = self.do(lambda: Faults(self.slack))
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.do(self.faults.clear)
            self.wait(self.slack.stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)
            self._loop.close()

    async def _open(self) -> Workspace:
        slack = Workspace()
        await slack.start()
        return slack

    def wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(30)

    def do(self, act: Callable[[], Any]) -> Any:
        async def acted() -> Any:
            return act()

        return self.wait(acted())

    def join(self, name: str, email: str = "") -> "Neighbour":
        return Neighbour(self, self.do(lambda: self.slack.join(name.lower(), f"{name} Example", email)))

    def asked(self, method: str) -> list[dict[str, Any]]:
        return self.do(lambda: list(self.slack.asked(method)))

    def letters_sent(self) -> list[str]:
        """The marker of every letter that stands anywhere, as often as it stands there."""
        rooms = self.do(lambda: [list(each.messages.values()) for each in self.slack.records.rooms.values()])
        blocks = (block for room in rooms for message in room for block in message.get("blocks", [])[:1])
        return [each["block_id"] for each in blocks if str(each.get("block_id", "")).startswith("o:")]

    def section(self, *, sockets: bool, poll: str = "1s") -> str:
        app = f'app_token = "{self.slack.app_token}"\n' if sockets else ""
        token = f'bot_token = "{self.slack.bot_token}"'
        return f'[slack]\n{token}\n{app}api_url = "{self.slack.url}"\npoll_every = "{poll}"\n'


@dataclass(frozen=True)
class Neighbour:
    """Somebody in Slack. They know of the daemon only what its letters say."""

    town: Town
    member: Member = field(repr=False)

    @property
    def id(self) -> str:
        return self.member.id

    def says(self, text: str, to: Post | None = None, **more: Any) -> str:
        """A direct message, in the thread of a letter where one is given; its ts."""
        slack = self.town.slack
        thread = (to.thread or to.ts) if to else ""
        return str(self.town.do(lambda: slack.say(self.member, text, thread=thread, **more)))

    def edits(self, ts: str, text: str) -> None:
        self.town.do(lambda: self.town.slack.edit(self.member, ts, text))

    def deletes(self, ts: str) -> None:
        self.town.do(lambda: self.town.slack.delete(self.member, ts))

    def attaches(self, content: bytes, name: str, **more: Any) -> str:
        return str(self.town.do(lambda: self.town.slack.attach(self.member, content, name, **more)))

    def presses(self, post: Post, button: str) -> None:
        self.town.wait(self.town.slack.press(self.member, post.ts, button))

    def posts(self, phrase: str = "", about: str = "") -> list[Post]:
        found = [Post(each) for each in self.town.do(lambda: [dict(m) for m in self.town.slack.letters(self.member)])]
        return [each for each in found if phrase.lower() in each.text.lower() and about in f"{each.short} {each.text}"]

    def gets(self, phrase: str, about: str = "", before: int = 0) -> Post:
        """The letter with that phrase, once it is there; the next one where there are `before` already."""
        return eventually(lambda: self.posts(phrase, about)[before : before + 1], lambda: self._without(phrase, about))[
            0
        ]

    def _without(self, phrase: str, about: str) -> str:
        came = "\n\n".join(f"{each.short}\n{each.text}" for each in self.posts(about=about))
        logged = self.town.daemon.complaints()
        return f"a post to {self.member.handle} with: {phrase}\nThe log complains: {logged}\nThese came:\n{came}"


class Handing:
    """The community's mail server in front of the daemon's own door, for whoever writes by mail."""

    def __init__(self, port: int) -> None:
        self._port = port

    def deliver(self, _mailbox: str, raw: bytes, sender: str) -> None:
        with smtplib.LMTP("127.0.0.1", self._port) as server:
            server.sendmail(sender, ["admin@example.org"], raw)


def community(*administrators: tuple[str, str, str], process: str = "") -> str:
    """`administrators` are (name, member id, mail address), either of the two may be empty."""
    keys = PROCESS | dict(line.split(" = ", 1) for line in process.strip().splitlines())
    people = "\n".join(
        "\n".join(
            [
                "[[administrators]]",
                f'name = "{name}"',
                *([f'slack = "{member}"'] if member else []),
                *([f'email = "{email}"'] if email else []),
            ]
        )
        for name, member, email in administrators
    )
    head = f'[community]\nname = "Example Community"\ncode = "{PREFIX}"\ntimezone = "Europe/Vienna"\n'
    rules = 'rules_channel = "#community-rules"\n'
    return f"{head}{rules}{people}\n[process]\n" + "\n".join(f"{k} = {v}" for k, v in keys.items()) + "\n"


__all__ = ["CODE", "Handing", "Neighbour", "Post", "QuickDaemon", "Town", "community", "outgoing"]
