"""What the parsers made of one file, for a person: a row a field with how sure it is, then the text with the words
marked that led to it. Each mark says its fields in brackets too, for terminals without colour and for whoever cannot
tell two of them apart.

Widths: 80 columns. What a stranger wrote is made harmless and is never read as markup.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, cast

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from daemon.layout import heading, new_table
from daemon.views import Json
from notifiers.plain import harmless, one_line

UNSURE = 0.6  # below it a field is said to be unsure
LONGEST_REASON = 60
_ASIDE = frozenset({"file", "text", "error", "why"})
_COLOURS = {
    "kind": "magenta",
    "nature": "cyan",
    "involved": "green",
    "material": "blue",
    "consent": "yellow",
    "urgent": "red",
    "justified": "magenta",
}


def reading(made: Mapping[str, Json]) -> RenderableType:
    parts: list[RenderableType] = [heading(one_line(str(made.get("file", ""))))]
    if made.get("error"):
        return Group(*parts, Text(f"could not be read: {one_line(str(made['error']))}", style="red"))
    table = new_table("field", "read as", "sure", "because")
    for name, value in _rows(made):
        sure, because = _why(made, name)
        table.add_row(Text(name.replace("_", " ")), Text(value), sure, because)
    return Group(*parts, table, Padding(_marked(str(made.get("text", "")), _spans(made)), (1, 2)))


def _rows(made: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The fields as they are in JSON; what happened is no field of its own, but of what is missing."""
    missing = cast("list[str]", made.get("missing") or [])
    for name, value in made.items():
        if name in _ASIDE:
            continue
        yield name, _plainly(value)
        if name == "missing":
            yield from ((part, "missing" if part in missing else "answered") for part in ("nature", "material"))


def _plainly(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(one_line(str(each)) for each in value) or "-"
    return {None: "-", True: "yes", False: "no"}.get(cast("Any", value), one_line(str(value)))


def _why(made: Mapping[str, Json], name: str) -> tuple[Text, Text]:
    found = cast("dict[str, dict[str, Any]]", made.get("why") or {}).get(name)
    if found is None:
        return Text("-"), Text("-")
    chance = float(found["sure"])
    sure = Text(f"{_percent(chance)} %", style="yellow" if chance < UNSURE else "")
    if chance < UNSURE and name == "kind":
        sure.append(" unsure")
    words = " … ".join(one_line(str(each)) for each in found["words"])
    return sure, Text(words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…")


def _percent(chance: float) -> int:
    """What was read in words is never quite sure; what was chosen in a form is."""
    return round(100 * chance) if chance == 1.0 else min(round(100 * chance), 99)


def _spans(made: Mapping[str, Json]) -> list[tuple[int, int, str]]:
    why = cast("dict[str, dict[str, Any]]", made.get("why") or {})
    return [(start, end, name) for name, found in why.items() for start, end in found["spans"] if start < end]


def _marked(text: str, spans: list[tuple[int, int, str]]) -> Text:
    """Cut at every end of a span, so that what is made harmless keeps its marks."""
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    page = Text()
    for start, end in pairwise(cuts):
        fields = [name for first, last, name in spans if first <= start and end <= last]
        page.append(harmless(text[start:end]), style=f"underline {_COLOURS.get(fields[0], '')}" if fields else "")
        ending = [name for _, last, name in spans if last == end]
        if ending:
            page.append(f" [{', '.join(dict.fromkeys(ending))}]", style="dim")
    return page
