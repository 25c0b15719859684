"""What follows from an account as Slack tells it now: it is kept, and where somebody closed it by hand the
administrators are asked why (P6): a suspension is a record before it is anything in Slack.
"""

from datetime import datetime

from daemon.appealing import suspended
from daemon.corridor import Corridor
from daemon.house import EMAIL, SLACK
from daemon.post import About
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.store.unit import Unit
from daemon.store.values import Account
from daemon.whois import with_ways


def met(unit: Unit, corridor: Corridor, account: Account, now: datetime) -> None:
    """An account that was closed when we first heard of it raises no question: nobody closed it since."""
    before = unit.accounts.by_id(account.id)
    unit.accounts.learn(account, now)
    if before and account.closed and not before.closed:
        _reach_by_mail(unit, account, now)
    if before and account.closed and not before.closed and not is_suspended(unit, corridor, account):
        asked = Letter(
            name=LetterName.CLOSED_BY_HAND, to=To.ADMINISTRATORS, facts={"at": now}, timing=Timing.IN_WAKING_HOURS
        )
        corridor.post.write(unit, About(), (asked,), now)


def _reach_by_mail(unit: Unit, account: Account, now: datetime) -> None:
    """Whoever has a part in a case is written to at the address in their profile, where we know no other."""
    for each in unit.parties.cases_of(SLACK, account.id):
        party = unit.parties.by_id(each.party_id) if each.is_open else None
        if party:
            with_ways(unit, party, (), now)


def is_suspended(unit: Unit, corridor: Corridor, account: Account) -> bool:
    """Under whatever case, and by whatever name they are known there."""
    ways = ((SLACK, account.id), (EMAIL, account.email), ("handle", f"@{account.handle}"))
    return any(suspended(unit, corridor.house, channel, address) for channel, address in ways if address.strip("@"))
