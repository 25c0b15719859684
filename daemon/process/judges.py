"""Who is left to know of a case, and to decide in it, once somebody is off it or has a part in it (P10, P14).

Pure. It takes nobody off by itself, and knows no words: only who says so, and how sure we are that it is they.
"""

from daemon.process.case import Case, Standing
from daemon.process.decision import change, to_reporter, yes
from daemon.process.events import Closed, Event, NotAllowed, ResolutionWritten
from daemon.process.events_parties import FindingRecorded
from daemon.process.events_suspensions import (
    AccountsSuspended,
    AppealOverturned,
    AppealUpheld,
    SuspensionKept,
    SuspensionLifted,
)
from daemon.process.letters import Letter, LetterName
from daemon.process.records import Copy

HELD = "It mentions one of you, who is not told of it until its reporter, or another of you, says so. show names them."
UNSURE = "it may report an administrator; its sender is not verified"


def readers(case: Case) -> tuple[str, ...]:
    return tuple(name for name in case.terms.administrators if name not in case.off)


def is_sealed(case: Case) -> bool:
    """P14: nobody is left who may know."""
    return bool(case.terms.administrators) and not readers(case)


def named_readers(case: Case) -> tuple[str, ...]:
    """As the author of the case may be told. None by name where somebody is off for a reason that is not theirs: a list
    with a gap would say who (P14).
    """
    return readers(case) if case.off <= case.by_author else ()


def held_flag(case: Case) -> tuple[str, ...]:
    """What the notice says to the others."""
    return (HELD,) if case.unsure else ()


def asks_who(case: Case) -> bool:
    """Whether the author of the case is asked what they mean by somebody whom they mention."""
    return bool(case.unsure & case.by_author)


def knew(case: Case, off: frozenset[str]) -> str:
    """Whether any of those who are off now could know of the case before, and were told that it waits."""
    gone = off & case.off
    return yes(gone if case.copy is Copy.HANDED_OVER else gone - case.unheard)


def handed(case: Case) -> str:
    """Whether an administrator handed it over: its author did not write to us themselves."""
    return yes(case.copy is Copy.HANDED_OVER)


def mailbox(case: Case) -> str:
    """What becomes of the author's mail, where somebody who may not know of it can open the mailbox; else empty."""
    known = case.copy is not Copy.HANDED_OVER
    return str(case.copy) if known and case.off & frozenset(case.terms.mailbox_readers) else ""


def sealed_answer(case: Case) -> tuple[Letter, ...]:
    """The author is told plainly that nobody may know, and chooses. No date: nobody could keep it."""
    return to_reporter(
        case,
        LetterName.SEALED,
        urgent=yes(case.urgent),
        contact=yes(case.terms.outside),
        include=yes(case.by_author),
        mailbox=mailbox(case),
        knew=knew(case, case.off),
        handed=handed(case),
    )


Deciding = (
    AccountsSuspended
    | SuspensionKept
    | SuspensionLifted
    | ResolutionWritten
    | Closed
    | FindingRecorded
    | AppealUpheld
    | AppealOverturned
)


def must_have_no_part(case: Case, event: Event) -> None:
    """P14: whoever is a target or a witness of a case knows of it, and does not decide in it where another can."""
    if isinstance(event, Deciding) and event.by in case.parts and frozenset(readers(case)) - case.parts:
        reason = "you are a target or a witness in this case: another administrator decides; reply and note are yours"
        raise NotAllowed(reason, "P14")


def taken_off(case: Case, off: frozenset[str]) -> Case:
    """P14: off means off, also for whoever was working on it."""
    kept = {name: value for name in ("assigned", "on_it") if (value := getattr(case, name)) not in off}
    return change(case, off=case.off | off, assigned=kept.get("assigned", ""), on_it=kept.get("on_it", ""))


def reported(case: Case, off: frozenset[str], standing: Standing) -> Case:
    """P14: whose conduct the words report is off; the case as it is where a forger could so choose who decides, or
    whether anybody does.
    """
    if standing is not Standing.VERIFIED and _leaves_nobody(case, off):
        return case
    return taken_off(case, off)


def must_leave_a_judge(case: Case, off: frozenset[str], by: str) -> None:
    """P10: raises NotAllowed where whoever suspended takes the last other administrator off. Others may, and whoever
    has a conflict steps back themselves.
    """
    if by in suspenders(case) and _judges(case, by) and not _judges(case, by) - off:
        reason = "whoever suspended does not take off the last other administrator who can decide an appeal against it"
        raise NotAllowed(reason, "P10")


def suspenders(case: Case) -> frozenset[str]:
    """Who suspended somebody for as long as it stands, or what this appeal is about."""
    own = {case.appeal.suspended_by} if case.appeal and case.appeal.suspended_by else set()
    return frozenset(own | {each.by for each in case.suspensions if each.in_force})


def _judges(case: Case, suspender: str) -> frozenset[str]:
    return frozenset(readers(case)) - {suspender}


def _leaves_nobody(case: Case, off: frozenset[str]) -> bool:
    if not frozenset(readers(case)) - off:
        return bool(off)
    every = (_judges(case, name) for name in suspenders(case))
    return any(judges and not judges - off for judges in every)
