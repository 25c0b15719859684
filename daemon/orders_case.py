"""A command about one case as events: a row a verb, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from daemon.process.events import (
    AnsweredElsewhere,
    AskedAgain,
    Assigned,
    Closed,
    ComplaintOpened,
    EstimateGiven,
    Event,
    NotAllowed,
    NoteTaken,
    Recused,
    Reopened,
    ReplyWritten,
    ResolutionWritten,
    TakenOn,
    WithdrawalRecorded,
)
from daemon.process.events_audience import RecusalEnded
from daemon.process.events_parties import Held, HoldEnded, Related
from daemon.process.events_suspensions import ContextPublished
from daemon.process.records import Hands
from daemon.roster import named
from parsers.commands import NOTHING, OFF, Command, Verb

AND_TOLD = ", and the member is told"


@dataclass(frozen=True, slots=True)
class Said:
    """A command with its times read and the administrators' names at hand. `written` is the code as it was written:
    the command's own is always the case's.
    """

    command: Command
    by: str
    due: datetime | None
    resolved: datetime | None
    names: tuple[str, ...]
    written: str = ""


def case_events(said: Said) -> tuple[Event, ...]:
    """Raises NotAllowed where a part of the command means nothing."""
    return (EVENTS[said.command.verb](said),)


def _estimate(said: Said) -> Event:
    if said.due is None:
        raise NotAllowed(f"say when: estimate {said.command.code} in 2 days", "P3")
    return EstimateGiven(said.by, said.due, said.resolved)


EVENTS: dict[Verb, Callable[[Said], Event]] = {
    Verb.ESTIMATE: _estimate,
    Verb.ANSWERED: lambda said: AnsweredElsewhere(said.by, said.command.words),
    Verb.REPLY: lambda said: ReplyWritten(said.by, said.command.words),
    Verb.ASK: lambda said: AskedAgain(said.by, said.command.words),
    Verb.NOTE: lambda said: NoteTaken(said.by, said.command.words),
    Verb.RESOLVE: lambda said: ResolutionWritten(said.by, said.command.words),
    Verb.CLOSE: lambda said: Closed(said.by),
    Verb.COMPLAIN: lambda said: ComplaintOpened(said.by, said.command.words),
    Verb.WITHDRAWN: lambda said: WithdrawalRecorded(said.by),
    Verb.REOPEN: lambda said: Reopened(said.by),
    Verb.ASSIGN: lambda said: Assigned(said.by, named(said.command.name, said.names)),
    Verb.RECUSE: lambda said: (RecusalEnded if said.command.field == OFF else Recused)(
        said.by, named(said.command.name or said.by, said.names)
    ),
    Verb.MINE: lambda said: TakenOn(said.by),
    Verb.RELATE: lambda said: Related(said.by, said.command.other),
    Verb.HOLD: lambda said: HoldEnded(said.by) if said.command.field == OFF else Held(said.by),
    Verb.PUBLISHED: lambda said: ContextPublished(said.by),
}


def done(said: Said, when: str, told: str = AND_TOLD, hands: Hands = Hands.PEOPLE) -> str:
    """What was done, for whoever asked; `when` is the time of the command in full, `told` if the member is."""
    phrase = DONE.get(said.command.verb, "{verb} {code}")
    if hands is Hands.PROGRAM:
        phrase = DONE_BY_PROGRAM.get(said.command.verb, phrase)
    if said.command.field in {NOTHING, OFF}:
        phrase = DONE_WITH[said.command.field]
    if said.command.verb is Verb.RECUSE and said.command.field == OFF:
        phrase = LET_IN
    if said.command.item or said.command.to or (said.command.verb is Verb.CONSENT and said.command.who):
        phrase = "{code}: the consent is recorded; at a terminal, conductd show {code} tells what everybody allows"
    name = said.command.other or said.command.name or said.by
    return phrase.format(code=said.command.code, when=when, verb=said.command.verb, name=name, told=told)


DONE: dict[Verb, str] = {
    Verb.ESTIMATE: "{code}: the reporter is told that they hear from you by {when}",
    Verb.ANSWERED: "{code}: it stands that you answered elsewhere",
    Verb.REPLY: "{code}: your words go to the reporter",
    Verb.ASK: "{code}: the reporter is asked",
    Verb.NOTE: "{code}: the note is kept",
    Verb.CONSENT: "{code}: the consent is recorded, and the reporter is told how it stands",
    Verb.CORRECT: "{code}: the reading is mended",
    Verb.RESOLVE: "{code}: the resolution goes to the reporter; the case closes once it has left",
    Verb.CLOSE: "{code} is closed",
    Verb.WITHDRAWN: "{code}: the withdrawal is recorded; close {code} ends it after a last look",
    Verb.REOPEN: "{code} is open again",
    Verb.ASSIGN: "{code} is assigned to {name}",
    Verb.RECUSE: "{code}: {name} is off the case",
    Verb.MINE: "{code} is yours",
    Verb.PARTY: "{code}: it stands who that is; at a terminal, conductd show {code} names everybody with their codes",
    Verb.TELL: "{code}: your words go to that party",
    Verb.CONSULT: "{code}: the reporter is asked first, then the targets; no answer is a no",
    Verb.SUSPEND: "{code}: the suspension is on record{told}; you get a checklist for Slack",
    Verb.KEEP: "{code}: the suspension is kept until {when}{told}",
    Verb.LIFT: "{code}: the suspension ends; the reporter is told first, and you get a checklist when it is time",
    Verb.MERGE: "{code} goes on in {name}",
    Verb.RELATE: "{code} and {name} are shown together",
    Verb.HOLD: "{code} is held: nothing of it is purged",
    Verb.LINK: "{code} is linked to that suspension",
    Verb.UPHOLD: "{code}: the suspension stands, and the member is told",
    Verb.OVERTURN: "{code}: overturned; the reporter is warned first, and the rules channel is owed the new context",
    Verb.PUBLISH: "{code}: both sides are sent the text first; then: publish {code}",
    Verb.PUBLISHED: "{code}: the new context stands in the rules channel",
    Verb.CONFIRM: "{code}: it stands that this was done in Slack",
}
DONE_BY_PROGRAM = {
    Verb.SUSPEND: "{code}: the suspension is on record{told}; then their account is closed, and you hear of it",
    Verb.LIFT: "{code}: the suspension ends; the reporter is told first, then their account opens, and you hear of it",
}
LET_IN = "{code}: {name} may know of it again, and is told"
DONE_WITH = {
    NOTHING: "{code}: it stands why they are told nothing",
    OFF: "{code} is no longer held",
}
