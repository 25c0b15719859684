"""Who is who in Slack, as far as we must know: the accounts of administrators, and of people with a part in a case.

It asks Slack outside of every transaction and writes what it heard in one of its own. The members of a workspace are
not copied, and an id, once it was taken for an administrator's, is never given up for another of the same name.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from daemon.asking import NoAnswer, Web, ask
from daemon.closed_by_hand import met
from daemon.corridor import Corridor
from daemon.house import MEMBER, Administrator
from daemon.members import account_of
from daemon.naming import bare_name, named_by_slack
from daemon.rest import rests
from daemon.rows import EPOCH
from daemon.store.store import Store
from daemon.store.values import Account

log = structlog.get_logger("conductd.directory")

PAGE = 200
MOST_PAGES = 250  # 50,000 members; a workspace with more names its administrators by their ids
AT_ONCE = 20  # questions of one turn about people whom we have not met
AGAIN_AT_ONCE = 10  # about people whom we know: an event that says that they changed may have been lost
LOOK_WITHIN = 20.0  # seconds; an administrator waits for an answer
TRY_AGAIN = timedelta(minutes=10)
OVERLAP = timedelta(minutes=5)  # a row is stamped before it is committed
NOBODY = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
NOT_FOUND = "no live account has that name"
TWO_FOUND = "two live accounts have that name"
UNKNOWN = "not looked up yet"


class Directory:
    """`turn` each time that the door polls; `unpinned` is for `/health`: how many administrators, and why."""

    def __init__(self, web: Web, store: Store, corridor: Corridor, clock: Callable[[], datetime]) -> None:
        self._web = web
        self._store = store
        self._corridor = corridor
        self._house = corridor.house
        self._clock = clock
        self._look_at: dict[str, None] = {}
        self._nobody: set[str] = set()  # ids that Slack does not know, as somebody mistyped them
        self._looked_until = EPOCH
        self._pin_at = EPOCH
        self._next = 0
        self.unpinned: dict[str, str] = {each.name: UNKNOWN for each in self._without_id()}

    async def turn(self) -> None:
        """Whatever can be found out now. Slack may be away: what was not answered is asked again. One question that
        Slack does not answer stops none of the others.
        """
        for look in (self._meet, self._refresh, self.pin):
            try:
                await look()
            except NoAnswer as problem:
                log.info("accounts not looked up", reason=problem.word)

    # --- the administrators

    def _without_id(self) -> list[Administrator]:
        named = (each for each in self._house.administrators if each.slack and not MEMBER.fullmatch(each.slack))
        return [each for each in named if each.name not in self._house.pins.by_name]

    async def pin(self) -> None:
        """The account of each administrator who is configured by a name, once. Until then they are written to by mail.
        Raises NoAnswer.
        """
        wanted = self._without_id()
        if not wanted or rests(self._pin_at, self._clock(), TRY_AGAIN):
            return
        try:
            found = await self._named(each.slack for each in wanted)
        finally:
            self._pin_at = self._clock() + TRY_AGAIN
        for each in wanted:
            await self._pin_one(each, found[bare_name(each.slack)])

    async def _pin_one(self, administrator: Administrator, found: list[Account]) -> None:
        taken = set(self._house.pins.by_name.values())
        free = [each for each in found if each.id not in taken]
        if len(free) != 1:
            self.unpinned[administrator.name] = TWO_FOUND if free else NOT_FOUND
            log.warning("the account of an administrator is not known", reason=self.unpinned[administrator.name])
            return
        account = replace(free[0], administrator=administrator.name, configured=administrator.slack)
        await self._store.run(lambda unit: unit.accounts.learn(account, self._clock()))
        self._house.pins.by_name[administrator.name] = account.id
        self.unpinned.pop(administrator.name, None)

    # --- people with a part in a case

    async def _meet(self) -> None:
        """Everybody who got a part since we last looked; at the start everybody whom we have not met."""
        recently = self._clock() - OVERLAP
        since, self._looked_until = min(self._looked_until, recently), recently  # the clock may have been set back
        unmet = await self._store.look(lambda unit: unit.accounts.unmet(since))
        self._look_at |= {member: None for member in unmet if member not in self._nobody}
        for member in list(self._look_at)[:AT_ONCE]:
            if await self.learn(member) is None:
                self._nobody.add(member)
            self._look_at.pop(member, None)

    async def _refresh(self) -> None:
        """A few of those whom we know, each in their turn."""
        known = await self._store.look(lambda unit: [each.id for each in unit.accounts.every()])
        start = self._next if self._next < len(known) else 0
        self._next = start + AGAIN_AT_ONCE
        for member in known[start : self._next]:
            await self.learn(member)

    async def learn(self, member: str) -> Account | None:
        """As Slack tells it now; None where it knows no such member. Raises NoAnswer."""
        try:
            account = account_of((await ask(self._web, "users.info", user=member)).get("user"))
        except NoAnswer as problem:
            if problem.word in NOBODY:
                return None
            raise
        if account:
            await self._heard(account)
        return account

    async def member_changed(self, found: Mapping[str, object]) -> None:
        """What the door heard; of people whom we do not know nothing is kept."""
        account = account_of(found)
        if account and await self._store.look(lambda unit: unit.accounts.by_id(account.id)):
            await self._heard(account)

    async def _heard(self, account: Account) -> None:
        await self._store.run(lambda unit: met(unit, self._corridor, account, self._clock()))

    # --- people who are named in a command

    async def before_command(self, text: str) -> None:
        """Everybody whom an administrator names, for how long the answer takes must not say whom we know: they may be
        off the case of whoever it is (P14). What Slack does not answer in time stays a name.
        """
        named = named_by_slack(text)
        if not named:
            return
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                await self.look_up(named)
        except (NoAnswer, TimeoutError) as problem:
            log.info("accounts in a command not looked up", reason=getattr(problem, "word", "too slow"))

    async def look_up(self, named: Iterable[str]) -> None:
        """Ids, and names with their at sign, before the transaction in which they must be known. Raises NoAnswer."""
        named = tuple(named)
        for member in (each for each in named if MEMBER.fullmatch(each)):
            await self.learn(member)
        names = [each for each in named if each.startswith("@")]
        found = await self._named(names) if names else {}
        for account in (each for accounts in found.values() for each in accounts):
            await self._heard(account)

    async def _named(self, names: Iterable[str]) -> dict[str, list[Account]]:
        """The people with exactly these account names whose accounts are live; a display name is nobody's."""
        found: dict[str, list[Account]] = {bare_name(each): [] for each in names}
        async for account in self._everybody():
            name = bare_name(account.handle)
            if name in found and not account.closed and not account.bot:
                found[name].append(account)
        return found

    async def _everybody(self) -> AsyncIterator[Account]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await ask(self._web, "users.list", limit=PAGE, **({"cursor": cursor} if cursor else {}))
            members = page.get("members")
            for each in members if isinstance(members, list) else ():
                account = account_of(each)
                if account:
                    yield account
            further = page.get("response_metadata")
            cursor = str(further.get("next_cursor") or "") if isinstance(further, Mapping) else ""
            if not cursor:
                return
