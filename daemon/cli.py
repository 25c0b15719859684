"""The command line: what can be said to it, and which room answers. Every command imports what it needs inside itself,
so that `--help` is quick. The administrators' commands are made of the grammar's own table (`parsers/commands.py`).
"""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daemon import __version__, cli_call, cli_keeping
from daemon.cli_call import Call, Output
from parsers.commands import Form, Verb, forms

if TYPE_CHECKING:
    from daemon.desk import Desk

OPTIONS = "Every command also takes: --config FILE   --json   --as NAME"
START = "To begin"
LOOK = "To look"
ACT = "To act as an administrator (the same words as in a message)"

NO_CONFIGURATION = (
    "No configuration: this is the embedded default, everything in ./conductd-data.\n"
    "Look at it from this folder with: conductd cases. Mail goes out as files in conductd-data/sent.\n"
)

# Looked at by commands of their own below, or meant for mail alone.
BARE_TOO = "confirm [CODE [WHO]]"
ELSEWHERE = frozenset({Verb.LIST, Verb.SHOW, Verb.DIGEST, Verb.STATS, Verb.HELP})

app = typer.Typer(
    name="conductd",
    help="Runs a community's incident process over e-mail and Slack: reads, remembers, reminds, answers. "
    "It never judges.\n\n"
    "New here? Run: conductd demo. It needs no account and no configuration.",
    epilog=OPTIONS,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:  # noqa: FBT001  the library's callback
    if asked:
        typer.echo(f"conductd {__version__}")
        raise typer.Exit


@app.callback()
def everywhere(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The configuration. Default: $CONDUCTD_CONFIG, ./conductd.toml, /etc/conductd/conductd.toml, "
            "else the embedded default in ./conductd-data.",
        ),
    ] = None,
    as_json: Annotated[  # noqa: FBT002  an option is a keyword on the command line
        bool, typer.Option("--json", metavar="", help="Print JSON instead of tables.")
    ] = False,
    actor: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="NAME",
            envvar="CONDUCTD_AS",
            help="The administrator who acts; needed where there are several.",
        ),
    ] = "",
    version: Annotated[  # noqa: ARG001, FBT002  typer calls _version
        bool, typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Call(config, Output.JSON if as_json else Output.PEOPLE, actor)


@app.command(rich_help_panel=START, epilog=OPTIONS)
def demo() -> int:
    """Plays a whole story in a fresh folder, over real connections, and shows it live. Needs nothing."""
    from daemon.demo.story import play

    return int(play())


@app.command(rich_help_panel=START, epilog=OPTIONS)
def run(
    context: typer.Context,
    clock_is_right: Annotated[  # noqa: FBT002  an option is a keyword on the command line
        bool, typer.Option("--clock-is-right", metavar="", help="Once, where newer rows were written by a wrong clock.")
    ] = False,
) -> int:
    """Runs the daemon until it is told to stop. Without a configuration: all of it in ./conductd-data."""
    from daemon import config, log, running, steady

    made = cli_call.configuration(context.obj)
    log.setup()
    is_embedded = config.find(context.obj.config, os.environ) is None
    if is_embedded:
        cli_call.EMBEDDED.mkdir(mode=0o700, exist_ok=True)

    def begun() -> None:
        if is_embedded:
            cli_call.say(f"{NO_CONFIGURATION}Mail comes in by SMTP on {made.listener and made.listener.bind}.")

    belief = steady.Belief.GIVEN if clock_is_right else steady.Belief.COMPARED
    return asyncio.run(running.run(made, belief, begun))


@app.command(rich_help_panel=START, epilog=OPTIONS)
def check(context: typer.Context) -> int:
    """Reads the configuration and tries every connection: a row each, ok or what to do."""
    from daemon import config, tables
    from daemon.check import check as tried
    from daemon.views import State, plain

    found = config.find(context.obj.config, os.environ)
    rows = asyncio.run(tried(cli_call.configuration(context.obj), found))
    cli_call.emit(context.obj, plain(rows), lambda: tables.check(rows))
    return cli_call.REFUSED if any(row.ok is State.FAIL for row in rows) else 0


@app.command(rich_help_panel=START, epilog=OPTIONS)
def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails (.eml) or Slack events (.json).")],
) -> int:
    """Shows what conductd reads in a message, how sure it is, and the words that led to it. Nothing is stored or sent.

    --json prints one object a line; `why` holds for each field how sure it is (0 to 1), the words and their places.
    """
    from daemon import reading_command, tables, wiring
    from daemon.views import plain

    for made in reading_command.readings(files, wiring.context(cli_call.configuration_without_secrets(context.obj))):
        cli_call.emit_line(context.obj, plain(made), _page(tables.reading, made))
    return 0 if all(file.is_file() for file in files) else cli_call.REFUSED


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def cases(context: typer.Context) -> int:
    """Lists what is open or owed: code, kind, stage, age, what is owed and by when. A closed case may owe something."""
    with cli_call.desk(context.obj) as (config, desk):
        from daemon import clock, tables
        from daemon.views import plain

        lines = desk.cases()
        page = _page(tables.cases, lines, config.community.timezone, clock.now())
        cli_call.emit(context.obj, plain(lines), page)
    return 0


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def show(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as SSE-7K3F2; a party's own code too.")],
) -> int:
    """Shows one case whole: who and their other cases, suspensions, appeal, messages, letters. A read, and recorded."""
    with cli_call.desk(context.obj) as (_, desk):
        from daemon import clock, tables

        view = desk.show(code)
        cli_call.emit(context.obj, view.as_json(), _page(tables.show, view, clock.now()))
    return 0


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def search(context: typer.Context, words: Annotated[list[str], typer.Argument(metavar="WORDS...")]) -> int:
    """Finds the places where all the words stand, in the cases that you may see. Exits 1 where nothing was found."""
    with cli_call.desk(context.obj) as (config, desk):
        from daemon import tables
        from daemon.views import plain

        hits = desk.search(words)
        cli_call.emit(context.obj, plain(hits), _page(tables.search, hits, config.community.timezone))
    return 0 if hits else cli_call.REFUSED


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def digest(context: typer.Context) -> int:
    """Shows the digest as it would be sent to you now: what is owed next, the oldest promise first."""
    with cli_call.desk(context.obj) as (_, desk):
        from daemon import clock, tables

        page = desk.digest()
        cli_call.emit(context.obj, page.as_json(), _page(tables.digest, page, clock.now()))
    return 0


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def stats(context: typer.Context) -> int:
    """Counts cases and times for the transparency report, by quarter; fewer than five are not told apart."""
    with cli_call.desk(context.obj) as (_, desk):
        from daemon import clock, tables
        from daemon.views import plain

        page = desk.stats(_progress(clock.now))
        cli_call.emit(context.obj, plain(page), _page(tables.stats, page))
    return 0


def _progress(now: Callable[[], datetime]) -> Callable[[int, int], None]:
    """Says on standard error how far it is, each second."""
    step = timedelta(seconds=1)
    said = now()

    def tell(done: int, of: int) -> None:
        nonlocal said
        if now() - said >= step:
            said = now()
            typer.echo(f"{done} of {of} cases read", err=True)

    return tell


@app.command(rich_help_panel=LOOK, epilog=OPTIONS)
def audit(context: typer.Context) -> int:
    """Verifies the history, row by row; says which row breaks it. Exits 1 where one does."""
    with cli_call.desk(context.obj) as (_, desk):
        from daemon import tables
        from daemon.views import plain

        findings = desk.audit()
        cli_call.emit(context.obj, plain(findings), _page(tables.audit, findings))
    return cli_call.REFUSED if findings else 0


def _page(table: Callable[..., Any], *values: object) -> Callable[[], Any]:
    """The page, made only where a person is to see it."""
    return lambda: table(*values)


WORDS = typer.Argument(
    metavar="WORDS",
    help="As in a message. A single - reads from standard input, which keeps words out of the shell's history.",
    show_default=False,
)


@app.command("list", rich_help_panel=LOOK, epilog=OPTIONS, hidden=True)
def list_(context: typer.Context) -> int:
    """The same as cases, by its name in a mail."""
    return cases(context)


@app.command("help", rich_help_panel=LOOK, epilog=OPTIONS, hidden=True)
def help_(verb: Annotated[str, typer.Argument(metavar="[VERB]", show_default=False)] = "") -> int:
    """Explains all commands, or one, as they are written in a mail."""
    rows = [form for form in forms() if verb.lower() in {"", str(form.verb)}]
    for form in rows or forms():
        typer.echo(form.explained(verb if rows else ""))
    return 0


def _administrators_command(form: Form) -> None:
    """Declares one command of the grammar; its words go to the grammar as they are."""

    def act(context: typer.Context, words: Annotated[list[str], WORDS]) -> int:
        return _act(context.obj, " ".join([form.verb.value, *map(_given, words)]))

    def act_at_will(context: typer.Context, words: Annotated[list[str] | None, WORDS] = None) -> int:
        return _act(context.obj, " ".join([form.verb.value, *map(_given, words or [])]))

    def act_alone(context: typer.Context) -> int:
        return _act(context.obj, form.verb.value)

    app.command(
        form.verb.value,
        help="\n\n".join((form.sentence, *map(_plain, form.more))),
        rich_help_panel=ACT,
        epilog=f"In full: conductd {_plain(form.line)}\n\n{OPTIONS}",
        context_settings={"ignore_unknown_options": True},
    )(act_at_will if form.line == BARE_TOO else act if " " in form.line else act_alone)


def _plain(form: str) -> str:
    """Brackets of a form are no markup of rich."""
    return form.replace("[", r"\[")


def _given(word: str) -> str:
    return sys.stdin.read().strip() if word == "-" else word


def _look_up(call: Call, desk: "Desk", text: str) -> None:
    """Whom the command names by Slack, where somebody does: what that needs is not imported for the others."""
    if desk.strangers(text):
        from daemon import cli_slack

        cli_slack.look_up(cli_slack.with_secrets(lambda: cli_call.configuration(call)), desk, text)


def _act(call: Call, text: str) -> int:
    with cli_call.desk(call) as (_, desk):
        _look_up(call, desk, text)
        prepared = desk.prepare(text)
        if not cli_call.confirmed(prepared.read_back):
            typer.echo("Nothing was changed.", err=True)
            return cli_call.REFUSED
        done = desk.command(prepared.token)
        if call.output is Output.JSON:
            cli_call.emit(call, done.as_json(), lambda: "")
        else:
            typer.echo("\n".join(done.lines))
    return 0


for _form in forms():
    if _form.verb not in ELSEWHERE:
        _administrators_command(_form)


cli_keeping.add_to(app)


def main() -> None:
    """The console script: exits 0 done, 1 refused or failed, 2 a wrong call."""
    from daemon.coreless import gives_memory_back, without_core

    without_core()
    gives_memory_back()
    sys.exit(cli_call.guarded(lambda: _run(sys.argv[1:])))


def _help_of(error: typer.TyperException) -> str:
    """The command whose help explains the error."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "conductd"


def _run(words: list[str]) -> int:
    if not words:
        _run(["--help"])
        return cli_call.WRONG_CALL
    try:
        status = app(args=cli_call.hoisted(words), prog_name="conductd", standalone_mode=False)
    except typer.Abort:
        return cli_call.REFUSED
    except typer.TyperException as error:
        raise cli_call.WrongCall(f"{error.format_message()} Try: {_help_of(error)} --help") from None
    return status if isinstance(status, int) else 0
