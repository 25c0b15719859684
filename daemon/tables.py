"""The command line's pages for a person: values of views.py -> something that rich prints well in 80 columns; the page
of one case is case_page.py.

What a stranger wrote is made harmless (a mail could hold a terminal's escape sequences) and is never read as markup.
Ages are rough ("3 days"); deadlines are full dates in the community's zone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.case_page import show
from daemon.layout import age, counted, full, heading, new_table
from daemon.process.stats import Happening, Kind, Period, Stats, Wait
from daemon.reading_page import reading
from daemon.stats import TOO_EARLY, duration, runs, span
from daemon.views import CaseLine, Digest, Finding, Hit, Json, Row, State
from notifiers.plain import one_line

__all__ = ["audit", "cases", "check", "digest", "reading", "search", "show", "stats"]

NOTHING_OPEN = "Nothing is open."
NOTHING_FOUND = "Nothing was found."
WHOLE = "The history is whole."
NOTHING_OWED = "Nothing is owed. The digest is not sent."
STATES = {State.OK: "green", State.WARN: "yellow", State.FAIL: "bold red"}


def cases(lines: Sequence[CaseLine], zone: ZoneInfo, now: datetime) -> RenderableType:
    if not lines:
        return Text(NOTHING_OPEN)
    table = new_table("code", "kind", "stage", "age", "owed", "due")
    for line in lines:
        table.add_row(
            Text(line.code, no_wrap=True),
            Text(line.kind),
            Text(line.stage),
            Text(age(line.opened_at, now), no_wrap=True),
            _owed(line),
            _due(line, zone, now),
        )
    return table


def search(hits: Sequence[Hit], zone: ZoneInfo) -> RenderableType:
    if not hits:
        return Text(NOTHING_FOUND)
    table = new_table("code", "when", "where", "words")
    for hit in hits:
        when = Text(f"{hit.at.astimezone(zone):%d %b %Y}", no_wrap=True)
        table.add_row(Text(hit.code, no_wrap=True), when, Text(hit.where), Text(one_line(hit.excerpt)))
    return table


def digest(page: Digest, now: datetime) -> RenderableType:
    zone = ZoneInfo(page.zone)
    waits = list(_waiting(page))
    away = [
        Text(f"Away: {one_line(each.name)} until {full(each.until, zone)}{_deputy(each.deputy)}.") for each in page.away
    ]
    if not page.owed and not waits:
        return Group(Text(NOTHING_OWED), *away, *_head(page))
    owed = [cases(page.owed, zone, now)] if page.owed else []
    return Group(heading(f"Owed on {full(page.made_at, zone)}"), *owed, *waits, *away, *_head(page))


def check(rows: Iterable[Row]) -> RenderableType:
    table = new_table("what", "", "")
    for row in rows:
        table.add_row(Text(row.what), Text(row.ok.value, style=STATES[row.ok]), Text(one_line(row.say)))
    return table


def audit(findings: Sequence[Finding]) -> RenderableType:
    if not findings:
        return Text(WHOLE)
    table = new_table("where", "row", "what is wrong")
    for each in findings:
        table.add_row(Text(each.where), Text(each.row), Text(one_line(each.say)))
    return table


def stats(page: Stats) -> RenderableType:
    """By quarter, the latest first; quiet ones that follow each other stand in one row."""
    if page.total is None:
        return Text(TOO_EARLY)
    rows = [(TOTAL, page.total), *((span(each), each[0]) for each in runs(page))]
    return Group(
        heading(f"From {page.total.first:%d %b %Y} to {page.total.last:%d %b %Y}"),
        Text(LEGEND, style="dim"),
        heading("Opened / closed"),
        _by_period(rows, tuple(Kind), lambda period, kind: f"{period.opened[kind]} / {period.closed[kind]}"),
        heading("Decisions, and promised dates that were kept or renewed in time"),
        _by_period(rows, (*Happening, KEPT), _decided),
        heading("Times: half within / nine in ten within (h: hours, d: days)"),
        _by_period(rows, tuple(Wait), _waited),
    )


TOTAL = "in total"
KEPT = "dates kept"
LEGEND = "<5: fewer than five, which are not told apart. 7+: seven or more; the number would tell a small one."


def _by_period(
    rows: Iterable[tuple[str, Period]], columns: Sequence[str], say: Callable[[Period, str], str]
) -> RenderableType:
    table = new_table("quarter", *columns)
    for name, period in rows:
        table.add_row(Text(name, no_wrap=True), *(Text(_short_figure(say(period, column))) for column in columns))
    return table


def _short_figure(figure: str) -> str:
    return figure.replace("fewer than five", "<5").replace(" or more", "+")


def _decided(period: Period, column: str) -> str:
    if column != KEPT:
        return str(period.happened[column])
    return "too few" if period.promises_kept is None else f"about {period.promises_kept} %"


def _waited(period: Period, wait: str) -> str:
    waited = period.waited.get(wait)
    if waited is None:
        return "too few"
    return f"{_brief(waited.median_hours)} / {_brief(waited.ninth_decile_hours)}"


def _brief(hours: int) -> str:
    """20 h, 3 d."""
    number, unit = duration(hours).split()
    return f"{number} {unit[0]}"


def _owed(line: CaseLine) -> Text:
    owed = Text(line.owed or "nothing")
    return Text.assemble(("DANGER: ", "bold red"), owed) if line.urgent else owed


def _due(line: CaseLine, zone: ZoneInfo, now: datetime) -> Text:
    """By when it is owed; where nobody was given a date, since when; of an appeal that is kept, when it opens."""
    if line.due:
        return Text(full(line.due, zone), style="bold red" if line.due < now else "")
    if line.opens_at:
        return Text(f"opens {full(line.opens_at, zone)}")
    return Text(f"since {full(line.since, zone)}" if line.since else "")


def _waiting(page: Digest) -> Iterator[Text]:
    if page.waiting:
        yield Text(f"{counted(page.waiting, 'letter')} for a person to release.")
    if page.set_aside:
        yield Text(f"{counted(page.set_aside, 'message')} set aside, for a person to look at.")


def _head(page: Digest) -> Iterator[Text]:
    """Whole, so that it can be compared with what was printed before (design 7.9)."""
    if page.chain_head:
        yield Text(f"The history: {counted(page.chain_count, 'row')}, head\n{page.chain_head}", style="dim")


def _deputy(name: str) -> str:
    return f", {one_line(name)} stands in" if name else ""


def _plainly(value: Json) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return one_line(", ".join(str(each) for each in value)) or "none"
    return one_line(str(value))
