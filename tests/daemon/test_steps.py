"""The named steps of a crash: who says them, and that nobody listens but a bench."""

import ast
from pathlib import Path

import pytest

from daemon import steps
from daemon.steps import Step
from tests.support.stores import opened

ROOT = Path(__file__).parents[2]
HOUSE = [path for package in ("daemon", "notifiers", "parsers") for path in (ROOT / package).rglob("*.py")]


@pytest.fixture
def heard():
    found = []
    steps.listen(found.append)
    yield found
    steps.listen()


def test_a_step_is_heard_by_who_listens_and_by_nobody_else(heard):
    steps.at(Step.COMMITTED)
    steps.listen()
    steps.at(Step.COMMITTED)
    assert heard == [Step.COMMITTED]


def test_nothing_in_the_house_listens():
    assert [path.name for path in HOUSE if "listen" in _names_from_steps(path)] == []


def _names_from_steps(path):
    found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    named = {alias.name for node in found if node.module == "daemon.steps" for alias in node.names}
    whole = {alias.name for node in found if node.module == "daemon" for alias in node.names}
    return named | ({"listen"} if "steps" in whole else set())


def test_every_step_is_said_in_one_place_or_more():
    said = "\n".join(path.read_text(encoding="utf-8") for path in HOUSE if path.name != "steps.py")
    assert [step.name for step in Step if f"at(Step.{step.name})" not in said] == []


async def test_a_transaction_says_when_it_is_about_to_commit_and_when_it_has(tmp_path, heard):
    with opened(tmp_path) as store:
        await store.run(lambda _: heard.append("writes"))
    assert heard == ["writes", Step.COMMITTING, Step.COMMITTED]
