"""The Home tab: what is open for whoever looks at it. Pure, and without a word of any case (design 7.2): a Home stays
on screens, and Slack keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from notifiers.slack_pieces import (
    MOST_BLOCKS_OF_A_VIEW,
    Block,
    actions,
    button,
    context,
    divider,
    header,
    line,
    rich,
    section,
    words,
)

MOST_CASES: Final = 30  # of an administrator: two blocks each, and room for the rest
MOST_OWN: Final = 20


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of a reporter: its code, its stage in plain words, and the promised date in full, or empty."""

    code: str
    stage: str
    promised: str = ""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case of an administrator, in phrases: kind, age ("2 days"), what is owed, and by when in full or empty."""

    code: str
    kind: str
    age: str
    owed: str
    due: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the administrator is away, and until when in full."""

    away_until: str = ""
    away: tuple[str, ...] = field(default=(), repr=False)  # the others who are, a line each


def reporter_home(cases: Sequence[OwnCase], community: str, appeal: str) -> Block:
    """`appeal` says how to appeal, where the community has said it: a suspended member has no Slack any more."""
    shown = [block for case in cases[:MOST_OWN] for block in _own(case)]
    return _home(
        [
            header("The administrators"),
            section(
                f"Did something happen at {community}, or do you have a question? Write it here under Messages, or "
                "press the button. A person reads it."
            ),
            actions("report", [button("Report something", {"do": "report"}, "report", style="primary")]),
            *([divider(), header("What you told us"), *shown] if shown else []),
            *([divider(), context(appeal)] if appeal else []),
        ]
    )


def _own(case: OwnCase) -> list[Block]:
    promised = [words(f"You hear from us by {case.promised}.")] if case.promised else []
    return [
        rich(line(words(f"{case.code}\n", bold=True), words(f"{case.stage}\n" if promised else case.stage), *promised))
    ]


def administrator_home(cases: Sequence[OpenCase], presence: Presence, waiting: Sequence[str] = ()) -> Block:
    """The oldest promise first, as they are given. `waiting` are lines: letters and messages that wait for a person."""
    shown = [block for place, case in enumerate(cases[:MOST_CASES]) for block in _open(case, place)]
    more = [context(f"And {len(cases) - MOST_CASES} more. Write: list")] if len(cases) > MOST_CASES else []
    blocks = [
        header("What is open"),
        *(shown or [section("Nothing is owed.")]),
        *more,
        *([divider(), *(section(each) for each in waiting[:5])] if waiting else []),
        divider(),
        *_presence(presence),
    ]
    return _home(blocks[:MOST_BLOCKS_OF_A_VIEW])


def _open(case: OpenCase, place: int) -> list[Block]:
    danger = [words("DANGER ", bold=True)] if case.is_urgent else []
    due = f" by {case.due}" if case.due else ""
    said = line(
        *danger, words(f"{case.code} ", bold=True), words(f"{case.kind}, {case.age}\n"), words(f"{case.owed}{due}")
    )
    return [
        rich(said),
        actions(f"open:{place}", [button(f"Open {case.code}", {"do": "open", "code": case.code}, "open")]),
    ]


def _presence(presence: Presence) -> list[Block]:
    others = [context("Away: " + "; ".join(presence.away))] if presence.away else []
    report = button("Report something", {"do": "report"}, "report")
    if presence.away_until:
        back = button("I am back", {"do": "command", "text": "back"}, "back", style="primary")
        return [section(f"You are away until {presence.away_until}."), actions("presence", [back, report]), *others]
    leave = button("I am away", {"do": "form", "form": "away"}, "away")
    return [actions("presence", [leave, report]), *others]


def _home(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": list(blocks)}
