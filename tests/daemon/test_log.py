"""Nothing that a person wrote reaches a log line, by whatever door it comes to the logger."""

import ast
import json
import subprocess
import sys
from pathlib import Path

from daemon.log import _EVENT, _TEMPLATE, HOUSE
from notifiers.sending import Problem

ROOT = Path(__file__).parents[2]
CANARIES = ("dana.canary@example.org", "canaryhandle", "gg3tcnbwge4tcmzrgizdgnbvgy3tqojq", "CanaryName Rivera")
SETUP = """
import asyncio, logging, sys, threading, warnings
import structlog
from datetime import timedelta
from daemon import log
log.setup()
ours = structlog.get_logger("daemon.test")
ADDRESS, HANDLE, TOKEN, NAME = {canaries!r}
"""


def lines(program, status=0):
    """What the program logs, each line read as JSON: a process of its own, since the set-up is of the whole process."""
    source = SETUP.format(canaries=CANARIES) + program
    ended = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == ""
    for canary in CANARIES:
        assert canary not in ended.stderr
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_codes_counts_and_durations_are_said():
    (line,) = lines('ours.info("case opened", case="SSE-7K3F2", count=3, wait=timedelta(seconds=90), letter="late")')
    assert (line["event"], line["case"], line["count"], line["wait"], line["letter"]) == (
        "case opened",
        "SSE-7K3F2",
        3,
        90.0,
        "late",
    )
    assert (line["level"], line["logger"]) == ("info", "daemon.test")
    assert line["timestamp"].endswith("Z")


LEAKS = (
    'ours.info("case opened", sender=ADDRESS)',
    'ours.info("case opened", name=NAME)',
    'ours.info("case opened", case=HANDLE)',
    'ours.info("case opened", reason=ADDRESS)',
    'ours.info("case opened", state=TOKEN)',
    'ours.info("case opened", loop="x " + TOKEN)',
    'ours.info("case opened", names=[NAME])',
    'ours.info("case opened", found={"name": NAME})',
    'ours.info("case opened", error=ADDRESS)',
    'ours.info("case opened", frames=ADDRESS)',
    'ours.info("case opened", exception=ADDRESS)',
    'ours.info(f"case of {ADDRESS}")',
    "ours.info(NAME)",
    'ours.info("case opened", raw=ADDRESS.encode())',
    'logging.getLogger("conductd.imap").warning("mailbox: %s, next attempt in %d s", HANDLE, 5)',
    'logging.getLogger("conductd.imap").warning("mailbox: %s", ADDRESS)',
    'logging.getLogger("daemon.x").warning(ADDRESS)',
    'logging.getLogger("daemon.x").warning("mailbox: %d", HANDLE)',
    'logging.getLogger("mail.log").warning("%s sent %r", ADDRESS, NAME)',
    'logging.getLogger("imapclient.imaplib").error(ADDRESS)',
    'logging.getLogger("sqlalchemy.engine").error("broken %s" % NAME)',
    'logging.getLogger("x").error("%s %s", ADDRESS)',
    'logging.getLogger("x").error("it broke", extra={"name_": NAME})',
    "logging.getLogger('x').error('it broke', exc_info=ValueError(ADDRESS), stack_info=True)",
    "warnings.warn(ADDRESS)",
)


def test_what_a_person_may_have_written_is_withheld():
    """One process for all: what it writes is searched for the canaries by `lines`."""
    found = lines("\n".join(LEAKS))
    assert len(found) == len(LEAKS)
    assert not [line for line in found if line["level"] not in {"info", "warning", "error"}]


def test_our_plain_records_keep_their_fixed_text_numbers_and_states():
    (line,) = lines('logging.getLogger("conductd.imap").warning("mailbox: %s, next attempt in %d s", "unreachable", 5)')
    assert line["event"] == "mailbox: unreachable, next attempt in 5 s"


def test_a_librarys_record_says_where_it_was_written():
    (line,) = lines("asyncio.Future(loop=asyncio.new_event_loop()).set_exception(ValueError(ADDRESS))")
    assert (line["event"], line["logger"]) == ("a message of a library", "asyncio")
    assert line["place"].startswith("base_events.py:")


def test_what_libraries_say_below_a_warning_is_not_heard():
    assert lines('logging.getLogger("mail.log").info(ADDRESS); logging.getLogger("asyncio").debug(ADDRESS)') == []


def test_an_exception_is_its_type_and_our_own_lines():
    (line,) = lines(
        """
from pathlib import Path
from daemon.config import load
try:
    try:
        load(Path("/nowhere/" + HANDLE), {})
    except Exception as error:
        raise ExceptionGroup(ADDRESS, [ValueError(NAME), KeyError(TOKEN)]) from error
except ExceptionGroup:
    ours.exception("it broke")
"""
    )
    assert line["error"] == "ExceptionGroup < ValueError < KeyError < ConfigError"
    assert line["frames"].startswith("daemon/config.py:")
    assert "exception" not in line


def test_what_nobody_caught_is_logged_without_its_text():
    (line,) = lines("raise ValueError(ADDRESS)", status=1)
    assert (line["level"], line["error"]) == ("critical", "ValueError")


def test_a_thread_that_dies_is_logged_without_its_text():
    (line,) = lines(
        "def die():\n    raise ValueError(ADDRESS)\nthread = threading.Thread(target=die, name=NAME)\nthread.start(); thread.join()"
    )
    assert line["error"] == "ValueError"


def test_a_task_whose_exception_nobody_took_is_logged_without_its_text():
    (line,) = lines(
        """
import gc
async def die():
    raise ValueError(ADDRESS)
async def main():
    task = asyncio.create_task(die(), name=NAME)
    await asyncio.sleep(0.01)
    del task
    gc.collect()
asyncio.run(main())
"""
    )
    assert (line["logger"], line["error"]) == ("asyncio", "ValueError")


LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def events(root):
    """Each `log.info("…")` of the house: where it stands and what it says."""
    for path in sorted(path for package in HOUSE for path in (root / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[first, *_]) if (
                    level in LEVELS
                ):
                    yield f"{path.relative_to(root)}:{node.lineno}", first


def test_every_event_of_the_house_is_a_fixed_text_that_the_chain_lets_through():
    found = dict(events(ROOT))
    fixed = {place: node.value for place, node in found.items() if isinstance(node, ast.Constant)}
    assert found.keys() == fixed.keys()
    assert len(fixed) > 10
    assert [place for place, text in fixed.items() if not (_EVENT.fullmatch(text) or _TEMPLATE.fullmatch(text))] == []


def test_the_problems_of_a_letter_are_said_in_full():
    program = (
        "from notifiers.sending import Problem\nfor each in Problem: ours.info('letter put off', reason=str(each))"
    )
    assert [line["reason"] for line in lines(program)] == [str(each) for each in Problem]
