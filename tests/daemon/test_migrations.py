import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory

from daemon.rows import SCHEMA, Row
from daemon.store import SchemaTooNew, StoreProblem
from daemon.store.engine import open_engine
from daemon.store.schema import alembic_config, migrate, revision_of
from tests.support.stores import NOW, new_case, once, opened, store_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def connection(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'conductd.db'}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_models_and_the_migrations_agree(connection):
    migrate(connection)
    command.check(alembic_config(connection))


def test_the_newest_revision_is_the_one_that_the_program_expects(connection):
    assert ScriptDirectory.from_config(alembic_config(connection)).get_heads() == [SCHEMA]
    migrate(connection)
    assert revision_of(connection) == SCHEMA


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'conductd.db'}")

    def fail():
        with engine.begin() as connection:
            migrate(connection)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with engine.begin() as connection:
        assert revision_of(connection) is None
        migrate(connection)
    engine.dispose()


def test_the_first_schema_can_be_taken_back(connection):
    migrate(connection)
    command.downgrade(alembic_config(connection), "base")
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    assert tables == ["alembic_version"]


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path):
    once(tmp_path, new_case)
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with pytest.raises(SchemaTooNew, match=r"schema 9999.*install the newer version"):
        store_in(tmp_path).open(NOW)
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


def test_a_database_of_something_else_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        database.execute("CREATE TABLE letter (id TEXT)")
    with pytest.raises(StoreProblem, match="letter already exists"), opened(tmp_path):
        pass


OPEN = """
import sys
from pathlib import Path
from tests.support.stores import once

once(Path(sys.argv[1]), lambda unit: unit.cases.next_due())
print("alembic" in sys.modules)
"""


def opened_by_a_process(folder, start):
    command = [sys.executable, "-c", OPEN, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=start, env=environment, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.strip()


def test_migrations_run_from_any_folder_without_an_alembic_ini(tmp_path):
    start = tmp_path / "50% of a name"
    start.mkdir()
    assert opened_by_a_process(tmp_path, start) == "True"
    assert list(start.iterdir()) == []


def test_a_database_that_is_up_to_date_is_opened_without_alembic(tmp_path):
    once(tmp_path, new_case)
    assert opened_by_a_process(tmp_path, ROOT) == "False"


def test_every_table_has_a_singular_name_and_every_cell_a_place(connection):
    migrate(connection)
    assert all(not name.endswith("s") for name in Row.metadata.tables)
    assert {"history", "head", "inbox", "letter"} <= set(Row.metadata.tables)
