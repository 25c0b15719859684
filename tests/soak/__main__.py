"""`python -m tests.soak [NAME...] [--size N] [--seed S]`: the bench that attacks the real daemon. Without a name, all.

A bench is a file beside this one with `FULL`, the size that the goals ask for, and `soak(size, seed, say)`. What is
measured is printed as a table; the exit code is 1 where a goal is missed.
"""

import argparse
import importlib
import sys
import time
from pathlib import Path

from rich.console import Console

from tests.soak.table import Row, show

HERE = Path(__file__).parent


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


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description="Attacks the real daemon, and measures.")
    asked.add_argument("names", nargs="*", metavar="NAME", help=", ".join(benches()))
    asked.add_argument("--size", type=int, default=0, help="instead of the size that the goals ask for")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    unknown = set(given.names) - set(benches())
    if unknown:
        asked.error(f"no bench is called {', '.join(sorted(unknown))}; there are: {', '.join(benches())}")
    rows = [row for name in given.names or benches() for row in played(name, given.size, given.seed)]
    show(rows, Console())
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
