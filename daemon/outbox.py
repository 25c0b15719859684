"""Sends what is due, one transaction a letter: taken, on the wire, and then what became of it.

A letter found `sending` is settled by evidence; after two minutes without any it is sent again under the same
Message-ID (design 9.4). What failed for good, a person hears of.
"""

import asyncio
import random
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from daemon.corridor import Corridor
from daemon.house import House
from daemon.process.letters import LetterName
from daemon.returned import doubtful, failed, left
from daemon.secrets import Tampered
from daemon.store.errors import KeyGone, Unavailable
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import LetterBody, LetterRow, LetterState
from daemon.tokens import reply_to
from notifiers.email import Envelope, Unsendable, bounce_address, compose, origin
from notifiers.render import Community, render
from notifiers.sending import Deferred, Evidence, Outcome, Problem, Refused, Sender, Sent, Unknown

log = structlog.get_logger("conductd.outbox")

AT_ONCE = 1  # between two letters the loop says that it turns; the connection is kept
LONGEST_ATTEMPT = 75.0  # seconds for one letter, so that a server that drips does not look like a dead loop
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 125  # about five days, as long as mail servers try (RFC 5321 4.5.4.1)
MOST_DOUBTS = 8  # a server that takes the mail and never says so delivers a copy each time
NEVER_TWICE = frozenset({LetterName.SUSPENSION})  # a person decides whether it goes once more
ASK_EVERY = timedelta(seconds=20)
NO_EVIDENCE = timedelta(minutes=2)


class Outbox:
    def __init__(self, store: Store, corridor: Corridor, sender: Sender, community: Community, from_: str) -> None:
        self._store = store
        self._corridor = corridor
        self._house: House = corridor.house
        self._sender = sender
        self._community = community
        self._from = from_
        self._ask_after: dict[str, datetime] = {}  # evidence may cost a login; each letter in doubt asks now and then

    async def work(self, now: datetime) -> int:
        """One pass; how many letters were taken. Call again while it is not none."""
        await self._settle(now)
        due = await self._store.look(lambda unit: unit.letters.due(now, AT_ONCE))
        for letter in due:
            await self._send(letter, now)
        return len(due)

    async def _settle(self, now: datetime) -> None:
        """Letters that a crash, or a broken connection, left on the wire."""
        for letter in await self._store.look(lambda unit: unit.letters.in_flight()):
            if now >= self._ask_after.get(letter.id, now):
                self._ask_after[letter.id] = now + ASK_EVERY
                await self._settle_one(letter, now)

    async def _settle_one(self, letter: LetterRow, now: datetime) -> None:
        try:
            body = await self._store.look(lambda unit: unit.letters.open(letter.id))
        except (Tampered, KeyGone):
            await self._unopened(letter)
            return
        evidence = await self._sender.was_sent(letter.id, body.message_id.strip("<>"))
        waited = now - (letter.sending_since or now) >= NO_EVIDENCE
        if evidence is Evidence.YES:
            await self._store.run(lambda unit: left(unit, self._corridor, letter, now))
        elif evidence is Evidence.NO or waited:
            await self._store.run(lambda unit: self._again(unit, letter, now))

    async def _send(self, letter: LetterRow, now: datetime) -> Outcome | None:
        """None where somebody dropped it since."""
        try:
            body = await self._store.run(lambda unit: self._taken(unit, letter, now))
        except (Tampered, KeyGone):
            await self._unopened(letter)
            return None
        if body is None:
            return None
        outcome: Outcome
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT):
                outcome = await self._attempt(letter, body, now)
        except Unsendable:
            outcome = Refused(Problem.ADDRESS)
        except TimeoutError:
            outcome = Unknown(Problem.SILENT)
        except Unavailable:
            raise
        except Exception:  # one letter that we cannot write must not keep the others from leaving
            log.exception("letter not written", letter=letter.name)
            outcome = Refused(Problem.FAULT)
        await self._store.run(lambda unit: self._became(unit, letter, outcome, now))
        return outcome

    def _taken(self, unit: Unit, letter: LetterRow, now: datetime) -> LetterBody | None:
        if not self._corridor.may_leave_now(unit, letter, now):
            return None
        return unit.letters.mark_sending(letter.id, now)

    async def _unopened(self, letter: LetterRow) -> None:
        """A cell that was changed, or whose case was purged: nobody can send it any more, and `audit` names it."""
        log.error("letter does not open", letter=letter.name)
        await self._store.run(lambda unit: unit.letters.mark_failed(letter.id, Problem.FAULT, None))

    async def _attempt(self, letter: LetterRow, body: LetterBody, now: datetime) -> Outcome:
        rendered = render(LetterName(letter.name), body.facts, body.words, self._community)
        # what was once tried is said again to the letter: the first attempt may have arrived
        rendered = replace(rendered, text=body.text or f"{rendered.text}{self._footer(body, now)}")
        if not body.text:
            await self._store.run(lambda unit: unit.letters.keep_text(letter.id, rendered.text))
        envelope = self._envelope(letter, body, now)
        mail = compose(rendered, envelope)
        return await self._sender.send(letter.id, mail, body.address, bounce_address(envelope))

    def _envelope(self, letter: LetterRow, body: LetterBody, now: datetime) -> Envelope:
        thread = body.in_reply_to.strip("<>")
        return Envelope(
            sender=self._from,
            recipient=body.address,
            message_id=body.message_id.strip("<>"),
            date=now.astimezone(self._house.zone),
            origin=origin(LetterName(letter.name), body.words),
            reply_to=self._reply_to(body, now),
            in_reply_to=thread,
            references=(thread,) if thread else (),
        )

    def _footer(self, body: LetterBody, now: datetime) -> str:
        """One line with the token, where the address has no room for it and a client may drop our Message-ID."""
        if self._house.subaddress == "+" or not body.code:
            return ""
        return f"Reference: {self._corridor.post.token(body.code, body.address, now)}\n"

    def _reply_to(self, body: LetterBody, now: datetime) -> str:
        """Where the local part may carry a token it does; the Message-ID always carries one (design 8)."""
        if self._house.subaddress != "+" or not body.code:
            return self._house.address
        try:
            return reply_to(self._house.address, self._corridor.post.token(body.code, body.address, now))
        except ValueError:  # a local part that is too long for one
            return self._house.address

    def _became(self, unit: Unit, letter: LetterRow, outcome: Outcome, now: datetime) -> None:
        found = unit.letters.by_id(letter.id)
        if found is None or found.state is not LetterState.SENDING:
            return  # a copy that came back was quicker than the server's answer
        match outcome:
            case Sent():
                left(unit, self._corridor, letter, now)
            case Deferred(problem) if letter.attempts < MOST_ATTEMPTS:
                log.info("letter put off", letter=letter.name, reason=str(problem))
                unit.letters.mark_failed(letter.id, problem, now + _wait(letter.attempts))
            case Deferred(problem) | Refused(problem):
                log.warning("letter refused", letter=letter.name, reason=str(problem))
                failed(unit, self._corridor, letter, problem, now)
            case Unknown(problem):
                log.warning("letter in doubt", letter=letter.name, reason=str(problem))

    def _again(self, unit: Unit, letter: LetterRow, now: datetime) -> None:
        """In doubt for too long: once more under the same Message-ID, each time later, and in the end not any more."""
        found = unit.letters.by_id(letter.id)
        if found is None or found.state is not LetterState.SENDING:
            return  # a copy came back while the evidence was looked at
        if found.name in NEVER_TWICE:
            doubtful(unit, self._corridor, found, Problem.LOST, now)
        elif found.attempts < MOST_DOUBTS:
            unit.letters.mark_failed(letter.id, Problem.LOST, now + _wait(found.attempts))
        else:
            failed(unit, self._corridor, found, Problem.LOST, now)


def _wait(attempts: int) -> timedelta:
    """Doubling, with jitter, so that a server that comes back is not met by everybody at once."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    jitter: float = random.uniform(0.75, 1.25)  # noqa: S311  no secret
    return wait * jitter
