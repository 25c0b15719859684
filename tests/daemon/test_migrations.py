import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert

from daemon import rows
from daemon.process.case import Debt, Stage
from daemon.process.records import Ground, Suspension
from daemon.rows import EPOCH, MICROSECOND, SCHEMA, Row, new_id, table
from daemon.secrets import Vault, load_keys, lookup, seal
from daemon.store import InboxState, NewMessage, SchemaTooNew, StoreProblem, Unit, keyring
from daemon.store.engine import open_engine
from daemon.store.schema import alembic_config, migrate, revision_of
from tests.support.stores import NOW, TERMS, new_case, new_letter, once, opened, store_in

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


# A case as the first version sealed it: none of what suspensions, appeals and parties have added since.
STATE_OF_0001 = """
{"code":"SSE-7K3F2","track":"concern","stage":"promised","opened_at":"2026-11-26T16:30:00.123456Z","urgent":true,
"unverified_of":"","has_reporter":true,"reporter_is":"target","answered":["privacy","nature"],"asked":true,"talk":false,
"privacy":{"value":"granted","confirmed_at":"2026-11-26T16:30:00.123456Z","source":"the word SHARE"},
"promise":{"due":"2026-11-27T16:30:00.123456Z","made_at":"2026-11-26T16:30:00.123456Z","by":"Jamison Dance",
"resolved_by":"2026-12-05T16:30:00.123456Z","warned_at":null},"debt":"the next word",
"owed_since":"2026-11-26T16:30:00.123456Z","reminders":2,"reminded_at":null,"escalated_at":null,"unread_since":null,
"assigned":"","off":["Dave Smith"],"on_it":"","told":"on its way","resolution_sent_at":null,"closed_at":null,
"related":["SSE-ABCDE","SSE-FGHJK"]}
"""


def fill_as_0001_did(unit):
    """Its own statements for the case and its reporter; the other tables are what they were."""
    connection, cells = unit._connection, unit._cells
    case, party = new_id(NOW), new_id(NOW)
    values = {
        "id": case,
        "code": "SSE-7K3F2",
        "track": "concern",
        "stage": "promised",
        "opened_at": NOW,
        "due_at": NOW,
        "wrapped_key": cells.wrapped_case_key(case),
        "state": seal(cells.of_case(case), STATE_OF_0001.encode(), f"incident_case/state/{case}".encode()),
        "version": 3,
    }
    connection.execute(insert(table(rows.IncidentCase)), values)
    contact = b'{"channel":"email","address":"rae@example.org","name":"Rae"}'
    values = {
        "id": party,
        "case_id": case,
        "role": "reporter",
        "lookup": lookup(cells.root("people"), "email", "rae@example.org"),
        "code": "SSE-7K3F2",
        "contact": seal(cells.of_case(case), contact, f"party/contact/{party}".encode()),
        "added_at": NOW,
    }
    connection.execute(insert(table(rows.Party)), values)
    arrival = unit.inbox.add("email", "imap:1", b"raw bytes", b"1", NOW, "a note")
    unit.inbox.settle(arrival.id, InboxState.DONE, case)
    unit.messages.add(NewMessage(case_id=case, at=NOW, text="hello", inbox_id=arrival.id, party_id=party))
    unit.history.record(case, NOW, "opened", "sender", {"at": NOW})
    unit.letters.add(new_letter(case_id=case))


@pytest.fixture
def made_by_0001(tmp_path):
    store_in(tmp_path)
    vault = Vault(load_keys(tmp_path / "key"))
    engine = open_engine(f"sqlite:///{tmp_path / 'conductd.db'}")
    with engine.begin() as connection:
        migrate(connection)  # the rows are written by the program of today, and taken back to what 0001 had
        keyring.make_roots(connection, vault, NOW)
        made_at = str((NOW - EPOCH) // MICROSECOND)
        connection.execute(insert(table(rows.Meta)), {"name": "made_at", "value": made_at})
        unit = Unit(connection, vault, keyring.load_roots(connection, vault))
        fill_as_0001_did(unit)
        unit._cells.written.clear()  # nothing was told of what was written, then
        unit.finish()
        command.downgrade(alembic_config(connection), "0001")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert not database.execute("SELECT name FROM sqlite_master WHERE name = 'way'").fetchall()
        columns = [row[1] for table in ("history", "inbox") for row in database.execute(f"PRAGMA table_info({table})")]
        assert not {"body_hash", "size"} & set(columns)
    return tmp_path


def test_a_database_of_the_first_version_opens_with_all_that_it_holds(made_by_0001):
    def everything(unit):
        kept = unit.cases.by_code("SSE-7K3F2", TERMS)
        (letter,) = unit.letters.of(kept.id)
        return (
            kept.case,
            unit.parties.of(kept.id),
            [message.text for message in unit.messages.of(kept.id)],
            [entry.kind for entry in unit.history.of(kept.id)],
            unit.letters.open(letter.id).address,
            unit.inbox.by_id(unit.messages.of(kept.id)[0].inbox_id).raw,
        )

    with opened(made_by_0001) as store:
        case, (party,), texts, kinds, address, raw = store.run_now(everything)
        assert store.audit() == []
    assert (case.stage, case.debt, case.privacy.source) == (Stage.PROMISED, Debt.NEXT_WORD, "the word SHARE")
    assert case.promise.due == NOW + timedelta(days=1)
    assert (case.off, case.related) == (frozenset({"Dave Smith"}), ("SSE-ABCDE", "SSE-FGHJK"))
    assert (case.parties, case.suspensions, case.appeal, case.held) == ((), (), None, False)
    assert (party.name, [way.address for way in party.ways]) == ("Rae", ["rae@example.org"])
    assert (texts, kinds, address, raw) == (["hello"], ["opened"], "rae@example.org", b"raw bytes")


def test_a_party_of_the_first_version_gets_another_way_and_is_found_by_both(made_by_0001):
    def work(unit):
        (found,) = unit.parties.cases_of("email", "rae@example.org")
        unit.parties.add_way(unit.parties.by_id(found.party_id), "handle", "@rae", NOW)
        return found, unit.parties.cases_of("handle", "@rae")

    with opened(made_by_0001) as store:
        found, by_name = store.run_now(work)
        assert by_name == [found]
        assert store.audit() == []


def test_a_case_of_the_first_version_is_saved_with_what_is_new(made_by_0001):
    suspension = Suspension("SSE-4KX2P", NOW, "Dana", Ground.COMPLAINT, NOW)

    def work(unit):
        kept = unit.cases.by_code("SSE-7K3F2", TERMS)
        return unit.cases.save(kept, replace(kept.case, suspensions=(suspension,)), NOW)

    with opened(made_by_0001) as store:
        saved = store.run_now(work)
        assert store.run_now(lambda unit: unit.cases.by_id(saved.id, TERMS)) == saved
        assert saved.version == 4


def test_the_second_schema_can_be_taken_back_to_the_first(connection):
    migrate(connection)
    command.downgrade(alembic_config(connection), "0001")
    assert revision_of(connection) == "0001"
    assert not connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'way'").all()


def test_a_database_of_the_second_version_opens_and_its_history_is_whole(tmp_path):
    once(tmp_path, fill_as_0001_did)
    engine = open_engine(f"sqlite:///{tmp_path / 'conductd.db'}")
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0002")
        assert revision_of(connection) == "0002"
    engine.dispose()
    with opened(tmp_path) as store:
        assert store.audit() == []
        assert store.run_now(lambda unit: unit.history.head()).count == 1


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
