"""What follows from an appeal against a suspension (P10, P11): kept, opened on its day, decided, and the new context.

Whoever suspended does not decide where somebody else may. An appeal is a case of its own; what a decision means for the
suspension happens in the suspension's case, in the same transaction.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from daemon.process.case import Case, Promise, Stage, Standing, Told
from daemon.process.context import appeal_of, draft, hand, published, seen, taken_back
from daemon.process.decided import failed, left, undone
from daemon.process.decision import Decision, Elsewhere, change, in_waking_hours, later, to_reporter, yes
from daemon.process.events import NotAllowed
from daemon.process.events_parties import Danger
from daemon.process.events_suspensions import (
    SLACKS_WORD,
    Against,
    AppealAdministrator,
    AppealEvent,
    AppealLinked,
    AppealMember,
    AppealMoot,
    AppealOpens,
    AppealOverturned,
    AppealReceived,
    AppealUpheld,
    AppealWorld,
    AppellantWrote,
    Confirmation,
    ContextDrafted,
    ContextHanded,
    ContextProposed,
    ContextPublished,
    ContextSeen,
    ContextUndone,
    DecisionFailed,
    DecisionLeft,
    DecisionUndone,
    Ending,
    Reasons,
    SuspensionAppealed,
    SuspensionOverturned,
)
from daemon.process.judges import readers, reported, taken_off
from daemon.process.letters import Letter, LetterName
from daemon.process.members import doubted, notice
from daemon.process.records import Appeal, Context, Outcome, Sender, Wording
from daemon.process.returning import returns_at
from daemon.process.said_back import added, wrote_again


def follow_appeal(case: Case, event: AppealEvent, now: datetime) -> Decision:
    """`case` is already in its next stage."""
    if isinstance(event, AppealMember):
        return _received(case, event, now) if isinstance(event, AppealReceived) else _wrote(case, event, now)
    if isinstance(event, ContextPublished) and event.by == SLACKS_WORD:
        return published(case, now)  # nobody read anything for it
    if isinstance(event, AppealAdministrator):
        return _administrator(change(case, unread_since=None), event, now)
    return _world(case, event, now)


def _administrator(case: Case, event: AppealAdministrator, now: datetime) -> Decision:
    match event:
        case AppealLinked():
            return _link(case, event, now)
        case AppealUpheld():
            return _uphold(case, event, now)
        case AppealOverturned():
            return _overturn(case, event, now)
        case ContextDrafted():
            return draft(case, event, now)
        case ContextHanded():
            return hand(case, event, now)
        case ContextPublished():
            return published(case, now)
        case _:
            assert_never(event)


def _world(case: Case, event: AppealWorld, now: datetime) -> Decision:
    match event:
        case AppealOpens():
            return in_waking_hours(_open(case, now))
        case AppealMoot():
            return Decision(_moot(case, event, now))
        case DecisionLeft():
            return left(case, now)
        case DecisionUndone():
            return undone(case)
        case DecisionFailed():
            return failed(case, event)
        case ContextUndone():
            return Decision(taken_back(case))
        case ContextSeen():
            return Decision(seen(case, event.side, event.told, event.number))
        case _:
            assert_never(event)


def is_own(case: Case, event: AppealMoot) -> bool:
    """Whether it is the suspension that this appeal is about (P10)."""
    return event.account in {"", appeal_of(case).account}


def _moot(case: Case, event: AppealMoot, now: datetime) -> Case:
    if not is_own(case, event):
        return case
    if event.ending is Ending.OVER:
        case = change(case, appeal=replace(appeal_of(case), ended_at=appeal_of(case).ended_at or now))
    return change(case, promise=None) if case.stage is Stage.CLOSED else case


# --- received: kept until its day, or open at once


def _received(case: Case, event: AppealReceived, now: datetime) -> Decision:
    reasoned = event.reasons is Reasons.GIVEN
    received = change(
        case,
        urgent=event.danger is Danger.READ,
        off=case.off | event.off,
        appeal=Appeal(event.sender, reasoned=reasoned),
    )
    own = event.off - case.off - (event.against.off if event.against else frozenset())
    received = change(received, by_author=case.by_author | own)
    if event.against is None:
        return Decision(received, notice(received, now))
    received = _against(received, event.against)
    if event.sender is Sender.MEMBER:
        decision = _begins(received, now)
        return Decision(decision.case, (*decision.letters, *notice(decision.case, now)), also=decision.also)
    if event.sender is Sender.UNCONFIRMED:
        waiting = change(received, stage=Stage.UNCONFIRMED)
        letters = to_reporter(waiting, LetterName.APPEAL_CONFIRM, at=now)
        return Decision(waiting, (*letters, *notice(waiting, now)), also=_attached(waiting))
    return Decision(received, notice(received, now))


def _against(case: Case, found: Against) -> Case:
    appeal = replace(
        appeal_of(case),
        complaint=found.complaint,
        account=found.account,
        suspended_at=found.suspended_at,
        suspended_by=found.suspended_by,
        opens_at=found.opens_at,
    )
    linked = change(case, appeal=appeal, related=_with(case.related, found.complaint), barred=case.barred | found.off)
    return taken_off(linked, found.off)


def _with(related: tuple[str, ...], code: str) -> tuple[str, ...]:
    return related if code in related else (*related, code)


def _attached(case: Case) -> tuple[Elsewhere, ...]:
    return (Elsewhere(appeal_of(case).complaint, SuspensionAppealed(case.code, appeal_of(case).account)),)


def _begins(case: Case, now: datetime) -> Decision:
    """P10: before its day it is kept and opens by itself; its sender need not send it again."""
    appeal = appeal_of(case)
    opens = appeal.opens_at or now
    if now >= opens:
        opened = _opened(case, now)
        return Decision(opened.case, opened.letters, also=_attached(case))
    kept = change(case, stage=Stage.EARLY, promise=None)
    letters = to_reporter(
        kept,
        LetterName.APPEAL_EARLY,
        opens=opens,
        due=opens + case.terms.decide_appeal_within,
        deciders=named_deciders(kept),
        reasons=yes(appeal.reasoned),
    )
    return Decision(kept, letters, also=_attached(kept))


def _opened(case: Case, now: datetime) -> Decision:
    """From its day on a decision is owed by a date. The date runs from the day, also where we were late to notice."""
    appeal = appeal_of(case)
    since = max(appeal.opens_at or now, case.opened_at)
    date = max(since + case.terms.decide_appeal_within, now + case.terms.late_warning)
    opened = change(case, stage=Stage.CONSIDERED, promise=Promise(date, now))
    letters = to_reporter(
        opened,
        LetterName.APPEAL_OPEN,
        due=date,
        deciders=named_deciders(opened),
        reasons=yes(appeal.reasoned),
        solo=yes(_solo(opened)),
        outside=case.terms.outside,
    )
    return Decision(opened, letters)


def taken_up(case: Case, now: datetime) -> Decision:
    """An ended appeal, opened again: as if it had come now, and its author is told."""
    if appeal_of(case).ended_at or appeal_of(case).outcome is Outcome.OVERTURNED:
        raise NotAllowed("the suspension that it is about has ended: there is nothing left to decide", "P10")
    appeal = replace(appeal_of(case), outcome=None, decided_by="", decided_at=None, context=None)
    again = change(case, appeal=appeal)
    if appeal.account and appeal.sender is Sender.MEMBER:
        return _begins(again, now)
    return Decision(change(again, stage=Stage.UNCONFIRMED if appeal.account else Stage.UNMATCHED))


def _open(case: Case, now: datetime) -> Decision:
    opened = _opened(case, now)
    return Decision(opened.case, (*opened.letters, *notice(opened.case, now)))


def _wrote(case: Case, event: AppellantWrote, now: datetime) -> Decision:
    """A missing reason may be added at any time. Only a yes of somebody verified confirms what anybody could have
    written; a no ends nothing either, for a forger could send it.
    """
    appeal = appeal_of(case)
    danger = event.danger is Danger.READ
    reasoned = appeal.reasoned or event.reasons is Reasons.GIVEN
    heard = change(case, appeal=replace(appeal, reasoned=reasoned), urgent=case.urgent or danger)
    heard = reported(heard, event.off, event.standing)
    heard = change(heard, by_author=heard.by_author | (heard.off - case.off))
    asked = case.stage is Stage.UNCONFIRMED
    if asked and event.standing is Standing.VERIFIED and event.confirms is Confirmation.YES:
        return _confirmed(heard, now)
    told = doubted(heard, event.off, now)
    if asked and event.confirms is Confirmation.NO:
        told += wrote_again(heard, "an answer says that this appeal is not the member's own", now)
    if case.unread_since and not danger:
        return Decision(heard, told)
    heard = change(heard, unread_since=heard.unread_since or now)
    what = "danger was read" if danger else "the author of the appeal wrote"
    known = (
        added(heard, "", danger) if appeal.account else ()
    )  # a stranger learns nothing but the receipt that they had
    return Decision(heard, (*known, *wrote_again(heard, what, now), *told))


def _confirmed(case: Case, now: datetime) -> Decision:
    confirmed = change(case, appeal=replace(appeal_of(case), sender=Sender.MEMBER), unread_since=None)
    decision = _begins(confirmed, now)
    return Decision(decision.case, (*decision.letters, *notice(decision.case, now)), also=decision.also)


def _link(case: Case, event: AppealLinked, now: datetime) -> Decision:
    """An administrator says whose it is: from then on it is the suspended member's own."""
    known = appeal_of(case).account
    if known and known != event.against.account:  # it came from one suspended member's address
        raise NotAllowed(f"it is about {known}, and not about another suspension: close {case.code} ends it", "P10")
    linked = _against(change(case, appeal=replace(appeal_of(case), sender=Sender.MEMBER)), event.against)
    if event.by in linked.off:
        raise NotAllowed("this suspension is not yours to look at", "P14")
    return _begins(linked, now)


# --- who decides


def deciders(case: Case) -> tuple[str, ...]:
    """Not whoever suspended, where there is another who may know of the case."""
    allowed = readers(case)
    others = tuple(name for name in allowed if name != appeal_of(case).suspended_by)
    return others or allowed


def _solo(case: Case) -> bool:
    return appeal_of(case).suspended_by in deciders(case)


def named_deciders(case: Case) -> tuple[str, ...]:
    """As the appellant may be told: nobody by name where somebody is off for a reason that is not theirs (P14)."""
    return deciders(case) if case.off <= case.by_author else ()


def may_decide(case: Case, by: str) -> None:
    if by not in deciders(case):
        raise NotAllowed(
            "whoever suspended does not decide the appeal alone; another administrator decides this one", "P10"
        )


def _uphold(case: Case, event: AppealUpheld, now: datetime) -> Decision:
    """The suspension stands. The words go out where the gate allows them, and stay on the record in any case."""
    may_decide(case, event.by)
    upheld = _decided(case, Outcome.UPHELD, event.by, now)
    letters = to_reporter(
        upheld,
        LetterName.UPHELD,
        "" if event.stop else event.words,
        by=event.by,
        until=event.until,
        again=now + case.terms.appeal_after,
        solo=yes(_solo(case)),
        outside=case.terms.outside,
    )
    return _on_its_way(upheld, later(letters))


def _on_its_way(case: Case, letters: tuple[Letter, ...], also: tuple[Elsewhere, ...] = ()) -> Decision:
    """An author whom no letter reaches is nobody to wait for."""
    if letters:
        return Decision(change(case, told=Told.ON_ITS_WAY), letters, also=also)
    stage = Stage.CLOSED if case.stage is Stage.RESOLVED else case.stage
    return Decision(change(case, stage=stage, told=None), also=also)


def _decided(case: Case, outcome: Outcome, by: str, now: datetime) -> Case:
    appeal = replace(appeal_of(case), outcome=outcome, decided_by=by, decided_at=now)
    return change(case, appeal=appeal, promise=None, talk=False)


def _overturn(case: Case, event: AppealOverturned, now: datetime) -> Decision:
    """P11: access returns once the reporter was told; the channel is owed the new context, a draft until published."""
    may_decide(case, event.by)
    overturned = _decided(case, Outcome.OVERTURNED, event.by, now)
    appeal = appeal_of(overturned)
    member = None if case.has_reporter else Told.TOLD
    context = Context(event.by, member=member, not_before=returns_at(case, now))
    overturned = change(overturned, appeal=replace(appeal, context=context))
    letters = to_reporter(
        overturned,
        LetterName.OVERTURNED,
        "" if event.stop else event.words,
        by=event.by,
        at=returns_at(case, now),
        place=case.terms.rules_channel,
        solo=yes(_solo(case)),
        outside=case.terms.outside,
    )
    also = (
        Elsewhere(appeal.complaint, SuspensionOverturned(event.by, appeal.account, case.code)),
        Elsewhere(appeal.complaint, ContextProposed(event.by, case.code, Wording.FIXED)),
    )
    return _on_its_way(overturned, later(letters), also)
