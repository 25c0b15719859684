"""One file reads a clock (CONTRIBUTING): everybody else is told the time."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
# the demo's stage writes mails as a stranger's program would, with that program's own clock
# and the socket tells the SDK, which reads that clock itself, when it last heard from Slack
CLOCKS = {"daemon/clock.py", "daemon/demo/stage.py", "daemon/channels/slack_sockets.py"}
READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}


def reads_a_clock(source: str) -> bool:
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return any(
        isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and (call.value.id, call.attr) in READS
        for call in calls
    )


def test_one_file_reads_a_clock():
    files = [path for package in ("daemon", "parsers", "notifiers") for path in (ROOT / package).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in files if reads_a_clock(path.read_text(encoding="utf-8"))}
    assert found == CLOCKS


def test_the_search_finds_what_it_looks_for():
    assert reads_a_clock("at = datetime.now(UTC)")
    assert not reads_a_clock("now = clock.now()")
