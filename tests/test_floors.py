"""Imports go down only (design 3, rule 1). The checker reads the files; it imports none of them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import daemon

ROOT = Path(__file__).parents[1]
HOUSE = ("parsers", "notifiers", "daemon")
# The fronts of the house know all of it, and nobody below knows them.
FRONTS = (
    *("daemon.service", "daemon.desk", "daemon.keeping_desk", "daemon.cli", "daemon.cli_call", "daemon.cli_keeping"),
    *("daemon.running", "daemon.__main__", "daemon.demo"),
)
# A door is known to who opens it, who fills in its settings and who tries it.
DOOR_OPENERS = (
    *FRONTS,
    *("daemon.doors", "daemon.personal_doors", "daemon.slack_room", "daemon.wiring", "daemon.check"),
)
# A leaf that imports nothing of ours: whoever writes to disk or to a wire says where it is, for a bench that crashes it.
STEPS = "daemon.steps"
# Below the store stand the keys, the rows and the values of the process.
UNDER_THE_STORE = (
    "daemon.store",
    "daemon.migrations",
    "daemon.rows",
    "daemon.secrets",
    "daemon.tokens",
    "daemon.process",
    STEPS,
)


def modules(root: Path) -> dict[str, Path]:
    found = {}
    for package in HOUSE:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """What the file imports anywhere in it, inside functions too; not what only a type checker sees."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unseen = {id(inner) for node in ast.walk(tree) if _for_types_only(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in known else source


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def door(name: str) -> str:
    """The files of one door share the first word of their names: imap.py, imap_session.py."""
    return name.removeprefix("daemon.channels").lstrip(".").partition("_")[0]


def refusal(name: str, wanted: str) -> str:
    """Why `name` may not import `wanted`, or nothing."""
    ours = within(wanted, *HOUSE)
    if within(name, "parsers") and within(wanted, "daemon", "notifiers"):
        return "parsers know no other floor"
    if within(name, "daemon.process") and not within(wanted, "daemon.process", *sys.stdlib_module_names):
        return "the process knows itself and the standard library"
    if name == STEPS and ours:
        return "the steps know nothing of ours"
    if within(name, "notifiers") and within(wanted, "daemon") and not within(wanted, "daemon.process"):
        return "notifiers know the parsers and the process"
    if (
        within(name, "daemon.channels")
        and ours
        and wanted != STEPS
        and not (within(wanted, "daemon.channels") and door(wanted) == door(name))
    ):
        return "a door knows nothing of ours, and no other door"
    if within(wanted, "daemon.channels") and not within(name, "daemon.channels", *DOOR_OPENERS):
        return "only who opens a door knows it"
    if (
        within(name, "daemon.store", "daemon.migrations")
        and within(wanted, "daemon")
        and not within(wanted, *UNDER_THE_STORE)
    ):
        return "the store knows keys, rows and the process"
    if within(wanted, *FRONTS) and not within(name, *FRONTS):
        return "nobody knows the fronts of the house"
    return ""


def violations(root: Path) -> list[str]:
    known = modules(root)
    found = []
    for name, path in known.items():
        for wanted in imports(name, path, known):
            reason = refusal(name, wanted)
            if reason:
                found.append(f"{name} imports {wanted}: {reason}")
    return found


def cycles(root: Path) -> list[str]:
    """The modules that can be reached from themselves."""
    known = modules(root)
    graph = {name: {each for each in imports(name, path, known) if each in known} for name, path in known.items()}
    return [name for name in graph if name in reached(graph, graph[name])]


def reached(graph: dict[str, set[str]], start: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph.get(name, ())
    return seen


def planted(root: Path, **files: str) -> Path:
    """A small tree; a name's double underscores are its folders."""
    for name, text in files.items():
        path = root.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_imports_go_down_only():
    assert violations(ROOT) == []


def test_no_module_reaches_itself():
    assert cycles(ROOT) == []


def test_the_packages_are_ours_and_not_their_namesakes_of_the_index():
    assert Path(daemon.__file__) == ROOT / "daemon" / "__init__.py"
    assert {name.partition(".")[0] for name in modules(ROOT)} == set(HOUSE)


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("parsers__kind", "import notifiers.render"),
        ("parsers__kind", "def late():\n    from daemon.process import case"),
        ("daemon__process__decide", "import pydantic"),
        ("daemon__process__decide", "from parsers import terms"),
        ("notifiers__email", "from daemon import store"),
        ("daemon__channels__imap", "from daemon.channels import smtp"),
        ("daemon__channels__imap", "from . import smtp"),
        ("daemon__channels__imap", "from parsers.email import read_email"),
        ("daemon__outbox", "import daemon.channels.imap"),
        ("daemon__store__cases", "from daemon.config import load"),
        ("daemon__outbox", "from daemon.service import run"),
        ("daemon__outbox", "from daemon.demo.story import play"),
        ("daemon__steps", "from daemon.rows import table"),
        ("parsers__kind", "from daemon.steps import at"),
    ],
)
def test_a_planted_violation_is_found(tmp_path, importer, text):
    others = {"daemon__channels__smtp": "", "daemon__store__unit": "", "daemon__process__case": ""}
    assert len(violations(planted(tmp_path, **others, **{importer: text}))) == 1


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("daemon__process__decide", "import dataclasses\nfrom daemon.process import case"),
        ("notifiers__email", "from daemon.process.case import Case\nfrom parsers import terms"),
        ("daemon__channels__imap_check", "import imapclient\nfrom daemon.channels.imap import Door"),
        ("daemon__channels__imap", "from daemon.steps import Step, at"),
        ("daemon__store__unit", "from daemon.steps import Step, at"),
        ("daemon__service", "from daemon.channels import smtp\nfrom daemon import desk"),
        ("daemon__outbox", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from daemon.service import run"),
    ],
)
def test_what_goes_down_is_allowed(tmp_path, importer, text):
    assert violations(planted(tmp_path, **{importer: text, "daemon__channels__smtp": ""})) == []


def test_a_planted_cycle_is_found(tmp_path):
    tree = planted(
        tmp_path,
        daemon__a="from daemon import b",
        daemon__b="import daemon.c",
        daemon__c="import daemon.a",
        daemon__d="import daemon.a",
    )
    assert cycles(tree) == ["daemon.a", "daemon.b", "daemon.c"]
