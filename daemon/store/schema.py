"""Brings a database to the schema that this program knows, and refuses one that it does not know."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from daemon.rows import SCHEMA
from daemon.store.errors import SchemaTooNew

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def migrate(connection: Connection) -> None:
    """Inside the caller's transaction: a migration that fails leaves nothing behind."""
    revision = revision_of(connection)
    if revision == SCHEMA:
        return
    # alembic takes a tenth of a second to import; a database that is up to date need not wait for it
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = alembic_config(connection)
    try:
        ScriptDirectory.from_config(config).get_revision(revision or "base")
    except CommandError:
        raise SchemaTooNew(
            f"the database has schema {revision}, this conductd knows up to {SCHEMA}: "
            "install the newer version again, or restore a backup from before it"
        ) from None
    command.upgrade(config, "head")


def revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def alembic_config(connection: Connection) -> "Config":
    """Made here, not read from an alembic.ini: an installed package has none."""
    from alembic.config import Config

    config = Config()
    # alembic reads its options through a ConfigParser, which takes a percent sign for a reference
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
