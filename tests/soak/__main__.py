"""`python -m tests.soak [NAME...] [--size N] [--seed S]`: the bench that attacks the real daemon. Without a name, all.

A bench is a file beside this one with `FULL`, the size that the goals ask for, and `soak(size, seed, say)`. What is
measured is printed as a table; the exit code is 1 where a goal is missed.
"""

import argparse
import importlib
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from rich.console import Console

from tests.soak.table import Row, show

HERE = Path(__file__).parent
MET, MISSED, INTERRUPTED = 0, 1, 130
NEEDS = """\
It sends to the loopback only. `crashes`, `disk`, `hostile`, `loops`, `network`, `servers`, `supervision` and `syscalls`
need Dovecot (apt-get install dovecot-imapd dovecot-lmtpd); `disk` and `syscalls` need strace (apt-get install strace)
and root, `disk` for a small tmpfs too. `loops` fetches one library's test mails from the package index.
Exit codes: 0 every goal is met, 1 a goal is missed or a bench ended by an exception, 2 unknown words, 130 interrupted;
the table is shown in each case but the third, with what was measured until then.
"""


def benches() -> list[str]:
    files = sorted(each for each in HERE.glob("*.py") if not each.name.startswith(("test_", "_")))
    return [each.stem for each in files if "\ndef soak(" in each.read_text(encoding="utf-8")]


def played(name: str, size: int, seed: int) -> list[Row]:
    bench = importlib.import_module(f"tests.soak.{name}")
    began = time.monotonic()

    def say(line: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.0f} s  {name}: {line}\n")
        sys.stderr.flush()

    return bench.soak(size or bench.FULL, seed, say)


def tried(name: str, size: int, seed: int) -> list[Row]:
    """What a bench that raises leaves is a row that is not met: the others still count."""
    try:
        return played(name, size, seed)
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as problem:  # noqa: BLE001  it is the row
        traceback.print_exc(file=sys.stderr)
        first = str(problem).strip().partition("\n")[0]
        return [
            Row(
                name, f"size {size or 'full'}, seed {seed}", "it ended", f"{type(problem).__name__}: {first}", met=False
            )
        ]


def measured(names: Sequence[str], size: int, seed: int) -> Iterator[Row]:
    for name in names:
        yield from tried(name, size, seed)


def shown(rows: Iterator[Row], console: Console) -> int:
    """The exit code. What was measured is shown also where somebody ends it before it is over."""
    found: list[Row] = []
    try:
        found.extend(rows)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: the table has what was measured so far\n")
        show(found, console)
        return INTERRUPTED
    show(found, console)
    return MET if found and all(row.met for row in found) else MISSED


def full(name: str) -> int:
    return importlib.import_module(f"tests.soak.{name}").FULL


class Asked(argparse.ArgumentParser):
    """Says in `--help` what only the benches know, and loads them for nothing else."""

    def format_help(self) -> str:
        sizes = "\n".join(f"  {name:<12} {full(name):>7,}" for name in benches())
        return f"{super().format_help()}\nsizes that the goals ask for:\n{sizes}\n\n{NEEDS}"


def main() -> int:
    asked = Asked(prog="python -m tests.soak", description="Attacks the real daemon, and measures.")
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(benches()))
    asked.add_argument("--size", type=int, default=0, help="instead of the size that the goals ask for")
    asked.add_argument("--seed", type=int, default=1, help="the same seed plays the same faults")
    given = asked.parse_args()
    unknown = set(given.names) - set(benches())
    if unknown:
        asked.error(f"no bench is called {', '.join(sorted(unknown))}; there are: {', '.join(benches())}")
    return shown(measured(given.names or benches(), given.size, given.seed), Console())


if __name__ == "__main__":
    sys.exit(main())
