"""The table that the bench prints: what was done, what was asked for, what was measured, and whether it was met."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """`done` says how much was done ("1,000 kills, seed 7"); `figure` is what was measured against `goal`."""

    test: str
    done: str
    goal: str
    figure: str
    met: bool


def show(rows: Sequence[Row], console: Console) -> None:
    table = Table("test", "done", "goal", "figure", "met", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(row.test, row.done, row.goal, row.figure, "yes" if row.met else "[bold]NO[/bold]")
    console.print(table)
