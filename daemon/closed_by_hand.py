"""What follows from an account as Slack tells it now: it is kept, and where somebody closed it by hand the
administrators are asked why (P6): a suspension is a record before it is anything in Slack.
"""

from datetime import datetime

from daemon.appealing import Suspended, suspended
from daemon.corridor import Corridor
from daemon.house import EMAIL, SLACK, House
from daemon.post import About
from daemon.process.letters import Letter, LetterName, Timing, To
from daemon.store.unit import Unit
from daemon.store.values import Account
from daemon.whois import with_ways


def met(unit: Unit, corridor: Corridor, account: Account, now: datetime) -> None:
    """An account that was closed when we first heard of it raises no question: nobody closed it since."""
    before = unit.accounts.by_id(account.id)
    unit.accounts.learn(account, now)
    if before is None or before.closed or not account.closed:
        return
    _reach_by_mail(unit, account, now)
    asked = Letter(
        name=LetterName.CLOSED_BY_HAND, to=To.ADMINISTRATORS, facts={"at": now}, timing=Timing.IN_WAKING_HOURS
    )
    everybody = (each.name for each in corridor.house.administrators)
    off = frozenset(name for name in everybody if not _concerns(unit, corridor.house, account, name))
    corridor.post.write(unit, About(off=off), (asked,), now)


def _concerns(unit: Unit, house: House, account: Account, name: str) -> bool:
    """Whether this administrator knows of a case of that member, and of no suspension of theirs. The hidden cases count
    neither way (P14): else whoever is off closes an account, and learns from the letter or its absence whose report
    they may not know of.
    """
    cases = (unit.cases.by_id(each.case_id, house.terms) for each in unit.parties.cases_of(SLACK, account.id))
    known = any(kept and not kept.case.hides_from(name) for kept in cases)
    return known and all(each.kept.case.hides_from(name) for each in _suspended(unit, house, account))


def _reach_by_mail(unit: Unit, account: Account, now: datetime) -> None:
    """Whoever has a part in a case is written to at the address in their profile, where we know no other."""
    for each in unit.parties.cases_of(SLACK, account.id):
        party = unit.parties.by_id(each.party_id) if each.is_open else None
        if party:
            with_ways(unit, party, (), now)


def _suspended(unit: Unit, house: House, account: Account) -> list[Suspended]:
    """Under whatever case, and by whatever name they are known there."""
    ways = ((SLACK, account.id), (EMAIL, account.email), ("handle", f"@{account.handle}"))
    return [each for way, address in ways if address.strip("@") for each in suspended(unit, house, way, address)]
