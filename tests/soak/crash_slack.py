"""A world of Slack: the stand-in with a clock of its own, people who say something, and a history that is behind."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

from daemon.config import load
from daemon.demo.workspace import Workspace
from daemon.steps import Step
from daemon.wiring import terms
from tests.soak.crash_ledger import Kind, Ledger, Written, compared
from tests.soak.crash_worlds import MORE, OUTBOX, REPORT, STORE, Ahead, Doomed, fresh_mark
from tests.support.daemon import ADMINISTRATOR, COMMUNITY
from tests.support.town import Neighbour, Town, community


class LateTown(Town):
    """A workspace with the world's clock."""

    def __init__(self, clock: Ahead) -> None:
        super().__init__()
        self._clock = clock

    async def _open(self) -> Workspace:
        slack = Workspace(clock=self._clock.now)
        slack.sockets.retries = (0.2,) * 30
        await slack.start()
        return slack


class SlackWorld:
    """`delay` gives, of what the app posted, the seconds after which the history shows it, or None for never."""

    def __init__(self, folder: Path, rng: Random, delay: Callable[[], float | None], sockets: bool) -> None:
        self.clock, self.written, self._rng, self._delay = Ahead(), [], rng, delay
        self._folder, self._sockets = folder, sockets
        heard = (Step.SLACK_IN_HAND, Step.SLACK_STORED) if sockets else ()
        self.steps = (*STORE, *OUTBOX, Step.SLACK_SWEPT, *heard)
        self.town = LateTown(self.clock)
        self._shown_from: dict[str, datetime | None] = {}
        self._said: list[tuple[str, str]] = []
        self._people: list[Neighbour] = []
        self.daemon: Doomed

    def __enter__(self) -> Self:
        town = self.town.__enter__()
        robin = town.join("Robin", ADMINISTRATOR)
        town.do(lambda: setattr(town.slack.core, "hidden", self._hidden))
        here = community(("Robin Example", robin.member.id, ""), process='settle = "0s"')
        out = f'[smtp]\nfolder = "sent"\nsender = "The Administrators <{COMMUNITY}>"\n'
        self.daemon = Doomed(self._folder, here, out, town.section(sockets=self._sockets))
        return self

    def __exit__(self, *_: object) -> None:
        if self.daemon.is_alive:
            self.daemon.kill()
        self.daemon.close()
        self.town.__exit__()

    def _hidden(self, message: dict[str, Any]) -> bool:
        """In the town's own thread."""
        if not message.get("bot_id"):
            return False
        ts = str(message["ts"])
        if ts not in self._shown_from:
            wait = self._delay()
            posted = datetime.fromtimestamp(float(ts), tz=self.clock.now().tzinfo)
            self._shown_from[ts] = None if wait is None else posted + timedelta(seconds=wait)
        shown_from = self._shown_from[ts]
        return shown_from is None or self.clock.now() < shown_from

    def writes(self) -> None:
        mark = fresh_mark(len(self.written), self._rng)
        answered = self._rng.random() < 0.2 and self._again(mark)
        if answered:
            return
        person = self.town.join(f"dana{len(self.written)}")
        self._people.append(person)
        self._note(person, person.says(REPORT.format(mark=mark)), Written(mark, Kind.REPORT, "slack", person.member.id))

    def _again(self, mark: str) -> bool:
        """Somebody who got an answer, in its thread."""
        answered = [(person, posts[0]) for person in self._people if (posts := person.posts("formal complaint"))]
        if not answered:
            return False
        person, post = self._rng.choice(answered)
        ts = person.says(MORE.format(mark=mark), post)
        self._note(person, ts, Written(mark, Kind.MORE, "slack", person.member.id))
        return True

    def _note(self, person: Neighbour, ts: str, written: Written) -> None:
        self.written.append(written)
        self._said.append((person.member.id, ts))

    def passes(self, seconds: float) -> None:
        self.clock.passes(seconds)

    def took(self) -> bool:
        """Everything that was said is on disk."""
        names = self.town.do(self._names)
        known = self.daemon.look(lambda unit: unit.inbox.known(names))
        return len(known) == len(names)

    def _names(self) -> list[str]:
        slack = self.town.slack
        bot = slack.bot.id
        rooms = {member: slack.records.im(bot, member).id for member, _ in self._said}
        return [f"slack {slack.team} {rooms[member]} {ts}" for member, ts in self._said]

    def ledger(self) -> Ledger:
        here = terms(load(self.daemon.config, {}))
        delivered = Counter(each.removeprefix("o:") for each in self.town.letters_sent())
        return self.daemon.look(lambda unit: compared(unit, here, self.written, delivered, lambda row, _: row.id))
