"""What the documents claim to be shown by a test is shown by a test that is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
THREATS = ROOT / "docs" / "threat-model.md"


def found_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("path", "name"), NAMED.findall(THREATS.read_text(encoding="utf-8")))
def test_a_test_that_the_threat_model_names_exists(path, name):
    assert name in found_in(path)


def test_each_attacker_of_the_threat_model_has_what_they_can_do_and_a_test():
    attackers = re.split(r"^## ", THREATS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    shown = [part for part in attackers if "Shown by:" in part]
    assert len(shown) >= 6
    assert all(NAMED.search(part.split("Shown by:")[1]) for part in shown)
