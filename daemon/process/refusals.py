"""Why the process forbids an event now: the rule's reason, in a sentence that says how to go on. Pure."""

from daemon.process.case import Case, Stage, Track
from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Closed,
    ComplaintOpened,
    ConsentRecorded,
    EstimateGiven,
    Event,
    NotAllowed,
    PathCorrected,
    Reopened,
    ReplyWritten,
    ResolutionWritten,
    WithdrawalRecorded,
)
from daemon.process.events_parties import ConsultationProposed, PartySpared, PartyTold
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport
from daemon.process.events_suspensions import AccountsSuspended, AppealOverturned, AppealUpheld

REFUSED: dict[tuple[Track, type[Event]], tuple[str, str]] = {
    (Track.CONCERN, ResolutionWritten): (
        (
            "a concern has no resolution: close {code} ends it, reply {code} words writes to its reporter, "
            "and complain {code} words opens a complaint of your own from it"
        ),
        "P5",
    ),
    (Track.CONCERN, PathCorrected): (
        (
            "only its reporter turns a concern into a complaint, with the word COMPLAINT, or a question of it, "
            "with ONLY ASKING; complain {code} words opens a complaint of your own"
        ),
        "P1",
    ),
    (Track.COMPLAINT, PathCorrected): (
        "only its reporter can change the path of a complaint, with the word CONCERN or ONLY ASKING",
        "P1",
    ),
    (Track.COMPLAINT, Closed): ("a complaint ends with a word to its reporter: resolve {code} words", "P7"),
    (Track.UNDECIDED, Closed): ("a report ends with a word to its reporter: resolve {code} words", "P7"),
    (Track.QUESTION, Closed): (
        "somebody waits for an answer: reply {code} words, or answered {code} how where they have it already",
        "P12",
    ),
    (Track.QUESTION, ResolutionWritten): ("a question is answered, not resolved: reply {code} words", "P12"),
    (Track.QUESTION, AskedAgain): ("a question has no answers to ask for: reply {code} words", "P2"),
    (Track.COMPLAINT, ComplaintOpened): ("it is a complaint already", "P1"),
    (Track.UNDECIDED, ComplaintOpened): (
        "an undecided report has a complaint's care already, and its reporter can make it a complaint",
        "P1",
    ),
    (Track.APPEAL, ReadAsAppeal): ("it is read as an appeal already", "P10"),
    (Track.APPEAL, ReadAsReport): ("an appeal that was decided, or has ended, stays one", "P10"),
    (Track.QUESTION, ComplaintOpened): (
        "a question names no incident; where it does, correct {code} path undecided",
        "P1",
    ),
}
ENDED = (
    EstimateGiven,
    AnsweredElsewhere,
    AskedAgain,
    ResolutionWritten,
    WithdrawalRecorded,
    ReplyWritten,
    ConsentRecorded,
    PathCorrected,
    ComplaintOpened,
    ReadAsAppeal,
)
REPORTS_ONLY = (PartyTold, PartySpared, ConsultationProposed, AccountsSuspended)
APPEALS = (AppealUpheld, AppealOverturned)
ANYTHING_ELSE = ("the process has no such step for {code} now; it is read as {track}, and its stage is: {stage}", "P1")


def refusal(case: Case, event: Event) -> NotAllowed:
    if case.stage in {Stage.CLOSED, Stage.WITHDRAWN} and isinstance(event, ENDED):
        return NotAllowed(f"{case.code} is {case.stage}: reopen {case.code} first", "P7")
    if isinstance(event, Reopened):
        return NotAllowed(f"{case.code} is open", "P7")
    if case.stage is Stage.MERGED:
        return NotAllowed(f"{case.code} goes on in {case.merged_into}: say it there", "P7")
    if case.track is Track.APPEAL and isinstance(event, APPEALS):
        return _not_yet(case)
    if isinstance(event, REPORTS_ONLY) and case.track is Track.CONCERN:
        reason = f"a concern gives no such power: complain {case.code} words opens a complaint of your own from it"
        return NotAllowed(reason, "P1")
    if case.stage is Stage.RESOLVED and isinstance(event, ENDED):
        return NotAllowed(f"{case.code} is resolved, and its reporter is being told: reopen {case.code} first", "P7")
    reason, rule = REFUSED.get((case.track, type(event)), ANYTHING_ELSE)
    return NotAllowed(reason.format(code=case.code, track=case.track, stage=case.stage), rule)


def _not_yet(case: Case) -> NotAllowed:
    """Why an appeal cannot be decided now."""
    if case.stage is Stage.EARLY:
        return NotAllowed("its day has not come yet; lift gives access back before it, if that is what you want", "P10")
    if case.stage is Stage.UNCONFIRMED:
        reason = f"nobody has confirmed that it is the member's own: link {case.code} WHO says that it is"
        return NotAllowed(reason, "P10")
    if case.stage is Stage.UNMATCHED:
        return NotAllowed(f"say first whose suspension it is about: link {case.code} WHO", "P10")
    return NotAllowed(f"it is {case.stage} already", "P10")
