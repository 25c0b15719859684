"""The command line's pages for a person: values of views.py -> something that rich prints well in 80 columns.

What a stranger wrote is made harmless (a mail could hold a terminal's escape sequences) and is never read as markup.
Ages are rough ("3 days"); deadlines are full dates in the community's zone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import humanize
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from daemon.views import CaseLine, CaseView, Digest, Finding, Hit, Json, LetterLine, MessageText, Row, State
from notifiers.plain import harmless, one_line

NOTHING_OPEN = "Nothing is open."
NOTHING_FOUND = "Nothing was found."
WHOLE = "The history is whole."
NOTHING_OWED = "Nothing is owed. The digest is not sent."
STATES = {State.OK: "green", State.WARN: "yellow", State.FAIL: "bold red"}


def cases(lines: Sequence[CaseLine], zone: ZoneInfo, now: datetime) -> RenderableType:
    if not lines:
        return Text(NOTHING_OPEN)
    table = _table("code", "kind", "stage", "age", "owed", "due")
    for line in lines:
        table.add_row(
            Text(line.code, no_wrap=True),
            Text(line.kind),
            Text(line.stage),
            Text(_age(line.opened_at, now), no_wrap=True),
            _owed(line),
            _due(line, zone, now),
        )
    return table


def show(view: CaseView, now: datetime) -> RenderableType:
    zone = ZoneInfo(view.zone)
    parts: list[RenderableType] = [
        _heading(f"{view.line.code}: {view.line.kind}, {view.line.stage}"),
        _facts(view, now),
    ]
    if view.parties:
        parts += [_heading("Who"), _parties(view)]
    if view.timeline:
        parts += [_heading("What happened"), _timeline(view, zone)]
    for message in view.messages:
        parts += _message(message, zone)
    if view.letters:
        parts += [_heading("Letters"), _letters(view.letters, zone)]
    return Group(*parts)


def search(hits: Sequence[Hit], zone: ZoneInfo) -> RenderableType:
    if not hits:
        return Text(NOTHING_FOUND)
    table = _table("code", "when", "where", "words")
    for hit in hits:
        when = Text(f"{hit.at.astimezone(zone):%d %b %Y}", no_wrap=True)
        table.add_row(Text(hit.code, no_wrap=True), when, Text(hit.where), Text(one_line(hit.excerpt)))
    return table


def digest(page: Digest, now: datetime) -> RenderableType:
    zone = ZoneInfo(page.zone)
    waits = list(_waiting(page))
    away = [
        Text(f"Away: {one_line(each.name)} until {_full(each.until, zone)}{_deputy(each.deputy)}.")
        for each in page.away
    ]
    if not page.owed and not waits:
        return Group(Text(NOTHING_OWED), *away, *_head(page))
    owed = [cases(page.owed, zone, now)] if page.owed else []
    return Group(_heading(f"Owed on {_full(page.made_at, zone)}"), *owed, *waits, *away, *_head(page))


def check(rows: Iterable[Row]) -> RenderableType:
    table = _table("what", "", "")
    for row in rows:
        table.add_row(Text(row.what), Text(row.ok.value, style=STATES[row.ok]), Text(one_line(row.say)))
    return table


def audit(findings: Sequence[Finding]) -> RenderableType:
    if not findings:
        return Text(WHOLE)
    table = _table("where", "row", "what is wrong")
    for each in findings:
        table.add_row(Text(each.where), Text(each.row), Text(one_line(each.say)))
    return table


def reading(made: Mapping[str, Json]) -> RenderableType:
    """What the parsers made of one file: its fields as they are in JSON, the text last."""
    parts: list[RenderableType] = [_heading(one_line(str(made.get("file", ""))))]
    if made.get("error"):
        return Group(*parts, Text(f"could not be read: {one_line(str(made['error']))}", style="red"))
    grid = _grid()
    for name, value in made.items():
        if name not in {"file", "text", "error"}:
            grid.add_row(Text(name.replace("_", " ")), Text(_plainly(value)))
    return Group(*parts, grid, Padding(Text(harmless(str(made.get("text", "")))), (1, 2)))


CODE_WIDTH = 9


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name in columns:
        # a code that is cut cannot be copied
        table.add_column(name, overflow="fold", min_width=CODE_WIDTH if name == "code" else None)
    return table


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    return grid


def _heading(text: str) -> RenderableType:
    return Padding(Text(one_line(text), style="bold"), (1, 0, 0, 0))


def _owed(line: CaseLine) -> Text:
    owed = Text(line.owed or "nothing")
    return Text.assemble(("DANGER: ", "bold red"), owed) if line.urgent else owed


def _due(line: CaseLine, zone: ZoneInfo, now: datetime) -> Text:
    """By when it is owed; where nobody was given a date, since when."""
    if line.due:
        return Text(_full(line.due, zone), style="bold red" if line.due < now else "")
    return Text(f"since {_full(line.since, zone)}" if line.since else "")


def _facts(view: CaseView, now: datetime) -> Table:
    zone, line = ZoneInfo(view.zone), view.line
    rows = {
        "opened": f"{_full(line.opened_at, zone)} ({_age(line.opened_at, now)} ago)",
        "danger": "read in a message" if line.urgent else "",
        "owed": line.owed or "nothing",
        "due": _full(line.due, zone) if line.due else "",
        "hoped-for end": _full(view.hoped_for, zone) if view.hoped_for else "",
        "closed": _full(view.closed_at, zone) if view.closed_at else "",
        "privacy": view.privacy,
        "not answered": ", ".join(view.missing),
        "assigned to": one_line(line.assigned),
        "related": ", ".join(view.related),
    }
    grid = _grid()
    for name, value in rows.items():
        if value:
            grid.add_row(Text(name), Text(value))
    return grid


def _parties(view: CaseView) -> Table:
    grid = _grid()
    for party in view.parties:
        ways = f" <{', '.join(party.ways)}>" if party.ways else ""
        told = ", ".join(filter(None, (party.consent and f"consent {party.consent}", party.told)))
        grid.add_row(Text(party.role), Text(one_line(f"{party.name}{ways}".strip()) + (f" ({told})" if told else "")))
    return grid


def _timeline(view: CaseView, zone: ZoneInfo) -> Table:
    grid = _grid()
    for moment in view.timeline:
        by = f" ({one_line(moment.who)})" if moment.who else ""
        say = f": {harmless(moment.say)}" if moment.say else ""
        grid.add_row(Text(_short(moment.at, zone)), Text(f"{moment.what}{by}{say}"))
    return grid


def _message(message: MessageText, zone: ZoneInfo) -> list[RenderableType]:
    heading = f"Message {message.number}, {_short(message.at, zone)}, by {message.channel}"
    grid = _grid()
    sender = one_line(message.sender) + (f" ({message.standing})" if message.standing else "")
    for name, value in (("from", sender), ("subject", message.subject), ("files", ", ".join(message.attachments))):
        if value:
            grid.add_row(Text(name), Text(one_line(value)))
    return [_heading(heading), grid, Padding(Text(harmless(message.text).strip("\n")), (1, 2, 0, 2))]


def _letters(letters: Iterable[LetterLine], zone: ZoneInfo) -> Table:
    table = _table("letter", "what", "to", "state", "when")
    for letter in letters:
        state = f"{letter.state}: {letter.why}" if letter.why else letter.state
        table.add_row(
            Text(letter.number, no_wrap=True),
            Text(letter.name),
            Text(one_line(letter.to)),
            Text(state),
            Text(_short(letter.at, zone)),
        )
    return table


def _waiting(page: Digest) -> Iterator[Text]:
    if page.waiting:
        yield Text(f"{_counted(page.waiting, 'letter')} for a person to release.")
    if page.set_aside:
        yield Text(f"{_counted(page.set_aside, 'message')} set aside, for a person to look at.")


def _head(page: Digest) -> Iterator[Text]:
    """Whole, so that it can be compared with what was printed before (design 7.9)."""
    if page.chain_head:
        yield Text(f"The history: {_counted(page.chain_count, 'row')}, head\n{page.chain_head}", style="dim")


def _deputy(name: str) -> str:
    return f", {one_line(name)} stands in" if name else ""


def _plainly(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return one_line(", ".join(str(each) for each in value)) or "none"
    return one_line(str(value))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _age(since: datetime, now: datetime) -> str:
    return humanize.naturaldelta(now - since)


def _short(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d %b %Y %H:%M}"


def _full(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %Y, %H:%M %Z}"
