"""Whether somebody of a case still waits to answer about a text for a public place (P9). It ends no consultation."""

from daemon.process.case import Case
from daemon.process.events import NotAllowed


def must_not_be_asked(case: Case) -> None:
    """P9: whoever holds a letter that says until when they can answer is not cut off. Raises NotAllowed."""
    if case.consultation and case.consultation.ended_at is None:
        day = f"{case.consultation.until:%d %B %Y}"
        reason = (
            f"a consultation runs, and its letter says that they can answer until {day}: wait for the answers, or until"
            f" then; a no ends it at once. show {case.code} tells who has answered"
        )
        raise NotAllowed(reason, "P9")
