"""The command line's words about what is kept: keys, purging, a copy of one case, an erasure. As `cli.py`: every
command imports what it needs inside itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
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
    app.add_typer(keys, rich_help_panel=KEEP)


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
