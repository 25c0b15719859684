"""What follows where an administrator says that a report is an appeal, or an appeal a report (P1, P10).

From then on it is what it would have been from the first message on. Nobody learns more by it: who may not know stays
out, nothing that was allowed is wider, and an appeal is not taken off the table by whoever suspended.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from daemon.process.appeals import follow_appeal, may_decide
from daemon.process.case import Case, Consent, Promise, Stage, Track
from daemon.process.context import appeal_of
from daemon.process.decision import Decision, Elsewhere, change
from daemon.process.events import NotAllowed
from daemon.process.events_parties import Danger
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport, RereadEvent
from daemon.process.events_suspensions import AppealNoMore, AppealReceived
from daemon.process.judges import is_sealed
from daemon.process.members import begins
from daemon.process.questions import as_question, has_others
from daemon.process.said_back import played_back

OF_OTHERS = "an appeal is its sender's alone, and others have a part in this case: it stays what it is"


def follow_reread(case: Case, event: RereadEvent, now: datetime) -> Decision:
    """`case` is already in its next stage. Whoever mends has seen what was written."""
    case = change(case, unread_since=None)
    match event:
        case ReadAsAppeal():
            return _as_appeal(case, event, now)
        case ReadAsReport():
            return _as_report(case, event, now)
        case _:
            assert_never(event)


def _as_appeal(case: Case, event: ReadAsAppeal, now: datetime) -> Decision:
    if has_others(case) or case.merged or case.complaints:
        raise NotAllowed(OF_OTHERS, "P10")
    bare = change(case, track=Track.APPEAL, promise=None, talk=False, path_mended=False)
    received = AppealReceived(
        sender=event.sender,
        against=event.against,
        reasons=event.reasons,
        danger=Danger.READ if case.urgent else Danger.NOT_READ,
    )
    decision = follow_appeal(bare, received, now)
    if event.by in decision.case.off:
        raise NotAllowed("this suspension is not yours to look at", "P14")
    # without a suspension there is no letter of an appeal, and the date that they were given is not theirs any more
    told = played_back(decision.case) if event.against is None else ()
    return replace(decision, letters=(*told, *decision.letters))


def _as_report(case: Case, event: ReadAsReport, now: datetime) -> Decision:
    """Who was told of an appeal hears that it is none; whoever had only the receipt is answered as for a report."""
    may_decide(case, event.by)
    appeal, mended = appeal_of(case), _without_appeal(case, event)
    also = (Elsewhere(appeal.complaint, AppealNoMore(case.code)),) if appeal.complaint else ()
    if event.track is Track.QUESTION:
        mended = as_question(mended, now)
        return Decision(mended, played_back(mended), also=also)
    if not appeal.account:
        return replace(begins(mended, now), also=also)
    if not is_sealed(mended):
        mended = change(mended, promise=Promise(due=now + case.terms.estimate_within, made_at=now))
    return Decision(mended, played_back(mended), also=also)


def _without_appeal(case: Case, event: ReadAsReport) -> Case:
    said = case.privacy.value is not Consent.UNSTATED
    return change(
        case,
        track=event.track,
        stage=Stage.NEEDS_DATE,
        appeal=None,
        promise=None,
        answered=case.answered | event.answered,
        privacy=case.privacy if said else event.privacy,
        path_mended=event.track is Track.COMPLAINT,
    )
