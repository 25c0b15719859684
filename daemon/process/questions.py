"""What was read as a report and was a question all along (P12). Pure; nobody is told anything here.

Only the reporter, or an administrator's correction, makes one of it: never a reading. A question has no parties and no
powers, so that a case that has any of either stays a report.
"""

from datetime import datetime

from daemon.process.case import Case, Promise, Stage, Track
from daemon.process.decision import change
from daemon.process.judges import is_sealed

REPORTS = frozenset({Track.COMPLAINT, Track.CONCERN, Track.UNDECIDED})
UNDER_WAY = frozenset({Stage.NEEDS_DATE, Stage.PROMISED, Stage.LATE, Stage.READ})


def may_be_a_question(case: Case) -> bool:
    """An ended report stays what it was: whoever asks on after it writes so, and is answered."""
    return case.track in REPORTS and case.stage in UNDER_WAY and not has_others(case)


def has_others(case: Case) -> bool:
    """Whether others than its author have a part in it, or are being asked about it (P6, P7, P9)."""
    asked = case.consultation is not None and case.consultation.ended_at is None
    return bool(case.parties or case.suspensions or asked)


def as_question(case: Case, now: datetime) -> Case:
    """The date that its author has stays theirs; where they have none the answer is owed as to any question."""
    asked = change(case, track=Track.QUESTION, stage=Stage.NEEDS_ANSWER, path_mended=False)
    if asked.promise is not None or is_sealed(asked):
        return asked
    return change(asked, promise=Promise(due=now + case.terms.estimate_within, made_at=now))
