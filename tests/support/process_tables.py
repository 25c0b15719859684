"""The other tables of docs/process.md: commands, durations, what differs between the paths, and the tests of a rule."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.config_model import Process
from daemon.process.case import Case, Stage, Track
from daemon.process.deadlines import PAGE_EVERY
from daemon.process.events import ComplaintOpened, Event, NotAllowed, PathCorrected
from daemon.process.events_parties import ConsultationProposed, PartySpared, PartyTold
from daemon.process.events_reread import ReadAsAppeal
from daemon.process.events_suspensions import AccountsSuspended
from daemon.process.parties import CONSULT_WITHIN, power
from daemon.process.records import Ground
from daemon.process.transitions import TABLE
from parsers.commands import forms
from tests.support.process_moves import COMMANDS, REPORTS

TESTS = Path(__file__).parents[1]
RULES = tuple(f"P{number}" for number in range(1, 16))
NAMED = re.compile(r"\bP(1[0-5]|[1-9])(?:(?: to |-)P(1[0-5]|[1-9]))?\b")
OF_THIS_PAGE = frozenset({"test_process_document.py"})
UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)), ("s", timedelta(seconds=1)))
DURATIONS = {
    "estimate_within": "from a first message to the date of the next word",
    "remind_every": "between two reminders of what is owed, and of a suspension's review or checklist",
    "escalate_after": "until every permitted administrator is told that something is owed, absent ones too",
    "late_warning": "before a promise is missed its administrator is warned; half its length before a shorter one",
    "appeal_after": "from a suspension to the first moment that an appeal counts; from a decision to the next appeal",
    "decide_appeal_within": "from the day of an appeal to the date of its decision",
    "review_suspension_within": "from a suspension to its review",
    "return_notice": "between the letter to the reporter and the access of a suspended member",
    "settle": "quiet after a first direct message in Slack before it is answered; danger waits for nothing",
    "undo": "an administrator's words wait so long before they leave",
    "digest": "when the digest is sent, where anything is owed",
    "quiet_hours": "reminders and timed letters wait for their end; danger does not",
    "retain_closed_for": "from the end of a case to its purge, which its administrators are told of 14 days before",
}
FIXED = (
    (PAGE_EVERY, "danger that nobody is on is paged again"),
    (CONSULT_WITHIN, "a consultation waits for answers; then no answer is a no"),
)
OPEN = (Stage.NEEDS_DATE, Stage.PROMISED, Stage.LATE)
POWERS = (AccountsSuspended, PartyTold, ConsultationProposed)
VERBS: dict[type[Event], str] = {
    AccountsSuspended: "`suspend`",
    PartyTold: "`tell`",
    PartySpared: "`tell ... nothing because`",
    ConsultationProposed: "`consult`",
    ComplaintOpened: "`complain`",
    PathCorrected: "`correct CODE path`",
    ReadAsAppeal: "`correct CODE kind appeal`",
}


def commands() -> str:
    rows = (f"| `{_cell(form.line)}` | {form.sentence} |" for form in forms())
    return "\n".join(("| command | does |", "|---|---|", *rows))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def durations() -> str:
    rows = (f"| `{name}` | {default} | {DURATIONS[name]} |" for name, default in defaults().items())
    fixed = (f"| *fixed* | {in_words(span)} | {what} |" for span, what in FIXED)
    return "\n".join(("| `[process]` | default | what it is for |", "|---|---|---|", *rows, *fixed))


def defaults() -> dict[str, str]:
    every = Process.model_fields.items()
    return {name: _default(field.default) for name, field in every}


def _default(value: object) -> str:
    return in_words(value) if isinstance(value, timedelta) else str(value)


def in_words(span: timedelta) -> str:
    """In the largest unit that it is a whole number of, and in hours up to three days: as the configuration is written."""
    units = UNITS[1:] if span <= timedelta(days=3) else UNITS
    unit, length = next((unit, length) for unit, length in units if span % length == timedelta())
    return f"{span // length}{unit}"


def differences() -> str:
    """Where the paths part while a report is open, event by event."""
    rows = ["| what happens | complaint | undecided | concern |", "|---|---|---|---|"]
    for event in dict.fromkeys(event for track in REPORTS for stage in OPEN for event in TABLE[track][stage]):
        outcomes = [_outcome(track, event) for track in REPORTS]
        if len(set(outcomes)) > 1:
            rows.append(f"| {_said(event)} | {' | '.join(outcomes)} |")
    return "\n".join(rows)


def _outcome(track: Track, event: type[Event]) -> str:
    theres = {stage: TABLE[track][stage].get(event) for stage in OPEN}
    if set(theres.values()) == {None}:
        return "not allowed"
    if event in POWERS and not _has_power(track):
        return "only in danger, in words that begin with `danger:`"
    moved = {there for stage, there in theres.items() if there not in {None, stage}}
    return f"leads to *{'* or *'.join(sorted(moved))}*" if moved else "allowed"


def _has_power(track: Track) -> bool:
    try:
        power(Case(code="SSE-7K3F2", track=track, opened_at=datetime.min.replace(tzinfo=UTC)), Ground.COMPLAINT)
    except NotAllowed:
        return False
    return True


def _said(event: type[Event]) -> str:
    return VERBS.get(event) or f"`{COMMANDS[event]}`"


def tests_of(rule: str) -> str:
    found = ", ".join(f"[{_short(path)}](../{path.relative_to(TESTS.parent)})" for path in files_that_name(rule))
    return f"Tests: {found}."


def _short(path: Path) -> str:
    """With its folder, for one name can stand in two of them."""
    return str(path.relative_to(TESTS).with_name(path.stem.removeprefix("test_")))


def files_that_name(rule: str) -> tuple[Path, ...]:
    every = sorted(TESTS.rglob("test_*.py"))
    return tuple(
        path for path in every if path.name not in OF_THIS_PAGE and rule in rules_in(path.read_text(encoding="utf-8"))
    )


def rules_in(text: str) -> frozenset[str]:
    """A span such as P1 to P4 names each of them."""
    spans = ((int(first), int(last or first)) for first, last in NAMED.findall(text))
    return frozenset(f"P{number}" for first, last in spans for number in range(first, last + 1))
