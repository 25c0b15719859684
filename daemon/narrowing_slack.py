"""Words that narrow what may be shared count at once, whichever of their cases a member means (design 7.4).

Nothing of what else they wrote is kept here: that waits until its case is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from daemon.admission import Admission
from daemon.corridor import Actor
from daemon.house import SLACK
from daemon.matching_slack import of_code
from daemon.meaning import Asked, consulted_events, consulted_party_events, later_events, party_events
from daemon.process.case import NARROWNESS, Consent, Role, Standing, Track
from daemon.process.events import Event
from daemon.process.events_parties import PartyWrote
from daemon.store.unit import Unit
from daemon.store.values import Kept, Party
from parsers.reading import Reading
from parsers.terms import Word

EVERYWHERE = "a narrower consent, in all of its sender's open cases"
NARROWER = {Word.PRIVATE: Word.PRIVATE, Word.WITHDRAW: Word.PRIVATE, Word.ASK_FIRST: Word.ASK_FIRST}
"""What each says of sharing; that somebody stops is said of one case, which is asked for."""


class Left(StrEnum):
    NOTHING = "it said nothing else"
    MORE = "it said more, in one case that is not known yet"


@dataclass(frozen=True, slots=True)
class _Case:
    kept: Kept
    party: Party

    @property
    def allowed(self) -> Consent:
        if self.party.role == Role.REPORTER:
            return self.kept.case.privacy.value
        party = self.kept.case.party(self.party.code)
        return party.privacy.value if party else Consent.UNSTATED


def narrow_all(
    unit: Unit, admission: Admission, sender: str, codes: tuple[str, ...], reading: Reading, now: datetime
) -> Left:
    """Whether anything of it is left that belongs to one of them."""
    word = _said(reading)
    if word is None:
        return Left.MORE
    found = list(_cases(unit, admission, sender, codes))
    wider = False
    for each in found:
        if _narrows(word, each.allowed):
            admission.corridor.walk(unit, each.kept, _events(each, word, reading), now, Actor.SENDER)
        else:
            wider = True
    return Left.MORE if wider or not found or _says_more(reading) else Left.NOTHING


def _said(reading: Reading) -> Word | None:
    """The narrowest, where several were said."""
    said = {NARROWER[word] for word in reading.words if word in NARROWER}
    return Word.PRIVATE if Word.PRIVATE in said else next(iter(said), None)


def _narrows(word: Word, allowed: Consent) -> bool:
    """As narrow counts too: it takes back what was allowed beside the general answer."""
    said = Consent.REFUSED if word is Word.PRIVATE else Consent.CONDITIONAL
    return NARROWNESS[said] <= NARROWNESS[allowed]


def _says_more(reading: Reading) -> bool:
    lines = [line for line in reading.text.splitlines() if line.strip()]
    return len(lines) > len(reading.words) or any(each not in {Word.PRIVATE, Word.ASK_FIRST} for each in reading.words)


def _cases(unit: Unit, admission: Admission, sender: str, codes: tuple[str, ...]) -> Iterator[_Case]:
    for code in codes:
        kept = of_code(unit, admission.house, code).kept
        party = unit.parties.find(kept.id, SLACK, sender) if kept else None
        if kept and party and kept.case.track is not Track.APPEAL:  # nothing of an appeal is shared with anybody
            yield _Case(kept, party)


def _events(found: _Case, word: Word, reading: Reading) -> tuple[Event, ...]:
    """Of the word alone, as if nothing else had been written; a text that is asked about gets its no (P9)."""
    alone, case = replace(reading, words=(word,), text=str(word), urgent=False), found.kept.case
    asked = case.consultation is not None and case.consultation.ended_at is None
    if found.party.role == Role.REPORTER:
        if asked:
            return consulted_events(alone, case.code, Standing.VERIFIED, Asked.BEFORE)
        return later_events(alone, Standing.VERIFIED)
    code = found.party.code
    said = (
        consulted_party_events(alone, code, Standing.VERIFIED, Asked.BEFORE)
        if asked
        else party_events(alone, code, Standing.VERIFIED)
    )
    return tuple(each for each in said if not isinstance(each, PartyWrote))
