"""The command line's words about what is kept: keys, purging, a copy of one case, an erasure. As `cli.py`: every
command imports what it needs inside itself.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon import cli_call
from daemon.cli_call import Call

if TYPE_CHECKING:
    from daemon.config_model import Config
    from daemon.keeping_desk import KeepingDesk

OPTIONS = "Every command also takes: --config FILE   --json   --as NAME"
KEEP = "To see to what is kept"

keys = typer.Typer(
    name="key",
    help="The daemon's key: lists the lines of the key file and what each opens, no secret. Or rotates it.",
    epilog=OPTIONS,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def add_to(app: typer.Typer) -> None:
    """Declares them beside the others."""
    for command in (export, purge, erase):
        app.command(rich_help_panel=KEEP, epilog=OPTIONS)(command)
    app.add_typer(keys, rich_help_panel=KEEP)


CODE = typer.Argument(metavar="CODE", help="Such as SSE-7K3F2; a party's own code too.", show_default=False)
YES = typer.Option("--yes", metavar="", help="Do not ask; without a terminal it is needed.")
UNDONE = "Nothing was changed."
FOR_GOOD = "It cannot be brought back."


@contextmanager
def keeping_desk(call: Call) -> "Iterator[tuple[Config, KeepingDesk]]":
    cli_call.somebody_ran(call)
    config = cli_call.configuration_without_secrets(call)
    from daemon.keeping_desk import KeepingDesk

    with KeepingDesk(config, call.actor, cli_call.operating_system_user()) as opened:
        yield config, opened


def progress(what: str) -> Callable[[int, int], None]:
    """Says on standard error how far it is, each second."""
    from daemon import clock

    said = clock.now()

    def tell(done: int, of: int) -> None:
        nonlocal said
        now: datetime = clock.now()
        if now - said >= timedelta(seconds=1):
            said = now
            typer.echo(f"{done} of {of} {what}", err=True)

    return tell


@keys.callback(invoke_without_command=True)
def key(context: typer.Context) -> int:
    """Lists the lines of the key file."""
    if context.invoked_subcommand:
        return 0
    with keeping_desk(context.obj) as (config, desk):
        from daemon import keeping_tables
        from daemon.views import plain

        found = desk.keys()
        cli_call.emit(context.obj, plain(found), lambda: keeping_tables.keys(found, config.community.timezone))
    return cli_call.REFUSED if found.missing else 0


@keys.command(epilog=OPTIONS)
def rotate(
    context: typer.Context,
    keep: Annotated[  # noqa: FBT002  an option is a keyword on the command line
        bool, typer.Option("--keep", help="Leave the old line in the key file, for backups made before.")
    ] = False,
    print_: Annotated[  # noqa: FBT002  an option is a keyword on the command line
        bool,
        typer.Option("--print", help="Only print a fresh line and what to do with it by hand (systemd credentials)."),
    ] = False,
) -> int:
    """Makes a new key, brings everything under it, takes the old one out of the file; a new secret for letters too.

    A running daemon may stay: it notices. Backups made before open only with the old line.
    """
    if print_:
        return _print_line()
    with keeping_desk(context.obj) as (_, desk):
        from daemon import keeping_tables
        from daemon.rotation import Old
        from daemon.views import plain

        done = desk.rotate_keys(Old.KEPT if keep else Old.DROPPED, progress("keys brought under the new one"))
        cli_call.emit(context.obj, plain(done), lambda: keeping_tables.rotated(done))
    return 0


def _print_line() -> int:
    """The line alone on standard output, so that it can go into a file that nobody else reads."""
    from daemon.key_file import line_of, new_key

    typer.echo(line_of(new_key()))
    typer.echo(
        "This line is a secret. Put it above the others in the source of the credential (systemd-creds encrypt), "
        "restart the daemon, then run: conductd key rotate. It brings everything under the new key and says which "
        "lines may go.",
        err=True,
    )
    return 0


# --- one case as a file


def export(
    context: typer.Context,
    code: Annotated[str, CODE],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Default: CODE.zip", show_default=False)] = None,
) -> int:
    """Writes one case whole into a private zip: what show tells, the mails as they came. A read, and recorded."""
    with keeping_desk(context.obj) as (_, desk):
        from daemon import keeping_tables

        done = desk.export(code, file)
        cli_call.emit(context.obj, done.as_json(), lambda: keeping_tables.exported(done))
    return 0


# --- what goes for good


def sure(question: str, given: bool) -> bool:  # noqa: FBT001  the option's own value
    """Whether it may be done: said on the command line, or answered at a terminal; nobody there is no yes."""
    if given:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        typer.echo(f"conductd: {question} Nobody is there to ask: say --yes. {UNDONE}", err=True)
        return False
    typer.echo(f"{question} [y/N] ", nl=False, err=True)
    if sys.stdin.readline().strip().lower() in {"y", "yes"}:
        return True
    typer.echo(UNDONE, err=True)
    return False


def purge(
    context: typer.Context,
    code: Annotated[str, typer.Argument(metavar="[CODE]", show_default=False)] = "",
    yes: Annotated[bool, YES] = False,  # noqa: FBT002  an option is a keyword on the command line
) -> int:
    """Lists closed cases that are old enough to go, and clears the mailbox of what went; with a code: that case, now.

    Gone are the keys, texts, names, addresses and files of the case, and our copies in the mailbox. Code, kind and days
    stay for the count; the history stays whole without what it told. What cannot be reached is printed.
    """
    with keeping_desk(context.obj) as (config, desk):
        from daemon import keeping_tables

        if not code:
            found = desk.purgeable()
            reach = desk.reach(_doors(context.obj)) if found.copies else None
            said = {"purgeable": found.as_json(), "reach": reach.as_json() if reach else None}
            cli_call.emit(context.obj, said, lambda: keeping_tables.purgeable(found, reach, config.community.timezone))
            return cli_call.REFUSED if reach and reach.trouble else 0
        known = desk.may_purge(code)
        if not sure(f"{known} is purged now, for good: its texts, people and mails. {FOR_GOOD}", yes):
            return cli_call.REFUSED
        done = desk.purge(code)
        reach = desk.reach(_doors(context.obj))
        said = {"purged": done.as_json(), "reach": reach.as_json()}
        cli_call.emit(context.obj, said, lambda: keeping_tables.purged(done, reach))
    return cli_call.REFUSED if reach.trouble else 0


def erase(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="WHO", help="A mail address, or a party's code.", show_default=False)],
    yes: Annotated[bool, YES] = False,  # noqa: FBT002  an option is a keyword on the command line
) -> int:
    """Erases a person at their request, in every case that has ended: name, addresses, words, letters to them.

    It says first what was found, what waits and why, and what is kept. The case stays, with 'an erased person' in it.
    """
    with keeping_desk(context.obj) as (_, desk):
        from daemon import keeping_tables

        found = desk.erasure(who)
        if found.can_begin:
            if context.obj.output is cli_call.Output.PEOPLE:
                cli_call.emit(context.obj, None, lambda: keeping_tables.erasure(found))
            if not sure(f"This person is erased there, for good. {FOR_GOOD}", yes):
                return cli_call.REFUSED
        done = desk.erase(who)  # where nothing was found, whoever may know of more is told
        reach = desk.reach(_doors(context.obj)) if found.can_begin else None
        said = {"erased": done.as_json(), "reach": reach.as_json() if reach else None}
        cli_call.emit(context.obj, said, lambda: keeping_tables.erased(done, reach))
    return 0 if found.can_begin and not (reach and reach.trouble) else cli_call.REFUSED


def _doors(call: Call) -> "Config | None":
    """The configuration with the password of the mailbox; None where that cannot be read here."""
    from daemon.config_problems import ConfigError

    try:
        return cli_call.configuration(call)
    except ConfigError:
        return None
