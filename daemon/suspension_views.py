"""Suspensions, an appeal and a consultation as the administrators of their case may see them (P6, P9, P10, P11)."""

from daemon.phrases import of_track
from daemon.process.appeals import deciders
from daemon.process.case import Case
from daemon.process.case import Suspension as Record
from daemon.process.records import Appeal as Against
from daemon.process.records import Consultation as Asked
from daemon.process.records import Context as Text
from daemon.process.records import Reply
from daemon.process.suspensions import appeal_from
from daemon.sight import Sight
from daemon.views import Appeal, Consultation, Consulted, Context, Suspension

NOT_YET = "not yet"


def suspensions(case: Case) -> tuple[Suspension, ...]:
    return tuple(_suspension(case, each) for each in case.suspensions)


def _suspension(case: Case, record: Record) -> Suspension:
    return Suspension(
        account=record.account,
        role=role_of(case, record.account),
        since=record.since,
        by=record.by,
        ground=str(record.ground),
        review_at=record.review_at,
        appeal_from=appeal_from(case, record),
        kept_until=record.kept_until,
        returns_at=record.returns_at,
        ended_at=record.ended_at,
        access=str(record.access),
        reporter=str(record.warning or NOT_YET) if record.returns_at and case.has_reporter else "",
    )


def role_of(case: Case, who: str) -> str:
    if who == case.code:
        return of_track("reporter", case.track)
    party = case.party(who)
    return str(party.role) if party else ""


def appeal(sight: Sight, case: Case) -> Appeal | None:
    """What it is about is told to whoever may know of that case too (P14)."""
    found = case.appeal
    if found is None:
        return None
    known = sight.kept(found.complaint) is not None
    return Appeal(
        sender=str(found.sender),
        complaint=found.complaint if known else "",
        account=found.account if known else "",
        suspended_at=found.suspended_at if known else None,
        suspended_by=found.suspended_by if known else "",
        opens_at=found.opens_at,
        reasons="given" if found.reasoned else "missing",
        deciders=() if found.outcome else deciders(case),
        outcome=str(found.outcome or ""),
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        context=_context(found),
    )


def _context(found: Against) -> Context | None:
    text: Text | None = found.context
    if text is None:
        return None
    return Context(
        wording=str(text.wording),
        by=text.by,
        text=text.text,
        member=str(text.member or NOT_YET),
        reporter=str(text.reporter or NOT_YET),
        not_before=text.not_before,
        handed_at=text.handed_at,
        published_at=text.published_at,
    )


def consultation(case: Case) -> Consultation | None:
    asked: Asked | None = case.consultation
    if asked is None:
        return None
    return Consultation(
        by=asked.by,
        text=asked.text,
        until=asked.until,
        asked=tuple(
            Consulted(who=who, role=role_of(case, who), reply=str(reply), at=asked.answered_at.get(who))
            for who, reply in asked.asked.items()
        ),
        waiting=tuple(Consulted(who=who, role=role_of(case, who)) for who in asked.waiting),
        ended_at=asked.ended_at,
        result=str(Reply.YES if asked.is_yes else Reply.NO) if asked.ended_at else "",
    )
