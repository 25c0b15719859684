"""Whether a report may be retaliation against a reporter, in either direction (design, section 2): a flag for a person.

It reads who has a part in which case, and tells nobody but those who may know of both.
"""

from collections.abc import Iterable

from daemon.house import EMAIL, MEMBER, SLACK, House
from daemon.process.case import Case, Role, Track
from daemon.store.unit import Unit
from daemon.store.values import CaseOf
from daemon.whois import ways_of
from parsers.reading import Reading


def may_be_retaliation(unit: Unit, house: House, sender: str, reading: Reading, off: frozenset[str]) -> bool:
    """A respondent who reports; a report about somebody who reported; a reporter who reports a respondent of theirs."""
    own = unit.parties.cases_of(SLACK if MEMBER.fullmatch(sender) else EMAIL, sender) if sender else []
    named = [each for who in reading.involved for each in _cases_of(unit, house, str(who))]
    theirs = {each.case_id for each in own if each.role == Role.REPORTER}
    found = [
        *(each for each in own if each.role == Role.RESPONDENT),
        *(each for each in named if each.role == Role.REPORTER),
        *(each for each in named if each.role == Role.RESPONDENT and each.case_id in theirs),
    ]
    return any(_known_to_the_same(unit, house, found, off))


def _cases_of(unit: Unit, house: House, who: str) -> list[CaseOf]:
    ways = ways_of(unit, who, house.prefix) if "@" in who else ()
    return [each for way in ways for each in unit.parties.cases_of(*way.place)]


def _known_to_the_same(unit: Unit, house: House, found: Iterable[CaseOf], off: frozenset[str]) -> Iterable[bool]:
    """The flag is shown to everybody who may know of the new case: none of them may be off the other one (P14)."""
    for each in found:
        kept = unit.cases.by_id(each.case_id, house.terms)
        # an appeal's author is no reporter, and who appealed against what is no incident
        yield kept is not None and kept.case.track is not Track.APPEAL and _hidden_from(kept.case) <= off


def _hidden_from(case: Case) -> frozenset[str]:
    return case.off | {each for each in case.terms.administrators if case.hides_from(each)}
