"""Whether somebody's access to Slack ends or has ended by a suspension, whichever case of theirs is looked at (P6).

Who reported something and is suspended on somebody else's complaint is written to by mail from then on, in their own
case too: what is posted to them in Slack they may never read.
"""

from daemon.house import House
from daemon.store.unit import Unit
from daemon.store.values import CaseOf, Party


def loses_access(unit: Unit, house: House, party: Party) -> bool:
    return any(_stands(unit, house, each) for each in unit.parties.cases_of_party(party))


def _stands(unit: Unit, house: House, part: CaseOf) -> bool:
    kept, party = unit.cases.by_id(part.case_id, house.terms), unit.parties.by_id(part.party_id)
    return kept is not None and party is not None and kept.case.suspension(party.code) is not None
