"""What an administrator can do with a letter that waits, failed or was drafted: release, undo, drop, resend."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from daemon import fates
from daemon.corridor import Corridor
from daemon.orders_marks import confirm_mark, must_pass
from daemon.process.appeals import deciders
from daemon.process.case import Case, Stage
from daemon.process.events import NotAllowed, Reopened
from daemon.process.events_suspensions import DecisionUndone, LiftUndone
from daemon.process.letters import LetterName
from daemon.process.records import Outcome
from daemon.returned import fate_of
from daemon.store.unit import Unit
from daemon.store.values import Kept, LetterRow, LetterState
from parsers.commands import Command, Verb

RETURNING = frozenset({str(LetterName.RETURN), str(LetterName.LIFTED)})
PROPOSED = frozenset({str(LetterName.CONTEXT_DRAFT)})
DECISIONS = frozenset({str(LetterName.UPHELD), str(LetterName.OVERTURNED)})
GONE = "that letter has left already"
NONE = "there is no such letter: show CODE lists the letters of a case, with their names"
ALLOWED = {
    Verb.RELEASE: (LetterState.DRAFT,),
    Verb.UNDO: (LetterState.DRAFT, LetterState.PENDING),
    Verb.DROP: (LetterState.DRAFT, LetterState.PENDING, LetterState.FAILED),
    Verb.RESEND: (LetterState.FAILED,),
    Verb.CONFIRM: (LetterState.DRAFT, LetterState.PENDING, LetterState.FAILED),
}
DONE = {
    Verb.RELEASE: "leaves now",
    Verb.UNDO: "is taken back",
    Verb.DROP: "is given up",
    Verb.RESEND: "is sent once more",
}


def letter_order(unit: Unit, corridor: Corridor, by: str, command: Command, now: datetime) -> str:
    """Raises NotAllowed where the letter is not there for this administrator, or not in a state for it."""
    letter = unit.letters.by_short(command.letter)
    if letter is None or _off(unit, corridor, letter, by) or _of_a_hidden_appeal(unit, corridor, letter, by):
        raise NotAllowed(NONE)
    if letter.state not in ALLOWED[command.verb]:
        raise NotAllowed(GONE if letter.state is LetterState.SENT else f"that letter is {letter.state}")
    with _own_words_alone(unit, letter, by):
        if command.verb is Verb.CONFIRM:
            numbers = [int(each) for each in command.field.split()] or [0]
            return [confirm_mark(unit, corridor, letter, each, by, now) for each in numbers][-1]
        if command.verb in {Verb.RELEASE, Verb.RESEND}:
            _must_still_pass(unit, corridor, letter)
    match command.verb:
        case Verb.RELEASE:
            unit.letters.release(letter.id, now)
            _record(unit, letter, "LetterReleased", by, now)
        case Verb.RESEND:
            unit.letters.resend(letter.id, now)
            _record(unit, letter, "LetterSentAgain", by, now)
        case _:
            _must_not_follow_from_a_decision(unit, corridor, letter)
            _must_be_theirs_to_decide(unit, corridor, letter, by)
            unit.letters.mark_dropped(letter.id)
            _undone(unit, corridor, letter, by, now)
    return f"{letter.short} {DONE[command.verb]}"


@contextmanager
def _own_words_alone(unit: Unit, letter: LetterRow, by: str) -> Iterator[None]:
    """A refusal quotes what it is about to whoever wrote it: for anybody else that would be a read without a trace."""
    try:
        yield
    except NotAllowed as problem:
        if not problem.lines or unit.letters.open(letter.id).facts.get("by") == by:
            raise
        raise NotAllowed(problem.reason, problem.rule) from None


def _must_still_pass(unit: Unit, corridor: Corridor, letter: LetterRow) -> None:
    """A consent may have been narrowed since the words were written (design 7.4), and somebody written more."""
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept and letter.name == LetterName.CONTEXT and kept.case.stage is not Stage.OVERTURNED:
        raise NotAllowed("that text stands in the rules channel already", "P11")
    if kept and letter.to_kind in fates.HEARD:
        must_pass(unit, corridor, kept, letter)


def _off(unit: Unit, corridor: Corridor, letter: LetterRow, by: str) -> bool:
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    return kept is not None and kept.case.hides_from(by)


def _of_a_hidden_appeal(unit: Unit, corridor: Corridor, letter: LetterRow, by: str) -> bool:
    """What follows in a complaint from an appeal that somebody may not know of is not there for them either (P14)."""
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept is None or letter.name not in PROPOSED | RETURNING:
        return False
    body = unit.letters.open(letter.id)
    account = str(body.facts.get("account") or body.code)
    hidden = (each.case for each in _appeals(unit, corridor, kept) if each.case.hides_from(by))
    return any(case.code == body.facts.get("appeal") or _ended_by(kept, case, account, letter) for case in hidden)


def _ended_by(complaint: Kept, case: Case, account: str, letter: LetterRow) -> bool:
    """Whether the letter is about the return that the decision on this appeal led to."""
    appeal = case.appeal
    if letter.name not in RETURNING or appeal is None or appeal.outcome is not Outcome.OVERTURNED:
        return False
    since = [each.since for each in complaint.case.suspensions if each.account == account]
    latest = max((each for each in since if each <= letter.created_at), default=None)
    return appeal.account == account and appeal.suspended_at == latest


def _must_be_theirs_to_decide(unit: Unit, corridor: Corridor, letter: LetterRow, by: str) -> None:
    """To take a decision back is to decide (P10): whoever suspended does not, where there is another."""
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept and letter.name in DECISIONS and by not in deciders(kept.case):
        raise NotAllowed("whoever suspended does not take back the decision of another administrator", "P10")


def _record(unit: Unit, letter: LetterRow, kind: str, by: str, now: datetime) -> None:
    unit.history.record(letter.case_id, now, kind, by, {"letter": letter.short, "name": letter.name})


def _undone(unit: Unit, corridor: Corridor, letter: LetterRow, by: str, now: datetime) -> None:
    """A resolution that was taken back leaves its case open again (P7)."""
    if letter.case_id is None:
        return
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms)
    if kept is None:
        return
    _record(unit, letter, "LetterTakenBack", by, now)
    if letter.state is LetterState.FAILED and letter.name != LetterName.REPLY:
        return  # its case heard already that it did not arrive
    event = fates.undone(fate_of(unit, kept, letter, by=by))
    if event is None:
        return
    kept = corridor.walk(unit, kept, (event,), now, by).kept
    if isinstance(event, LiftUndone):
        _drop_waiting(unit, kept, RETURNING, event.account)
        for ended in _ended_with(unit, corridor, kept, event.account, letter):
            corridor.walk(unit, ended, (Reopened(by),), now, by)
    if isinstance(event, DecisionUndone):
        _return_undone(unit, corridor, kept, letter, by, now)


def _must_not_follow_from_a_decision(unit: Unit, corridor: Corridor, letter: LetterRow) -> None:
    """The member was told that they are back: what follows from a decision is undone with it, and not alone (P11)."""
    kept = unit.cases.by_id(letter.case_id, corridor.house.terms) if letter.case_id else None
    if kept is None or letter.name != LetterName.RETURN or letter.state is LetterState.FAILED:
        return
    record = kept.case.suspension(str(unit.letters.open(letter.id).facts.get("account", "")))
    for each in _appeals(unit, corridor, kept):
        appeal = each.case.appeal
        same = appeal and record and (appeal.account, appeal.suspended_at) == (record.account, record.since)
        if same and appeal and appeal.outcome is Outcome.OVERTURNED:
            raise NotAllowed("it follows from the decision on an appeal, and is undone with that letter alone", "P11")


def _ended_with(unit: Unit, corridor: Corridor, kept: Kept, account: str, lifted: LetterRow) -> list[Kept]:
    """The appeals that a lift had ended: where it is taken back nobody has to send theirs again (P10)."""
    return [
        each
        for each in _appeals(unit, corridor, kept)
        if each.case.appeal
        and each.case.appeal.account == account
        and each.case.appeal.outcome is None
        and each.case.closed_at == lifted.created_at
    ]


def _appeals(unit: Unit, corridor: Corridor, kept: Kept) -> list[Kept]:
    found = (unit.cases.by_code(code, corridor.house.terms) for code in kept.case.appeals)
    return [each for each in found if each]


def _return_undone(unit: Unit, corridor: Corridor, kept: Kept, letter: LetterRow, by: str, now: datetime) -> None:
    """A decision that is taken back takes its consequences with it: nobody returns, and no text is proposed (P11)."""
    appeal = kept.case.appeal
    complaint = unit.cases.by_code(appeal.complaint, corridor.house.terms) if appeal else None
    if complaint is None or appeal is None or letter.name != LetterName.OVERTURNED:
        return
    complaint = corridor.walk(unit, complaint, (LiftUndone(appeal.account),), now, by).kept
    _drop_waiting(unit, complaint, RETURNING, appeal.account)
    _drop_waiting(unit, complaint, PROPOSED, kept.case.code)


def _drop_waiting(unit: Unit, kept: Kept, names: frozenset[str], about: str) -> None:
    """Letters of the same command that have not left yet."""
    for each in unit.letters.of(kept.id):
        if each.name in names and each.state in {LetterState.DRAFT, LetterState.PENDING}:
            body = unit.letters.open(each.id)
            if about in {body.code, body.facts.get("account"), body.facts.get("appeal")}:
                unit.letters.mark_dropped(each.id)
