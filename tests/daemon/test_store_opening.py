"""A database is opened with the key that belongs to it, or refused in one line that says what to do."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from daemon.secrets import KeyProblem, create_key_file, load_keys
from daemon.store import Store, StoreProblem
from daemon.store.engine import open_engine
from tests.support.stores import NOW, new_case, once, opened, store_in


def test_the_day_on_which_the_database_was_made_stays(tmp_path):
    with opened(tmp_path) as store:
        assert store.made_at == NOW
    again = store_in(tmp_path)
    again.open(NOW + timedelta(days=9))
    assert again.made_at == NOW
    again.close()


def test_tokens_outlive_a_restart(tmp_path):
    with opened(tmp_path) as store:
        token = store.tokens.make("SSE-7K3F2", "rae@example.org", NOW.date())
    with opened(tmp_path) as store:
        assert store.tokens.holds(token, "rae@example.org", NOW) == "SSE-7K3F2"


def test_another_databases_key_file_is_refused_by_name(tmp_path):
    once(tmp_path, new_case)
    (tmp_path / "key").unlink()
    other = create_key_file(tmp_path / "key")
    with pytest.raises(KeyProblem, match="lacks the key") as problem, opened(tmp_path):
        pass
    assert other.id not in str(problem.value)


def test_a_wrong_key_under_the_right_name_is_refused(tmp_path):
    once(tmp_path, new_case)
    name = (tmp_path / "key").read_text().split()[0]
    (tmp_path / "key").unlink()
    create_key_file(tmp_path / "key")
    (tmp_path / "key").write_text(f"{name} {(tmp_path / 'key').read_text().split()[1]}\n")
    with pytest.raises(KeyProblem, match="does not open this database"), opened(tmp_path):
        pass


def test_a_lost_keyring_is_not_made_again(tmp_path):
    once(tmp_path, new_case)
    with closing(sqlite3.connect(tmp_path / "conductd.db")) as database:
        database.execute("DELETE FROM keyring WHERE name = 'chain'")
        database.commit()
    with pytest.raises(KeyProblem, match="chain"), opened(tmp_path):
        pass


def test_a_rotated_daemon_key_opens_everything_once_the_keys_are_rewrapped(tmp_path):
    def fill(unit):
        kept = new_case(unit)
        unit.inbox.add("email", "imap:1", b"raw bytes", b"1", NOW)
        matched = unit.inbox.add("email", "imap:2", b"of the case", b"2", NOW)
        unit.inbox.settle(matched.id, matched.state, kept.id)

    once(tmp_path, fill)
    old = (tmp_path / "key").read_text()
    (tmp_path / "key").unlink()
    create_key_file(tmp_path / "key")
    new = (tmp_path / "key").read_text()
    (tmp_path / "key").write_text(new + old)
    with opened(tmp_path) as store:
        assert store.run_now(lambda unit: unit.rewrap()) == 8  # six roots, one case, one message without a case
        assert store.run_now(lambda unit: unit.rewrap()) == 0
    (tmp_path / "key").write_text(new)
    with opened(tmp_path) as store:
        assert [found.raw for found in store.run_now(lambda unit: unit.inbox.unread(9))] == [
            b"raw bytes",
            b"of the case",
        ]
        assert store.audit() == []


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "not an address"])
def test_a_url_without_a_database_is_refused(tmp_path, url):
    create_key_file(tmp_path / "key")
    with pytest.raises(StoreProblem, match=r"\[database\] url"):
        Store(url, load_keys(tmp_path / "key"), tmp_path / "head").open(NOW)


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    (tmp_path / "conductd.db").write_bytes(b"something else entirely" * 100)
    with pytest.raises(StoreProblem, match="not a database"), opened(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_refused_with_its_name(tmp_path):
    create_key_file(tmp_path / "key")
    store = Store(f"sqlite:///{tmp_path}/none/c.db", load_keys(tmp_path / "key"), tmp_path / "head")
    with pytest.raises(StoreProblem, match=r"none/c\.db cannot be opened"):
        store.open(NOW)


def test_closing_twice_is_closing(tmp_path):
    store = store_in(tmp_path)
    store.open(NOW)
    store.close()
    store.close()


def test_another_database_than_sqlite_is_refused_in_one_line():
    with pytest.raises(StoreProblem, match="SQLite only"):
        open_engine("postgresql+psycopg://somebody@db.example/conductd")


ALONE = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1], 0).execute('PRAGMA journal_mode=DELETE').fetchone())"


def test_a_second_store_in_the_same_process_leaves_the_first_one_its_locks(tmp_path):
    """Without them another process believes itself alone, and takes the log away from under us."""
    with opened(tmp_path):
        with opened(tmp_path):
            pass
        other = subprocess.run(
            [sys.executable, "-c", ALONE, str(tmp_path / "conductd.db")], capture_output=True, text=True, check=False
        )
        assert "database is locked" in other.stderr
