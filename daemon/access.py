"""What is recorded of a suspension becomes true in Slack (P6): a program does it where a token for it is given, else
people do; in both cases it counts only once Slack itself says that it is so.

The order: the member's letter has left, or failed; then the account is closed. Access returns after the reporter was
told, which the process sees to: here is done only what it says is to be done now.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from daemon.appealing import suspended
from daemon.asking import NoAnswer
from daemon.corridor import Actor, Corridor
from daemon.directory import Directory
from daemon.house import SLACK
from daemon.process.events import NotAllowed
from daemon.process.events_suspensions import SLACKS_WORD, AccessConfirmed, AccessRefused
from daemon.process.letters import LetterName
from daemon.process.records import Access, Hands, Suspension
from daemon.rest import rests
from daemon.steady import may_let_in
from daemon.store.store import Store
from daemon.store.unit import Unit
from daemon.store.values import ENDED, Kept, LetterState, Party
from notifiers.slack_scim import NO_SUCH, Answer, Later, Refused, Taken

log = structlog.get_logger("conductd.access")

LETTER_WITHIN = timedelta(minutes=30)  # the safety of others does not wait longer for a mail server
AT_ONCE = 50
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
MOST_TRIES = 6  # some fifteen minutes
NO_ACCOUNT = "we do not know which account it is: party CODE WHO <@ID> as respondent says so"
BY_HAND = "this one is not opened by itself: look first whether it may be open again"
NO_EFFECT = "Slack took it, and the account is as it was"
AWAY = "Slack could not be reached for it, or asked to wait"


class Closer(Protocol):
    """Whoever may change accounts."""

    async def close_account(self, member: str) -> Answer: ...

    async def open_account(self, member: str) -> Answer: ...


@dataclass(frozen=True, slots=True)
class ToDo:
    """An account that is to be closed or opened. `member` is its id, empty where we know none; `ready` whether it may
    be done now, `alone` whether no other suspension of the same account stands.
    """

    case_id: str
    account: str
    access: Access
    refused: str
    since: datetime
    member: str = field(repr=False)
    ready: bool
    alone: bool

    @property
    def closes(self) -> bool:
        return self.access is Access.TO_REMOVE

    @property
    def key(self) -> tuple[object, ...]:
        return (self.case_id, self.account, self.since, self.access)


@dataclass(slots=True)
class Tried:
    count: int = 0
    not_before: datetime | None = None


class AccountAccess:
    """`turn` each time that the door polls. Without a `closer` it only watches."""

    def __init__(
        self,
        store: Store,
        corridor: Corridor,
        directory: Directory,
        clock: Callable[[], datetime],
        closer: Closer | None = None,
    ) -> None:
        self._store = store
        self._corridor = corridor
        self._directory = directory
        self._clock = clock
        self._closer = closer
        self._tried: dict[tuple[object, ...], Tried] = {}

    async def turn(self) -> int:
        """How many became as they were to be."""
        waiting = await self._store.look(self._to_do)
        self._tried = {each.key: self._tried.get(each.key, Tried()) for each in waiting}
        done = 0
        for each in waiting[:AT_ONCE]:
            try:
                done += await self._work(each)
            except NoAnswer as problem:
                log.info("an account was not looked at", reason=problem.word)
        return done

    def _to_do(self, unit: Unit) -> list[ToDo]:
        found = (
            (kept, record)
            for kept in unit.cases.suspending(self._corridor.house.terms)
            for record in kept.case.suspensions
            if is_to_do(record)
        )
        return [self._one(unit, kept, record) for kept, record in found]

    def _one(self, unit: Unit, kept: Kept, record: Suspension) -> ToDo:
        party = unit.parties.by_code(record.account)
        member = next((way.address for way in party.ways if way.channel == SLACK), "") if party else ""
        others = suspended(unit, self._corridor.house, SLACK, member) if member else []
        return ToDo(
            kept.id,
            record.account,
            record.access,
            record.refused,
            record.since,
            member,
            ready=self._is_ready(unit, kept, party, record),
            alone=all(each.party.code == record.account or is_returning(each.record) for each in others),
        )

    def _is_ready(self, unit: Unit, kept: Kept, party: Party | None, record: Suspension) -> bool:
        """Nobody is let back in because a clock was wrong for an hour, nor sooner than was said (P11)."""
        now = self._clock()
        if record.access is not Access.TO_RETURN:
            return _was_told(unit, kept, party, record, now)
        return (record.returns_at is None or record.returns_at <= now) and may_let_in(unit, now)

    async def _work(self, todo: ToDo) -> int:
        if not todo.member:
            await self._refuse(todo, NO_ACCOUNT)
            return 0
        account = await self._directory.learn(todo.member)
        if account is None:
            await self._refuse(todo, NO_SUCH)
            return 0
        if account.closed is todo.closes:
            return await self._store.run(lambda unit: self._confirm(unit, todo))
        return await self._change(todo) if self._may_change(todo) else 0

    def _may_change(self, todo: ToDo) -> bool:
        tried = self._tried[todo.key]
        refused = todo.refused and todo.refused != NO_ACCOUNT
        waits = rests(tried.not_before, self._clock(), LONGEST_WAIT)
        return self._closer is not None and todo.ready and not refused and not waits

    async def _change(self, todo: ToDo) -> int:
        if self._closer is None:
            return 0
        if not todo.closes and not todo.alone:
            await self._refuse(todo, BY_HAND)
            return 0
        change = self._closer.close_account if todo.closes else self._closer.open_account
        match await change(todo.member):
            case Refused(reason):
                await self._refuse(todo, reason)
            case Later(seconds):
                await self._again(todo, seconds, AWAY)
            case Taken():
                account = await self._directory.learn(todo.member)
                if account and account.closed is todo.closes:
                    return await self._store.run(lambda unit: self._confirm(unit, todo))
                await self._again(todo, 0, NO_EFFECT)
        return 0

    async def _again(self, todo: ToDo, seconds: float, reason: str) -> None:
        """Later, a few times; then a person does it."""
        tried = self._tried[todo.key]
        tried.count += 1
        wait = min(FIRST_WAIT * 2**tried.count, LONGEST_WAIT)
        tried.not_before = self._clock() + max(wait, timedelta(seconds=seconds))
        if tried.count >= MOST_TRIES or timedelta(seconds=seconds) > LONGEST_WAIT:
            await self._refuse(todo, reason)

    async def _refuse(self, todo: ToDo, reason: str) -> None:
        """The checklist takes its place, and says why."""
        if self._corridor.house.terms.hands is not Hands.PROGRAM or todo.refused == reason:
            return
        log.warning("an account is left to a person", reason=reason)
        event = AccessRefused(todo.account, reason)
        await self._store.run(lambda unit: self._walk(unit, todo, event))

    def _confirm(self, unit: Unit, todo: ToDo) -> int:
        return self._walk(unit, todo, AccessConfirmed(SLACKS_WORD, todo.account))

    def _walk(self, unit: Unit, todo: ToDo, event: AccessConfirmed | AccessRefused) -> int:
        """Only where it is still to be done: somebody may have said or undone it meanwhile."""
        kept = unit.cases.by_id(todo.case_id, self._corridor.house.terms)
        record = kept.case.suspension(todo.account) if kept else None
        if kept is None or record is None or record.access is not todo.access or not is_to_do(record):
            return 0
        try:
            self._corridor.walk(unit, kept, (event,), self._clock(), Actor.SLACK)
        except NotAllowed:
            log.info("an account changed in a case that had moved on", case=kept.case.code)
            return 0
        return 1


def is_to_do(record: Suspension) -> bool:
    """One that is to end before it was done is left as it is (P6)."""
    to_close = record.access is Access.TO_REMOVE and record.returns_at is None
    return record.in_force and (to_close or record.access is Access.TO_RETURN)


def is_returning(record: Suspension) -> bool:
    return record.access is Access.TO_RETURN


def _was_told(unit: Unit, kept: Kept, party: Party | None, record: Suspension, now: datetime) -> bool:
    """Whether the member's letter has left or cannot: to a closed account nothing is posted any more."""
    theirs = {way.lookup for way in party.ways} if party else set()
    rows = [
        row
        for row in unit.letters.of(kept.id)
        if row.name == LetterName.SUSPENSION and row.lookup in theirs and row.created_at >= record.since
    ]
    left = any(row.state is LetterState.SENT for row in rows) or all(row.state in ENDED for row in rows)
    return left or now - record.since >= LETTER_WITHIN
