"""What the command line's pages are made of: tables, headings, times. It knows nothing of what stands in them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import humanize
from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notifiers.plain import one_line

CODE_WIDTH = 9


def new_table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name in columns:
        # a code that is cut cannot be copied
        table.add_column(name, overflow="fold", min_width=CODE_WIDTH if name == "code" else None)
    return table


def new_grid() -> Table:
    """Two columns: what, and its value."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    return grid


def heading(text: str) -> RenderableType:
    return Padding(Text(one_line(text), style="bold"), (1, 0, 0, 0))


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def age(since: datetime, now: datetime) -> str:
    return humanize.naturaldelta(now - since)


def short(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d %b %Y %H:%M}"


def full(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %Y, %H:%M %Z}"
