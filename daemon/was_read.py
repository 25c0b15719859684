"""What stood before a correction, for the history beside what it was mended to: a value of the process, no words."""

from collections.abc import Sequence

from daemon.process.case import Case
from daemon.process.events import (
    AnswerCorrected,
    ConsentGiven,
    ConsentRecorded,
    DangerCorrected,
    Event,
    Mending,
    PathChosen,
    PathCorrected,
)
from daemon.process.events_parties import Danger, FindingRecorded
from daemon.process.events_reread import ReadAsAppeal, ReadAsReport

WAS = "was"


def was_read(before: Case, events: Sequence[Event], place: int) -> dict[str, str]:
    """Of the event in that place. Of two corrections of one kind in one message the first alone: what the second one
    found stood for no moment.
    """
    event = events[place]
    if any(type(each) is type(event) for each in events[:place]):
        return {}
    found = _before(before, event)
    return {WAS: found} if found else {}


def _before(case: Case, event: Event) -> str:
    match event:
        case PathChosen() | PathCorrected() | ReadAsAppeal() | ReadAsReport():
            return str(case.track)
        case ConsentGiven():
            return _consent(case)
        case ConsentRecorded():
            return _consent(case) if event.is_general and event.who in {"", case.code} else ""
        case AnswerCorrected():
            return str(Mending.GIVEN if event.answer in case.answered else Mending.MISSING)
        case DangerCorrected():
            return str(Danger.READ if case.urgent else Danger.NOT_READ)
        case FindingRecorded():
            return str(case.finding or "")
        case _:
            return ""


def _consent(case: Case) -> str:
    return f"{case.privacy.value}, {'confirmed' if case.privacy.confirmed else 'as it was read'}"
