"""What follows where two cases belong together: shown side by side, or one goes on in the other (design, section 2)."""

from daemon.process.asked import must_not_be_asked
from daemon.process.case import Case, Consent, Standing, Told
from daemon.process.decision import Decision, Elsewhere, change, to_reporter
from daemon.process.events import ConsentGiven, DangerCorrected, Event, NotAllowed, TalkWanted
from daemon.process.events_parties import (
    Danger,
    Merged,
    OffLearned,
    Related,
    Sameness,
)
from daemon.process.judges import readers, taken_off
from daemon.process.letters import LetterName
from daemon.process.records import Access

GIVEN_BACK = frozenset({Access.TO_RETURN, Access.RETURNED})


def unanswered(case: Case) -> tuple[str, ...]:
    """The parties whom the end of the case has no word for yet."""
    return tuple(each.code for each in case.parties if not each.is_answered)


def relate(case: Case, event: Related) -> Decision:
    """Shown together to administrators; the reporters never learn of each other."""
    if event.code == case.code:
        raise NotAllowed("a case is not related to itself")
    if event.code in case.related:
        return Decision(case)
    other = Elsewhere(event.code, Related(event.by, case.code))
    return Decision(change(case, related=(*case.related, event.code)), also=(other,))


def merge(case: Case, event: Merged) -> Decision:
    """For one and the same reporter. What is owed is owed in the other case from now on."""
    if event.into == case.code:
        raise NotAllowed("a case is not merged into itself")
    if any(each.in_force for each in case.suspensions):
        raise NotAllowed("a suspension stands under it: merge the other one into this case", "P6")
    if case.told is Told.ON_ITS_WAY:
        raise NotAllowed("its resolution is on its way: undo that letter first", "P7")
    must_not_be_asked(case)
    owed = unanswered(case)
    if owed:
        raise NotAllowed(f"{owed[0]} is owed a word under it: tell {owed[0]} words, or merge the other one", "P7")
    same = event.sameness is Sameness.SAME_ADDRESS  # to an address that only claims to be theirs no case is named
    merged = taken_off(change(case, merged_into=event.into, promise=None, talk=False), event.off)
    if readers(case) and not readers(merged):
        raise NotAllowed("nobody would be left who may know of both; name another administrator first", "P14")
    told = to_reporter(merged, LetterName.JOINED, into=event.into) if same else ()
    known = Elsewhere(
        event.into, OffLearned(case.off, merged=case.code)
    )  # who may not know of the one may not know of the other (P14)
    other = Elsewhere(event.into, Related(event.by, case.code))
    also = (known, other, *_goes_along(case, event))
    return Decision(change(merged, related=(*case.related, event.into)), told, also=also)


def _goes_along(case: Case, event: Merged) -> tuple[Elsewhere, ...]:
    """What must not be lost on the way: a danger, a narrower consent, a conversation that is wanted."""
    found: list[Event] = []
    if case.urgent:
        found.append(DangerCorrected(event.by, Danger.READ))
    if case.privacy.value in {Consent.REFUSED, Consent.CONDITIONAL}:
        found.append(ConsentGiven(case.privacy.value, Standing.PLAUSIBLE))
    if case.talk and event.sameness is Sameness.SAME_ADDRESS:
        found.append(TalkWanted())
    return tuple(Elsewhere(event.into, each) for each in found)
