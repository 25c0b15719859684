"""A world of Slack: the stand-in with a clock of its own, people who say something, and a history that is behind."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self

from daemon.config import load
from daemon.demo.workspace import Workspace
from daemon.demo.workspace_records import Room
from daemon.steps import Step
from daemon.wiring import terms
from tests.soak.crash_ledger import Kind, Ledger, Written, compared
from tests.soak.crash_worlds import MORE, OUTBOX, REPORT, STORE, Ahead, Doomed, fresh_mark
from tests.support.daemon import ADMINISTRATOR, COMMUNITY
from tests.support.town import Neighbour, Town, community

OFTEN = {Kind.REPORT: 65, Kind.MORE: 15, Kind.EDIT: 10, Kind.ORDER: 10}


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
        self._first: dict[str, str] = {}
        self.daemon: Doomed

    def __enter__(self) -> Self:
        town = self.town.__enter__()
        robin = self._robin = town.join("Robin", ADMINISTRATOR)
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
        kind = self._rng.choices(list(OFTEN), list(OFTEN.values()))[0]
        answered = [(person, posts[0]) for person in self._people if (posts := person.posts("formal complaint"))]
        if kind is Kind.REPORT or not answered:
            self._reports(mark)
            return
        person, post = self._rng.choice(answered)
        match kind:
            case Kind.MORE:
                self._note(person, person.says(MORE.format(mark=mark), post), Written(mark, kind, "slack", person.id))
            case Kind.EDIT:
                self._edits(person, mark)
            case _:
                order = f"reply {post.code} We read it today. Our word for it is {mark}."
                self._note(self._robin, self._robin.says(order), Written(mark, kind, "slack", self._robin.id))

    def _reports(self, mark: str) -> None:
        person = self.town.join(f"dana{len(self.written)}")
        self._people.append(person)
        ts = person.says(REPORT.format(mark=mark))
        self._first[person.id] = ts
        self._note(person, ts, Written(mark, Kind.REPORT, "slack", person.id))

    def _edits(self, person: Neighbour, mark: str) -> None:
        """Their first message, which has been answered: what it said is kept already. Each author does so once."""
        ts = self._first.pop(person.id, "")
        if not ts:
            self._reports(mark)
            return
        person.edits(ts, MORE.format(mark=mark))
        at = self.town.do(lambda: self._room(person.id).messages[ts]["edited"]["ts"])
        self._note(person, f"{ts} edited {at}", Written(mark, Kind.EDIT, "slack", person.id))

    def _room(self, member: str) -> Room:
        """In the town's own thread."""
        return self.town.slack.records.im(self.town.slack.bot.id, member)

    def _note(self, person: Neighbour, ts: str, written: Written) -> None:
        """`ts` is by what the house will know it in this conversation."""
        self.written.append(written)
        self._said.append((person.id, ts))

    def passes(self, seconds: float) -> None:
        self.clock.passes(seconds)

    def settles(self) -> None:
        pass

    def took(self) -> bool:
        """Everything that was said is on disk."""
        names = self.town.do(self._names)
        known = self.daemon.look(lambda unit: unit.inbox.known(names))
        return len(known) == len(names)

    def _names(self) -> list[str]:
        return [f"slack {self.town.slack.team} {self._room(member).id} {ts}" for member, ts in self._said]

    def ledger(self) -> Ledger:
        here = terms(load(self.daemon.config, {}))
        delivered = Counter(each.removeprefix("o:") for each in self.town.letters_sent())
        return self.daemon.look(lambda unit: compared(unit, here, self.written, delivered, lambda row, _: row.id))
