"""How a suspended member's access comes back (P11), and what the clock says about a suspension (P6).

Nobody's access returns before the reporter was told from when. One thing at a time is due under a suspension.
"""

from dataclasses import replace
from datetime import UTC, datetime

from daemon.process.case import Case, Debt, Role, Suspension, Told
from daemon.process.deadlines import quiet_start, suspension_due
from daemon.process.decision import (
    Decision,
    change,
    to_administrators,
    to_party,
    to_reporter,
    yes,
)
from daemon.process.events import NotAllowed
from daemon.process.events_suspensions import AccessRefused
from daemon.process.letters import Letter, LetterName, To
from daemon.process.owed import chased, owes
from daemon.process.records import Access, Hands

NOT_YET = "it should have been done by itself, and Slack does not say that it was"
NONE = "no suspension of theirs stands in {code}"


def with_suspension(case: Case, account: str, **fields: object) -> Case:
    """The case with the suspension of this account that is in force changed; as it is where there is none."""
    changed = tuple(
        replace(each, **fields) if each.account == account and each.in_force else each  # type: ignore[arg-type]  # replace checks the names
        for each in case.suspensions
    )
    return change(case, suspensions=changed)


def suspension_of(case: Case, account: str) -> Suspension:
    found = case.suspension(account)
    if found is None:
        raise NotAllowed(NONE.format(code=case.code), "P6")
    return found


def checklist(case: Case, record: Suspension, since: datetime) -> tuple[Letter, ...]:
    """What is to be done in Slack, and how to say that it was: the port that a program may take over."""
    late = NOT_YET if case.terms.hands is Hands.PROGRAM else ""
    facts = {
        "party": record.account,
        "what": "return" if record.access is Access.TO_RETURN else "suspend",
        "since": since,
        "why": record.refused or late,
        "watched": yes(case.terms.hands is not Hands.PEOPLE),
    }
    return to_administrators(case, LetterName.CHECKLIST, To.RESPONSIBLE, **facts)


def asked_for(case: Case, record: Suspension, since: datetime) -> tuple[Letter, ...]:
    """A checklist, where no program does it at once; one that cannot is followed by the checklist."""
    return () if case.terms.hands is Hands.PROGRAM else checklist(case, record, since)


def refused(case: Case, event: AccessRefused, now: datetime) -> Decision:
    record = case.suspension(event.account)
    if record is None or record.refused == event.reason:
        return Decision(case)
    told = with_suspension(case, event.account, refused=event.reason, reminded_at=now)
    since = record.returns_at if record.access is Access.TO_RETURN and record.returns_at else record.since
    return Decision(told, checklist(told, suspension_of(told, event.account), since))


def returns_at(case: Case, now: datetime) -> datetime:
    """When access comes back after a decision of this moment."""
    return now.astimezone(UTC) + case.terms.return_notice


def returning(case: Case, account: str, at: datetime, now: datetime) -> Decision:
    """The reporter is told from when, and so is a target who knows of the case and allows it (P11)."""
    told = None if case.has_reporter else Told.TOLD
    back = with_suspension(case, account, returns_at=at, warning=told, reminded_at=now)
    letters = to_reporter(back, LetterName.RETURN, at=at, account=account)
    for party in case.parties:
        knows = party.heard_at is not None or (party.privacy.confirmed and party.privacy.value != "refused")
        if party.role is Role.TARGET and knows:
            letters += to_party(party.code, back, LetterName.RETURN, at=at, account=account)
    return Decision(back, letters)


def due_under(case: Case, account: str, now: datetime) -> Decision:
    """Whatever of it is due now; one thing at a time, the nearest to somebody's return first."""
    record = case.suspension(account)
    if record is None or (at := suspension_due(record, case)) is None or at > now:
        return Decision(case)
    if record.returns_at:
        return _return_due(case, record, now)
    if record.kept_until and now >= ends_soon(case, record.kept_until):
        return _kept_ends(case, record, now)
    if not record.is_settled and now >= record.review_at:
        reminded = _reminded_of_all(with_suspension(case, account, reminded_at=now), now)
        return Decision(reminded, _remind(case, Debt.REVIEW, record.review_at, now))
    return Decision(with_suspension(case, account, reminded_at=now), checklist(case, record, record.since))


def ends_soon(case: Case, until: datetime) -> datetime:
    """When the reporter of a kept suspension is told that it ends; in waking hours, and never too late for that."""
    at = until - case.terms.return_notice
    return quiet_start(case.terms.quiet, at) if case.terms.quiet else at


def _kept_ends(case: Case, record: Suspension, now: datetime) -> Decision:
    """Its day has come. A late start tells the reporter first all the same, and access waits for that."""
    at = max(record.kept_until or now, returns_at(case, now))
    back = returning(case, record.account, at, now)
    told = to_party(record.account, back.case, LetterName.LIFTED, at=at)
    return Decision(back.case, (*told, *back.letters))


def _return_due(case: Case, record: Suspension, now: datetime) -> Decision:
    if record.warning is Told.UNREACHABLE:
        reminded = with_suspension(case, record.account, reminded_at=now)
        return Decision(reminded, _remind(case, Debt.WARNING_ELSEWHERE, record.returns_at or now, now))
    again = record.access is Access.TO_RETURN
    due = with_suspension(case, record.account, access=Access.TO_RETURN, reminded_at=now)
    if not again:
        due = with_suspension(due, record.account, refused="")
    told = checklist if again else asked_for
    return Decision(due, told(due, suspension_of(due, record.account), record.returns_at or now))


def _reminded_of_all(case: Case, now: datetime) -> Case:
    """One reminder a case: it names everything that is owed."""
    return change(case, reminded_at=now, reminders=case.reminders + 1) if chased(case) and case.reminded_at else case


def _remind(case: Case, owed: Debt, since: datetime, now: datetime) -> tuple[Letter, ...]:
    """To everybody, once it has waited for as long as anything may."""
    everybody = now - since >= case.terms.escalate_after
    return to_administrators(
        case,
        LetterName.REMINDER,
        To.EVERY_ADMINISTRATOR if everybody else To.RESPONSIBLE,
        owed=owes(case) if owed is Debt.REVIEW else str(owed),
        since=since,
        due=None,
        next=NEXT[owed].format(code=case.code),
    )


def warned(case: Case, account: str, now: datetime) -> Decision:
    """Told; access returns at the time that they were told. A letter that left so late that it is hardly a warning puts
    it off: nobody is back sooner than they were told.
    """
    record = case.suspension(account)
    if record is None or record.returns_at is None:
        return Decision(case)
    late = record.returns_at - now < case.terms.return_notice / 2
    at = now + case.terms.return_notice if late else record.returns_at
    return Decision(with_suspension(case, account, warning=Told.TOLD, returns_at=at))


def told_elsewhere(case: Case) -> Case:
    """An administrator warned the reporter in another way."""
    waiting = [each for each in case.suspensions if each.in_force and each.warning is Told.UNREACHABLE]
    for each in waiting:
        case = with_suspension(case, each.account, warning=Told.TOLD)
    return case


NEXT = {
    Debt.REVIEW: "lift {code} WHO, or keep {code} WHO until WHEN because words; the suspension stands until then",
    Debt.WARNING_ELSEWHERE: "access stays away until you wrote: answered {code} how",
}
