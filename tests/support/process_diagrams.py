"""The moves of a case as mermaid state diagrams: how a case goes on is drawn, how it turns back stands in a table beneath.

A diagram with every arrow in it is read by nobody; so each move is in one of the two, or is left out with a reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daemon.process.case import Stage, Track
from daemon.process.events import Closed, Event, ResolutionWritten
from daemon.process.events_parties import Merged
from daemon.process.events_suspensions import AppealLinked, AppealMoot, AppealUpheld, AppellantWrote, DecisionUndone
from tests.support.process_moves import COMMANDS, ORDER, Move, moves

FENCE = "```"
BREAK = "<br/>"
START = "[*]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Moves that stand beneath, for they would cross the others: of this event, from here, to there."""

    event: type[Event] | None = None
    here: Stage | None = None
    there: Stage | None = None

    def tells(self, move: Move) -> bool:
        asked = ((self.event, move.event), (self.here, move.here), (self.there, move.there))
        return all(wanted in {None, found} for wanted, found in asked)


# from nearly everywhere, so they would be nearly all that one sees
ALWAYS_ASIDE = (Aside(event=Merged), Aside(there=Stage.WITHDRAWN), Aside(here=Stage.WITHDRAWN))
ENDS = frozenset({Stage.CLOSED, Stage.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What to draw of a track. Out of `last` a case goes on to its end; whatever else leads out of there turns back.
    `left_out` is a stage with the reason.
    """

    track: Track
    last: Stage
    names: tuple[tuple[Stage, str], ...] = ()
    aside: tuple[Aside, ...] = ()
    left_out: tuple[tuple[Stage, str], ...] = ()

    def name(self, stage: Stage) -> str:
        return dict(self.names).get(stage, str(stage))

    def moves(self) -> tuple[Move, ...]:
        out = dict(self.left_out)
        return tuple(move for move in moves(self.track) if not {move.here, move.there} & out.keys())

    def drawn(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves() if not self._turns(move) and not self._crosses(move))

    def beneath(self) -> tuple[Move, ...]:
        drawn = set(self.drawn())
        return tuple(move for move in self.moves() if move not in drawn)

    def _turns(self, move: Move) -> bool:
        return move.here in ENDS or (move.here is self.last and move.there is not Stage.CLOSED)

    def _crosses(self, move: Move) -> bool:
        return any(aside.tells(move) for aside in (*ALWAYS_ASIDE, *self.aside))


PICTURES = (
    Picture(
        track=Track.COMPLAINT,
        last=Stage.RESOLVED,
        aside=(Aside(event=ResolutionWritten, there=Stage.CLOSED),),
    ),
    Picture(
        track=Track.CONCERN,
        last=Stage.READ,
        aside=tuple(Aside(event=Closed, here=stage) for stage in (Stage.NEEDS_DATE, Stage.PROMISED, Stage.LATE)),
        left_out=((Stage.RESOLVED, "only a complaint comes there, whose reporter then made it a concern"),),
    ),
    Picture(
        track=Track.QUESTION,
        last=Stage.CLOSED,
        names=((Stage.NEEDS_DATE, "a report that needs a date"),),
        aside=(Aside(here=Stage.LATE, there=Stage.NEEDS_DATE),),
    ),
    Picture(
        track=Track.APPEAL,
        last=Stage.RESOLVED,
        aside=(
            Aside(event=Closed),
            Aside(event=AppealMoot),
            Aside(event=DecisionUndone),
            Aside(event=AppealUpheld, there=Stage.CLOSED),
            Aside(event=AppealLinked, there=Stage.CONSIDERED),
            Aside(event=AppellantWrote, there=Stage.CONSIDERED),
            Aside(here=Stage.LATE, there=Stage.OVERTURNED),
            Aside(here=Stage.LATE, there=Stage.RESOLVED),
        ),
    ),
)


def diagram(picture: Picture) -> str:
    drawn = picture.drawn()
    touched = {stage for move in drawn for stage in (move.here, move.there)}
    names = {stage_id(stage): picture.name(stage) for stage in ORDER if stage in touched - {Stage.NEW}}
    return fenced(names, ((stage_id(move.here), stage_id(move.there), move.words) for move in drawn))


def stage_id(stage: Stage) -> str:
    return START if stage is Stage.NEW else stage.name.lower()


def fenced(names: dict[str, str], arrows: Iterable[tuple[str, str, str]]) -> str:
    """One arrow for all that leads the same way."""
    words: dict[tuple[str, str], dict[str, None]] = {}
    for here, there, said in arrows:
        words.setdefault((here, there), {})[said] = None
    lines = [f'state "{name}" as {known}' for known, name in names.items()]
    lines += [f"{here} --> {there}: {_label(said)}" for (here, there), said in words.items()]
    return "\n".join((f"{FENCE}mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), FENCE))


def _label(said: Iterable[str]) -> str:
    return BREAK.join(said).replace(", ", f",{BREAK}")


def beneath(picture: Picture) -> str:
    """The moves that are not drawn: what happens, from where, to where."""
    heres: dict[tuple[str, Stage], list[Stage]] = {}
    for move in picture.beneath():
        heres.setdefault((_said(move), move.there), []).append(move.here)
    lines = ["| what happens besides | in the stage | leads to |", "|---|---|---|"]
    lines += [
        f"| {said} | {_whence(picture, whence, there)} | {picture.name(there)} |"
        for (said, there), whence in heres.items()
    ]
    return "\n".join((*lines, *_left_out(picture)))


def _said(move: Move) -> str:
    """A command as one types it."""
    return (
        move.words.replace(str(COMMANDS[move.event]), f"`{COMMANDS[move.event]}`", 1)
        if move.event in COMMANDS
        else move.words
    )


def _whence(picture: Picture, whence: list[Stage], there: Stage) -> str:
    every = {move.here for move in picture.moves()} - {Stage.NEW, there}
    return "every other" if set(whence) == every else ", ".join(picture.name(stage) for stage in whence)


def _left_out(picture: Picture) -> Iterator[str]:
    return (f"\nNot shown: *{stage}*; {why}." for stage, why in picture.left_out)
