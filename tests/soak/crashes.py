"""The daemon is killed (SIGKILL) a thousand times, at each named step and at random moments, and then what was sent in
is compared with what is there: nothing lost, nothing twice.

A part of the deaths falls between the sending of a letter and the commit that says so, for each kind of evidence of
design 9.4; the copies of letters, and Slack's history, are up to a minute late, or never come.
"""

import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Self

from daemon.outbox import NO_EVIDENCE
from daemon.steps import Step
from daemon.store import Unit
from daemon.store.values import LetterState
from tests.soak.crash_ledger import Ledger
from tests.soak.crash_mail import MailWorld
from tests.soak.crash_slack import SlackWorld
from tests.soak.crash_worlds import AT_ONCE, LATEST, World, quiet
from tests.soak.table import Row
from tests.support.dovecot import Dovecot

FULL = 1000
BATCH = 20  # deaths of one daemon before its ledger is drawn up
STOPS = (
    0.0,
    0.0,
    2.0,
    10.0,
    30.0,
    60.0,
    130.0,
    400.0,
)  # seconds between a death and the next start, by the world's clock
REACHED_WITHIN = 15.0  # of a machine that has much else to do
MOMENTS = 1.2  # seconds of a life within which a random moment falls
SETTLED_WITHIN = 30.0
MOST_TURNS = 15
GETS_MAIL = 0.5  # of the lives, while they last
# how far into a life a step is reached that comes more often than once a message
DEEP = {Step.COMMITTING: 14, Step.COMMITTED: 14, Step.SLACK_SWEPT: 3}

Delay = Callable[[], float | None]


class Evidence:
    """What there may be of it, in the words of the table."""

    COPY = "a copy comes back (copy)"
    HANDED = "a copy comes back to the listener (copy)"
    SENT = "the Sent folder is searched (sent)"
    FOLDER = "the folder's rename"
    SOCKETS = "Slack's history, by sockets"
    POLLING = "Slack's history, polled"
    NONE = "none is configured"
    NO_COPY = "copy, and none ever comes"
    NOT_FILED = "sent, and nothing is ever filed"
    NO_HISTORY = "Slack's history never shows it"


# evidence -> deaths of a thousand, and of these between send and commit
SHARES = {
    Evidence.COPY: (160, 50),
    Evidence.HANDED: (60, 20),
    Evidence.SENT: (170, 50),
    Evidence.FOLDER: (140, 40),
    Evidence.SOCKETS: (190, 60),
    Evidence.POLLING: (120, 30),
    Evidence.NONE: (40, 20),
    Evidence.NO_COPY: (40, 10),
    Evidence.NOT_FILED: (40, 10),
    Evidence.NO_HISTORY: (40, 10),
}
WITHOUT = frozenset({Evidence.NONE, Evidence.NO_COPY, Evidence.NOT_FILED, Evidence.NO_HISTORY})


@dataclass(frozen=True, slots=True)
class Death:
    """`step` is None for a random moment, which it also becomes where the step is not reached `within` seconds."""

    step: Step | None
    times: int = 1
    within: float = REACHED_WITHIN


@dataclass(slots=True)
class Score:
    """What came of the deaths under one kind of evidence. `at` counts those that fell where they should."""

    at: Counter[Step | None] = field(default_factory=Counter)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def deaths(self) -> int:
        return self.at.total()

    @property
    def between(self) -> int:
        return self.at[Step.LETTER_SENT]


class Servers:
    """One Dovecot for every world that needs a mailbox, and a new mailbox for each."""

    def __init__(self, most: int) -> None:
        self._names = iter(f"crash{number}" for number in range(most))
        self._most = most
        self.dovecot = Dovecot()

    def __enter__(self) -> Self:
        self.dovecot.start()
        with (self.dovecot.root / "users").open("a", encoding="utf-8") as users:
            users.writelines(f"crash{number}:{{PLAIN}}{self.dovecot.password}\n" for number in range(self._most))
        return self

    def __exit__(self, *_: object) -> None:
        self.dovecot.__exit__()

    def box(self) -> tuple[Dovecot, str]:
        return self.dovecot, next(self._names)


def late(rng: Random) -> Delay:
    return lambda: 0.0 if rng.random() < AT_ONCE else rng.uniform(0, LATEST)


def never() -> float | None:
    return None


def world(evidence: str, folder: Path, servers: Servers, rng: Random) -> World:
    """Who writes, and when a copy comes, has chances of its own: it depends on what has arrived, and the deaths do not."""
    delay = never if evidence in WITHOUT else late(Random(rng.random()))  # noqa: S311  to be played again
    rng = Random(rng.random())  # noqa: S311  as above
    match evidence:
        case Evidence.SOCKETS:
            return SlackWorld(folder, rng, delay, sockets=True)
        case Evidence.POLLING | Evidence.NO_HISTORY:
            return SlackWorld(folder, rng, delay, sockets=False)
        case Evidence.COPY | Evidence.NO_COPY:
            return MailWorld(folder, rng, "copy", delay, servers.box())
        case Evidence.HANDED:
            return MailWorld(folder, rng, "copy", delay, None)
        case Evidence.SENT | Evidence.NOT_FILED:
            return MailWorld(folder, rng, "sent", delay, servers.box())
        case Evidence.FOLDER:
            return MailWorld(folder, rng, "folder", delay, None)
        case _:
            return MailWorld(folder, rng, "none", delay, None)


def deaths(steps: tuple[Step, ...], count: int, between: int, rng: Random) -> list[Death]:
    """Those between send and commit, and for the rest every other step in turn and a random moment."""
    others = [None, *(step for step in steps if step is not Step.LETTER_SENT)]
    rng.shuffle(others)
    chosen: list[Step | None] = [Step.LETTER_SENT] * between
    chosen += [others[number % len(others)] for number in range(count - between)]
    rng.shuffle(chosen)
    return [Death(step, 1 + rng.randrange(DEEP.get(step, 2)) if step else 1) for step in chosen]


@dataclass(frozen=True, slots=True)
class Bench:
    """What all worlds of a run share."""

    servers: Servers
    seed: int
    say: Callable[[str], None]

    def plays(self, evidence: str, count: int, between: int) -> Score:
        """So many deaths, a fresh world for each batch of them."""
        score, rng, number = Score(), Random(f"{self.seed} {evidence}"), 0  # noqa: S311  to be played again
        while count:
            batch = min(BATCH, count)
            sent = round(between * batch / count)
            self.say(f"{evidence}: {count} deaths to come")
            for wrong in self._batch(evidence, score, (batch, sent), rng):
                self.say(f"seed {self.seed}, {evidence}, batch {number}: {wrong}")
            count, between, number = count - batch, between - sent, number + 1
        return score

    def _batch(self, evidence: str, score: Score, numbers: tuple[int, int], rng: Random) -> list[str]:
        with in_a_folder() as folder, world(evidence, folder, self.servers, rng) as here:
            found = died(here, deaths(here.steps, *numbers, rng), rng, score.at)
        score.ledger.add(found)
        return [*found.lost, *found.doubled, *found.broken]


def soak(size: int, seed: int, say: Callable[[str], None]) -> list[Row]:
    scores = {}
    with Servers(size) as servers:
        bench = Bench(servers, seed, say)
        for evidence, (share, between) in SHARES.items():
            scores[evidence] = bench.plays(evidence, max(1, round(share * size / FULL)), round(between * size / FULL))
            found = row(evidence, scores[evidence], seed)
            say(f"{found.test}: {found.done}: {found.figure}")
    return rows(scores, seed)


def died(here: World, planned: list[Death], rng: Random, at: Counter[Step | None]) -> Ledger:
    """One daemon through all its deaths and, alive in the end, to where nothing is owed."""
    for death in planned:
        at[life(here, death, rng)] += 1
    settle(here)
    ledger = here.ledger()
    ledger.broken += sorted(set(said_wrong(here.daemon.log())))
    return ledger


def said_wrong(log: str) -> Iterator[str]:
    """Errors, and lines that are no event; one that a death cut off, and what was written behind it, is left out."""
    for line in log.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            if not line.startswith("{"):
                yield f"no event: {line}"
            continue
        if event["level"] in {"error", "critical"}:
            yield str(event["event"])


@contextmanager
def in_a_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="crash"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def life(here: World, death: Death, rng: Random) -> Step | None:
    """One start of the daemon and its death; at which step, or None where it was a moment."""
    here.passes(rng.choice(STOPS))
    here.writes()
    here.daemon.launch(here.clock.by, death.step, death.times)
    moment = rng.uniform(0, MOMENTS)
    if rng.random() < GETS_MAIL:
        pause = rng.uniform(0, MOMENTS)
        if here.daemon.died(min(moment, pause) if death.step is None else pause):
            return death.step
        here.writes()
        moment -= pause
    if here.daemon.died(max(0.0, moment) if death.step is None else death.within):
        return death.step
    here.daemon.kill()
    return None


def settle(here: World) -> None:
    """Time passes until nothing is owed any more: every start finds what the last one left."""
    here.passes(NO_EVIDENCE.total_seconds() + 1)
    for _ in range(MOST_TURNS):
        here.daemon.start(here.clock.by)
        here.settles()
        waited = until(lambda: here.took() and here.daemon.look(lambda unit: quiet(unit, here.clock.now())))
        following = here.daemon.look(next_look)
        here.daemon.kill()
        if following is None and waited:
            return
        wait = (following - here.clock.now()).total_seconds() if following else 0.0
        here.passes(max(5.0, wait + 1))


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + SETTLED_WITHIN
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def next_look(unit: Unit) -> datetime | None:
    """When the last of the letters that wait, or are in doubt, will have been decided upon."""
    waiting = [each.next_try for each in unit.letters.in_state(LetterState.PENDING) if each.next_try]
    doubtful = [each.sending_since for each in unit.letters.in_flight() if each.sending_since]
    return max([*waiting, *(at + NO_EVIDENCE + timedelta(seconds=1) for at in doubtful)], default=None)


def rows(scores: dict[str, Score], seed: int) -> list[Row]:
    found = [row(evidence, score, seed) for evidence, score in scores.items() if score.deaths]
    whole: Counter[Step | None] = sum((score.at for score in scores.values()), Counter())
    missed = [step.name for step in Step if not whole[step]]
    between, random = whole[Step.LETTER_SENT], whole[None]
    named = whole.total() - random
    least = min((whole[step] for step in Step), default=0)
    figure = f"{named} at a named step (each of {len(Step)} at least {least} times), {random} at random moments"
    if missed:
        figure += f"; never at {', '.join(missed)}"
    lost = sum(len(score.ledger.lost) for score in scores.values())
    done = f"{whole.total()} kills, {between} of them between send and commit, seed {seed}"
    return [*found, Row("kill -9", done, "0 lost", f"{lost} lost; {figure}", not lost and not missed)]


def row(evidence: str, score: Score, seed: int) -> Row:
    ledger = score.ledger
    done = f"{score.deaths} kills, {score.between} between send and commit, seed {seed}"
    figure = (
        f"{ledger.messages} messages, {ledger.letters} letters: {len(ledger.lost)} lost, {len(ledger.doubled)} doubled"
    )
    if ledger.for_a_person:
        figure += f", {len(ledger.for_a_person)} left to a person"
    if ledger.given_up:
        figure += f", {len(ledger.given_up)} set aside after three kills while they were read"
    if ledger.broken:
        figure += f"; {len(ledger.broken)} things are not as they should be"
    without = evidence in WITHOUT
    met = not ledger.lost and not ledger.broken and (without or not ledger.doubled)
    return Row(f"kill -9: {evidence}", done, "0 lost, and the figure" if without else "0 lost, 0 doubled", figure, met)
