"""What follows from a suspension: whose, since when, by whom, under which complaint, and how it ends (P6, P11).

It is a record before it is anything in Slack: a person (or, with a token for it, a program) does there what stands
here, and says so. Nobody's access returns before the reporter was told from when.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

from daemon.process.case import Case, Role, Suspension, Told, Track
from daemon.process.context import copy
from daemon.process.decision import (
    Decision,
    Elsewhere,
    change,
    in_waking_hours,
    later,
    to_administrators,
    to_party,
)
from daemon.process.events import NotAllowed
from daemon.process.events_suspensions import (
    SLACKS_WORD,
    AccessConfirmed,
    AccessRefused,
    AccountsSuspended,
    AddressLearned,
    Against,
    AppealMoot,
    AppealNoMore,
    ContextCopyFate,
    ContextProposed,
    ContextSeen,
    Ending,
    LiftUndone,
    ReturnUnwarned,
    ReturnWarned,
    Side,
    SuspensionAdministrator,
    SuspensionAppealed,
    SuspensionDue,
    SuspensionEvent,
    SuspensionKept,
    SuspensionLifted,
    SuspensionOverturned,
    SuspensionUndone,
    SuspensionWorld,
)
from daemon.process.letters import Letter, LetterName, To
from daemon.process.parties import party_of, power, undelivered, with_party
from daemon.process.records import Access
from daemon.process.returning import (
    asked_for,
    due_under,
    refused,
    returning,
    returns_at,
    suspension_of,
    warned,
    with_suspension,
)


def follow_suspension(case: Case, event: SuspensionEvent, now: datetime) -> Decision:
    """`case` is already in its next stage."""
    if isinstance(event, AccessConfirmed) and event.by == SLACKS_WORD:
        return in_waking_hours(_seen_in_slack(case, event, now))
    if isinstance(event, SuspensionAdministrator):
        return _administrator(change(case, unread_since=None), event, now)
    return _world(case, event, now)


def _administrator(case: Case, event: SuspensionAdministrator, now: datetime) -> Decision:
    match event:
        case AccountsSuspended():
            return _suspend(case, event, now)
        case SuspensionKept():
            return _keep(case, event, now)
        case SuspensionLifted():
            return _lift(case, event, now)
        case AccessConfirmed():
            return _confirm(case, event, now)
        case _:
            assert_never(event)


def _world(case: Case, event: SuspensionWorld, now: datetime) -> Decision:
    match event:
        case SuspensionDue():
            return in_waking_hours(due_under(case, event.account, now))
        case AccessRefused():
            return refused(case, event, now)
        case AddressLearned():
            return _learned(case, event.account)
        case SuspensionUndone() | LiftUndone():
            return _undone(case, event, now)
        case ReturnWarned() | ReturnUnwarned():
            return _warning(case, event, now)
        case SuspensionAppealed() | AppealNoMore():
            return _appealed(case, event, now)
        case SuspensionOverturned():
            return _overturned(case, event, now)
        case ContextProposed():
            return _context(case, event, now)
        case ContextCopyFate():
            return Decision(case, also=(Elsewhere(event.appeal, ContextSeen(Side.REPORTER, event.told, event.number)),))
        case _:
            assert_never(event)


def _warning(case: Case, event: ReturnWarned | ReturnUnwarned, now: datetime) -> Decision:
    if isinstance(event, ReturnWarned):
        return warned(case, event.account, now)
    missed = with_suspension(case, event.account, warning=Told.UNREACHABLE, reminded_at=now)
    return Decision(missed, undelivered(missed, LetterName.RETURN, event.short, event.reason))


# --- suspend, keep, lift


def _suspend(case: Case, event: AccountsSuspended, now: datetime) -> Decision:
    """P6: under a formal complaint only; the member is told in a fixed text, the reason stays on the record."""
    power(case, event.ground)
    if not event.words.strip():
        raise NotAllowed("say why: suspend CODE WHO because words", "P6")
    if not event.accounts:
        raise NotAllowed("say whose account: suspend CODE WHO because words", "P6")
    letters: tuple[Letter, ...] = ()
    for account in dict.fromkeys(event.accounts):
        if party_of(case, account).role is Role.TARGET:
            raise NotAllowed(
                f"{account} is the target in this case; party {case.code} WHO as respondent mends that", "P6"
            )
        if case.suspension(account):
            raise NotAllowed(f"{account} is suspended already", "P6")
        record = Suspension(account, now, event.by, event.ground, now + case.terms.review_suspension_within)
        case = change(case, suspensions=(*case.suspensions, record))
        letters += (*_member_told(case, record), *asked_for(case, record, now))
    return Decision(case, letters)


def _member_told(case: Case, record: Suspension) -> tuple[Letter, ...]:
    return to_party(
        record.account,
        case,
        LetterName.SUSPENSION,
        since=record.since,
        review=record.review_at,
        appeal_from=appeal_from(case, record),
        address=case.terms.address,
    )


def _learned(case: Case, account: str) -> Decision:
    """What they should have been told when there was no way to them."""
    record = case.suspension(account)
    if record is None:
        return Decision(case)
    if record.returns_at:
        return Decision(case, to_party(account, case, LetterName.LIFTED, at=record.returns_at))
    return Decision(case, _member_told(case, record))


def appeal_from(case: Case, record: Suspension) -> datetime:
    """P10: the week runs from the recorded decision, and never moves later; a day is 24 hours, whatever the night."""
    return record.since.astimezone(UTC) + case.terms.appeal_after


def against(case: Case, record: Suspension, decided_at: datetime | None = None) -> Against:
    """The suspension as an appeal sees it. After one was decided, the next counts a week after that decision."""
    opens = appeal_from(case, record)
    if decided_at:
        opens = max(opens, decided_at.astimezone(UTC) + case.terms.appeal_after)
    return Against(
        complaint=case.code,
        account=record.account,
        suspended_at=record.since,
        suspended_by=record.by,
        opens_at=opens,
        off=case.off,
    )


def _keep(case: Case, event: SuspensionKept, now: datetime) -> Decision:
    """P6: until a day, which the member is told together with their right to appeal."""
    record = suspension_of(case, event.account)
    if case.track is Track.CONCERN:
        raise NotAllowed("a concern suspends nobody: lift it, and suspend under a complaint of your own", "P6")
    if not event.words.strip():
        raise NotAllowed("say why: keep CODE WHO until WHEN because words", "P6")
    if event.until < now + case.terms.return_notice:
        raise NotAllowed("the reporter is told before anybody is back, so give a later day; or lift it", "P11")
    if record.returns_at:  # perhaps another administrator's decision on an appeal
        reason = "its end is under way: undo that letter while it waits, or suspend anew once access is back"
        raise NotAllowed(reason, "P6")
    until = event.until.astimezone(UTC)
    kept = with_suspension(case, event.account, kept_until=until, reminded_at=None)
    kept = _has_word(kept, event.account)
    facts_from = appeal_from(case, record)
    letters = to_party(
        event.account,
        kept,
        LetterName.KEPT,
        until=until,
        appeal_from=max(now, facts_from),
        address=case.terms.address,
    )
    return Decision(kept, letters)


def _has_word(case: Case, account: str) -> Case:
    """What is said to the suspended member of how it goes on is the word that the end of the case owes them (P7)."""
    return with_party(case, account, told=Told.ON_ITS_WAY)


def _lift(case: Case, event: SuspensionLifted, now: datetime) -> Decision:
    record = suspension_of(case, event.account)
    if record.returns_at:
        raise NotAllowed("its end is under way already", "P6")
    at = returns_at(case, now)
    back = returning(_has_word(case, event.account), event.account, at, now)
    lifted = to_party(event.account, back.case, LetterName.LIFTED, at=at)
    return Decision(back.case, (*lifted, *later(back.letters)), also=_moot(case, event.account))


def _moot(case: Case, account: str, ending: Ending = Ending.DECIDED) -> tuple[Elsewhere, ...]:
    """Each appeal hears whose suspension it is that ends; only those against it end with it (P10)."""
    return tuple(Elsewhere(code, AppealMoot(account, ending)) for code in case.appeals)


def _confirm(case: Case, event: AccessConfirmed, now: datetime) -> Decision:
    record = suspension_of(case, event.account)
    match record.access:
        case Access.TO_REMOVE if record.returns_at is None:
            return Decision(with_suspension(case, event.account, access=Access.REMOVED, reminded_at=None, refused=""))
        case Access.TO_RETURN:
            returned = with_suspension(case, event.account, access=Access.RETURNED, ended_at=now)
            return Decision(returned, also=_moot(case, event.account, Ending.OVER))
        case _ if record.returns_at:
            raise NotAllowed("it is not time yet: the reporter is told first, and then you get a checklist", "P11")
        case _:
            raise NotAllowed("that was confirmed already", "P6")


def _seen_in_slack(case: Case, event: AccessConfirmed, now: datetime) -> Decision:
    """Slack's own word. Nobody read anything for it, and the administrators hear of it."""
    done = _confirm(case, event, now)
    what = "return" if suspension_of(case, event.account).access is Access.TO_RETURN else "suspend"
    told = to_administrators(done.case, LetterName.ACCESS_SEEN, To.RESPONSIBLE, party=event.account, what=what)
    return replace(done, letters=(*done.letters, *told))


def _undone(case: Case, event: SuspensionUndone | LiftUndone, now: datetime) -> Decision:
    record = case.suspension(event.account)
    if record is None:  # it has ended; the letter that said so is what was taken back
        party = case.party(event.account)
        unsaid = party is not None and party.told is Told.ON_ITS_WAY
        return Decision(with_party(case, event.account, told=None) if unsaid else case)
    if isinstance(event, SuspensionUndone) and record.returns_at:
        return Decision(case)  # they are on their way back as it is
    if isinstance(event, SuspensionUndone) and record.access is Access.REMOVED:
        # it was done in Slack already: the way back is that of any suspension
        return _lift(case, SuspensionLifted("", event.account), now)
    if isinstance(event, SuspensionUndone):
        left = tuple(each for each in case.suspensions if each is not record)
        return Decision(change(case, suspensions=left), also=_moot(case, event.account, Ending.OVER))
    again = max(record.review_at, now + timedelta(hours=1)) if record.kept_until is None else record.review_at
    done = record.access is Access.TO_RETURN  # perhaps somebody gave it back already: that is to be looked at
    access = Access.TO_REMOVE if done else record.access
    still = with_suspension(case, event.account, returns_at=None, warning=None, reminded_at=None, review_at=again)
    still = with_suspension(still, event.account, access=access)
    return Decision(with_party(still, event.account, told=None))


# --- appeals against them


def _appealed(case: Case, event: SuspensionAppealed | AppealNoMore, now: datetime) -> Decision:
    """Whoever appealed was heard, also where their words were no appeal."""
    if isinstance(event, AppealNoMore):
        return Decision(change(case, appeals=tuple(each for each in case.appeals if each != event.appeal)))
    known = case.appeals if event.appeal in case.appeals else (*case.appeals, event.appeal)
    party = case.party(event.account)
    heard = with_party(case, event.account, heard_at=(party.heard_at if party else None) or now)
    return Decision(change(heard, appeals=known))


def _overturned(case: Case, event: SuspensionOverturned, now: datetime) -> Decision:
    """The same way back as `lift`; the member's letter is the appeal's."""
    record = case.suspension(event.account)
    if record is None or record.returns_at:
        return Decision(case)
    back = returning(_has_word(case, event.account), event.account, returns_at(case, now), now)
    others = tuple(each for each in _moot(case, event.account) if each.code != event.appeal)
    return Decision(back.case, later(back.letters), also=others)


def _context(case: Case, event: ContextProposed, now: datetime) -> Decision:
    """The reporter sees the text before the channel does (P11); where there is none, nobody waits for them."""
    if not case.has_reporter:
        return Decision(case, also=(Elsewhere(event.appeal, ContextSeen(Side.REPORTER, Told.TOLD, event.number)),))
    return Decision(case, copy(case, event, returns_at(case, now)))
