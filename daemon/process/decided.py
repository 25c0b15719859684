"""What becomes of the letter that tells a decision on an appeal (P7, P10): told, taken back, or come back.

It decides nothing; a decision of which nobody heard is no decision.
"""

from dataclasses import replace
from datetime import datetime

from daemon.process.case import Case, Promise, Stage, Told
from daemon.process.context import appeal_of, seen
from daemon.process.decision import Decision, Elsewhere, change
from daemon.process.events_parties import PartyMissed, PartyReached
from daemon.process.events_suspensions import DecisionFailed, Side
from daemon.process.parties import undelivered
from daemon.process.records import Outcome

FIRST = 0  # the draft that stands in the letter of the decision


def left(case: Case, now: datetime) -> Decision:
    if case.told not in {Told.ON_ITS_WAY, Told.UNREACHABLE}:
        return Decision(case)
    told = change(case, told=Told.TOLD, resolution_sent_at=now)
    reached = _word_of_it(case, PartyReached(appeal_of(case).account))
    return Decision(seen(told, Side.MEMBER, Told.TOLD, FIRST), also=reached)


def _word_of_it(case: Case, event: PartyReached | PartyMissed) -> tuple[Elsewhere, ...]:
    """P7: that it was overturned is the word that the complaint owes to its member."""
    appeal = appeal_of(case)
    return (Elsewhere(appeal.complaint, event),) if appeal.outcome is Outcome.OVERTURNED else ()


def undone(case: Case) -> Decision:
    """As before it was decided; the suspension's own case hears of it from whoever took the letter back."""
    appeal = replace(appeal_of(case), outcome=None, decided_by="", decided_at=None, context=None)
    since = max(appeal.opens_at or case.opened_at, case.opened_at)
    again = Promise(since + case.terms.decide_appeal_within, since)
    return Decision(change(case, appeal=appeal, told=None, promise=again, resolution_sent_at=None))


def failed(case: Case, event: DecisionFailed) -> Decision:
    """A decision that came back was told to nobody; where it had ended the case, it is open again."""
    if case.stage not in {Stage.RESOLVED, Stage.OVERTURNED}:
        return Decision(case, undelivered(case, event.letter, event.short, event.reason))
    missed = seen(change(case, told=Told.UNREACHABLE), Side.MEMBER, Told.UNREACHABLE, FIRST)
    party = PartyMissed(appeal_of(case).account, event.letter, event.short, event.reason)
    letters = undelivered(missed, event.letter, event.short, event.reason)
    return Decision(missed, letters, also=_word_of_it(case, party))
