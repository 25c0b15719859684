"""Who is left to know of a case, and to decide on an appeal, once somebody is taken off it (P10, P14).

Pure. It takes nobody off by itself, and knows no words: only who says so, and how sure we are that it is they.
"""

from daemon.process.case import Case, Standing
from daemon.process.decision import change
from daemon.process.events import NotAllowed

UNSURE = "it may report an administrator; its sender is not verified"


def readers(case: Case) -> tuple[str, ...]:
    return tuple(name for name in case.terms.administrators if name not in case.off)


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
