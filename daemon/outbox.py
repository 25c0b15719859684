"""Sends what is due, one transaction a letter: taken, on the wire, and then what became of it.

A letter found `sending` is settled by evidence; after two minutes without any it is sent again under the same
Message-ID (design 9.4). What failed for good, a person hears of.
"""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from daemon.corridor import Corridor
from daemon.house import EMAIL, SLACK
from daemon.outages import Outages
from daemon.pens import Pen
from daemon.process.letters import LetterName
from daemon.rest import rests
from daemon.returned import doubtful, failed, left
from daemon.secrets import Tampered
from daemon.steps import Step, at
from daemon.store.errors import KeyGone, Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import LetterBody, LetterRow, LetterState
from notifiers.email import Unsendable
from notifiers.render import Community, Rendered, render
from notifiers.sending import Closed, Deferred, Evidence, Outcome, Problem, Refused, Sent, Unknown

log = structlog.get_logger("conductd.outbox")

AT_ONCE = 1  # between two letters the loop says that it turns; the connection is kept
LONGEST_ATTEMPT = 75.0  # seconds for one letter, so that a server that drips does not look like a dead loop
LONGEST_QUESTION = 10.0  # seconds; with an attempt in the same pass it stays below what the watchdog bears
STALLED = 10.0  # seconds for one post, after which its channel waits and the others go first
LOOKED_THROUGH = 2000  # letters that are due, for one whose channel does not wait
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 125  # about five days, as long as mail servers try (RFC 5321 4.5.4.1)
PATIENCE = 4  # attempts, some five minutes, after which a letter takes another channel that its reader has
MOST_DOUBTS = 8  # a server that takes the mail and never says so delivers a copy each time
NEVER_TWICE = frozenset({LetterName.SUSPENSION, LetterName.CONTEXT})  # a person decides whether it goes once more
ASK_EVERY = timedelta(seconds=20)
NO_EVIDENCE = timedelta(minutes=2)
LONGEST_DOUBT = timedelta(days=1)  # after which a person decides
LONGEST_OUTAGE = timedelta(days=5)  # of a server, after which its letters have failed; as long as MOST_ATTEMPTS take
LONGEST_SILENCE = timedelta(hours=1)  # of a mailbox that we ask, after which a mail goes once more: its reader waits


class Outbox:
    """`pens` are by channel. A channel that stalls rests for a while: it must not hold up the others."""

    def __init__(self, store: Store, corridor: Corridor, pens: Mapping[str, Pen], community: Community) -> None:
        self._store = store
        self._corridor = corridor
        self._pens = pens
        self._community = community
        self._unwritten: dict[str, tuple[LetterRow, Outcome, datetime]] = {}  # known to us, and the disk took it not
        self._began: datetime | None = None
        self._ask_after: dict[str, datetime] = {}  # evidence may cost a login; each letter in doubt asks now and then
        self._silent_until: dict[str, datetime] = {}  # channels that could not be asked
        self._outages = Outages()
        self._channels: dict[str, str] = {}  # of letters that wait while their channel rests: each costs an opening

    async def work(self, now: datetime) -> int:
        """One pass; how many letters were taken or settled. Call again while it is not none."""
        await self._write_down()
        self._began = self._began or now
        in_flight, due = await self._store.look(lambda unit: (unit.letters.in_flight(), self._due(unit, now)))
        for letter in due:
            await self._send(letter, now)
        return len(due) + await self._settle(in_flight, now)

    def _due(self, unit: Unit, now: datetime) -> list[LetterRow]:
        if not self._outages.any_rests(now):
            self._channels.clear()
            return unit.letters.due(now, AT_ONCE)
        due = unit.letters.due(now, LOOKED_THROUGH)
        return [letter for letter in due if not self._outages.rests(self._channel(unit, letter), now)][:AT_ONCE]

    def _channel(self, unit: Unit, letter: LetterRow) -> str:
        """Empty for one that does not open: it has no way to go, and is taken out at once."""
        if letter.id not in self._channels:
            try:
                self._channels[letter.id] = unit.letters.open(letter.id).channel
            except (Tampered, KeyGone):
                return ""
        return self._channels[letter.id]

    async def _settle(self, in_flight: Sequence[LetterRow], now: datetime) -> int:
        """Letters that a crash, or a broken connection, left on the wire: one question a pass, as others wait behind
        it, and first about the letter that was not asked about for longest.
        """
        waiting = [letter for letter in in_flight if not rests(self._ask_after.get(letter.id), now, ASK_EVERY)]
        for letter in sorted(waiting, key=lambda each: self._ask_after.get(each.id, each.created_at)):
            if await self._settle_one(letter, now):
                return 1
        return 0

    async def _settle_one(self, letter: LetterRow, now: datetime) -> bool:
        """False where it was not asked about, for its channel could not be asked a moment ago."""
        try:
            body = await self._store.look(lambda unit: unit.letters.open(letter.id))
        except (Tampered, KeyGone):
            await self._unopened(letter)
            return True
        if rests(self._silent_until.get(body.channel), now, ASK_EVERY):
            return False
        self._ask_after[letter.id] = now + ASK_EVERY
        waited = now - (letter.sending_since or now)
        evidence, wire_id = await self._evidence(self._pens.get(body.channel), letter, body, waited)
        if evidence is Evidence.YES:
            await self._store.run(lambda unit: self._arrived(unit, letter, wire_id, now))
        elif evidence is Evidence.UNREACHABLE:
            self._silent_until[body.channel] = now + ASK_EVERY
            await self._store.run(lambda unit: self._left_in_doubt(unit, letter, body.channel, waited, now))
        elif evidence is Evidence.NO or waited >= NO_EVIDENCE:
            await self._store.run(lambda unit: self._again(unit, letter, now))
        return True

    async def _evidence(
        self, pen: Pen | None, letter: LetterRow, body: LetterBody, waited: timedelta
    ) -> tuple[Evidence, str]:
        """Not for long: all other letters wait behind the question."""
        if pen is None:
            return Evidence.UNKNOWN, ""
        try:
            async with asyncio.timeout(LONGEST_QUESTION):
                return await pen.was_sent(letter, body, waited)
        except TimeoutError:
            return Evidence.UNREACHABLE, ""

    def _left_in_doubt(self, unit: Unit, letter: LetterRow, channel: str, waited: timedelta, now: datetime) -> None:
        """Whoever can say whether it arrived is asked until they answer: sent again it might be there twice."""
        if channel == EMAIL:
            if min(waited, now - (self._began or now)) >= LONGEST_SILENCE:  # we were down: nobody could have answered
                self._again(unit, letter, now)
            return
        found = unit.letters.by_id(letter.id)
        if found is not None and found.state is LetterState.SENDING and waited >= LONGEST_DOUBT:
            doubtful(unit, self._corridor, found, Problem.SLACK_LOST, now)

    async def _send(self, letter: LetterRow, now: datetime) -> Outcome | None:
        """None where somebody dropped it since."""
        try:
            taken = await self._store.run(lambda unit: self._taken(unit, letter, now))
        except (Tampered, KeyGone):
            await self._unopened(letter)
            return None
        if taken is None:
            return None
        at(Step.LETTER_TAKEN)
        body, rendered = taken
        outcome: Outcome
        began = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT):
                outcome = await self._attempt(letter, body, rendered, now)
        except Unsendable:
            outcome = Refused(Problem.ADDRESS)
        except TimeoutError:
            outcome = Unknown(Problem.SILENT)
        except Unavailable:
            raise
        except Exception:  # one letter that we cannot write must not keep the others from leaving
            log.exception("letter not written", letter=letter.name)
            outcome = Refused(Problem.FAULT)
        if body.channel != EMAIL and time.monotonic() - began >= STALLED:
            until = now + timedelta(seconds=time.monotonic() - began) + ASK_EVERY
            self._outages.rest_until(body.channel, until)
        if not isinstance(outcome, Closed) and outcome != Deferred(Problem.SLACK_UNREACHABLE):
            self._outages.answered(body.channel)
        if isinstance(outcome, Sent):
            at(Step.LETTER_SENT)
        self._unwritten[letter.id] = (letter, outcome, now)
        await self._write_down()
        at(Step.LETTER_SETTLED)
        return outcome

    async def _write_down(self) -> None:
        """What became of letters. While the disk takes nothing it is kept in mind, and tried again before all else:
        asked of others, or sent again for lack of evidence, a letter that left would be there twice.
        """
        for letter, outcome, now in list(self._unwritten.values()):
            await self._store.run(partial(self._became, letter=letter, outcome=outcome, now=now))
            del self._unwritten[letter.id]

    def _taken(self, unit: Unit, letter: LetterRow, now: datetime) -> tuple[LetterBody, Rendered | Refused] | None:
        """What leaves is kept in the transaction that takes it: each one costs a wait for the disk."""
        if not self._corridor.may_leave_now(unit, letter, now):
            return None
        body = unit.letters.mark_sending(letter.id, now)
        if body is None:
            return None
        rendered = self._rendered(letter, body, now)
        if isinstance(rendered, Rendered) and not body.text:
            unit.letters.keep_text(letter.id, rendered.text)
        return body, rendered

    def _rendered(self, letter: LetterRow, body: LetterBody, now: datetime) -> Rendered | Refused:
        pen = self._pens.get(body.channel)
        if pen is None:
            return Refused(Problem.CHANNEL)
        community = replace(self._community, medium=pen.medium)
        try:
            rendered = render(LetterName(letter.name), body.facts, body.words, community)
            # what was once tried is said again to the letter: the first attempt may have arrived
            return replace(rendered, text=body.text or f"{rendered.text}{pen.ending(body, now)}")
        except Exception:  # raised, it would undo the taking, and the letter would be the next one due for ever
            log.exception("letter not written", letter=letter.name)
            return Refused(Problem.FAULT)

    async def _unopened(self, letter: LetterRow) -> None:
        """A cell that was changed, or whose case was purged: nobody can send it any more, and `audit` names it."""
        log.error("letter does not open", letter=letter.name)
        await self._store.run(lambda unit: unit.letters.mark_failed(letter.id, Problem.FAULT, None))

    async def _attempt(
        self, letter: LetterRow, body: LetterBody, rendered: Rendered | Refused, now: datetime
    ) -> Outcome:
        if isinstance(rendered, Refused):
            return rendered
        return await self._pens[body.channel].send(letter, body, rendered, now)

    def _became(self, unit: Unit, letter: LetterRow, outcome: Outcome, now: datetime) -> None:
        found = unit.letters.by_id(letter.id)
        if found is None or found.state is not LetterState.SENDING:
            return  # a copy that came back was quicker than the server's answer
        match outcome:
            case Sent(wire_id):
                self._arrived(unit, letter, wire_id, now)
                for waiting in self._outages.took(letter.id):
                    unit.letters.hasten(waiting, now)
            case Closed(problem):
                self._put_back(unit, found, unit.letters.open(letter.id).channel, problem, now)
            case Deferred(problem) if letter.attempts >= PATIENCE and self._elsewhere(unit, letter, problem, now):
                pass
            case Deferred(Problem.SLACK_UNREACHABLE as problem) if letter.attempts >= PATIENCE:
                self._put_back(unit, found, SLACK, problem, now)
            case Deferred(problem) if letter.attempts < MOST_ATTEMPTS:
                self._outages.put_off(letter.id)
                log.info("letter put off", letter=letter.name, reason=str(problem))
                unit.letters.mark_failed(letter.id, problem, now + _wait(letter.attempts))
            case Deferred(problem) | Refused(problem):
                log.warning("letter refused", letter=letter.name, reason=str(problem))
                failed(unit, self._corridor, letter, problem, now)
            case Unknown(problem):
                log.warning("letter in doubt", letter=letter.name, reason=str(problem))

    def _put_back(self, unit: Unit, letter: LetterRow, channel: str, problem: Problem, now: datetime) -> None:
        """It was no attempt at this letter: it keeps its place. For ever nobody waits for a server, though."""
        until = self._outages.closed(channel, problem, now)
        log.warning("nothing leaves", channel=channel, reason=str(problem), seconds=(until - now).seconds)
        # while we were off nobody tried
        if min(now - letter.not_before, now - (self._began or now)) >= LONGEST_OUTAGE:
            failed(unit, self._corridor, letter, problem, now)
        else:
            unit.letters.put_back(letter.id, problem, until)

    def _arrived(self, unit: Unit, letter: LetterRow, wire_id: str, now: datetime) -> None:
        left(unit, self._corridor, letter, now)
        if wire_id:
            unit.letters.arrived(letter.id, wire_id)

    def _elsewhere(self, unit: Unit, letter: LetterRow, problem: Problem, now: datetime) -> bool:
        """While Slack cannot be reached a letter goes by mail, where we know how: what was not posted never was."""
        body = unit.letters.open(letter.id)
        if body.channel == EMAIL or self._corridor.post.another_way(unit, letter, body) is None:
            return False
        failed(unit, self._corridor, letter, problem, now)
        return True

    def _again(self, unit: Unit, letter: LetterRow, now: datetime) -> None:
        """In doubt for too long: once more under the same Message-ID, each time later, and in the end not any more."""
        found = unit.letters.by_id(letter.id)
        if found is None or found.state is not LetterState.SENDING:
            return  # a copy came back while the evidence was looked at
        if found.name in NEVER_TWICE:
            doubtful(unit, self._corridor, found, Problem.LOST, now)
        elif found.attempts < MOST_DOUBTS:
            unit.letters.mark_failed(letter.id, Problem.DOUBT, now + _wait(found.attempts))
        else:
            failed(unit, self._corridor, found, Problem.LOST, now)


def _wait(attempts: int) -> timedelta:
    """Doubling, with jitter, so that a server that comes back is not met by everybody at once."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    jitter: float = random.uniform(0.75, 1.25)  # noqa: S311  no secret
    return wait * jitter
