"""One call of the command line: which configuration, for whom the output is, who acts, and how it fails.

An error becomes one line with its remedy on standard error and an exit status: 1 refused or failed, 2 a wrong call. No
traceback, for an exception's text may hold what a person wrote.
"""

import json
import os
import pwd
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from daemon.views import Json, NotOpen

if TYPE_CHECKING:  # what these import takes longer than --help may
    from rich.console import RenderableType

    from daemon.config_model import Config
    from daemon.desk import Desk

EMBEDDED = Path("conductd-data")
REFUSED = 1
WRONG_CALL = 2
VALUED = ("--config", "--as")


class Output(StrEnum):
    PEOPLE = "tables"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Call:
    """What every command takes."""

    config: Path | None = None
    output: Output = Output.PEOPLE
    actor: str = field(default="", repr=False)


class WrongCall(Exception):
    """The caller's words cannot be carried out; the text says what to write instead."""


def hoisted(words: Sequence[str]) -> list[str]:
    """`words` with the options that every command takes at the front, where they are declared; `--` ends the search."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return [*front, *rest, word, *waiting]
        if word == "--json" or word.startswith(tuple(f"{name}=" for name in VALUED)):
            front.append(word)
        elif word in VALUED and not waiting:
            raise WrongCall(f"{word} needs a value. Write {word} {'FILE' if word == '--config' else 'NAME'}.")
        elif word in VALUED:
            front += [word, *waiting[:1]]
            waiting = waiting[1:]
        else:
            rest.append(word)
    return front + rest


def configuration(call: Call) -> "Config":
    """The configuration that `call` names or that stands in its usual places, else the embedded default."""
    from daemon import config

    if config.find(call.config, os.environ) is None:
        return config.embedded(EMBEDDED, os.environ)
    return config.load(call.config, os.environ)


def configuration_without_secrets(call: Call) -> "Config":
    """The same for who opens no door: the mail passwords are not read, and need not be readable."""
    from daemon import config

    if config.find(call.config, os.environ) is None:
        return config.embedded(EMBEDDED, os.environ)
    return config.load(call.config, os.environ, config.Reach.STORE)


def somebody_ran(call: Call) -> None:
    """Without a configuration there is something to look at only where `conductd run` made it."""
    from daemon import config

    if config.find(call.config, os.environ) is None and not EMBEDDED.exists():
        remedy = "Name one with --config FILE, or start the embedded default here with: conductd run"
        raise NotOpen("there is no configuration, and no ./conductd-data.", remedy)


@contextmanager
def desk(call: Call) -> "Iterator[tuple[Config, Desk]]":
    """The configuration and the desk of the administrator who acts."""
    somebody_ran(call)
    config = configuration_without_secrets(call)
    from daemon.desk import Desk

    with Desk(config, call.actor, operating_system_user()) as opened:
        if opened.remark:
            typer.echo(f"conductd: {opened.remark}", err=True)
        yield config, opened


def operating_system_user() -> str:
    """Who is logged in, by the kernel's word; the environment's can be set by anybody."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def emit_line(call: Call, value: Json, page: "Callable[[], RenderableType]") -> None:
    """As `emit`, with one JSON object a line, so that what reads it need not wait for the last."""
    if call.output is Output.JSON:
        typer.echo(json.dumps(value, ensure_ascii=False))
    else:
        emit(call, value, page)


def emit(call: Call, value: Json, page: "Callable[[], RenderableType]") -> None:
    """Prints `value` as JSON, or the page for a person."""
    if call.output is Output.JSON:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    Console(highlight=False, emoji=False, markup=False).print(page())


def confirmed(read_back: str) -> bool:
    """Whether the person at the terminal says yes; without a terminal the words count at once (design 6)."""
    if not (read_back and sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    typer.echo(f"{read_back} [y/N] ", nl=False, err=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def guarded(work: Callable[[], int]) -> int:
    """The exit status of `work`; what it raises is said on standard error."""
    try:
        status = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has gone (`conductd cases | head`): nothing is wrong, and nothing more can be said
        status = REFUSED
    except KeyboardInterrupt:
        status = 130
    except Exception as error:  # noqa: BLE001  the last line of defence: nothing of the error's text may be printed
        text, status = failure(error)
        say(text)
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    return status


def say(text: str) -> None:
    """On standard error, where that can be written: its disk may be full."""
    with suppress(OSError):
        typer.echo(text, err=True)


def _let_go(stream: TextIO) -> None:
    """What could not be printed is tried again when the interpreter ends, and would take the place of our status."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def failure(error: Exception) -> tuple[str, int]:
    """What to say about `error`, and the exit status; of a task group's errors the first that somebody can mend."""
    for each in _leaves(error):
        said = _said(each)
        if said:
            return said
    return f"conductd: {_place(error)} This is a bug; nothing of its text is shown, it may be confidential.", REFUSED


def _leaves(error: Exception) -> list[Exception]:
    if not isinstance(error, ExceptionGroup):
        return [error]
    return [leaf for each in error.exceptions for leaf in _leaves(each)]


def _said(error: Exception) -> tuple[str, int] | None:
    if isinstance(error, WrongCall):
        return f"conductd: {error}", WRONG_CALL
    from daemon.config_problems import ConfigError
    from daemon.process.events import NotAllowed
    from daemon.secrets import KeyProblem
    from daemon.store.errors import StoreProblem
    from parsers.commands import NotUnderstood

    match error:
        case NotUnderstood():
            return f"conductd: not understood. Nothing was changed. Write: conductd {error.nearest}", WRONG_CALL
        case NotAllowed():
            return (
                "\n  ".join(
                    [
                        f"conductd: not done: {_sentence(error.reason)}{f' (rule {error.rule})' if error.rule else ''}",
                        *error.lines,
                    ]
                ),
                REFUSED,
            )
        case NotOpen():
            return " ".join(
                ["conductd:", _sentence(error.reason), *map(_sentence, filter(None, [error.remedy]))]
            ), REFUSED
        case ConfigError():
            return str(error), REFUSED
        case KeyProblem() | StoreProblem():
            return f"conductd: {error}", REFUSED
        case OSError(strerror=str() as why):
            return f"conductd: the system says: {why}{_file(error)}. conductd check says what to mend.", REFUSED
        case _:
            return None


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _file(error: OSError) -> str:
    return f" ({error.filename})" if isinstance(error.filename, (str, Path)) else ""


def _place(error: Exception) -> str:
    from daemon.log import say_exception

    told: Mapping[str, object] = say_exception(None, "", {"exc_info": error})
    return f"{told['error']} at {told['frames'] or 'a library'}."
